#include "bindings/tls/session.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "bindings/tls/certificate.h"

namespace eddy::bindings::tls {

namespace {

using engine::FromUtf8;
using engine::Internalized;

v8::Local<v8::Value> ToArrayBuffer(v8::Isolate* isolate, std::span<const uint8_t> bytes) {
  if (bytes.empty()) return v8::Undefined(isolate);
  auto buffer = v8::ArrayBuffer::New(isolate, bytes.size());
  std::copy(bytes.begin(), bytes.end(), static_cast<uint8_t*>(buffer->Data()));
  return buffer;
}

// Where a session's own object lies on its SSL.
int SelfIndex() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

Session* SelfOf(SSL* ssl) { return static_cast<Session*>(SSL_get_ex_data(ssl, SelfIndex())); }

}  // namespace

Session::Session(SSL* ssl) : ssl_(ssl), in_(BIO_new(BIO_s_mem())), out_(BIO_new(BIO_s_mem())) {
  // An empty input is "not yet", not the end.
  BIO_set_mem_eof_return(in_, -1);
  BIO_set_mem_eof_return(out_, -1);
  SSL_set_bio(ssl, in_, out_);
  SSL_set_ex_data(ssl, SelfIndex(), this);
}

std::unique_ptr<Session> Session::Make(v8::Isolate* isolate, SecureContext* context, bool is_server) {
  SSL* ssl = SSL_new(context->get());
  if (ssl == nullptr) {
    crypto::ThrowError(isolate, "SSL_new");
    return nullptr;
  }
  std::unique_ptr<Session> session(new Session(ssl));
  SSL_CTX_sess_set_new_cb(context->get(), OnNewSession);
  if (is_server) {
    SSL_set_accept_state(ssl);
    SSL_set_cert_cb(ssl, OnCertificateNeeded, session.get());
    SSL_CTX_set_tlsext_servername_callback(context->get(), OnServername);
  } else {
    SSL_set_connect_state(ssl);
    // The outcome is read afterwards: whether it ends the connection is the program's to say.
    SSL_set_verify(ssl, SSL_VERIFY_PEER, [](int, X509_STORE_CTX*) { return 1; });
  }
  return session;
}

// Tells the client that its name was understood, so that it knows what a session stands for. RFC 6066 3.
int Session::OnServername(SSL* ssl, int*, void*) {
  return SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) != nullptr ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

Status Session::SetServername(std::string name) {
  return SSL_set_tlsext_host_name(ssl_.get(), name.c_str()) == 1 ? Status() : Status(-EINVAL);
}

void Session::RequestCertificate(bool required) {
  int mode = SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0);
  SSL_set_verify(ssl_.get(), mode, [](int, X509_STORE_CTX*) { return 1; });
}

void Session::SetAlpn(std::span<const uint8_t> protocols) {
  if (!SSL_is_server(ssl_.get())) {
    SSL_set_alpn_protos(ssl_.get(), protocols.data(), static_cast<unsigned>(protocols.size()));
    return;
  }
  alpn_.assign(protocols.begin(), protocols.end());
  SSL_CTX_set_alpn_select_cb(SSL_get_SSL_CTX(ssl_.get()), OnAlpn, nullptr);
}

int Session::OnAlpn(SSL* ssl, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                    unsigned in_size, void*) {
  Session* self = SelfOf(ssl);
  if (!self->alpn_chooser_.IsEmpty()) return self->ChooseAlpn({in, in_size}, out, out_size);
  if (self->alpn_.empty()) return SSL_TLSEXT_ERR_NOACK;
  int found = SSL_select_next_proto(const_cast<unsigned char**>(out), out_size, self->alpn_.data(),
                                    static_cast<unsigned>(self->alpn_.size()), in, in_size);
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void Session::SetAlpnChooser(v8::Local<v8::Function> chooser) {
  alpn_chooser_.Reset(isolate(), chooser);
  SSL_CTX_set_alpn_select_cb(SSL_get_SSL_CTX(ssl_.get()), OnAlpn, nullptr);
}

int Session::ChooseAlpn(std::span<const uint8_t> offered, const unsigned char** out, unsigned char* out_size) {
  v8::Isolate* isolate = this->isolate();
  v8::HandleScope handles(isolate);
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  v8::Local<v8::Value> arguments[] = {ToArrayBuffer(isolate, offered)};
  v8::Local<v8::Value> chosen;
  if (!alpn_chooser_.Get(isolate)->Call(context, v8::Undefined(isolate), 1, arguments).ToLocal(&chosen) ||
      !chosen->IsString()) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  const std::string name = engine::ToUtf8(isolate, chosen);
  for (size_t at = 0; at < offered.size(); at += size_t{1} + offered[at]) {
    const size_t size = offered[at];
    if (at + 1 + size > offered.size()) break;
    if (std::string_view(reinterpret_cast<const char*>(offered.data()) + at + 1, size) != name) continue;
    *out = offered.data() + at + 1;
    *out_size = static_cast<unsigned char>(size);
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

void Session::SetResumed(std::span<const uint8_t> session) {
  const unsigned char* data = session.data();
  std::unique_ptr<SSL_SESSION, crypto::Deleter<SSL_SESSION_free>> resumed(
      d2i_SSL_SESSION(nullptr, &data, static_cast<long>(session.size())));
  // A session proves who the server was that it was made with, and no other one. RFC 8446 4.6.1.
  const char* wanted = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
  const char* proven = resumed != nullptr ? SSL_SESSION_get0_hostname(resumed.get()) : nullptr;
  const bool is_other = wanted != nullptr && proven != nullptr && std::string_view(wanted) != proven;
  if (resumed != nullptr && !is_other) SSL_set_session(ssl_.get(), resumed.get());
  ERR_clear_error();
}

int Session::OnCertificateNeeded(SSL*, void* pointer) {
  auto* self = static_cast<Session*>(pointer);
  if (!self->asks_for_context_ || self->context_given_) return 1;
  self->events_ |= kNeedsContext;
  return -1;
}

void Session::UseContext(std::optional<SecureContext*> context) {
  context_given_ = true;
  if (!context) return;
  SSL_CTX* other = (*context)->get();
  SSL_set_SSL_CTX(ssl_.get(), other);
  SSL_CTX_sess_set_new_cb(other, OnNewSession);
  if (!alpn_.empty() || !alpn_chooser_.IsEmpty()) SSL_CTX_set_alpn_select_cb(other, OnAlpn, nullptr);
  // SSL_set_SSL_CTX leaves these as they were.
  SSL_set1_verify_cert_store(ssl_.get(), SSL_CTX_get_cert_store(other));
  SSL_set_client_CA_list(ssl_.get(), SSL_dup_CA_list(SSL_CTX_get_client_CA_list(other)));
}

int Session::OnNewSession(SSL* ssl, SSL_SESSION* session) {
  Session* self = SelfOf(ssl);
  int size = i2d_SSL_SESSION(session, nullptr);
  if (self == nullptr || size <= 0) return 0;
  self->session_.resize(static_cast<size_t>(size));
  unsigned char* out = self->session_.data();
  i2d_SSL_SESSION(session, &out);
  self->events_ |= kNewSession;
  return 0;
}

void Session::Receive(std::span<const uint8_t> bytes) { BIO_write(in_, bytes.data(), static_cast<int>(bytes.size())); }

void Session::CaptureError() {
  failed_ = true;
  events_ |= kFailed;
  error_.Reset(isolate(), crypto::TakeError(isolate(), "TLS failed"));
}

int32_t Session::Advance() {
  ERR_clear_error();
  if (!failed_ && !handshake_done_) {
    int result = SSL_do_handshake(ssl_.get());
    if (result == 1) {
      handshake_done_ = true;
      events_ |= kHandshakeDone;
    } else {
      int reason = SSL_get_error(ssl_.get(), result);
      if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE && reason != SSL_ERROR_WANT_X509_LOOKUP) {
        CaptureError();
      }
    }
  }
  uint8_t buffer[16 * 1024];
  while (!failed_ && handshake_done_) {
    int count = SSL_read(ssl_.get(), buffer, sizeof buffer);
    if (count > 0) {
      plaintext_.insert(plaintext_.end(), buffer, buffer + count);
      continue;
    }
    int reason = SSL_get_error(ssl_.get(), count);
    if (reason == SSL_ERROR_ZERO_RETURN) {
      events_ |= kPeerEnded;
    } else if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE) {
      CaptureError();
    }
    break;
  }
  return std::exchange(events_, 0);
}

bool Session::Write(std::span<const uint8_t> bytes) {
  if (failed_ || !handshake_done_) return false;
  if (bytes.empty()) return true;
  ERR_clear_error();
  // Into memory: all of it, at once.
  if (SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) == static_cast<int>(bytes.size()))
    return true;
  CaptureError();
  return false;
}

void Session::End() {
  if (failed_ || !handshake_done_) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
}

v8::Local<v8::Value> Session::TakePlaintext() {
  auto bytes = ToArrayBuffer(isolate(), plaintext_);
  plaintext_ = {};
  return bytes;
}

v8::Local<v8::Value> Session::TakeCiphertext() {
  char* data = nullptr;
  long size = BIO_get_mem_data(out_, &data);
  auto bytes = ToArrayBuffer(isolate(), {reinterpret_cast<uint8_t*>(data), static_cast<size_t>(size)});
  (void)BIO_reset(out_);
  return bytes;
}

v8::Local<v8::Value> Session::TakeSession() { return ToArrayBuffer(isolate(), session_); }

v8::Local<v8::Value> Session::TakeError() {
  if (error_.IsEmpty()) return v8::Undefined(isolate());
  auto error = error_.Get(isolate());
  error_.Reset();
  return error;
}

v8::Local<v8::Value> Session::VerifyError() {
  v8::Isolate* isolate = this->isolate();
  long error = SSL_get_verify_result(ssl_.get());
  if (SSL_get0_peer_certificate(ssl_.get()) == nullptr) {
    // A resumed session or a server that uses no certificate keeps what was verified first.
    const SSL_CIPHER* cipher = SSL_get_current_cipher(ssl_.get());
    bool without = IsReused() || (cipher != nullptr && SSL_CIPHER_get_auth_nid(cipher) == NID_auth_psk);
    if (!without) error = X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT;
  }
  if (error == X509_V_OK) return v8::Undefined(isolate);
  v8::Local<v8::Value> parts[] = {FromUtf8(isolate, VerifyErrorName(error)),
                                  FromUtf8(isolate, X509_verify_cert_error_string(error))};
  return v8::Array::New(isolate, parts, 2);
}

std::vector<crypto::OwnedCertificate> Session::PeerChain() {
  crypto::IgnoreErrors ignore;
  std::vector<crypto::OwnedCertificate> chain;
  X509* current = SSL_get0_peer_certificate(ssl_.get());
  if (current == nullptr) return chain;
  STACK_OF(X509)* sent = SSL_get_peer_cert_chain(ssl_.get());
  X509_STORE* store = SSL_CTX_get_cert_store(SSL_get_SSL_CTX(ssl_.get()));
  auto lookup = std::unique_ptr<X509_STORE_CTX, crypto::Deleter<X509_STORE_CTX_free>>(X509_STORE_CTX_new());
  X509_STORE_CTX_init(lookup.get(), store, nullptr, sent);
  X509_up_ref(current);
  chain.emplace_back(current);
  while (chain.size() < 32 && X509_check_issued(current, current) != X509_V_OK) {
    X509* issuer = nullptr;
    for (int i = 0; sent != nullptr && i < sk_X509_num(sent) && issuer == nullptr; i++) {
      if (X509_check_issued(sk_X509_value(sent, i), current) == X509_V_OK) issuer = sk_X509_value(sent, i);
    }
    if (issuer != nullptr) {
      X509_up_ref(issuer);
    } else if (X509_STORE_CTX_get1_issuer(&issuer, lookup.get(), current) != 1) {
      break;
    }
    chain.emplace_back(issuer);
    current = issuer;
  }
  return chain;
}

v8::Local<v8::Value> Session::PeerCertificate(bool with_issuers) {
  v8::Isolate* isolate = this->isolate();
  const auto chain = PeerChain();
  if (chain.empty()) return v8::Undefined(isolate);
  auto described = DescribeCertificate(isolate, chain.front().get());
  if (!with_issuers) return described;
  auto context = isolate->GetCurrentContext();
  auto key = Internalized(isolate, "issuerCertificate");
  auto current = described;
  for (size_t i = 1; i < chain.size(); i++) {
    auto next = DescribeCertificate(isolate, chain[i].get());
    current->Set(context, key, next).Check();
    current = next;
  }
  X509* last = chain.back().get();
  // A self-signed one is its own issuer.
  if (X509_check_issued(last, last) == X509_V_OK) current->Set(context, key, current).Check();
  ERR_clear_error();
  return described;
}

bool Session::FillPeerX509(crypto::X509Handle* handle, uint32_t index) {
  auto chain = PeerChain();
  if (index >= chain.size()) return false;
  handle->Fill(std::move(chain[index]));
  return true;
}

bool Session::FillOwnX509(crypto::X509Handle* handle) {
  X509* own = SSL_get_certificate(ssl_.get());
  if (own == nullptr) return false;
  X509_up_ref(own);
  handle->Fill(crypto::OwnedCertificate(own));
  return true;
}

v8::Local<v8::Value> Session::OwnCertificate() {
  X509* own = SSL_get_certificate(ssl_.get());
  if (own == nullptr) return v8::Undefined(isolate());
  return DescribeCertificate(isolate(), own);
}

v8::Local<v8::Value> Session::CipherInfo() {
  v8::Isolate* isolate = this->isolate();
  const SSL_CIPHER* cipher = SSL_get_current_cipher(ssl_.get());
  if (cipher == nullptr) return v8::Undefined(isolate);
  v8::Local<v8::Value> parts[] = {FromUtf8(isolate, SSL_CIPHER_get_name(cipher)),
                                  FromUtf8(isolate, SSL_CIPHER_standard_name(cipher)),
                                  FromUtf8(isolate, SSL_CIPHER_get_version(cipher))};
  return v8::Array::New(isolate, parts, 3);
}

std::optional<std::string> Session::Protocol() {
  if (SSL_get_current_cipher(ssl_.get()) == nullptr) return std::nullopt;
  return SSL_get_version(ssl_.get());
}

std::optional<std::string> Session::Servername() {
  const char* name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
  return name != nullptr ? std::optional<std::string>(name) : std::nullopt;
}

std::optional<std::string> Session::Alpn() {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  if (size == 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(name), size);
}

v8::Local<v8::Value> Session::Finished(bool of_peer) {
  uint8_t bytes[EVP_MAX_MD_SIZE];
  size_t size = of_peer ? SSL_get_peer_finished(ssl_.get(), bytes, sizeof bytes)
                        : SSL_get_finished(ssl_.get(), bytes, sizeof bytes);
  return ToArrayBuffer(isolate(), {bytes, std::min(size, sizeof bytes)});
}

v8::Local<v8::Value> Session::Ticket() {
  SSL_SESSION* session = SSL_get_session(ssl_.get());
  const unsigned char* ticket = nullptr;
  size_t size = 0;
  if (session != nullptr) SSL_SESSION_get0_ticket(session, &ticket, &size);
  return ToArrayBuffer(isolate(), {ticket, size});
}

v8::MaybeLocal<v8::Value> Session::ExportKeyingMaterial(uint32_t length, std::string label,
                                                        std::optional<std::span<const uint8_t>> context) {
  std::vector<uint8_t> out(length);
  const uint8_t* data = context ? context->data() : nullptr;
  size_t size = context ? context->size() : 0;
  if (SSL_export_keying_material(ssl_.get(), out.data(), out.size(), label.data(), label.size(), data, size,
                                 context.has_value()) != 1) {
    crypto::ThrowError(isolate(), "SSL_export_keying_material");
    return {};
  }
  return ToArrayBuffer(isolate(), out);
}

void Session::Methods(engine::ClassTarget& methods) {
  using S = Session;
  methods.Method<S, &S::SetServername>("setServername");
  methods.Method<S, &S::RequestCertificate>("requestCertificate");
  methods.Method<S, &S::SetAlpn>("setAlpn");
  methods.Method<S, &S::SetAlpnChooser>("setAlpnChooser");
  methods.Method<S, &S::SetResumed>("setResumed");
  methods.Method<S, &S::AskForContext>("askForContext");
  methods.Method<S, &S::UseContext>("useContext");
  methods.Method<S, &S::Receive>("receive");
  methods.Method<S, &S::Advance>("advance");
  methods.Method<S, &S::Write>("write");
  methods.Method<S, &S::End>("end");
  methods.Method<S, &S::TakePlaintext>("takePlaintext");
  methods.Method<S, &S::TakeCiphertext>("takeCiphertext");
  methods.Method<S, &S::TakeSession>("takeSession");
  methods.Method<S, &S::TakeError>("takeError");
  methods.Method<S, &S::VerifyError>("verifyError");
  methods.Method<S, &S::PeerCertificate>("peerCertificate");
  methods.Method<S, &S::OwnCertificate>("ownCertificate");
  methods.Method<S, &S::FillPeerX509>("fillPeerX509");
  methods.Method<S, &S::FillOwnX509>("fillOwnX509");
  methods.Method<S, &S::CipherInfo>("cipher");
  methods.Method<S, &S::Protocol>("protocol");
  methods.Method<S, &S::Servername>("servername");
  methods.Method<S, &S::Alpn>("alpn");
  methods.Method<S, &S::IsReused>("isReused");
  methods.Method<S, &S::Finished>("finished");
  methods.Method<S, &S::Ticket>("ticket");
  methods.Method<S, &S::ExportKeyingMaterial>("exportKeyingMaterial");
}

}  // namespace eddy::bindings::tls
