// Lease: bytes that were read, in a buffer that the loop owns and lends.
#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/bytes.h"

namespace eddy::loop {

// Whoever owns the buffers behind leases.
class LeaseOwner {
 public:
  // Takes buffer `id` back.
  virtual void Return(uint32_t id) = 0;

 protected:
  ~LeaseOwner() = default;
};

// A buffer on loan; going out of scope returns it. Take (std::move) the lease out of OnData to keep the bytes, but not
// for long: the loop has a few hundred buffers for all its sockets, and stops reading when all are out. The bytes may
// be changed in place. A lease must not outlive its loop.
class Lease {
 public:
  Lease() = default;
  Lease(LeaseOwner& owner, uint32_t id, uint8_t* data, size_t size)
      : owner_(&owner), data_(data), size_(static_cast<uint32_t>(size)), id_(id) {}
  Lease(Lease&& other) noexcept
      : owner_(std::exchange(other.owner_, nullptr)),
        data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        id_(other.id_) {}
  Lease& operator=(Lease&& other) noexcept {
    if (this == &other) return *this;
    Reset();
    owner_ = std::exchange(other.owner_, nullptr);
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
    id_ = other.id_;
    return *this;
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease() { Reset(); }

  uint8_t* data() const { return data_; }
  size_t size() const { return size_; }
  ByteView bytes() const { return {data_, size_}; }

  // Keeps the first `size` bytes, which must not be more than there are.
  void Truncate(size_t size) { size_ = static_cast<uint32_t>(size); }

  // Returns the buffer now.
  void Reset() {
    if (owner_ != nullptr) std::exchange(owner_, nullptr)->Return(id_);
    data_ = nullptr;
    size_ = 0;
  }

 private:
  LeaseOwner* owner_ = nullptr;
  uint8_t* data_ = nullptr;
  uint32_t size_ = 0;
  uint32_t id_ = 0;
};

}  // namespace eddy::loop
