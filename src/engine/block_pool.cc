#include "engine/block_pool.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace eddy::engine {

namespace {

constexpr size_t kFirstBit = std::countr_zero(BlockPool::kSmallest);

// Four classes to each power of two: 16 Ki, 20 Ki, 24 Ki, 28 Ki, 32 Ki, 40 Ki, ...
size_t ClassOf(size_t size) {
  const size_t last = std::max(size, BlockPool::kSmallest) - 1;
  const auto octave = static_cast<size_t>(std::bit_width(last) - std::bit_width(BlockPool::kSmallest));
  return octave * 4 + ((last >> (kFirstBit + octave - 2)) & 3) + 1;
}

size_t SizeOf(size_t block_class) { return BlockPool::kSmallest / 4 * (4 + block_class % 4) << block_class / 4; }

// Malloc gives smaller blocks without asking the kernel for each.
bool IsMapped(size_t block_class) { return SizeOf(block_class) >= size_t{128} * 1024; }

void* Allocate(size_t block_class, bool zeroed) {
  const size_t size = SizeOf(block_class);
  if (!IsMapped(block_class)) return zeroed ? calloc(size, 1) : malloc(size);
  void* block = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return block == MAP_FAILED ? nullptr : block;
}

void Release(void* block, size_t block_class) {
  if (IsMapped(block_class)) {
    munmap(block, SizeOf(block_class));
  } else {
    free(block);
  }
}

// The most that is kept, in bytes: a part of the machine's memory, and no more than one block of the largest size.
size_t MostHeld() {
  constexpr size_t kLeast = size_t{32} << 20;
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || page <= 0) return kLeast;
  return std::clamp(static_cast<size_t>(pages) * static_cast<size_t>(page) / 16, kLeast, BlockPool::kLargest);
}

}  // namespace

BlockPool::BlockPool() : most_held_(MostHeld()) {}

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
  return Allocate(block_class, zeroed);
}

void BlockPool::Return(void* block, size_t size) {
  const size_t block_class = ClassOf(size);
  {
    const std::scoped_lock lock(mutex_);
    used_ = true;
    if (held_.load(std::memory_order_relaxed) + SizeOf(block_class) <= most_held_) {
      free_[block_class].push_back(block);
      held_.fetch_add(SizeOf(block_class), std::memory_order_relaxed);
      return;
    }
  }
  Release(block, block_class);
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
    for (void* block : idle[i]) Release(block, i);
  }
}

}  // namespace eddy::engine
