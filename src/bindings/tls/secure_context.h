// SecureContext: certificates, keys, trust and protocol settings that TLS sessions share. lib/internal/tls/context.js.
#pragma once
#include <openssl/ssl.h>

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "bindings/crypto/openssl.h"
#include "engine/wrapper.h"

namespace eddy::bindings::tls {

class SecureContext final : public engine::Wrapper {
 public:
  static std::unique_ptr<SecureContext> Make(v8::Isolate* isolate);
  static void Methods(engine::ClassTarget& methods);

  SSL_CTX* get() const { return context_.get(); }

  // Each throws OpenSSL's error when it fails.
  void SetVersions(v8::Isolate* isolate, int32_t minimum, int32_t maximum);  // as TLS1_2_VERSION; 0: no limit
  void SetCertificate(v8::Isolate* isolate, std::span<const uint8_t> pem);   // the chain, the own one first
  void SetKey(v8::Isolate* isolate, std::span<const uint8_t> pem, std::optional<std::string> passphrase);
  void SetPkcs12(v8::Isolate* isolate, std::span<const uint8_t> der, std::optional<std::string> passphrase);
  void AddAuthority(v8::Isolate* isolate, std::span<const uint8_t> pem);  // one or several
  void AddDefaultAuthorities();
  void AddRevocations(v8::Isolate* isolate, std::span<const uint8_t> pem);
  void SetCiphers(v8::Isolate* isolate, std::string list);
  void SetCipherSuites(v8::Isolate* isolate, std::string list);
  void SetGroups(v8::Isolate* isolate, std::string list);
  void SetSignatureAlgorithms(v8::Isolate* isolate, std::string list);
  void SetOptions(double options);
  void SetSessionIdContext(v8::Isolate* isolate, std::string id);
  void SetSessionTimeout(int32_t seconds);
  void SetDhAuto();
  void AllowPartialTrustChain();

 private:
  explicit SecureContext(SSL_CTX* context) : context_(context) {}
  std::unique_ptr<SSL_CTX, crypto::Deleter<SSL_CTX_free>> context_;
};

}  // namespace eddy::bindings::tls
