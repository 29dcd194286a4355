#include "runtime/event_loop.h"

#include <cmath>

#include "engine/array_buffer_allocator.h"
#include "engine/block_pool.h"

namespace eddy::runtime {

namespace {

// How long memory that nobody uses is kept for the next who wants it, at least; twice as long at most.
constexpr uint64_t kKeepBlocksMs = 1000;

}  // namespace

// The wake-up of V8's tasks: posted at most once at a time, from any thread. While it is posted the loop points to it,
// so that it may have to outlive its owner: V8's threads wake a worker until its end.
class EventLoop::TaskRunner final : public loop::Task {
 public:
  explicit TaskRunner(EventLoop& owner) : owner_(&owner) {}
  void Wake() {
    if (!posted_.exchange(true)) owner_->realm_.loop().Post(*this);
  }
  void Run() override {
    posted_.store(false);
    if (owner_ == nullptr) {
      delete this;
    } else {
      owner_->RunForegroundTasks();
    }
  }
  void Drop() override { delete this; }

  // The owner goes, on the loop's thread; nobody calls Wake any more.
  void Leave() {
    owner_ = nullptr;
    if (!posted_.load()) delete this;
  }

 private:
  EventLoop* owner_;
  std::atomic<bool> posted_{false};
};

void EventLoop::LeaveTaskRunner::operator()(TaskRunner* runner) const { runner->Leave(); }

EventLoop::EventLoop(Realm& realm)
    : realm_(realm),
      timers_(realm.loop(), *this),
      delayed_tasks_(realm.loop(), *this),
      trim_blocks_(realm.loop(), *this),
      check_(realm.loop(), *this),
      prepare_(realm.loop(), *this),
      idle_(realm.loop(), *this),
      task_runner_(new TaskRunner(*this)) {
  delayed_tasks_.Unref();
  trim_blocks_.Unref();
  check_.Unref();
  prepare_.Unref();
  check_.Start();
  prepare_.Start();
  timers_.Unref();
}

EventLoop::~EventLoop() {
  if (tasks_ != nullptr) tasks_->SetWake(nullptr);
}

void EventLoop::ScheduleTimers(double deadline) {
  double wait = deadline - static_cast<double>(realm_.loop().Now());
  timers_.Start(wait > 0 ? static_cast<uint64_t>(wait) : 0);
}

void EventLoop::ReferenceTimers(bool referenced) {
  if (referenced) {
    timers_.Ref();
  } else {
    timers_.Unref();
  }
}

void EventLoop::Attach(std::shared_ptr<engine::ForegroundTasks> tasks) {
  tasks_ = std::move(tasks);
  tasks_->SetWake([runner = task_runner_.get()] { runner->Wake(); });
}

bool EventLoop::RunForegroundTasks() {
  if (realm_.stopping()) return false;
  CallbackScope scope(realm_);
  engine::ForegroundTasks::Outcome outcome = tasks_->Run(realm_.isolate());
  if (outcome.next) delayed_tasks_.Start(static_cast<uint64_t>(std::ceil(*outcome.next * 1e3)));
  return outcome.ran;
}

void EventLoop::OnTimer(loop::Timer& timer) {
  if (&timer == &delayed_tasks_) {
    RunForegroundTasks();
    return;
  }
  if (&timer == &trim_blocks_) {
    engine::BlockPool::Get().TrimIdle();
    return;
  }
  v8::Isolate* isolate = realm_.isolate();
  // What the last callback's ticks and microtasks start comes after the deadline below: it was computed before them.
  CallbackScope scope(realm_);
  v8::Local<v8::Value> now = v8::Number::New(isolate, static_cast<double>(realm_.loop().Now()));
  v8::Local<v8::Value> next;
  // An exception out of one callback leaves the others to be called.
  while (!realm_.Call(realm_.entry(Entry::kProcessTimers), v8::Undefined(isolate), {&now, 1}).ToLocal(&next)) {
    if (realm_.stopping() || isolate->IsExecutionTerminating()) return;
  }
  // The next deadline; negative when no timer is referenced; 0 when there is none.
  double deadline = next->IsNumber() ? next.As<v8::Number>()->Value() : 0;
  if (deadline != 0) ScheduleTimers(std::abs(deadline));
  ReferenceTimers(deadline > 0);
}

void EventLoop::OnPhase(loop::PhaseHook& hook) {
  if (&hook == &check_ && realm_.flag(Flag::kImmediates) > 0) {
    v8::HandleScope handles(realm_.isolate());
    (void)realm_.Call(realm_.entry(Entry::kProcessImmediates), v8::Undefined(realm_.isolate()), {});
  }
  if (&hook == &prepare_) {
    static_cast<engine::ArrayBufferAllocator*>(realm_.isolate()->GetArrayBufferAllocator())->CollectIfDue();
    if (engine::BlockPool::Get().Holds() && !trim_blocks_.IsActive()) trim_blocks_.Start(kKeepBlocksMs);
  }
  UpdateIdle();
}

void EventLoop::UpdateIdle() {
  if (realm_.flag(Flag::kRefedImmediates) > 0) {
    idle_.Ref();
    idle_.Start();
  } else if (realm_.flag(Flag::kInternalWork) > 0) {
    // It keeps the loop from sleeping, not alive.
    idle_.Unref();
    idle_.Start();
  } else {
    idle_.Stop();
  }
}

bool EventLoop::Alive() const { return realm_.loop().Alive() || realm_.flag(Flag::kRefedImmediates) > 0; }

void EventLoop::RunUntilIdle() {
  do {
    UpdateIdle();
    realm_.loop().Run();
  } while (Alive() && !realm_.stopping());
}

}  // namespace eddy::runtime
