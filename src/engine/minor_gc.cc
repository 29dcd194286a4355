#include "engine/minor_gc.h"

#include <algorithm>
#include <atomic>
#include <mutex>

namespace eddy::engine {

namespace {

// Whether the program has --expose-gc set.
std::atomic<bool> gc_exposed{false};

}  // namespace

void NoteFlags(std::string flags) {
  // V8 takes either form of the words.
  std::replace(flags.begin(), flags.end(), '_', '-');
  for (size_t at = 0; (at = flags.find("expose-gc", at)) != std::string::npos; at++) {
    const std::string before = flags.substr(0, at);
    gc_exposed = !before.ends_with("--no-") && !before.ends_with("--no");
  }
}

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
  if (!gc_exposed) v8::V8::SetFlagsFromString("--no-expose-gc");
}

}  // namespace eddy::engine
