// Keyed digests. https://docs.openssl.org/3.0/man7/EVP_MAC-HMAC/
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "bindings/crypto/openssl.h"

namespace eddy::bindings::crypto {
namespace {

using MacContext = std::unique_ptr<EVP_MAC_CTX, Deleter<EVP_MAC_CTX_free>>;

class Hmac final : public engine::Wrapper {
 public:
  static std::unique_ptr<Hmac> Make() { return std::unique_ptr<Hmac>(new Hmac); }

  // False for an unknown algorithm; throws for one that OpenSSL refuses.
  bool Start(v8::Isolate* isolate, const std::string& algorithm, std::span<const uint8_t> key) {
    ERR_clear_error();
    if (FindDigest(algorithm) == nullptr) return false;
    static EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    context_.reset(EVP_MAC_CTX_new(mac));
    std::string digest = algorithm;
    OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
                               OSSL_PARAM_construct_end()};
    // An empty key must be a pointer all the same: null means "the key as before".
    static const uint8_t kNothing = 0;
    if (context_ == nullptr ||
        EVP_MAC_init(context_.get(), key.empty() ? &kNothing : key.data(), key.size(), parameters) != 1) {
      ThrowError(isolate, "HMAC failed");
    }
    return true;
  }

  bool Update(std::span<const uint8_t> data) { return EVP_MAC_update(context_.get(), data.data(), data.size()) == 1; }
  bool UpdateText(const std::string& text) {
    return EVP_MAC_update(context_.get(), reinterpret_cast<const uint8_t*>(text.data()), text.size()) == 1;
  }

  // Writes the output to `room` and returns its length; undefined when OpenSSL refuses.
  v8::MaybeLocal<v8::Value> Digest(v8::Isolate* isolate, std::span<uint8_t> room) {
    size_t size = 0;
    if (EVP_MAC_final(context_.get(), room.data(), &size, room.size()) != 1) return {};
    return v8::Integer::NewFromUnsigned(isolate, static_cast<uint32_t>(size)).As<v8::Value>();
  }

 private:
  Hmac() = default;
  MacContext context_;
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
