// ChildProcess: a program that runs beside the loop, which tells when it has ended.
#pragma once
#include "loop/poll.h"
#include "loop/spawn.h"
#include "loop/task.h"

namespace eddy::loop {

class ChildProcess;

class ChildProcessListener {
 public:
  virtual ~ChildProcessListener() = default;
  // The child has ended and is reaped. Told in the pending phase after the turn that saw it, so that what the child had
  // written by then, which the same turn reads, comes first.
  virtual void OnExit(ChildProcess& child, ExitStatus status) = 0;
  virtual void OnClose(ChildProcess& child) {}
};

// Active from Start until the child has ended. Closing it earlier leaves the child running and unwatched.
class ChildProcess final : public Handle, private PollListener, private PendingCallback {
 public:
  ChildProcess(Loop& loop, ChildProcessListener& listener) : Handle(loop), listener_(listener), poll_(loop, *this) {
    poll_.Unref();
  }
  std::string_view Kind() const override { return "child-process"; }

  // Starts the program; once. Errors: Spawn's; ECANCELED when closing.
  [[nodiscard]] Status Start(const SpawnOptions& options);

  // The child's process id; -1 before Start, kept after the end.
  pid_t pid() const { return child_.pid; }

  // Sends `signal` (0: only asks whether it may). Errors: ESRCH when the child has ended, EINVAL, EPERM.
  [[nodiscard]] Status Kill(int signal);

 private:
  void OnReady(PollHandle& handle, uint32_t events, Status status) override;
  void OnClose(PollHandle& handle) override { FinishClose(); }
  void RunPending() override;
  void Stopping() override;
  void NotifyClosed() override { listener_.OnClose(*this); }

  ChildProcessListener& listener_;
  PollHandle poll_;
  SpawnedChild child_;
  ExitStatus status_{};
  bool ended_ = false;
};

}  // namespace eddy::loop
