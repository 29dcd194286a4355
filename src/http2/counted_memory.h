// An allocator for nghttp2 that knows how much it has given out, so that a session can be bounded by what it costs.
#pragma once
#include <nghttp2/nghttp2.h>

#include <cstddef>

namespace eddy::http2 {

class CountedMemory {
 public:
  CountedMemory();
  CountedMemory(const CountedMemory&) = delete;
  CountedMemory& operator=(const CountedMemory&) = delete;

  // For nghttp2_session_*_new3; valid as long as this.
  nghttp2_mem* functions() { return &functions_; }
  // Bytes given out and not returned.
  size_t used() const { return used_; }

 private:
  static void* Allocate(size_t size, void* self);
  static void Free(void* pointer, void* self);
  static void* AllocateZeroed(size_t count, size_t size, void* self);
  static void* Reallocate(void* pointer, size_t size, void* self);

  nghttp2_mem functions_;
  size_t used_ = 0;
};

}  // namespace eddy::http2
