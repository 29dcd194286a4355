// SecureContext: certificates, keys, trust and protocol settings that TLS sessions share. lib/internal/tls/context.js.
#pragma once
#include <openssl/ssl.h>

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "bindings/crypto/openssl.h"
#include "bindings/tls/trust.h"
#include "engine/wrapper.h"

namespace eddy::bindings::tls {

// What session tickets are sealed with: name, HMAC-SHA256 key, AES-128-CBC key, 16 bytes each. Sessions keep those
// that they began with.
using TicketKeys = std::array<uint8_t, 48>;

class SecureContext final : public engine::Wrapper {
 public:
  static std::unique_ptr<SecureContext> Make(v8::Isolate* isolate);
  static void Methods(engine::ClassTarget& methods);

  SSL_CTX* get() const { return context_.get(); }
  std::shared_ptr<const TicketKeys> ticket_keys() const { return ticket_keys_; }
  bool asks_for_ticket_keys() const { return asks_for_ticket_keys_; }

  // Each throws OpenSSL's error, or one that Node has, when it fails.
  void SetVersions(v8::Isolate* isolate, int32_t minimum, int32_t maximum);  // as TLS1_2_VERSION; 0: no limit
  void SetMinimum(int32_t version) { SSL_CTX_set_min_proto_version(get(), version); }
  void SetMaximum(int32_t version) { SSL_CTX_set_max_proto_version(get(), version); }
  int32_t Minimum() { return static_cast<int32_t>(SSL_CTX_get_min_proto_version(get())); }
  int32_t Maximum() { return static_cast<int32_t>(SSL_CTX_get_max_proto_version(get())); }
  void SetCertificate(v8::Isolate* isolate, std::span<const uint8_t> pem);  // the chain, the own one first
  void SetKey(v8::Isolate* isolate, std::span<const uint8_t> pem, std::optional<std::string> passphrase);
  void SetPkcs12(v8::Isolate* isolate, std::span<const uint8_t> der, std::optional<std::string> passphrase);
  void AddAuthority(v8::Isolate* isolate, std::span<const uint8_t> pem);  // none, one or several
  void AddAuthorityText(v8::Isolate* isolate, v8::Local<v8::Value> pem);  // the same, text or bytes
  void AddDefaultAuthorities(Realm& realm);
  void AddRevocations(v8::Isolate* isolate, std::span<const uint8_t> pem);
  void SetCiphers(v8::Isolate* isolate, std::string list);
  void SetCipherSuites(v8::Isolate* isolate, std::string list);
  void SetGroups(v8::Isolate* isolate, std::string list);
  void SetSignatureAlgorithms(v8::Isolate* isolate, std::string list);
  void SetOptions(double options);
  void SetSessionIdContext(v8::Isolate* isolate, std::string id);
  void SetSessionTimeout(int32_t seconds);
  void SetDhAuto();
  int32_t SetDhParameters(std::span<const uint8_t> pem);  // their bits; 0 when there are none, which is no error
  void AllowPartialTrustChain();
  bool SetTicketKeys(std::span<const uint8_t> keys);  // false unless 48 bytes
  v8::Local<v8::Value> GetTicketKeys(v8::Isolate* isolate);
  // From now on the object's property `onticketkeycallback` is asked for each ticket's keys.
  void AskForTicketKeys() { asks_for_ticket_keys_ = true; }
  v8::Local<v8::Value> External(v8::Isolate* isolate) { return v8::External::New(isolate, get()); }

 private:
  explicit SecureContext(SSL_CTX* context);
  // The store, to be added to: a copy when it is the realm's.
  X509_STORE* OwnStore();

  std::unique_ptr<SSL_CTX, crypto::Deleter<SSL_CTX_free>> context_;
  std::shared_ptr<const TicketKeys> ticket_keys_;
  std::shared_ptr<const RootSet> shared_roots_;  // null when the store is its own
  bool asks_for_ticket_keys_ = false;
};

}  // namespace eddy::bindings::tls
