#include "loop/socket_address.h"

#include <arpa/inet.h>
#include <net/if.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstring>

namespace eddy::loop {

Result<SocketAddress> SocketAddress::FromIp(std::string_view ip, int port) {
  if (port < 0 || port > 65535) return Status(-EINVAL);
  SocketAddress address;
  const size_t percent = ip.find('%');
  const std::string host(ip.substr(0, percent));
  if (host.size() != std::min(ip.size(), percent) || host.find('\0') != std::string::npos) return Status(-EINVAL);
  if (percent == std::string_view::npos && inet_pton(AF_INET, host.c_str(), &address.storage_.v4.sin_addr) == 1) {
    address.storage_.v4.sin_family = AF_INET;
    address.storage_.v4.sin_port = htons(static_cast<uint16_t>(port));
    address.length_ = sizeof(sockaddr_in);
    return address;
  }
  if (inet_pton(AF_INET6, host.c_str(), &address.storage_.v6.sin6_addr) != 1) return Status(-EINVAL);
  address.storage_.v6.sin6_family = AF_INET6;
  address.storage_.v6.sin6_port = htons(static_cast<uint16_t>(port));
  address.length_ = sizeof(sockaddr_in6);
  if (percent != std::string_view::npos) {
    const std::string scope(ip.substr(percent + 1));
    uint32_t index = if_nametoindex(scope.c_str());
    if (index == 0) {
      const auto [end, error] = std::from_chars(scope.data(), scope.data() + scope.size(), index);
      if (error != std::errc() || end != scope.data() + scope.size()) return Status(-EINVAL);
    }
    address.storage_.v6.sin6_scope_id = index;
  }
  return address;
}

Result<SocketAddress> SocketAddress::FromUnixPath(std::string_view path) {
  if (path.empty() || path.find('\0', 1) != std::string_view::npos) return Status(-EINVAL);
  const bool abstract = path[0] == '\0';
  SocketAddress address;
  sockaddr_un& local = address.storage_.local;
  // A path needs its final NUL; an abstract name is delimited by the length alone.
  if (path.size() + (abstract ? 0 : 1) > sizeof local.sun_path) return Status(-ENAMETOOLONG);
  local.sun_family = AF_UNIX;
  std::memcpy(local.sun_path, path.data(), path.size());
  address.length_ = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + (abstract ? 0 : 1));
  return address;
}

SocketAddress SocketAddress::FromNative(const sockaddr* native, socklen_t length) {
  SocketAddress address;
  address.length_ = std::min<socklen_t>(length, sizeof address.storage_);
  std::memcpy(&address.storage_, native, address.length_);
  return address;
}

std::string SocketAddress::Ip() const {
  char text[INET6_ADDRSTRLEN];
  if (family() == AF_INET) return inet_ntop(AF_INET, &storage_.v4.sin_addr, text, sizeof text);
  if (family() != AF_INET6) return {};
  std::string ip = inet_ntop(AF_INET6, &storage_.v6.sin6_addr, text, sizeof text);
  if (const uint32_t scope = storage_.v6.sin6_scope_id; scope != 0) {
    char name[IF_NAMESIZE];
    ip += '%';
    ip += if_indextoname(scope, name) != nullptr ? std::string(name) : std::to_string(scope);
  }
  return ip;
}

uint16_t SocketAddress::Port() const {
  if (family() == AF_INET) return ntohs(storage_.v4.sin_port);
  if (family() == AF_INET6) return ntohs(storage_.v6.sin6_port);
  return 0;
}

std::string SocketAddress::UnixPath() const {
  constexpr socklen_t kHeader = offsetof(sockaddr_un, sun_path);
  if (family() != AF_UNIX || length_ <= kHeader) return {};
  const char* path = storage_.local.sun_path;
  const size_t size = length_ - kHeader;
  return path[0] == '\0' ? std::string(path, size) : std::string(path, strnlen(path, size));
}

}  // namespace eddy::loop
