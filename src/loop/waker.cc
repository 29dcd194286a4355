#include "loop/waker.h"

#include <sys/eventfd.h>

#include "loop/backend.h"
#include "loop/loop.h"

namespace eddy::loop {

Status Waker::Open() {
  int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) return Status::FromErrno();
  if (Status status = Adopt(FileDescriptor(fd)); !status.ok()) return status;
  set_is_socket(false);
  // Edge-triggered: the counter is never read, and every write to it is an edge.
  loop().backend().SetPoll(*this, kReadable, true);
  return {};
}

void Waker::Wake() { static_cast<void>(eventfd_write(fd(), 1)); }

}  // namespace eddy::loop
