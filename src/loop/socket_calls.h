// System calls on sockets with their outcome as Status and Result.
#pragma once
#include "base/result.h"
#include "loop/file_descriptor.h"
#include "loop/socket_address.h"

namespace eddy::loop {

// A nonblocking, close-on-exec socket of `type`: SOCK_STREAM or SOCK_DGRAM. socket(2).
Result<FileDescriptor> MakeSocket(int family, int type = SOCK_STREAM);

// setsockopt(2) with an int.
Status SetSocketOption(int fd, int level, int option, int value);

Status BindSocket(int fd, const SocketAddress& address);

// 0, -EINPROGRESS, or a negative errno. connect(2); restarted never, as an interrupted one goes on by itself.
int ConnectSocket(int fd, const SocketAddress& address);

// getsockname(2) and getpeername(2). EBADF when `fd` is -1.
Result<SocketAddress> LocalAddressOf(int fd);
Result<SocketAddress> PeerAddressOf(int fd);

}  // namespace eddy::loop
