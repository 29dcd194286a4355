#include "loop/phase_hooks.h"

#include "base/invariant.h"
#include "loop/loop.h"

namespace eddy::loop {

void PhaseHook::Start(Place place) {
  if (IsClosing() || ListNode<InPhase>::linked()) return;
  Loop::HookList& list = phase_ == Phase::kIdle      ? loop().idle_hooks_
                         : phase_ == Phase::kPrepare ? loop().prepare_hooks_
                                                     : loop().check_hooks_;
  if (place == Place::kFirst) {
    list.PushFront(*this);
  } else {
    list.PushBack(*this);
  }
  SetActive(true);
}

void PhaseHook::Stop() {
  ListNode<InPhase>::Unlink();
  SetActive(false);
}

void PhaseHook::Stopping() {
  Stop();
  FinishClose();
}

}  // namespace eddy::loop
