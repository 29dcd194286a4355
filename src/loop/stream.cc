#include "loop/stream.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "base/invariant.h"
#include "loop/loop.h"
#include "loop/output_pool.h"

namespace eddy::loop {
namespace {

// Pieces that one system call takes; more need another.
constexpr size_t kPiecesPerCall = 64;

}  // namespace

Stream::Stream(Loop& loop) : IoHandle(loop) {}

Stream::~Stream() = default;

Status Stream::Prepare(FileDescriptor fd, bool borrowed) {
  struct stat info;
  if (fstat(fd.get(), &info) != 0) {
    Status status = Status::FromErrno();
    if (borrowed) static_cast<void>(fd.Release());
    return status;
  }
  set_is_socket(S_ISSOCK(info.st_mode));
  // Sockets are told not to wait with each call, and terminals share their description with other programs, which a
  // change would confuse.
  if (S_ISFIFO(info.st_mode)) {
    const int flags = fcntl(fd.get(), F_GETFL);
    if ((flags & O_NONBLOCK) == 0) {
      fcntl(fd.get(), F_SETFL, flags | O_NONBLOCK);
      if (borrowed) state_ |= kWasBlocking;
    }
  }
  return Adopt(std::move(fd), borrowed);
}

Status Stream::Open(FileDescriptor fd) {
  if (!fd.valid()) return Status(-EBADF);
  return Prepare(std::move(fd), false);
}

Status Stream::OpenBorrowed(int fd) {
  if (fd < 0) return Status(-EBADF);
  return Prepare(FileDescriptor(fd), true);
}

void Stream::UpdateActive() {
  SetActive((state_ & (kReading | kConnecting)) != 0 || first_ != nullptr ||
            (state_ & (kShutdownWanted | kShutdownDone)) == kShutdownWanted);
}

// Reading

Status Stream::StartReading() {
  if (IsClosing()) return Status(-ECANCELED);
  if (fd() < 0) return Status(-EBADF);
  if (state_ & (kEnded | kReadFailed)) return Status(-ENOTCONN);
  if (state_ & kReading) return {};
  state_ |= kReading;
  SetActive(true);
  if ((state_ & kConnecting) == 0) loop().backend().StartRead(*this);
  return {};
}

void Stream::StopReading() {
  if (IsClosing() || (state_ & kReading) == 0) return;
  state_ &= ~kReading;
  if ((state_ & kConnecting) == 0) loop().backend().StopRead(*this);
  UpdateActive();
}

void Stream::OnRead(Status status, Lease lease) {
  if (status.ok() && lease.size() > 0) {
    bytes_read_ += lease.size();
    listener_->OnData(*this, lease);
    return;
  }
  state_ &= ~kReading;
  if (status.ok()) {
    state_ |= kEnded;
    UpdateActive();
    listener_->OnEnd(*this);
    return;
  }
  state_ |= kReadFailed;
  UpdateActive();
  if (state_ & kErrorReported) return;
  state_ |= kErrorReported;
  listener_->OnError(*this, status);
}

// Connecting

void Stream::BeginConnect(int error) {
  state_ |= kConnecting;
  SetActive(true);
  if (error == -EINPROGRESS) {
    loop().backend().AwaitWritable(*this);
  } else {
    connect_error_ = error;
    state_ |= kConnectReport;
    MarkDirty();
  }
}

void Stream::OnWritable() {
  if (state_ & kConnecting) {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(fd(), SOL_SOCKET, SO_ERROR, &error, &length);
    connect_error_ = -error;
    state_ |= kConnectReport;
  }
  state_ &= ~kParked;
  // The flush at the end of this phase does the rest.
  MarkDirty();
}

void Stream::FinishConnect() {
  state_ &= ~(kConnecting | kConnectReport);
  if (connect_error_ != 0) {
    state_ |= kErrorReported;
    state_ &= ~kReading;
    FailOutput(connect_error_);
  } else {
    if (state_ & kReading) loop().backend().StartRead(*this);
    if (first_ != nullptr || (state_ & kShutdownWanted)) MarkDirty();
  }
  UpdateActive();
  listener_->OnConnect(*this, Status(connect_error_));
}

// Writing

Status Stream::WritableStatus() const {
  if (IsClosing()) return Status(-ECANCELED);
  if (fd() < 0) return Status(-EBADF);
  if (state_ & (kWriteFailed | kShutdownWanted)) return Status(-EPIPE);
  return {};
}

void Stream::MarkDirty() {
  if (state_ & kDirty) return;
  state_ |= kDirty;
  dirty_index_ = static_cast<uint32_t>(loop().dirty_streams_.size());
  loop().dirty_streams_.push_back(this);
}

void Stream::Enqueue(WriteRequest& request) {
  EDDY_INVARIANT(request.stream_ == nullptr, "a write request was written again before it was done");
  request.stream_ = this;
  request.next_ = nullptr;
  (last_ != nullptr ? last_->next_ : first_) = &request;
  last_ = &request;
  SetActive(true);
  if ((state_ & (kParked | kConnecting)) == 0) MarkDirty();
}

Status Stream::Write(WriteRequest& request) {
  if (Status status = WritableStatus(); !status.ok()) return status;
  queued_bytes_ += request.RemainingBytes();
  Enqueue(request);
  return {};
}

ByteSpan Stream::Reserve(size_t size) {
  if (!WritableStatus().ok()) return {};
  if (last_ != nullptr && last_->is_chunk_) {
    ByteSpan free = static_cast<OutputChunk*>(last_)->Free();
    if (free.size() >= size) return free;
  }
  OutputChunk* chunk = loop().output_pool().Take(size);
  Enqueue(*chunk);
  return chunk->Free();
}

void Stream::Commit(size_t size) {
  static_cast<OutputChunk*>(last_)->Commit(size);
  queued_bytes_ += size;
}

Status Stream::WriteCopy(ByteView bytes) {
  if (Status status = WritableStatus(); !status.ok()) return status;
  if (bytes.empty()) return {};
  ByteSpan room = Reserve(bytes.size());
  std::memcpy(room.data(), bytes.data(), bytes.size());
  Commit(bytes.size());
  return {};
}

ssize_t Stream::SendPieces(const iovec* pieces, size_t count) {
  for (;;) {
    ssize_t sent;
    if (!is_socket()) {
      sent = writev(fd(), pieces, static_cast<int>(count));
    } else if (count == 1) {
      sent = send(fd(), pieces[0].iov_base, pieces[0].iov_len, MSG_NOSIGNAL | MSG_DONTWAIT);
    } else {
      msghdr message{};
      message.msg_iov = const_cast<iovec*>(pieces);
      message.msg_iovlen = count;
      sent = sendmsg(fd(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    if (sent >= 0) return sent;
    if (errno != EINTR) return -errno;
  }
}

Result<size_t> Stream::TryWrite(std::span<const iovec> pieces) {
  if (Status status = WritableStatus(); !status.ok()) return status;
  if (first_ != nullptr || (state_ & (kConnecting | kParked))) return Status(-EAGAIN);
  const ssize_t sent = SendPieces(pieces.data(), std::min(pieces.size(), kPiecesPerCall));
  if (sent < 0) return Status(static_cast<int>(sent));
  bytes_written_ += static_cast<size_t>(sent);
  return static_cast<size_t>(sent);
}

Result<size_t> Stream::TryWrite(ByteView bytes) {
  const iovec piece{const_cast<uint8_t*>(bytes.data()), bytes.size()};
  return TryWrite(std::span<const iovec>(&piece, 1));
}

Status Stream::WriteBlocking(ByteView bytes) {
  if (Status status = WritableStatus(); !status.ok()) return status;
  auto wait = [this] {
    pollfd waiting{fd(), POLLOUT, 0};
    ::poll(&waiting, 1, -1);
  };
  while (first_ != nullptr && (state_ & kWriteFailed) == 0) {
    state_ &= ~kParked;
    SendQueued();
    if (first_ != nullptr) wait();
  }
  MarkDirty();
  if (state_ & kWriteFailed) return Status(-EPIPE);
  while (!bytes.empty()) {
    const iovec piece{const_cast<uint8_t*>(bytes.data()), bytes.size()};
    const ssize_t sent = SendPieces(&piece, 1);
    if (sent == -EAGAIN) {
      wait();
      continue;
    }
    if (sent < 0) return Status(static_cast<int>(sent));
    bytes_written_ += static_cast<size_t>(sent);
    bytes = bytes.subspan(static_cast<size_t>(sent));
  }
  return {};
}

void Stream::CompleteFront(int status) {
  WriteRequest* request = first_;
  first_ = request->next_;
  if (first_ == nullptr) last_ = nullptr;
  request->next_ = nullptr;
  if (request->is_chunk_) {
    request->stream_ = nullptr;
    loop().output_pool().Return(static_cast<OutputChunk*>(request));
    return;
  }
  request->status_ = status;
  Loop& loop = this->loop();
  (loop.written_last_ != nullptr ? loop.written_last_->next_ : loop.written_first_) = request;
  loop.written_last_ = request;
}

void Stream::Advance(size_t sent) {
  bytes_written_ += sent;
  queued_bytes_ -= sent;
  while (first_ != nullptr) {
    std::span<iovec>& pieces = first_->pieces_;
    while (!pieces.empty() && sent >= pieces[0].iov_len) {
      sent -= pieces[0].iov_len;
      pieces = pieces.subspan(1);
    }
    if (!pieces.empty()) {
      pieces[0].iov_base = static_cast<uint8_t*>(pieces[0].iov_base) + sent;
      pieces[0].iov_len -= sent;
      return;
    }
    CompleteFront(0);
  }
}

void Stream::SendQueued() {
  if (state_ & (kConnecting | kParked | kWriteFailed)) return;
  const bool had_output = first_ != nullptr;
  while (first_ != nullptr) {
    iovec gathered[kPiecesPerCall];
    size_t count = 0;
    size_t bytes = 0;
    for (WriteRequest* request = first_; request != nullptr && count < kPiecesPerCall; request = request->next_) {
      for (size_t i = 0; i < request->pieces_.size() && count < kPiecesPerCall; ++i) {
        if (request->pieces_[i].iov_len == 0) continue;
        gathered[count++] = request->pieces_[i];
        bytes += request->pieces_[i].iov_len;
      }
    }
    const ssize_t sent = count == 0 ? 0 : SendPieces(gathered, count);
    if (sent < 0 && sent != -EAGAIN) {
      FailOutput(static_cast<int>(sent));
      return;
    }
    if (sent >= 0) Advance(static_cast<size_t>(sent));
    // Less than was offered: the kernel is full, and asking again would only tell so.
    if (sent < static_cast<ssize_t>(bytes)) {
      state_ |= kParked;
      if (!IsClosing()) loop().backend().AwaitWritable(*this);
      return;
    }
  }
  if (had_output) state_ |= kDrained;
  if ((state_ & (kShutdownWanted | kShutdownDone)) == kShutdownWanted) DoShutdown();
}

void Stream::FailOutput(int status) {
  state_ |= kWriteFailed;
  if (first_ != nullptr && first_->is_chunk_) output_error_ = status;
  queued_bytes_ = 0;
  while (first_ != nullptr) {
    const bool is_reported = !first_->is_chunk_;
    CompleteFront(status);
    if (is_reported) status = -ECANCELED;
  }
  if ((state_ & (kShutdownWanted | kShutdownDone)) == kShutdownWanted) {
    state_ |= kShutdownDone | kShutdownReport;
    shutdown_status_ = -ECANCELED;
  }
  MarkDirty();
}

void Stream::DropOutput() {
  if (first_ == nullptr) return;
  FailOutput(-ECANCELED);
  output_error_ = 0;
}

Status Stream::Shutdown() {
  if (IsClosing()) return Status(-ECANCELED);
  if (fd() < 0 || (state_ & kShutdownWanted)) return Status(-ENOTCONN);
  if (state_ & kWriteFailed) return Status(-EPIPE);
  state_ |= kShutdownWanted;
  SetActive(true);
  if ((state_ & (kParked | kConnecting)) == 0) MarkDirty();
  return {};
}

void Stream::DoShutdown() {
  state_ |= kShutdownDone | kShutdownReport;
  // A pipe has one direction only: its end is closing it.
  shutdown_status_ = is_socket() && shutdown(fd(), SHUT_WR) != 0 ? -errno : 0;
}

void Stream::DeliverReports() {
  if (IsClosing()) return;
  if (state_ & kConnectReport) FinishConnect();
  if (IsClosing()) return;
  UpdateActive();
  if (output_error_ != 0) {
    const Status status(std::exchange(output_error_, 0));
    if ((state_ & kErrorReported) == 0) {
      state_ |= kErrorReported | kSendErrorReported;
      // A reset that sending has met would show to the reader as an ordinary end.
      StopReading();
      state_ |= kReadFailed;
      listener_->OnError(*this, status);
    }
  }
  if (!IsClosing() && (state_ & kDrained)) {
    state_ &= ~kDrained;
    if (first_ == nullptr) listener_->OnDrain(*this);
  }
  if (!IsClosing() && (state_ & kShutdownReport)) {
    state_ &= ~kShutdownReport;
    listener_->OnShutdown(*this, Status(shutdown_status_));
  }
}

// Closing

void Stream::Stopping() {
  if (fd() >= 0 && first_ != nullptr && (state_ & (kConnecting | kParked | kWriteFailed)) == 0) {
    // What was written in this turn leaves still, as it would have with a send at once; what the kernel does not take
    // is cancelled.
    SendQueued();
  }
  DropOutput();
  if (state_ & kDirty) {
    state_ &= ~kDirty;
    std::vector<Stream*>& dirty = loop().dirty_streams_;
    dirty[dirty_index_] = dirty.back();
    dirty[dirty_index_]->dirty_index_ = dirty_index_;
    dirty.pop_back();
  }
  if (state_ & kWasBlocking) fcntl(fd(), F_SETFL, fcntl(fd(), F_GETFL) & ~O_NONBLOCK);
  IoHandle::Stopping();
}

void Stream::NotifyClosed() {
  if (listener_ == nullptr) return;
  if (state_ & kConnecting) listener_->OnConnect(*this, Status(-ECANCELED));
  if (state_ & kShutdownReport) {
    listener_->OnShutdown(*this, Status(shutdown_status_));
  } else if ((state_ & (kShutdownWanted | kShutdownDone)) == kShutdownWanted) {
    listener_->OnShutdown(*this, Status(-ECANCELED));
  }
  listener_->OnClose(*this);
}

}  // namespace eddy::loop
