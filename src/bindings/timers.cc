// binding('timers'): the native deadline under JavaScript's timers (lib/internal/timers/). Times are the loop's, in ms.
#include "bindings/registry.h"
#include "runtime/timer_deadline.h"

namespace eddy::bindings {

namespace {

using runtime::TimerDeadline;

double Now() { return TimerDeadline::Now(); }
void Schedule(Realm& realm, double deadline) { realm.State<TimerDeadline>().deadline = deadline; }
void ToggleRef(Realm& realm, bool referenced) { realm.State<TimerDeadline>().referenced = referenced; }

}  // namespace

void DefineTimers(BindingTarget& target) {
  target.Function<&Now>("now");
  target.Function<&Schedule>("schedule");
  target.Function<&ToggleRef>("toggleRef");
}

}  // namespace eddy::bindings
