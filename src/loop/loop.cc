#include "loop/loop.h"

#include <sched.h>
#include <time.h>

#include <algorithm>
#include <climits>

#include "base/invariant.h"
#include "loop/phase_hooks.h"
#include "loop/stream.h"
#include "loop/timer.h"
#include "loop/waker.h"
#include "loop/write_request.h"

namespace eddy::loop {
namespace {

// Reports one phase to the observer, if there is one.
class PhaseScope {
 public:
  PhaseScope(Loop& loop, Phase phase) : loop_(loop), phase_(phase) {
    if (Observer* observer = loop.observer()) observer->OnPhaseBegin(loop, phase);
  }
  PhaseScope(const PhaseScope&) = delete;
  PhaseScope& operator=(const PhaseScope&) = delete;
  ~PhaseScope() {
    if (Observer* observer = loop_.observer()) observer->OnPhaseEnd(loop_, phase_);
  }

 private:
  Loop& loop_;
  Phase phase_;
};

// How often output that callbacks queue while output is being sent is sent at once; what comes after waits a turn.
constexpr int kFlushRounds = 8;

}  // namespace

const char* PhaseName(Phase phase) {
  static constexpr const char* kNames[] = {"timers", "pending", "idle", "prepare", "poll", "check", "close"};
  return kNames[static_cast<size_t>(phase)];
}

Result<std::unique_ptr<Loop>> Loop::Create(const LoopOptions& options) {
  Result<std::unique_ptr<Backend>> backend = MakeBackend(options.backend, options.sizes);
  if (!backend.ok()) return backend.status();
  std::unique_ptr<Loop> loop(new Loop);
  loop->backend_ = std::move(*backend);
  loop->UpdateTime();
  loop->waker_ = std::make_unique<Waker>(*loop);
  if (Status status = loop->waker_->Open(); !status.ok()) {
    // Never opened: there is nothing to close.
    loop->waker_.reset();
    return status;
  }
  return loop;
}

Loop::Loop() = default;

Loop::~Loop() {
  if (waker_ != nullptr) {
    waker_->Close();
    RunClosed();
    while (!waker_->IsClosed()) {
      backend_->Wait(*this, -1);
      RunClosed();
    }
  }
  for (Task* task = posted_.exchange(nullptr); task != nullptr;) {
    Task* next = task->next_;
    task->Drop();
    task = next;
  }
  EDDY_INVARIANT(closing_handles_ == 0, "a loop was destroyed while handles were closing");
  EDDY_INVARIANT(handles_.empty(), "a loop was destroyed before its handles");
}

bool Loop::Alive() const {
  return active_handles_ > 0 || closing_handles_ > 0 || requests_ > 0 || !pending_.empty() || !dirty_streams_.empty() ||
         written_first_ != nullptr;
}

bool Loop::Run(RunMode mode) {
  EDDY_INVARIANT(!running_, "Loop::Run was called from inside Loop::Run");
  running_ = true;
  asleep_.store(false, std::memory_order_relaxed);
  UpdateTime();
  while (!stop_ && Alive()) {
    ++metrics_.turns;
    RunTimers();
    RunPending();
    RunHooks(Phase::kIdle);
    RunHooks(Phase::kPrepare);
    RunPoll(mode);
    RunHooks(Phase::kCheck);
    RunClosed();
    if (mode != RunMode::kDefault) {
      // One turn that waited for a timer has to run it.
      if (mode == RunMode::kOnce) RunTimers();
      break;
    }
  }
  // From here on others have to be told by the descriptor, if they watch it.
  asleep_.store(true);
  // Nothing keeps the loop alive for them, but what was posted before the end still runs.
  RunPosted();
  stop_ = false;
  running_ = false;
  return Alive();
}

void Loop::CloseAllHandles() {
  CloseOpenHandles();
  while (closing_handles_ > 0) {
    stop_ = false;
    Run(RunMode::kOnce);
    CloseOpenHandles();
  }
}

void Loop::CloseOpenHandles() {
  // Closing a handle may close, and so move to another list, any that follow it.
  IntrusiveList<Handle, InLoop> unseen;
  unseen.Splice(handles_);
  while (Handle* handle = unseen.PopFront()) {
    handles_.PushBack(*handle);
    handle->Close();
  }
}

uint64_t Loop::ReadClockNs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1000000000 + static_cast<uint64_t>(now.tv_nsec);
}

void Loop::UpdateTime() { now_ns_ = ReadClockNs(); }

void Loop::WaitEnded(unsigned events, bool slept) {
  metrics_.events += events;
  if (!slept) metrics_.events_waiting += events;
  asleep_.store(false, std::memory_order_relaxed);
  UpdateTime();
  // Only this thread writes it.
  idle_ns_.store(idle_ns_.load(std::memory_order_relaxed) + static_cast<int64_t>(now_ns_), std::memory_order_relaxed);
  wait_ended_ns_ = now_ns_;
  if (observer_ != nullptr) observer_->OnWaitEnd(*this);
}

void Loop::RunTimers() {
  if (timers_.NextDeadline() > Now()) return;
  PhaseScope scope(*this, Phase::kTimers);
  const TimerQueue::Pass pass = timers_.BeginPass(Now());
  while (Timer* timer = timers_.PopDue(pass)) {
    if (observer_ != nullptr) [[unlikely]] {
      observer_->OnCallbackBegin(*timer);
      timer->Fire();
      observer_->OnCallbackEnd(*timer);
    } else {
      timer->Fire();
    }
  }
}

void Loop::RunPending() {
  if (pending_.empty()) return;
  PhaseScope scope(*this, Phase::kPending);
  IntrusiveList<PendingCallback, InPending> due;
  due.Splice(pending_);
  while (PendingCallback* callback = due.PopFront()) callback->RunPending();
}

void Loop::RunHooks(Phase phase) {
  HookList& hooks = phase == Phase::kIdle ? idle_hooks_ : phase == Phase::kPrepare ? prepare_hooks_ : check_hooks_;
  if (hooks.empty()) return;
  PhaseScope scope(*this, phase);
  HookList due;
  due.Splice(hooks);
  while (PhaseHook* hook = due.PopFront()) {
    // Back in the list before its callback, which may stop or destroy it.
    hooks.PushBack(*hook);
    if (observer_ != nullptr) [[unlikely]] {
      observer_->OnCallbackBegin(*hook);
      hook->listener_.OnPhase(*hook);
      observer_->OnCallbackEnd(*hook);
    } else {
      hook->listener_.OnPhase(*hook);
    }
  }
}

int64_t Loop::PollTimeoutNs() const {
  const bool busy = stop_ || !Alive() || !pending_.empty() || !closed_handles_.empty() || !idle_hooks_.empty() ||
                    !dirty_streams_.empty() || written_first_ != nullptr ||
                    posted_.load(std::memory_order_relaxed) != nullptr;
  if (busy) return 0;
  const uint64_t deadline = timers_.NextDeadline();
  if (deadline == TimerQueue::kNone) return -1;
  constexpr uint64_t kLongestMs = uint64_t{1} << 40;
  const uint64_t due_ns = std::min(deadline, Now() + kLongestMs) * 1000000;
  return due_ns <= now_ns_ ? 0 : static_cast<int64_t>(due_ns - now_ns_);
}

int Loop::NextTimeout() const {
  const int64_t timeout_ns = PollTimeoutNs();
  if (timeout_ns < 0) return -1;
  return static_cast<int>(std::min<int64_t>((timeout_ns + 999999) / 1000000, INT_MAX));
}

void Loop::RunPoll(RunMode mode) {
  PhaseScope scope(*this, Phase::kPoll);
  Flush();
  UpdateTime();
  const int64_t timeout = mode == RunMode::kNoWait ? 0 : PollTimeoutNs();
  if (observer_ != nullptr) observer_->OnWaitBegin(*this, timeout);
  const uint64_t began = now_ns_;
  const bool awake = timeout != 0 && patience_.Worth() && observer_ == nullptr && Patience::Possible();
  const bool sleeps = !awake || !WaitAwake(timeout);
  if (sleeps)
    WaitAsleep(timeout <= 0 ? timeout : std::max<int64_t>(timeout - static_cast<int64_t>(now_ns_ - began), 0));
  const uint64_t waited = wait_ended_ns_ - began;
  RunPosted();
  Flush();
  if (timeout == 0) {
    patience_.NoWait();
  } else {
    patience_.WaitOver(waited, awake, sleeps);
  }
}

void Loop::WaitAsleep(int64_t timeout_ns) {
  // In this order: a task that is posted meanwhile is seen here, or its sender sees that it has to wake the loop.
  if (timeout_ns != 0) {
    asleep_.store(true);
    if (posted_.load() != nullptr) timeout_ns = 0;
  }
  NoteWaitBegin();
  backend_->Wait(*this, timeout_ns);
}

void Loop::NoteWaitBegin() {
  idle_ns_.store(idle_ns_.load(std::memory_order_relaxed) - static_cast<int64_t>(now_ns_), std::memory_order_relaxed);
}

bool Loop::WaitAwake(int64_t timeout_ns) {
  const uint64_t most = timeout_ns < 0 ? Patience::kAwakeNs : std::min<uint64_t>(timeout_ns, Patience::kAwakeNs);
  const uint64_t end = now_ns_ + most;
  while (now_ns_ < end) {
    for (int i = 0; i < looks_per_poll_ && posted_.load(std::memory_order_relaxed) == nullptr; ++i) Patience::Relax();
    const bool posted = posted_.load(std::memory_order_relaxed) != nullptr;
    NoteWaitBegin();
    if (backend_->Wait(*this, 0) || posted) return true;
  }
  return false;
}

void Loop::RunPosted() {
  Task* newest = posted_.exchange(nullptr, std::memory_order_acquire);
  Task* oldest = nullptr;
  while (newest != nullptr) {
    Task* next = newest->next_;
    newest->next_ = oldest;
    oldest = newest;
    newest = next;
  }
  while (oldest != nullptr) {
    Task* task = oldest;
    oldest = task->next_;
    task->next_ = nullptr;
    task->Run();
  }
}

void Loop::Post(Task& task) {
  Task* head = posted_.load(std::memory_order_relaxed);
  do {
    task.next_ = head;
  } while (!posted_.compare_exchange_weak(head, &task));
  // Whoever found the list empty wakes a loop that sleeps; the others ride along.
  if (head == nullptr && asleep_.load()) waker_->Wake();
}

void Loop::RunClosed() {
  DeliverWrites();
  if (closed_handles_.empty()) return;
  PhaseScope scope(*this, Phase::kClose);
  IntrusiveList<Handle, InLoop> due;
  due.Splice(closed_handles_);
  while (Handle* handle = due.PopFront()) handle->ReportClosed();
}

void Loop::AddFlushHook(FlushHook& hook) { flush_hooks_.push_back(&hook); }

void Loop::RemoveFlushHook(FlushHook& hook) {
  auto found = std::find(flush_hooks_.begin(), flush_hooks_.end(), &hook);
  if (found != flush_hooks_.end()) flush_hooks_.erase(found);
}

void Loop::Flush() {
  for (int round = 0;; ++round) {
    // Again after each round: what streams reported may be what a hook gathers, and nothing else would wake the loop.
    for (size_t i = 0; i < flush_hooks_.size(); ++i) flush_hooks_[i]->OnFlush(*this);
    if (round == kFlushRounds || (dirty_streams_.empty() && written_first_ == nullptr)) return;
    // A stream can't be destroyed before the close phase: these pointers stay good through the callbacks.
    flushing_streams_.swap(dirty_streams_);
    for (Stream* stream : flushing_streams_) {
      stream->state_ &= ~Stream::kDirty;
      stream->SendQueued();
    }
    DeliverWrites();
    for (Stream* stream : flushing_streams_) stream->DeliverReports();
    flushing_streams_.clear();
  }
}

void Loop::FlushWrites() {
  for (Stream* stream : dirty_streams_) stream->SendQueued();
}

void Loop::DeliverWrites() {
  while (WriteRequest* request = written_first_) {
    written_first_ = request->next_;
    if (written_first_ == nullptr) written_last_ = nullptr;
    request->next_ = nullptr;
    Stream& stream = *request->stream_;
    request->stream_ = nullptr;
    if (StreamListener* listener = stream.listener_) {
      if (observer_ != nullptr) observer_->OnCallbackBegin(stream);
      listener->OnWriteDone(stream, *request, Status(request->status_));
      if (observer_ != nullptr) observer_->OnCallbackEnd(stream);
    }
  }
}

}  // namespace eddy::loop
