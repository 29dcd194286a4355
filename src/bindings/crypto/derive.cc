// Keys from passwords and other keys: PBKDF2, scrypt, HKDF. RFC 8018, RFC 7914, RFC 5869.
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "bindings/crypto/crypto_job.h"

namespace eddy::bindings::crypto {
namespace {

using v8::Isolate;
using v8::Local;
using v8::Value;
using Bytes = std::vector<uint8_t>;

Bytes Copy(std::span<const uint8_t> bytes) { return {bytes.begin(), bytes.end()}; }

// The result is an ArrayBuffer or, when OpenSSL refuses, an Error.
class DeriveJob : public CryptoJob {
 protected:
  explicit DeriveJob(size_t length) : out_(length) {}
  virtual bool Derive() = 0;
  Local<Value> Made(Isolate* isolate) final { return ToArrayBuffer(isolate, out_); }
  const char* Fallback() const final { return "Deriving bits failed"; }

  Bytes out_;

 private:
  bool Work() final {
    if (Derive()) return true;
    // Of what OpenSSL says only that it lacks the digest tells a program more than that it failed.
    const unsigned long error = ERR_peek_error();
    if (ERR_GET_LIB(error) != ERR_LIB_EVP || ERR_GET_REASON(error) != ERR_R_UNSUPPORTED) ERR_clear_error();
    return false;
  }
};

class Pbkdf2Job final : public DeriveJob {
 public:
  Pbkdf2Job(const EVP_MD* digest, Bytes password, Bytes salt, int iterations, size_t length)
      : DeriveJob(length),
        digest_(digest),
        password_(std::move(password)),
        salt_(std::move(salt)),
        iterations_(iterations) {}

 private:
  bool Derive() override {
    // No key is no result: what later versions of OpenSSL say.
    return !out_.empty() &&
           PKCS5_PBKDF2_HMAC(reinterpret_cast<const char*>(password_.data()), static_cast<int>(password_.size()),
                             salt_.data(), static_cast<int>(salt_.size()), iterations_, digest_,
                             static_cast<int>(out_.size()), out_.data()) == 1;
  }

  const EVP_MD* digest_;
  Bytes password_;
  Bytes salt_;
  int iterations_;
};

// False for an unknown digest, else the result or, with a callback, undefined.
Local<Value> Pbkdf2(Isolate* isolate, Realm& realm, const std::string& digest, std::span<const uint8_t> password,
                    std::span<const uint8_t> salt, uint32_t iterations, uint32_t length, Callback callback) {
  const EVP_MD* found = FindDigest(digest);
  if (found == nullptr) return v8::False(isolate);
  return PoolJob::Run(
      realm,
      std::make_unique<Pbkdf2Job>(found, Copy(password), Copy(salt), static_cast<int>(iterations), size_t{length}),
      callback);
}

class ScryptJob final : public DeriveJob {
 public:
  ScryptJob(Bytes password, Bytes salt, uint64_t n, uint64_t r, uint64_t p, uint64_t memory, size_t length)
      : DeriveJob(length),
        password_(std::move(password)),
        salt_(std::move(salt)),
        n_(n),
        r_(r),
        p_(p),
        memory_(memory) {}

 private:
  bool Derive() override {
    return out_.empty() ||
           EVP_PBE_scrypt(reinterpret_cast<const char*>(password_.data()), password_.size(), salt_.data(), salt_.size(),
                          n_, r_, p_, memory_, out_.data(), out_.size()) == 1;
  }

  Bytes password_;
  Bytes salt_;
  uint64_t n_, r_, p_, memory_;
};

// A string, the reason, for parameters that are refused ('' when OpenSSL gives none).
Local<Value> Scrypt(Isolate* isolate, Realm& realm, std::span<const uint8_t> password, std::span<const uint8_t> salt,
                    double n, double r, double p, double memory, uint32_t length, Callback callback) {
  ERR_clear_error();
  // Without an output OpenSSL only checks the parameters.
  if (EVP_PBE_scrypt(nullptr, 0, nullptr, 0, static_cast<uint64_t>(n), static_cast<uint64_t>(r),
                     static_cast<uint64_t>(p), static_cast<uint64_t>(memory), nullptr, 0) != 1) {
    unsigned long error = ERR_peek_last_error();
    ERR_clear_error();
    char text[256] = "";
    if (error != 0) ERR_error_string_n(error, text, sizeof(text));
    return engine::FromUtf8(isolate, text);
  }
  return PoolJob::Run(
      realm,
      std::make_unique<ScryptJob>(Copy(password), Copy(salt), static_cast<uint64_t>(n), static_cast<uint64_t>(r),
                                  static_cast<uint64_t>(p), static_cast<uint64_t>(memory), size_t{length}),
      callback);
}

class HkdfJob final : public DeriveJob {
 public:
  HkdfJob(std::string digest, Bytes key, Bytes salt, Bytes info, size_t length)
      : DeriveJob(length),
        digest_(std::move(digest)),
        key_(std::move(key)),
        salt_(std::move(salt)),
        info_(std::move(info)) {}

 private:
  bool Derive() override {
    static EVP_KDF* kdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
    std::unique_ptr<EVP_KDF_CTX, Deleter<EVP_KDF_CTX_free>> context(EVP_KDF_CTX_new(kdf));
    if (context == nullptr) return false;
    // Nothing must be a pointer all the same: null would be no parameter.
    static uint8_t nothing = 0;
    auto octets = [](const char* name, Bytes& bytes) {
      return OSSL_PARAM_construct_octet_string(name, bytes.empty() ? &nothing : bytes.data(), bytes.size());
    };
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest_.data(), 0),
        octets(OSSL_KDF_PARAM_KEY, key_),
        octets(OSSL_KDF_PARAM_SALT, salt_),
        octets(OSSL_KDF_PARAM_INFO, info_),
        OSSL_PARAM_construct_end(),
    };
    return EVP_KDF_derive(context.get(), out_.data(), out_.size(), parameters) == 1;
  }

  std::string digest_;
  Bytes key_;
  Bytes salt_;
  Bytes info_;
};

// False for an unknown digest, true for a length that is too much for it, else the result or undefined.
Local<Value> Hkdf(Isolate* isolate, Realm& realm, const std::string& digest, std::span<const uint8_t> key,
                  std::span<const uint8_t> salt, std::span<const uint8_t> info, double length, Callback callback) {
  const EVP_MD* found = FindDigest(digest);
  if (found == nullptr) return v8::False(isolate);
  if (length > 255.0 * EVP_MD_get_size(found)) return v8::True(isolate);
  return PoolJob::Run(realm,
                      std::make_unique<HkdfJob>(digest, Copy(key), Copy(salt), Copy(info), static_cast<size_t>(length)),
                      callback);
}

}  // namespace

void DefineDerive(BindingTarget& target) {
  target.Function<&Pbkdf2>("pbkdf2");
  target.Function<&Scrypt>("scrypt");
  target.Function<&Hkdf>("hkdf");
}

}  // namespace eddy::bindings::crypto
