// binding('timers'): the native deadline under JavaScript's timers (lib/internal/timers/). Times are the loop's, in ms.
#include "bindings/registry.h"
#include "runtime/event_loop.h"

namespace eddy::bindings {

namespace {

using runtime::EventLoop;

double Now(Realm& realm) {
  realm.loop().UpdateTime();
  return static_cast<double>(realm.loop().Now());
}

void Schedule(Realm& realm, double deadline) { realm.State<EventLoop>().ScheduleTimers(deadline); }

void ToggleRef(Realm& realm, bool referenced) { realm.State<EventLoop>().ReferenceTimers(referenced); }

}  // namespace

void DefineTimers(BindingTarget& target) {
  target.FastFunction<&Now>("now");
  target.Function<&Schedule>("schedule");
  target.Function<&ToggleRef>("toggleRef");
}

}  // namespace eddy::bindings
