#include "loop/handle.h"

#include "base/invariant.h"
#include "loop/loop.h"
#include "loop/observer.h"

namespace eddy::loop {

Handle::Handle(Loop& loop, Visibility visibility) : loop_(&loop) {
  if (visibility == Visibility::kHidden) {
    flags_ = kHidden;
    return;
  }
  loop.handles_.PushBack(*this);
  if (Observer* observer = loop.observer()) observer->OnHandleCreated(*this);
}

Handle::~Handle() {
  EDDY_INVARIANT((flags_ & (kClosing | kClosed)) != kClosing, "a handle was destroyed before its close callback");
  if (flags_ & kHidden) return;
  UpdateFlags(flags_ & ~(kActive | kReferenced));
  if ((flags_ & kClosed) == 0) {
    if (Observer* observer = loop_->observer()) observer->OnHandleClosed(*this);
  }
}

void Handle::UpdateFlags(uint8_t flags) {
  auto counts = [](uint8_t f) { return (f & (kActive | kReferenced | kClosing)) == (kActive | kReferenced); };
  loop_->active_handles_ += static_cast<int>(counts(flags)) - static_cast<int>(counts(flags_));
  flags_ = flags;
}

void Handle::Ref() { UpdateFlags(flags_ | kReferenced); }

void Handle::Unref() { UpdateFlags(flags_ & ~kReferenced); }

void Handle::SetActive(bool active) { UpdateFlags(active ? flags_ | kActive : flags_ & ~kActive); }

void Handle::Close() {
  if (IsClosing()) return;
  UpdateFlags(flags_ | kClosing);
  ++loop_->closing_handles_;
  Stopping();
}

void Handle::CloseAndDelete() {
  // Closed by somebody else before, and nobody will tell of it again.
  if (IsClosed() && (flags_ & kDeleteWhenClosed) == 0) {
    delete this;
    return;
  }
  flags_ |= kDeleteWhenClosed;
  Close();
}

void Handle::ReportClosed() {
  --loop_->closing_handles_;
  const bool owned = (flags_ & kDeleteWhenClosed) != 0;
  flags_ |= kClosed;
  if (Observer* observer = loop_->observer()) observer->OnHandleClosed(*this);
  // The owner may destroy the handle inside this call.
  NotifyClosed();
  if (owned) delete this;
}

void Handle::FinishClose() {
  EDDY_INVARIANT(IsClosing() && (flags_ & kCloseQueued) == 0, "a handle finished closing twice");
  UpdateFlags((flags_ | kCloseQueued) & ~kActive);
  Unlink();
  loop_->closed_handles_.PushBack(*this);
}

}  // namespace eddy::loop
