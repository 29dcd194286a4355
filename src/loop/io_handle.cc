#include "loop/io_handle.h"

#include "base/invariant.h"
#include "loop/backend.h"
#include "loop/loop.h"

namespace eddy::loop {

IoHandle::IoHandle(Loop& loop, Visibility visibility) : Handle(loop, visibility) {}

IoHandle::~IoHandle() {
  EDDY_INVARIANT(slot_ == kNoSlot, "an I/O handle was destroyed while its descriptor was in use");
  if (borrowed_) static_cast<void>(fd_.Release());
}

Status IoHandle::Adopt(FileDescriptor fd, bool borrowed) {
  Status status;
  if (IsClosing()) {
    status = Status(-ECANCELED);
  } else if (fd_.valid()) {
    status = Status(-EBUSY);
  } else {
    fd_ = std::move(fd);
    borrowed_ = borrowed;
    status = loop().backend().Attach(*this);
    if (status.ok()) return status;
    fd = std::move(fd_);
  }
  if (borrowed) static_cast<void>(fd.Release());
  return status;
}

void IoHandle::Stopping() {
  if (slot_ == kNoSlot) {
    OnDetached();
  } else {
    loop().backend().Detach(*this);
  }
}

}  // namespace eddy::loop
