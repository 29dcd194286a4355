// binding('tcp'): TCP sockets and servers. lib/net.js.
#include "loop/tcp.h"

#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>

#include "bindings/registry.h"
#include "bindings/stream_binding.h"
#include "loop/socket_calls.h"

namespace eddy::bindings {

namespace {

class TcpSocketBinding final : public StreamBinding {
 public:
  explicit TcpSocketBinding(Realm& realm) : StreamBinding(realm, socket_), socket_(realm.loop(), *this) {}
  static std::unique_ptr<TcpSocketBinding> Make(Realm& realm) { return std::make_unique<TcpSocketBinding>(realm); }

  // Sets the local end of a later connect.
  Status Bind(std::string ip, int32_t port, bool ipv6_only) {
    auto address = loop::SocketAddress::FromIp(ip, port);
    if (!address.ok()) return address.status();
    Status status = socket_.Bind(*address, ipv6_only);
    if (socket_.fd() >= 0) Hold();
    return status;
  }

  Status Connect(std::string ip, int32_t port) {
    auto address = loop::SocketAddress::FromIp(ip, port);
    if (!address.ok()) return address.status();
    Status status = socket_.Connect(*address);
    if (socket_.fd() >= 0) Hold();
    return status;
  }

  Status SetNoDelay(bool on) { return socket_.SetNoDelay(on); }

  // Seconds; `interval` and `count` only where they are above 0.
  Status SetKeepAlive(bool on, int32_t initial_delay, int32_t interval, int32_t count) {
    Status status = socket_.SetKeepAlive(on, initial_delay);
    if (!status.ok() || !on) return status;
    if (interval > 0) status = loop::SetSocketOption(socket_.fd(), IPPROTO_TCP, TCP_KEEPINTVL, interval);
    if (status.ok() && count > 0) status = loop::SetSocketOption(socket_.fd(), IPPROTO_TCP, TCP_KEEPCNT, count);
    return status;
  }

  // IP_TOS or IPV6_TCLASS. ip(7), ipv6(7).
  Status SetTypeOfService(int32_t value) {
    auto local = socket_.LocalAddress();
    if (!local.ok()) return local.status();
    return local->family() == AF_INET6 ? loop::SetSocketOption(socket_.fd(), IPPROTO_IPV6, IPV6_TCLASS, value)
                                       : loop::SetSocketOption(socket_.fd(), IPPROTO_IP, IP_TOS, value);
  }
  Result<int32_t> GetTypeOfService() {
    auto local = socket_.LocalAddress();
    if (!local.ok()) return local.status();
    bool is_v6 = local->family() == AF_INET6;
    int value = 0;
    socklen_t size = sizeof value;
    if (getsockopt(socket_.fd(), is_v6 ? IPPROTO_IPV6 : IPPROTO_IP, is_v6 ? IPV6_TCLASS : IP_TOS, &value, &size) != 0) {
      return Status::FromErrno();
    }
    return value;
  }

  Status Reset() { return socket_.Reset(); }
  v8::Local<v8::Value> LocalAddress() { return DescribeAddress(isolate(), socket_.LocalAddress()); }
  v8::Local<v8::Value> PeerAddress() { return DescribeAddress(isolate(), socket_.PeerAddress()); }

 private:
  loop::TcpSocket socket_;
};

class TcpServerBinding final : public ServerBinding {
 public:
  explicit TcpServerBinding(Realm& realm) : ServerBinding(realm, server_), server_(realm.loop(), *this) {}
  static std::unique_ptr<TcpServerBinding> Make(Realm& realm) { return std::make_unique<TcpServerBinding>(realm); }

  Status Listen(std::string ip, int32_t port, int32_t backlog, bool ipv6_only, bool reuse_port) {
    auto address = loop::SocketAddress::FromIp(ip, port);
    if (!address.ok()) return address.status();
    loop::TcpListenOptions options;
    options.backlog = backlog;
    options.ipv6_only = ipv6_only;
    options.reuse_port = reuse_port;
    Status status = server_.Listen(*address, options);
    if (status.ok()) Hold();
    return status;
  }

  // Gives the connection that on_connection tells of to `socket`.
  Status Accept(TcpSocketBinding* socket) { return socket->OpenDescriptor(TakePending()); }

  v8::Local<v8::Value> LocalAddress() { return DescribeAddress(isolate(), server_.LocalAddress()); }
  // Both ends of the connection that on_connection tells of.
  v8::Local<v8::Value> PendingLocalAddress() {
    return DescribeAddress(isolate(), loop::LocalAddressOf(PendingDescriptor()));
  }
  v8::Local<v8::Value> PendingPeerAddress() {
    return DescribeAddress(isolate(), loop::PeerAddressOf(PendingDescriptor()));
  }

 private:
  loop::TcpServer server_;
};

// bindDescriptor(ip, port, ipv6Only, reusePort) -> a TCP socket that is bound and nothing more, owned by the caller; or
// a negative errno.
Result<int32_t> BindDescriptor(std::string ip, int32_t port, bool ipv6_only, bool reuse_port) {
  auto address = loop::SocketAddress::FromIp(ip, port);
  if (!address.ok()) return address.status();
  auto socket = loop::MakeSocket(address->family());
  if (!socket.ok()) return socket.status();
  int fd = socket->get();
  Status status = loop::SetSocketOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  if (status.ok() && reuse_port) status = loop::SetSocketOption(fd, SOL_SOCKET, SO_REUSEPORT, 1);
  if (status.ok() && address->family() == AF_INET6) {
    status = loop::SetSocketOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, ipv6_only ? 1 : 0);
  }
  if (status.ok()) status = loop::BindSocket(fd, *address);
  if (!status.ok()) return status;
  return socket->Release();
}

// The local address of any socket's descriptor.
v8::Local<v8::Value> DescriptorAddress(v8::Isolate* isolate, int32_t fd) {
  return DescribeAddress(isolate, loop::LocalAddressOf(fd));
}

// The address of the peer of any connected socket's descriptor.
v8::Local<v8::Value> DescriptorPeerAddress(v8::Isolate* isolate, int32_t fd) {
  return DescribeAddress(isolate, loop::PeerAddressOf(fd));
}

}  // namespace

void DefineTcp(BindingTarget& target) {
  target.Class<TcpSocketBinding, &TcpSocketBinding::Make>("Socket", [](engine::ClassTarget& methods) {
    StreamBinding::Methods<TcpSocketBinding>(methods);
    methods.Method<TcpSocketBinding, &TcpSocketBinding::Bind>("bind");
    methods.Method<TcpSocketBinding, &TcpSocketBinding::Connect>("connect");
    methods.Method<TcpSocketBinding, &TcpSocketBinding::SetNoDelay>("setNoDelay");
    methods.Method<TcpSocketBinding, &TcpSocketBinding::SetKeepAlive>("setKeepAlive");
    methods.Method<TcpSocketBinding, &TcpSocketBinding::SetTypeOfService>("setTypeOfService");
    methods.Method<TcpSocketBinding, &TcpSocketBinding::GetTypeOfService>("getTypeOfService");
    methods.Method<TcpSocketBinding, &TcpSocketBinding::Reset>("reset");
    methods.Method<TcpSocketBinding, &TcpSocketBinding::LocalAddress>("localAddress");
    methods.Method<TcpSocketBinding, &TcpSocketBinding::PeerAddress>("peerAddress");
  });
  target.Function<&BindDescriptor>("bindDescriptor");
  target.Function<&DescriptorAddress>("descriptorAddress");
  target.Function<&DescriptorPeerAddress>("descriptorPeerAddress");
  target.Class<TcpServerBinding, &TcpServerBinding::Make>("Server", [](engine::ClassTarget& methods) {
    ServerBinding::Methods<TcpServerBinding>(methods);
    methods.Method<TcpServerBinding, &TcpServerBinding::Listen>("listen");
    methods.Method<TcpServerBinding, &TcpServerBinding::Accept>("accept");
    methods.Method<TcpServerBinding, &TcpServerBinding::LocalAddress>("localAddress");
    methods.Method<TcpServerBinding, &TcpServerBinding::PendingLocalAddress>("pendingLocalAddress");
    methods.Method<TcpServerBinding, &TcpServerBinding::PendingPeerAddress>("pendingPeerAddress");
  });
}

}  // namespace eddy::bindings
