#include "http2/counted_memory.h"

#include <cstdlib>
#include <cstring>
#include <limits>

namespace eddy::http2 {

namespace {

// Before each block stands its size; as wide as malloc aligns.
constexpr size_t kPrefix = alignof(std::max_align_t);

size_t& SizeOf(void* block) { return *static_cast<size_t*>(block); }
void* BlockOf(void* pointer) { return static_cast<char*>(pointer) - kPrefix; }

}  // namespace

CountedMemory::CountedMemory() : functions_{this, &Allocate, &Free, &AllocateZeroed, &Reallocate} {}

void* CountedMemory::Allocate(size_t size, void* self) { return Reallocate(nullptr, size, self); }

void CountedMemory::Free(void* pointer, void* self) {
  if (pointer == nullptr) return;
  void* block = BlockOf(pointer);
  static_cast<CountedMemory*>(self)->used_ -= SizeOf(block);
  std::free(block);
}

void* CountedMemory::AllocateZeroed(size_t count, size_t size, void* self) {
  if (size != 0 && count > std::numeric_limits<size_t>::max() / size) return nullptr;
  void* pointer = Allocate(count * size, self);
  if (pointer != nullptr) std::memset(pointer, 0, count * size);
  return pointer;
}

void* CountedMemory::Reallocate(void* pointer, size_t size, void* self) {
  if (size > std::numeric_limits<size_t>::max() - kPrefix) return nullptr;
  void* old = pointer == nullptr ? nullptr : BlockOf(pointer);
  const size_t before = old == nullptr ? 0 : SizeOf(old);
  void* block = std::realloc(old, size + kPrefix);
  if (block == nullptr) return nullptr;
  SizeOf(block) = size;
  static_cast<CountedMemory*>(self)->used_ += size - before;
  return static_cast<char*>(block) + kPrefix;
}

}  // namespace eddy::http2
