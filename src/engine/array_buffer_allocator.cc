#include "engine/array_buffer_allocator.h"

#include <cstdlib>

#include "engine/block_pool.h"

namespace eddy::engine {

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
  allocated_.fetch_sub(length, std::memory_order_relaxed);
  if (BlockPool::Serves(length)) return BlockPool::Get().Return(data, length);
  free(data);
}

}  // namespace eddy::engine
