#include "loop/timer.h"

#include <algorithm>
#include <random>

#include "loop_fixture.h"

namespace eddy::loop {
namespace {

class TimerTest : public LoopTest {};
EDDY_ON_BOTH_BACKENDS(TimerTest);

TEST_P(TimerTest, RunInTheOrderOfDeadlinesThenOfStarts) {
  std::vector<int> order;
  TestTimer c(loop(), 2, [&] { order.push_back(3); });
  TestTimer a(loop(), 1, [&] { order.push_back(1); });
  TestTimer b(loop(), 1, [&] { order.push_back(2); });
  TestTimer d(loop(), 2, [&] { order.push_back(4); });
  loop().Run();
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3, 4}));
}

TEST_P(TimerTest, NeverRunBeforeTheirTime) {
  const uint64_t start = loop().Now();
  uint64_t ran = 0;
  TestTimer timer(loop(), 15, [&] { ran = loop().Now(); });
  loop().Run();
  EXPECT_GE(ran, start + 15);
}

TEST_P(TimerTest, OneThatIsStartedInThePhaseWaitsForTheNextTurn) {
  std::vector<uint64_t> turns;
  TestTimer again(loop(), [&] { turns.push_back(loop().Turns()); });
  TestTimer first(loop(), 0, [&] {
    turns.push_back(loop().Turns());
    again.timer.Start(0);
  });
  loop().Run();
  EXPECT_EQ(turns, (std::vector<uint64_t>{1, 2}));
}

TEST_P(TimerTest, ARefreshedOneRunsAtItsLastDeadline) {
  std::vector<int> order;
  TestTimer refreshed(loop(), 1, [&] { order.push_back(2); });
  TestTimer other(loop(), 5, [&] { order.push_back(1); });
  refreshed.timer.Start(10);
  EXPECT_EQ(refreshed.timer.DueIn(), 10U);
  loop().Run();
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST_P(TimerTest, ARefreshToTheSameMillisecondGoesBehindTheOthers) {
  std::vector<int> order;
  TestTimer a(loop(), 1, [&] { order.push_back(1); });
  TestTimer b(loop(), 1, [&] { order.push_back(2); });
  a.timer.Start(1);
  loop().Run();
  EXPECT_EQ(order, (std::vector<int>{2, 1}));
}

TEST_P(TimerTest, ARepeatingOneRunsUntilItIsStopped) {
  int count = 0;
  TestTimer timer(loop(), [&] {
    EXPECT_TRUE(timer.timer.IsActive());
    if (++count == 3) timer.timer.Stop();
  });
  timer.timer.Start(0, 1);
  EXPECT_EQ(timer.timer.repeat(), 1U);
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(count, 3);
}

TEST_P(TimerTest, AgainUsesTheRepeatAndStopsWithoutOne) {
  int count = 0;
  TestTimer timer(loop(), 1000, [&] {
    ++count;
    timer.timer.set_repeat(0);
    timer.timer.Again();
  });
  timer.timer.set_repeat(1);
  timer.timer.Again();
  loop().Run();
  EXPECT_EQ(count, 1);
  EXPECT_FALSE(timer.timer.IsActive());
}

TEST_P(TimerTest, AnUnreferencedOneDoesNotKeepTheLoop) {
  TestTimer timer(loop(), 60000, [] { FAIL(); });
  timer.timer.Unref();
  EXPECT_FALSE(loop().Run());
  EXPECT_FALSE(timer.timer.HasRef());
  timer.timer.Ref();
  EXPECT_TRUE(loop().Alive());
}

TEST_P(TimerTest, MayBeDestroyedInItsCallback) {
  std::unique_ptr<TestTimer> timer;
  bool ran = false;
  timer = std::make_unique<TestTimer>(loop(), 0, [&] {
    ran = true;
    timer.reset();
  });
  EXPECT_FALSE(loop().Run());
  EXPECT_TRUE(ran);
}

TEST_P(TimerTest, StoppingAnotherThatIsDueKeepsItFromRunning) {
  TestTimer second(loop(), [] { FAIL(); });
  TestTimer first(loop(), 0, [&] { second.timer.Stop(); });
  second.timer.Start(0);
  loop().Run();
}

TEST_P(TimerTest, AHugeTimeoutIsNever) {
  TestTimer timer(loop(), ~uint64_t{0}, [] { FAIL(); });
  EXPECT_TRUE(loop().Run(RunMode::kNoWait));
  EXPECT_GT(loop().NextTimeout(), 0);
}

// The heap against a plain sorted list, over random starts, refreshes and stops.
TEST_P(TimerTest, ManyInRandomOrderRunSorted) {
  std::mt19937 random(42);
  std::vector<std::pair<uint64_t, uint64_t>> ran;
  struct Timed : TimerListener {
    Timed(Loop& loop, std::vector<std::pair<uint64_t, uint64_t>>& ran) : timer(loop, *this), ran(ran) {}
    void OnTimer(Timer&) override { ran.emplace_back(deadline, sequence); }
    Timer timer;
    std::vector<std::pair<uint64_t, uint64_t>>& ran;
    uint64_t deadline = 0;
    uint64_t sequence = 0;
  };
  std::vector<std::unique_ptr<Timed>> timers;
  for (int i = 0; i < 300; ++i) timers.push_back(std::make_unique<Timed>(loop(), ran));
  uint64_t sequence = 0;
  size_t expected = 0;
  for (int step = 0; step < 5000; ++step) {
    Timed& timed = *timers[random() % timers.size()];
    if (random() % 5 == 0) {
      timed.timer.Stop();
    } else {
      const uint64_t timeout = random() % 20;
      timed.timer.Start(timeout);
      timed.deadline = timeout;
      timed.sequence = sequence++;
    }
  }
  for (const auto& timed : timers) expected += timed->timer.IsActive();
  loop().Run();
  EXPECT_EQ(ran.size(), expected);
  EXPECT_TRUE(std::is_sorted(ran.begin(), ran.end()));
}

}  // namespace
}  // namespace eddy::loop
