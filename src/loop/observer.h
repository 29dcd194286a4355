// Observer: what a loop tells whoever watches it. None is attached by default; then each of these costs one predictable
// branch.
#pragma once
#include <cstdint>

namespace eddy::loop {

class Handle;
class Loop;

// The parts of a turn, in their order.
enum class Phase : uint8_t { kTimers, kPending, kIdle, kPrepare, kPoll, kCheck, kClose };

// The name of a phase in lower case: "timers".
const char* PhaseName(Phase phase);

// Called on the loop's thread. An observer must not start, stop or close anything.
class Observer {
 public:
  virtual ~Observer() = default;

  // A phase begins or ends. Phases with nothing to do are not reported, except kPoll, which every turn has.
  virtual void OnPhaseBegin(Loop& loop, Phase phase) {}
  virtual void OnPhaseEnd(Loop& loop, Phase phase) {}

  // The loop is about to wait in the kernel, at most `timeout_ns` (negative: for ever), and has come back. Between the
  // two no callback runs: what lies outside is the time that blocks others.
  virtual void OnWaitBegin(Loop& loop, int64_t timeout_ns) {}
  virtual void OnWaitEnd(Loop& loop) {}

  // A callback of `handle` begins or ends. They nest when a callback runs the next.
  virtual void OnCallbackBegin(Handle& handle) {}
  virtual void OnCallbackEnd(Handle& handle) {}

  // A handle came to be (its most derived part does not exist yet: do not ask its Kind) or is gone.
  virtual void OnHandleCreated(Handle& handle) {}
  virtual void OnHandleClosed(Handle& handle) {}
};

}  // namespace eddy::loop
