// How large V8's heaps may grow on this machine.
#pragma once
#include <v8.h>

#include <cstdint>

namespace eddy::engine {

// The bytes of memory that the process's control group grants; 0 when it sets no limit.
uint64_t ConstrainedMemory();

// Fills in what `constraints` leaves open (its maxima of the young and the old generation) by the memory that the
// machine has or the control group grants, looked up once, as v8::ResourceConstraints::ConfigureDefaults advises. Flags
// of V8, such as --max-old-space-size, prevail over both.
void FillInHeapLimits(v8::ResourceConstraints& constraints);

}  // namespace eddy::engine
