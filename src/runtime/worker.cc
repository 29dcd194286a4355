#include "runtime/worker.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "loop/loop.h"
#include "runtime/boot.h"

namespace eddy::runtime {

namespace {

constexpr double kMiB = 1024 * 1024;

// Of the thread's stack, what C++ may still use when JavaScript has reached its limit.
#if defined(__SANITIZE_THREAD__)
// ThreadSanitizer keeps what it knows of the thread there too.
constexpr size_t kStackReserve = 1280 * 1024;
#else
constexpr size_t kStackReserve = 256 * 1024;
#endif

// What a heap that has reached its limit gets so that the worker can end in order.
constexpr size_t kRoomToEnd = 32 * 1024 * 1024;

const WorkerEnd kOutOfMemory{1, "ERR_WORKER_OUT_OF_MEMORY", "JS heap out of memory"};

// Null on threads that are no worker's.
thread_local Worker* on_this_thread = nullptr;

int64_t NextId() {
  static std::atomic<int64_t> last{0};
  return ++last;
}

double MonotonicMs() { return static_cast<double>(loop::Loop::ReadClockNs()) / 1e6; }

// Making a ring takes more than a millisecond, which is a sixth of a worker's start; epoll's loop serves as well.
loop::LoopOptions LightLoop() {
  loop::LoopOptions options;
  if (!Environment::Process()->Get("EDDY_LOOP")) options.backend = loop::BackendKind::kEpoll;
  return options;
}

void Configure(const ResourceLimits& limits, v8::ResourceConstraints& constraints) {
  if (limits.young_generation > 0) {
    constraints.set_max_young_generation_size_in_bytes(static_cast<size_t>(limits.young_generation * kMiB));
  }
  if (limits.old_generation > 0) {
    constraints.set_max_old_generation_size_in_bytes(static_cast<size_t>(limits.old_generation * kMiB));
  }
  if (limits.code_range > 0) {
    constraints.set_code_range_size_in_bytes(static_cast<size_t>(limits.code_range * kMiB));
  }
}

}  // namespace

Worker::Worker(Realm& parent, WorkerSettings settings, std::unique_ptr<PortEnd> port, WorkerListener& listener)
    : parent_(parent),
      settings_(std::move(settings)),
      port_(std::move(port)),
      listener_(listener),
      id_(NextId()),
      exit_(parent.loop(), *this),
      limits_in_force_(settings_.limits) {}

Worker::~Worker() = default;

Status Worker::Start() {
  const auto stack = static_cast<size_t>(std::max(settings_.limits.stack, 0.5) * kMiB);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  // JavaScript has what the limit says; what comes below belongs to C++.
  pthread_attr_setstacksize(&attributes, stack + kStackReserve);
  const int error = pthread_create(&thread_, &attributes, ThreadMain, this);
  pthread_attr_destroy(&attributes);
  if (error != 0) return Status(-error);
  started_ = true;
  parent_.workers().push_back(this);
  return {};
}

void Worker::Terminate(int code) {
  const std::scoped_lock lock(mutex_);
  // A program that has not begun ends as one that had nothing to do.
  if (!terminated_) end_.code = loop_start_ == 0 ? 0 : code;
  terminated_ = true;
  if (realm_ == nullptr) return;
  realm_->RequestStop();
  parent_.platform().LookAgain();
}

void Worker::RunInside(std::function<void(Realm&)> task) {
  const std::scoped_lock lock(mutex_);
  if (realm_ == nullptr) return;
  tasks_.push_back(std::move(task));
  // Whichever comes first finds the task.
  realm_->isolate()->RequestInterrupt(
      [](v8::Isolate* isolate, void* self) { static_cast<Worker*>(self)->RunTasks(Realm::From(isolate)); }, this);
  loop_->PostFunction([this, realm = realm_] { RunTasks(*realm); });
}

void Worker::RunTasks(Realm& realm) {
  std::vector<std::function<void(Realm&)>> tasks;
  {
    const std::scoped_lock lock(mutex_);
    tasks.swap(tasks_);
  }
  const v8::HandleScope handles(realm.isolate());
  for (auto& task : tasks) task(realm);
}

ResourceLimits Worker::limits() const {
  const std::scoped_lock lock(mutex_);
  return limits_in_force_;
}

Worker::LoopTimes Worker::loop_times() const {
  const std::scoped_lock lock(mutex_);
  if (realm_ == nullptr || loop_start_ == 0) return {};
  return {loop_start_, static_cast<double>(loop_->IdleTimeNs()) / 1e6};
}

void Worker::NoteLoopStart() {
  const std::scoped_lock lock(mutex_);
  loop_start_ = MonotonicMs();
}

void Worker::EndOutOfMemory() {
  if (Worker* worker = std::exchange(on_this_thread, nullptr)) worker->Abandon();
}

void Worker::Abandon() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
  {
    const std::scoped_lock lock(mutex_);
    if (!terminated_) end_ = kOutOfMemory;
    terminated_ = true;
    realm_ = nullptr;
    loop_ = nullptr;
    tasks_.clear();
    port_.reset();
    abandoned_ = true;
    // Inside the lock: whoever joins may destroy the worker afterwards.
    exit_.Send();
    ended_.notify_all();
  }
  while (true) pause();
}

void* Worker::ThreadMain(void* self) {
  on_this_thread = static_cast<Worker*>(self);
  static_cast<Worker*>(self)->Run();
  return nullptr;
}

void Worker::Run() {
  const std::string name = settings_.name.substr(0, 15);
  pthread_setname_np(pthread_self(), name.c_str());
  auto loop = loop::Loop::Create(LightLoop());
  if (loop.ok()) {
    RunRealm(**loop);
  } else {
    end_ = {1, "ERR_WORKER_INIT_FAILED", strerrorname_np(-loop.code())};
  }
  port_.reset();
  // The last thing that this thread does with the worker.
  const std::scoped_lock lock(mutex_);
  done_ = true;
  exit_.Send();
  ended_.notify_all();
}

void Worker::RunRealm(loop::Loop& loop) {
  RealmOptions options;
  options.bindings = parent_.options().bindings;
  options.argv = settings_.argv;
  options.exec_argv = settings_.exec_argv;
  options.values = settings_.values;
  options.environment = settings_.environment;
  options.parse = parent_.options().parse;
  options.allowed_in_environment = parent_.options().allowed_in_environment;
  options.worker = this;

  v8::ResourceConstraints constraints;
  Configure(settings_.limits, constraints);
  char here = 0;
  const auto stack = static_cast<size_t>(std::max(settings_.limits.stack, 0.5) * kMiB);
  const uintptr_t limit =
      reinterpret_cast<uintptr_t>(&here) - (stack > 2 * kStackReserve ? stack - kStackReserve : stack / 2);
  auto boot = Boot::Create(parent_.platform(), &loop, std::move(options), parent_.from_snapshot(), &constraints, limit);
  v8::Isolate* isolate = boot->realm().isolate();
  isolate->AddNearHeapLimitCallback(OnNearHeapLimit, this);
  bool terminated = false;
  {
    const std::scoped_lock lock(mutex_);
    terminated = terminated_;
    if (!terminated) {
      realm_ = &boot->realm();
      loop_ = &loop;
    }
    limits_in_force_.young_generation = static_cast<double>(constraints.max_young_generation_size_in_bytes()) / kMiB;
    limits_in_force_.old_generation = static_cast<double>(constraints.max_old_generation_size_in_bytes()) / kMiB;
    limits_in_force_.code_range = static_cast<double>(constraints.code_range_size_in_bytes()) / kMiB;
  }
  const int code = terminated ? 1 : boot->RunProgram();
  {
    const std::scoped_lock lock(mutex_);
    realm_ = nullptr;
    loop_ = nullptr;
    tasks_.clear();
    if (!terminated_) end_.code = code;
  }
  isolate->RemoveNearHeapLimitCallback(OnNearHeapLimit, 0);
}

size_t Worker::OnNearHeapLimit(void* self, size_t current, size_t) {
  auto& worker = *static_cast<Worker*>(self);
  // Code that V8 can't end has used that up too: V8 gives up on the heap, and the thread is left behind.
  if (worker.has_room_to_end_) return current;
  worker.has_room_to_end_ = true;
  // The heap may have outgrown its limit already: V8 looks again, and ends the process where it still does.
  v8::HeapStatistics heap;
  v8::Isolate::GetCurrent()->GetHeapStatistics(&heap);
  {
    const std::scoped_lock lock(worker.mutex_);
    if (!worker.terminated_) worker.end_ = kOutOfMemory;
    worker.terminated_ = true;
    if (worker.realm_ != nullptr) worker.realm_->RequestStop();
  }
  return std::max(current, heap.total_heap_size()) + kRoomToEnd;
}

void Worker::OnWakeup(loop::Wakeup&) {
  Join();
  listener_.OnWorkerEnd(end_);
}

void Worker::OnClose(loop::Wakeup&) { listener_.OnWorkerClosed(); }

void Worker::Join() {
  if (!started_ || joined_) return;
  joined_ = true;
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return done_ || abandoned_; });
  const bool abandoned = abandoned_;
  lock.unlock();
  if (abandoned) {
    pthread_detach(thread_);
  } else {
    pthread_join(thread_, nullptr);
  }
  std::erase(parent_.workers(), this);
}

void Worker::StopAndJoin() {
  Terminate(1);
  Join();
}

}  // namespace eddy::runtime
