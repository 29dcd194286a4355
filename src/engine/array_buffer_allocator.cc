#include "engine/array_buffer_allocator.h"

#include <time.h>

#include <algorithm>
#include <cstdlib>

#include "engine/block_pool.h"
#include "engine/minor_gc.h"

namespace eddy::engine {

namespace {

constexpr size_t kMiB = 1024 * 1024;

// What a collection may take for each MiB made since the last, in nanoseconds: what cold memory costs more than warm.
constexpr uint64_t kWorth = 25'000;

uint64_t ThreadTime() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
}

}  // namespace

void* ArrayBufferAllocator::Allocate(size_t length) {
  void* data = BlockPool::Serves(length) ? BlockPool::Get().Take(length, true) : calloc(length > 0 ? length : 1, 1);
  if (data != nullptr) Count(length);
  return data;
}

void* ArrayBufferAllocator::AllocateUninitialized(size_t length) {
  void* data = BlockPool::Serves(length) ? BlockPool::Get().Take(length, false) : malloc(length > 0 ? length : 1);
  if (data != nullptr) Count(length);
  return data;
}

void ArrayBufferAllocator::Free(void* data, size_t length) {
  allocated_.fetch_sub(length, std::memory_order_release);
  if (BlockPool::Serves(length)) return BlockPool::Get().Return(data, length);
  free(data);
}

void ArrayBufferAllocator::RequestCollection() {
  v8::Isolate* isolate = isolate_.load(std::memory_order_relaxed);
  if (isolate == nullptr || requested_.exchange(true, std::memory_order_relaxed)) return;
  isolate->RequestInterrupt(
      [](v8::Isolate*, void* allocator) { static_cast<ArrayBufferAllocator*>(allocator)->CollectIfDue(); }, this);
}

void ArrayBufferAllocator::CollectIfDue() {
  requested_.store(false, std::memory_order_relaxed);
  const size_t made = made_.load(std::memory_order_relaxed);
  if (made < most_made_) return;
  made_.store(0, std::memory_order_relaxed);
  v8::Isolate* isolate = isolate_.load(std::memory_order_relaxed);
  if (isolate == nullptr) return;
  const uint64_t begin = ThreadTime();
  CollectYoung(isolate);
  const uint64_t taken = ThreadTime() - begin;
  // Where much of what is young is alive, each collection copies it.
  const uint64_t worth = made / kMiB * kWorth;
  if (taken > worth) {
    most_made_ = std::min(most_made_ * 2, kMostMade);
  } else if (taken < worth / 2) {
    most_made_ = std::max(most_made_ / 2, kLeastMade);
  }
}

}  // namespace eddy::engine
