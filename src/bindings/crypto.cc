// binding('crypto'): OpenSSL for lib/crypto.js. https://nodejs.org/api/crypto.html
#include <openssl/provider.h>

#include "bindings/crypto/openssl.h"
#include "bindings/crypto/subtle/job.h"

namespace eddy::bindings {
namespace {

bool GetFips() { return EVP_default_properties_is_fips_enabled(nullptr) == 1; }

// Whether it could be set: there must be a provider that is approved.
bool SetFips(bool on) {
  if (on == GetFips()) return true;
  if (on && OSSL_PROVIDER_available(nullptr, "fips") != 1) return false;
  return EVP_default_properties_enable_fips(nullptr, on ? 1 : 0) == 1;
}

}  // namespace

void DefineCrypto(BindingTarget& target) {
  crypto::DefineHash(target);
  crypto::DefineHmac(target);
  crypto::DefineKeys(target);
  crypto::DefineKeyGeneration(target);
  crypto::DefinePrimes(target);
  crypto::DefineCipher(target);
  crypto::DefineDerive(target);
  crypto::DefineRandom(target);
  crypto::DefineConstants(target);
  crypto::DefineSubtle(target);
  target.Function<&GetFips>("getFips");
  target.Function<&SetFips>("setFips");
}

}  // namespace eddy::bindings
