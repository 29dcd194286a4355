#include "bindings/http/server.h"

#include <time.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "bindings/stream_binding.h"
#include "engine/strings.h"

namespace eddy::bindings {

namespace {

// From this length on, bodies are sent from where they are.
constexpr size_t kHeldFrom = 32 * 1024;

// Bits of Respond's `flags`.
constexpr uint32_t kSendDate = 1;
constexpr uint32_t kSayKeepAlive = 2;
constexpr uint32_t kSayClose = 4;
constexpr uint32_t kSendLength = 8;
constexpr uint32_t kOmitBody = 16;
constexpr uint32_t kKeepOpen = 32;
constexpr uint32_t kSendChunked = 64;
constexpr uint32_t kFrameChunked = 128;
constexpr uint32_t kFinish = 256;
// From here up: the seconds of the Keep-Alive field plus one; 0 for no such field.
constexpr uint32_t kTimeoutShift = 10;

int64_t WallClockSeconds() {
  timespec now;
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return now.tv_sec;
}

size_t TextLength(v8::Isolate* isolate, v8::Local<v8::String> text, bool latin1) {
  return latin1 ? static_cast<size_t>(text->Length()) : text->Utf8LengthV2(isolate);
}

// Appends `size` bytes of `text`, as TextLength counted them.
void AppendText(v8::Isolate* isolate, std::string& out, v8::Local<v8::String> text, size_t size, bool latin1) {
  size_t at = out.size();
  out.resize(at + size);
  // Text that needs no more bytes than it has characters is ASCII (or to be written as latin1 anyway).
  if (latin1 || size == static_cast<size_t>(text->Length())) {
    text->WriteOneByteV2(isolate, 0, static_cast<uint32_t>(text->Length()),
                         reinterpret_cast<uint8_t*>(out.data() + at));
  } else {
    text->WriteUtf8V2(isolate, out.data() + at, size, v8::String::WriteFlags::kReplaceInvalidUtf8);
  }
}

size_t BodyLength(v8::Isolate* isolate, v8::Local<v8::Value> body, bool latin1) {
  if (body->IsString()) return TextLength(isolate, body.As<v8::String>(), latin1);
  if (body->IsArrayBufferView()) return body.As<v8::ArrayBufferView>()->ByteLength();
  return 0;
}

}  // namespace

HttpServer::HttpServer(Realm& realm, uint32_t id)
    : realm_(realm),
      turn_(realm.State<HttpTurn>()),
      id_(id),
      idle_timer_(realm.loop(), *this),
      check_timer_(realm.loop(), *this) {
  idle_timer_.Unref();
  check_timer_.Unref();
}

HttpServer::~HttpServer() = default;

void HttpServer::Set(uint32_t setting, double value) {
  if (setting >= static_cast<uint32_t>(Setting::kCount)) return;
  settings_[setting] = value;
  switch (static_cast<Setting>(setting)) {
    case Setting::kMaxHeaderSize:
      parser_options_.max_header_size = static_cast<uint32_t>(value);
      break;
    case Setting::kLeniency:
      parser_options_.leniency = static_cast<http::Leniency>(static_cast<int>(value));
      break;
    default:
      break;
  }
}

Result<uint32_t> HttpServer::Accept(int32_t fd) {
  loop::FileDescriptor descriptor(fd);
  uint32_t slot;
  if (free_.empty()) {
    slot = static_cast<uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  if (live_++ == 0) {
    KeepAlive();
    auto interval = static_cast<uint64_t>(setting(Setting::kCheckingInterval));
    if (interval != 0) check_timer_.Start(interval, interval);
  }
  slots_[slot] = std::make_unique<HttpConnection>(*this, slot, ++generations_);
  HttpConnection& connection = *slots_[slot];
  Status status = connection.Open(std::move(descriptor));
  if (!status.ok()) {
    Remove(connection);
    return status;
  }
  if (setting(Setting::kNoDelay) != 0) (void)connection.socket().SetNoDelay(true);
  if (setting(Setting::kKeepAlive) != 0) {
    (void)connection.socket().SetKeepAlive(true, static_cast<int>(setting(Setting::kKeepAliveInitialDelay) / 1000));
  }
  return slot;
}

void HttpServer::Remove(HttpConnection& connection) {
  turn_.Forget(connection);
  uint32_t slot = connection.slot();
  free_.push_back(slot);
  slots_[slot].reset();
  if (--live_ != 0) return;
  check_timer_.Stop();
  idle_timer_.Stop();
  if (report_empty_) turn_.Add(HttpRecord::kEmpty, id_, 0, 0);
  Release();
}

void HttpServer::ReportEmpty() { report_empty_ = true; }

void HttpServer::OnIdle(HttpConnection& connection) {
  idle_.PushBack(connection);
  if (!idle_timer_.IsActive()) ArmIdleTimer();
}

// The connection that has been idle the longest is the first whose time is over.
void HttpServer::ArmIdleTimer() {
  auto timeout = static_cast<uint64_t>(setting(Setting::kKeepAliveTimeout));
  HttpConnection* first = idle_.Front();
  if (timeout == 0 || first == nullptr) return;
  uint64_t now = loop().Now();
  uint64_t due = first->since() + timeout;
  idle_timer_.Start(due > now ? due - now : 0);
}

void HttpServer::OnTimer(loop::Timer& timer) {
  if (&timer == &check_timer_) return CheckConnections();
  auto timeout = static_cast<uint64_t>(setting(Setting::kKeepAliveTimeout));
  uint64_t now = loop().Now();
  while (HttpConnection* first = idle_.Front()) {
    if (first->since() + timeout > now) break;
    if (first->queued_bytes() == 0) {
      first->Destroy();
    } else {
      // Its client is still taking the last response: it was not idle so far.
      first->WaitAgain();
      idle_.PushBack(*first);
    }
  }
  ArmIdleTimer();
}

// One pass over all connections each connectionsCheckingInterval, as Node documents for these two limits.
void HttpServer::CheckConnections() {
  auto headers = static_cast<uint64_t>(setting(Setting::kHeadersTimeout));
  auto request = static_cast<uint64_t>(setting(Setting::kRequestTimeout));
  uint64_t now = loop().Now();
  for (auto& connection : slots_) {
    if (connection == nullptr || connection->linked()) continue;
    uint64_t age = now - connection->since();
    bool late = (headers != 0 && connection->reading_head() && age >= headers) ||
                (request != 0 && connection->reading_request() && age >= request);
    if (late) Report(HttpRecord::kTimeout, *connection);
  }
}

// Sends what `out_` holds, `body` and `tail`; long bodies are not copied.
void HttpServer::SendWithBody(HttpConnection& connection, v8::Local<v8::Value> body, bool latin1,
                              std::string_view tail) {
  v8::Isolate* isolate = realm_.isolate();
  if (body->IsString()) {
    auto text = body.As<v8::String>();
    AppendText(isolate, out_, text, TextLength(isolate, text, latin1), latin1);
  } else if (body->IsArrayBufferView()) {
    auto view = body.As<v8::ArrayBufferView>();
    size_t size = view->ByteLength();
    auto store = view->Buffer()->GetBackingStore();
    std::string_view bytes(static_cast<const char*>(store->Data()) + view->ByteOffset(), size);
    if (size >= kHeldFrom) {
      connection.Send(out_);
      connection.SendHeld(bytes, std::move(store));
      out_.clear();
    } else {
      out_.append(bytes);
    }
  }
  out_.append(tail);
  if (!out_.empty()) connection.Send(out_);
  if (out_.capacity() > size_t{1} << 20) out_ = {};
}

void HttpServer::Respond(const engine::CallInfo& info) {
  HttpConnection* connection = Find(info[0].As<v8::Uint32>()->Value(), info[1].As<v8::Uint32>()->Value());
  if (connection == nullptr || !connection->busy()) return info.GetReturnValue().Set(false);
  v8::Isolate* isolate = info.GetIsolate();
  uint32_t flags = info[3].As<v8::Uint32>()->Value();
  bool latin1 = info[5]->IsTrue();
  http::ResponseHead head;
  head.status = 0;
  // Heads of common length need no memory of their own.
  auto text = info[2].As<v8::String>();
  char buffer[1024];
  std::string longer;
  auto size = static_cast<size_t>(text->Length());
  if (size <= sizeof buffer) {
    text->WriteOneByteV2(isolate, 0, static_cast<uint32_t>(size), reinterpret_cast<uint8_t*>(buffer));
    head.fields = {buffer, size};
  } else {
    AppendText(isolate, longer, text, size, true);
    head.fields = longer;
  }
  if ((flags & kSendDate) != 0) head.date = date_.Get(WallClockSeconds());
  if ((flags & kSayKeepAlive) != 0) head.connection = http::ResponseHead::Connection::kKeepAlive;
  if ((flags & kSayClose) != 0) head.connection = http::ResponseHead::Connection::kClose;
  if (uint32_t timeout = flags >> kTimeoutShift; timeout != 0) head.keep_alive_timeout = timeout - 1;
  head.chunked = (flags & kSendChunked) != 0;
  size_t length = (flags & kOmitBody) != 0 ? 0 : BodyLength(isolate, info[4], latin1);
  if ((flags & kSendLength) != 0) head.content_length = static_cast<int64_t>(length);
  out_.clear();
  http::AppendResponseHead(out_, head);
  bool frame = (flags & kFrameChunked) != 0;
  if (length == 0) {
    if (frame) http::AppendLastChunk(out_, {});
    connection->Send(out_);
  } else {
    if (frame) http::AppendChunkSize(out_, length);
    SendWithBody(*connection, info[4], latin1, frame ? "\r\n0\r\n\r\n" : "");
  }
  if ((flags & kFinish) != 0) connection->FinishResponse((flags & kKeepOpen) != 0);
  info.GetReturnValue().Set(true);
}

void HttpServer::Write(const engine::CallInfo& info) {
  HttpConnection* connection = Find(info[0].As<v8::Uint32>()->Value(), info[1].As<v8::Uint32>()->Value());
  if (connection == nullptr) return info.GetReturnValue().Set(-1);
  v8::Isolate* isolate = info.GetIsolate();
  bool latin1 = info[4]->IsTrue();
  bool chunked = info[5]->IsTrue();
  out_.clear();
  if (info[2]->IsString()) {
    auto text = info[2].As<v8::String>();
    AppendText(isolate, out_, text, static_cast<size_t>(text->Length()), true);
  }
  if (chunked) http::AppendChunkSize(out_, BodyLength(isolate, info[3], latin1));
  SendWithBody(*connection, info[3], latin1, chunked ? "\r\n" : "");
  size_t queued = connection->queued_bytes();
  if (queued >= info[6].As<v8::Uint32>()->Value()) connection->ReportDrain();
  info.GetReturnValue().Set(static_cast<double>(queued));
}

bool HttpServer::Finish(uint32_t slot, uint32_t generation, bool keep) {
  HttpConnection* connection = Find(slot, generation);
  if (connection != nullptr) connection->FinishResponse(keep);
  return connection != nullptr;
}

bool HttpServer::PauseBody(uint32_t slot, uint32_t generation) {
  HttpConnection* connection = Find(slot, generation);
  if (connection != nullptr) connection->PauseBody();
  return connection != nullptr;
}

bool HttpServer::ResumeBody(uint32_t slot, uint32_t generation) {
  HttpConnection* connection = Find(slot, generation);
  if (connection != nullptr) connection->ResumeBody();
  return connection != nullptr;
}

bool HttpServer::Proceed(uint32_t slot, uint32_t generation) {
  HttpConnection* connection = Find(slot, generation);
  if (connection != nullptr) connection->Proceed();
  return connection != nullptr;
}

bool HttpServer::Destroy(uint32_t slot, uint32_t generation) {
  HttpConnection* connection = Find(slot, generation);
  if (connection != nullptr) connection->Destroy();
  return connection != nullptr;
}

bool HttpServer::Refuse(uint32_t slot, uint32_t generation, std::string response) {
  HttpConnection* connection = Find(slot, generation);
  if (connection != nullptr) connection->Refuse(response);
  return connection != nullptr;
}

uint32_t HttpServer::Queued(uint32_t slot, uint32_t generation) {
  HttpConnection* connection = Find(slot, generation);
  return connection == nullptr ? 0 : static_cast<uint32_t>(std::min<size_t>(connection->queued_bytes(), INT32_MAX));
}

bool HttpServer::Watch(uint32_t slot, uint32_t generation) {
  HttpConnection* connection = Find(slot, generation);
  if (connection == nullptr || connection->closing()) return false;
  connection->Watch();
  return true;
}

uint32_t HttpServer::Look(uint32_t slot, uint32_t generation) {
  HttpConnection* connection = Find(slot, generation);
  if (connection == nullptr || connection->closing()) return 0;
  return kOpen | (connection->peer_ended() ? kPeerEnded : 0u) | (connection->ending() ? kEnding : 0u);
}

v8::Local<v8::Value> HttpServer::LocalAddress(uint32_t slot, uint32_t generation) {
  HttpConnection* connection = Find(slot, generation);
  if (connection == nullptr) return v8::Undefined(realm_.isolate());
  return DescribeAddress(realm_.isolate(), connection->socket().LocalAddress());
}

v8::Local<v8::Value> HttpServer::PeerAddress(uint32_t slot, uint32_t generation) {
  HttpConnection* connection = Find(slot, generation);
  if (connection == nullptr) return v8::Undefined(realm_.isolate());
  return DescribeAddress(realm_.isolate(), connection->socket().PeerAddress());
}

void HttpServer::Spare(uint32_t slot, uint32_t generation) {
  HttpConnection* connection = Find(slot, generation);
  if (connection == nullptr) return;
  connection->Unlink();
  spared_.push_back(connection);
}

void HttpServer::CloseIdle() {
  std::vector<HttpConnection*> spared = std::move(spared_);
  spared_.clear();
  while (HttpConnection* first = idle_.Front()) first->EndWhenSent();
  // Connections that have not sent anything yet are in no list.
  for (auto& connection : slots_) {
    if (connection == nullptr || !connection->idle() || connection->ending()) continue;
    if (std::find(spared.begin(), spared.end(), connection.get()) == spared.end()) connection->EndWhenSent();
  }
  for (HttpConnection* connection : spared) {
    if (connection->idle()) OnIdle(*connection);
  }
}

void HttpServer::CloseAll() {
  for (auto& connection : slots_) {
    if (connection != nullptr && !connection->closing()) connection->GiveUp();
  }
}

}  // namespace eddy::bindings
