// Worker: a thread with a realm and a loop of its own. https://nodejs.org/api/worker_threads.html#class-worker
//
// It begins as the main program does, from the same startup snapshot; lib/internal/worker/thread.js takes over there.
// What it is to do arrives as the first message at its end of a channel (TakePort).
//
// Ownership and threads: a worker belongs to the realm that made it and is used on that realm's thread, but for what
// says otherwise. It must be joined before it is destroyed; a realm that ends stops and joins the workers it has left.
#pragma once
#include <pthread.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "loop/wakeup.h"
#include "runtime/port.h"
#include "runtime/realm.h"

namespace eddy::runtime {

// Limits of V8, in MiB; negative: V8's own choice.
struct ResourceLimits {
  double young_generation = -1;
  double old_generation = -1;
  double code_range = -1;
  double stack = 4;
};

// How a worker ended.
struct WorkerEnd {
  int code = 0;
  // What a program did not do itself: "ERR_WORKER_OUT_OF_MEMORY", "ERR_WORKER_INIT_FAILED"; else empty.
  std::string error;
  std::string detail;
};

class WorkerListener {
 public:
  virtual ~WorkerListener() = default;
  // The thread has ended. Comes once, from the parent's loop.
  virtual void OnWorkerEnd(const WorkerEnd& end) = 0;
  // The worker's place on the loop is closed: the last callback.
  virtual void OnWorkerClosed() = 0;
};

struct WorkerSettings {
  std::string name = "WorkerThread";
  ResourceLimits limits;
  std::vector<std::string> argv;
  std::vector<std::string> exec_argv;
  std::vector<std::pair<std::string, std::string>> values;
  std::shared_ptr<Environment> environment;
};

class Worker final : private loop::WakeupListener {
 public:
  // `port`: the worker's end of the channel to its parent.
  Worker(Realm& parent, WorkerSettings settings, std::unique_ptr<PortEnd> port, WorkerListener& listener);
  ~Worker() override;

  // Starts the thread. EAGAIN when the system gives none.
  Status Start();
  // Makes it end as soon as it can, with `code`, or 0 if its program has not begun; its 'exit' listeners are not
  // called. Any thread, while it is not joined.
  void Terminate(int code);

  // Runs `task` on the worker's thread, soon: between two steps of its JavaScript (which the task must not call) or
  // from its loop. Tasks that find no time before the end are destroyed.
  void RunInside(std::function<void(Realm&)> task);
  // The loop of the parent, for answers of such tasks.
  loop::Loop& parent_loop() { return exit_.loop(); }

  // Whether the worker keeps its parent's loop alive; it does from the start.
  void Ref() { exit_.Ref(); }
  void Unref() { exit_.Unref(); }
  bool HasRef() const { return exit_.HasRef(); }
  // Begins to let go, after OnWorkerEnd; OnWorkerClosed follows.
  void Close() { exit_.Close(); }

  // A number that no other worker of the process has; the main thread is 0.
  int64_t id() const { return id_; }
  const std::string& name() const { return settings_.name; }
  // As they are in force once the isolate is there.
  ResourceLimits limits() const;

  // For how long the worker's loop has been running, and has waited in the kernel meanwhile, in ms; 0 before and
  // afterwards.
  struct LoopTimes {
    double start = 0;
    double idle = 0;
  };
  LoopTimes loop_times() const;

  // For the worker itself: its end of the channel, once.
  std::unique_ptr<PortEnd> TakePort() { return std::move(port_); }
  // For the worker itself: its loop runs from now.
  void NoteLoopStart();

  // For V8's handler of fatal out-of-memory errors, which come where JavaScript can't be ended (code without stack
  // checks, the middle of a collection). On the thread of a worker it does not return: the parent hears that the worker
  // is out of memory, and the thread stays behind, with its isolate. Elsewhere nothing happens.
  static void EndOutOfMemory();

  // For the parent's realm when it ends: stops the thread and waits for it. Nobody is called.
  void StopAndJoin();

 private:
  static void* ThreadMain(void* self);
  [[noreturn]] void Abandon();
  void Run();
  // Everything between the loop's beginning and its end.
  void RunRealm(loop::Loop& loop);
  void RunTasks(Realm& realm);
  static size_t OnNearHeapLimit(void* self, size_t current, size_t initial);
  void OnWakeup(loop::Wakeup&) override;
  void OnClose(loop::Wakeup&) override;
  void Join();

  Realm& parent_;
  WorkerSettings settings_;
  std::unique_ptr<PortEnd> port_;
  WorkerListener& listener_;
  const int64_t id_;
  loop::Wakeup exit_;
  pthread_t thread_{};
  bool started_ = false;
  bool joined_ = false;

  mutable std::mutex mutex_;
  std::condition_variable ended_;  // done_ or abandoned_ has become true
  Realm* realm_ = nullptr;         // while it may be told to stop; guarded
  loop::Loop* loop_ = nullptr;     // the same; guarded
  bool terminated_ = false;        // guarded
  bool done_ = false;              // the thread ends; guarded
  // Its heap's limit was raised so that it can end; only its own thread looks.
  bool has_room_to_end_ = false;
  bool abandoned_ = false;                          // the thread stays behind for ever; guarded
  double loop_start_ = 0;                           // guarded
  ResourceLimits limits_in_force_;                  // guarded
  std::vector<std::function<void(Realm&)>> tasks_;  // guarded
  WorkerEnd end_;                                   // the worker's until it is joined
};

}  // namespace eddy::runtime
