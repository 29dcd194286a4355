#include "loop/udp.h"

#include <memory>
#include <vector>

#include "loop/loop.h"
#include "loop/socket_calls.h"

namespace eddy::loop {
namespace {

// The longest datagram there can be.
constexpr size_t kReadSize = 64 * 1024;
// Datagrams that one turn takes, so that a sender that floods does not keep others waiting.
constexpr int kReadsPerTurn = 32;

// sendmsg(2): 0, or a negative errno.
int SendPieces(int fd, std::vector<iovec>& pieces, const SocketAddress* to) {
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = pieces.size();
  if (to != nullptr && to->family() != AF_UNSPEC) {
    message.msg_name = const_cast<sockaddr*>(to->native());
    message.msg_namelen = to->native_length();
  }
  for (;;) {
    if (sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) return 0;
    if (errno != EINTR) return -errno;
  }
}

// Whether the kernel has no room now, but will have.
bool IsFull(int error) { return error == -EAGAIN || error == -ENOBUFS; }

}  // namespace

Status BindUdp(int fd, const SocketAddress& address, const UdpBindOptions& options) {
  Status status;
  if (options.reuse_address) status = SetSocketOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  if (status.ok() && options.reuse_port) status = SetSocketOption(fd, SOL_SOCKET, SO_REUSEPORT, 1);
  if (status.ok() && options.ipv6_only) status = SetSocketOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  return status.ok() ? BindSocket(fd, address) : status;
}

UdpSocket::UdpSocket(Loop& loop, UdpListener& listener) : Handle(loop), listener_(listener), poll_(loop, *this) {
  poll_.Unref();
}

Status UdpSocket::Open(int family) {
  if (IsClosing()) return Status(-ECANCELED);
  if (fd_ >= 0) return {};
  auto made = MakeSocket(family, SOCK_DGRAM);
  return made.ok() ? Adopt(std::move(*made)) : made.status();
}

Status UdpSocket::Adopt(FileDescriptor fd) {
  if (IsClosing()) return Status(-ECANCELED);
  if (fd_ >= 0) return Status(-EBUSY);
  auto address = LocalAddressOf(fd.get());
  if (!address.ok()) return address.status();
  const int number = fd.get();
  Status status = poll_.Open(std::move(fd));
  if (!status.ok()) return status;
  fd_ = number;
  family_ = address->family();
  return {};
}

Status UdpSocket::Bind(const SocketAddress& address, const UdpBindOptions& options) {
  Status status = Open(address.family());
  if (!status.ok()) return status;
  if (address.family() != family_) return Status(-EINVAL);
  return BindUdp(fd_, address, options);
}

Status UdpSocket::Connect(const SocketAddress& address) {
  if (fd_ < 0) return Status(-EBADF);
  if (address.family() != family_) return Status(-EINVAL);
  return Status(ConnectSocket(fd_, address));
}

Status UdpSocket::Disconnect() {
  if (fd_ < 0) return Status(-EBADF);
  return Status(ConnectSocket(fd_, SocketAddress()));
}

void UdpSocket::UpdatePoll() { poll_.Want((receiving_ ? kReadable : 0U) | (queue_.empty() ? 0U : kWritable)); }

Status UdpSocket::StartReceiving() {
  if (IsClosing()) return Status(-ECANCELED);
  if (fd_ < 0) return Status(-EBADF);
  receiving_ = true;
  SetActive(true);
  UpdatePoll();
  return {};
}

void UdpSocket::StopReceiving() {
  if (!receiving_ || IsClosing()) return;
  receiving_ = false;
  SetActive(false);
  UpdatePoll();
}

bool UdpSocket::ReceiveOne() {
  // One for the thread: the bytes are handed on before anybody reads again.
  static thread_local const std::unique_ptr<uint8_t[]> buffer(new uint8_t[kReadSize]);
  sockaddr_storage from;
  socklen_t length = sizeof from;
  ssize_t count;
  do {
    count = recvfrom(fd_, buffer.get(), kReadSize, MSG_DONTWAIT, reinterpret_cast<sockaddr*>(&from), &length);
  } while (count < 0 && errno == EINTR);
  if (count < 0) {
    if (errno == EAGAIN) return false;
    listener_.OnReceiveError(*this, Status::FromErrno());
  } else {
    listener_.OnMessage(*this, ByteView(buffer.get(), static_cast<size_t>(count)),
                        SocketAddress::FromNative(reinterpret_cast<sockaddr*>(&from), length));
  }
  return !IsClosing() && receiving_;
}

void UdpSocket::OnReady(PollHandle&, uint32_t events, Status status) {
  if (!status.ok()) return listener_.OnReceiveError(*this, status);
  if ((events & kWritable) != 0) Flush();
  if (IsClosing() || !receiving_ || (events & kReadable) == 0) return;
  for (int i = 0; i < kReadsPerTurn && ReceiveOne(); ++i) {
  }
}

Result<bool> UdpSocket::Send(std::span<const ByteView> pieces, const SocketAddress* to) {
  if (IsClosing()) return Status(-ECANCELED);
  if (fd_ < 0) return Status(-EBADF);
  if (to != nullptr && to->family() != family_) return Status(-EINVAL);
  if (queue_.empty()) {
    std::vector<iovec> list;
    list.reserve(pieces.size());
    for (ByteView piece : pieces) list.push_back({const_cast<uint8_t*>(piece.data()), piece.size()});
    const int error = SendPieces(fd_, list, to);
    if (error == 0) return true;
    if (!IsFull(error)) return Status(error);
    loop().AddRequest();
  }
  Message message;
  for (ByteView piece : pieces) message.bytes.append(reinterpret_cast<const char*>(piece.data()), piece.size());
  if (to != nullptr) message.to = *to;
  queued_bytes_ += message.bytes.size();
  queue_.push_back(std::move(message));
  UpdatePoll();
  return false;
}

void UdpSocket::Flush() {
  while (!queue_.empty() && !IsClosing()) {
    Message& message = queue_.front();
    std::vector<iovec> list{{message.bytes.data(), message.bytes.size()}};
    const int error = SendPieces(fd_, list, &message.to);
    if (IsFull(error)) break;
    queued_bytes_ -= message.bytes.size();
    queue_.pop_front();
    if (queue_.empty()) loop().RemoveRequest();
    listener_.OnSent(*this, Status(error));
  }
  UpdatePoll();
}

void UdpSocket::Stopping() {
  if (!queue_.empty()) loop().RemoveRequest();
  cancelled_ = queue_.size();
  queue_.clear();
  queued_bytes_ = 0;
  poll_.Close();
}

void UdpSocket::NotifyClosed() {
  for (; cancelled_ > 0; cancelled_--) listener_.OnSent(*this, Status(-ECANCELED));
  listener_.OnClose(*this);
}

}  // namespace eddy::loop
