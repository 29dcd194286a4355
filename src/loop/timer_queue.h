// The deadlines of a loop's timers: a binary heap in which moving a deadline later costs nothing until it comes up.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace eddy::loop {

class Timer;

// Orders timers by deadline, then by when they were started. A timer whose deadline moves later (a timeout that is
// refreshed on every event) keeps its old place until that comes up: O(1). Everything else is O(log n).
class TimerQueue {
 public:
  static constexpr uint64_t kNone = ~uint64_t{0};

  // Sets the deadline of `timer` (milliseconds on the loop's clock), whether it is queued or not.
  void Schedule(Timer& timer, uint64_t deadline);
  void Cancel(Timer& timer);

  // The earliest deadline, or kNone. May be earlier than any timer is due when timers were refreshed.
  uint64_t NextDeadline() const { return heap_.empty() ? kNone : heap_[0].deadline; }

  // Begins a pass at `now`: timers that are scheduled from here on are not due in it.
  struct Pass {
    uint64_t now;
    uint64_t limit;
  };
  Pass BeginPass(uint64_t now) const { return {now, sequence_}; }
  // Takes the next timer that is due in `pass` out of the queue; null when there is none.
  Timer* PopDue(const Pass& pass);

 private:
  struct Entry {
    uint64_t deadline;
    uint64_t sequence;
    Timer* timer;
  };
  static bool Before(const Entry& a, const Entry& b) {
    return a.deadline != b.deadline ? a.deadline < b.deadline : a.sequence < b.sequence;
  }
  void SiftUp(size_t index, Entry entry);
  void SiftDown(size_t index, Entry entry);
  void RemoveAt(size_t index);

  std::vector<Entry> heap_;
  uint64_t sequence_ = 0;
};

}  // namespace eddy::loop
