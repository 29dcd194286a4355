#include "engine/platform.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

namespace eddy::engine {
namespace {

class FunctionTask final : public v8::Task {
 public:
  explicit FunctionTask(std::function<void()> function) : function_(std::move(function)) {}
  void Run() override { function_(); }

 private:
  std::function<void()> function_;
};

// Both sides of the platform without V8, which knows an isolate by its address.
class PlatformTest : public testing::Test {
 protected:
  void OnWorker(std::function<void()> function) {
    platform_.CallOnWorkerThread(std::make_unique<FunctionTask>(std::move(function)));
  }

  int isolate_ = 0;
  Platform platform_{2};
  std::shared_ptr<ForegroundTasks> tasks_ = platform_.RegisterIsolate(reinterpret_cast<v8::Isolate*>(&isolate_));
};

TEST_F(PlatformTest, WaitingEndsWhenNoWorkerIsBusy) {
  int ran = 0;
  OnWorker([&] { OnWorker([&] { ran++; }); });
  platform_.WaitForWorkers(*tasks_);
  EXPECT_EQ(ran, 1);
}

TEST_F(PlatformTest, WaitingEndsForATaskThatAWorkerWaitsFor) {
  std::mutex mutex;
  std::condition_variable changed;
  bool answered = false;
  OnWorker([&] {
    tasks_->PostTask(std::make_unique<FunctionTask>([] {}));
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return answered; });
  });
  // Else it would wait for the worker, which waits for the task.
  platform_.WaitForWorkers(*tasks_);
  EXPECT_TRUE(tasks_->HasReady());
  {
    std::lock_guard lock(mutex);
    answered = true;
  }
  changed.notify_all();
}

}  // namespace
}  // namespace eddy::engine
