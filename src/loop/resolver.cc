#include "loop/resolver.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace eddy::loop {

void AddressLookup::Execute() {
  addrinfo hints{};
  hints.ai_family = family_;
  hints.ai_flags = flags_;
  hints.ai_socktype = SOCK_STREAM;  // else every address comes once per kind of socket
  addrinfo* found = nullptr;
  error_ = getaddrinfo(host_.c_str(), nullptr, &hints, &found);
  if (error_ == EAI_SYSTEM) system_error_ = -errno;
  if (error_ != 0) return;
  std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, freeaddrinfo);
  for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
    if (entry->ai_family != AF_INET && entry->ai_family != AF_INET6) continue;
    char text[NI_MAXHOST];
    if (getnameinfo(entry->ai_addr, entry->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0) continue;
    addresses_.push_back({entry->ai_family, text});
  }
}

NameLookup::NameLookup(const std::string& address, uint16_t port) {
  auto* v4 = reinterpret_cast<sockaddr_in*>(&address_);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&address_);
  if (inet_pton(AF_INET, address.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    length_ = sizeof *v4;
    return;
  }
  size_t percent = address.find('%');
  if (inet_pton(AF_INET6, address.substr(0, percent).c_str(), &v6->sin6_addr) != 1) return;
  if (percent != std::string::npos) v6->sin6_scope_id = if_nametoindex(address.c_str() + percent + 1);
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons(port);
  length_ = sizeof *v6;
}

void NameLookup::Execute() {
  char host[NI_MAXHOST];
  char service[NI_MAXSERV];
  error_ = getnameinfo(reinterpret_cast<const sockaddr*>(&address_), length_, host, sizeof host, service,
                       sizeof service, NI_NAMEREQD);
  if (error_ == EAI_SYSTEM) system_error_ = -errno;
  if (error_ != 0) return;
  hostname_ = host;
  service_ = service;
}

}  // namespace eddy::loop
