// SocketAddress: an IPv4, IPv6 or Unix-domain address.
#pragma once
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace eddy::loop {

class SocketAddress {
 public:
  // No address: family AF_UNSPEC.
  SocketAddress() = default;

  // From text: "127.0.0.1", "::1", "fe80::1%eth0" (or %2), without brackets; port 0 to 65535. Errors: EINVAL for
  // anything that is not a numeric address or not a port. No names are looked up.
  static Result<SocketAddress> FromIp(std::string_view ip, int port);

  // A Unix-domain path (at most 107 bytes), or with a leading NUL byte an abstract name (unix(7)).
  // Errors: EINVAL when empty or holding another NUL, ENAMETOOLONG.
  static Result<SocketAddress> FromUnixPath(std::string_view path);

  // What the kernel wrote.
  static SocketAddress FromNative(const sockaddr* address, socklen_t length);

  int family() const { return storage_.base.sa_family; }
  bool is_ip() const { return family() == AF_INET || family() == AF_INET6; }

  // The numeric address as text, with the scope of a link-local one ("fe80::1%eth0"); empty when not IP.
  std::string Ip() const;
  // 0 when not IP.
  uint16_t Port() const;
  // The Unix-domain path; an abstract name begins with a NUL byte; empty when unnamed or not Unix.
  std::string UnixPath() const;

  const sockaddr* native() const { return &storage_.base; }
  socklen_t native_length() const { return length_; }

 private:
  union Storage {
    sockaddr base;
    sockaddr_in v4;
    sockaddr_in6 v6;
    sockaddr_un local;
  };
  Storage storage_{};
  socklen_t length_ = sizeof(sa_family_t);
};

}  // namespace eddy::loop
