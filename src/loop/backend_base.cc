#include "loop/backend_base.h"

#include <poll.h>
#include <sys/socket.h>

#include "loop/loop.h"

namespace eddy::loop {
namespace {

// How many connections are accepted from one server before the others get their turn.
constexpr int kAcceptsPerTurn = 128;

// Tells the observer of one callback.
class CallbackReport {
 public:
  explicit CallbackReport(IoHandle& handle) : loop_(handle.loop()), handle_(handle) {
    if (Observer* observer = loop_.observer()) [[unlikely]]
      observer->OnCallbackBegin(handle);
  }
  CallbackReport(const CallbackReport&) = delete;
  CallbackReport& operator=(const CallbackReport&) = delete;
  ~CallbackReport() {
    if (Observer* observer = loop_.observer()) [[unlikely]]
      observer->OnCallbackEnd(handle_);
  }

 private:
  Loop& loop_;
  IoHandle& handle_;
};

}  // namespace

void BackendBase::AssignSlot(IoHandle& handle) {
  uint32_t slot;
  if (free_slots_.empty()) {
    slot = static_cast<uint32_t>(slots_.size());
    slots_.push_back({&handle, 0});
  } else {
    slot = free_slots_.back();
    free_slots_.pop_back();
    slots_[slot].handle = &handle;
  }
  handle.slot_ = slot;
  handle.wanted_ = handle.in_flight_ = handle.cancelling_ = 0;
}

void BackendBase::ReleaseSlot(IoHandle& handle) {
  Slot& slot = slots_[handle.slot_];
  slot.handle = nullptr;
  ++slot.generation;
  free_slots_.push_back(handle.slot_);
  handle.slot_ = IoHandle::kNoSlot;
}

void BackendBase::ReportAccept(IoHandle& handle, int result) {
  CallbackReport report(handle);
  handle.OnAccept(result);
}

void BackendBase::ReportRead(IoHandle& handle, Status status, Lease lease) {
  CallbackReport report(handle);
  handle.OnRead(status, std::move(lease));
}

void BackendBase::ReportWritable(IoHandle& handle) {
  CallbackReport report(handle);
  handle.OnWritable();
}

void BackendBase::ReportReady(IoHandle& handle, uint32_t events, Status status) {
  CallbackReport report(handle);
  handle.OnReady(events, status);
}

BackendBase::Accepted BackendBase::AcceptWaiting(IoHandle& handle) {
  const uint64_t token = TokenFor(handle, kAccept);
  for (int i = 0; i < kAcceptsPerTurn; ++i) {
    const int fd = accept4(handle.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0) {
      ReportAccept(handle, fd);
      if (Resolve(token) != &handle || (handle.wanted_ & Bit(kAccept)) == 0) return Accepted::kNoLonger;
      continue;
    }
    const int error = errno;
    if (error == EINTR) continue;
    if (error == EAGAIN) return Accepted::kAll;
    StopAccept(handle);
    ReportAccept(handle, -error);
    return Accepted::kNoLonger;
  }
  return Accepted::kSome;
}

void BackendBase::FinishDetach(IoHandle& handle) {
  if (handle.borrowed_) {
    static_cast<void>(handle.fd_.Release());
    handle.borrowed_ = false;
  } else {
    handle.fd_.Reset();
  }
  ReleaseSlot(handle);
  handle.OnDetached();
}

uint32_t BackendBase::ToPollMask(uint32_t events) {
  return (events & kReadable ? POLLIN : 0U) | (events & kWritable ? POLLOUT : 0U) |
         (events & kDisconnected ? POLLRDHUP : 0U) | (events & kPriority ? POLLPRI : 0U);
}

uint32_t BackendBase::FromPollMask(uint32_t mask, uint32_t wanted) {
  uint32_t events = (mask & POLLIN ? kReadable : 0U) | (mask & POLLOUT ? kWritable : 0U) |
                    (mask & POLLRDHUP ? kDisconnected : 0U) | (mask & POLLPRI ? kPriority : 0U);
  // An error or a hang-up is found out by reading or writing.
  if (mask & (POLLERR | POLLHUP)) events |= kReadable | kWritable;
  if (mask & POLLHUP) events |= kDisconnected;
  return events & wanted;
}

ReadBuffers::~ReadBuffers() {
  for (uint8_t* buffer : buffers_) delete[] buffer;
}

ReadBuffers::Buffer ReadBuffers::Take() {
  if (!free_.empty()) {
    const uint32_t id = free_.back();
    free_.pop_back();
    return {id, buffers_[id]};
  }
  if (buffers_.size() >= limit_) return {0, nullptr};
  buffers_.push_back(new uint8_t[size_]);
  return {static_cast<uint32_t>(buffers_.size() - 1), buffers_.back()};
}

void ReadBuffers::Return(uint32_t id) { free_.push_back(id); }

}  // namespace eddy::loop
