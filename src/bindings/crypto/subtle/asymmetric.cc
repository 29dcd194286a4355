// RSA-OAEP, and the shared secrets of ECDH, X25519 and X448.
// https://w3c.github.io/webcrypto/#rsa-oaep, https://w3c.github.io/webcrypto/#ecdh
#include <openssl/rsa.h>

#include "bindings/crypto/subtle/job.h"

namespace eddy::bindings::crypto {
namespace {

class OaepJob final : public SubtleJob {
 public:
  OaepJob(bool encrypting, SharedKey key, const EVP_MD* digest, Bytes label, Bytes data)
      : SubtleJob("Cipher job failed"),
        encrypting_(encrypting),
        key_(std::move(key)),
        digest_(digest),
        label_(std::move(label)),
        data_(std::move(data)) {}
  ~OaepJob() override { OPENSSL_cleanse(data_.data(), data_.size()); }

 private:
  bool Work() override {
    KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key_->pkey(), nullptr));
    if (context == nullptr) return false;
    const int started = encrypting_ ? EVP_PKEY_encrypt_init(context.get()) : EVP_PKEY_decrypt_init(context.get());
    if (started != 1 || EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) != 1 ||
        EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), digest_) != 1 ||
        EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), digest_) != 1) {
      return false;
    }
    if (!label_.empty()) {
      // The context frees its copy.
      void* label = OPENSSL_memdup(label_.data(), label_.size());
      if (EVP_PKEY_CTX_set0_rsa_oaep_label(context.get(), label, static_cast<int>(label_.size())) != 1) {
        OPENSSL_free(label);
        return false;
      }
    }
    auto* run = encrypting_ ? EVP_PKEY_encrypt : EVP_PKEY_decrypt;
    size_t size = 0;
    if (run(context.get(), nullptr, &size, data_.data(), data_.size()) != 1) return false;
    out_.resize(size);
    if (run(context.get(), out_.data(), &size, data_.data(), data_.size()) != 1) return false;
    out_.resize(size);
    return true;
  }

  bool encrypting_;
  SharedKey key_;
  const EVP_MD* digest_;
  Bytes label_;
  Bytes data_;
};

v8::Local<v8::Value> Oaep(Realm& realm, bool encrypting, KeyHandle* key, const std::string& digest, OptionalBytes label,
                          ConstBytes data, Callback callback) {
  return PoolJob::Run(
      realm, std::make_unique<OaepJob>(encrypting, key->key(), FindDigest(digest), CopyOf(label), CopyOf(data)),
      callback);
}

class SecretJob final : public SubtleJob {
 public:
  SecretJob(SharedKey own, SharedKey other)
      : SubtleJob("Deriving bits failed"), own_(std::move(own)), other_(std::move(other)) {}

 private:
  bool Work() override {
    KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, own_->pkey(), nullptr));
    size_t size = 0;
    if (context == nullptr || EVP_PKEY_derive_init(context.get()) != 1 ||
        EVP_PKEY_derive_set_peer(context.get(), other_->pkey()) != 1 ||
        EVP_PKEY_derive(context.get(), nullptr, &size) != 1) {
      return false;
    }
    out_.resize(size);
    if (EVP_PKEY_derive(context.get(), out_.data(), &size) != 1) return false;
    out_.resize(size);
    return true;
  }

  SharedKey own_;
  SharedKey other_;
};

v8::Local<v8::Value> SharedSecret(Realm& realm, KeyHandle* own, KeyHandle* other, Callback callback) {
  return PoolJob::Run(realm, std::make_unique<SecretJob>(own->key(), other->key()), callback);
}

}  // namespace

void DefineSubtleAsymmetric(BindingTarget& target) {
  target.Function<&Oaep>("subtleOaep");
  target.Function<&SharedSecret>("subtleSharedSecret");
}

}  // namespace eddy::bindings::crypto
