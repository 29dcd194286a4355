// Keys from what others have written: PEM, DER, JSON Web Keys, raw bytes, STORE loaders. RFC 5958, 5915, 8017, 7517,
// 8410.
//
// The functions leave OpenSSL's errors in its queue when they return null, and may run on any thread.
#pragma once
#include <optional>
#include <span>
#include <string>

#include "bindings/crypto/key_handle.h"

namespace eddy::bindings::crypto {

using Passphrase = std::optional<std::span<const uint8_t>>;

// A private key in PEM. Without a passphrase an encrypted one is refused; one of more than 1024 bytes is, too.
OwnedKey PrivateFromPem(std::span<const uint8_t> pem, Passphrase passphrase);

// A public key in PEM, or that of a certificate or of a private key.
OwnedKey PublicFromPem(std::span<const uint8_t> pem, Passphrase passphrase);

// A private key in DER; `type` is 'pkcs1', 'pkcs8' or 'sec1'.
OwnedKey PrivateFromDer(std::span<const uint8_t> der, const std::string& type, Passphrase passphrase);

// A public key in DER, or that of a private key. `was_public` tells which of them it was read as.
OwnedKey PublicFromDer(std::span<const uint8_t> der, const std::string& type, Passphrase passphrase, bool& was_public);

// A private key that the first fitting STORE loader finds at `uri`; `properties` chooses among loaders.
OwnedKey PrivateFromStore(const std::string& uri, Passphrase passphrase, const char* properties);

// An RSA key from n, e and, for a private one, d, p, q, dp, dq, qi.
OwnedKey RsaFromNumbers(std::span<const std::span<const uint8_t>> numbers);

// The id of a curve by OpenSSL's or NIST's name; NID_undef when there is none of that name.
int CurveId(const std::string& name);

// An EC key from an encoded point and, for a private one, its scalar. Null when the point isn't on the curve.
OwnedKey EcFromPoint(int curve, std::span<const uint8_t> point, const BIGNUM* scalar);

// A private EC key from its scalar, as many bytes as the curve's order has.
OwnedKey EcFromScalar(int curve, std::span<const uint8_t> scalar);

}  // namespace eddy::bindings::crypto
