// binding('crypto'): OpenSSL for lib/crypto.js. https://nodejs.org/api/crypto.html
#include "bindings/crypto/openssl.h"

namespace eddy::bindings {

void DefineCrypto(BindingTarget& target) {
  crypto::DefineHash(target);
  crypto::DefineHmac(target);
  crypto::DefineCipher(target);
  crypto::DefineDerive(target);
  crypto::DefineRandom(target);
  crypto::DefineConstants(target);
}

}  // namespace eddy::bindings
