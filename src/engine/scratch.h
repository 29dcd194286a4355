// Memory for the duration of a call.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace eddy::engine {

// Scratch memory with arbitrary contents: on the stack where it is small, else a piece of the thread's that is kept;
// fresh memory for each call would cost a page fault for every 4 KiB. One that is very large is given back.
class Scratch {
 public:
  explicit Scratch(size_t size) : size_(size) {
    if (size <= sizeof(stack_)) {
      data_ = stack_;
    } else if (size <= kKept && !kept_in_use_) {
      if (kept_ == nullptr) kept_ = std::make_unique_for_overwrite<uint8_t[]>(kKept);
      kept_in_use_ = uses_kept_ = true;
      data_ = kept_.get();
    } else {
      heap_ = std::make_unique_for_overwrite<uint8_t[]>(size);
      data_ = heap_.get();
    }
  }
  ~Scratch() {
    if (uses_kept_) kept_in_use_ = false;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  // Aligned for 16-bit text.
  uint8_t* data() { return data_; }
  std::span<uint8_t> span() { return {data_, size_}; }

 private:
  static constexpr size_t kKept = 1024 * 1024;
  static inline thread_local std::unique_ptr<uint8_t[]> kept_;
  static inline thread_local bool kept_in_use_ = false;

  const size_t size_;
  uint8_t* data_;
  bool uses_kept_ = false;
  std::unique_ptr<uint8_t[]> heap_;
  alignas(8) uint8_t stack_[2048];
};

}  // namespace eddy::engine
