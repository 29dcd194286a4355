// Session: one TLS connection, without a socket: bytes from the peer in, bytes for the peer out.
// lib/internal/tls/socket.js carries them. RFC 8446, RFC 5246; OpenSSL over memory.
#pragma once
#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bindings/crypto/x509.h"
#include "bindings/tls/secure_context.h"

namespace eddy::bindings::tls {

class Session final : public engine::Wrapper {
 public:
  // What advance() reports, as bits.
  enum Event : int32_t {
    kHandshakeDone = 1,  // for the first time
    kPeerEnded = 2,      // close_notify came
    kNeedsContext = 4,   // the client has named a server; useContext continues
    kNewSession = 8,     // takeSession gives it
    kFailed = 16,        // takeError tells; the connection is over
  };

  static std::unique_ptr<Session> Make(v8::Isolate* isolate, SecureContext* context, bool is_server);
  static void Methods(engine::ClassTarget& methods);

  // Before the handshake.
  Status SetServername(std::string name);
  void RequestCertificate(bool required);            // of a client; checked, but a failure is only reported
  void SetAlpn(std::span<const uint8_t> protocols);  // length-prefixed names, RFC 7301
  // Asked for each handshake of a server's: gets what the client offers (an ArrayBuffer of length-prefixed names) and
  // returns the name to use; anything else ends the handshake. Must not throw.
  void SetAlpnChooser(v8::Local<v8::Function> chooser);
  void SetResumed(std::span<const uint8_t> session);
  void AskForContext() { asks_for_context_ = true; }

  // The context for the server name that was asked for; none keeps the one it has.
  void UseContext(std::optional<SecureContext*> context);

  // Takes bytes of the peer's; advance() works on them.
  void Receive(std::span<const uint8_t> bytes);
  // Goes on with the handshake and decrypts what has come. Events.
  int32_t Advance();
  // Encrypts. False when it fails, or the handshake is not done; takeError tells.
  bool Write(std::span<const uint8_t> bytes);
  // Tells the peer that no more will come.
  void End();

  // What was decrypted, what is to be sent, and the new session, since the last call; undefined when there is none.
  v8::Local<v8::Value> TakePlaintext();
  v8::Local<v8::Value> TakeCiphertext();
  v8::Local<v8::Value> TakeSession();
  v8::Local<v8::Value> TakeError();

  // [code, message] of the verification of the peer's certificate; undefined when all is well.
  v8::Local<v8::Value> VerifyError();
  v8::Local<v8::Value> PeerCertificate(bool with_issuers);
  v8::Local<v8::Value> OwnCertificate();
  // Fills `handle` with the peer's certificate (0), its issuer's (1), and so on as far as they are known; false beyond.
  bool FillPeerX509(crypto::X509Handle* handle, uint32_t index);
  bool FillOwnX509(crypto::X509Handle* handle);
  v8::Local<v8::Value> CipherInfo();
  std::optional<std::string> Protocol();
  std::optional<std::string> Servername();
  std::optional<std::string> Alpn();
  bool IsReused() { return SSL_session_reused(ssl_.get()) == 1; }
  v8::Local<v8::Value> Finished(bool of_peer);
  v8::Local<v8::Value> Ticket();
  v8::MaybeLocal<v8::Value> ExportKeyingMaterial(uint32_t length, std::string label,
                                                 std::optional<std::span<const uint8_t>> context);

 private:
  explicit Session(SSL* ssl);

  static int OnCertificateNeeded(SSL* ssl, void* self);
  static int OnServername(SSL* ssl, int* alert, void* self);
  static int OnNewSession(SSL* ssl, SSL_SESSION* session);
  static int OnAlpn(SSL* ssl, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                    unsigned in_size, void* self);
  int ChooseAlpn(std::span<const uint8_t> offered, const unsigned char** out, unsigned char* out_size);
  void CaptureError();
  // The peer's certificate and those that it leads to, the peer's first, up to one that signed itself.
  std::vector<crypto::OwnedCertificate> PeerChain();

  std::unique_ptr<SSL, crypto::Deleter<SSL_free>> ssl_;
  BIO* in_;   // owned by ssl_
  BIO* out_;  // owned by ssl_
  std::vector<uint8_t> plaintext_;
  std::vector<uint8_t> session_;
  std::vector<uint8_t> alpn_;
  v8::Global<v8::Function> alpn_chooser_;
  v8::Global<v8::Value> error_;
  int32_t events_ = 0;
  bool handshake_done_ = false;
  bool asks_for_context_ = false;
  bool context_given_ = false;
  bool failed_ = false;
};

}  // namespace eddy::bindings::tls
