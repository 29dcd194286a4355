#include "engine/platform.h"

#include <algorithm>
#include <chrono>

namespace eddy::engine {

namespace {

double MonotonicSeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

void ForegroundTasks::SetWake(std::function<void()> wake) {
  std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
  if (wake_ && !(ready_.empty() && delayed_.empty())) wake_();
}

ForegroundTasks::Outcome ForegroundTasks::Run(v8::Isolate* isolate) {
  std::deque<std::unique_ptr<v8::Task>> tasks;
  {
    std::lock_guard lock(mutex_);
    tasks.swap(ready_);
    double now = MonotonicSeconds();
    while (!delayed_.empty() && delayed_.front().due <= now) {
      std::pop_heap(delayed_.begin(), delayed_.end(), std::greater<>());
      tasks.push_back(std::move(delayed_.back().task));
      delayed_.pop_back();
    }
  }
  Outcome outcome;
  outcome.ran = !tasks.empty();
  for (auto& task : tasks) {
    v8::HandleScope handles(isolate);
    task->Run();
    task.reset();
  }
  std::lock_guard lock(mutex_);
  if (!ready_.empty()) {
    outcome.next = 0.0;
  } else if (!delayed_.empty()) {
    outcome.next = std::max(0.0, delayed_.front().due - MonotonicSeconds());
  }
  return outcome;
}

bool ForegroundTasks::HasReady() {
  std::lock_guard lock(mutex_);
  return !ready_.empty();
}

void ForegroundTasks::PostTaskImpl(std::unique_ptr<v8::Task> task, const v8::SourceLocation&) {
  {
    std::lock_guard lock(mutex_);
    ready_.push_back(std::move(task));
    if (wake_) wake_();
  }
  platform_.LookAgain();
}

void ForegroundTasks::PostNonNestableTaskImpl(std::unique_ptr<v8::Task> task, const v8::SourceLocation& location) {
  PostTaskImpl(std::move(task), location);
}

void ForegroundTasks::PostDelayedTaskImpl(std::unique_ptr<v8::Task> task, double delay, const v8::SourceLocation&) {
  std::lock_guard lock(mutex_);
  delayed_.push_back({MonotonicSeconds() + delay, order_++, std::move(task)});
  std::push_heap(delayed_.begin(), delayed_.end(), std::greater<>());
  if (wake_) wake_();
}

void ForegroundTasks::PostNonNestableDelayedTaskImpl(std::unique_ptr<v8::Task> task, double delay,
                                                     const v8::SourceLocation& location) {
  PostDelayedTaskImpl(std::move(task), delay, location);
}

Platform::Platform(int worker_threads) : worker_limit_(std::max(1, worker_threads)) {}

Platform::~Platform() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_ready_.notify_all();
  for (auto& worker : workers_) worker.join();
}

std::shared_ptr<ForegroundTasks> Platform::RegisterIsolate(v8::Isolate* isolate) {
  auto tasks = std::make_shared<ForegroundTasks>(*this);
  std::lock_guard lock(isolates_mutex_);
  isolates_[isolate] = tasks;
  return tasks;
}

void Platform::UnregisterIsolate(v8::Isolate* isolate) {
  std::lock_guard lock(isolates_mutex_);
  isolates_.erase(isolate);
}

std::shared_ptr<v8::TaskRunner> Platform::GetForegroundTaskRunner(v8::Isolate* isolate, v8::TaskPriority) {
  std::lock_guard lock(isolates_mutex_);
  auto found = isolates_.find(isolate);
  return found == isolates_.end() ? nullptr : found->second;
}

double Platform::MonotonicallyIncreasingTime() { return MonotonicSeconds(); }

double Platform::CurrentClockTimeMillis() {
  return std::chrono::duration<double, std::milli>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::unique_ptr<v8::JobHandle> Platform::CreateJobImpl(v8::TaskPriority priority, std::unique_ptr<v8::JobTask> job,
                                                       const v8::SourceLocation&) {
  return v8::platform::NewDefaultJobHandle(this, priority, std::move(job), static_cast<size_t>(worker_limit_));
}

void Platform::PostTaskOnWorkerThreadImpl(v8::TaskPriority priority, std::unique_ptr<v8::Task> task,
                                          const v8::SourceLocation&) {
  {
    std::lock_guard lock(mutex_);
    if (priority == v8::TaskPriority::kUserBlocking) {
      queue_.push_front(std::move(task));
    } else {
      queue_.push_back(std::move(task));
    }
    StartWorkerIfNeeded();
  }
  work_ready_.notify_one();
}

void Platform::PostDelayedTaskOnWorkerThreadImpl(v8::TaskPriority, std::unique_ptr<v8::Task> task, double delay,
                                                 const v8::SourceLocation&) {
  {
    std::lock_guard lock(mutex_);
    delayed_.push_back({MonotonicSeconds() + delay, std::move(task)});
    StartWorkerIfNeeded();
  }
  work_ready_.notify_one();
}

void Platform::StartWorkerIfNeeded() {
  if (idle_workers_ > 0 || static_cast<int>(workers_.size()) >= worker_limit_) return;
  workers_.emplace_back([this] { RunWorker(); });
}

std::unique_ptr<v8::Task> Platform::NextTask(std::unique_lock<std::mutex>& lock) {
  while (!stopping_) {
    double now = MonotonicSeconds();
    double next_due = 0;
    for (auto& delayed : delayed_) {
      if (delayed.due <= now) {
        auto task = std::move(delayed.task);
        delayed = std::move(delayed_.back());
        delayed_.pop_back();
        return task;
      }
      if (next_due == 0 || delayed.due < next_due) next_due = delayed.due;
    }
    if (!queue_.empty()) {
      auto task = std::move(queue_.front());
      queue_.pop_front();
      return task;
    }
    idle_workers_++;
    if (next_due == 0) {
      work_ready_.wait(lock);
    } else {
      work_ready_.wait_for(lock, std::chrono::duration<double>(next_due - now));
    }
    idle_workers_--;
  }
  return nullptr;
}

void Platform::RunWorker() {
  std::unique_lock lock(mutex_);
  while (auto task = NextTask(lock)) {
    busy_workers_++;
    lock.unlock();
    task->Run();
    task.reset();
    lock.lock();
    busy_workers_--;
    if (busy_workers_ == 0 && queue_.empty()) progress_.notify_all();
  }
}

void Platform::WaitForWorkers(ForegroundTasks& tasks, const std::function<bool()>& stopping) {
  std::unique_lock lock(mutex_);
  progress_.wait(lock, [&] { return (busy_workers_ == 0 && queue_.empty()) || tasks.HasReady() || stopping(); });
}

void Platform::LookAgain() {
  // Who has looked already waits by now.
  { std::lock_guard lock(mutex_); }
  progress_.notify_all();
}

}  // namespace eddy::engine
