#include "bindings/tls/session.h"

#include <openssl/err.h>

#include <algorithm>
#include <cstring>

#include "bindings/tls/session_error.h"

namespace eddy::bindings::tls {

namespace {

using engine::FromUtf8;

// What a record can hold. RFC 8446 5.1
constexpr size_t kRecordSize = 16 * 1024;
// What encryption adds to a record, generously: header, nonce, padding, tag.
constexpr size_t kRecordOverhead = 96;
// About what an established connection takes of memory that V8 doesn't see.
constexpr int64_t kMemorySize = 32 * 1024;

// Where a session's own object lies on its SSL.
int SelfIndex() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

}  // namespace

v8::Local<v8::Value> ToArrayBuffer(v8::Isolate* isolate, std::span<const uint8_t> bytes) {
  if (bytes.empty()) return v8::Undefined(isolate);
  auto buffer = v8::ArrayBuffer::New(isolate, bytes.size(), v8::BackingStoreInitializationMode::kUninitialized);
  std::copy(bytes.begin(), bytes.end(), static_cast<uint8_t*>(buffer->Data()));
  return buffer;
}

Session* Session::Of(const SSL* ssl) { return static_cast<Session*>(SSL_get_ex_data(ssl, SelfIndex())); }

Session::Session(Realm& realm, SSL* ssl) : realm_(realm), receiver_(realm.State<SessionReceiver>()), ssl_(ssl) {
  BIO* bio = wire_.MakeBio();
  SSL_set_bio(ssl, bio, bio);
  SSL_set_ex_data(ssl, SelfIndex(), this);
  SSL_set_info_callback(ssl, OnInfo);
  v8::Local<v8::Value> frame = realm.AsyncContext();
  if (!frame.IsEmpty() && !frame->IsUndefined()) frame_.Reset(realm.isolate(), frame);
  realm.isolate()->AdjustAmountOfExternalAllocatedMemory(kMemorySize);
}

Session::~Session() {
  if (transport_ != nullptr) transport_->ForgetFilter();
  if (!released_) realm_.isolate()->AdjustAmountOfExternalAllocatedMemory(-kMemorySize);
}

std::unique_ptr<Session> Session::Make(Realm& realm, SecureContext* context, bool is_server) {
  SSL* ssl = SSL_new(context->get());
  if (ssl == nullptr) {
    crypto::ThrowError(realm.isolate(), "SSL_new");
    return nullptr;
  }
  std::unique_ptr<Session> session(new Session(realm, ssl));
  session->ticket_keys_ = context->ticket_keys();
  session->asks_for_ticket_keys_ = context->asks_for_ticket_keys();
  if (is_server) {
    SSL_set_accept_state(ssl);
    SSL_set_cert_cb(ssl, OnCertificateNeeded, nullptr);
  } else {
    SSL_set_connect_state(ssl);
    // The outcome is read afterwards: whether it ends the connection is the program's to say.
    SSL_set_verify(ssl, SSL_VERIFY_PEER, [](int, X509_STORE_CTX*) { return 1; });
  }
  return session;
}

Status Session::SetServername(std::string name) {
  if (ssl_ == nullptr) return Status(-EBADF);
  return SSL_set_tlsext_host_name(ssl_.get(), name.c_str()) == 1 ? Status() : Status(-EINVAL);
}

void Session::SetVerify(bool request, bool required) {
  if (ssl_ == nullptr) return;
  int mode = !request ? SSL_VERIFY_NONE : SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0);
  SSL_set_verify(ssl_.get(), mode, [](int, X509_STORE_CTX*) { return 1; });
}

void Session::SetAlpn(std::span<const uint8_t> protocols) {
  if (ssl_ == nullptr) return;
  if (SSL_is_server(ssl_.get())) {
    alpn_.assign(protocols.begin(), protocols.end());
  } else {
    SSL_set_alpn_protos(ssl_.get(), protocols.data(), static_cast<unsigned>(protocols.size()));
  }
}

void Session::SetHook(int32_t hook, v8::Local<v8::Function> function) {
  if (hook < 0 || hook >= kHookCount || ssl_ == nullptr) return;
  hooks_[hook].Reset(isolate(), function);
  if (hook == kPskServer) SSL_set_psk_server_callback(ssl_.get(), OnPskServer);
  if (hook == kPskClient) SSL_set_psk_client_callback(ssl_.get(), OnPskClient);
}

bool Session::SetPskHint(std::string hint) {
  crypto::IgnoreErrors ignore;
  return ssl_ != nullptr && SSL_use_psk_identity_hint(ssl_.get(), hint.c_str()) == 1;
}

bool Session::SetResumed(std::span<const uint8_t> session) {
  if (ssl_ == nullptr) return false;
  crypto::IgnoreErrors ignore;
  const unsigned char* data = session.data();
  std::unique_ptr<SSL_SESSION, crypto::Deleter<SSL_SESSION_free>> resumed(
      d2i_SSL_SESSION(nullptr, &data, static_cast<long>(session.size())));
  if (resumed == nullptr) return false;
  // A session proves who the server was that it was made with, and no other one. RFC 8446 4.6.1.
  const char* wanted = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
  const char* proven = SSL_SESSION_get0_hostname(resumed.get());
  const bool is_other = wanted != nullptr && proven != nullptr && std::string_view(wanted) != proven;
  return is_other || SSL_set_session(ssl_.get(), resumed.get()) == 1;
}

void Session::RequestStatus() {
  if (ssl_ != nullptr) SSL_set_tlsext_status_type(ssl_.get(), TLSEXT_STATUSTYPE_ocsp);
}

void Session::EnableKeyLog() {
  if (ssl_ == nullptr) return;
  logs_keys_ = true;
  SSL_CTX_set_keylog_callback(SSL_get_SSL_CTX(ssl_.get()), OnKeyLog);
}

void Session::EnableTrace() {
  if (ssl_ == nullptr) return;
  static BIO* const kStandardError = BIO_new_fp(stderr, BIO_NOCLOSE | BIO_FP_TEXT);
  SSL_set_msg_callback(ssl_.get(), SSL_trace);
  SSL_set_msg_callback_arg(ssl_.get(), kStandardError);
}

void Session::TellSessions(bool hold) {
  tells_sessions_ = true;
  holds_sessions_ = hold;
}

void Session::UseContext(std::optional<SecureContext*> context) {
  context_given_ = true;
  if (!context || ssl_ == nullptr) return;
  SSL_CTX* other = (*context)->get();
  SSL_set_SSL_CTX(ssl_.get(), other);
  if (logs_keys_) SSL_CTX_set_keylog_callback(other, OnKeyLog);
  // SSL_set_SSL_CTX leaves these as they were.
  SSL_set1_verify_cert_store(ssl_.get(), SSL_CTX_get_cert_store(other));
  SSL_set_client_CA_list(ssl_.get(), SSL_dup_CA_list(SSL_CTX_get_client_CA_list(other)));
}

void Session::ProvideSession(std::optional<std::span<const uint8_t>> session) {
  session_given_ = true;
  if (!session) return;
  crypto::IgnoreErrors ignore;
  const unsigned char* data = session->data();
  session_provided_.reset(d2i_SSL_SESSION(nullptr, &data, static_cast<long>(session->size())));
}

bool Session::SetStatusResponse(std::span<const uint8_t> response) {
  if (ssl_ == nullptr || response.empty()) return false;
  // OpenSSL frees it.
  auto* copy = static_cast<uint8_t*>(OPENSSL_memdup(response.data(), response.size()));
  return copy != nullptr && SSL_set_tlsext_status_ocsp_resp(ssl_.get(), copy, static_cast<long>(response.size())) == 1;
}

void Session::UseIdentity(v8::Isolate* isolate, SecureContext* context) {
  if (ssl_ == nullptr) return;
  X509* certificate = SSL_CTX_get0_certificate(context->get());
  EVP_PKEY* key = SSL_CTX_get0_privatekey(context->get());
  STACK_OF(X509)* chain = nullptr;
  SSL_CTX_get0_chain_certs(context->get(), &chain);
  ERR_clear_error();
  if (SSL_use_cert_and_key(ssl_.get(), certificate, key, chain, 1) != 1) {
    isolate->ThrowException(TakeSessionError(isolate));
  }
}

void Session::ContinueOutput() {
  if (!output_held_) return;
  output_held_ = false;
  Pump();
}

v8::Local<v8::Value> Session::Filter() { return v8::External::New(isolate(), static_cast<StreamFilter*>(this)); }

void Session::OnTransportData(ByteView bytes) { Receive(bytes); }

void Session::Receive(std::span<const uint8_t> bytes) {
  if (released_) return;
  const bool is_outermost = !pumping_ && depth_ == 0;
  wire_.Lend(bytes);
  Pump();
  if (is_outermost) wire_.Keep();
}

void Session::Pump() {
  if (pumping_ || depth_ > 0) {
    again_ = true;
    return;
  }
  if (released_) return;
  // What JavaScript does may let go of everything else that holds this.
  KeepAlive();
  pumping_ = true;
  do {
    again_ = false;
    Handshake();
    Decrypt();
    // The alert that says why leaves first.
    if (failed_) (void)Flush(false);
    Report();
    if (!released_) (void)Flush(false);
  } while (again_ && !released_);
  pumping_ = false;
  if (released_) ssl_.reset();
  Release();
}

void Session::Handshake() {
  if (failed_ || handshake_done_) return;
  ERR_clear_error();
  depth_++;
  const int result = SSL_do_handshake(ssl_.get());
  depth_--;
  if (result == 1 || released_) return;
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
    case SSL_ERROR_WANT_X509_LOOKUP:
    case SSL_ERROR_WANT_CLIENT_HELLO_CB:
      return;
    default:
      CaptureError();
  }
}

void Session::Decrypt() {
  const auto make = [this](size_t size) {
    return v8::ArrayBuffer::NewBackingStore(isolate(), size, v8::BackingStoreInitializationMode::kUninitialized);
  };
  // Records are longer encrypted than decrypted, but OpenSSL may have read a part of the first before.
  const size_t most = wire_.InputSize() + kRecordSize;
  if (most > 2 * kRecordSize) {
    plaintext_ = make(most);
    const size_t size = DecryptInto({static_cast<uint8_t*>(plaintext_->Data()), most});
    if (size >= most / 2) return;
    auto exact = make(size);
    if (size > 0) memcpy(exact->Data(), plaintext_->Data(), size);
    plaintext_ = std::move(exact);
    return;
  }
  uint8_t room[2 * kRecordSize];
  const size_t size = DecryptInto(room);
  plaintext_.reset();
  if (size == 0) return;
  plaintext_ = make(size);
  memcpy(plaintext_->Data(), room, size);
}

size_t Session::DecryptInto(std::span<uint8_t> room) {
  size_t used = 0;
  while (!failed_ && !ended_ && !released_ && handshake_done_) {
    // What came before is told of before a further handshake begins.
    if (room.size() - used < kRecordSize || (used > 0 && wire_.Peek() == SSL3_RT_HANDSHAKE)) {
      again_ = true;
      return used;
    }
    ERR_clear_error();
    depth_++;
    const int count = SSL_read(ssl_.get(), room.data() + used, static_cast<int>(room.size() - used));
    depth_--;
    if (released_) return used;
    if (count > 0) {
      used += static_cast<size_t>(count);
      records_.push_back(static_cast<uint32_t>(count));
      continue;
    }
    switch (SSL_get_error(ssl_.get(), count)) {
      case SSL_ERROR_WANT_READ:
      case SSL_ERROR_WANT_WRITE:
      case SSL_ERROR_WANT_X509_LOOKUP:
      case SSL_ERROR_WANT_CLIENT_HELLO_CB:
        return used;
      case SSL_ERROR_ZERO_RETURN:
        ended_ = true;
        events_ |= kPeerEnded;
        return used;
      default:
        CaptureError();
    }
  }
  return used;
}

void Session::Report() {
  if (transport_ == nullptr && !output_held_ && !wire_.Output().empty()) events_ |= kOutput;
  if (released_ || (events_ == 0 && records_.empty()) || receiver_.on_progress.IsEmpty()) return;
  v8::Isolate* isolate = this->isolate();
  v8::HandleScope handles(isolate);
  v8::Local<v8::Value> sizes = v8::Undefined(isolate);
  v8::Local<v8::Value> data = v8::Undefined(isolate);
  if (!records_.empty() && (records_.size() > 1 || plaintext_->ByteLength() != records_.front())) {
    std::vector<v8::Local<v8::Value>> list;
    list.reserve(records_.size());
    for (uint32_t size : records_) list.push_back(v8::Integer::NewFromUnsigned(isolate, size));
    sizes = v8::Array::New(isolate, list.data(), list.size());
  }
  if (!records_.empty()) data = v8::ArrayBuffer::New(isolate, std::move(plaintext_));
  v8::Local<v8::Value> arguments[] = {v8::Integer::New(isolate, std::exchange(events_, 0)), data, sizes};
  records_.clear();
  v8::Local<v8::Value> frame = frame_.IsEmpty() ? v8::Local<v8::Value>() : frame_.Get(isolate);
  (void)realm_.Call(receiver_.on_progress.Get(isolate), object(), arguments, frame);
}

int32_t Session::Flush(bool tracked) {
  if (transport_ == nullptr || output_held_) return 0;
  const ByteView bytes = wire_.Output();
  if (bytes.empty()) return 0;
  const int32_t status = tracked ? transport_->WriteBytes(bytes) : transport_->QueueBytes(bytes);
  wire_.Sent();
  return status;
}

int32_t Session::Write(std::span<const uint8_t> bytes) {
  if (released_) return -EBADF;
  if (failed_) return -EPROTO;
  if (!handshake_done_ || depth_ > 0 || output_held_) return -EAGAIN;
  if (bytes.empty()) return 0;
  ERR_clear_error();
  depth_++;
  wire_.Reserve(bytes.size() + (bytes.size() / kRecordSize + 1) * kRecordOverhead);
  // Into memory: all of it, at once.
  const int written = SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
  depth_--;
  if (released_) return -EBADF;
  if (written > 0) return Flush(true);
  const int reason = SSL_get_error(ssl_.get(), written);
  if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE) return -EAGAIN;
  CaptureError();
  (void)Flush(false);
  return -EPROTO;
}

int32_t Session::WriteUtf8(std::string text) {
  return Write({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

int32_t Session::WriteLatin1(v8::Isolate* isolate, v8::Local<v8::String> text) {
  std::vector<uint8_t> bytes(static_cast<size_t>(text->Length()));
  text->WriteOneByteV2(isolate, 0, static_cast<uint32_t>(bytes.size()), bytes.data());
  return Write(bytes);
}

void Session::End() {
  if (released_ || failed_ || !handshake_done_ || depth_ > 0) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  (void)Flush(false);
}

bool Session::Renegotiate(v8::Isolate* isolate) {
  if (released_ || failed_ || !handshake_done_ || depth_ > 0) return false;
  ERR_clear_error();
  // A server that resumed the session would not get the certificate that it may ask for now.
  SSL_set_options(ssl_.get(), SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION);
  if (SSL_renegotiate(ssl_.get()) != 1) {
    crypto::ThrowError(isolate, "SSL_renegotiate");
    return false;
  }
  const int32_t before = events_;
  depth_++;
  SSL_do_handshake(ssl_.get());
  depth_--;
  // A server has but asked for it: OpenSSL takes the asking for a handshake that is done.
  if (SSL_is_server(ssl_.get())) events_ = before;
  Pump();
  return true;
}

void Session::Dispose() {
  if (released_) return;
  released_ = true;
  isolate()->AdjustAmountOfExternalAllocatedMemory(-kMemorySize);
  for (auto& hook : hooks_) hook.Reset();
  frame_.Reset();
  // Not under OpenSSL's feet.
  if (!pumping_ && depth_ == 0) ssl_.reset();
}

void Session::CaptureError() {
  failed_ = true;
  events_ |= kFailed;
  v8::HandleScope handles(isolate());
  error_.Reset(isolate(), TakeSessionError(isolate()));
}

v8::Local<v8::Value> Session::TakeCiphertext() {
  if (released_ || output_held_) return v8::Undefined(isolate());
  auto bytes = ToArrayBuffer(isolate(), wire_.Output());
  wire_.Sent();
  return bytes;
}

v8::Local<v8::Value> Session::TakeSession() {
  told_.reset();
  if (sessions_.empty()) return v8::Undefined(isolate());
  told_ = std::move(sessions_.front());
  sessions_.erase(sessions_.begin());
  unsigned size = 0;
  const unsigned char* id = SSL_SESSION_get_id(told_.get(), &size);
  v8::Local<v8::Value> parts[] = {ToArrayBuffer(isolate(), {id, size}), Serialized()};
  return v8::Array::New(isolate(), parts, 2);
}

v8::Local<v8::Value> Session::TakeKeyLog() {
  std::vector<v8::Local<v8::Value>> lines;
  lines.reserve(key_log_.size());
  for (const std::string& line : key_log_) lines.push_back(FromUtf8(isolate(), line));
  key_log_.clear();
  return v8::Array::New(isolate(), lines.data(), lines.size());
}

v8::Local<v8::Value> Session::TakeError() {
  if (error_.IsEmpty()) return v8::Undefined(isolate());
  auto error = error_.Get(isolate());
  error_.Reset();
  return error;
}

void Session::Methods(engine::ClassTarget& methods) {
  using S = Session;
  methods.Method<S, &S::SetServername>("setServername");
  methods.Method<S, &S::SetVerify>("setVerify");
  methods.Method<S, &S::SetAlpn>("setAlpn");
  methods.Method<S, &S::SetHook>("setHook");
  methods.Method<S, &S::SetPskHint>("setPskHint");
  methods.Method<S, &S::SetResumed>("setResumed");
  methods.Method<S, &S::AskForContext>("askForContext");
  methods.Method<S, &S::AskForSession>("askForSession");
  methods.Method<S, &S::RequestStatus>("requestStatus");
  methods.Method<S, &S::EnableKeyLog>("enableKeyLog");
  methods.Method<S, &S::EnableTrace>("enableTrace");
  methods.Method<S, &S::TellSessions>("tellSessions");
  methods.Method<S, &S::UseContext>("useContext");
  methods.Method<S, &S::ProvideSession>("provideSession");
  methods.Method<S, &S::SetStatusResponse>("setStatusResponse");
  methods.Method<S, &S::UseIdentity>("useIdentity");
  methods.Method<S, &S::ContinueOutput>("continueOutput");
  methods.Method<S, &S::HoldsOutput>("holdsOutput");
  methods.Method<S, &S::Filter>("filter");
  methods.Method<S, &S::Advance>("advance");
  methods.Method<S, &S::Receive>("receive");
  methods.Method<S, &S::Write>("write");
  methods.Method<S, &S::WriteUtf8>("writeUtf8");
  methods.Method<S, &S::WriteLatin1>("writeLatin1");
  methods.Method<S, &S::End>("end");
  methods.Method<S, &S::Renegotiate>("renegotiate");
  methods.Method<S, &S::SetMaxSendFragment>("setMaxSendFragment");
  methods.Method<S, &S::Dispose>("dispose");
  methods.Method<S, &S::TakeCiphertext>("takeCiphertext");
  methods.Method<S, &S::TakeSession>("takeSession");
  methods.Method<S, &S::TakeKeyLog>("takeKeyLog");
  methods.Method<S, &S::TakeError>("takeError");
  methods.Method<S, &S::SessionWanted>("sessionWanted");
  methods.Method<S, &S::StatusResponse>("statusResponse");
  methods.Method<S, &S::WantsStatus>("wantsStatus");
  methods.Method<S, &S::OwnIdentity>("ownIdentity");
  methods.Method<S, &S::VerifyError>("verifyError");
  methods.Method<S, &S::PeerCertificate>("peerCertificate");
  methods.Method<S, &S::OwnCertificate>("ownCertificate");
  methods.Method<S, &S::FillPeerX509>("fillPeerX509");
  methods.Method<S, &S::FillOwnX509>("fillOwnX509");
  methods.Method<S, &S::CipherInfo>("cipher");
  methods.Method<S, &S::EphemeralKeyInfo>("ephemeralKeyInfo");
  methods.Method<S, &S::SharedSignatureAlgorithms>("sharedSignatureAlgorithms");
  methods.Method<S, &S::Protocol>("protocol");
  methods.Method<S, &S::Servername>("servername");
  methods.Method<S, &S::Alpn>("alpn");
  methods.Method<S, &S::IsReused>("isReused");
  methods.Method<S, &S::Finished>("finished");
  methods.Method<S, &S::Serialized>("serialized");
  methods.Method<S, &S::Ticket>("ticket");
  methods.Method<S, &S::ExportKeyingMaterial>("exportKeyingMaterial");
}

}  // namespace eddy::bindings::tls
