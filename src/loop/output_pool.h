// Chunks of memory for output that was copied into a stream's queue.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "loop/write_request.h"

namespace eddy::loop {

// One piece of copied output in a stream's queue.
class OutputChunk final : public WriteRequest {
 public:
  explicit OutputChunk(size_t capacity) : data_(new uint8_t[capacity]), capacity_(capacity) { is_chunk_ = true; }

  // The free part.
  ByteSpan Free() { return {data_.get() + size_, capacity_ - size_}; }
  // Adds the first `count` bytes of the free part to what is to be sent.
  void Commit(size_t count) {
    size_ += count;
    single_.iov_len += count;
  }
  // Forgets its content.
  void Clear() {
    size_ = 0;
    Set(ByteView(data_.get(), 0));
  }
  size_t capacity() const { return capacity_; }

 private:
  std::unique_ptr<uint8_t[]> data_;
  size_t capacity_;
  size_t size_ = 0;
};

// Keeps a few chunks of the common size so that a response costs no allocation; an idle stream holds none.
class OutputPool {
 public:
  static constexpr size_t kChunkSize = 4096;
  static constexpr size_t kMostKept = 256;

  // A chunk with room for at least `size` bytes.
  OutputChunk* Take(size_t size);
  void Return(OutputChunk* chunk);

 private:
  std::vector<std::unique_ptr<OutputChunk>> free_;
};

}  // namespace eddy::loop
