#include "loop/epoll/epoll_backend.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <climits>

#include "loop/loop.h"

namespace eddy::loop {
namespace {

constexpr int kEventsPerWait = 512;
// How often one socket is read before the others get their turn.
constexpr int kReadsPerTurn = 32;

}  // namespace

Result<std::unique_ptr<Backend>> EpollBackend::Create(const BackendOptions& options) {
  FileDescriptor epoll(epoll_create1(EPOLL_CLOEXEC));
  if (!epoll.valid()) return Status::FromErrno();
  return std::unique_ptr<Backend>(new EpollBackend(std::move(epoll), options));
}

EpollBackend::EpollBackend(FileDescriptor epoll, const BackendOptions& options)
    : epoll_(std::move(epoll)), buffers_(options.read_buffer_size, options.read_buffer_count) {}

Status EpollBackend::Attach(IoHandle& handle) {
  AssignSlot(handle);
  // Sockets that a stream or server owns are edge-triggered and complete; the others are told what they wait for later,
  // but whether they can be waited for at all is found out here.
  epoll_event event{};
  event.events = handle.is_socket_ ? EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET : EPOLLET;
  event.data.u64 = TokenFor(handle, kNone);
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, handle.fd(), &event) == 0) return {};
  Status status = Status::FromErrno();
  ReleaseSlot(handle);
  return status;
}

Status EpollBackend::UpdateInterest(IoHandle& handle) {
  epoll_event event{};
  if (handle.wanted_ & Bit(kRecv)) event.events |= EPOLLIN | EPOLLRDHUP;
  if (handle.wanted_ & Bit(kWritePoll)) event.events |= EPOLLOUT;
  if (handle.wanted_ & Bit(kPoll)) event.events |= ToPollMask(handle.poll_events_);
  // Without interest even a hang-up must not wake the loop again and again.
  if (event.events == 0 || handle.poll_edge_) event.events |= EPOLLET;
  event.data.u64 = TokenFor(handle, kNone);
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, handle.fd(), &event) == 0) return {};
  return Status::FromErrno();
}

void EpollBackend::TryLater(IoHandle& handle) { try_later_.push_back(TokenFor(handle, kNone)); }

void EpollBackend::StartAccept(IoHandle& handle) {
  handle.wanted_ |= Bit(kAccept);
  if (handle.ready_to_read_) TryLater(handle);
}

void EpollBackend::StopAccept(IoHandle& handle) { handle.wanted_ &= ~Bit(kAccept); }

void EpollBackend::StartRead(IoHandle& handle) {
  if (handle.wanted_ & Bit(kRecv)) return;
  handle.wanted_ |= Bit(kRecv);
  if (!handle.is_socket_) {
    static_cast<void>(UpdateInterest(handle));
  } else if (handle.ready_to_read_) {
    TryLater(handle);
  }
}

void EpollBackend::StopRead(IoHandle& handle) {
  if ((handle.wanted_ & Bit(kRecv)) == 0) return;
  handle.wanted_ &= ~Bit(kRecv);
  if (!handle.is_socket_) static_cast<void>(UpdateInterest(handle));
}

void EpollBackend::AwaitWritable(IoHandle& handle) {
  handle.wanted_ |= Bit(kWritePoll);
  // The last send found the socket full (or it connects): the next edge is yet to come.
  if (!handle.is_socket_) static_cast<void>(UpdateInterest(handle));
}

void EpollBackend::SetPoll(IoHandle& handle, uint32_t events, bool edge) {
  if (events != 0) {
    handle.wanted_ |= Bit(kPoll);
  } else {
    handle.wanted_ &= ~Bit(kPoll);
  }
  handle.poll_events_ = static_cast<uint8_t>(events);
  handle.poll_edge_ = edge;
  static_cast<void>(UpdateInterest(handle));
}

void EpollBackend::Detach(IoHandle& handle) {
  // Also when the descriptor is closed right after: a duplicate of it elsewhere would keep the registration.
  epoll_event event{};
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, handle.fd(), &event);
  handle.wanted_ = 0;
  FinishDetach(handle);
}

bool EpollBackend::Wait(Loop& loop, int64_t timeout_ns) {
  if (!try_later_.empty()) timeout_ns = 0;
  epoll_event events[kEventsPerWait];
  // Milliseconds rounded up: a timer must not find that it woke too early.
  const int64_t timeout_ms = timeout_ns < 0 ? -1 : std::min<int64_t>((timeout_ns + 999999) / 1000000, INT_MAX);
  const int count = epoll_wait(epoll_.get(), events, kEventsPerWait, static_cast<int>(timeout_ms));
  loop.WaitEnded(static_cast<unsigned>(std::max(count, 0)), timeout_ns != 0);
  trying_.swap(try_later_);
  const bool anything = count > 0 || !trying_.empty();
  for (int i = 0; i < count; ++i) {
    if (IoHandle* handle = Resolve(events[i].data.u64)) Dispatch(*handle, events[i].data.u64, events[i].events);
  }
  for (uint64_t token : trying_) {
    IoHandle* handle = Resolve(token);
    if (handle == nullptr || !handle->ready_to_read_) continue;
    if (handle->wanted_ & Bit(kAccept)) {
      AcceptReady(*handle);
    } else if (handle->wanted_ & Bit(kRecv)) {
      ReadReady(*handle, true);
    }
  }
  trying_.clear();
  return anything;
}

void EpollBackend::Dispatch(IoHandle& handle, uint64_t token, uint32_t mask) {
  if (handle.wanted_ & Bit(kPoll)) {
    if (const uint32_t ready = FromPollMask(mask, handle.poll_events_)) ReportReady(handle, ready, {});
    return;
  }
  if ((mask & (EPOLLOUT | EPOLLERR | EPOLLHUP)) && (handle.wanted_ & Bit(kWritePoll))) {
    handle.wanted_ &= ~Bit(kWritePoll);
    if (!handle.is_socket_) static_cast<void>(UpdateInterest(handle));
    ReportWritable(handle);
    if (Resolve(token) != &handle) return;
  }
  if (mask & (EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP)) {
    handle.ready_to_read_ = true;
    if (handle.wanted_ & Bit(kAccept)) {
      AcceptReady(handle);
    } else if (handle.wanted_ & Bit(kRecv)) {
      // The edge of an end that came with data is spent already: only reading on shows it.
      ReadReady(handle, (mask & (EPOLLRDHUP | EPOLLERR | EPOLLHUP)) != 0);
    }
  }
}

void EpollBackend::AcceptReady(IoHandle& handle) {
  switch (AcceptWaiting(handle)) {
    case Accepted::kAll:
      handle.ready_to_read_ = false;
      break;
    case Accepted::kSome:
      TryLater(handle);
      break;
    case Accepted::kNoLonger:
      // Connections may wait still: the next StartAccept has to look.
      break;
  }
}

void EpollBackend::ReadReady(IoHandle& handle, bool to_the_end) {
  const uint64_t token = TokenFor(handle, kNone);
  for (int i = 0; i < kReadsPerTurn; ++i) {
    const ReadBuffers::Buffer buffer = buffers_.Take();
    if (buffer.data == nullptr) break;  // all lent out: try again when some may be back
    Lease lease(buffers_, buffer.id, buffer.data, buffers_.size());
    const ssize_t result = handle.is_socket_ ? recv(handle.fd(), buffer.data, buffers_.size(), MSG_DONTWAIT)
                                             : read(handle.fd(), buffer.data, buffers_.size());
    if (result < 0) {
      const int error = errno;
      if (error == EINTR) continue;
      handle.ready_to_read_ = false;
      if (error == EAGAIN) return;
      StopRead(handle);
      lease.Reset();
      ReportRead(handle, Status(-error), {});
      return;
    }
    if (result == 0) {
      handle.ready_to_read_ = false;
      StopRead(handle);
      lease.Reset();
      ReportRead(handle, {}, {});
      return;
    }
    const bool drained = static_cast<size_t>(result) < buffers_.size() && !to_the_end;
    if (drained) handle.ready_to_read_ = false;
    lease.Truncate(static_cast<size_t>(result));
    ReportRead(handle, {}, std::move(lease));
    if (Resolve(token) != &handle || (handle.wanted_ & Bit(kRecv)) == 0) {
      return;
    }
    // Level-triggered descriptors report again; blocking ones must not be read a second time.
    if (!handle.is_socket_ || drained) return;
  }
  if (handle.is_socket_) TryLater(handle);
}

}  // namespace eddy::loop
