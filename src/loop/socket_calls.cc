#include "loop/socket_calls.h"

#include <sys/socket.h>

namespace eddy::loop {

Result<FileDescriptor> MakeSocket(int family, int type) {
  FileDescriptor fd(socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return Status::FromErrno();
  return fd;
}

Status SetSocketOption(int fd, int level, int option, int value) {
  if (fd < 0) return Status(-EBADF);
  return setsockopt(fd, level, option, &value, sizeof value) == 0 ? Status() : Status::FromErrno();
}

Status BindSocket(int fd, const SocketAddress& address) {
  return bind(fd, address.native(), address.native_length()) == 0 ? Status() : Status::FromErrno();
}

int ConnectSocket(int fd, const SocketAddress& address) {
  if (connect(fd, address.native(), address.native_length()) == 0) return 0;
  return errno == EINTR ? -EINPROGRESS : -errno;
}

Result<SocketAddress> LocalAddressOf(int fd) {
  sockaddr_storage storage;
  socklen_t length = sizeof storage;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &length) != 0) return Status::FromErrno();
  return SocketAddress::FromNative(reinterpret_cast<sockaddr*>(&storage), length);
}

Result<SocketAddress> PeerAddressOf(int fd) {
  sockaddr_storage storage;
  socklen_t length = sizeof storage;
  if (getpeername(fd, reinterpret_cast<sockaddr*>(&storage), &length) != 0) return Status::FromErrno();
  return SocketAddress::FromNative(reinterpret_cast<sockaddr*>(&storage), length);
}

}  // namespace eddy::loop
