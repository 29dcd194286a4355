// The one native deadline under JavaScript's timers.
#pragma once
#include <time.h>

#include <cmath>

namespace eddy::runtime {

class Realm;

struct TimerDeadline {
  explicit TimerDeadline(Realm&) {}
  static double Now() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return std::floor(static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6);
  }
  double deadline = -1;
  bool referenced = false;
};

}  // namespace eddy::runtime
