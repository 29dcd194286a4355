// SigintTrace: prints where JavaScript is when the user presses Ctrl-C, and ends the process by that signal.
// https://nodejs.org/api/util.html#utilsettracesigintenable
#pragma once

#include "runtime/realm.h"

namespace eddy::bindings {

// Begins or ends tracing for the process; `realm` is the main thread's. What handled SIGINT before does so again after.
void SetTraceSigint(runtime::Realm& realm, bool enable);

}  // namespace eddy::bindings
