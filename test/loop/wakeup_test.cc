#include "loop/wakeup.h"

#include <atomic>
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

}  // namespace
}  // namespace eddy::loop
