// Names and addresses by the C library (getaddrinfo, getnameinfo): /etc/hosts, nsswitch and DNS as the system has them.
// The calls block and run on the pool as slow work.
#pragma once
#include <netdb.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "loop/thread_pool.h"

namespace eddy::loop {

// One address of a host.
struct HostAddress {
  int family = AF_UNSPEC;  // AF_INET or AF_INET6
  std::string text;        // "192.0.2.1", "2001:db8::1", with a scope id where there is one: "fe80::1%eth0"
};

// A look-up: name to addresses. The outcome is 0 or one of the EAI_* numbers (negative on Linux; EAI_SYSTEM: see
// system_error).
class AddressLookup : public Work {
 public:
  // `family`: AF_UNSPEC, AF_INET or AF_INET6; `flags`: AI_ADDRCONFIG, AI_V4MAPPED, AI_ALL. An international name must
  // have been turned into ASCII before.
  AddressLookup(std::string host, int family, int flags) : host_(std::move(host)), family_(family), flags_(flags) {}

  // Begins; OnAddresses comes later, on the thread of `loop`.
  Status Start(Loop& loop) { return ThreadPool::Process().Submit(loop, *this, ThreadPool::Pace::kSlow); }
  Status Cancel() { return ThreadPool::Process().Cancel(*this); }

  const std::string& host() const { return host_; }
  int error() const { return error_; }
  int system_error() const { return system_error_; }
  // In the order of the C library (RFC 6724).
  const std::vector<HostAddress>& addresses() const { return addresses_; }

  void Execute() final;

 private:
  std::string host_;
  int family_;
  int flags_;
  int error_ = 0;
  int system_error_ = 0;
  std::vector<HostAddress> addresses_;
};

// A reverse look-up: address and port to names. Errors as above.
class NameLookup : public Work {
 public:
  // `address`: a numeric IPv4 or IPv6 address; `port`: 0 to 65535. ok() tells whether the address was one.
  NameLookup(const std::string& address, uint16_t port);
  bool ok() const { return length_ != 0; }

  Status Start(Loop& loop) { return ThreadPool::Process().Submit(loop, *this, ThreadPool::Pace::kSlow); }
  Status Cancel() { return ThreadPool::Process().Cancel(*this); }

  int error() const { return error_; }
  int system_error() const { return system_error_; }
  const std::string& hostname() const { return hostname_; }
  const std::string& service() const { return service_; }

  void Execute() final;

 private:
  sockaddr_storage address_{};
  socklen_t length_ = 0;
  int error_ = 0;
  int system_error_ = 0;
  std::string hostname_;
  std::string service_;
};

}  // namespace eddy::loop
