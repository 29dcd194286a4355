// V8's platform: worker threads for garbage collection and optimisation, and one queue of foreground tasks per isolate.
//
// The process has one. Worker threads start with the first task that needs them: a short program never pays for them.
// A foreground queue belongs to an isolate; its owner registers a wake-up and runs the tasks on the isolate's thread.
#pragma once
#include <libplatform/libplatform.h>
#include <v8-platform.h>
#include <v8.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <thread>
#include <unordered_map>
#include <vector>

#include "engine/trace_log.h"

namespace eddy::engine {

class Platform;

// Foreground tasks of one isolate. Posting is safe from any thread; running is for the isolate's thread.
class ForegroundTasks final : public v8::TaskRunner {
 public:
  explicit ForegroundTasks(Platform& platform) : platform_(platform) {}

  // `wake` is called, from any thread, when a task has been queued; empty for none. Set before other threads can post.
  void SetWake(std::function<void()> wake);

  struct Outcome {
    bool ran = false;            // whether there was any task to run
    std::optional<double> next;  // seconds until the next one; nothing when none waits
  };
  // Runs what was queued before the call and what has become due. Each task runs in a HandleScope of its own.
  Outcome Run(v8::Isolate* isolate);
  // Whether a task waits that was not posted for later.
  bool HasReady();

  bool IdleTasksEnabled() override { return false; }
  bool NonNestableTasksEnabled() const override { return true; }
  bool NonNestableDelayedTasksEnabled() const override { return true; }

 private:
  struct Delayed {
    double due;
    uint64_t order;
    std::unique_ptr<v8::Task> task;
    bool operator>(const Delayed& other) const { return due != other.due ? due > other.due : order > other.order; }
  };

  void PostTaskImpl(std::unique_ptr<v8::Task> task, const v8::SourceLocation&) override;
  void PostNonNestableTaskImpl(std::unique_ptr<v8::Task> task, const v8::SourceLocation&) override;
  void PostDelayedTaskImpl(std::unique_ptr<v8::Task> task, double delay, const v8::SourceLocation&) override;
  void PostNonNestableDelayedTaskImpl(std::unique_ptr<v8::Task> task, double delay, const v8::SourceLocation&) override;

  Platform& platform_;
  std::mutex mutex_;
  std::function<void()> wake_;
  std::deque<std::unique_ptr<v8::Task>> ready_;
  std::vector<Delayed> delayed_;  // a heap, the next one due on top
  uint64_t order_ = 0;
};

class Platform final : public v8::Platform {
 public:
  // `worker_threads`: at most so many; at least 1.
  explicit Platform(int worker_threads);
  ~Platform() override;

  // Makes the isolate's queue. Before Isolate::Initialize, since V8 asks for it there.
  std::shared_ptr<ForegroundTasks> RegisterIsolate(v8::Isolate* isolate);
  void UnregisterIsolate(v8::Isolate* isolate);

  // Blocks until no worker task is queued or running (delayed ones aside), or until `tasks` has some to run: what a
  // worker has asked for, such as a garbage collection, is what it waits for. Or until `stopping` says so.
  void WaitForWorkers(ForegroundTasks& tasks, const std::function<bool()>& stopping);
  // Makes whoever is in WaitForWorkers look again at what it waits for. Any thread.
  void LookAgain();

  int NumberOfWorkerThreads() override { return worker_limit_; }
  std::shared_ptr<v8::TaskRunner> GetForegroundTaskRunner(v8::Isolate* isolate, v8::TaskPriority) override;
  double MonotonicallyIncreasingTime() override;
  double CurrentClockTimeMillis() override;
  v8::TracingController* GetTracingController() override { return &TraceLog::Process(); }

 protected:
  std::unique_ptr<v8::JobHandle> CreateJobImpl(v8::TaskPriority priority, std::unique_ptr<v8::JobTask> job,
                                               const v8::SourceLocation&) override;
  void PostTaskOnWorkerThreadImpl(v8::TaskPriority priority, std::unique_ptr<v8::Task> task,
                                  const v8::SourceLocation&) override;
  void PostDelayedTaskOnWorkerThreadImpl(v8::TaskPriority priority, std::unique_ptr<v8::Task> task, double delay,
                                         const v8::SourceLocation&) override;

 private:
  struct Delayed {
    double due;
    std::unique_ptr<v8::Task> task;
  };

  void StartWorkerIfNeeded();
  void RunWorker();
  std::unique_ptr<v8::Task> NextTask(std::unique_lock<std::mutex>& lock);

  const int worker_limit_;
  std::mutex isolates_mutex_;
  std::unordered_map<v8::Isolate*, std::shared_ptr<ForegroundTasks>> isolates_;

  std::mutex mutex_;
  std::condition_variable work_ready_;
  std::condition_variable progress_;  // of what WaitForWorkers waits for
  std::deque<std::unique_ptr<v8::Task>> queue_;
  std::vector<Delayed> delayed_;
  std::vector<std::thread> workers_;
  int idle_workers_ = 0;
  int busy_workers_ = 0;
  bool stopping_ = false;
};

}  // namespace eddy::engine
