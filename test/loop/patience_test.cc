#include "loop/patience.h"

#include <gtest/gtest.h>

namespace eddy::loop {
namespace {

constexpr uint64_t kShort = 5'000;
constexpr uint64_t kLong = 10 * Patience::kAwakeNs;

// A wait that slept until a message came.
void Sleep(Patience& patience, uint64_t waited) {
  patience.NoteMessage();
  patience.WaitOver(waited, false, true);
}

void Converse(Patience& patience) {
  for (int i = 0; i < 100; ++i) Sleep(patience, kShort);
}

TEST(PatienceTest, ALoopSleepsUntilMessagesComeAtShortIntervals) {
  Patience patience;
  EXPECT_FALSE(patience.Worth());
  Sleep(patience, kShort);
  EXPECT_FALSE(patience.Worth());
  Converse(patience);
  EXPECT_TRUE(patience.Worth());
}

TEST(PatienceTest, AMessageThatTookLongEndsTheConversation) {
  Patience patience;
  Converse(patience);
  Sleep(patience, kLong);
  EXPECT_FALSE(patience.Worth());
}

TEST(PatienceTest, WaitsForOtherThingsSayNothing) {
  Patience patience;
  for (int i = 0; i < 100; ++i) patience.WaitOver(kShort, false, true);
  EXPECT_FALSE(patience.Worth());
  Converse(patience);
  patience.WaitOver(kLong, false, true);
  EXPECT_TRUE(patience.Worth());
}

TEST(PatienceTest, WhatIsInVainIsTriedMoreAndMoreSeldom) {
  Patience patience;
  int tries = 0;
  for (int i = 0; i < 10'000; ++i) {
    if (patience.Worth()) {
      ++tries;
      patience.WaitOver(Patience::kAwakeNs, true, true);
    } else {
      Sleep(patience, kShort);
    }
  }
  EXPECT_LT(tries, 10'000 / 50);
  EXPECT_GT(tries, 0);
}

TEST(PatienceTest, SuccessBringsTheTriesBack) {
  Patience patience;
  for (int i = 0; i < 1000; ++i) {
    if (patience.Worth()) patience.WaitOver(Patience::kAwakeNs, true, true);
    Sleep(patience, kShort);
  }
  Converse(patience);
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(patience.Worth());
    patience.NoteMessage();
    patience.WaitOver(kShort, true, false);
  }
  patience.WaitOver(Patience::kAwakeNs, true, true);
  for (int i = 0; i < 10; ++i) Sleep(patience, kShort);
  EXPECT_TRUE(patience.Worth());
}

}  // namespace
}  // namespace eddy::loop
