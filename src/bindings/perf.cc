// binding('perf'): what node:perf_hooks measures of the event loop. https://nodejs.org/api/perf_hooks.html
#include <v8.h>

#include "engine/binding.h"
#include "loop/loop.h"
#include "runtime/realm.h"

namespace eddy::bindings {
namespace {

// Milliseconds that the loop has waited in the kernel since it began.
double LoopIdleMs(Realm& realm) { return static_cast<double>(realm.loop().IdleTimeNs()) / 1e6; }

}  // namespace

void DefinePerf(BindingTarget& target) { target.Function<&LoopIdleMs>("loopIdleMs"); }

}  // namespace eddy::bindings
