// Signatures: streamed and at once. https://docs.openssl.org/3.0/man3/EVP_DigestSignInit/
#include <openssl/core_names.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "bindings/crypto/crypto_job.h"
#include "bindings/crypto/key_handle.h"
#include "bindings/crypto/signature_halves.h"

namespace eddy::bindings::crypto {
namespace {

using v8::Isolate;
using v8::Local;
using v8::Value;

// What a program may say of how to sign.
struct Choices {
  std::optional<int32_t> padding;      // RSA_*_PADDING
  std::optional<int32_t> salt_length;  // bytes, or RSA_PSS_SALTLEN_*
  bool raw = false;                    // r || s as IEEE P1363 has it, not DER
};

// The bytes of r and of s in IEEE P1363's form; 0 for keys whose signatures have no other form than their own.
size_t HalfSize(const EVP_PKEY* pkey) {
  BIGNUM* order = nullptr;
  const int type = EVP_PKEY_get_base_id(pkey);
  const char* name = type == EVP_PKEY_DSA  ? OSSL_PKEY_PARAM_FFC_Q
                     : type == EVP_PKEY_EC ? OSSL_PKEY_PARAM_EC_ORDER
                                           : nullptr;
  if (name == nullptr || EVP_PKEY_get_bn_param(pkey, name, &order) != 1) return 0;
  const auto size = static_cast<size_t>(BN_num_bytes(order));
  BN_free(order);
  return size;
}

bool ToRaw(const EVP_PKEY* pkey, Bytes& signature) {
  const size_t half = HalfSize(pkey);
  return half == 0 || ToHalves(half, signature);
}

// False for what can't be a signature by the key.
bool FromRaw(const EVP_PKEY* pkey, Bytes& signature) {
  const size_t half = HalfSize(pkey);
  return half == 0 || FromHalves(half, signature);
}

// Sets what RSA has to be told. A key for RSASSA-PSS knows its padding and what salt it allows.
bool Configure(EVP_PKEY_CTX* context, const EVP_PKEY* pkey, const Choices& choices) {
  const int type = EVP_PKEY_get_base_id(pkey);
  if (type != EVP_PKEY_RSA && type != EVP_PKEY_RSA_PSS) return true;
  const int padding = choices.padding.value_or(type == EVP_PKEY_RSA ? RSA_PKCS1_PADDING : RSA_PKCS1_PSS_PADDING);
  if (EVP_PKEY_CTX_set_rsa_padding(context, padding) != 1) return false;
  if (padding != RSA_PKCS1_PSS_PADDING) return true;
  std::optional<int32_t> salt_length = choices.salt_length;
  // The same number means the most when signing and "as it is" when verifying.
  if (!salt_length && type == EVP_PKEY_RSA) salt_length = RSA_PSS_SALTLEN_AUTO;
  return !salt_length || EVP_PKEY_CTX_set_rsa_pss_saltlen(context, *salt_length) == 1;
}

// A digest that data is fed to, and the signature of it.
class Signer final : public engine::Wrapper {
 public:
  static std::unique_ptr<Signer> Make() { return std::unique_ptr<Signer>(new Signer); }

  // False for an unknown digest; throws for one that OpenSSL refuses.
  bool Start(Isolate* isolate, const std::string& digest) {
    ERR_clear_error();
    digest_ = FindDigest(digest);
    if (digest_ == nullptr) return false;
    context_.reset(EVP_MD_CTX_new());
    if (context_ == nullptr || EVP_DigestInit_ex2(context_.get(), digest_, nullptr) != 1) {
      ThrowError(isolate, "Digest method not supported");
    }
    return true;
  }

  // False when it is over.
  bool Update(std::span<const uint8_t> data) {
    return context_ != nullptr && EVP_DigestUpdate(context_.get(), data.data(), data.size()) == 1;
  }
  bool UpdateText(const std::string& text) {
    return context_ != nullptr && EVP_DigestUpdate(context_.get(), text.data(), text.size()) == 1;
  }

  // An ArrayBuffer; false when it is over already, true for a key that can't sign a digest.
  v8::MaybeLocal<Value> Sign(Isolate* isolate, KeyHandle* key, std::optional<int32_t> padding,
                             std::optional<int32_t> salt_length, bool raw) {
    ERR_clear_error();
    Bytes hash;
    KeyContext context;
    const int outcome = Begin(key, hash, context, EVP_PKEY_sign_init, {padding, salt_length, raw});
    if (outcome == kOver) return v8::False(isolate).As<Value>();
    if (outcome == kUnsuited) return v8::True(isolate).As<Value>();
    size_t size = 0;
    Bytes out;
    if (outcome == kReady && EVP_PKEY_sign(context.get(), nullptr, &size, hash.data(), hash.size()) == 1) {
      out.resize(size);
      if (EVP_PKEY_sign(context.get(), out.data(), &size, hash.data(), hash.size()) == 1) {
        out.resize(size);
        if (!raw || ToRaw(key->pkey(), out)) return ToArrayBuffer(isolate, out);
      }
    }
    ThrowError(isolate, "Failed to sign");
    return {};
  }

  // Whether it is the signature; 0 when it is over already, 1 for a key that can't sign a digest.
  v8::MaybeLocal<Value> Verify(Isolate* isolate, KeyHandle* key, std::span<const uint8_t> signature,
                               std::optional<int32_t> padding, std::optional<int32_t> salt_length, bool raw) {
    ERR_clear_error();
    Bytes hash;
    KeyContext context;
    const int outcome = Begin(key, hash, context, EVP_PKEY_verify_init, {padding, salt_length, raw});
    if (outcome == kOver || outcome == kUnsuited) return v8::Integer::New(isolate, outcome).As<Value>();
    if (outcome == kFailed) {
      ThrowError(isolate, "Failed to verify");
      return {};
    }
    IgnoreErrors ignore;
    Bytes given(signature.begin(), signature.end());
    const bool is_valid = (!raw || FromRaw(key->pkey(), given)) &&
                          EVP_PKEY_verify(context.get(), given.data(), given.size(), hash.data(), hash.size()) == 1;
    return v8::Boolean::New(isolate, is_valid).As<Value>();
  }

 private:
  enum { kOver = 0, kUnsuited = 1, kReady, kFailed };

  Signer() = default;

  int Begin(KeyHandle* key, Bytes& hash, KeyContext& context, int (*init)(EVP_PKEY_CTX*), const Choices& choices) {
    if (context_ == nullptr) return kOver;
    hash.resize(static_cast<size_t>(EVP_MD_get_size(digest_)));
    const int digested = EVP_DigestFinal_ex(context_.get(), hash.data(), nullptr);
    context_.reset();
    const int type = EVP_PKEY_get_base_id(key->pkey());
    // They sign messages, never digests. RFC 8032.
    if (type == EVP_PKEY_ED25519 || type == EVP_PKEY_ED448) return kUnsuited;
    context.reset(EVP_PKEY_CTX_new_from_pkey(nullptr, key->pkey(), nullptr));
    // Padding first: what it forbids is told before what the digest does.
    return digested == 1 && context != nullptr && init(context.get()) == 1 &&
                   Configure(context.get(), key->pkey(), choices) &&
                   EVP_PKEY_CTX_set_signature_md(context.get(), digest_) == 1
               ? kReady
               : kFailed;
  }

  const EVP_MD* digest_ = nullptr;
  DigestContext context_;
};

// What a job works on: borrowed where the job runs at once, else a copy, since the program may change its memory.
class Input {
 public:
  Input(std::span<const uint8_t> bytes, bool copy) : bytes_(bytes) {
    if (!copy) return;
    copy_.assign(bytes.begin(), bytes.end());
    bytes_ = copy_;
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  std::span<const uint8_t> bytes() const { return bytes_; }

 private:
  Bytes copy_;
  std::span<const uint8_t> bytes_;
};

// An ArrayBuffer.
class SignJob final : public CryptoJob {
 public:
  SignJob(SharedKey key, std::span<const uint8_t> data, bool copy, const EVP_MD* digest, Choices choices)
      : key_(std::move(key)), data_(data, copy), digest_(digest), choices_(choices) {}

 private:
  bool Work() override {
    DigestContext context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* inner = nullptr;
    if (context == nullptr || EVP_DigestSignInit(context.get(), &inner, digest_, nullptr, key_->pkey()) != 1 ||
        !Configure(inner, key_->pkey(), choices_)) {
      return false;
    }
    size_t size = 0;
    const auto data = data_.bytes();
    if (EVP_DigestSign(context.get(), nullptr, &size, data.data(), data.size()) != 1) return false;
    out_.resize(size);
    if (EVP_DigestSign(context.get(), out_.data(), &size, data.data(), data.size()) != 1) return false;
    out_.resize(size);
    return !choices_.raw || ToRaw(key_->pkey(), out_);
  }
  Local<v8::Value> Made(Isolate* isolate) override { return ToArrayBuffer(isolate, out_); }
  const char* Fallback() const override { return "Signing failed"; }

  SharedKey key_;
  Input data_;
  const EVP_MD* digest_;
  Choices choices_;
  Bytes out_;
};

// A boolean.
class VerifyJob final : public CryptoJob {
 public:
  VerifyJob(SharedKey key, std::span<const uint8_t> data, std::span<const uint8_t> signature, bool copy,
            const EVP_MD* digest, Choices choices)
      : key_(std::move(key)),
        data_(data, copy),
        signature_(signature.begin(), signature.end()),
        digest_(digest),
        choices_(choices) {}

 private:
  bool Work() override {
    DigestContext context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* inner = nullptr;
    if (context == nullptr || EVP_DigestVerifyInit(context.get(), &inner, digest_, nullptr, key_->pkey()) != 1 ||
        !Configure(inner, key_->pkey(), choices_)) {
      return false;
    }
    // From here whatever goes wrong means that it isn't the signature.
    is_valid_ = (!choices_.raw || FromRaw(key_->pkey(), signature_)) &&
                EVP_DigestVerify(context.get(), signature_.data(), signature_.size(), data_.bytes().data(),
                                 data_.bytes().size()) == 1;
    return true;
  }
  Local<v8::Value> Made(Isolate* isolate) override { return v8::Boolean::New(isolate, is_valid_); }
  const char* Fallback() const override { return "Verification failed"; }

  SharedKey key_;
  Input data_;
  Bytes signature_;
  const EVP_MD* digest_;
  Choices choices_;
  bool is_valid_ = false;
};

// Null in `found` for none; false for an unknown one.
bool ReadDigest(const std::optional<std::string>& name, const EVP_MD*& found) {
  if (!name) return true;
  found = FindDigest(*name);
  return found != nullptr;
}

// sign(key, data, digest?, padding?, salt length?, raw, callback?): an ArrayBuffer or an Error; false for an unknown
// digest. Without one the digest is the key's own choice.
Local<Value> Sign(Isolate* isolate, Realm& realm, KeyHandle* key, std::span<const uint8_t> data,
                  std::optional<std::string> digest, std::optional<int32_t> padding, std::optional<int32_t> salt_length,
                  bool raw, Callback callback) {
  const EVP_MD* found = nullptr;
  if (!ReadDigest(digest, found)) return v8::False(isolate);
  return PoolJob::Run(
      realm,
      std::make_unique<SignJob>(key->key(), data, callback.has_value(), found, Choices{padding, salt_length, raw}),
      callback);
}

// verify(key, data, signature, digest?, padding?, salt length?, raw, callback?): a boolean or an Error; undefined for
// an unknown digest, and with a callback `true` when the job has begun.
v8::MaybeLocal<Value> Verify(Isolate* isolate, Realm& realm, KeyHandle* key, std::span<const uint8_t> data,
                             std::span<const uint8_t> signature, std::optional<std::string> digest,
                             std::optional<int32_t> padding, std::optional<int32_t> salt_length, bool raw,
                             Callback callback) {
  const EVP_MD* found = nullptr;
  if (!ReadDigest(digest, found)) return {};
  Local<Value> outcome = PoolJob::Run(realm,
                                      std::make_unique<VerifyJob>(key->key(), data, signature, callback.has_value(),
                                                                  found, Choices{padding, salt_length, raw}),
                                      callback);
  return callback ? v8::True(isolate).As<Value>() : outcome;
}

}  // namespace

void DefineSign(BindingTarget& target) {
  target.Class<Signer, &Signer::Make>("Signer", [](engine::ClassTarget& methods) {
    methods.Method<Signer, &Signer::Start>("start");
    methods.Method<Signer, &Signer::Update>("update");
    methods.Method<Signer, &Signer::UpdateText>("updateText");
    methods.Method<Signer, &Signer::Sign>("sign");
    methods.Method<Signer, &Signer::Verify>("verify");
  });
  target.Function<&Sign>("sign");
  target.Function<&Verify>("verify");
}

}  // namespace eddy::bindings::crypto
