#include "engine/block_pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

namespace eddy::engine {
namespace {

constexpr size_t kMiB = 1024 * 1024;

class BlockPoolTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!BlockPool::Serves(kMiB)) GTEST_SKIP() << "not with this sanitizer";
    Empty();
  }
  void TearDown() override { Empty(); }
  // The first call may find that it was used.
  void Empty() {
    pool_.TrimIdle();
    pool_.TrimIdle();
  }
  BlockPool& pool_ = BlockPool::Get();
};

TEST_F(BlockPoolTest, WhatIsReturnedIsTakenAgain) {
  void* first = pool_.Take(kMiB, false);
  ASSERT_NE(first, nullptr);
  pool_.Return(first, kMiB);
  EXPECT_TRUE(pool_.Holds());
  // Of the same class, though smaller.
  void* second = pool_.Take(kMiB - 1, false);
  EXPECT_EQ(second, first);
  EXPECT_FALSE(pool_.Holds());
  pool_.Return(second, kMiB - 1);
}

TEST_F(BlockPoolTest, ZeroedMemoryIsZeroAlsoTheSecondTime) {
  auto* bytes = static_cast<uint8_t*>(pool_.Take(kMiB, true));
  EXPECT_TRUE(std::all_of(bytes, bytes + kMiB, [](uint8_t b) { return b == 0; }));
  std::fill_n(bytes, kMiB, 7);
  pool_.Return(bytes, kMiB);
  bytes = static_cast<uint8_t*>(pool_.Take(kMiB, true));
  EXPECT_TRUE(std::all_of(bytes, bytes + kMiB, [](uint8_t b) { return b == 0; }));
  pool_.Return(bytes, kMiB);
}

TEST_F(BlockPoolTest, EverySizeThatIsServedHasItsRoom) {
  for (size_t size : {BlockPool::kSmallest, BlockPool::kSmallest + 1, kMiB - 1, kMiB, kMiB + 1, BlockPool::kLargest}) {
    auto* bytes = static_cast<uint8_t*>(pool_.Take(size, false));
    ASSERT_NE(bytes, nullptr);
    bytes[0] = bytes[size - 1] = 1;
    pool_.Return(bytes, size);
  }
}

TEST_F(BlockPoolTest, BlocksThatAreUsedAgainHaveRoomForWhatIsAskedFor) {
  uint32_t seed = 1;
  auto random = [&seed](size_t below) {
    seed = seed * 1664525 + 1013904223;
    return (seed >> 4) % below;
  };
  for (int round = 0; round < 4; ++round) {
    std::vector<std::pair<uint8_t*, size_t>> blocks;
    for (int i = 0; i < 100; ++i) {
      const size_t octave = BlockPool::kSmallest << random(4);
      const size_t size = octave + random(octave);
      blocks.emplace_back(static_cast<uint8_t*>(pool_.Take(size, false)), size);
      ASSERT_NE(blocks.back().first, nullptr);
      std::fill_n(blocks.back().first, size, static_cast<uint8_t>(i));
    }
    for (size_t i = 0; i < blocks.size(); ++i) {
      auto [bytes, size] = blocks[i];
      EXPECT_TRUE(std::all_of(bytes, bytes + size, [i](uint8_t b) { return b == i; }));
      pool_.Return(bytes, size);
    }
  }
}

TEST_F(BlockPoolTest, OnlySoMuchIsKept) {
  std::vector<void*> blocks;
  for (int i = 0; i < 100; ++i) blocks.push_back(pool_.Take(4 * kMiB, false));
  for (void* block : blocks) pool_.Return(block, 4 * kMiB);
  pool_.TrimIdle();
  EXPECT_TRUE(pool_.Holds());
  pool_.TrimIdle();
  EXPECT_FALSE(pool_.Holds());
}

TEST_F(BlockPoolTest, ThreadsPassBlocksToEachOther) {
  auto work = [this] {
    for (int i = 0; i < 500; ++i) {
      auto* bytes = static_cast<uint8_t*>(pool_.Take(BlockPool::kSmallest, false));
      bytes[0] = static_cast<uint8_t>(i);
      pool_.Return(bytes, BlockPool::kSmallest);
    }
  };
  std::thread one(work);
  std::thread two(work);
  for (int i = 0; i < 10; ++i) pool_.TrimIdle();
  one.join();
  two.join();
}

}  // namespace
}  // namespace eddy::engine
