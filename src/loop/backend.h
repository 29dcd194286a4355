// Backend: how a loop talks to the kernel. Two implementations answer this one interface, uring/ and epoll/; nothing
// above can tell them apart except by name.
//
// The interface is completion-shaped: an operation is started on an I/O handle and its outcome comes to the handle's
// On... functions out of Wait, never out of the call that started it. A backend owns the buffers that are read into.
//
// Sending is not a backend's matter: streams send at the turn's flush with a nonblocking sendmsg and park on
// AwaitWritable. Measured against ring sends it costs the same (5.0 us of server CPU per HTTP request either way, 64
// connections), and the bytes are free at once: nothing that was queued is ever in the kernel's hands.
#pragma once
#include <cstdint>
#include <memory>

#include "base/result.h"

namespace eddy::loop {

class IoHandle;
class Loop;

enum class BackendKind : uint8_t { kAutomatic, kUring, kEpoll };

struct BackendOptions {
  // Entries of the ring's submission queue, a power of two; the completion queue is eight times as long.
  uint32_t submission_entries = 512;
  // Read buffers that are shared by all sockets of the loop: bytes each, and how many (a power of two). Their memory is
  // touched only as far as it is used.
  uint32_t read_buffer_size = 64 * 1024;
  uint32_t read_buffer_count = 128;
};

// Readiness, as PollHandle asks for it and is told.
enum PollEvents : uint32_t {
  kReadable = 1,
  kWritable = 2,
  kDisconnected = 4,  // the peer has shut down its writing side (POLLRDHUP)
  kPriority = 8,      // POLLPRI: out-of-band data, /proc and /sys files
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual const char* name() const = 0;

  // Makes `handle`, whose descriptor is set, known; before any of the following. Errors: ENOMEM; EPERM when the
  // descriptor can't be waited for (a regular file).
  virtual Status Attach(IoHandle& handle) = 0;

  // Accepts connections until stopped: IoHandle::OnAccept for each, or with an error, after which accepting has
  // stopped.
  virtual void StartAccept(IoHandle& handle) = 0;
  virtual void StopAccept(IoHandle& handle) = 0;

  // Reads until stopped, the end, or an error: IoHandle::OnRead. After StopRead no more is delivered; what the kernel
  // had read already is kept and delivered first after the next StartRead.
  virtual void StartRead(IoHandle& handle) = 0;
  virtual void StopRead(IoHandle& handle) = 0;

  // Calls IoHandle::OnWritable once, when the descriptor takes bytes again, or is connected, or is in error.
  virtual void AwaitWritable(IoHandle& handle) = 0;

  // Reports readiness by IoHandle::OnReady while it lasts (level-triggered), until changed; 0 stops. With `edge`,
  // reports each change once: for descriptors that are never read, such as the loop's own eventfd.
  virtual void SetPoll(IoHandle& handle, uint32_t events, bool edge) = 0;

  // Cancels everything that is in flight for `handle`, closes its descriptor if the handle owns it once the kernel
  // holds it no more, then calls IoHandle::OnDetached, perhaps at once.
  virtual void Detach(IoHandle& handle) = 0;

  // Submits what was started, waits at most `timeout_ns` nanoseconds (0: not at all, negative: for ever) for
  // completions and delivers them, after Loop::WaitEnded. Returns early, with nothing, when a signal interrupts.
  // Whether there was anything to deliver.
  virtual bool Wait(Loop& loop, int64_t timeout_ns) = 0;

  // See Loop::PollDescriptor.
  virtual int PollDescriptor() const = 0;
};

// The backend that `kind` and EDDY_LOOP ask for. kAutomatic never fails for want of io_uring: it falls back.
// Errors: ENOSYS when the one that was named is not to be had; set-up errors.
Result<std::unique_ptr<Backend>> MakeBackend(BackendKind kind, const BackendOptions& options);

}  // namespace eddy::loop
