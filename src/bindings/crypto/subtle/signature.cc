// Signatures: RSASSA-PKCS1-v1_5, RSA-PSS, ECDSA, Ed25519, Ed448. https://w3c.github.io/webcrypto/#ecdsa
#include <openssl/rsa.h>

#include "bindings/crypto/signature_halves.h"
#include "bindings/crypto/subtle/job.h"

namespace eddy::bindings::crypto {
namespace {

// What a signature is made of besides the data.
struct Scheme {
  SharedKey key;
  // Null for Ed25519 and Ed448, which have their own.
  const EVP_MD* digest = nullptr;
  // RSA's; 0 for other keys.
  int32_t padding = 0;
  // Of RSA-PSS, in bytes.
  int32_t salt_length = 0;
};

bool IsEcdsa(const Scheme& scheme) { return EVP_PKEY_get_base_id(scheme.key->pkey()) == EVP_PKEY_EC; }

// The bytes of a coordinate: a signature of ECDSA is two of them. RFC 7518, 3.4.
size_t CoordinateSize(const Scheme& scheme) {
  return (static_cast<size_t>(EVP_PKEY_get_bits(scheme.key->pkey())) + 7) / 8;
}

bool SetUp(const Scheme& scheme, EVP_PKEY_CTX* context) {
  if (scheme.padding == 0) return true;
  if (EVP_PKEY_CTX_set_rsa_padding(context, scheme.padding) != 1) return false;
  return scheme.padding != RSA_PKCS1_PSS_PADDING ||
         (EVP_PKEY_CTX_set_rsa_mgf1_md(context, scheme.digest) == 1 &&
          EVP_PKEY_CTX_set_rsa_pss_saltlen(context, scheme.salt_length) == 1);
}

class SignJob final : public SubtleJob {
 public:
  SignJob(Scheme scheme, Bytes data)
      : SubtleJob("Signing failed"), scheme_(std::move(scheme)), data_(std::move(data)) {}

 private:
  bool Work() override {
    DigestContext context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* key_context = nullptr;
    size_t size = 0;
    if (context == nullptr ||
        EVP_DigestSignInit(context.get(), &key_context, scheme_.digest, nullptr, scheme_.key->pkey()) != 1 ||
        !SetUp(scheme_, key_context) ||
        EVP_DigestSign(context.get(), nullptr, &size, data_.data(), data_.size()) != 1) {
      return false;
    }
    out_.resize(size);
    if (EVP_DigestSign(context.get(), out_.data(), &size, data_.data(), data_.size()) != 1) return false;
    out_.resize(size);
    return !IsEcdsa(scheme_) || ToHalves(CoordinateSize(scheme_), out_);
  }

  Scheme scheme_;
  Bytes data_;
};

class VerifyJob final : public SubtleJob {
 public:
  VerifyJob(Scheme scheme, Bytes signature, Bytes data)
      : SubtleJob("Verification failed"),
        scheme_(std::move(scheme)),
        signature_(std::move(signature)),
        data_(std::move(data)) {}

 private:
  bool Work() override {
    if (IsEcdsa(scheme_) && !FromHalves(CoordinateSize(scheme_), signature_)) return true;
    DigestContext context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* key_context = nullptr;
    if (context == nullptr ||
        EVP_DigestVerifyInit(context.get(), &key_context, scheme_.digest, nullptr, scheme_.key->pkey()) != 1 ||
        !SetUp(scheme_, key_context)) {
      return false;
    }
    // An empty signature must be a pointer all the same.
    static const uint8_t kNothing = 0;
    const uint8_t* signature = signature_.empty() ? &kNothing : signature_.data();
    verified_ = EVP_DigestVerify(context.get(), signature, signature_.size(), data_.data(), data_.size()) == 1;
    return true;
  }

  v8::Local<v8::Value> Made(v8::Isolate* isolate) override { return v8::Boolean::New(isolate, verified_); }

  Scheme scheme_;
  Bytes signature_;
  Bytes data_;
  bool verified_ = false;
};

Scheme SchemeOf(KeyHandle* key, std::optional<std::string> digest, int32_t padding, int32_t salt_length) {
  Scheme scheme;
  scheme.key = key->key();
  if (digest) scheme.digest = FindDigest(*digest);
  scheme.padding = padding;
  scheme.salt_length = salt_length;
  return scheme;
}

v8::Local<v8::Value> Sign(Realm& realm, KeyHandle* key, std::optional<std::string> digest, int32_t padding,
                          int32_t salt_length, ConstBytes data, Callback callback) {
  return PoolJob::Run(
      realm, std::make_unique<SignJob>(SchemeOf(key, std::move(digest), padding, salt_length), CopyOf(data)), callback);
}

// The output is a boolean.
v8::Local<v8::Value> Verify(Realm& realm, KeyHandle* key, std::optional<std::string> digest, int32_t padding,
                            int32_t salt_length, ConstBytes signature, ConstBytes data, Callback callback) {
  return PoolJob::Run(realm,
                      std::make_unique<VerifyJob>(SchemeOf(key, std::move(digest), padding, salt_length),
                                                  CopyOf(signature), CopyOf(data)),
                      callback);
}

}  // namespace

void DefineSubtleSignature(BindingTarget& target) {
  target.Function<&Sign>("subtleSign");
  target.Function<&Verify>("subtleVerify");
}

}  // namespace eddy::bindings::crypto
