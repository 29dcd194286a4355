#include "loop/backend.h"

#include <cstdlib>
#include <string_view>

#include "loop/epoll/epoll_backend.h"
#include "loop/uring/make_uring_backend.h"

namespace eddy::loop {
namespace {

// What EDDY_LOOP says; anything but the two names is as good as nothing.
BackendKind KindFromEnvironment() {
  const char* value = std::getenv("EDDY_LOOP");
  const std::string_view name = value != nullptr ? value : "";
  if (name == "uring") return BackendKind::kUring;
  if (name == "epoll") return BackendKind::kEpoll;
  return BackendKind::kAutomatic;
}

}  // namespace

Result<std::unique_ptr<Backend>> MakeBackend(BackendKind kind, const BackendOptions& options) {
  if (kind == BackendKind::kAutomatic) kind = KindFromEnvironment();
  if (kind != BackendKind::kEpoll) {
    Result<std::unique_ptr<Backend>> uring = MakeUringBackend(options);
    if (uring.ok() || kind == BackendKind::kUring) return uring;
  }
  return EpollBackend::Create(options);
}

}  // namespace eddy::loop
