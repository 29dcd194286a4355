// What OpenSSL asks of a session while it works.
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstring>

#include "bindings/tls/session.h"

namespace eddy::bindings::tls {

using engine::FromUtf8;

void Session::Install(SSL_CTX* context) {
  SSL_CTX_set_client_hello_cb(context, OnClientHello, nullptr);
  SSL_CTX_set_tlsext_servername_callback(context, OnServername);
  SSL_CTX_set_tlsext_status_cb(context, OnStatus);
  SSL_CTX_set_alpn_select_cb(context, OnAlpn, nullptr);
  SSL_CTX_sess_set_new_cb(context, OnNewSession);
  SSL_CTX_sess_set_get_cb(context, OnSessionWanted);
  SSL_CTX_set_tlsext_ticket_key_evp_cb(context, OnTicket);
}

void Session::OnInfo(const SSL* ssl, int where, int) {
  Session* self = Of(ssl);
  if (self == nullptr) return;
  if ((where & SSL_CB_HANDSHAKE_START) != 0) self->events_ |= kHandshakeStarted;
  if ((where & SSL_CB_HANDSHAKE_DONE) != 0 && SSL_renegotiate_pending(const_cast<SSL*>(ssl)) == 0) {
    self->handshake_done_ = true;
    self->events_ |= kHandshakeDone;
  }
}

// A client that names a session and has no ticket: the program may have kept that session.
int Session::OnClientHello(SSL* ssl, int*, void*) {
  Session* self = Of(ssl);
  if (self == nullptr || !self->asks_for_session_ || self->session_given_) return SSL_CLIENT_HELLO_SUCCESS;
  if (self->session_asked_) return SSL_CLIENT_HELLO_RETRY;
  const unsigned char* id = nullptr;
  const size_t size = SSL_client_hello_get0_session_id(ssl, &id);
  const unsigned char* ticket = nullptr;
  size_t ticket_size = 0;
  const bool has_ticket =
      SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_session_ticket, &ticket, &ticket_size) == 1 && ticket_size > 0;
  if (size == 0 || has_ticket) return SSL_CLIENT_HELLO_SUCCESS;
  self->session_asked_ = true;
  self->session_wanted_.assign(id, id + size);
  self->events_ |= kNeedsSession;
  return SSL_CLIENT_HELLO_RETRY;
}

int Session::OnCertificateNeeded(SSL* ssl, void*) {
  Session* self = Of(ssl);
  if (!self->asks_for_context_ || self->context_given_) return 1;
  if (!self->context_asked_) self->events_ |= kNeedsContext;
  self->context_asked_ = true;
  return -1;
}

// Tells the client that its name was understood, so that it knows what a session stands for. RFC 6066 3.
int Session::OnServername(SSL* ssl, int*, void*) {
  return SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) != nullptr ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

int Session::OnStatus(SSL* ssl, void*) {
  Session* self = Of(ssl);
  const unsigned char* response = nullptr;
  const long size = SSL_get_tlsext_status_ocsp_resp(ssl, &response);
  if (SSL_is_server(ssl)) return size > 0 ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
  self->events_ |= kStatusResponse;
  return 1;
}

int Session::OnNewSession(SSL* ssl, SSL_SESSION* session) {
  Session* self = Of(ssl);
  if (self == nullptr || !self->tells_sessions_ || i2d_SSL_SESSION(session, nullptr) <= 0) return 0;
  SSL_SESSION_up_ref(session);
  self->sessions_.emplace_back(session);
  self->events_ |= kNewSessions;
  if (self->holds_sessions_) self->output_held_ = true;
  return 0;
}

SSL_SESSION* Session::OnSessionWanted(SSL* ssl, const unsigned char*, int, int* copy) {
  *copy = 0;
  return Of(ssl)->session_provided_.release();
}

namespace {

constexpr size_t kKeySize = 16;

// The keys of one ticket: HMAC-SHA256 over AES-128-CBC.
int UseTicketKeys(const uint8_t* hmac, const uint8_t* aes, const unsigned char* iv, EVP_CIPHER_CTX* cipher,
                  EVP_MAC_CTX* mac, bool encrypt) {
  char digest[] = "SHA256";
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, const_cast<uint8_t*>(hmac), kKeySize),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
  if (EVP_MAC_CTX_set_params(mac, parameters) != 1) return -1;
  return EVP_CipherInit_ex(cipher, EVP_aes_128_cbc(), nullptr, aes, iv, encrypt ? 1 : 0) == 1 ? 1 : -1;
}

}  // namespace

int Session::OnTicket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                      int encrypt) {
  Session* self = Of(ssl);
  if (self->asks_for_ticket_keys_) return self->AskForTicketKeys(name, iv, cipher, mac, encrypt != 0);
  return self->SealTicketAs(*self->ticket_keys_, name, iv, cipher, mac, encrypt != 0);
}

int Session::SealTicketAs(const TicketKeys& keys, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                          EVP_MAC_CTX* mac, bool encrypt) {
  if (encrypt) {
    if (RAND_bytes(iv, EVP_MAX_IV_LENGTH) != 1) return -1;
    memcpy(name, keys.data(), kKeySize);
  } else if (memcmp(name, keys.data(), kKeySize) != 0) {
    // Of other keys: a full handshake.
    return 0;
  }
  return UseTicketKeys(keys.data() + kKeySize, keys.data() + 2 * kKeySize, iv, cipher, mac, encrypt);
}

// [status, hmac, aes] and, to seal one, its name and iv.
int Session::AskForTicketKeys(unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                              bool encrypt) {
  v8::Isolate* isolate = this->isolate();
  v8::HandleScope handles(isolate);
  v8::TryCatch caught(isolate);
  v8::Local<v8::Context> context = realm_.context();
  v8::Local<v8::Value> secure_context;
  v8::Local<v8::Value> function;
  v8::Local<v8::Value> answer;
  v8::Local<v8::Value> arguments[] = {ToArrayBuffer(isolate, {name, kKeySize}), ToArrayBuffer(isolate, {iv, kKeySize}),
                                      v8::Boolean::New(isolate, encrypt)};
  if (!object()->Get(context, engine::Internalized(isolate, "context")).ToLocal(&secure_context) ||
      !secure_context->IsObject() ||
      !secure_context.As<v8::Object>()
           ->Get(context, engine::Internalized(isolate, "onticketkeycallback"))
           .ToLocal(&function) ||
      !function->IsFunction() ||
      !function.As<v8::Function>()->Call(context, secure_context, 3, arguments).ToLocal(&answer) ||
      !answer->IsArray()) {
    return -1;
  }
  v8::Local<v8::Value> parts[5];
  std::span<const uint8_t> bytes[5];
  for (uint32_t i = 0; i < 5; i++) {
    if (!answer.As<v8::Array>()->Get(context, i).ToLocal(&parts[i])) return -1;
    if (auto read = engine::From<std::span<uint8_t>>::Read(isolate, parts[i])) bytes[i] = *read;
  }
  const int32_t status = parts[0]->Int32Value(context).FromMaybe(-1);
  if (status <= 0) return status;
  if (bytes[1].size() != kKeySize || bytes[2].size() != kKeySize) return -1;
  if (encrypt) {
    if (bytes[3].size() != kKeySize || bytes[4].size() != kKeySize) return -1;
    memcpy(name, bytes[3].data(), kKeySize);
    memcpy(iv, bytes[4].data(), kKeySize);
  }
  return UseTicketKeys(bytes[1].data(), bytes[2].data(), iv, cipher, mac, encrypt) == 1 ? status : -1;
}

v8::MaybeLocal<v8::Value> Session::CallHook(Hook hook, std::span<v8::Local<v8::Value>> arguments) {
  v8::Local<v8::Context> context = realm_.context();
  v8::TryCatch caught(isolate());
  return hooks_[hook].Get(isolate())->Call(context, object(), static_cast<int>(arguments.size()), arguments.data());
}

int Session::OnAlpn(SSL* ssl, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                    unsigned in_size, void*) {
  Session* self = Of(ssl);
  if (!self->hooks_[kChooseProtocol].IsEmpty()) return self->ChooseAlpn({in, in_size}, out, out_size);
  if (self->alpn_.empty()) return SSL_TLSEXT_ERR_NOACK;
  int found = SSL_select_next_proto(const_cast<unsigned char**>(out), out_size, self->alpn_.data(),
                                    static_cast<unsigned>(self->alpn_.size()), in, in_size);
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

int Session::ChooseAlpn(std::span<const uint8_t> offered, const unsigned char** out, unsigned char* out_size) {
  v8::HandleScope handles(isolate());
  v8::Local<v8::Value> arguments[] = {ToArrayBuffer(isolate(), offered)};
  v8::Local<v8::Value> chosen;
  if (!CallHook(kChooseProtocol, arguments).ToLocal(&chosen) || !chosen->IsString()) return SSL_TLSEXT_ERR_ALERT_FATAL;
  const std::string name = engine::ToUtf8(isolate(), chosen);
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

void Session::OnKeyLog(const SSL* ssl, const char* line) {
  Session* self = Of(ssl);
  if (self == nullptr || !self->logs_keys_) return;
  self->key_log_.emplace_back(line);
  self->events_ |= kKeyLog;
}

unsigned Session::OnPskServer(SSL* ssl, const char* identity, unsigned char* key, unsigned size) {
  Session* self = Of(ssl);
  v8::Isolate* isolate = self->isolate();
  v8::HandleScope handles(isolate);
  v8::Local<v8::Value> arguments[] = {
      identity == nullptr ? v8::Null(isolate).As<v8::Value>() : FromUtf8(isolate, identity).As<v8::Value>(),
      v8::Integer::NewFromUnsigned(isolate, size)};
  v8::Local<v8::Value> answer;
  if (!self->CallHook(kPskServer, arguments).ToLocal(&answer)) return 0;
  auto bytes = engine::From<std::span<uint8_t>>::Read(isolate, answer);
  if (!bytes || bytes->size() > size) return 0;
  std::copy(bytes->begin(), bytes->end(), key);
  return static_cast<unsigned>(bytes->size());
}

unsigned Session::OnPskClient(SSL* ssl, const char* hint, char* identity, unsigned identity_size, unsigned char* key,
                              unsigned key_size) {
  Session* self = Of(ssl);
  v8::Isolate* isolate = self->isolate();
  v8::HandleScope handles(isolate);
  v8::Local<v8::Value> arguments[] = {
      hint == nullptr ? v8::Null(isolate).As<v8::Value>() : FromUtf8(isolate, hint).As<v8::Value>(),
      v8::Integer::NewFromUnsigned(isolate, identity_size), v8::Integer::NewFromUnsigned(isolate, key_size)};
  v8::Local<v8::Value> answer;
  if (!self->CallHook(kPskClient, arguments).ToLocal(&answer) || !answer->IsArray()) return 0;
  v8::Local<v8::Context> context = self->realm_.context();
  v8::Local<v8::Value> name;
  v8::Local<v8::Value> secret;
  if (!answer.As<v8::Array>()->Get(context, 0).ToLocal(&name) ||
      !answer.As<v8::Array>()->Get(context, 1).ToLocal(&secret)) {
    return 0;
  }
  const std::string text = engine::ToUtf8(isolate, name);
  auto bytes = engine::From<std::span<uint8_t>>::Read(isolate, secret);
  // The identity ends with a null byte, for which there is room.
  if (!bytes || bytes->size() > key_size || text.size() > identity_size) return 0;
  memcpy(identity, text.c_str(), text.size() + 1);
  std::copy(bytes->begin(), bytes->end(), key);
  return static_cast<unsigned>(bytes->size());
}

}  // namespace eddy::bindings::tls
