#include "loop/child_process.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "loop/loop.h"

namespace eddy::loop {

Status ChildProcess::Start(const SpawnOptions& options) {
  if (IsClosing()) return Status(-ECANCELED);
  auto child = Spawn(options);
  if (!child.ok()) return child.status();
  child_ = std::move(*child);
  Status watching = poll_.Open(child_.pidfd.get());
  if (watching.ok()) watching = poll_.Start(kReadable);
  if (!watching.ok()) return watching;
  SetActive(true);
  return Status();
}

Status ChildProcess::Kill(int signal) {
  if (child_.pid < 0 || ended_) return Status(-ESRCH);
  // By descriptor: never the wrong process, even when the number has been given to another.
  long result = syscall(SYS_pidfd_send_signal, child_.pidfd.get(), signal, nullptr, 0);
  return result < 0 ? Status::FromErrno() : Status();
}

void ChildProcess::OnReady(PollHandle&, uint32_t, Status) {
  auto status = Reap(child_);
  if (!status.ok() && status.code() == -EAGAIN) return;
  poll_.Stop();
  ended_ = true;
  if (status.ok()) status_ = *status;
  loop().Defer(*this);
}

void ChildProcess::RunPending() {
  SetActive(false);
  listener_.OnExit(*this, status_);
}

void ChildProcess::Stopping() {
  PendingCallback::Unlink();
  poll_.Close();
}

}  // namespace eddy::loop
