#include "loop/patience.h"

#include <sched.h>

namespace eddy::loop {

bool Patience::Possible() {
  static const bool answer = [] {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) != 0 || CPU_COUNT(&set) > 1;
  }();
  return answer;
}

}  // namespace eddy::loop
