// Collecting the youngest objects before V8 would.
#pragma once
#include <v8.h>

#include <shared_mutex>
#include <string>

namespace eddy::engine {

// Collects the young generation, on the isolate's thread: the cost is in proportion to what of it is alive. Also from
// an interrupt (Isolate::RequestInterrupt).
void CollectYoung(v8::Isolate* isolate);

// To be told of flags of V8 that the program sets, words or one word of them: --expose-gc stays as it wants it.
void NoteFlags(std::string flags);

// Held, shared, by whoever makes a context: CollectYoung changes a flag of V8 for a moment that contexts look at.
std::shared_mutex& FlagsMutex();

}  // namespace eddy::engine
