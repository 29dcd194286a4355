// Memory for ArrayBuffers: malloc's or the BlockPool's, counted, so that process.memoryUsage().arrayBuffers can tell.
//
// V8 counts that memory too, but lets 64 MiB of it become garbage before it looks: each new buffer is cold memory then,
// and every round of them a collection of the whole heap. So the youngest objects are collected whenever some MiB have
// been made, between two steps of the program; the next buffers lie where those of a moment ago did, in the
// processor's caches.
#pragma once
#include <v8-array-buffer.h>

#include <atomic>
#include <cstddef>

namespace eddy::engine {

class ArrayBufferAllocator final : public v8::ArrayBuffer::Allocator {
 public:
  // Any thread may have called Free last, and V8 have forgotten the allocator since.
  ~ArrayBufferAllocator() override { (void)allocated_.load(std::memory_order_acquire); }

  void* Allocate(size_t length) override;
  void* AllocateUninitialized(size_t length) override;
  void Free(void* data, size_t length) override;

  // From now on the youngest objects of `isolate` are collected as told above. Null ends that; before the isolate does.
  void CollectIn(v8::Isolate* isolate) { isolate_.store(isolate, std::memory_order_relaxed); }
  // Collects now if it is time to. For the isolate's thread while no JavaScript is on its stack, when least is alive.
  void CollectIfDue();

  // Bytes allocated and not yet freed.
  size_t allocated() const { return allocated_.load(std::memory_order_relaxed); }
  // A realm that uses this one has got `length` bytes that another allocated.
  void NoteAdopted(size_t length) {
    if (made_.fetch_add(length, std::memory_order_relaxed) + length >= most_made_) RequestCollection();
  }

 private:
  // What is made between two collections; more where they take long.
  static constexpr size_t kLeastMade = size_t{12} * 1024 * 1024;
  static constexpr size_t kMostMade = size_t{48} * 1024 * 1024;

  void Count(size_t length) {
    allocated_.fetch_add(length, std::memory_order_relaxed);
    NoteAdopted(length);
  }
  void RequestCollection();

  std::atomic<size_t> allocated_{0};
  std::atomic<size_t> made_{0};  // bytes allocated or adopted since the last collection
  std::atomic<size_t> most_made_{kLeastMade};
  std::atomic<bool> requested_{false};
  std::atomic<v8::Isolate*> isolate_{nullptr};
};

}  // namespace eddy::engine
