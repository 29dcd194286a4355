// Handle: something long-lived that a loop watches (a timer, a socket, a hook).
//
// The contract, kept by every handle:
//  1. A handle belongs to one loop and is used on that loop's thread only. Wakeup::Send and Loop::Post are the only
//     functions that other threads may call.
//  2. The caller owns the memory: a member, a slab slot, a unique_ptr. A handle is neither copied nor moved.
//  3. A handle is active while it waits for something (timer started, socket reading, server listening). An active
//  handle
//     that has a reference keeps Loop::Run going. New handles have one; Unref and Ref are not counted.
//  4. Close cancels what is in flight, may be called at any time, in any callback and more than once, and never calls
//     back from inside. Whatever was in flight ends with ECANCELED first; the close callback then comes in the close
//     phase, once, and is the last one.
//  5. A handle that holds a descriptor must not be destroyed between opening it and the close callback: the kernel
//     may still report to it. Destroying it inside its close callback is allowed; the loop does not touch it
//     afterwards. Timers, hooks and I/O handles that were never opened may be destroyed at any time, without Close.
//  6. Callbacks go to a listener: an interface that the caller implements and keeps alive until the close callback. No
//     function calls back before it has returned to its caller, except where its documentation says so.
//  7. Inside a callback everything is allowed, also closing or stopping this handle or any other.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/intrusive_list.h"

namespace eddy::loop {

class Loop;
struct InLoop;

class Handle : public ListNode<InLoop> {
 public:
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  virtual ~Handle();

  Loop& loop() const { return *loop_; }

  // What kind of handle this is, for people: "timer", "tcp-socket".
  virtual std::string_view Kind() const = 0;

  // Lets the handle keep the loop running while it is active (the initial state), or not. Idempotent.
  void Ref();
  void Unref();
  bool HasRef() const { return (flags_ & kReferenced) != 0; }

  // Whether it waits for something.
  bool IsActive() const { return (flags_ & kActive) != 0; }

  // Whether Close was called; stays true after the close callback.
  bool IsClosing() const { return (flags_ & kClosing) != 0; }

  // Whether the close callback has begun.
  bool IsClosed() const { return (flags_ & kClosed) != 0; }

  // Begins to close; see rule 4. Nothing happens the second time.
  void Close();

  // Close, and `delete` this handle after its close callback (which must not do so itself): for handles made with new
  // whose owner lets go now.
  void CloseAndDelete();

 protected:
  // Registers with `loop`. A hidden handle is part of the loop itself: never referenced, not shown by Loop::Walk.
  enum class Visibility { kPublic, kHidden };
  explicit Handle(Loop& loop, Visibility visibility = Visibility::kPublic);

  void SetActive(bool active);

  // Stops everything; called once, by Close. Calls FinishClose, now or later, when nothing can report to it any more.
  virtual void Stopping() = 0;

  // Tells the listener that the handle is closed.
  virtual void NotifyClosed() = 0;

  // Queues the close callback.
  void FinishClose();

 private:
  friend class Loop;
  static constexpr uint8_t kActive = 1;
  static constexpr uint8_t kReferenced = 2;
  static constexpr uint8_t kClosing = 4;
  static constexpr uint8_t kClosed = 8;
  static constexpr uint8_t kDeleteWhenClosed = 16;
  static constexpr uint8_t kHidden = 32;
  static constexpr uint8_t kCloseQueued = 64;

  void UpdateFlags(uint8_t flags);
  // The close callback; for the loop's close phase.
  void ReportClosed();

  Loop* loop_;
  uint8_t flags_ = kReferenced;
};

// A unique_ptr deleter for handles made with new: closes, and deletes after the close callback.
//   std::unique_ptr<TcpSocket, CloseHandle> socket(new TcpSocket(loop, listener));
struct CloseHandle {
  void operator()(Handle* handle) const { handle->CloseAndDelete(); }
};

}  // namespace eddy::loop
