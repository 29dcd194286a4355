// UdpSocket: datagrams over IPv4 and IPv6, udp(7).
#pragma once
#include <cstdint>
#include <deque>
#include <span>
#include <string>

#include "base/bytes.h"
#include "loop/poll.h"
#include "loop/socket_address.h"

namespace eddy::loop {

class UdpSocket;

class UdpListener {
 public:
  virtual ~UdpListener() = default;
  // A datagram has come. The bytes are the loop's and may be overwritten by the next read.
  virtual void OnMessage(UdpSocket& socket, ByteView bytes, const SocketAddress& from) = 0;
  // Receiving has failed (ECONNREFUSED: a connected peer's port is closed); it goes on.
  virtual void OnReceiveError(UdpSocket& socket, Status status) = 0;
  // The oldest datagram that Send had queued is with the kernel, or could not be sent.
  virtual void OnSent(UdpSocket& socket, Status status) = 0;
  virtual void OnClose(UdpSocket& socket) {}
};

struct UdpBindOptions {
  bool reuse_address = false;  // SO_REUSEADDR: others may bind the same address; one of them receives
  bool reuse_port = false;     // SO_REUSEPORT: datagrams are spread over all that have bound it
  bool ipv6_only = false;      // an IPv6 socket takes no IPv4 datagrams
};

// Sets the options and binds. Errors: setsockopt(2)'s and bind(2)'s.
[[nodiscard]] Status BindUdp(int fd, const SocketAddress& address, const UdpBindOptions& options);

// Active while it receives. Queued datagrams keep the loop alive by themselves. Ownership: the contract in handle.h.
class UdpSocket final : public Handle, private PollListener {
 public:
  UdpSocket(Loop& loop, UdpListener& listener);
  std::string_view Kind() const override { return "udp-socket"; }

  // A socket of `family` (AF_INET or AF_INET6), unless there is one. socket(2).
  Status Open(int family);
  // Takes a socket that somebody else has made.
  [[nodiscard]] Status Adopt(FileDescriptor fd);
  int fd() const { return fd_; }

  // Binds; the socket is made when there is none. Errors: EINVAL for another family than the socket's, bind(2)'s.
  [[nodiscard]] Status Bind(const SocketAddress& address, const UdpBindOptions& options = {});

  // Sets, or takes away, the peer: only its datagrams are received, and Send needs no address.
  [[nodiscard]] Status Connect(const SocketAddress& address);
  [[nodiscard]] Status Disconnect();

  // Errors: EBADF before there is a socket, ECANCELED when closing.
  Status StartReceiving();
  void StopReceiving();

  // Sends one datagram of all `pieces`, to `to` unless that is null. Whether the kernel has taken it; otherwise it is
  // copied, and OnSent tells, in the order of sending. Errors: EMSGSIZE, ECONNREFUSED, EBADF, EINVAL for an address of
  // another family, and the others of sendmsg(2).
  [[nodiscard]] Result<bool> Send(std::span<const ByteView> pieces, const SocketAddress* to);

  size_t QueuedMessages() const { return queue_.size(); }
  size_t QueuedBytes() const { return queued_bytes_; }

 private:
  struct Message {
    std::string bytes;
    SocketAddress to;
  };

  void OnReady(PollHandle& handle, uint32_t events, Status status) override;
  void OnClose(PollHandle& handle) override { FinishClose(); }
  void Stopping() override;
  void NotifyClosed() override;

  bool ReceiveOne();
  void Flush();
  void UpdatePoll();

  UdpListener& listener_;
  PollHandle poll_;
  int fd_ = -1;
  int family_ = 0;
  bool receiving_ = false;
  std::deque<Message> queue_;
  size_t queued_bytes_ = 0;
  size_t cancelled_ = 0;
};

}  // namespace eddy::loop
