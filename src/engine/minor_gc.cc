#include "engine/minor_gc.h"

namespace eddy::engine {

void CollectYoung(v8::Isolate* isolate) {
  // The only way that V8's interface has to ask for this is meant for tests, and wants this flag while it is used.
  v8::V8::SetFlagsFromString("--expose-gc");
  isolate->RequestGarbageCollectionForTesting(v8::Isolate::kMinorGarbageCollection);
  v8::V8::SetFlagsFromString("--no-expose-gc");
}

}  // namespace eddy::engine
