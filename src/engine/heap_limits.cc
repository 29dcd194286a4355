#include "engine/heap_limits.h"

#include <unistd.h>

#include <fstream>

namespace eddy::engine {

namespace {

uint64_t MemoryToUse() {
  const auto physical = static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(getpagesize());
  const uint64_t granted = ConstrainedMemory();
  return granted > 0 && granted < physical ? granted : physical;
}

}  // namespace

uint64_t ConstrainedMemory() {
  for (const char* path : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    std::ifstream file(path);
    double limit = 0;
    // Version 1 has no word for no limit, but a number of nearly 2^63.
    if (file >> limit && limit < 9e18) return static_cast<uint64_t>(limit);
  }
  return 0;
}

void FillInHeapLimits(v8::ResourceConstraints& constraints) {
  // Once: every worker begins here.
  static const uint64_t memory = MemoryToUse();
  v8::ResourceConstraints defaults;
  defaults.ConfigureDefaults(memory, 0);
  if (constraints.max_old_generation_size_in_bytes() == 0) {
    constraints.set_max_old_generation_size_in_bytes(defaults.max_old_generation_size_in_bytes());
  }
  if (constraints.max_young_generation_size_in_bytes() == 0) {
    constraints.set_max_young_generation_size_in_bytes(defaults.max_young_generation_size_in_bytes());
  }
}

}  // namespace eddy::engine
