#include "loop/uring/buffer_ring.h"

#include <sys/mman.h>

namespace eddy::loop {
namespace {

void* MapMemory(size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? nullptr : memory;
}

}  // namespace

BufferRing::~BufferRing() {
  if (table_ != nullptr) munmap(table_, count_ * sizeof(io_uring_buf));
  if (memory_ != nullptr) munmap(memory_, size_t{size_} * count_);
}

Status BufferRing::Register(io_uring& ring, uint16_t group, uint32_t size, uint32_t count) {
  size_ = size;
  count_ = count;
  group_ = group;
  auto* table = static_cast<io_uring_buf_ring*>(MapMemory(count * sizeof(io_uring_buf)));
  if (table == nullptr) return Status(-ENOMEM);
  io_uring_buf_reg registration{};
  registration.ring_addr = reinterpret_cast<uint64_t>(table);
  registration.ring_entries = count;
  registration.bgid = group;
  if (const int error = io_uring_register_buf_ring(&ring, &registration, 0); error != 0) {
    munmap(table, count * sizeof(io_uring_buf));
    return Status(error);
  }
  table_ = table;
  memory_ = static_cast<uint8_t*>(MapMemory(size_t{size} * count));
  if (memory_ == nullptr) {
    Unregister(ring);
    return Status(-ENOMEM);
  }
  // A huge page would make the first byte of each buffer cost two megabytes.
  madvise(memory_, size_t{size} * count, MADV_NOHUGEPAGE);
  io_uring_buf_ring_init(table_);
  for (uint32_t id = 0; id < count; ++id) {
    io_uring_buf_ring_add(table_, memory_ + size_t{id} * size, size, static_cast<uint16_t>(id),
                          static_cast<int>(count - 1), static_cast<int>(id));
  }
  io_uring_buf_ring_advance(table_, static_cast<int>(count));
  available_ = count;
  return {};
}

void BufferRing::Unregister(io_uring& ring) {
  io_uring_unregister_buf_ring(&ring, group_);
  munmap(table_, count_ * sizeof(io_uring_buf));
  table_ = nullptr;
}

void BufferRing::Return(uint32_t id) {
  io_uring_buf_ring_add(table_, memory_ + size_t{id} * size_, size_, static_cast<uint16_t>(id),
                        static_cast<int>(count_ - 1), 0);
  io_uring_buf_ring_advance(table_, 1);
  ++available_;
}

}  // namespace eddy::loop
