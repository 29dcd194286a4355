// Signatures of DSA and ECDSA: OpenSSL writes r and s as a SEQUENCE in DER, IEEE P1363 and JOSE as two halves of a
// size. https://datatracker.ietf.org/doc/html/rfc7518#section-3.4
#pragma once
#include "bindings/crypto/key_handle.h"

namespace eddy::bindings::crypto {

// Makes halves of `half` bytes each out of DER. False for what is no such signature, which stays as it is.
[[nodiscard]] bool ToHalves(size_t half, Bytes& signature);

// Makes DER out of halves. False for what isn't two halves of `half` bytes, which stays as it is.
[[nodiscard]] bool FromHalves(size_t half, Bytes& signature);

}  // namespace eddy::bindings::crypto
