#include "engine/platform.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <future>
#include <memory>

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
  platform_.WaitForWorkers(*tasks_, [] { return false; });
  EXPECT_EQ(ran, 1);
}

TEST_F(PlatformTest, WaitingEndsForATaskThatAWorkerWaitsFor) {
  std::promise<void> answer;
  std::shared_future<void> answered = answer.get_future().share();
  OnWorker([this, answered] {
    tasks_->PostTask(std::make_unique<FunctionTask>([] {}));
    answered.wait();
  });
  // Else it would wait for the worker, which waits for the task.
  platform_.WaitForWorkers(*tasks_, [] { return false; });
  EXPECT_TRUE(tasks_->HasReady());
  answer.set_value();
}

TEST_F(PlatformTest, WaitingEndsWhenItIsToStop) {
  std::promise<void> answer;
  std::shared_future<void> answered = answer.get_future().share();
  std::atomic<bool> stopping = false;
  OnWorker([answered] { answered.wait(); });
  OnWorker([&] {
    stopping = true;
    platform_.LookAgain();
  });
  platform_.WaitForWorkers(*tasks_, [&] { return stopping.load(); });
  EXPECT_TRUE(stopping);
  answer.set_value();
}

}  // namespace
}  // namespace eddy::engine
