// The io_uring backend: one enter per turn submits what the turn has started and brings what has completed.
//
// Receiving is multishot: armed once, it reports until it is cancelled or ends by itself. Receives take their buffers
// from one ring for the whole loop (BufferRing). Descriptors that are not sockets are polled and read by plain calls.
// At most one operation of each kind is in flight per handle; a handle is detached only when the last completion of
// each is in, for the kernel may report to it until then.
//
// Listening sockets are watched by an epoll instance, which the ring polls, and accepted from by plain calls. An
// operation in a ring holds its socket, and a ring ends some ten milliseconds after its process: with multishot accepts
// the port of a killed server is still taken when its successor comes to listen. Epoll holds nothing.
//
// Cancelling is asynchronous: what arrives for a paused handle meanwhile is kept (HeldInput), what arrives for a
// closing one is dropped. Close does not shut a socket down first: the descriptor may be shared with another process.
// The pending receive that would hold back the FIN goes with the cancel, in the same enter.
#pragma once
#include <liburing.h>

#include <memory>
#include <vector>

#include "loop/backend_base.h"
#include "loop/file_descriptor.h"
#include "loop/uring/buffer_ring.h"

namespace eddy::loop {

class UringBackend final : public BackendBase {
 public:
  explicit UringBackend(const BackendOptions& options);
  ~UringBackend() override;

  // Sets up the ring and probes it. Errors: see MakeUringBackend.
  Status SetUp();

  const char* name() const override { return "uring"; }
  Status Attach(IoHandle& handle) override;
  void StartAccept(IoHandle& handle) override;
  void StopAccept(IoHandle& handle) override;
  void StartRead(IoHandle& handle) override;
  void StopRead(IoHandle& handle) override;
  void AwaitWritable(IoHandle& handle) override;
  void SetPoll(IoHandle& handle, uint32_t events, bool edge) override;
  void Detach(IoHandle& handle) override;
  bool Wait(Loop& loop, int64_t timeout_ns) override;
  int PollDescriptor() const override { return ring_.ring_fd; }

 private:
  // A completion, copied out of the queue so that the queue is free again before anyone is called back.
  struct Completion {
    uint64_t token;
    int32_t result;
    uint32_t flags;
  };

  // Whether a descriptor that is no socket can be waited for; EPERM if not, as with epoll.
  static Status CheckPollable(int fd);
  // The next free submission entry; submits what is there when the queue is full.
  io_uring_sqe* NextEntry();
  // Puts `operation` of the handle in flight.
  void Arm(IoHandle& handle, Operation operation);
  // Asks the kernel to end `operation`, if it is in flight and not asked yet.
  void Cancel(IoHandle& handle, Operation operation);
  Operation ReadOperation(const IoHandle& handle) const { return handle.is_socket_ && receives_ ? kRecv : kReadPoll; }

  void Dispatch(const Completion& completion);
  // Watches the epoll instance of the listening sockets, once.
  void ArmAcceptors();
  // Some of them have connections waiting.
  void OnAcceptorsReady();
  void OnReceived(IoHandle& handle, const Completion& completion);
  void OnReadable(IoHandle& handle, const Completion& completion);
  void OnPolled(IoHandle& handle, const Completion& completion);
  // Delivers what was kept for a handle that reads again.
  void DeliverHeld(uint64_t token);
  // Reports the end or failure of reading, or keeps it while paused.
  void EndReading(IoHandle& handle, Status status);
  void HoldFor(IoHandle& handle);
  // Cancels the reads of those that were paused in this turn and still are.
  void ArmStarting();
  void CancelPaused();
  // Arms the sockets that found no buffer, when enough are back.
  void Unpark();

  BackendOptions options_;
  FileDescriptor acceptors_;
  bool acceptors_armed_ = false;
  io_uring ring_{};
  bool ring_made_ = false;
  bool receives_ = true;  // false when the buffer ring could not be had: sockets are polled then
  BufferRing read_ring_;
  ReadBuffers plain_buffers_;
  std::vector<uint64_t> parked_;
  std::vector<uint64_t> starting_;  // reads that were started in this turn
  std::vector<uint64_t> paused_;
  std::vector<uint64_t> resumed_;
  std::vector<uint64_t> resuming_;
  std::vector<Completion> refused_;
};

}  // namespace eddy::loop
