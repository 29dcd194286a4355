// Session: one TLS connection. Bytes of the peer's come from a native stream that it stands before, or from JavaScript;
// bytes for the peer go the same way. lib/internal/tls/handle.js. RFC 8446, RFC 5246; OpenSSL over memory.
//
// What happens is told by one function (setReceiver), called with the session as `this`, the events as bits, and what
// was decrypted. It is called before what it led to is sent, so that a peer that is refused never sees the handshake
// end; but after the alert when the session has failed.
//
// Some questions of OpenSSL's must be answered at once (hooks: ALPN, pre-shared keys, ticket keys): JavaScript is
// called inside the handshake then, and must not throw. The others stop the handshake until they are answered.
#pragma once
#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bindings/crypto/x509.h"
#include "bindings/stream_binding.h"
#include "bindings/tls/secure_context.h"
#include "bindings/tls/wire.h"

namespace eddy::bindings::tls {

// Whom sessions tell, one per realm.
struct SessionReceiver {
  explicit SessionReceiver(Realm&) {}
  v8::Global<v8::Function>
      on_progress;  // (events, decrypted ArrayBuffer or undefined, sizes of its records or undefined)
};

using OwnedSession = std::unique_ptr<SSL_SESSION, crypto::Deleter<SSL_SESSION_free>>;

class Session final : public engine::Wrapper, private StreamFilter {
 public:
  // As in lib/internal/tls/handle.js.
  enum Event : int32_t {
    kHandshakeStarted = 1,  // a first or a further one
    kHandshakeDone = 2,     // each time
    kPeerEnded = 4,         // close_notify came
    kNeedsContext = 8,      // the client's wishes are known; useContext continues
    kNeedsSession = 16,     // the client names a session (sessionWanted); provideSession continues
    kNewSessions = 32,      // takeSession gives them
    kKeyLog = 64,           // takeKeyLog gives the lines
    kStatusResponse = 128,  // statusResponse gives the server's OCSP response
    kOutput = 256,          // takeCiphertext gives it; only without a native stream
    kFailed = 512,          // takeError tells; the connection is over
  };
  enum Hook : int32_t { kChooseProtocol, kPskServer, kPskClient, kHookCount };

  static std::unique_ptr<Session> Make(Realm& realm, SecureContext* context, bool is_server);
  static void Methods(engine::ClassTarget& methods);
  // The session that OpenSSL's object belongs to; null while it is made.
  static Session* Of(const SSL* ssl);
  ~Session() override;

  // Before the handshake.
  Status SetServername(std::string name);
  void SetVerify(bool request, bool required);       // of a server: whether a client shall show a certificate
  void SetAlpn(std::span<const uint8_t> protocols);  // length-prefixed names, RFC 7301
  // kChooseProtocol gets what the client offers (an ArrayBuffer of length-prefixed names) and returns the name to use;
  // anything else ends the handshake. kPskServer gets the identity and the longest key; returns the key or undefined.
  // kPskClient gets the hint or null, and the longest identity and key; returns [identity, key] or undefined.
  void SetHook(int32_t hook, v8::Local<v8::Function> function);
  bool SetPskHint(std::string hint);
  bool SetResumed(std::span<const uint8_t> session);
  void AskForContext() { asks_for_context_ = true; }
  void AskForSession() { asks_for_session_ = true; }
  void RequestStatus();  // a client asks for an OCSP response. RFC 6066 8
  void EnableKeyLog();
  void EnableTrace();  // to stderr, from now on
  // Sessions are told of; `hold`: nothing is sent after one is made until continueOutput.
  void TellSessions(bool hold);

  // The answers. The context for the server name that was asked for; none keeps the one it has.
  void UseContext(std::optional<SecureContext*> context);
  void ProvideSession(std::optional<std::span<const uint8_t>> session);
  bool SetStatusResponse(std::span<const uint8_t> response);
  void UseIdentity(v8::Isolate* isolate, SecureContext* context);  // its certificate and key; throws OpenSSL's error
  void ContinueOutput();
  bool HoldsOutput() { return output_held_; }

  // A v8::External for StreamBinding::SetFilter.
  v8::Local<v8::Value> Filter();
  // Begins, or goes on after an answer.
  void Advance() { Pump(); }
  // Takes bytes of the peer's that come from JavaScript.
  void Receive(std::span<const uint8_t> bytes);
  // Encrypts and sends: 0, 1 or a negative errno as StreamBinding::Write; -EAGAIN when it must be tried again after the
  // handshake; -EPROTO when the session fails (takeError tells).
  int32_t Write(std::span<const uint8_t> bytes);
  int32_t WriteUtf8(std::string text);
  int32_t WriteLatin1(v8::Isolate* isolate, v8::Local<v8::String> text);
  // Tells the peer that no more will come.
  void End();
  // Begins a further handshake; false when there was no first one yet. Throws OpenSSL's error when the protocol has
  // none.
  bool Renegotiate(v8::Isolate* isolate);
  bool SetMaxSendFragment(uint32_t size) { return ssl_ != nullptr && SSL_set_max_send_fragment(ssl_.get(), size) == 1; }
  // The session is over: its memory is freed, and what is asked of it has no answer.
  void Dispose();

  // What is there since the last call; undefined when there is none.
  v8::Local<v8::Value> TakeCiphertext();
  // The next one, [id, session] as ArrayBuffers. Serialized and Ticket are of it until the next call finds none.
  v8::Local<v8::Value> TakeSession();
  v8::Local<v8::Value> TakeKeyLog();  // strings
  v8::Local<v8::Value> TakeError();

  // About the connection: session_facts.cc.
  v8::Local<v8::Value> SessionWanted();  // its id
  v8::Local<v8::Value> StatusResponse();
  bool WantsStatus();                  // a client has asked for an OCSP response
  v8::Local<v8::Value> OwnIdentity();  // [certificate, issuer or null] in DER, of a server
  v8::Local<v8::Value> VerifyError();  // [code, message]; undefined when all is well
  v8::Local<v8::Value> PeerCertificate(bool with_issuers);
  v8::Local<v8::Value> OwnCertificate();
  // Fills `handle` with the peer's certificate (0), its issuer's (1), and so on as far as they are known; false beyond.
  bool FillPeerX509(crypto::X509Handle* handle, uint32_t index);
  bool FillOwnX509(crypto::X509Handle* handle);
  v8::Local<v8::Value> CipherInfo();        // [name, standard name, version]
  v8::Local<v8::Value> EphemeralKeyInfo();  // [type, name or undefined, bits]; undefined when there is none
  std::vector<std::string> SharedSignatureAlgorithms();
  std::optional<std::string> Protocol();
  std::optional<std::string> Servername();
  std::optional<std::string> Alpn();
  bool IsReused() { return ssl_ != nullptr && SSL_session_reused(ssl_.get()) == 1; }
  v8::Local<v8::Value> Finished(bool of_peer);
  v8::Local<v8::Value> Serialized();
  v8::Local<v8::Value> Ticket();
  v8::MaybeLocal<v8::Value> ExportKeyingMaterial(uint32_t length, std::string label,
                                                 std::optional<std::span<const uint8_t>> context);

  // For SecureContext's callbacks (session_hooks.cc).
  static void Install(SSL_CTX* context);

 private:
  Session(Realm& realm, SSL* ssl);

  void OnAttached(StreamBinding& stream) override { transport_ = &stream; }
  void OnTransportData(ByteView bytes) override;
  void OnTransportGone() override { transport_ = nullptr; }

  static void OnInfo(const SSL* ssl, int where, int result);
  static int OnClientHello(SSL* ssl, int* alert, void*);
  static int OnCertificateNeeded(SSL* ssl, void*);
  static int OnServername(SSL* ssl, int* alert, void*);
  static int OnStatus(SSL* ssl, void*);
  static int OnNewSession(SSL* ssl, SSL_SESSION* session);
  static SSL_SESSION* OnSessionWanted(SSL* ssl, const unsigned char* id, int size, int* copy);
  static int OnAlpn(SSL* ssl, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                    unsigned in_size, void*);
  static void OnKeyLog(const SSL* ssl, const char* line);
  static int OnTicket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                      int encrypt);
  static unsigned OnPskServer(SSL* ssl, const char* identity, unsigned char* key, unsigned size);
  static unsigned OnPskClient(SSL* ssl, const char* hint, char* identity, unsigned identity_size, unsigned char* key,
                              unsigned key_size);

  v8::MaybeLocal<v8::Value> CallHook(Hook hook, std::span<v8::Local<v8::Value>> arguments);
  int SealTicketAs(const TicketKeys& keys, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                   EVP_MAC_CTX* mac, bool encrypt);
  int AskForTicketKeys(unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac, bool encrypt);
  int ChooseAlpn(std::span<const uint8_t> offered, const unsigned char** out, unsigned char* out_size);
  // Lets OpenSSL work, tells JavaScript, sends; until nothing is left to do.
  void Pump();
  void Handshake();
  void Decrypt();
  // Records into `room`; how many bytes of it they take.
  size_t DecryptInto(std::span<uint8_t> room);
  void Report();
  // Sends what OpenSSL has for the peer. `tracked`: as StreamBinding::WriteBytes.
  int32_t Flush(bool tracked);
  void CaptureError();
  // The session that the program asks for.
  SSL_SESSION* CurrentSession() {
    return told_ != nullptr ? told_.get() : ssl_ == nullptr ? nullptr : SSL_get_session(ssl_.get());
  }
  // The peer's certificate and those that it leads to, the peer's first, up to one that signed itself.
  std::vector<crypto::OwnedCertificate> PeerChain();

  Realm& realm_;
  SessionReceiver& receiver_;
  Wire wire_;
  std::unique_ptr<SSL, crypto::Deleter<SSL_free>> ssl_;
  StreamBinding* transport_ = nullptr;
  std::unique_ptr<v8::BackingStore> plaintext_;  // may have room for more than there is
  std::vector<uint32_t> records_;                // the sizes of what plaintext_ is made of
  std::vector<OwnedSession> sessions_;           // not told of yet
  OwnedSession told_;                            // told of now
  std::vector<std::string> key_log_;
  std::vector<uint8_t> alpn_;
  std::vector<uint8_t> session_wanted_;
  std::shared_ptr<const TicketKeys> ticket_keys_;
  OwnedSession session_provided_;
  v8::Global<v8::Value> frame_;
  v8::Global<v8::Function> hooks_[kHookCount];
  v8::Global<v8::Value> error_;
  int32_t events_ = 0;
  int32_t depth_ = 0;  // calls of OpenSSL's that have called back
  bool handshake_done_ = false;
  bool asks_for_context_ = false;
  bool context_asked_ = false;
  bool context_given_ = false;
  bool asks_for_session_ = false;
  bool session_asked_ = false;
  bool session_given_ = false;
  bool tells_sessions_ = false;
  bool holds_sessions_ = false;
  bool output_held_ = false;
  bool logs_keys_ = false;
  bool asks_for_ticket_keys_ = false;
  bool pumping_ = false;
  bool again_ = false;
  bool ended_ = false;
  bool failed_ = false;
  bool released_ = false;
};

v8::Local<v8::Value> ToArrayBuffer(v8::Isolate* isolate, std::span<const uint8_t> bytes);

}  // namespace eddy::bindings::tls
