// What the parts of binding('crypto') share: owned OpenSSL objects, look-ups by name, and OpenSSL's errors as
// JavaScript's. https://docs.openssl.org/3.0/man7/
#pragma once
#include <openssl/evp.h>
#include <v8.h>

#include <memory>
#include <span>
#include <string>

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

// The implementation of a digest; null when there is none of that name. Remembered: fetching one is slow.
const EVP_MD* FindDigest(const std::string& name);

// The implementation of a cipher; null when there is none of that name.
const EVP_CIPHER* FindCipher(const std::string& name);

// The last of OpenSSL's errors as an Error with library, reason, code and, if there are several, opensslErrorStack.
// Clears the queue. `fallback` is the message when the queue is empty.
v8::Local<v8::Value> TakeError(v8::Isolate* isolate, const char* fallback);

// Throws TakeError.
void ThrowError(v8::Isolate* isolate, const char* fallback);

void DefineHash(BindingTarget& target);
void DefineHmac(BindingTarget& target);
void DefineCipher(BindingTarget& target);
void DefineDerive(BindingTarget& target);
void DefineRandom(BindingTarget& target);
void DefineConstants(BindingTarget& target);

}  // namespace eddy::bindings::crypto
