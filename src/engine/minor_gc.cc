#include "engine/minor_gc.h"

#include <mutex>

namespace eddy::engine {

std::shared_mutex& FlagsMutex() {
  static auto* mutex = new std::shared_mutex;
  return *mutex;
}

void CollectYoung(v8::Isolate* isolate) {
  // Another thread that makes a context meanwhile would give it the function that the flag stands for.
  const std::unique_lock lock(FlagsMutex(), std::try_to_lock);
  if (!lock.owns_lock()) return;
  // The only way that V8's interface has to ask for this is meant for tests, and wants this flag while it is used.
  v8::V8::SetFlagsFromString("--expose-gc");
  isolate->RequestGarbageCollectionForTesting(v8::Isolate::kMinorGarbageCollection,
                                              v8::StackState::kMayContainHeapPointers);
  v8::V8::SetFlagsFromString("--no-expose-gc");
}

}  // namespace eddy::engine
