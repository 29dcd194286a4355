#include "loop/poll.h"

#include "loop/loop.h"

namespace eddy::loop {

Status PollHandle::Open(int fd) {
  if (fd < 0) return Status(-EBADF);
  set_is_socket(false);
  return Adopt(FileDescriptor(fd), true);
}

Status PollHandle::Open(FileDescriptor fd) {
  if (!fd.valid()) return Status(-EBADF);
  set_is_socket(false);
  return Adopt(std::move(fd));
}

Status PollHandle::Start(uint32_t events) {
  if (IsClosing()) return Status(-ECANCELED);
  if (fd() < 0) return Status(-EBADF);
  if (events == 0) return Status(-EINVAL);
  loop().backend().SetPoll(*this, events, false);
  SetActive(true);
  return {};
}

void PollHandle::Stop() {
  if (IsClosing() || fd() < 0) return;
  loop().backend().SetPoll(*this, 0, false);
  SetActive(false);
}

void PollHandle::Want(uint32_t events) {
  if (events == wanted_ || IsClosing()) return;
  wanted_ = events;
  if (events == 0) {
    Stop();
  } else {
    static_cast<void>(Start(events));
  }
}

void PollHandle::OnReady(uint32_t events, Status status) {
  if (!status.ok()) SetActive(false);
  listener_.OnReady(*this, events, status);
}

}  // namespace eddy::loop
