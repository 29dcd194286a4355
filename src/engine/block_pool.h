// BlockPool: the memory of ArrayBuffers of some size, messages and files, used again.
//
// The kernel gives memory a page at a time, zeroed, and malloc, asked by one thread and given back by another, returns
// much that is wanted again at once: for a buffer that lives for one message, or one reading of a file, that costs
// several times what filling it does; in a virtual machine that has given the page back to its host, thirty times. So
// what is let go of is kept for whoever wants as much next, on any thread, up to a limit, and for a moment: what nobody
// has wanted for a while goes back to the kernel (TrimIdle).
//
// Threads: every function may be called from any thread.
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace eddy::engine {

class BlockPool {
 public:
  // What is smaller or larger than these, in bytes, is malloc's.
  static constexpr size_t kSmallest = 2 * 1024;
  static constexpr size_t kLargest = 256 * 1024 * 1024;
#if defined(__SANITIZE_ADDRESS__)
  // The sanitizer has to see each buffer's end.
  static constexpr bool Serves(size_t) { return false; }
#else
  static constexpr bool Serves(size_t size) { return size >= kSmallest && size <= kLargest; }
#endif

  // The one of the process.
  static BlockPool& Get();

  // Memory for `size` bytes, which Serves allows; null when there is none. Zeroed if asked for.
  void* Take(size_t size, bool zeroed);
  // Takes back what Take gave for `size`.
  void Return(void* block, size_t size);

  // Whether anything is kept.
  bool Holds() const { return held_.load(std::memory_order_relaxed) > 0; }
  // Gives what is kept back to the kernel if nobody has taken or returned anything since the last call. For a timer.
  void TrimIdle();

 private:
  static constexpr size_t kClasses = 69;  // kSmallest to kLargest, four to a power of two

  BlockPool();

  const size_t most_held_;  // bytes
  std::mutex mutex_;
  std::array<std::vector<void*>, kClasses> free_;  // guarded
  bool used_ = false;                              // guarded: since TrimIdle
  std::atomic<size_t> held_{0};                    // bytes; written under the mutex
};

}  // namespace eddy::engine
