// Work that is handed to a loop: from another thread (Loop::Post) or for the next turn (Loop::Defer).
#pragma once
#include <atomic>
#include <utility>

#include "base/intrusive_list.h"

namespace eddy::loop {

// One piece of work that any thread may give to Loop::Post. The node is intrusive: the same task must not be posted
// again before it has run.
class Task {
 public:
  Task() = default;
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  virtual ~Task() = default;

  // Runs on the loop's thread, once per Post, in the poll phase. May delete this.
  virtual void Run() = 0;

  // Called instead of Run when the loop is destroyed first, on the thread that destroys it. May delete this.
  virtual void Drop() {}

 private:
  friend class Loop;
  Task* next_ = nullptr;
};

// A task around a callable, which deletes itself when it has run: PostFunction makes it.
template <typename F>
class FunctionTask final : public Task {
 public:
  explicit FunctionTask(F function) : function_(std::move(function)) {}
  void Run() override {
    F function = std::move(function_);
    delete this;
    function();
  }
  void Drop() override { delete this; }

 private:
  F function_;
};

struct InPending;

// A callback that is due in the next pending phase, on the loop's own thread: how a function reports what it knows
// already without calling back from inside. Queue it with Loop::Defer; destroying or unlinking it cancels.
class PendingCallback : public ListNode<InPending> {
 public:
  virtual ~PendingCallback() = default;
  virtual void RunPending() = 0;
};

}  // namespace eddy::loop
