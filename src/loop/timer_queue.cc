#include "loop/timer_queue.h"

#include "loop/timer.h"

namespace eddy::loop {

void TimerQueue::Schedule(Timer& timer, uint64_t deadline) {
  timer.deadline_ = deadline;
  timer.sequence_ = sequence_++;
  if (timer.heap_index_ == Timer::kNotQueued) {
    heap_.push_back({});
    SiftUp(heap_.size() - 1, {deadline, timer.sequence_, &timer});
    return;
  }
  // A later deadline (or the same, whose sequence is later) stays where it is; PopDue moves it when it comes up.
  if (deadline >= heap_[timer.heap_index_].deadline) return;
  SiftUp(timer.heap_index_, {deadline, timer.sequence_, &timer});
}

void TimerQueue::Cancel(Timer& timer) {
  if (timer.heap_index_ == Timer::kNotQueued) return;
  RemoveAt(timer.heap_index_);
}

Timer* TimerQueue::PopDue(const Pass& pass) {
  while (!heap_.empty()) {
    Entry top = heap_[0];
    if (top.deadline > pass.now) return nullptr;
    Timer& timer = *top.timer;
    if (top.sequence != timer.sequence_) {
      SiftDown(0, {timer.deadline_, timer.sequence_, &timer});
      continue;
    }
    // Started in this pass: whatever else is due comes before it, for its deadline is now at the earliest.
    if (top.sequence >= pass.limit) return nullptr;
    RemoveAt(0);
    return &timer;
  }
  return nullptr;
}

void TimerQueue::SiftUp(size_t index, Entry entry) {
  while (index > 0) {
    size_t parent = (index - 1) / 2;
    if (!Before(entry, heap_[parent])) break;
    heap_[index] = heap_[parent];
    heap_[index].timer->heap_index_ = static_cast<uint32_t>(index);
    index = parent;
  }
  heap_[index] = entry;
  entry.timer->heap_index_ = static_cast<uint32_t>(index);
}

void TimerQueue::SiftDown(size_t index, Entry entry) {
  const size_t size = heap_.size();
  for (;;) {
    size_t child = 2 * index + 1;
    if (child >= size) break;
    if (child + 1 < size && Before(heap_[child + 1], heap_[child])) ++child;
    if (!Before(heap_[child], entry)) break;
    heap_[index] = heap_[child];
    heap_[index].timer->heap_index_ = static_cast<uint32_t>(index);
    index = child;
  }
  heap_[index] = entry;
  entry.timer->heap_index_ = static_cast<uint32_t>(index);
}

void TimerQueue::RemoveAt(size_t index) {
  heap_[index].timer->heap_index_ = Timer::kNotQueued;
  Entry last = heap_.back();
  heap_.pop_back();
  if (index == heap_.size()) return;
  if (index > 0 && Before(last, heap_[(index - 1) / 2])) {
    SiftUp(index, last);
  } else {
    SiftDown(index, last);
  }
}

}  // namespace eddy::loop
