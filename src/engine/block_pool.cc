#include "engine/block_pool.h"

#include <sys/mman.h>

#include <bit>
#include <cstring>
#include <utility>

namespace eddy::engine {

namespace {

size_t ClassOf(size_t size) {
  return static_cast<size_t>(std::bit_width(size - 1) - std::bit_width(BlockPool::kSmallest - 1));
}

size_t SizeOf(size_t block_class) { return BlockPool::kSmallest << block_class; }

}  // namespace

BlockPool& BlockPool::Get() {
  // Never destroyed: threads may end after main has.
  static auto* pool = new BlockPool;
  return *pool;
}

void* BlockPool::Take(size_t size, bool zeroed) {
  const size_t block_class = ClassOf(size);
  void* block = nullptr;
  if (Holds()) {
    const std::scoped_lock lock(mutex_);
    used_ = true;
    if (!free_[block_class].empty()) {
      block = free_[block_class].back();
      free_[block_class].pop_back();
      held_.fetch_sub(SizeOf(block_class), std::memory_order_relaxed);
    }
  }
  if (block != nullptr) return zeroed ? std::memset(block, 0, size) : block;
  block = mmap(nullptr, SizeOf(block_class), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return block == MAP_FAILED ? nullptr : block;
}

void BlockPool::Return(void* block, size_t size) {
  const size_t block_class = ClassOf(size);
  {
    const std::scoped_lock lock(mutex_);
    used_ = true;
    if (held_.load(std::memory_order_relaxed) + SizeOf(block_class) <= kMostHeld) {
      free_[block_class].push_back(block);
      held_.fetch_add(SizeOf(block_class), std::memory_order_relaxed);
      return;
    }
  }
  munmap(block, SizeOf(block_class));
}

void BlockPool::TrimIdle() {
  std::array<std::vector<void*>, kClasses> idle;
  {
    const std::scoped_lock lock(mutex_);
    if (std::exchange(used_, false)) return;
    idle.swap(free_);
    held_.store(0, std::memory_order_relaxed);
  }
  for (size_t i = 0; i < idle.size(); ++i) {
    for (void* block : idle[i]) munmap(block, SizeOf(i));
  }
}

}  // namespace eddy::engine
