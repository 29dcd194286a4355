// What a realm hangs on its loop: JavaScript's timers and immediates, and V8's own tasks.
//
// Timers: lib/internal/timers keeps all timers; one native timer stands at the first deadline.
// Immediates: a check hook calls them; an idle hook keeps the loop from sleeping while any is referenced or our own.
// V8's tasks: posted from any thread, run on the loop's thread inside the one door.
#pragma once
#include <atomic>
#include <memory>

#include "engine/platform.h"
#include "loop/loop.h"
#include "loop/phase_hooks.h"
#include "loop/timer.h"
#include "runtime/realm.h"

namespace eddy::runtime {

class EventLoop final : private loop::TimerListener, private loop::PhaseHookListener {
 public:
  explicit EventLoop(Realm& realm);
  ~EventLoop() override;

  // Sets the one deadline of JavaScript's timers, in the loop's milliseconds (Loop::Now).
  void ScheduleTimers(double deadline);
  // Whether JavaScript's timers keep the loop alive.
  void ReferenceTimers(bool referenced);

  // Makes V8's tasks run on the loop. `tasks` are the isolate's.
  void Attach(std::shared_ptr<engine::ForegroundTasks> tasks);
  // Runs V8's tasks that are due; whether there were any.
  bool RunForegroundTasks();

  // Whether anything keeps the loop alive, referenced immediates among that.
  bool Alive() const;
  // Runs the loop until nothing does.
  void RunUntilIdle();

 private:
  class TaskRunner;
  struct LeaveTaskRunner {
    void operator()(TaskRunner* runner) const;
  };

  void OnTimer(loop::Timer& timer) override;
  void OnPhase(loop::PhaseHook& hook) override;
  // Starts or stops the idle hook as immediates wait or not.
  void UpdateIdle();

  Realm& realm_;
  loop::Timer timers_;
  loop::Timer delayed_tasks_;
  loop::Timer trim_blocks_;
  loop::Check check_;
  loop::Prepare prepare_;
  loop::Idle idle_;
  std::shared_ptr<engine::ForegroundTasks> tasks_;
  std::unique_ptr<TaskRunner, LeaveTaskRunner> task_runner_;
};

}  // namespace eddy::runtime
