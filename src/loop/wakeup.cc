#include "loop/wakeup.h"

#include "base/invariant.h"
#include "loop/loop.h"

namespace eddy::loop {

Wakeup::~Wakeup() { EDDY_INVARIANT(IsClosed(), "a wakeup was destroyed before its close callback"); }

void Wakeup::Send() {
  if (!posted_.exchange(true, std::memory_order_acq_rel)) loop().Post(*this);
}

void Wakeup::Run() {
  if (IsClosing()) {
    // Stopping has seen the task on its way and left the end to it.
    FinishClose();
    return;
  }
  // Cleared before the callback: a send during it must cause the next one.
  posted_.store(false, std::memory_order_release);
  listener_.OnWakeup(*this);
}

void Wakeup::Stopping() {
  // Taking the flag keeps later sends out; if it was taken, the posted task still points here and ends the closing.
  if (!posted_.exchange(true, std::memory_order_acq_rel)) FinishClose();
}

}  // namespace eddy::loop
