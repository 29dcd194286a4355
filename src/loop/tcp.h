// TCP: listening and connected sockets over IPv4 and IPv6.
#pragma once
#include <cstdint>

#include "base/result.h"
#include "loop/socket_address.h"
#include "loop/stream.h"
#include "loop/stream_server.h"

namespace eddy::loop {

struct TcpListenOptions {
  int backlog = 511;        // connections that wait to be accepted; the kernel caps it at net.core.somaxconn
  bool reuse_port = false;  // SO_REUSEPORT: several sockets, also of other processes, share the port
  bool ipv6_only = false;   // an IPv6 socket refuses IPv4-mapped connections (IPV6_V6ONLY); off: dual stack
};

// A listening TCP socket. Options that are set on it (SetNoDelay, SetKeepAlive) are inherited by what it accepts, at no
// cost per connection.
//
// Ownership: the contract in handle.h. Errors: EADDRINUSE, EADDRNOTAVAIL, EACCES, EAFNOSUPPORT from Listen.
class TcpServer final : public StreamServer {
 public:
  TcpServer(Loop& loop, ServerListener& listener) : StreamServer(loop, listener) {}
  std::string_view Kind() const override { return "tcp-server"; }

  // Binds (with SO_REUSEADDR) and listens; once per server. Port 0 lets the kernel choose: see LocalAddress.
  [[nodiscard]] Status Listen(const SocketAddress& address, const TcpListenOptions& options = {});

  // As TcpSocket's, for all connections accepted from now on. Errors: EBADF before Listen.
  Status SetNoDelay(bool on);
  Status SetKeepAlive(bool on, int initial_delay_s);

  // Errors: EBADF before Listen.
  [[nodiscard]] Result<SocketAddress> LocalAddress() const;
};

class TcpSocket final : public Stream {
 public:
  explicit TcpSocket(Loop& loop) : Stream(loop) {}
  TcpSocket(Loop& loop, StreamListener& listener) : Stream(loop) { SetListener(&listener); }
  std::string_view Kind() const override { return "tcp-socket"; }

  // Sets the local end of a later Connect. Errors: EINVAL when bound already or not an IP address, and bind(2)'s.
  [[nodiscard]] Status Bind(const SocketAddress& address, bool ipv6_only = false);

  // Connects; OnConnect tells the outcome, also of failures that are known at once. Errors: EALREADY, EISCONN, EINVAL
  // for an address that is not IP; EMFILE.
  [[nodiscard]] Status Connect(const SocketAddress& address);

  // TCP_NODELAY: send small segments at once (tcp(7)). Errors: EBADF before a descriptor exists.
  Status SetNoDelay(bool on);

  // SO_KEEPALIVE: probe an idle peer after `initial_delay_s` seconds (1 and more), then each second, ten times; 0 keeps
  // the system's times. Errors: EBADF, EINVAL for a negative delay.
  Status SetKeepAlive(bool on, int initial_delay_s);

  // Closes with RST instead of FIN: queued output and what the peer has not read are lost (SO_LINGER 0). Then as Close.
  // Errors: EBADF before a descriptor exists, EINVAL after Shutdown; the socket is not closed then.
  Status Reset();

  // Errors: EBADF before a descriptor exists, ENOTCONN.
  [[nodiscard]] Result<SocketAddress> LocalAddress() const;
  [[nodiscard]] Result<SocketAddress> PeerAddress() const;

 private:
  Status EnsureSocket(int family);
};

}  // namespace eddy::loop
