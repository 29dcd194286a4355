#include "bindings/stream_binding.h"

#include <unistd.h>

#include <cstring>

#include "bindings/live_handles.h"
#include "loop/loop.h"

namespace eddy::bindings {

namespace {

// Up to this many bytes a write is copied rather than tracked; about what one system call sends with little to spare.
constexpr size_t kCopyLimit = 16 * 1024;
// A stream with more than this queued tracks its writes, so that JavaScript learns to wait.
constexpr size_t kQueueLimit = 64 * 1024;

v8::Global<v8::Value> CaptureFrame(Realm& realm) {
  v8::Local<v8::Value> frame = realm.AsyncContext();
  if (frame.IsEmpty() || frame->IsUndefined()) return {};
  return v8::Global<v8::Value>(realm.isolate(), frame);
}

v8::Local<v8::Value> FrameOf(Realm& realm, const v8::Global<v8::Value>& frame) {
  return frame.IsEmpty() ? v8::Local<v8::Value>() : frame.Get(realm.isolate());
}

}  // namespace

// The bytes of a write that the kernel has not taken, where JavaScript has them.
struct StreamBinding::PendingWrite : loop::WriteRequest {
  std::vector<std::shared_ptr<v8::BackingStore>> stores;
  std::unique_ptr<uint8_t[]> text;
  std::vector<iovec> pieces;
  size_t size = 0;
  bool queued = false;

  void Add(v8::Local<v8::ArrayBufferView> view) {
    if (view->ByteLength() == 0) return;
    auto store = view->Buffer()->GetBackingStore();
    pieces.push_back({static_cast<uint8_t*>(store->Data()) + view->ByteOffset(), view->ByteLength()});
    size += view->ByteLength();
    stores.push_back(std::move(store));
  }

  void Clear() {
    stores.clear();
    text.reset();
    pieces.clear();
    size = 0;
  }
};

// What has come but did not fit the program's own buffer before it stopped reading.
class StreamBinding::Unread final : public loop::PendingCallback {
 public:
  Unread(StreamBinding& binding, ByteView rest) : binding_(binding), bytes(rest.begin(), rest.end()) {}
  void RunPending() override { binding_.DeliverUnread(); }

 private:
  StreamBinding& binding_;

 public:
  std::vector<uint8_t> bytes;
};

StreamBinding::StreamBinding(Realm& realm, loop::Stream& stream)
    : realm_(realm), receivers_(realm.State<StreamReceivers>()), stream_(stream), frame_(CaptureFrame(realm)) {}

StreamBinding::~StreamBinding() {
  if (filter_ != nullptr) filter_->OnTransportGone();
}

void StreamBinding::Hold() {
  if (held_) return;
  held_ = true;
  realm_.State<LiveHandles>().Add(*this);
  KeepAlive();
}

Status StreamBinding::OpenDescriptor(loop::FileDescriptor fd) {
  Status status = stream_.Open(std::move(fd));
  if (status.ok()) Hold();
  return status;
}

Status StreamBinding::Open(int32_t fd, bool borrowed) {
  if (!borrowed) return OpenDescriptor(loop::FileDescriptor(fd));
  Status status = stream_.OpenBorrowed(fd);
  if (status.ok()) Hold();
  return status;
}

Status StreamBinding::ReadStart() {
  if (unread_ == nullptr) return stream_.StartReading();
  realm_.loop().Defer(*unread_);
  return Status();
}

void StreamBinding::ReadStop() {
  if (unread_ != nullptr) unread_->Unlink();
  stream_.StopReading();
}

void StreamBinding::DeliverUnread() {
  runtime::CallbackScope scope(realm_);
  std::unique_ptr<Unread> unread = std::move(unread_);
  // Reading counts as on meanwhile: a program that stops it again is heard.
  Status status = stream_.StartReading();
  size_t delivered = FillReadBuffer(unread->bytes);
  if (delivered < unread->bytes.size() && !stream_.IsClosing()) {
    unread_ = std::make_unique<Unread>(*this, ByteView(unread->bytes).subspan(delivered));
  }
  if (!status.ok()) Tell(receivers_.on_error, 1, v8::Integer::New(isolate(), status.code()));
}

size_t StreamBinding::FillReadBuffer(ByteView bytes) {
  size_t offset = 0;
  while (offset < bytes.size() && stream_.IsReading() && !read_buffer_.IsEmpty()) {
    auto buffer = read_buffer_.Get(isolate());
    size_t count = std::min(bytes.size() - offset, buffer->ByteLength());
    memcpy(static_cast<uint8_t*>(buffer->Buffer()->Data()) + buffer->ByteOffset(), bytes.data() + offset, count);
    offset += count;
    Tell(receivers_.on_data, 1, v8::Integer::NewFromUnsigned(isolate(), static_cast<uint32_t>(count)));
  }
  return offset;
}

void StreamBinding::SetReadBuffer(v8::Local<v8::Value> buffer) {
  if (buffer->IsUint8Array()) {
    read_buffer_.Reset(isolate(), buffer.As<v8::Uint8Array>());
  } else {
    read_buffer_.Reset();
  }
}

bool StreamBinding::FitsCopy(size_t size) const {
  return size <= kCopyLimit && stream_.QueuedBytes() + size <= kQueueLimit;
}

int32_t StreamBinding::Write(v8::Local<v8::ArrayBufferView> bytes) {
  size_t size = bytes->ByteLength();
  if (FitsCopy(size)) {
    auto* data = static_cast<const uint8_t*>(bytes->Buffer()->Data()) + bytes->ByteOffset();
    return stream_.WriteCopy(ByteView(data, size)).code();
  }
  if (pending_ == nullptr) pending_ = std::make_unique<PendingWrite>();
  if (pending_->queued) return -EALREADY;
  pending_->Add(bytes);
  return SendPending();
}

int32_t StreamBinding::WriteAll(v8::Local<v8::Array> chunks) {
  if (pending_ == nullptr) pending_ = std::make_unique<PendingWrite>();
  if (pending_->queued) return -EALREADY;
  v8::Local<v8::Context> context = realm_.context();
  for (uint32_t i = 0; i < chunks->Length(); i++) {
    v8::Local<v8::Value> chunk;
    if (!chunks->Get(context, i).ToLocal(&chunk) || !chunk->IsArrayBufferView()) {
      pending_->Clear();
      return -EINVAL;
    }
    pending_->Add(chunk.As<v8::ArrayBufferView>());
  }
  if (FitsCopy(pending_->size)) {
    Status status;
    for (const iovec& piece : pending_->pieces) {
      status = stream_.WriteCopy(ByteView(static_cast<const uint8_t*>(piece.iov_base), piece.iov_len));
      if (!status.ok()) break;
    }
    pending_->Clear();
    return status.code();
  }
  return SendPending();
}

int32_t StreamBinding::SendPending() {
  Result<size_t> sent = stream_.TryWrite(std::span<const iovec>(pending_->pieces));
  if (!sent.ok() && sent.code() != -EAGAIN) {
    pending_->Clear();
    return sent.code();
  }
  size_t taken = sent.ok() ? *sent : 0;
  if (taken == pending_->size) {
    pending_->Clear();
    return 0;
  }
  // What was sent is taken off the front.
  std::vector<iovec>& pieces = pending_->pieces;
  size_t first = 0;
  while (taken >= pieces[first].iov_len) taken -= pieces[first++].iov_len;
  pieces[first].iov_base = static_cast<uint8_t*>(pieces[first].iov_base) + taken;
  pieces[first].iov_len -= taken;
  pending_->Set(std::span<iovec>(pieces).subspan(first));
  return QueuePending();
}

int32_t StreamBinding::QueuePending() {
  Status status = stream_.Write(*pending_);
  if (!status.ok()) {
    pending_->Clear();
    return status.code();
  }
  pending_->queued = true;
  return 1;
}

int32_t StreamBinding::WriteLatin1(v8::Isolate* isolate, v8::Local<v8::String> text) {
  return WriteText(static_cast<size_t>(text->Length()), [&](uint8_t* room, size_t size) {
    text->WriteOneByteV2(isolate, 0, static_cast<uint32_t>(size), room);
    return size;
  });
}

int32_t StreamBinding::WriteUtf8(v8::Isolate* isolate, v8::Local<v8::String> text) {
  return WriteText(text->Utf8LengthV2(isolate), [&](uint8_t* room, size_t size) {
    return text->WriteUtf8V2(isolate, reinterpret_cast<char*>(room), size, v8::String::WriteFlags::kReplaceInvalidUtf8);
  });
}

template <typename Encode>
int32_t StreamBinding::WriteText(size_t size, Encode&& encode) {
  if (size == 0) return 0;
  if (FitsCopy(size)) {
    ByteSpan room = stream_.Reserve(size);
    if (room.empty()) {
      Status refused = stream_.WriteCopy({});
      return refused.ok() ? -EPIPE : refused.code();
    }
    stream_.Commit(encode(room.data(), size));
    return 0;
  }
  if (pending_ == nullptr) pending_ = std::make_unique<PendingWrite>();
  if (pending_->queued) return -EALREADY;
  pending_->text = std::make_unique_for_overwrite<uint8_t[]>(size);
  pending_->size = encode(pending_->text.get(), size);
  pending_->pieces.push_back({pending_->text.get(), pending_->size});
  return SendPending();
}

int32_t StreamBinding::WriteBytes(ByteView bytes) {
  if (FitsCopy(bytes.size())) return stream_.WriteCopy(bytes).code();
  if (pending_ == nullptr) pending_ = std::make_unique<PendingWrite>();
  if (pending_->queued) return -EALREADY;
  // The kernel's share goes without a copy; what it leaves is kept.
  Result<size_t> sent = stream_.TryWrite(bytes);
  if (!sent.ok() && sent.code() != -EAGAIN) return sent.code();
  const ByteView rest = bytes.subspan(sent.ok() ? *sent : 0);
  if (rest.empty()) return 0;
  pending_->text = std::make_unique_for_overwrite<uint8_t[]>(rest.size());
  memcpy(pending_->text.get(), rest.data(), rest.size());
  pending_->size = rest.size();
  pending_->pieces.push_back({pending_->text.get(), rest.size()});
  pending_->Set(std::span<iovec>(pending_->pieces));
  return QueuePending();
}

void StreamBinding::SetFilter(v8::Local<v8::Value> filter, v8::Local<v8::Object> owner) {
  filter_ = static_cast<StreamFilter*>(filter.As<v8::External>()->Value());
  filter_owner_.Reset(isolate(), owner);
  filter_->OnAttached(*this);
}

void StreamBinding::Close() {
  Hold();
  stream_.Close();
}

void StreamBinding::Tell(const v8::Global<v8::Function>& receiver, int argument_count, v8::Local<v8::Value> argument) {
  TellAll(receiver, {&argument, static_cast<size_t>(argument_count)});
}

void StreamBinding::TellAll(const v8::Global<v8::Function>& receiver, std::span<v8::Local<v8::Value>> arguments) {
  if (receiver.IsEmpty()) return;
  realm_.Call(receiver.Get(isolate()), object(), arguments, FrameOf(realm_, frame_));
}

void StreamBinding::TellStatus(const v8::Global<v8::Function>& receiver, Status status) {
  runtime::CallbackScope scope(realm_);
  Tell(receiver, 1, v8::Integer::New(isolate(), status.code()));
}

void StreamBinding::OnConnect(loop::Stream&, Status status) { TellStatus(receivers_.on_connect, status); }

void StreamBinding::OnData(loop::Stream&, loop::Lease& lease) {
  runtime::CallbackScope scope(realm_);
  if (filter_ != nullptr) {
    const loop::Lease data = std::move(lease);
    filter_->OnTransportData(data.bytes());
    return;
  }
  if (read_buffer_.IsEmpty()) {
    auto memory = v8::ArrayBuffer::New(isolate(), lease.size(), v8::BackingStoreInitializationMode::kUninitialized);
    memcpy(memory->Data(), lease.data(), lease.size());
    lease.Reset();
    Tell(receivers_.on_data, 1, memory);
    return;
  }
  // In pieces of the size of the program's own buffer.
  loop::Lease data = std::move(lease);
  size_t delivered = FillReadBuffer(data.bytes());
  if (delivered < data.size() && !stream_.IsClosing()) {
    unread_ = std::make_unique<Unread>(*this, data.bytes().subspan(delivered));
  }
}

void StreamBinding::OnEnd(loop::Stream&) {
  runtime::CallbackScope scope(realm_);
  Tell(receivers_.on_end, 0, v8::Undefined(isolate()));
}

void StreamBinding::OnError(loop::Stream& stream, Status status) {
  runtime::CallbackScope scope(realm_);
  v8::Local<v8::Value> arguments[] = {v8::Integer::New(isolate(), status.code()),
                                      v8::Boolean::New(isolate(), stream.ErrorIsOfSending())};
  TellAll(receivers_.on_error, arguments);
}

void StreamBinding::OnWriteDone(loop::Stream&, loop::WriteRequest&, Status status) {
  pending_->Clear();
  pending_->queued = false;
  TellStatus(receivers_.on_write_done, status);
}

void StreamBinding::OnShutdown(loop::Stream&, Status status) { TellStatus(receivers_.on_shutdown, status); }

void StreamBinding::OnClose(loop::Stream&) {
  runtime::CallbackScope scope(realm_);
  Tell(receivers_.on_close, 0, v8::Undefined(isolate()));
  read_buffer_.Reset();
  frame_.Reset();
  if (filter_ != nullptr) std::exchange(filter_, nullptr)->OnTransportGone();
  filter_owner_.Reset();
  held_ = false;
  realm_.State<LiveHandles>().Remove(*this);
  Release();
}

ServerBinding::ServerBinding(Realm& realm, loop::StreamServer& server)
    : realm_(realm), receivers_(realm.State<StreamReceivers>()), server_(server), frame_(CaptureFrame(realm)) {}

void ServerBinding::Hold() {
  if (held_) return;
  held_ = true;
  realm_.State<LiveHandles>().Add(*this);
  KeepAlive();
}

Status ServerBinding::ListenOn(int32_t fd, int32_t backlog) {
  Status status = server_.ListenOn(loop::FileDescriptor(fd), backlog);
  if (status.ok()) Hold();
  return status;
}

void ServerBinding::Close() {
  Hold();
  server_.Close();
}

void ServerBinding::Tell(const v8::Global<v8::Function>& receiver, int argument_count, v8::Local<v8::Value> argument) {
  if (receiver.IsEmpty()) return;
  realm_.Call(receiver.Get(isolate()), object(), {&argument, static_cast<size_t>(argument_count)},
              FrameOf(realm_, frame_));
}

void ServerBinding::OnConnection(loop::StreamServer&, loop::FileDescriptor connection) {
  runtime::CallbackScope scope(realm_);
  pending_ = std::move(connection);
  Tell(receivers_.on_connection, 0, v8::Undefined(isolate()));
  // Nobody took it.
  pending_ = loop::FileDescriptor();
}

void ServerBinding::OnError(loop::StreamServer&, Status status) {
  runtime::CallbackScope scope(realm_);
  Tell(receivers_.on_error, 1, v8::Integer::New(isolate(), status.code()));
}

void ServerBinding::OnClose(loop::StreamServer&) {
  runtime::CallbackScope scope(realm_);
  Tell(receivers_.on_close, 0, v8::Undefined(isolate()));
  frame_.Reset();
  held_ = false;
  realm_.State<LiveHandles>().Remove(*this);
  Release();
}

v8::Local<v8::Value> DescribeAddress(v8::Isolate* isolate, const Result<loop::SocketAddress>& address) {
  if (!address.ok()) return v8::Integer::New(isolate, address.code());
  if (!address->is_ip()) return engine::FromUtf8(isolate, address->UnixPath());
  v8::Local<v8::Value> parts[] = {
      engine::FromLatin1(isolate, address->Ip()),
      v8::Integer::New(isolate, address->Port()),
      engine::Internalized(isolate, address->family() == AF_INET6 ? "IPv6" : "IPv4"),
  };
  return v8::Array::New(isolate, parts, 3);
}

}  // namespace eddy::bindings
