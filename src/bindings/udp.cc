// binding('udp'): datagram sockets. lib/dgram.js.
#include "loop/udp.h"

#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>

#include <cstring>
#include <vector>

#include "bindings/registry.h"
#include "bindings/stream_binding.h"
#include "engine/wrapper.h"
#include "loop/socket_calls.h"

namespace eddy::bindings {

namespace {

// setsockopt(2) with a structure.
template <typename T>
Status SetOption(int fd, int level, int option, const T& value) {
  if (fd < 0) return Status(-EBADF);
  return setsockopt(fd, level, option, &value, sizeof value) == 0 ? Status() : Status::FromErrno();
}

// new UdpSocket(isV6, onMessage, onError, onSent)
//   onMessage(buffer, address, port, family), onError(status), onSent(status); `this` is the handle.
class UdpSocketBinding final : public engine::Wrapper, private loop::UdpListener {
 public:
  UdpSocketBinding(Realm& realm, bool is_v6, v8::Local<v8::Function> on_message, v8::Local<v8::Function> on_error,
                   v8::Local<v8::Function> on_sent)
      : realm_(realm),
        family_(is_v6 ? AF_INET6 : AF_INET),
        on_message_(realm.isolate(), on_message),
        on_error_(realm.isolate(), on_error),
        on_sent_(realm.isolate(), on_sent),
        frame_(realm.isolate(), realm.AsyncContext()),
        socket_(realm.loop(), *this) {}

  static std::unique_ptr<UdpSocketBinding> Make(Realm& realm, bool is_v6, v8::Local<v8::Function> on_message,
                                                v8::Local<v8::Function> on_error, v8::Local<v8::Function> on_sent) {
    return std::make_unique<UdpSocketBinding>(realm, is_v6, on_message, on_error, on_sent);
  }

  // All return 0 or a negative errno unless they say otherwise.
  Status Bind(std::string ip, int32_t port, bool reuse_address, bool reuse_port, bool ipv6_only) {
    auto address = Address(ip, port);
    if (!address.ok()) return address.status();
    Status status = socket_.Bind(*address, {reuse_address, reuse_port, ipv6_only});
    Hold();
    return status;
  }
  // Takes the descriptor of a UDP socket.
  Status Open(int32_t fd) {
    Status status = socket_.Adopt(loop::FileDescriptor(fd));
    Hold();
    return status;
  }
  Status Connect(std::string ip, int32_t port) {
    auto address = Address(ip, port);
    if (!address.ok()) return address.status();
    Status status = socket_.Open(family_);
    Hold();
    return status.ok() ? socket_.Connect(*address) : status;
  }
  Status Disconnect() { return socket_.Disconnect(); }
  Status StartReceiving() { return socket_.StartReceiving(); }
  void StopReceiving() { socket_.StopReceiving(); }

  // send(views, ip or undefined, port) -> 1 when it is sent, 0 when it is queued, or a negative errno
  Result<int32_t> Send(v8::Local<v8::Array> views, std::optional<std::string> ip, int32_t port) {
    v8::Local<v8::Context> context = realm_.context();
    std::vector<ByteView> pieces;
    for (uint32_t i = 0; i < views->Length(); i++) {
      v8::Local<v8::Value> value;
      if (!views->Get(context, i).ToLocal(&value) || !value->IsArrayBufferView()) return Status(-EINVAL);
      auto view = value.As<v8::ArrayBufferView>();
      const auto* data = static_cast<const uint8_t*>(view->Buffer()->Data());
      pieces.emplace_back(data + view->ByteOffset(), view->ByteLength());
    }
    Result<bool> sent = false;
    if (ip.has_value()) {
      auto address = Address(*ip, port);
      if (!address.ok()) return address.status();
      sent = socket_.Send(pieces, &*address);
    } else {
      sent = socket_.Send(pieces, nullptr);
    }
    if (!sent.ok()) return sent.status();
    return *sent ? 1 : 0;
  }

  // close(whenClosed)
  void Close(v8::Local<v8::Function> when_closed) {
    when_closed_.Reset(isolate(), when_closed);
    Hold();
    socket_.Close();
  }
  void Ref() { socket_.Ref(); }
  void Unref() { socket_.Unref(); }
  bool HasRef() { return socket_.HasRef(); }
  int32_t Descriptor() { return socket_.fd(); }
  double QueuedBytes() { return static_cast<double>(socket_.QueuedBytes()); }
  double QueuedMessages() { return static_cast<double>(socket_.QueuedMessages()); }

  // [address, port, family], or a negative errno.
  v8::Local<v8::Value> LocalAddress() { return DescribeAddress(isolate(), loop::LocalAddressOf(socket_.fd())); }
  v8::Local<v8::Value> PeerAddress() { return DescribeAddress(isolate(), loop::PeerAddressOf(socket_.fd())); }

  Status SetBroadcast(bool on) { return loop::SetSocketOption(socket_.fd(), SOL_SOCKET, SO_BROADCAST, on ? 1 : 0); }
  // 1 to 255.
  Status SetTtl(int32_t hops) {
    if (hops < 1 || hops > 255) return Status(-EINVAL);
    return is_v6() ? loop::SetSocketOption(socket_.fd(), IPPROTO_IPV6, IPV6_UNICAST_HOPS, hops)
                   : loop::SetSocketOption(socket_.fd(), IPPROTO_IP, IP_TTL, hops);
  }
  // 0 to 255.
  Status SetMulticastTtl(int32_t hops) {
    if (hops < 0 || hops > 255) return Status(-EINVAL);
    return is_v6() ? loop::SetSocketOption(socket_.fd(), IPPROTO_IPV6, IPV6_MULTICAST_HOPS, hops)
                   : loop::SetSocketOption(socket_.fd(), IPPROTO_IP, IP_MULTICAST_TTL, hops);
  }
  Status SetMulticastLoopback(bool on) {
    return is_v6() ? loop::SetSocketOption(socket_.fd(), IPPROTO_IPV6, IPV6_MULTICAST_LOOP, on ? 1 : 0)
                   : loop::SetSocketOption(socket_.fd(), IPPROTO_IP, IP_MULTICAST_LOOP, on ? 1 : 0);
  }
  // An address of the interface; of an IPv6 one its scope ("::%eth0") counts.
  Status SetMulticastInterface(std::string ip) {
    auto address = InterfaceAddress(ip);
    if (!address.ok()) return address.status();
    if (address->family() == AF_INET6) {
      return SetOption(socket_.fd(), IPPROTO_IPV6, IPV6_MULTICAST_IF, V6(*address).sin6_scope_id);
    }
    return SetOption(socket_.fd(), IPPROTO_IP, IP_MULTICAST_IF, V4(*address).sin_addr);
  }

  // Joins a group, or leaves it. ip(7), ipv6(7).
  Status Membership(std::string group, std::optional<std::string> interface, bool join) {
    auto address = loop::SocketAddress::FromIp(group, 0);
    if (!address.ok()) return address.status();
    auto local = Interface(interface, address->family());
    if (!local.ok()) return local.status();
    if (address->family() == AF_INET6) {
      ipv6_mreq request{V6(*address).sin6_addr, V6(*local).sin6_scope_id};
      return SetOption(socket_.fd(), IPPROTO_IPV6, join ? IPV6_ADD_MEMBERSHIP : IPV6_DROP_MEMBERSHIP, request);
    }
    ip_mreq request{V4(*address).sin_addr, V4(*local).sin_addr};
    return SetOption(socket_.fd(), IPPROTO_IP, join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, request);
  }

  // The same for what one source sends to the group.
  Status SourceMembership(std::string source, std::string group, std::optional<std::string> interface, bool join) {
    auto address = loop::SocketAddress::FromIp(group, 0);
    if (!address.ok()) return address.status();
    auto from = loop::SocketAddress::FromIp(source, 0);
    if (!from.ok()) return from.status();
    auto local = Interface(interface, address->family());
    if (!local.ok()) return local.status();
    if (from->family() != address->family()) return Status(-EINVAL);
    if (address->family() == AF_INET6) {
      group_source_req request{};
      request.gsr_interface = V6(*local).sin6_scope_id;
      std::memcpy(&request.gsr_group, address->native(), address->native_length());
      std::memcpy(&request.gsr_source, from->native(), from->native_length());
      return SetOption(socket_.fd(), IPPROTO_IPV6, join ? MCAST_JOIN_SOURCE_GROUP : MCAST_LEAVE_SOURCE_GROUP, request);
    }
    ip_mreq_source request{V4(*address).sin_addr, V4(*local).sin_addr, V4(*from).sin_addr};
    return SetOption(socket_.fd(), IPPROTO_IP, join ? IP_ADD_SOURCE_MEMBERSHIP : IP_DROP_SOURCE_MEMBERSHIP, request);
  }

  // bufferSize(size, ofReceiving) -> the size in bytes after it was set, unless `size` is 0; or a negative errno
  Result<int32_t> BufferSize(int32_t size, bool of_receiving) {
    const int option = of_receiving ? SO_RCVBUF : SO_SNDBUF;
    if (size != 0) {
      Status status = loop::SetSocketOption(socket_.fd(), SOL_SOCKET, option, size);
      if (!status.ok()) return status;
    }
    int value = 0;
    socklen_t length = sizeof value;
    if (getsockopt(socket_.fd(), SOL_SOCKET, option, &value, &length) != 0) return Status::FromErrno();
    return value;
  }

 private:
  static const sockaddr_in& V4(const loop::SocketAddress& address) {
    return *reinterpret_cast<const sockaddr_in*>(address.native());
  }
  static const sockaddr_in6& V6(const loop::SocketAddress& address) {
    return *reinterpret_cast<const sockaddr_in6*>(address.native());
  }
  bool is_v6() const { return family_ == AF_INET6; }

  Result<loop::SocketAddress> Address(const std::string& ip, int32_t port) const {
    auto address = loop::SocketAddress::FromIp(ip, port);
    if (address.ok() && address->family() != family_) return Status(-EINVAL);
    return address;
  }

  // An address that stands for an interface. A scope that there is none of stands for the system's choice.
  static Result<loop::SocketAddress> InterfaceAddress(const std::string& ip) {
    auto address = loop::SocketAddress::FromIp(ip, 0);
    return address.ok() ? address : loop::SocketAddress::FromIp(ip.substr(0, ip.find('%')), 0);
  }

  // The interface that a membership is for; without one the system chooses.
  static Result<loop::SocketAddress> Interface(const std::optional<std::string>& ip, int family) {
    auto address = InterfaceAddress(ip.value_or(family == AF_INET6 ? "::" : "0.0.0.0"));
    if (address.ok() && address->family() != family) return Status(-EINVAL);
    return address;
  }

  // From the first descriptor on the kernel may report.
  void Hold() {
    if (held_) return;
    held_ = true;
    KeepAlive();
  }

  void OnMessage(loop::UdpSocket&, ByteView bytes, const loop::SocketAddress& from) override {
    runtime::CallbackScope scope(realm_);
    v8::Isolate* isolate = realm_.isolate();
    v8::Local<v8::ArrayBuffer> buffer = v8::ArrayBuffer::New(isolate, bytes.size());
    if (!bytes.empty()) std::memcpy(buffer->Data(), bytes.data(), bytes.size());
    v8::Local<v8::Value> arguments[] = {
        buffer,
        engine::FromLatin1(isolate, from.Ip()),
        v8::Integer::New(isolate, from.Port()),
        engine::Internalized(isolate, from.family() == AF_INET6 ? "IPv6" : "IPv4"),
    };
    (void)realm_.Call(on_message_.Get(isolate), object(), arguments, frame_.Get(isolate));
  }
  void OnReceiveError(loop::UdpSocket&, Status status) override { Tell(on_error_, status); }
  void OnSent(loop::UdpSocket&, Status status) override { Tell(on_sent_, status); }
  void OnClose(loop::UdpSocket&) override {
    Tell(when_closed_, {});
    if (held_) Release();
  }

  void Tell(const v8::Global<v8::Function>& callback, Status status) {
    runtime::CallbackScope scope(realm_);
    v8::Isolate* isolate = realm_.isolate();
    v8::Local<v8::Value> arguments[] = {v8::Integer::New(isolate, status.code())};
    (void)realm_.Call(callback.Get(isolate), object(), arguments, frame_.Get(isolate));
  }

  Realm& realm_;
  int family_;
  v8::Global<v8::Function> on_message_;
  v8::Global<v8::Function> on_error_;
  v8::Global<v8::Function> on_sent_;
  v8::Global<v8::Function> when_closed_;
  v8::Global<v8::Value> frame_;
  bool held_ = false;
  loop::UdpSocket socket_;
};

// bindDescriptor(isV6, ip, port, reuseAddress, reusePort, ipv6Only) -> a bound UDP socket, owned by the caller; or a
// negative errno.
Result<int32_t> BindUdpDescriptor(bool is_v6, std::string ip, int32_t port, bool reuse_address, bool reuse_port,
                                  bool ipv6_only) {
  auto address = loop::SocketAddress::FromIp(ip, port);
  if (!address.ok()) return address.status();
  if (address->family() != (is_v6 ? AF_INET6 : AF_INET)) return Status(-EINVAL);
  auto socket = loop::MakeSocket(address->family(), SOCK_DGRAM);
  if (!socket.ok()) return socket.status();
  Status status = loop::BindUdp(socket->get(), *address, {reuse_address, reuse_port, ipv6_only});
  if (!status.ok()) return status;
  return socket->Release();
}

}  // namespace

void DefineUdp(BindingTarget& target) {
  target.Class<UdpSocketBinding, &UdpSocketBinding::Make>("UdpSocket", [](engine::ClassTarget& methods) {
    methods.Method<UdpSocketBinding, &UdpSocketBinding::Bind>("bind");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::Open>("open");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::Connect>("connect");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::Disconnect>("disconnect");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::StartReceiving>("startReceiving");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::StopReceiving>("stopReceiving");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::Send>("send");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::Close>("close");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::Ref>("ref");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::Unref>("unref");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::HasRef>("hasRef");
    methods.Getter<UdpSocketBinding, &UdpSocketBinding::Descriptor>("fd");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::QueuedBytes>("queuedBytes");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::QueuedMessages>("queuedMessages");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::LocalAddress>("localAddress");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::PeerAddress>("peerAddress");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::SetBroadcast>("setBroadcast");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::SetTtl>("setTTL");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::SetMulticastTtl>("setMulticastTTL");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::SetMulticastLoopback>("setMulticastLoopback");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::SetMulticastInterface>("setMulticastInterface");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::Membership>("membership");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::SourceMembership>("sourceMembership");
    methods.Method<UdpSocketBinding, &UdpSocketBinding::BufferSize>("bufferSize");
  });
  target.Function<&BindUdpDescriptor>("bindDescriptor");
}

}  // namespace eddy::bindings
