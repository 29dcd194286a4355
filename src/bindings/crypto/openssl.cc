#include "bindings/crypto/openssl.h"

#include <openssl/err.h>

#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace eddy::bindings::crypto {
namespace {

// Implementations by name for the life of the process; a name that has none is remembered too. Names come from
// programs, so there is a limit.
template <typename T, T* (*Fetch)(OSSL_LIB_CTX*, const char*, const char*), const T* (*ByAlias)(const char*),
          const char* (*NameOf)(const T*)>
const T* Find(const std::string& name) {
  static std::mutex mutex;
  static auto& known = *new std::unordered_map<std::string, const T*>;
  std::lock_guard lock(mutex);
  auto found = known.find(name);
  if (found != known.end()) return found->second;
  ERR_set_mark();
  const T* fetched = Fetch(nullptr, name.c_str(), nullptr);
  if (fetched == nullptr) {
    // Names like 'RSA-SHA256' and 'aes256' are aliases, which providers don't know.
    const T* alias = ByAlias(name.c_str());
    if (alias != nullptr) fetched = Fetch(nullptr, NameOf(alias), nullptr);
  }
  ERR_pop_to_mark();
  if (fetched != nullptr || known.size() < 1000) known.emplace(name, fetched);
  return fetched;
}

// 'Provider routines' and others have no part in an error's code.
const char* CodePrefix(unsigned long error) {
  switch (ERR_GET_LIB(error)) {
    case ERR_LIB_EVP:
      return "EVP_";
    case ERR_LIB_RSA:
      return "RSA_";
    case ERR_LIB_BN:
      return "BN_";
    case ERR_LIB_DH:
      return "DH_";
    case ERR_LIB_EC:
      return "EC_";
    case ERR_LIB_PEM:
      return "PEM_";
    case ERR_LIB_ASN1:
      return "ASN1_";
    case ERR_LIB_RAND:
      return "RAND_";
    case ERR_LIB_CRYPTO:
      return "CRYPTO_";
    default:
      return "";
  }
}

void SetText(v8::Isolate* isolate, v8::Local<v8::Object> object, const char* name, const std::string& text) {
  object->Set(isolate->GetCurrentContext(), engine::Internalized(isolate, name), engine::FromUtf8(isolate, text))
      .Check();
}

}  // namespace

const EVP_MD* FindDigest(const std::string& name) {
  return Find<EVP_MD, EVP_MD_fetch, EVP_get_digestbyname, EVP_MD_get0_name>(name);
}
const EVP_CIPHER* FindCipher(const std::string& name) {
  return Find<EVP_CIPHER, EVP_CIPHER_fetch, EVP_get_cipherbyname, EVP_CIPHER_get0_name>(name);
}

v8::Local<v8::Value> TakeError(v8::Isolate* isolate, const char* fallback) {
  std::vector<unsigned long> errors;
  for (unsigned long error = ERR_get_error(); error != 0; error = ERR_get_error()) errors.push_back(error);
  if (errors.empty()) return v8::Exception::Error(engine::FromUtf8(isolate, fallback));
  auto text_of = [](unsigned long error) {
    char text[256];
    ERR_error_string_n(error, text, sizeof(text));
    return std::string(text);
  };
  const unsigned long last = errors.back();
  auto made = v8::Exception::Error(engine::FromUtf8(isolate, text_of(last))).As<v8::Object>();
  if (errors.size() > 1) {
    std::vector<v8::Local<v8::Value>> others;
    for (size_t i = 0; i + 1 < errors.size(); i++) others.push_back(engine::FromUtf8(isolate, text_of(errors[i])));
    made->Set(isolate->GetCurrentContext(), engine::Internalized(isolate, "opensslErrorStack"),
              v8::Array::New(isolate, others.data(), others.size()))
        .Check();
  }
  const char* library = ERR_lib_error_string(last);
  if (library != nullptr) SetText(isolate, made, "library", library);
  const char* reason = ERR_reason_error_string(last);
  if (reason != nullptr) {
    SetText(isolate, made, "reason", reason);
    std::string code = ERR_GET_LIB(last) == ERR_LIB_SSL ? std::string("ERR_SSL_") + reason
                                                        : std::string("ERR_OSSL_") + CodePrefix(last) + reason;
    std::transform(code.begin(), code.end(), code.begin(),
                   [](unsigned char c) { return c == ' ' ? '_' : static_cast<char>(std::toupper(c)); });
    SetText(isolate, made, "code", code);
  }
  return made;
}

void ThrowError(v8::Isolate* isolate, const char* fallback) { isolate->ThrowException(TakeError(isolate, fallback)); }

}  // namespace eddy::bindings::crypto
