#include "engine/v8_locks.h"

// As in absl/synchronization/mutex.h, whose headers V8's do not bring.
namespace absl {
enum class OnDeadlockCycle { kIgnore, kReport, kAbort };
[[gnu::weak]] void SetMutexDeadlockDetectionMode(OnDeadlockCycle mode);
}  // namespace absl

namespace eddy::engine {

void ForgoDeadlockDetection() {
  if (&absl::SetMutexDeadlockDetectionMode != nullptr) {
    absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  }
}

}  // namespace eddy::engine
