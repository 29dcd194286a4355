// Timer: calls back once after a time, or again and again.
#pragma once
#include <cstdint>

#include "loop/handle.h"

namespace eddy::loop {

class Timer;

class TimerListener {
 public:
  virtual ~TimerListener() = default;
  // The time is up. A repeating timer has been started again already.
  virtual void OnTimer(Timer& timer) = 0;
  virtual void OnClose(Timer& timer) {}
};

// May be destroyed at any time, also in its own callback, without Close.
class Timer final : public Handle {
 public:
  Timer(Loop& loop, TimerListener& listener) : Handle(loop), listener_(listener) {}
  ~Timer() override;
  std::string_view Kind() const override { return "timer"; }

  // Starts or restarts: due `timeout` milliseconds after Loop::Now (0: in the next timers phase), then every `repeat`
  // milliseconds if that is not 0. Timers that are due at the same millisecond run in the order of their starts.
  // Restarting to a later time is O(1). Nothing happens on a closing timer.
  void Start(uint64_t timeout, uint64_t repeat = 0);

  // Idempotent.
  void Stop();

  // Restarts a repeating timer with its repeat as the timeout; stops one that does not repeat.
  void Again();

  uint64_t repeat() const { return repeat_; }
  // Takes effect with the next start, or after the next callback.
  void set_repeat(uint64_t repeat) { repeat_ = repeat; }

  // Milliseconds until it is due: 0 when overdue or not active.
  uint64_t DueIn() const;

 private:
  friend class Loop;
  friend class TimerQueue;
  static constexpr uint32_t kNotQueued = ~uint32_t{0};

  void Stopping() override;
  void NotifyClosed() override { listener_.OnClose(*this); }
  // Called by the loop when due.
  void Fire();

  TimerListener& listener_;
  uint64_t deadline_ = 0;
  uint64_t sequence_ = 0;
  uint64_t repeat_ = 0;
  uint32_t heap_index_ = kNotQueued;
};

}  // namespace eddy::loop
