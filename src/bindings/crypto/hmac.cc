// Keyed digests, of two digests each. RFC 2104.
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "bindings/crypto/openssl.h"

namespace eddy::bindings::crypto {
namespace {

// By digests rather than by OpenSSL's own HMAC, to start which takes longer than most messages do.
class Hmac final : public engine::Wrapper {
 public:
  static std::unique_ptr<Hmac> Make() { return std::unique_ptr<Hmac>(new Hmac); }
  ~Hmac() override { OPENSSL_cleanse(pad_.data(), pad_.size()); }

  // False for an unknown algorithm; throws for one that OpenSSL refuses, and for one without a length of its own.
  bool Start(v8::Isolate* isolate, const std::string& algorithm, std::span<const uint8_t> key) {
    ERR_clear_error();
    digest_ = FindDigest(algorithm);
    if (digest_ == nullptr) return false;
    block_ = static_cast<size_t>(EVP_MD_get_block_size(digest_));
    if ((EVP_MD_get_flags(digest_) & EVP_MD_FLAG_XOF) != 0 || block_ == 0 || block_ > pad_.size() || !Begin(key)) {
      ThrowError(isolate, "HMAC failed");
    }
    return true;
  }

  bool Update(std::span<const uint8_t> data) { return EVP_DigestUpdate(context_.get(), data.data(), data.size()) == 1; }
  bool UpdateText(const std::string& text) { return EVP_DigestUpdate(context_.get(), text.data(), text.size()) == 1; }

  // Writes the output to `room` and returns its length; undefined when OpenSSL refuses.
  v8::MaybeLocal<v8::Value> Digest(v8::Isolate* isolate, std::span<uint8_t> room) {
    std::array<uint8_t, EVP_MAX_MD_SIZE> inner;
    unsigned size = 0;
    if (EVP_DigestFinal_ex(context_.get(), inner.data(), &size) != 1 || size > room.size() ||
        EVP_DigestInit_ex2(context_.get(), digest_, nullptr) != 1 ||
        EVP_DigestUpdate(context_.get(), pad_.data(), block_) != 1 ||
        EVP_DigestUpdate(context_.get(), inner.data(), size) != 1 ||
        EVP_DigestFinal_ex(context_.get(), room.data(), &size) != 1) {
      return {};
    }
    return v8::Integer::NewFromUnsigned(isolate, size).As<v8::Value>();
  }

 private:
  static constexpr uint8_t kInner = 0x36;
  static constexpr uint8_t kOuter = 0x5C;

  Hmac() = default;

  // Feeds the inner pad and leaves the outer one for the end.
  bool Begin(std::span<const uint8_t> key) {
    context_.reset(EVP_MD_CTX_new());
    if (context_ == nullptr || EVP_DigestInit_ex2(context_.get(), digest_, nullptr) != 1) return false;
    if (key.size() <= block_) {
      std::copy(key.begin(), key.end(), pad_.begin());
    } else {
      // A key that is longer than a block stands for its digest.
      if (EVP_DigestUpdate(context_.get(), key.data(), key.size()) != 1 ||
          EVP_DigestFinal_ex(context_.get(), pad_.data(), nullptr) != 1 ||
          EVP_DigestInit_ex2(context_.get(), digest_, nullptr) != 1) {
        return false;
      }
    }
    for (size_t i = 0; i < block_; i++) pad_[i] ^= kInner;
    if (EVP_DigestUpdate(context_.get(), pad_.data(), block_) != 1) return false;
    for (size_t i = 0; i < block_; i++) pad_[i] ^= kInner ^ kOuter;
    return true;
  }

  const EVP_MD* digest_ = nullptr;
  DigestContext context_;
  size_t block_ = 0;
  // As long as the longest block, of SHA3-224.
  std::array<uint8_t, 144> pad_{};
};

}  // namespace

void DefineHmac(BindingTarget& target) {
  target.Class<Hmac, &Hmac::Make>("Hmac", [](engine::ClassTarget& methods) {
    methods.Method<Hmac, &Hmac::Start>("start");
    methods.Method<Hmac, &Hmac::Update>("update");
    methods.Method<Hmac, &Hmac::UpdateText>("updateText");
    methods.Method<Hmac, &Hmac::Digest>("digest");
  });
}

}  // namespace eddy::bindings::crypto
