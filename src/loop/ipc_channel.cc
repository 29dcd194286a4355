#include "loop/ipc_channel.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <cstring>
#include <memory>

#include "loop/loop.h"

namespace eddy::loop {
namespace {

constexpr size_t kReadSize = 64 * 1024;
// Reads in one turn, so that a peer that floods does not keep others waiting.
constexpr int kReadsPerTurn = 8;
// Descriptors that one read takes; senders of this kind send one with a message.
constexpr size_t kMaxDescriptors = 16;

// sendmsg(2) with a descriptor or without. The bytes taken, or a negative errno.
ssize_t SendSome(int fd, const char* bytes, size_t size, int descriptor) {
  iovec piece{const_cast<char*>(bytes), size};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  if (descriptor >= 0) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  }
  for (;;) {
    const ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) return sent;
    if (errno != EINTR) return -errno;
  }
}

}  // namespace

IpcChannel::IpcChannel(Loop& loop, IpcListener& listener) : Handle(loop), listener_(listener), poll_(loop, *this) {
  poll_.Unref();
}

Status IpcChannel::Open(FileDescriptor fd) {
  if (!fd.valid()) return Status(-EBADF);
  if (fd_ >= 0) return Status(-EBUSY);
  const int number = fd.get();
  Status status = poll_.Open(std::move(fd));
  if (status.ok()) fd_ = number;
  return status;
}

void IpcChannel::UpdatePoll() { poll_.Want((reading_ ? kReadable : 0U) | (queue_.empty() ? 0U : kWritable)); }

Status IpcChannel::StartReading() {
  if (IsClosing()) return Status(-ECANCELED);
  if (fd_ < 0) return Status(-EBADF);
  if (ended_) return Status(-ENOTCONN);
  reading_ = true;
  SetActive(true);
  UpdatePoll();
  return {};
}

void IpcChannel::StopReading() {
  if (!reading_ || IsClosing()) return;
  reading_ = false;
  SetActive(false);
  UpdatePoll();
}

bool IpcChannel::ReadOnce(bool to_the_end) {
  // One for the thread: the bytes are handed on before anybody reads again.
  static thread_local const std::unique_ptr<uint8_t[]> buffer(new uint8_t[kReadSize]);
  iovec piece{buffer.get(), kReadSize};
  alignas(cmsghdr) char control[CMSG_SPACE(kMaxDescriptors * sizeof(int))];
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t count;
  do {
    count = recvmsg(fd_, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  if (count < 0 && errno == EAGAIN) return false;
  if (count <= 0) {
    // An error (ECONNRESET, when the peer has died with unread bytes) is an end like any other.
    ended_ = true;
    StopReading();
    listener_.OnEnd(*this);
    return false;
  }
  loop().NoteMessage();
  bool has_descriptor = false;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const size_t descriptors = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < descriptors; ++i) {
      int descriptor;
      std::memcpy(&descriptor, CMSG_DATA(header) + i * sizeof descriptor, sizeof descriptor);
      has_descriptor = true;
      listener_.OnDescriptor(*this, FileDescriptor(descriptor));
    }
  }
  if (!has_descriptor && (message.msg_flags & MSG_CTRUNC) != 0) listener_.OnDescriptor(*this, FileDescriptor());
  listener_.OnBytes(*this, ByteView(buffer.get(), static_cast<size_t>(count)));
  if (IsClosing() || ended_) return false;
  // A read that leaves room has taken everything, unless it stopped behind a descriptor.
  return to_the_end || has_descriptor || static_cast<size_t>(count) == kReadSize;
}

void IpcChannel::ReadWaiting() {
  if (fd_ < 0 || ended_ || IsClosing()) return;
  while (ReadOnce(true)) {
  }
}

void IpcChannel::OnReady(PollHandle&, uint32_t events, Status status) {
  if (!status.ok()) {
    ended_ = true;
    listener_.OnEnd(*this);
    return;
  }
  if ((events & kWritable) != 0) Flush();
  if (IsClosing() || !reading_ || (events & kReadable) == 0) return;
  for (int i = 0; i < kReadsPerTurn && reading_ && ReadOnce(false); ++i) {
  }
}

Result<bool> IpcChannel::Send(std::string bytes, int descriptor) {
  if (IsClosing()) return Status(-ECANCELED);
  if (fd_ < 0) return Status(-EBADF);
  size_t sent = 0;
  while (queue_.empty()) {
    const ssize_t taken = SendSome(fd_, bytes.data() + sent, bytes.size() - sent, sent == 0 ? descriptor : -1);
    if (taken == -EAGAIN) break;
    if (taken < 0) return Status(static_cast<int>(taken));
    sent += static_cast<size_t>(taken);
    if (sent == bytes.size()) return true;
  }
  Message message{std::move(bytes), sent, FileDescriptor()};
  if (sent == 0 && descriptor >= 0) {
    message.descriptor.Reset(fcntl(descriptor, F_DUPFD_CLOEXEC, 0));
    if (!message.descriptor.valid()) return Status::FromErrno();
  }
  if (queue_.empty()) loop().AddRequest();
  queued_bytes_ += message.bytes.size() - sent;
  queue_.push_back(std::move(message));
  UpdatePoll();
  return false;
}

void IpcChannel::Flush() {
  size_t finished = 0;
  int error = 0;
  while (!queue_.empty()) {
    Message& message = queue_.front();
    const ssize_t taken = SendSome(fd_, message.bytes.data() + message.sent, message.bytes.size() - message.sent,
                                   message.sent == 0 ? message.descriptor.get() : -1);
    if (taken == -EAGAIN) break;
    if (taken < 0) {
      error = static_cast<int>(taken);
      break;
    }
    message.sent += static_cast<size_t>(taken);
    queued_bytes_ -= static_cast<size_t>(taken);
    if (message.sent < message.bytes.size()) continue;
    queue_.pop_front();
    finished++;
    if (queue_.empty()) loop().RemoveRequest();
  }
  if (error != 0) DropQueue();
  UpdatePoll();
  if (finished > 0) listener_.OnSent(*this, finished);
  if (error != 0 && !IsClosing()) listener_.OnSendError(*this, Status(error));
}

void IpcChannel::DropQueue() {
  if (queue_.empty()) return;
  queue_.clear();
  queued_bytes_ = 0;
  loop().RemoveRequest();
}

void IpcChannel::Stopping() {
  DropQueue();
  poll_.Close();
}

}  // namespace eddy::loop
