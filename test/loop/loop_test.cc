#include "loop/loop.h"

#include <atomic>
#include <thread>

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

}  // namespace
}  // namespace eddy::loop
