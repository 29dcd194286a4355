// Hooks into the phases of a turn: Idle, Prepare and Check.
#pragma once
#include "loop/handle.h"
#include "loop/observer.h"

namespace eddy::loop {

class PhaseHook;

class PhaseHookListener {
 public:
  virtual ~PhaseHookListener() = default;
  // The hook's phase has come.
  virtual void OnPhase(PhaseHook& hook) = 0;
  virtual void OnClose(PhaseHook& hook) {}
};

struct InPhase;

// Runs its listener once per turn while started, in the order of starting, unless it was put first. A started hook is
// active: unless unreferenced, it keeps the loop alive. May be destroyed at any time without Close.
class PhaseHook : public Handle, public ListNode<InPhase> {
 public:
  enum class Place { kLast, kFirst };
  // `place`: among the hooks that are started already. Idempotent; nothing happens on a closing hook.
  void Start(Place place = Place::kLast);
  void Stop();

 protected:
  PhaseHook(Loop& loop, Phase phase, PhaseHookListener& listener) : Handle(loop), listener_(listener), phase_(phase) {}

 private:
  friend class Loop;
  void Stopping() override;
  void NotifyClosed() override { listener_.OnClose(*this); }

  PhaseHookListener& listener_;
  Phase phase_;
};

// While one is started, turns follow each other without waiting.
class Idle final : public PhaseHook {
 public:
  Idle(Loop& loop, PhaseHookListener& listener) : PhaseHook(loop, Phase::kIdle, listener) {}
  std::string_view Kind() const override { return "idle"; }
};

// Runs just before the loop waits.
class Prepare final : public PhaseHook {
 public:
  Prepare(Loop& loop, PhaseHookListener& listener) : PhaseHook(loop, Phase::kPrepare, listener) {}
  std::string_view Kind() const override { return "prepare"; }
};

// Runs after the turn's I/O: where setImmediate lives.
class Check final : public PhaseHook {
 public:
  Check(Loop& loop, PhaseHookListener& listener) : PhaseHook(loop, Phase::kCheck, listener) {}
  std::string_view Kind() const override { return "check"; }
};

}  // namespace eddy::loop
