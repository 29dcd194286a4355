#include "loop/backend.h"

#include <cstdlib>
#include <cstring>

#include "loop/epoll/epoll_backend.h"

namespace eddy::loop {

Result<std::unique_ptr<Backend>> MakeBackend(BackendKind kind, const BackendOptions& options) {
  if (kind == BackendKind::kUring) return Status(-ENOSYS);
  return EpollBackend::Create(options);
}

}  // namespace eddy::loop
