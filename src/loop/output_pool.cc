#include "loop/output_pool.h"

#include <algorithm>

namespace eddy::loop {

OutputChunk* OutputPool::Take(size_t size) {
  if (size > kChunkSize || free_.empty()) {
    auto* chunk = new OutputChunk(std::max(size, kChunkSize));
    chunk->Clear();
    return chunk;
  }
  OutputChunk* chunk = free_.back().release();
  free_.pop_back();
  return chunk;
}

void OutputPool::Return(OutputChunk* chunk) {
  std::unique_ptr<OutputChunk> owned(chunk);
  if (chunk->capacity() != kChunkSize || free_.size() >= kMostKept) return;
  chunk->Clear();
  free_.push_back(std::move(owned));
}

}  // namespace eddy::loop
