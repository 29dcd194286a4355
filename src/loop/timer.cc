#include "loop/timer.h"

#include <algorithm>

#include "loop/loop.h"

namespace eddy::loop {

Timer::~Timer() { loop().timers().Cancel(*this); }

void Timer::Start(uint64_t timeout, uint64_t repeat) {
  if (IsClosing()) return;
  repeat_ = repeat;
  // The far future is as good as never; the sum must not wrap.
  constexpr uint64_t kFarthest = uint64_t{1} << 62;
  loop().timers().Schedule(*this, loop().Now() + std::min(timeout, kFarthest));
  SetActive(true);
}

void Timer::Stop() {
  loop().timers().Cancel(*this);
  SetActive(false);
}

void Timer::Again() {
  if (repeat_ == 0) {
    Stop();
  } else {
    Start(repeat_, repeat_);
  }
}

uint64_t Timer::DueIn() const {
  if (!IsActive()) return 0;
  return deadline_ - std::min(deadline_, loop().Now());
}

void Timer::Stopping() {
  Stop();
  FinishClose();
}

void Timer::Fire() {
  if (repeat_ != 0) {
    Start(repeat_, repeat_);
  } else {
    SetActive(false);
  }
  listener_.OnTimer(*this);
}

}  // namespace eddy::loop
