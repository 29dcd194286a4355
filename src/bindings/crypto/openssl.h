// What the parts of binding('crypto') share: owned OpenSSL objects, look-ups by name, and OpenSSL's errors as
// JavaScript's. https://docs.openssl.org/3.0/man7/
#pragma once
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <v8.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/binding.h"

namespace eddy::bindings::crypto {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

using DigestContext = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Deleter<EVP_CIPHER_CTX_free>>;
using OwnedKey = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Deleter<EVP_PKEY_CTX_free>>;
using OwnedBio = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
// Cleared when freed: numbers may be secret.
using OwnedNumber = std::unique_ptr<BIGNUM, Deleter<BN_clear_free>>;
using OwnedCertificate = std::unique_ptr<X509, Deleter<X509_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Deleter<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Deleter<OSSL_PARAM_free>>;

// The implementation of a digest; null when there is none of that name. Remembered: fetching one is slow. One that
// OpenSSL knows but that no provider has (MD4) is found, too, and refused by OpenSSL when it is used: see IsProvided.
const EVP_MD* FindDigest(const std::string& name);

// The implementation of a cipher; null when there is none of that name.
const EVP_CIPHER* FindCipher(const std::string& name);

// Whether what was found can be used.
inline bool IsProvided(const EVP_MD* digest) { return digest != nullptr && EVP_MD_get0_provider(digest) != nullptr; }
inline bool IsProvided(const EVP_CIPHER* cipher) {
  return cipher != nullptr && EVP_CIPHER_get0_provider(cipher) != nullptr;
}

// The errors that this thread's queue has, oldest (and so deepest) first.
using ErrorQueue = std::vector<unsigned long>;

// Empties the queue. Any thread.
ErrorQueue TakeErrors();

// The oldest of the errors as an Error with library, reason, code and, if there are several, opensslErrorStack, the
// newest first. `fallback` is the message when there is none.
v8::Local<v8::Value> ErrorOf(v8::Isolate* isolate, const ErrorQueue& errors, const char* fallback);

// ErrorOf this thread's queue, which it empties.
v8::Local<v8::Value> TakeError(v8::Isolate* isolate, const char* fallback);

// An Error with a message of the caller's, and library, reason and code of `error`; 0 for none of them.
v8::Local<v8::Value> ErrorWithMessage(v8::Isolate* isolate, unsigned long error, const std::string& message);

// Throws TakeError.
void ThrowError(v8::Isolate* isolate, const char* fallback);

// The errors of reading a key: as TakeError, but opensslErrorStack lists every error, the oldest one too. With
// `fallback_only` the message is `fallback` and there is no code.
v8::Local<v8::Value> TakeReadError(v8::Isolate* isolate, const char* fallback, bool fallback_only = false);

// A reader over `bytes`, which must outlive it; at most 2^31 - 1 bytes, null beyond.
OwnedBio ReaderOf(std::span<const uint8_t> bytes);

// What was written to a memory BIO.
std::span<const uint8_t> WrittenTo(BIO* bio);

// The number that big-endian bytes are.
OwnedNumber NumberFrom(std::span<const uint8_t> bytes);

// Forgets the errors that OpenSSL queues within its scope: failures there are answers, not errors.
class IgnoreErrors {
 public:
  IgnoreErrors();
  ~IgnoreErrors();
  IgnoreErrors(const IgnoreErrors&) = delete;
  IgnoreErrors& operator=(const IgnoreErrors&) = delete;
};

void DefineHash(BindingTarget& target);
void DefineHmac(BindingTarget& target);
void DefineKeys(BindingTarget& target);
void DefineKeyGeneration(BindingTarget& target);
void DefinePrimes(BindingTarget& target);
void DefineSign(BindingTarget& target);
void DefineExchange(BindingTarget& target);
void DefineX509(BindingTarget& target);
void DefineRsaCipher(BindingTarget& target);
void DefineCipher(BindingTarget& target);
void DefineDerive(BindingTarget& target);
void DefineRandom(BindingTarget& target);
void DefineConstants(BindingTarget& target);

}  // namespace eddy::bindings::crypto
