#include "loop/loop.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <thread>

#include "loop/udp.h"
#include "loop_fixture.h"

namespace eddy::loop {
namespace {

class LoopTurnTest : public LoopTest {};
EDDY_ON_BOTH_BACKENDS(LoopTurnTest);

TEST_P(LoopTurnTest, EndsByItselfWhenNothingIsPending) {
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(loop().Turns(), 0U);
}

TEST_P(LoopTurnTest, RunsPhasesInOrder) {
  std::vector<std::string> order;
  struct Pending : PendingCallback {
    explicit Pending(std::vector<std::string>& order) : order(order) {}
    void RunPending() override { order.push_back("pending"); }
    std::vector<std::string>& order;
  } pending(order);
  TestTimer timer(loop(), 0, [&] { order.push_back("timer"); });
  TestTimer closing(loop(), [] {});
  TestHook<Check> check(loop(), [&] {
    order.push_back("check");
    check.hook.Stop();
  });
  TestHook<Prepare> prepare(loop(), [&] {
    order.push_back("prepare");
    prepare.hook.Stop();
    loop().PostFunction([&] { order.push_back("poll"); });
  });
  TestHook<Idle> idle(loop(), [&] {
    order.push_back("idle");
    idle.hook.Stop();
  });
  TestTcp stream(loop());
  stream.on_close = [&] { order.push_back("close"); };
  stream.socket.Close();
  loop().Defer(pending);
  loop().Run();
  EXPECT_EQ(order, (std::vector<std::string>{"timer", "pending", "idle", "prepare", "poll", "check", "close"}));
}

TEST_P(LoopTurnTest, AHookThatIsPutFirstRunsFirst) {
  std::string order;
  TestHook<Check> early(loop(), [&] { order += 'a'; });
  TestHook<Check> late(loop(), [&] { order += 'b'; });
  TestHook<Check> first(loop(), [&] { order += 'c'; });
  first.hook.Stop();
  first.hook.Start(PhaseHook::Place::kFirst);
  loop().Run(RunMode::kNoWait);
  loop().Run(RunMode::kNoWait);
  EXPECT_EQ(order, "cabcab");
}

TEST_P(LoopTurnTest, APostFromAnotherThreadWakesIt) {
  std::atomic<bool> ran{false};
  loop().AddRequest();
  std::thread other([&] {
    loop().PostFunction([&] {
      ran = true;
      loop().RemoveRequest();
    });
  });
  EXPECT_FALSE(loop().Run());
  other.join();
  EXPECT_TRUE(ran);
}

TEST_P(LoopTurnTest, APostWakesItOutOfALongWait) {
  TestTimer never(loop(), 3600000, [] { FAIL(); });
  std::thread other([&] { loop().PostFunction([&] { never.timer.Stop(); }); });
  EXPECT_FALSE(loop().Run());
  other.join();
}

TEST_P(LoopTurnTest, PostsOfOneThreadRunInTheirOrder) {
  std::vector<int> order;
  for (int i = 0; i < 100; ++i) loop().PostFunction([&order, i] { order.push_back(i); });
  loop().Run();
  ASSERT_EQ(order.size(), 100U);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST_P(LoopTurnTest, ManyThreadsPostWithoutLoss) {
  constexpr int kThreads = 4;
  constexpr int kPosts = 2000;
  int count = 0;
  loop().AddRequest();
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kPosts; ++i) {
        loop().PostFunction([&] {
          if (++count == kThreads * kPosts) loop().RemoveRequest();
        });
      }
    });
  }
  EXPECT_FALSE(loop().Run());
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count, kThreads * kPosts);
}

TEST_P(LoopTurnTest, WhatIsPostedButNotRunIsDroppedWithTheLoop) {
  auto alive = std::make_shared<int>(1);
  loop().PostFunction([alive] { FAIL(); });
  EXPECT_EQ(alive.use_count(), 2);
  owned_loop_.reset();
  EXPECT_EQ(alive.use_count(), 1);
}

TEST_P(LoopTurnTest, StopEndsItAfterTheTurn) {
  int turns = 0;
  TestHook<Idle> idle(loop(), [&] {
    if (++turns == 3) loop().Stop();
  });
  EXPECT_TRUE(loop().Run());
  EXPECT_EQ(turns, 3);
  EXPECT_TRUE(loop().Run(RunMode::kNoWait));
  EXPECT_EQ(turns, 4);
}

TEST_P(LoopTurnTest, StopBeforeRunReturnsAtOnce) {
  TestHook<Idle> idle(loop(), [&] { FAIL(); });
  loop().Stop();
  EXPECT_TRUE(loop().Run());
}

TEST_P(LoopTurnTest, ActiveIdleHooksKeepItFromSleepingButIoIsDelivered) {
  TcpPair pair(loop());
  int turns = 0;
  TestHook<Idle> idle(loop(), [&] { ++turns; });
  ASSERT_TRUE(pair.peer.socket.StartReading().ok());
  ASSERT_TRUE(pair.client.socket.WriteCopy(AsBytes("x")).ok());
  pair.peer.on_data = [&] {
    idle.hook.Stop();
    pair.peer.socket.Close();
    pair.client.socket.Close();
  };
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(pair.peer.received, "x");
  EXPECT_GE(turns, 1);
}

TEST_P(LoopTurnTest, AHookThatIsStartedInItsPhaseWaitsForTheNextTurn) {
  std::vector<uint64_t> turns;
  std::unique_ptr<TestHook<Idle>> second;
  TestHook<Idle> first(loop(), [&] {
    first.hook.Stop();
    second = std::make_unique<TestHook<Idle>>(loop(), [&] {
      turns.push_back(loop().Turns());
      second.reset();
    });
  });
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(turns, (std::vector<uint64_t>{2}));
}

TEST_P(LoopTurnTest, OnceRunsTheTimerItWaitedFor) {
  bool ran = false;
  TestTimer timer(loop(), 3, [&] { ran = true; });
  const uint64_t deadline = loop().Now() + 3;
  // A wait may end early (a signal); the turn in which the time is up has run the timer.
  while (loop().Now() < deadline) loop().Run(RunMode::kOnce);
  EXPECT_TRUE(ran);
}

TEST_P(LoopTurnTest, RequestsKeepItAlive) {
  loop().AddRequest();
  EXPECT_TRUE(loop().Run(RunMode::kNoWait));
  EXPECT_EQ(loop().active_requests(), 1U);
  loop().RemoveRequest();
  EXPECT_FALSE(loop().Run());
}

TEST_P(LoopTurnTest, FlushHooksRunAfterTheTurnsInputAndTheirOutputLeaves) {
  TcpPair pair(loop());
  struct Hook : FlushHook {
    explicit Hook(TcpPair& pair) : pair(pair) {}
    void OnFlush(Loop&) override {
      if (pair.peer.received.empty()) return;
      EXPECT_TRUE(pair.peer.socket.WriteCopy(AsBytes(pair.peer.received)).ok());
      pair.peer.received.clear();
    }
    TcpPair& pair;
  } hook(pair);
  loop().AddFlushHook(hook);
  ASSERT_TRUE(pair.peer.socket.StartReading().ok());
  ASSERT_TRUE(pair.client.socket.StartReading().ok());
  ASSERT_TRUE(pair.client.socket.WriteCopy(AsBytes("ping")).ok());
  pair.client.on_data = [&] {
    pair.client.socket.Close();
    pair.peer.socket.Close();
  };
  loop().Run();
  EXPECT_EQ(pair.client.received, "ping");
  loop().RemoveFlushHook(hook);
}

TEST_P(LoopTurnTest, WalkShowsWhatKeepsItAlive) {
  TestTimer idle_timer(loop(), [] {});
  TestTimer timer(loop(), 1000, [] {});
  std::vector<std::string> kinds;
  loop().Walk([&](Handle& handle) {
    if (handle.IsActive() && handle.HasRef()) kinds.emplace_back(handle.Kind());
  });
  EXPECT_EQ(kinds, (std::vector<std::string>{"timer"}));
}

TEST_P(LoopTurnTest, TheObserverHearsPhasesWaitsAndCallbacks) {
  struct Recorder : Observer {
    void OnPhaseBegin(Loop&, Phase phase) override { events.emplace_back(PhaseName(phase)); }
    void OnWaitBegin(Loop&, int64_t timeout) override { events.emplace_back(timeout == 0 ? "look" : "wait"); }
    void OnWaitEnd(Loop&) override { events.emplace_back("back"); }
    void OnCallbackBegin(Handle& handle) override { events.push_back("begin " + std::string(handle.Kind())); }
    void OnCallbackEnd(Handle& handle) override { events.emplace_back("end"); }
    void OnHandleCreated(Handle&) override { ++created; }
    void OnHandleClosed(Handle&) override { ++closed; }
    std::vector<std::string> events;
    int created = 0, closed = 0;
  } recorder;
  loop().SetObserver(&recorder);
  {
    TestTimer timer(loop(), 0, [] {});
    loop().Run();
  }
  EXPECT_EQ(recorder.events, (std::vector<std::string>{"timers", "begin timer", "end", "poll", "look", "back"}));
  EXPECT_EQ(recorder.created, 1);
  EXPECT_EQ(recorder.closed, 1);
  loop().SetObserver(nullptr);
}

TEST_P(LoopTurnTest, IdleTimeIsWhatItSpendsWaiting) {
  constexpr uint64_t kEnough = 5'000'000;
  const uint64_t before = loop().IdleTimeNs();
  loop().AddRequest();
  // A wait counts while it lasts, and can be asked for by any thread.
  std::thread other([&] {
    while (loop().IdleTimeNs() - before < kEnough) std::this_thread::yield();
    loop().PostFunction([&] { loop().RemoveRequest(); });
  });
  loop().Run();
  other.join();
  EXPECT_GE(loop().IdleTimeNs() - before, kEnough);
}

TEST_P(LoopTurnTest, CloseAllHandlesClosesWhatIsOpen) {
  TcpPair pair(loop());
  TestServer<TcpServer> server(loop());
  ASSERT_TRUE(server.server.Listen(Loopback()).ok());
  ASSERT_TRUE(pair.client.socket.StartReading().ok());
  loop().CloseAllHandles();
  EXPECT_TRUE(server.closed);
  EXPECT_EQ(pair.client.Count("close"), 1U);
  EXPECT_EQ(pair.peer.Count("close"), 1U);
}

TEST_P(LoopTurnTest, CloseAllHandlesClosesHandlesThatCloseOthers) {
  struct Listener : UdpListener {
    void OnMessage(UdpSocket&, ByteView, const SocketAddress&) override {}
    void OnReceiveError(UdpSocket&, Status) override {}
    void OnSent(UdpSocket&, Status) override {}
    void OnClose(UdpSocket&) override { ++closed; }
    int closed = 0;
  } listener;
  UdpSocket first(loop(), listener);
  UdpSocket second(loop(), listener);
  ASSERT_TRUE(first.Bind(Loopback(), {}).ok());
  ASSERT_TRUE(second.Bind(Loopback(), {}).ok());
  loop().CloseAllHandles();
  EXPECT_EQ(listener.closed, 2);
}

TEST_P(LoopTurnTest, AHandleMadeWithNewGoesWithItsOwner) {
  struct Listener : PhaseHookListener {
    void OnPhase(PhaseHook&) override {}
    void OnClose(PhaseHook&) override { ++closed; }
    int closed = 0;
  } listener;
  {
    std::unique_ptr<Check, CloseHandle> check(new Check(loop(), listener));
    check->Start();
  }
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(listener.closed, 1);
}

TEST_P(LoopTurnTest, ASignalInterruptsTheWaitWithoutHarm) {
  struct sigaction action {};
  action.sa_handler = [](int) {};  // without SA_RESTART: the wait returns EINTR
  struct sigaction before;
  sigaction(SIGUSR1, &action, &before);
  std::atomic<bool> done{false};
  const pthread_t self = pthread_self();
  std::thread sender([&] {
    while (!done) {
      pthread_kill(self, SIGUSR1);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  bool ran = false;
  TestTimer timer(loop(), 30, [&] { ran = true; });
  EXPECT_FALSE(loop().Run());
  done = true;
  sender.join();
  sigaction(SIGUSR1, &before, nullptr);
  EXPECT_TRUE(ran);
}

TEST_P(LoopTurnTest, TheNameOfTheBackendIsTold) {
  EXPECT_STREQ(loop().backend_name(), GetParam() == BackendKind::kUring ? "uring" : "epoll");
}

TEST(LoopChoiceTest, TheEnvironmentNamesABackend) {
  setenv("EDDY_LOOP", "epoll", 1);
  auto loop = Loop::Create();
  unsetenv("EDDY_LOOP");
  ASSERT_TRUE(loop.ok());
  EXPECT_STREQ((*loop)->backend_name(), "epoll");
}

}  // namespace
}  // namespace eddy::loop
