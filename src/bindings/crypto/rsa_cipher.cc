// RSA's encryption, and the raw signatures that are its inverse. RFC 8017;
// https://docs.openssl.org/3.0/man3/EVP_PKEY_encrypt/
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "bindings/crypto/crypto_job.h"
#include "bindings/crypto/key_handle.h"

namespace eddy::bindings::crypto {
namespace {

using v8::Isolate;
using v8::Local;
using v8::Value;

// What is done with the key, as lib/ numbers it.
enum Operation : int32_t { kPublicEncrypt, kPrivateDecrypt, kPrivateEncrypt, kPublicDecrypt };

struct Steps {
  int (*init)(EVP_PKEY_CTX*);
  int (*run)(EVP_PKEY_CTX*, unsigned char*, size_t*, const unsigned char*, size_t);
};

constexpr Steps kSteps[] = {
    {EVP_PKEY_encrypt_init, EVP_PKEY_encrypt},
    {EVP_PKEY_decrypt_init, EVP_PKEY_decrypt},
    {EVP_PKEY_sign_init, EVP_PKEY_sign},
    {EVP_PKEY_verify_recover_init, EVP_PKEY_verify_recover},
};

// An ArrayBuffer.
class RsaCipherJob final : public CryptoJob {
 public:
  RsaCipherJob(int32_t operation, SharedKey key, std::span<const uint8_t> data, int32_t padding, const EVP_MD* digest,
               std::span<const uint8_t> label)
      : operation_(operation),
        key_(std::move(key)),
        data_(data.begin(), data.end()),
        padding_(padding),
        digest_(digest),
        label_(label.begin(), label.end()) {}
  ~RsaCipherJob() override {
    OPENSSL_cleanse(data_.data(), data_.size());
    OPENSSL_cleanse(out_.data(), out_.size());
  }

 private:
  bool Work() override {
    const Steps& steps = kSteps[operation_];
    KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key_->pkey(), nullptr));
    if (context == nullptr || steps.init(context.get()) != 1 ||
        EVP_PKEY_CTX_set_rsa_padding(context.get(), padding_) != 1 || !SetOaep(context.get())) {
      return false;
    }
    size_t size = 0;
    if (steps.run(context.get(), nullptr, &size, data_.data(), data_.size()) != 1) return false;
    out_.resize(size);
    if (steps.run(context.get(), out_.data(), &size, data_.data(), data_.size()) != 1) return false;
    out_.resize(size);
    return true;
  }

  bool SetOaep(EVP_PKEY_CTX* context) {
    if (digest_ != nullptr && EVP_PKEY_CTX_set_rsa_oaep_md(context, digest_) != 1) return false;
    if (label_.empty()) return true;
    // The context takes it.
    void* label = OPENSSL_memdup(label_.data(), label_.size());
    if (EVP_PKEY_CTX_set0_rsa_oaep_label(context, label, static_cast<int>(label_.size())) == 1) return true;
    OPENSSL_free(label);
    return false;
  }

  Local<Value> Made(Isolate* isolate) override { return ToArrayBuffer(isolate, out_); }
  const char* Fallback() const override { return "RSA operation failed"; }

  int32_t operation_;
  SharedKey key_;
  Bytes data_;
  int32_t padding_;
  const EVP_MD* digest_;
  Bytes label_;
  Bytes out_;
};

// Whether OpenSSL answers wrong PKCS #1 padding with a message that looks like any other, so that nobody learns from it
// (Bleichenbacher's attack); since 3.2, and in what distributions have brought back.
bool HidesPadding(EVP_PKEY* pkey) {
  IgnoreErrors ignore;
  KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, pkey, nullptr));
  return context != nullptr && EVP_PKEY_decrypt_init(context.get()) == 1 &&
         EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1 &&
         EVP_PKEY_CTX_ctrl_str(context.get(), "rsa_pkcs1_implicit_rejection", "1") == 1;
}

// rsaCipher(operation, key, data, padding, OAEP digest?, OAEP label?, callback?): an ArrayBuffer or an Error; false for
// an unknown digest, true for a padding that isn't safe to be removed here.
Local<Value> RsaCipher(Isolate* isolate, Realm& realm, int32_t operation, KeyHandle* key, std::span<const uint8_t> data,
                       int32_t padding, std::optional<std::string> digest,
                       std::optional<std::span<const uint8_t>> label, Callback callback) {
  const EVP_MD* found = nullptr;
  if (digest && (found = FindDigest(*digest)) == nullptr) return v8::False(isolate);
  if (operation == kPrivateDecrypt && padding == RSA_PKCS1_PADDING &&
      EVP_PKEY_get_base_id(key->pkey()) == EVP_PKEY_RSA && !HidesPadding(key->pkey())) {
    return v8::True(isolate);
  }
  return PoolJob::Run(realm,
                      std::make_unique<RsaCipherJob>(operation, key->key(), data, padding, found,
                                                     label.value_or(std::span<const uint8_t>())),
                      callback);
}

}  // namespace

void DefineRsaCipher(BindingTarget& target) { target.Function<&RsaCipher>("rsaCipher"); }

}  // namespace eddy::bindings::crypto
