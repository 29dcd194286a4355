// What TCP sockets, Unix-domain sockets, pipes and terminals have in common towards JavaScript
// (lib/internal/net/native.js).
//
// A handle is a JavaScript object over one loop::Stream. It is kept from collection while it has a descriptor. What
// happens to it is told by the functions given to SetStreamReceivers, called with the handle as `this`, in the async
// context in which the handle was made.
#pragma once
#include <v8.h>

#include <memory>
#include <vector>

#include "engine/binding.h"
#include "engine/wrapper.h"
#include "loop/socket_address.h"
#include "loop/stream.h"
#include "loop/stream_server.h"
#include "runtime/realm.h"

namespace eddy::bindings {

// The functions that JavaScript is told by, one set per realm.
struct StreamReceivers {
  explicit StreamReceivers(Realm&) {}
  v8::Global<v8::Function> on_connect;     // (status)
  v8::Global<v8::Function> on_data;        // (ArrayBuffer), or (count) when a read buffer was given
  v8::Global<v8::Function> on_end;         // ()
  v8::Global<v8::Function> on_error;       // (negative errno, whether sending has failed rather than reading)
  v8::Global<v8::Function> on_write_done;  // (status)
  v8::Global<v8::Function> on_shutdown;    // (status)
  v8::Global<v8::Function> on_close;       // ()
  v8::Global<v8::Function> on_connection;  // (): accept(handle) within the call takes the connection
};

class StreamBinding;

// Stands between a stream and JavaScript: what comes goes to it instead of on_data, and it writes what it likes (TLS).
//
// Ownership: the handle keeps the filter's JavaScript object until it is closed; either may be deleted first when the
// isolate ends, and tells the other.
class StreamFilter {
 public:
  virtual ~StreamFilter() = default;
  // It stands before `stream` from now on.
  virtual void OnAttached(StreamBinding& stream) = 0;
  // Bytes have come. Called in a CallbackScope; may close the stream.
  virtual void OnTransportData(ByteView bytes) = 0;
  // The stream is closed, or is deleted.
  virtual void OnTransportGone() = 0;
};

class StreamBinding : public engine::Wrapper, protected loop::StreamListener {
 public:
  ~StreamBinding() override;

  // Takes over a descriptor. Errors: loop::Stream::Open's.
  Status OpenDescriptor(loop::FileDescriptor fd);
  // The same for JavaScript. A borrowed one is not closed with the handle.
  Status Open(int32_t fd, bool borrowed);

  Status ReadStart();
  void ReadStop();

  // Where bytes go from now on, instead of new memory; undefined ends that.
  void SetReadBuffer(v8::Local<v8::Value> buffer);

  // Each returns 0 when the bytes need no more care, 1 when on_write_done will tell, or a negative errno. Small writes
  // are copied and leave at the turn's end; a large one goes to the kernel at once, and what that does not take stays
  // where it is. One that is not done must be waited for before the next.
  int32_t Write(v8::Local<v8::ArrayBufferView> bytes);
  int32_t WriteAll(v8::Local<v8::Array> chunks);
  int32_t WriteLatin1(v8::Isolate* isolate, v8::Local<v8::String> text);
  int32_t WriteUtf8(v8::Isolate* isolate, v8::Local<v8::String> text);

  // Bytes of C++'s own: like Write, but copied in any case.
  int32_t WriteBytes(ByteView bytes);
  // The same behind whatever is queued; nothing tells when they have gone.
  int32_t QueueBytes(ByteView bytes) { return stream_.WriteCopy(bytes).code(); }

  // Puts `filter`, a v8::External of a StreamFilter*, before the stream; `owner` is its JavaScript object.
  void SetFilter(v8::Local<v8::Value> filter, v8::Local<v8::Object> owner);
  // The filter is deleted.
  void ForgetFilter() { filter_ = nullptr; }

  Status Shutdown() { return stream_.Shutdown(); }
  void Close();
  void Ref() { stream_.Ref(); }
  void Unref() { stream_.Unref(); }
  bool HasRef() { return stream_.HasRef(); }
  int32_t Descriptor() { return stream_.fd(); }
  double BytesRead() { return static_cast<double>(stream_.BytesRead()); }
  double BytesWritten() { return static_cast<double>(stream_.BytesWritten()); }
  double QueuedBytes() { return static_cast<double>(stream_.QueuedBytes()); }

  // The methods above, on a class that derives from this one.
  template <typename T>
  static void Methods(engine::ClassTarget& methods) {
    methods.Method<T, &StreamBinding::Open>("open");
    methods.Method<T, &StreamBinding::ReadStart>("readStart");
    methods.Method<T, &StreamBinding::ReadStop>("readStop");
    methods.Method<T, &StreamBinding::SetReadBuffer>("setReadBuffer");
    methods.Method<T, &StreamBinding::Write>("write");
    methods.Method<T, &StreamBinding::WriteAll>("writeAll");
    methods.Method<T, &StreamBinding::WriteLatin1>("writeLatin1");
    methods.Method<T, &StreamBinding::WriteUtf8>("writeUtf8");
    methods.Method<T, &StreamBinding::SetFilter>("setFilter");
    methods.Method<T, &StreamBinding::Shutdown>("shutdown");
    methods.Method<T, &StreamBinding::Close>("close");
    methods.Method<T, &StreamBinding::Ref>("ref");
    methods.Method<T, &StreamBinding::Unref>("unref");
    methods.Method<T, &StreamBinding::HasRef>("hasRef");
    methods.Getter<T, &StreamBinding::Descriptor>("fd");
    methods.Method<T, &StreamBinding::BytesRead>("bytesRead");
    methods.Method<T, &StreamBinding::BytesWritten>("bytesWritten");
    methods.Method<T, &StreamBinding::QueuedBytes>("queuedBytes");
  }

 protected:
  // `stream` is a member of the derived class.
  StreamBinding(Realm& realm, loop::Stream& stream);

  // The handle has a descriptor, or connects: it is kept until it is closed.
  void Hold();

  Realm& realm() { return realm_; }

  void OnWriteDone(loop::Stream& stream, loop::WriteRequest& request, Status status) override;

 private:
  struct PendingWrite;
  class Unread;

  void OnConnect(loop::Stream& stream, Status status) override;
  void OnData(loop::Stream& stream, loop::Lease& lease) override;
  void OnEnd(loop::Stream& stream) override;
  void OnError(loop::Stream& stream, Status status) override;
  void OnShutdown(loop::Stream& stream, Status status) override;
  void OnClose(loop::Stream& stream) override;

  // Hands bytes over through the program's own buffer, as long as it reads; how many.
  size_t FillReadBuffer(ByteView bytes);
  void DeliverUnread();
  void Tell(const v8::Global<v8::Function>& receiver, int argument_count, v8::Local<v8::Value> argument);
  void TellAll(const v8::Global<v8::Function>& receiver, std::span<v8::Local<v8::Value>> arguments);
  void TellStatus(const v8::Global<v8::Function>& receiver, Status status);
  bool FitsCopy(size_t size) const;
  // Writes `size` bytes that `encode(room, size)` makes; it returns how many they are in the end.
  template <typename Encode>
  int32_t WriteText(size_t size, Encode&& encode);
  // Sends or queues the pieces of `pending_`.
  int32_t SendPending();
  // Queues what is set of `pending_`: 1, or a negative errno.
  int32_t QueuePending();

  Realm& realm_;
  StreamReceivers& receivers_;
  loop::Stream& stream_;
  v8::Global<v8::Value> frame_;
  v8::Global<v8::Uint8Array> read_buffer_;
  StreamFilter* filter_ = nullptr;
  v8::Global<v8::Object> filter_owner_;
  std::unique_ptr<PendingWrite> pending_;
  std::unique_ptr<Unread> unread_;
  bool held_ = false;
};

// What listening TCP and Unix-domain sockets have in common towards JavaScript.
class ServerBinding : public engine::Wrapper, protected loop::ServerListener {
 public:
  // listen(2) on a descriptor that is bound already, and taken over.
  Status ListenOn(int32_t fd, int32_t backlog);
  void Pause() { server_.PauseAccepting(); }
  void Resume() { server_.ResumeAccepting(); }
  void Close();
  void Ref() { server_.Ref(); }
  void Unref() { server_.Unref(); }
  bool HasRef() { return server_.HasRef(); }
  int32_t Descriptor() { return server_.fd(); }
  // The descriptor of the connection that on_connection tells of; -1 outside of it.
  int32_t PendingDescriptor() { return pending_.get(); }
  // The same, which is the caller's from here on.
  int32_t TakePendingDescriptor() { return pending_.Release(); }

  template <typename T>
  static void Methods(engine::ClassTarget& methods) {
    methods.Method<T, &ServerBinding::ListenOn>("listenOn");
    methods.Method<T, &ServerBinding::Pause>("pause");
    methods.Method<T, &ServerBinding::Resume>("resume");
    methods.Method<T, &ServerBinding::Close>("close");
    methods.Method<T, &ServerBinding::Ref>("ref");
    methods.Method<T, &ServerBinding::Unref>("unref");
    methods.Method<T, &ServerBinding::HasRef>("hasRef");
    methods.Getter<T, &ServerBinding::Descriptor>("fd");
    methods.Method<T, &ServerBinding::TakePendingDescriptor>("takePendingFd");
  }

 protected:
  // `server` is a member of the derived class.
  ServerBinding(Realm& realm, loop::StreamServer& server);

  void Hold();
  loop::FileDescriptor TakePending() { return std::move(pending_); }

 private:
  void OnConnection(loop::StreamServer& server, loop::FileDescriptor connection) override;
  void OnError(loop::StreamServer& server, Status status) override;
  void OnClose(loop::StreamServer& server) override;

  void Tell(const v8::Global<v8::Function>& receiver, int argument_count, v8::Local<v8::Value> argument);

  Realm& realm_;
  StreamReceivers& receivers_;
  loop::StreamServer& server_;
  v8::Global<v8::Value> frame_;
  loop::FileDescriptor pending_;
  bool held_ = false;
};

// [address, port, 'IPv4' or 'IPv6'] of an IP address; the path of a Unix-domain one; or the negative errno.
v8::Local<v8::Value> DescribeAddress(v8::Isolate* isolate, const Result<loop::SocketAddress>& address);

}  // namespace eddy::bindings
