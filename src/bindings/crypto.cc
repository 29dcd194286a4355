// binding('crypto'): OpenSSL for lib/crypto.js. https://nodejs.org/api/crypto.html
// Engines are deprecated, but programs may have some.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/engine.h>
#include <openssl/provider.h>

#include "bindings/crypto/openssl.h"
#include "bindings/crypto/subtle/job.h"

namespace eddy::bindings {
namespace {

bool GetFips() { return EVP_default_properties_is_fips_enabled(nullptr) == 1; }

// Whether it could be set. It only says which implementations are asked for: whether there are any is another matter.
bool SetFips(bool on) { return on == GetFips() || EVP_default_properties_enable_fips(nullptr, on ? 1 : 0) == 1; }

// Makes the heap for secrets, once, of `size` bytes, its pieces at least `least` long; powers of two. -1 when that
// can't be had, 0 when its pages can't be kept from the swap, else 1.
int32_t StartSecureHeap(uint32_t size, uint32_t least) {
  static const int outcome = CRYPTO_secure_malloc_init(size, least);
  return outcome == 0 ? -1 : outcome == 2 ? 0 : 1;
}

double SecureHeapUsed() {
  return CRYPTO_secure_malloc_initialized() == 1 ? static_cast<double>(CRYPTO_secure_used()) : 0;
}

// Whether there is such an engine; it then serves what `flags` (ENGINE_METHOD_*) lists.
bool SetEngine(const std::string& id, uint32_t flags) {
  crypto::IgnoreErrors ignore;
  ENGINE_load_builtin_engines();
  ENGINE* engine = ENGINE_by_id(id.c_str());
  if (engine == nullptr) {
    engine = ENGINE_by_id("dynamic");
    if (engine != nullptr && (ENGINE_ctrl_cmd_string(engine, "SO_PATH", id.c_str(), 0) != 1 ||
                              ENGINE_ctrl_cmd_string(engine, "LOAD", nullptr, 0) != 1)) {
      ENGINE_free(engine);
      engine = nullptr;
    }
  }
  if (engine == nullptr) return false;
  const bool set = flags == ENGINE_METHOD_NONE || ENGINE_set_default(engine, flags) == 1;
  ENGINE_free(engine);
  return set;
}

}  // namespace

void DefineCrypto(BindingTarget& target) {
  crypto::DefineHash(target);
  crypto::DefineHmac(target);
  crypto::DefineKeys(target);
  crypto::DefineKeyGeneration(target);
  crypto::DefinePrimes(target);
  crypto::DefineSign(target);
  crypto::DefineExchange(target);
  crypto::DefineX509(target);
  crypto::DefineRsaCipher(target);
  crypto::DefineCipher(target);
  crypto::DefineDerive(target);
  crypto::DefineRandom(target);
  crypto::DefineConstants(target);
  crypto::DefineSubtle(target);
  target.Function<&StartSecureHeap>("startSecureHeap");
  target.Function<&SecureHeapUsed>("secureHeapUsed");
  target.Function<&SetEngine>("setEngine");
  target.Function<&GetFips>("getFips");
  target.Function<&SetFips>("setFips");
}

}  // namespace eddy::bindings
