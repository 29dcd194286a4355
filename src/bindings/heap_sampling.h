// Heap profiles by V8's sampling of allocations.
// https://chromedevtools.github.io/devtools-protocol/v8/HeapProfiler/#type-SamplingHeapProfile
#pragma once
#include <v8.h>

#include <string>

namespace eddy::bindings {

// Ends the sampling that HeapProfiler::StartSamplingHeapProfiler began, on the isolate's thread. The profile as JSON,
// as the protocol has it; empty when none ran.
std::string StopHeapSampling(v8::Isolate* isolate);

}  // namespace eddy::bindings
