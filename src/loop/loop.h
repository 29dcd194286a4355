// Loop: runs callbacks for timers, sockets and posted work on one thread, until nothing is left to wait for.
//
// A turn, in order:
//   timers    due timers, earliest first
//   pending   what Defer queued
//   idle      every started Idle hook (an active one also keeps the loop from sleeping)
//   prepare   every started Prepare hook
//   poll      queued output is sent; then the loop waits: until the next timer at most, not at all when an idle hook is
//             active or something is pending; then completions, posted tasks, flush hooks, and queued output again
//   check     every started Check hook
//   close     close callbacks
// Timers, pending callbacks and hooks that are added while their phase runs wait for the next turn.
//
// Threads: a loop is created, run and destroyed on one thread. Post and Wakeup::Send may come from any.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/intrusive_list.h"
#include "base/result.h"
#include "loop/backend.h"
#include "loop/handle.h"
#include "loop/observer.h"
#include "loop/output_pool.h"
#include "loop/patience.h"
#include "loop/task.h"
#include "loop/timer_queue.h"

namespace eddy::loop {

class PhaseHook;
class Stream;
class Waker;
class WriteRequest;
struct InPhase;

enum class RunMode {
  kDefault,  // until nothing keeps the loop alive, or Stop
  kOnce,     // one turn, waiting in it if there is nothing to do yet
  kNoWait,   // one turn, without waiting
};

struct LoopOptions {
  // Which backend; kAutomatic honours EDDY_LOOP=uring|epoll, else takes what the kernel offers.
  BackendKind backend = BackendKind::kAutomatic;
  // Sizes of the backend's queues and read buffers. The defaults serve thousands of connections.
  BackendOptions sizes;
};

// Called at both places where a turn sends its output: after all completions of the turn were delivered, and before the
// loop waits. For whoever gathers work during a turn to do it at once (the HTTP server's one entry into JavaScript).
// Output that is queued from here leaves with this flush.
class FlushHook {
 public:
  virtual ~FlushHook() = default;
  virtual void OnFlush(Loop& loop) = 0;
};

class Loop {
 public:
  // Makes a loop. Errors: what the backend's set-up fails with (EMFILE, ENOMEM), or ENOSYS when the backend that was
  // asked for by name is not to be had here.
  [[nodiscard]] static Result<std::unique_ptr<Loop>> Create(const LoopOptions& options = {});
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  // Every handle must be closed or destroyed; CloseAllHandles helps.
  ~Loop();

  // Runs turns as `mode` says. Returns whether something still keeps the loop alive. Not reentrant.
  bool Run(RunMode mode = RunMode::kDefault);

  // Makes Run return after the turn in progress (or at once, before the first turn, when it isn't running).
  void Stop() { stop_ = true; }

  // Whether something is left to wait for: a referenced active handle, a handle that closes, a request, a pending
  // callback.
  bool Alive() const;

  // Closes every handle and runs turns until all close callbacks have run. For the end of a worker or a test; other
  // callbacks may run meanwhile.
  void CloseAllHandles();

  // "uring" or "epoll".
  const char* backend_name() const { return backend_->name(); }

  // The loop's clock in milliseconds, from an arbitrary start (CLOCK_MONOTONIC); read once a turn.
  uint64_t Now() const { return now_ns_ / 1000000; }
  // The same in nanoseconds.
  uint64_t NowNs() const { return now_ns_; }
  // Reads the clock again: after a callback that took long, before timers are started.
  void UpdateTime();
  // The time now in nanoseconds, read at the moment; any thread.
  static uint64_t ReadClockNs();
  // How long the loop has waited in the kernel since it was made, in nanoseconds, a wait in progress included. Any
  // thread.
  uint64_t IdleTimeNs() const {
    const int64_t idle = idle_ns_.load(std::memory_order_relaxed);
    return static_cast<uint64_t>(idle >= 0 ? idle : idle + static_cast<int64_t>(ReadClockNs()));
  }
  // What the loop has done since it was made.
  struct Metrics {
    uint64_t turns = 0;           // turns that have begun
    uint64_t events = 0;          // what the kernel reported
    uint64_t events_waiting = 0;  // of these what was there when the loop asked without sleeping
  };
  const Metrics& metrics() const { return metrics_; }
  uint64_t Turns() const { return metrics_.turns; }

  // Hands `task` to the loop's thread and wakes it. Any thread. Tasks from one thread run in their order. A posted task
  // does not keep the loop alive: who waits for an answer counts a request.
  void Post(Task& task);
  // Posts a callable. Any thread. Dropped unrun if the loop is destroyed first.
  template <typename F>
  void PostFunction(F&& function) {
    Post(*new FunctionTask<std::decay_t<F>>(std::forward<F>(function)));
  }

  // Counts a request in progress elsewhere (a thread-pool job, a child): each keeps the loop alive.
  void AddRequest() { ++requests_; }
  void RemoveRequest() { --requests_; }
  uint32_t active_requests() const { return requests_; }

  // Runs `callback` in the next pending phase. It keeps the loop alive. Nothing happens when it is queued already.
  void Defer(PendingCallback& callback) {
    if (!callback.linked()) pending_.PushBack(callback);
  }

  // Adds or removes a flush hook; not owned. They run in the order in which they were added.
  void AddFlushHook(FlushHook& hook);
  void RemoveFlushHook(FlushHook& hook);

  // Sends all queued output that the kernel takes now, without calling anyone back: before the process ends.
  void FlushWrites();

  // Calls `visit(handle)` for every handle that is not closed, oldest first: what keeps the process alive is active and
  // has a reference. `visit` must not create or destroy handles.
  template <typename F>
  void Walk(F&& visit) {
    for (Handle* h = handles_.Front(); h != nullptr; h = handles_.Next(*h)) visit(*h);
  }

  // Attaches `observer` (not owned), or detaches with null.
  void SetObserver(Observer* observer) { observer_ = observer; }
  Observer* observer() const { return observer_; }

  // A descriptor that becomes readable (poll, epoll) when Run(kNoWait) has something to do, apart from timers; for
  // embedding one loop in another. See NextTimeout.
  int PollDescriptor() const { return backend_->PollDescriptor(); }
  // How long Run would wait at most: milliseconds, 0 for not at all, -1 for ever.
  int NextTimeout() const;

  // For handles: a message has come from a process, or with NoteAnswer by Post from a thread, that may answer at once.
  // While such come at short intervals, the loop waits for them awake (Patience).
  void NoteMessage() {
    patience_.NoteMessage();
    looks_per_poll_ = kFewLooks;
  }
  void NoteAnswer() {
    patience_.NoteMessage();
    looks_per_poll_ = kManyLooks;
  }

  // For backends: the wait in the kernel is over, with `events` to deliver; `slept` unless it was only a look. Reads
  // the clock.
  void WaitEnded(unsigned events, bool slept);

  // For handles of this library.
  Backend& backend() { return *backend_; }
  TimerQueue& timers() { return timers_; }
  OutputPool& output_pool() { return output_pool_; }

 private:
  friend class Handle;
  friend class PhaseHook;
  friend class Stream;

  Loop();

  using HookList = IntrusiveList<PhaseHook, InPhase>;

  // How often a loop that stays awake looks for posted tasks before it asks the kernel: a look costs far less.
  static constexpr int kFewLooks = 8;
  static constexpr int kManyLooks = 64;

  void RunTimers();
  void RunPending();
  void RunHooks(Phase phase);
  void RunPoll(RunMode mode);
  void RunPosted();
  void RunClosed();
  void CloseOpenHandles();
  void Flush();
  void DeliverWrites();
  int64_t PollTimeoutNs() const;
  void NoteWaitBegin();
  // Waits at most `timeout_ns`, which is not 0, without sleeping and for a moment only. Whether anything came.
  bool WaitAwake(int64_t timeout_ns);
  // Waits as Backend::Wait does; posted tasks end it.
  void WaitAsleep(int64_t timeout_ns);

  std::unique_ptr<Backend> backend_;
  std::unique_ptr<Waker> waker_;
  Observer* observer_ = nullptr;
  uint64_t now_ns_ = 0;
  // The waits that are over; in a wait less the time at which it began, and so negative: one number, which other
  // threads always see whole.
  std::atomic<int64_t> idle_ns_{0};
  uint64_t wait_ended_ns_ = 0;
  Metrics metrics_;
  int32_t active_handles_ = 0;
  int32_t closing_handles_ = 0;
  uint32_t requests_ = 0;
  bool stop_ = false;
  bool running_ = false;

  TimerQueue timers_;
  OutputPool output_pool_;
  IntrusiveList<Handle, InLoop> handles_;
  IntrusiveList<Handle, InLoop> closed_handles_;
  IntrusiveList<PendingCallback, InPending> pending_;
  HookList idle_hooks_;
  HookList prepare_hooks_;
  HookList check_hooks_;
  std::vector<FlushHook*> flush_hooks_;
  std::vector<Stream*> dirty_streams_;
  std::vector<Stream*> flushing_streams_;
  WriteRequest* written_first_ = nullptr;
  WriteRequest* written_last_ = nullptr;
  std::atomic<Task*> posted_{nullptr};
  // Whether the loop may sleep without looking at posted_ again: who posts has to wake it.
  std::atomic<bool> asleep_{true};
  Patience patience_;
  int looks_per_poll_ = kFewLooks;
};

}  // namespace eddy::loop
