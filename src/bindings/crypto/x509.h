// X.509 certificates for X509Certificate. https://nodejs.org/api/crypto.html#class-x509certificate
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "bindings/crypto/key_handle.h"

namespace eddy::bindings::crypto {

// An immutable certificate, which threads share. Empty when JavaScript makes it, and filled once.
class X509Handle final : public engine::Wrapper {
 public:
  static std::unique_ptr<X509Handle> Make() { return std::unique_ptr<X509Handle>(new X509Handle); }

  // The first one stays.
  void Fill(std::shared_ptr<X509> certificate) {
    if (certificate_ == nullptr) certificate_ = std::move(certificate);
  }
  X509* get() const { return certificate_.get(); }

  // PEM or DER; throws OpenSSL's error.
  void Read(v8::Isolate* isolate, std::span<const uint8_t> bytes);
  bool Open(v8::Local<v8::Value> parcel);
  v8::MaybeLocal<v8::Value> ToParcel(Realm& realm);

  // A field by its number in lib/internal/crypto/x509.js; undefined when the certificate has none.
  v8::MaybeLocal<v8::Value> Text(v8::Isolate* isolate, int32_t field);
  // Since 1970, in milliseconds.
  double ValidFrom();
  double ValidTo();
  v8::MaybeLocal<v8::Value> Usages(v8::Isolate* isolate);
  bool IsAuthority();
  v8::Local<v8::Value> Raw(v8::Isolate* isolate);
  std::string Pem();
  v8::Local<v8::Value> Legacy(v8::Isolate* isolate);
  // Fills the handle with the public key; throws OpenSSL's error.
  void PublicKey(v8::Isolate* isolate, KeyHandle* key);
  // The name that matched; undefined for none, false for what is no name. `flags`: X509_CHECK_FLAG_*.
  v8::MaybeLocal<v8::Value> CheckHost(v8::Isolate* isolate, const std::string& name, uint32_t flags);
  // 1 when it matches, 0 when it does not, negative for what is no name.
  int32_t CheckEmail(const std::string& name, uint32_t flags);
  int32_t CheckIp(const std::string& address);
  bool CheckIssued(X509Handle* issuer);
  bool CheckPrivateKey(KeyHandle* key);
  bool Verify(KeyHandle* key);

 private:
  X509Handle() = default;

  std::shared_ptr<X509> certificate_;
};

}  // namespace eddy::bindings::crypto
