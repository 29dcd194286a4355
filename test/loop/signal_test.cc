#include "loop/signal.h"

#include <signal.h>
#include <unistd.h>

#include "loop_fixture.h"

namespace eddy::loop {
namespace {

class TestSignal : private SignalListener {
 public:
  explicit TestSignal(Loop& loop) : signal(loop, *this) {}
  Signal signal;
  int count = 0;
  bool closed = false;
  std::function<void()> on_signal;

 private:
  void OnSignal(Signal&, int number) override {
    EXPECT_EQ(number, signal.number());
    count++;
    if (on_signal) on_signal();
  }
  void OnClose(Signal&) override { closed = true; }
};

class SignalTest : public LoopTest {
 protected:
  void TearDown() override {
    if (owned_loop_ != nullptr) loop().CloseAllHandles();
  }
  static bool IsDefault(int number) {
    struct sigaction action {};
    sigaction(number, nullptr, &action);
    return action.sa_handler == SIG_DFL;
  }
};

TEST_P(SignalTest, EveryWatcherIsToldAndTheDefaultComesBackAfterTheLast) {
  TestSignal first(loop());
  TestSignal second(loop());
  ASSERT_TRUE(first.signal.Start(SIGUSR2).ok());
  ASSERT_TRUE(second.signal.Start(SIGUSR2).ok());
  EXPECT_FALSE(IsDefault(SIGUSR2));
  first.on_signal = [&] { first.signal.Stop(); };
  second.on_signal = [&] { second.signal.Stop(); };
  kill(getpid(), SIGUSR2);
  loop().Run();
  EXPECT_EQ(first.count, 1);
  EXPECT_EQ(second.count, 1);
  EXPECT_TRUE(IsDefault(SIGUSR2));
  loop().CloseAllHandles();
  EXPECT_TRUE(first.closed && second.closed);
}

TEST_P(SignalTest, DifferentSignalsReachTheirOwnWatchers) {
  TestSignal usr1(loop());
  TestSignal winch(loop());
  ASSERT_TRUE(usr1.signal.Start(SIGUSR1).ok());
  ASSERT_TRUE(winch.signal.Start(SIGWINCH).ok());
  usr1.on_signal = [&] { usr1.signal.Stop(); };
  winch.on_signal = [&] { winch.signal.Stop(); };
  raise(SIGWINCH);
  raise(SIGUSR1);
  loop().Run();
  EXPECT_EQ(usr1.count, 1);
  EXPECT_EQ(winch.count, 1);
  loop().CloseAllHandles();
}

TEST_P(SignalTest, AWatcherKeepsTheLoopAliveUnlessUnreferenced) {
  TestSignal watcher(loop());
  ASSERT_TRUE(watcher.signal.Start(SIGUSR1).ok());
  EXPECT_TRUE(loop().Alive());
  watcher.signal.Unref();
  EXPECT_FALSE(loop().Alive());
  loop().Run();
  loop().CloseAllHandles();
  EXPECT_TRUE(IsDefault(SIGUSR1));
}

TEST_P(SignalTest, WhatIsNoSignalIsRefused) {
  TestSignal watcher(loop());
  EXPECT_EQ(watcher.signal.Start(0).code(), -EINVAL);
  EXPECT_EQ(watcher.signal.Start(NSIG).code(), -EINVAL);
  EXPECT_EQ(watcher.signal.Start(SIGKILL).code(), -EINVAL);
  EXPECT_EQ(watcher.signal.Start(SIGSTOP).code(), -EINVAL);
  EXPECT_FALSE(watcher.signal.IsActive());
  loop().CloseAllHandles();
}

TEST_P(SignalTest, WatchersOfTwoLoopsAreBothTold) {
  LoopOptions options;
  options.backend = GetParam();
  auto other = Loop::Create(options);
  ASSERT_TRUE(other.ok());
  TestSignal here(loop());
  TestSignal there(**other);
  ASSERT_TRUE(here.signal.Start(SIGUSR1).ok());
  ASSERT_TRUE(there.signal.Start(SIGUSR1).ok());
  here.on_signal = [&] { here.signal.Stop(); };
  there.on_signal = [&] { there.signal.Stop(); };
  kill(getpid(), SIGUSR1);
  loop().Run();
  (*other)->Run();
  EXPECT_EQ(here.count, 1);
  EXPECT_EQ(there.count, 1);
  (*other)->CloseAllHandles();
  loop().CloseAllHandles();
}

EDDY_ON_BOTH_BACKENDS(SignalTest);

}  // namespace
}  // namespace eddy::loop
