// Memory for ArrayBuffers: malloc's, counted, so that process.memoryUsage().arrayBuffers can tell.
#pragma once
#include <v8-array-buffer.h>

#include <atomic>
#include <cstddef>

namespace eddy::engine {

class ArrayBufferAllocator final : public v8::ArrayBuffer::Allocator {
 public:
  void* Allocate(size_t length) override;
  void* AllocateUninitialized(size_t length) override;
  void Free(void* data, size_t length) override;

  // Bytes allocated and not yet freed.
  size_t allocated() const { return allocated_.load(std::memory_order_relaxed); }
  // A realm that uses this one has got `length` bytes that another allocated.
  void NoteAdopted(size_t length) { total_.fetch_add(length, std::memory_order_relaxed); }
  // Bytes ever allocated or adopted.
  size_t total() const { return total_.load(std::memory_order_relaxed); }

 private:
  void Count(size_t length) {
    allocated_.fetch_add(length, std::memory_order_relaxed);
    total_.fetch_add(length, std::memory_order_relaxed);
  }

  std::atomic<size_t> allocated_{0};
  std::atomic<size_t> total_{0};
};

}  // namespace eddy::engine
