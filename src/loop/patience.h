// Patience: whether a loop, or the pool's threads, stay awake for a moment before they sleep.
//
// A thread that sleeps needs some 25 us to wake, many times what a short answer takes that another thread or process is
// making already. Staying awake for no longer than sleeping costs is never worse than twice the best choice (Karlin et
// al., "Competitive randomized algorithms for nonuniform problems", 1990); it is worse than sleeping where answers take
// longer. So a loop stays awake only while it converses: when the messages before came in a short time. What is idle,
// waits for sockets or timers, or hears from slow peers sleeps at once.
#pragma once
#include <algorithm>
#include <cstdint>

namespace eddy::loop {

class Patience {
 public:
  // How long a wait stays awake at most, in nanoseconds.
  static constexpr uint64_t kAwakeNs = 50'000;

  // Whether others can run while a thread of this process stays awake. sched_getaffinity(2), as it was at first.
  static bool Possible();
  // Leaves the processor's shared parts to others for a moment.
  static void Relax() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
  }

  // A message has come from a thread or process that may answer at once: what the present wait has brought.
  void NoteMessage() { message_ = true; }

  // Whether the next wait begins awake.
  bool Worth() const { return short_waits_ >= wanted_; }

  // A wait that might have slept is over, and what it brought is delivered. `waited_ns`: how long it was; `awake`:
  // whether it began awake; `slept`: whether it slept in the end.
  void WaitOver(uint64_t waited_ns, bool awake, bool slept) {
    if (awake && slept) {
      // In vain: the next time more must speak for it.
      wanted_ = std::min(wanted_ * 2, kMostWanted);
      short_waits_ = 0;
    } else if (message_) {
      // With a sleep in it, a wait for an answer that comes in time is longer by the sleep's cost.
      const bool in_time = waited_ns <= (slept ? 2 * kAwakeNs : kAwakeNs);
      short_waits_ = in_time ? std::min(short_waits_ + 1, kMostWanted) : 0;
      if (awake) wanted_ = std::max(wanted_ / 2, kLeastWanted);
    }
    message_ = false;
  }
  // The same of a wait that had something to deliver from the start: it says nothing.
  void NoWait() { message_ = false; }

 private:
  static constexpr uint32_t kLeastWanted = 3;
  static constexpr uint32_t kMostWanted = 64;

  uint32_t short_waits_ = 0;  // one after the other
  uint32_t wanted_ = kLeastWanted;
  bool message_ = false;
};

}  // namespace eddy::loop
