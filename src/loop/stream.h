// Stream: what TCP sockets, Unix-domain sockets, pipes and terminals have in common: bytes in order, both ways.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "loop/io_handle.h"
#include "loop/lease.h"
#include "loop/write_request.h"

namespace eddy::loop {

class OutputChunk;
class Stream;

// What a stream reports. Every function may do anything to the stream, also Close it.
class StreamListener {
 public:
  virtual ~StreamListener() = default;

  // Connect has succeeded, or failed with `status`: ECONNREFUSED, ETIMEDOUT, ... The stream is to be closed then.
  virtual void OnConnect(Stream& stream, Status status) {}

  // Bytes have come, at least one. The lease goes back at the end unless it is moved out of.
  virtual void OnData(Stream& stream, Lease& lease) = 0;

  // The peer has ended its side (FIN). Writing goes on until Shutdown or Close: half-open is the caller's choice.
  virtual void OnEnd(Stream& stream) = 0;

  // Reading has failed (ECONNRESET, ETIMEDOUT, ...), or sending copied output has. At most once per stream, and
  // nothing is read after it; close the stream. A failed WriteRequest is reported by OnWriteDone only.
  virtual void OnError(Stream& stream, Status status) = 0;

  // `request` was handed to the kernel whole, or failed: `status` is the error for the first one that meets it and
  // ECANCELED for those queued behind it. In the order of writing.
  virtual void OnWriteDone(Stream& stream, WriteRequest& request, Status status) {}

  // The output queue has run empty: all is with the kernel. Once per flush that emptied it; not after an error.
  virtual void OnDrain(Stream& stream) {}

  // Shutdown has happened after all output, or failed (ENOTCONN; ECANCELED when the output failed or the stream
  // closed).
  virtual void OnShutdown(Stream& stream, Status status) {}

  // The stream is closed; the last call. The stream may be destroyed here.
  virtual void OnClose(Stream& stream) {}
};

// Writing: what is written queues up and is sent at the turn's next flush (after the turn's I/O and before the loop
// waits), all of one stream in one system call; so many small writes cost one. What the kernel does not take waits
// until it does. QueuedBytes is the measure for backpressure: nothing is refused.
//
// Reading: nothing is read before StartReading and after StopReading; the sender is then held back by the kernel's
// receive window. Buffers belong to the loop; an idle stream holds none.
//
// Activity: a stream is active while it reads, connects, has queued output or a shutdown under way.
class Stream : public IoHandle {
 public:
  ~Stream() override;

  // Who is told; not owned, may be changed at any time. Needed before any operation.
  void SetListener(StreamListener* listener) { listener_ = listener; }
  StreamListener* listener() const { return listener_; }

  // Uses an open descriptor: a connected or fresh socket, a pipe, a FIFO, a terminal. A FIFO or pipe is made
  // nonblocking (if borrowed, until the stream closes). Errors: EBUSY when the stream has one already; EPERM for what
  // can't be waited for (a regular file, a directory, /dev/null).
  [[nodiscard]] Status Open(FileDescriptor fd);
  // The same for a descriptor that stays the caller's and must stay open until OnClose.
  [[nodiscard]] Status OpenBorrowed(int fd);

  // Starts or resumes reading; idempotent. Errors: EBADF before Open or Connect, ECANCELED when closing, ENOTCONN after
  // the end or an error was reported.
  Status StartReading();
  // Pauses. No OnData, OnEnd or OnError of reading comes until StartReading; bytes that had arrived are kept.
  void StopReading();
  bool IsReading() const { return (state_ & kReading) != 0; }

  // Queues `request`. While connecting it waits for the connection. Errors, then without OnWriteDone: EBADF before Open
  // or Connect, EPIPE after Shutdown or a failed write, ECANCELED when closing.
  [[nodiscard]] Status Write(WriteRequest& request);

  // Queues a copy of `bytes`, with no report but OnDrain. Errors as Write.
  [[nodiscard]] Status WriteCopy(ByteView bytes);

  // For writing in place instead of WriteCopy: room for at least `size` bytes behind the queued output; then Commit
  // what was filled in, before anything else is done to the stream. Empty when the stream does not take output (see
  // Write).
  ByteSpan Reserve(size_t size);
  void Commit(size_t size);

  // Sends now what the kernel takes without waiting, if nothing is queued. Returns the bytes sent; the rest is the
  // caller's. Errors: EAGAIN when it takes nothing or output is queued; as Write; the kernel's (EPIPE, ECONNRESET).
  [[nodiscard]] Result<size_t> TryWrite(std::span<const iovec> pieces);
  [[nodiscard]] Result<size_t> TryWrite(ByteView bytes);

  // Sends queued output and then `bytes` to the last, waiting in this call: for standard output at the end of a
  // process.
  Status WriteBlocking(ByteView bytes);

  // Ends the writing side (FIN) once all queued output is sent; then OnShutdown. Errors: ENOTCONN before Open or
  // Connect and for a second call, EPIPE after a failed write, ECANCELED when closing.
  [[nodiscard]] Status Shutdown();

  // Bytes queued and not yet with the kernel.
  size_t QueuedBytes() const { return queued_bytes_; }
  uint64_t BytesRead() const { return bytes_read_; }
  // Bytes that the kernel has taken.
  uint64_t BytesWritten() const { return bytes_written_; }

  bool IsConnecting() const { return (state_ & kConnecting) != 0; }
  // Whether the peer's end was reported.
  bool HasEnded() const { return (state_ & kEnded) != 0; }
  // Whether the writing side has ended, or will once queued output is sent.
  bool IsShutDown() const { return (state_ & kShutdownWanted) != 0; }
  // For OnError: whether it is sending that has failed, not reading.
  bool ErrorIsOfSending() const { return (state_ & kSendErrorReported) != 0; }
  // Whether Write would be accepted.
  bool IsWritable() const { return WritableStatus().ok(); }

 protected:
  explicit Stream(Loop& loop);

  // For Connect of the derived: the descriptor is adopted and connect(2) has returned `error` (0, -EINPROGRESS, or what
  // it failed with). OnConnect follows.
  void BeginConnect(int error);

  // Drops queued output without trying to send it, now; requests end with ECANCELED.
  void DropOutput();

  void Stopping() override;
  void NotifyClosed() override;

 private:
  friend class Loop;
  class Deferred;

  static constexpr uint16_t kReading = 1;
  static constexpr uint16_t kConnecting = 2;
  static constexpr uint16_t kEnded = 4;  // the end was reported
  static constexpr uint16_t kReadFailed = 8;
  static constexpr uint16_t kWriteFailed = 16;
  static constexpr uint16_t kShutdownWanted = 32;
  static constexpr uint16_t kShutdownDone = 64;
  static constexpr uint16_t kDirty = 128;    // on the loop's list of streams to flush
  static constexpr uint16_t kParked = 256;   // waits for the kernel to take more
  static constexpr uint16_t kDrained = 512;  // OnDrain is due
  static constexpr uint16_t kErrorReported = 1024;
  static constexpr uint16_t kWasBlocking = 2048;     // O_NONBLOCK was set on a borrowed descriptor
  static constexpr uint16_t kShutdownReport = 4096;  // OnShutdown is due
  static constexpr uint16_t kConnectReport = 8192;   // OnConnect is due
  static constexpr uint16_t kSendErrorReported = 16384;

  void OnRead(Status status, Lease lease) override;
  void OnWritable() override;

  Status Prepare(FileDescriptor fd, bool borrowed);
  Status WritableStatus() const;
  void Enqueue(WriteRequest& request);
  void MarkDirty();
  // Sends what it can; called by the loop's flush. Completed requests go to the loop's list.
  void SendQueued();
  void Advance(size_t sent);
  void CompleteFront(int status);
  void FailOutput(int status);
  void DoShutdown();
  void FinishConnect();
  // The reports that sending left behind; called by the loop after the requests' own.
  void DeliverReports();
  void UpdateActive();
  ssize_t SendPieces(const iovec* pieces, size_t count);

  StreamListener* listener_ = nullptr;
  WriteRequest* first_ = nullptr;
  WriteRequest* last_ = nullptr;
  size_t queued_bytes_ = 0;
  uint64_t bytes_read_ = 0;
  uint64_t bytes_written_ = 0;
  int32_t connect_error_ = 0;
  int32_t output_error_ = 0;
  int32_t shutdown_status_ = 0;
  uint32_t dirty_index_ = 0;
  uint16_t state_ = 0;
};

}  // namespace eddy::loop
