// The read buffers that a loop shares with the kernel: a provided-buffer ring (io_uring_register_buf_ring(3)).
#pragma once
#include <liburing.h>

#include <cstddef>
#include <cstdint>

#include "base/result.h"
#include "loop/lease.h"

namespace eddy::loop {

// Every receiving socket of the loop takes its buffer from here at the moment when bytes are there, so an idle
// connection holds none. The memory is reserved at Register and touched only as it is used.
class BufferRing final : public LeaseOwner {
 public:
  BufferRing() = default;
  BufferRing(const BufferRing&) = delete;
  BufferRing& operator=(const BufferRing&) = delete;
  // The ring must have ended before.
  ~BufferRing();

  // Maps `count` buffers (a power of two, at most 32768) of `size` bytes and registers them as buffer group `group`.
  // Errors: ENOMEM; EINVAL where the kernel knows no buffer rings.
  Status Register(io_uring& ring, uint16_t group, uint32_t size, uint32_t count);
  void Unregister(io_uring& ring);
  bool registered() const { return table_ != nullptr; }

  // The buffer that a completion names, with `size` bytes in it.
  Lease Lend(uint32_t id, size_t size) {
    --available_;
    return {*this, id, memory_ + size_t{id} * size_, size};
  }

  // Gives a buffer back to the kernel.
  void Return(uint32_t id) override;

  // Whether enough buffers are back for it to be worth trying again after the ring was empty.
  bool HalfFull() const { return available_ * 2 >= count_; }

 private:
  io_uring_buf_ring* table_ = nullptr;
  uint8_t* memory_ = nullptr;
  uint32_t size_ = 0;
  uint32_t count_ = 0;
  uint32_t available_ = 0;
  uint16_t group_ = 0;
};

}  // namespace eddy::loop
