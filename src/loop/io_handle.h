// IoHandle: a handle over a file descriptor, and what backends report to it. Sockets, servers and PollHandle derive
// from it; nobody else needs it.
#pragma once
#include <cstdint>

#include "base/result.h"
#include "loop/file_descriptor.h"
#include "loop/handle.h"
#include "loop/lease.h"

namespace eddy::loop {

class HeldInput;

class IoHandle : public Handle {
 public:
  // The descriptor, for system calls that this library has no function for; -1 when there is none. Still owned here.
  int fd() const { return fd_.get(); }

 protected:
  explicit IoHandle(Loop& loop, Visibility visibility = Visibility::kPublic);
  ~IoHandle() override;

  // Takes `fd` and makes it known to the backend. With `borrowed`, it is not closed at the end. Errors: EBUSY when the
  // handle has a descriptor already, ECANCELED when it closes; Backend::Attach's. After an error `fd` is closed unless
  // borrowed.
  Status Adopt(FileDescriptor fd, bool borrowed = false);

  // Reads go by recv, and output by send; else by read and write after polling.
  bool is_socket() const { return is_socket_; }
  void set_is_socket(bool is_socket) { is_socket_ = is_socket; }

  void Stopping() override;

  // Reports of the backend; see Backend. Each must allow everything, also closing this handle.
  // `result`: the accepted descriptor (nonblocking, close-on-exec), or a negative errno.
  virtual void OnAccept(int result) {}
  // `status` ok with bytes: data. ok without: the end. Otherwise reading has failed and stopped.
  virtual void OnRead(Status status, Lease lease) {}
  virtual void OnWritable() {}
  // `events`: PollEvents; `status`: an error of the poll itself, which has then stopped.
  virtual void OnReady(uint32_t events, Status status) {}
  // Nothing is in flight and the descriptor is closed.
  virtual void OnDetached() { FinishClose(); }

 private:
  friend class BackendBase;
  friend class EpollBackend;
  friend class UringBackend;

  FileDescriptor fd_;
  uint32_t slot_ = kNoSlot;
  // What is wanted and what is in flight; the backends' business.
  uint16_t wanted_ = 0;
  uint16_t in_flight_ = 0;
  uint16_t cancelling_ = 0;
  uint8_t poll_events_ = 0;
  bool borrowed_ : 1 = false;
  bool is_socket_ : 1 = true;
  bool poll_edge_ : 1 = false;
  bool ready_to_read_ : 1 = false;
  bool parked_ : 1 = false;
  HeldInput* held_ = nullptr;

 public:
  static constexpr uint32_t kNoSlot = ~uint32_t{0};
};

}  // namespace eddy::loop
