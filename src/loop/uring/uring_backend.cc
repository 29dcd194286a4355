#include "loop/uring/uring_backend.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/invariant.h"
#include "loop/loop.h"
#include "loop/uring/held_input.h"
#include "loop/uring/make_uring_backend.h"
#include "loop/uring/probe.h"

namespace eddy::loop {
namespace {

constexpr uint16_t kReadGroup = 1;
constexpr uint32_t kCompletionsPerSubmission = 8;
constexpr unsigned kCompletionsPerBatch = 128;
constexpr int kAcceptorsPerTurn = 16;

}  // namespace

Result<std::unique_ptr<Backend>> MakeUringBackend(const BackendOptions& options) {
  auto backend = std::make_unique<UringBackend>(options);
  if (Status status = backend->SetUp(); !status.ok()) return status;
  return std::unique_ptr<Backend>(std::move(backend));
}

UringBackend::UringBackend(const BackendOptions& options)
    : options_(options), plain_buffers_(options.read_buffer_size, options.read_buffer_count) {}

UringBackend::~UringBackend() {
  if (ring_made_) io_uring_queue_exit(&ring_);
}

Status UringBackend::SetUp() {
  // Best first; a kernel that does not know a flag refuses with EINVAL.
  constexpr uint32_t kCommon = IORING_SETUP_CLAMP | IORING_SETUP_CQSIZE | IORING_SETUP_SUBMIT_ALL;
  constexpr uint32_t kFlagSets[] = {kCommon | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
                                    kCommon | IORING_SETUP_COOP_TASKRUN, IORING_SETUP_CLAMP | IORING_SETUP_CQSIZE};
  int error = -EINVAL;
  for (uint32_t flags : kFlagSets) {
    io_uring_params parameters{};
    parameters.flags = flags;
    parameters.cq_entries = options_.submission_entries * kCompletionsPerSubmission;
    error = io_uring_queue_init_params(options_.submission_entries, &ring_, &parameters);
    if (error != -EINVAL) break;
  }
  if (error == -EMFILE || error == -ENFILE || error == -ENOMEM) return Status(error);
  // EPERM, ENOSYS, EACCES and what else a container's policy answers: not to be had.
  if (error != 0) return Status(-ENOSYS);
  ring_made_ = true;
  if (Status status = ProbeRing(ring_); !status.ok()) return status;
  // Saves looking up the descriptor with each enter; where it is refused, it is not needed.
  static_cast<void>(io_uring_register_ring_fd(&ring_));
  return {};
}

io_uring_sqe* UringBackend::NextEntry() {
  if (io_uring_sqe* entry = io_uring_get_sqe(&ring_)) return entry;
  // Full. A kernel that is short of memory, or has completions to unload first, takes entries a little later.
  for (int attempt = 0; attempt < 1000; ++attempt) {
    io_uring_submit_and_get_events(&ring_);
    if (io_uring_sqe* entry = io_uring_get_sqe(&ring_)) return entry;
  }
  FailInvariant("the kernel takes no io_uring submissions", __FILE__, __LINE__);
}

Status UringBackend::Attach(IoHandle& handle) {
  if (!handle.is_socket_) {
    if (Status status = CheckPollable(handle.fd()); !status.ok()) return status;
  }
  AssignSlot(handle);
  return {};
}

Status UringBackend::CheckPollable(int fd) {
  struct stat info;
  if (fstat(fd, &info) != 0) return Status::FromErrno();
  if (S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode)) return {};
  if (S_ISREG(info.st_mode) || S_ISDIR(info.st_mode)) return Status(-EPERM);
  if (!S_ISCHR(info.st_mode)) return {};
  // To the ring a device that can't be waited for (/dev/null) is always ready; epoll tells the difference.
  FileDescriptor judge(epoll_create1(EPOLL_CLOEXEC));
  epoll_event nothing{};
  if (!judge.valid() || epoll_ctl(judge.get(), EPOLL_CTL_ADD, fd, &nothing) != 0) return Status::FromErrno();
  return {};
}

void UringBackend::Arm(IoHandle& handle, Operation operation) {
  io_uring_sqe* entry = NextEntry();
  switch (operation) {
    case kRecv:
      io_uring_prep_recv_multishot(entry, handle.fd(), nullptr, 0, 0);
      entry->flags |= IOSQE_BUFFER_SELECT;
      entry->buf_group = kReadGroup;
      break;
    case kReadPoll:
      io_uring_prep_poll_add(entry, handle.fd(), POLLIN | POLLRDHUP);
      break;
    case kWritePoll:
      io_uring_prep_poll_add(entry, handle.fd(), POLLOUT);
      break;
    default:
      if (handle.poll_edge_) {
        io_uring_prep_poll_multishot(entry, handle.fd(), ToPollMask(handle.poll_events_));
      } else {
        io_uring_prep_poll_add(entry, handle.fd(), ToPollMask(handle.poll_events_));
      }
  }
  entry->user_data = TokenFor(handle, operation);
  handle.in_flight_ |= Bit(operation);
}

void UringBackend::Cancel(IoHandle& handle, Operation operation) {
  const uint16_t bit = Bit(operation);
  if ((handle.in_flight_ & bit) == 0 || (handle.cancelling_ & bit) != 0) return;
  handle.cancelling_ |= bit;
  io_uring_sqe* entry = NextEntry();
  io_uring_prep_cancel64(entry, TokenFor(handle, operation), 0);
  // The cancelled operation's own completion tells all there is to know.
  entry->flags |= IOSQE_CQE_SKIP_SUCCESS;
  entry->user_data = Token(0, 0, kCancel);
}

void UringBackend::StartAccept(IoHandle& handle) {
  if (handle.wanted_ & Bit(kAccept)) return;
  if (!acceptors_.valid()) acceptors_.Reset(epoll_create1(EPOLL_CLOEXEC));
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = TokenFor(handle, kAccept);
  handle.wanted_ |= Bit(kAccept);
  if (epoll_ctl(acceptors_.get(), EPOLL_CTL_ADD, handle.fd(), &event) == 0) return ArmAcceptors();
  // Out of descriptors or memory: the error that accepting meets then, too, and is treated as.
  refused_.push_back({TokenFor(handle, kAccept), acceptors_.valid() ? -errno : -EMFILE, 0});
}

void UringBackend::StopAccept(IoHandle& handle) {
  if ((handle.wanted_ & Bit(kAccept)) == 0) return;
  handle.wanted_ &= ~Bit(kAccept);
  epoll_event event{};
  epoll_ctl(acceptors_.get(), EPOLL_CTL_DEL, handle.fd(), &event);
}

void UringBackend::ArmAcceptors() {
  if (acceptors_armed_) return;
  acceptors_armed_ = true;
  io_uring_sqe* entry = NextEntry();
  io_uring_prep_poll_add(entry, acceptors_.get(), POLLIN);
  entry->user_data = Token(0, 0, kAccept);
}

void UringBackend::OnAcceptorsReady() {
  acceptors_armed_ = false;
  epoll_event events[kAcceptorsPerTurn];
  const int count = epoll_wait(acceptors_.get(), events, kAcceptorsPerTurn, 0);
  for (int i = 0; i < count; ++i) {
    IoHandle* handle = Resolve(events[i].data.u64);
    if (handle != nullptr && (handle->wanted_ & Bit(kAccept))) AcceptWaiting(*handle);
  }
  ArmAcceptors();
}

void UringBackend::StartRead(IoHandle& handle) {
  if (handle.wanted_ & Bit(kRecv)) return;
  handle.wanted_ |= Bit(kRecv);
  if (handle.is_socket_ && receives_ && !read_ring_.registered()) {
    receives_ = read_ring_.Register(ring_, kReadGroup, options_.read_buffer_size, options_.read_buffer_count).ok();
  }
  if (handle.held_ != nullptr) {
    resumed_.push_back(TokenFor(handle, kRecv));
    return;
  }
  // Only when the turn ends: a socket that is handed to another process in this turn must not lose bytes to a read
  // here.
  if ((handle.in_flight_ & Bit(ReadOperation(handle))) == 0 && !handle.parked_) {
    starting_.push_back(TokenFor(handle, kRecv));
  }
}

void UringBackend::ArmStarting() {
  for (uint64_t token : starting_) {
    IoHandle* handle = Resolve(token);
    if (handle == nullptr || handle->IsClosing() || (handle->wanted_ & Bit(kRecv)) == 0) continue;
    const Operation operation = ReadOperation(*handle);
    if ((handle->in_flight_ & Bit(operation)) == 0 && !handle->parked_ && handle->held_ == nullptr) {
      Arm(*handle, operation);
    }
  }
  starting_.clear();
}

void UringBackend::StopRead(IoHandle& handle) {
  if ((handle.wanted_ & Bit(kRecv)) == 0) return;
  handle.wanted_ &= ~Bit(kRecv);
  // Only when the turn ends: a consumer that pauses often resumes within the same turn.
  if (handle.in_flight_ & Bit(ReadOperation(handle))) paused_.push_back(TokenFor(handle, kRecv));
}

void UringBackend::AwaitWritable(IoHandle& handle) {
  handle.wanted_ |= Bit(kWritePoll);
  if ((handle.in_flight_ & Bit(kWritePoll)) == 0) Arm(handle, kWritePoll);
}

void UringBackend::SetPoll(IoHandle& handle, uint32_t events, bool edge) {
  const bool changed = events != handle.poll_events_ || edge != handle.poll_edge_;
  handle.poll_events_ = static_cast<uint8_t>(events);
  handle.poll_edge_ = edge;
  handle.wanted_ = static_cast<uint16_t>(events != 0 ? handle.wanted_ | Bit(kPoll) : handle.wanted_ & ~Bit(kPoll));
  if (handle.in_flight_ & Bit(kPoll)) {
    // Its last completion arms it anew with what is wanted then.
    if (changed) Cancel(handle, kPoll);
  } else if (events != 0) {
    Arm(handle, kPoll);
  }
}

void UringBackend::Detach(IoHandle& handle) {
  StopAccept(handle);
  handle.wanted_ = 0;
  delete std::exchange(handle.held_, nullptr);
  for (Operation operation : {kRecv, kReadPoll, kWritePoll, kPoll}) Cancel(handle, operation);
  if (handle.in_flight_ == 0) FinishDetach(handle);
}

bool UringBackend::Wait(Loop& loop, int64_t timeout_ns) {
  ArmStarting();
  CancelPaused();
  Unpark();
  if (!resumed_.empty() || !refused_.empty()) timeout_ns = 0;
  // Also with nothing to wait for and nothing to submit: without entering, the kernel delivers nothing.
  if (timeout_ns == 0) {
    io_uring_submit_and_get_events(&ring_);
  } else if (timeout_ns < 0) {
    io_uring_submit_and_wait(&ring_, 1);
  } else {
    __kernel_timespec timeout{timeout_ns / 1000000000, timeout_ns % 1000000000};
    io_uring_cqe* first;
    io_uring_submit_and_wait_timeout(&ring_, &first, 1, &timeout, nullptr);
  }
  loop.WaitEnded(io_uring_cq_ready(&ring_), timeout_ns != 0);

  bool anything = !resumed_.empty() || !refused_.empty();
  resuming_.swap(resumed_);
  for (uint64_t token : resuming_) DeliverHeld(token);
  resuming_.clear();
  for (const Completion& refusal : std::exchange(refused_, {})) {
    IoHandle* handle = Resolve(refusal.token);
    if (handle == nullptr || (handle->wanted_ & Bit(kAccept)) == 0) continue;
    handle->wanted_ &= ~Bit(kAccept);
    ReportAccept(*handle, refusal.result);
  }

  io_uring_cqe* entries[kCompletionsPerBatch];
  Completion completions[kCompletionsPerBatch];
  // What is there now, and not what the callbacks cause: bounded by the queue's length.
  unsigned left = io_uring_cq_ready(&ring_);
  do {
    const unsigned count = io_uring_peek_batch_cqe(&ring_, entries, std::min(left, kCompletionsPerBatch));
    if (count == 0) break;
    anything = true;
    for (unsigned i = 0; i < count; ++i) {
      completions[i] = {entries[i]->user_data, entries[i]->res, entries[i]->flags};
    }
    io_uring_cq_advance(&ring_, count);
    for (unsigned i = 0; i < count; ++i) Dispatch(completions[i]);
    left -= count;
  } while (left > 0);
  return anything;
}

void UringBackend::Dispatch(const Completion& completion) {
  const Operation operation = OperationOf(completion.token);
  if (operation == kCancel) return;
  if (operation == kAccept) return OnAcceptorsReady();
  IoHandle* found = Resolve(completion.token);
  if (found == nullptr) {
    if (completion.flags & IORING_CQE_F_BUFFER) read_ring_.Lend(completion.flags >> IORING_CQE_BUFFER_SHIFT, 0);
    return;
  }
  IoHandle& handle = *found;
  const bool more = (completion.flags & IORING_CQE_F_MORE) != 0;
  const bool cancelled = (handle.cancelling_ & Bit(operation)) != 0;
  if (!more) {
    handle.in_flight_ &= ~Bit(operation);
    handle.cancelling_ &= ~Bit(operation);
  }
  if (handle.IsClosing()) {
    if (completion.flags & IORING_CQE_F_BUFFER) read_ring_.Lend(completion.flags >> IORING_CQE_BUFFER_SHIFT, 0);
    if (handle.in_flight_ == 0) FinishDetach(handle);
    return;
  }
  switch (operation) {
    case kRecv:
      OnReceived(handle, completion);
      break;
    case kReadPoll:
      OnReadable(handle, completion);
      break;
    case kWritePoll:
      handle.wanted_ &= ~Bit(kWritePoll);
      ReportWritable(handle);
      break;
    default:
      // Cancelled to be armed anew: what this one saw may not be wanted any more, and what is shows again.
      if (!cancelled) OnPolled(handle, completion);
  }
  if (more || Resolve(completion.token) != &handle || handle.IsClosing()) return;
  // It has ended while it is still wanted: the kernel ends multishot operations when it likes.
  const uint16_t want = operation == kReadPoll ? Bit(kRecv) : Bit(operation);
  if ((handle.wanted_ & want) && (handle.in_flight_ & Bit(operation)) == 0 && !handle.parked_ &&
      (handle.held_ == nullptr || handle.held_->empty())) {
    Arm(handle, operation);
  }
}

void UringBackend::HoldFor(IoHandle& handle) {
  if (handle.held_ == nullptr) handle.held_ = new HeldInput;
}

void UringBackend::EndReading(IoHandle& handle, Status status) {
  if ((handle.wanted_ & Bit(kRecv)) == 0 || handle.held_ != nullptr) {
    HoldFor(handle);
    handle.held_->HoldOutcome(status);
    return;
  }
  handle.wanted_ &= ~Bit(kRecv);
  ReportRead(handle, status, {});
}

void UringBackend::OnReceived(IoHandle& handle, const Completion& completion) {
  if (completion.flags & IORING_CQE_F_BUFFER) {
    Lease lease = read_ring_.Lend(completion.flags >> IORING_CQE_BUFFER_SHIFT,
                                  static_cast<size_t>(std::max(completion.result, 0)));
    if (completion.result > 0) {
      if ((handle.wanted_ & Bit(kRecv)) && handle.held_ == nullptr) {
        ReportRead(handle, {}, std::move(lease));
      } else {
        HoldFor(handle);
        handle.held_->HoldBytes(lease.bytes());
      }
      return;
    }
  }
  switch (completion.result) {
    case -ECANCELED:
    case -EINTR:
      return;
    case -ENOBUFS:
      // Trying at once would fail again; buffers come back as this turn's callbacks return.
      handle.parked_ = true;
      parked_.push_back(TokenFor(handle, kRecv));
      return;
    default:
      EndReading(handle, Status(completion.result));
  }
}

void UringBackend::OnReadable(IoHandle& handle, const Completion& completion) {
  if (completion.result == -ECANCELED || (handle.wanted_ & Bit(kRecv)) == 0) return;
  if (completion.result < 0) return EndReading(handle, Status(completion.result));
  const ReadBuffers::Buffer buffer = plain_buffers_.Take();
  if (buffer.data == nullptr) return;  // all lent out: polled again, which reports until some are back
  Lease lease(plain_buffers_, buffer.id, buffer.data, plain_buffers_.size());
  const ssize_t result = handle.is_socket_ ? recv(handle.fd(), buffer.data, plain_buffers_.size(), MSG_DONTWAIT)
                                           : read(handle.fd(), buffer.data, plain_buffers_.size());
  if (result > 0) {
    lease.Truncate(static_cast<size_t>(result));
    ReportRead(handle, {}, std::move(lease));
  } else if (result == 0) {
    EndReading(handle, {});
  } else if (errno != EAGAIN && errno != EINTR) {
    EndReading(handle, Status::FromErrno());
  }
}

void UringBackend::OnPolled(IoHandle& handle, const Completion& completion) {
  if ((handle.wanted_ & Bit(kPoll)) == 0 || completion.result == -ECANCELED) return;
  if (completion.result < 0) {
    handle.wanted_ &= ~Bit(kPoll);
    handle.poll_events_ = 0;
    ReportReady(handle, 0, Status(completion.result));
    return;
  }
  const uint32_t events = FromPollMask(static_cast<uint32_t>(completion.result), handle.poll_events_);
  if (events != 0) ReportReady(handle, events, {});
}

void UringBackend::DeliverHeld(uint64_t token) {
  for (;;) {
    IoHandle* handle = Resolve(token);
    if (handle == nullptr || handle->IsClosing() || (handle->wanted_ & Bit(kRecv)) == 0 || handle->held_ == nullptr) {
      return;
    }
    if (handle->held_->empty()) {
      delete std::exchange(handle->held_, nullptr);
      const Operation operation = ReadOperation(*handle);
      if ((handle->in_flight_ & Bit(operation)) == 0 && !handle->parked_) Arm(*handle, operation);
      return;
    }
    HeldInput::Item item = handle->held_->Take();
    if (item.lease.size() == 0) {
      handle->wanted_ &= ~Bit(kRecv);
      delete std::exchange(handle->held_, nullptr);
    }
    ReportRead(*handle, item.status, std::move(item.lease));
  }
}

void UringBackend::CancelPaused() {
  for (uint64_t token : paused_) {
    IoHandle* handle = Resolve(token);
    if (handle != nullptr && (handle->wanted_ & Bit(kRecv)) == 0) Cancel(*handle, ReadOperation(*handle));
  }
  paused_.clear();
}

void UringBackend::Unpark() {
  if (parked_.empty() || !read_ring_.HalfFull()) return;
  std::vector<uint64_t> due;
  due.swap(parked_);
  for (uint64_t token : due) {
    IoHandle* handle = Resolve(token);
    if (handle == nullptr || handle->IsClosing()) continue;
    handle->parked_ = false;
    if ((handle->wanted_ & Bit(kRecv)) && (handle->in_flight_ & Bit(kRecv)) == 0 && handle->held_ == nullptr) {
      Arm(*handle, kRecv);
    }
  }
}

}  // namespace eddy::loop
