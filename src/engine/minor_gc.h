// Collecting the youngest objects before V8 would.
#pragma once
#include <v8.h>

#include <shared_mutex>

namespace eddy::engine {

// Collects the young generation: the cost is in proportion to what of it is alive. Not while JavaScript runs.
//
// V8 counts an ArrayBuffer's memory, but lets 64 MiB of it become garbage before it looks: a stream of small buffers
// would hold that much for nothing.
void CollectYoung(v8::Isolate* isolate);

// Held, shared, by whoever makes a context: CollectYoung changes a flag of V8 for a moment that contexts look at.
std::shared_mutex& FlagsMutex();

}  // namespace eddy::engine
