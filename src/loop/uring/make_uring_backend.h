// The way into the io_uring backend for code that does not know liburing.
#pragma once
#include <memory>

#include "base/result.h"
#include "loop/backend.h"

namespace eddy::loop {

// A backend on io_uring. Must be made on the thread that will run it. Errors: ENOSYS when this kernel, or the
// container's policy, lacks something that the backend needs (found out by trying, once per process); EMFILE, ENOMEM.
Result<std::unique_ptr<Backend>> MakeUringBackend(const BackendOptions& options);

}  // namespace eddy::loop
