// The usual keys in their usual forms, read without OpenSSL's decoders, which take many times longer: RSA, EC on named
// curves, Ed25519, Ed448, X25519, X448, unencrypted. RFC 8017, 5480, 5915, 5958, 8410.
//
// Null for anything else, wrong or only unusual: whoever calls leaves it to OpenSSL, which words the error. Any thread;
// leaves no errors in the queue.
#pragma once
#include <span>

#include "bindings/crypto/openssl.h"

namespace eddy::bindings::crypto {

// SubjectPublicKeyInfo.
OwnedKey PublicFromPlainSpki(std::span<const uint8_t> der);

// PrivateKeyInfo.
OwnedKey PrivateFromPlainPkcs8(std::span<const uint8_t> der);

// RSAPrivateKey.
OwnedKey PrivateFromPlainPkcs1(std::span<const uint8_t> der);

// ECPrivateKey, with its parameters and its public key.
OwnedKey PrivateFromPlainSec1(std::span<const uint8_t> der);

}  // namespace eddy::bindings::crypto
