#include "engine/array_buffer_allocator.h"

#include <cstdlib>

namespace eddy::engine {

void* ArrayBufferAllocator::Allocate(size_t length) {
  void* data = calloc(length > 0 ? length : 1, 1);
  if (data != nullptr) Count(length);
  return data;
}

void* ArrayBufferAllocator::AllocateUninitialized(size_t length) {
  void* data = malloc(length > 0 ? length : 1);
  if (data != nullptr) Count(length);
  return data;
}

void ArrayBufferAllocator::Free(void* data, size_t length) {
  allocated_.fetch_sub(length, std::memory_order_relaxed);
  free(data);
}

}  // namespace eddy::engine
