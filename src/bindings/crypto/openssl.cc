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
    // No provider has it: whoever uses the name gets OpenSSL's error for that.
    if (fetched == nullptr && alias != nullptr) {
      ERR_pop_to_mark();
      return alias;
    }
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
    case ERR_LIB_DSA:
      return "DSA_";
    case ERR_LIB_X509:
      return "X509_";
    case ERR_LIB_X509V3:
      return "X509V3_";
    case ERR_LIB_PKCS7:
      return "PKCS7_";
    case ERR_LIB_PKCS12:
      return "PKCS12_";
    case ERR_LIB_OBJ:
      return "OBJ_";
    case ERR_LIB_BIO:
      return "BIO_";
    case ERR_LIB_BUF:
      return "BUF_";
    case ERR_LIB_UI:
      return "UI_";
    case ERR_LIB_ENGINE:
      return "ENGINE_";
    default:
      return "";
  }
}

// False when a setter of the program's has thrown.
bool SetText(v8::Isolate* isolate, v8::Local<v8::Object> object, const char* name, const std::string& text) {
  return object->Set(isolate->GetCurrentContext(), engine::Internalized(isolate, name), engine::FromUtf8(isolate, text))
      .FromMaybe(false);
}

std::string TextOf(unsigned long error) {
  char text[256];
  ERR_error_string_n(error, text, sizeof(text));
  return text;
}

// The newest first. False as SetText.
bool SetStack(v8::Isolate* isolate, v8::Local<v8::Object> made, std::span<const unsigned long> errors) {
  std::vector<v8::Local<v8::Value>> texts;
  for (auto error = errors.rbegin(); error != errors.rend(); ++error) {
    texts.push_back(engine::FromUtf8(isolate, TextOf(*error)));
  }
  return made
      ->Set(isolate->GetCurrentContext(), engine::Internalized(isolate, "opensslErrorStack"),
            v8::Array::New(isolate, texts.data(), texts.size()))
      .FromMaybe(false);
}

// library, reason and code, until a setter throws.
void Describe(v8::Isolate* isolate, v8::Local<v8::Object> made, unsigned long error) {
  const char* library = ERR_lib_error_string(error);
  if (library != nullptr && !SetText(isolate, made, "library", library)) return;
  const char* reason = ERR_reason_error_string(error);
  if (reason == nullptr || !SetText(isolate, made, "reason", reason)) return;
  std::string code = ERR_GET_LIB(error) == ERR_LIB_SSL ? std::string("ERR_SSL_") + reason
                                                       : std::string("ERR_OSSL_") + CodePrefix(error) + reason;
  std::transform(code.begin(), code.end(), code.begin(),
                 [](unsigned char c) { return c == ' ' ? '_' : static_cast<char>(std::toupper(c)); });
  (void)SetText(isolate, made, "code", code);
}

}  // namespace

const EVP_MD* FindDigest(const std::string& name) {
  return Find<EVP_MD, EVP_MD_fetch, EVP_get_digestbyname, EVP_MD_get0_name>(name);
}
const EVP_CIPHER* FindCipher(const std::string& name) {
  return Find<EVP_CIPHER, EVP_CIPHER_fetch, EVP_get_cipherbyname, EVP_CIPHER_get0_name>(name);
}

OwnedBio ReaderOf(std::span<const uint8_t> bytes) {
  if (bytes.size() > INT32_MAX) return nullptr;
  // No bytes must be a pointer all the same: null is refused.
  static const uint8_t kNothing = 0;
  return OwnedBio(BIO_new_mem_buf(bytes.empty() ? &kNothing : bytes.data(), static_cast<int>(bytes.size())));
}

std::span<const uint8_t> WrittenTo(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {reinterpret_cast<const uint8_t*>(data), size > 0 ? static_cast<size_t>(size) : 0};
}

OwnedNumber NumberFrom(std::span<const uint8_t> bytes) {
  return OwnedNumber(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
}

IgnoreErrors::IgnoreErrors() { ERR_set_mark(); }
IgnoreErrors::~IgnoreErrors() { ERR_pop_to_mark(); }

ErrorQueue TakeErrors() {
  ErrorQueue errors;
  for (unsigned long error = ERR_get_error(); error != 0; error = ERR_get_error()) errors.push_back(error);
  return errors;
}

v8::Local<v8::Value> ErrorOf(v8::Isolate* isolate, const ErrorQueue& errors, const char* fallback) {
  if (errors.empty()) return v8::Exception::Error(engine::FromUtf8(isolate, fallback));
  auto made = v8::Exception::Error(engine::FromUtf8(isolate, TextOf(errors.front()))).As<v8::Object>();
  // A program may have put a setter on the prototype: what it throws is the error then.
  v8::TryCatch caught(isolate);
  if (errors.size() == 1 || SetStack(isolate, made, std::span(errors).subspan(1))) {
    Describe(isolate, made, errors.front());
  }
  return caught.HasCaught() ? caught.Exception() : made.As<v8::Value>();
}

v8::Local<v8::Value> ErrorWithMessage(v8::Isolate* isolate, unsigned long error, const std::string& message) {
  auto made = v8::Exception::Error(engine::FromUtf8(isolate, message)).As<v8::Object>();
  v8::TryCatch caught(isolate);
  if (error != 0) Describe(isolate, made, error);
  return caught.HasCaught() ? caught.Exception() : made.As<v8::Value>();
}

v8::Local<v8::Value> TakeError(v8::Isolate* isolate, const char* fallback) {
  return ErrorOf(isolate, TakeErrors(), fallback);
}

v8::Local<v8::Value> TakeReadError(v8::Isolate* isolate, const char* fallback, bool fallback_only) {
  const ErrorQueue errors = TakeErrors();
  const bool plain = errors.empty() || fallback_only;
  auto made =
      v8::Exception::Error(engine::FromUtf8(isolate, plain ? fallback : TextOf(errors.front()))).As<v8::Object>();
  v8::TryCatch caught(isolate);
  if (!errors.empty() && SetStack(isolate, made, errors) && !plain) Describe(isolate, made, errors.front());
  return caught.HasCaught() ? caught.Exception() : made.As<v8::Value>();
}

void ThrowError(v8::Isolate* isolate, const char* fallback) { isolate->ThrowException(TakeError(isolate, fallback)); }

}  // namespace eddy::bindings::crypto
