// PollHandle: waits for readiness of a descriptor that others read and write: signalfd, pidfd, inotify, a library's
// socket.
#pragma once
#include <cstdint>

#include "base/result.h"
#include "loop/backend.h"
#include "loop/io_handle.h"

namespace eddy::loop {

class PollHandle;

class PollListener {
 public:
  virtual ~PollListener() = default;
  // `events`: the PollEvents that were asked for and hold now. With an error `status` (EBADF ...) polling has stopped.
  // An error or hang-up of the descriptor itself shows as kReadable and kWritable: the next call on it tells.
  virtual void OnReady(PollHandle& handle, uint32_t events, Status status) = 0;
  virtual void OnClose(PollHandle& handle) {}
};

// Level-triggered: reports every turn while the condition lasts. Active while started.
class PollHandle final : public IoHandle {
 public:
  PollHandle(Loop& loop, PollListener& listener) : IoHandle(loop), listener_(listener) {}
  std::string_view Kind() const override { return "poll"; }

  // Uses `fd`, which stays the caller's and must stay open until the close callback. Once per handle.
  // Errors: EPERM for what can't be polled (regular files), EEXIST when another handle of this loop has it (epoll
  // only).
  [[nodiscard]] Status Open(int fd);

  // The same, but the handle closes `fd` at its end (also after an error).
  [[nodiscard]] Status Open(FileDescriptor fd);

  // Waits for `events` (PollEvents, at least one) instead of what it waited for. Errors: EBADF before Open, ECANCELED
  // when closing, EINVAL for no events.
  [[nodiscard]] Status Start(uint32_t events);

  // Idempotent.
  void Stop();

  // Waits for `events`, or for nothing when they are 0; free when that is what it does already. For owners whose wishes
  // follow from their state. Nothing happens before Open and when closing.
  void Want(uint32_t events);

 private:
  void OnReady(uint32_t events, Status status) override;
  void NotifyClosed() override { listener_.OnClose(*this); }

  PollListener& listener_;
  uint32_t wanted_ = 0;  // by Want
};

}  // namespace eddy::loop
