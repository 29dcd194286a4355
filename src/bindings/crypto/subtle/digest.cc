// Digests and message authentication codes. https://wicg.github.io/webcrypto-modern-algos/
#include <openssl/core_names.h>

#include "bindings/crypto/subtle/job.h"
#include "bindings/crypto/subtle/keccak.h"

namespace eddy::bindings::crypto {
namespace {

size_t WholeBytes(uint32_t bits) { return (size_t{bits} + 7) / 8; }

// Clears what is beyond a number of bits that isn't one of whole bytes.
void KeepBits(Bytes& out, uint32_t bits) {
  if (bits % 8 != 0) out.back() &= static_cast<uint8_t>(0xFF << (8 - bits % 8));
}

KeccakStrength StrengthOf(uint32_t security) { return security == 128 ? KeccakStrength::k128 : KeccakStrength::k256; }

class DigestJob final : public SubtleJob {
 public:
  DigestJob(const EVP_MD* digest, Bytes data)
      : SubtleJob("Digest method not supported"), digest_(digest), data_(std::move(data)) {}

 private:
  bool Work() override {
    if (digest_ == nullptr) return false;
    out_.resize(static_cast<size_t>(EVP_MD_get_size(digest_)));
    DigestContext context(EVP_MD_CTX_new());
    return context != nullptr && EVP_DigestInit_ex2(context.get(), digest_, nullptr) == 1 &&
           EVP_DigestUpdate(context.get(), data_.data(), data_.size()) == 1 &&
           EVP_DigestFinal_ex(context.get(), out_.data(), nullptr) == 1;
  }

  const EVP_MD* digest_;
  Bytes data_;
};

v8::Local<v8::Value> Digest(Realm& realm, const std::string& name, ConstBytes data, Callback callback) {
  return PoolJob::Run(realm, std::make_unique<DigestJob>(FindDigest(name), CopyOf(data)), callback);
}

// What can't fail: a function of the Keccak family.
template <typename Function>
class KeccakJob final : public SubtleJob {
 public:
  KeccakJob(Function function, uint32_t bits) : SubtleJob(""), function_(std::move(function)), bits_(bits) {}

 private:
  bool Work() override {
    out_.resize(WholeBytes(bits_));
    if (out_.empty()) return true;
    function_(std::span<uint8_t>(out_));
    KeepBits(out_, bits_);
    return true;
  }

  Function function_;
  uint32_t bits_;
};

template <typename Function>
v8::Local<v8::Value> StartKeccak(Realm& realm, uint32_t bits, Callback callback, Function function) {
  return PoolJob::Run(realm, std::make_unique<KeccakJob<Function>>(std::move(function), bits), callback);
}

// `security`: 128 or 256. `bits`: of the output.
v8::Local<v8::Value> CShakeDigest(Realm& realm, uint32_t security, ConstBytes data, OptionalBytes name,
                                  OptionalBytes customization, uint32_t bits, Callback callback) {
  return StartKeccak(realm, bits, callback,
                     [strength = StrengthOf(security), data = CopyOf(data), name = CopyOf(name),
                      customization = CopyOf(customization)](std::span<uint8_t> out) {
                       CShake(strength, data, name, customization, out);
                     });
}

v8::Local<v8::Value> TurboShakeDigest(Realm& realm, uint32_t security, ConstBytes data, uint32_t domain, uint32_t bits,
                                      Callback callback) {
  return StartKeccak(realm, bits, callback,
                     [strength = StrengthOf(security), data = CopyOf(data), domain](std::span<uint8_t> out) {
                       TurboShake(strength, data, static_cast<uint8_t>(domain), out);
                     });
}

v8::Local<v8::Value> KangarooTwelveDigest(Realm& realm, uint32_t security, ConstBytes data, OptionalBytes customization,
                                          uint32_t bits, Callback callback) {
  return StartKeccak(realm, bits, callback,
                     [strength = StrengthOf(security), data = CopyOf(data), customization = CopyOf(customization)](
                         std::span<uint8_t> out) { KangarooTwelve(strength, data, customization, out); });
}

v8::Local<v8::Value> KmacCode(Realm& realm, uint32_t security, KeyHandle* key, ConstBytes data,
                              OptionalBytes customization, uint32_t bits, Callback callback) {
  return StartKeccak(
      realm, bits, callback,
      [strength = StrengthOf(security), key = key->key(), data = CopyOf(data), customization = CopyOf(customization),
       bits](std::span<uint8_t> out) { Kmac(strength, key->bytes(), data, customization, bits, out); });
}

class HmacJob final : public SubtleJob {
 public:
  HmacJob(std::string digest, SharedKey key, Bytes data)
      : SubtleJob("Signing failed"), digest_(std::move(digest)), key_(std::move(key)), data_(std::move(data)) {}

 private:
  bool Work() override {
    static EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    std::unique_ptr<EVP_MAC_CTX, Deleter<EVP_MAC_CTX_free>> context(EVP_MAC_CTX_new(mac));
    OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_.data(), 0),
                               OSSL_PARAM_construct_end()};
    // An empty key must be a pointer all the same: null means "the key as before".
    static const uint8_t kNothing = 0;
    const ConstBytes key = key_->bytes();
    out_.resize(EVP_MAX_MD_SIZE);
    size_t size = 0;
    if (context == nullptr ||
        EVP_MAC_init(context.get(), key.empty() ? &kNothing : key.data(), key.size(), parameters) != 1 ||
        EVP_MAC_update(context.get(), data_.data(), data_.size()) != 1 ||
        EVP_MAC_final(context.get(), out_.data(), &size, out_.size()) != 1) {
      return false;
    }
    out_.resize(size);
    return true;
  }

  std::string digest_;
  SharedKey key_;
  Bytes data_;
};

v8::Local<v8::Value> HmacCode(Realm& realm, const std::string& digest, KeyHandle* key, ConstBytes data,
                              Callback callback) {
  return PoolJob::Run(realm, std::make_unique<HmacJob>(digest, key->key(), CopyOf(data)), callback);
}

}  // namespace

void DefineSubtleDigest(BindingTarget& target) {
  target.Function<&Digest>("subtleDigest");
  target.Function<&CShakeDigest>("subtleCShake");
  target.Function<&TurboShakeDigest>("subtleTurboShake");
  target.Function<&KangarooTwelveDigest>("subtleKangarooTwelve");
  target.Function<&KmacCode>("subtleKmac");
  target.Function<&HmacCode>("subtleHmac");
}

}  // namespace eddy::bindings::crypto
