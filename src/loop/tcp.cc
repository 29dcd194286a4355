#include "loop/tcp.h"

#include <netinet/tcp.h>

#include "loop/loop.h"
#include "loop/socket_calls.h"

namespace eddy::loop {
namespace {

Status SetTcpNoDelay(int fd, bool on) { return SetSocketOption(fd, IPPROTO_TCP, TCP_NODELAY, on ? 1 : 0); }

Status SetTcpKeepAlive(int fd, bool on, int initial_delay_s) {
  if (initial_delay_s < 0) return Status(-EINVAL);
  if (Status status = SetSocketOption(fd, SOL_SOCKET, SO_KEEPALIVE, on ? 1 : 0); !status.ok()) return status;
  if (!on || initial_delay_s == 0) return {};
  if (Status status = SetSocketOption(fd, IPPROTO_TCP, TCP_KEEPIDLE, initial_delay_s); !status.ok()) return status;
  if (Status status = SetSocketOption(fd, IPPROTO_TCP, TCP_KEEPINTVL, 1); !status.ok()) return status;
  return SetSocketOption(fd, IPPROTO_TCP, TCP_KEEPCNT, 10);
}

}  // namespace

Status TcpServer::Listen(const SocketAddress& address, const TcpListenOptions& options) {
  if (!address.is_ip()) return Status(-EINVAL);
  if (fd() >= 0) return Status(-EBUSY);
  Result<FileDescriptor> made = MakeSocket(address.family());
  if (!made.ok()) return made.status();
  const int socket = made->get();
  if (Status status = SetSocketOption(socket, SOL_SOCKET, SO_REUSEADDR, 1); !status.ok()) return status;
  if (options.reuse_port) {
    if (Status status = SetSocketOption(socket, SOL_SOCKET, SO_REUSEPORT, 1); !status.ok()) return status;
  }
  if (address.family() == AF_INET6) {
    Status status = SetSocketOption(socket, IPPROTO_IPV6, IPV6_V6ONLY, options.ipv6_only ? 1 : 0);
    if (!status.ok()) return status;
  }
  if (Status status = BindSocket(socket, address); !status.ok()) return status;
  // Before it is adopted, so that a failed Listen leaves the server as it was. Two sockets may both bind a port with
  // SO_REUSEADDR; it is listen that tells.
  if (listen(socket, options.backlog) != 0) return Status::FromErrno();
  if (Status status = Adopt(std::move(*made)); !status.ok()) return status;
  return BeginListening(options.backlog);
}

Status TcpServer::SetNoDelay(bool on) { return SetTcpNoDelay(fd(), on); }

Status TcpServer::SetKeepAlive(bool on, int initial_delay_s) { return SetTcpKeepAlive(fd(), on, initial_delay_s); }

Result<SocketAddress> TcpServer::LocalAddress() const { return LocalAddressOf(fd()); }

Status TcpSocket::EnsureSocket(int family) {
  if (IsClosing()) return Status(-ECANCELED);
  if (fd() >= 0) return {};
  Result<FileDescriptor> made = MakeSocket(family);
  if (!made.ok()) return made.status();
  return Adopt(std::move(*made));
}

Status TcpSocket::Bind(const SocketAddress& address, bool ipv6_only) {
  if (!address.is_ip()) return Status(-EINVAL);
  if (Status status = EnsureSocket(address.family()); !status.ok()) return status;
  if (Status status = SetSocketOption(fd(), SOL_SOCKET, SO_REUSEADDR, 1); !status.ok()) return status;
  if (address.family() == AF_INET6) {
    if (Status status = SetSocketOption(fd(), IPPROTO_IPV6, IPV6_V6ONLY, ipv6_only ? 1 : 0); !status.ok())
      return status;
  }
  return BindSocket(fd(), address);
}

Status TcpSocket::Connect(const SocketAddress& address) {
  if (!address.is_ip()) return Status(-EINVAL);
  if (IsConnecting()) return Status(-EALREADY);
  if (Status status = EnsureSocket(address.family()); !status.ok()) return status;
  const int error = ConnectSocket(fd(), address);
  if (error == -EISCONN) return Status(error);
  BeginConnect(error);
  return {};
}

Status TcpSocket::SetNoDelay(bool on) { return SetTcpNoDelay(fd(), on); }

Status TcpSocket::SetKeepAlive(bool on, int initial_delay_s) { return SetTcpKeepAlive(fd(), on, initial_delay_s); }

Status TcpSocket::Reset() {
  if (fd() < 0) return Status(-EBADF);
  if (IsClosing()) return {};
  if (IsShutDown()) return Status(-EINVAL);
  const linger at_once{1, 0};
  if (setsockopt(fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) != 0) return Status::FromErrno();
  DropOutput();
  Close();
  return {};
}

Result<SocketAddress> TcpSocket::LocalAddress() const { return LocalAddressOf(fd()); }

Result<SocketAddress> TcpSocket::PeerAddress() const { return PeerAddressOf(fd()); }

}  // namespace eddy::loop
