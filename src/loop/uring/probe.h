// Finds out whether io_uring is what the backend needs here.
#pragma once
#include <liburing.h>

#include "base/result.h"

namespace eddy::loop {

// Tries, on a fresh ring: the operations, and a multishot receive into a provided buffer over a socket pair. Leaves
// nothing behind on the ring. The first answer stands for the whole process. Errors: ENOSYS.
Status ProbeRing(io_uring& ring);

}  // namespace eddy::loop
