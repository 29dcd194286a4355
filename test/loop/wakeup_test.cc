#include "loop/wakeup.h"

#include <poll.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "loop_fixture.h"

namespace eddy::loop {
namespace {

class WakeupTest : public LoopTest {
 protected:
  struct Listener : WakeupListener {
    void OnWakeup(Wakeup& wakeup) override {
      ++woken;
      if (then) then(wakeup);
    }
    void OnClose(Wakeup&) override { ++closed; }
    std::function<void(Wakeup&)> then;
    int woken = 0;
    int closed = 0;
  };
  Listener listener_;
};
EDDY_ON_BOTH_BACKENDS(WakeupTest);

TEST_P(WakeupTest, SendFromAnotherThreadCallsBack) {
  Wakeup wakeup(loop(), listener_);
  listener_.then = [](Wakeup& w) { w.Close(); };
  std::thread other([&] { wakeup.Send(); });
  EXPECT_FALSE(loop().Run());
  other.join();
  EXPECT_EQ(listener_.woken, 1);
  EXPECT_EQ(listener_.closed, 1);
}

TEST_P(WakeupTest, SendsBeforeTheCallbackBecomeOne) {
  Wakeup wakeup(loop(), listener_);
  wakeup.Send();
  wakeup.Send();
  wakeup.Unref();
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(listener_.woken, 1);
  wakeup.Close();
  loop().Run();
}

TEST_P(WakeupTest, ASendDuringTheCallbackCausesAnother) {
  Wakeup wakeup(loop(), listener_);
  listener_.then = [&](Wakeup& w) {
    if (listener_.woken == 1) {
      w.Send();
    } else {
      w.Close();
    }
  };
  wakeup.Send();
  loop().Run();
  EXPECT_EQ(listener_.woken, 2);
}

TEST_P(WakeupTest, ClosingWithASendOnItsWayCallsOnlyClose) {
  auto wakeup = std::make_unique<Wakeup>(loop(), listener_);
  wakeup->Send();
  wakeup->Close();
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(listener_.woken, 0);
  EXPECT_EQ(listener_.closed, 1);
}

TEST_P(WakeupTest, NoSendIsLost) {
  Wakeup wakeup(loop(), listener_);
  constexpr int kRounds = 5000;
  std::atomic<int> asked{0};
  std::atomic<int> answered{0};
  listener_.then = [&](Wakeup& w) {
    answered = asked.load();
    if (answered == kRounds) w.Close();
  };
  std::thread other([&] {
    for (int i = 1; i <= kRounds; ++i) {
      asked = i;
      wakeup.Send();
      while (answered < i) std::this_thread::yield();
    }
  });
  EXPECT_FALSE(loop().Run());
  other.join();
  EXPECT_EQ(answered, kRounds);
}

// With pauses, so that the loop sleeps at times, and converses at others.
TEST_P(WakeupTest, NoSendIsLostWhetherTheLoopWaitsAwakeOrAsleep) {
  Wakeup wakeup(loop(), listener_);
  constexpr int kRounds = 3000;
  std::atomic<int> asked{0};
  std::atomic<int> answered{0};
  listener_.then = [&](Wakeup& w) {
    loop().NoteMessage();
    answered = asked.load();
    if (answered == kRounds) w.Close();
  };
  std::thread other([&] {
    for (int i = 1; i <= kRounds; ++i) {
      asked = i;
      wakeup.Send();
      while (answered < i) std::this_thread::yield();
      if (i % 100 == 0) std::this_thread::sleep_for(std::chrono::microseconds(i));
    }
  });
  EXPECT_FALSE(loop().Run());
  other.join();
  EXPECT_EQ(answered, kRounds);
}

TEST_P(WakeupTest, ATimerIsDueInTimeThoughTheLoopWaitsAwake) {
  Wakeup wakeup(loop(), listener_);
  struct OnTime : TimerListener {
    void OnTimer(Timer&) override { then(); }
    std::function<void()> then;
  } due;
  Timer timer(loop(), due);
  bool began = false;
  listener_.then = [&](Wakeup& w) {
    loop().NoteMessage();
    if (!std::exchange(began, true)) timer.Start(20);
  };
  std::atomic<bool> stop{false};
  std::thread other([&] {
    while (!stop) {
      wakeup.Send();
      std::this_thread::yield();
    }
  });
  due.then = [&] {
    stop = true;
    other.join();
    wakeup.Close();
  };
  EXPECT_FALSE(loop().Run());
  EXPECT_TRUE(stop);
}

// A loop inside another is told by its descriptor, whatever it did in its last turn.
TEST_P(WakeupTest, TheDescriptorTellsOfSendsBetweenTurns) {
  Wakeup wakeup(loop(), listener_);
  for (int i = 1; i <= 3; ++i) {
    while (loop().Run(RunMode::kNoWait) && listener_.woken < i - 1) {
    }
    wakeup.Send();
    pollfd watched{loop().PollDescriptor(), POLLIN, 0};
    EXPECT_EQ(poll(&watched, 1, -1), 1);
    while (listener_.woken < i) loop().Run(RunMode::kNoWait);
  }
  wakeup.Close();
  loop().Run();
}

}  // namespace
}  // namespace eddy::loop
