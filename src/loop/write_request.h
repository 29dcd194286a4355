// WriteRequest: bytes on their way into a stream.
#pragma once
#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/result.h"

namespace eddy::loop {

class Stream;

// A write whose bytes stay with the caller. Request and bytes must live, unchanged, until StreamListener::OnWriteDone;
// it always comes, once: with ECANCELED when the stream closes first. May be written again after that. Derive from it
// to keep more with it (what holds the bytes alive, a JavaScript callback).
class WriteRequest {
 public:
  WriteRequest() = default;
  // One piece.
  explicit WriteRequest(ByteView bytes) { Set(bytes); }
  WriteRequest(const WriteRequest&) = delete;
  WriteRequest& operator=(const WriteRequest&) = delete;
  virtual ~WriteRequest() = default;

  // The bytes to write, as one piece or as several, which are sent together (writev). `pieces` itself is not copied: it
  // stays alive too, and is changed while sending.
  void Set(ByteView bytes) {
    single_ = {const_cast<uint8_t*>(bytes.data()), bytes.size()};
    pieces_ = {&single_, 1};
  }
  void Set(std::span<iovec> pieces) { pieces_ = pieces; }

  // Bytes that are not sent yet.
  size_t RemainingBytes() const {
    size_t total = 0;
    for (const iovec& piece : pieces_) total += piece.iov_len;
    return total;
  }

 private:
  friend class Loop;
  friend class OutputChunk;
  friend class Stream;

  WriteRequest* next_ = nullptr;
  Stream* stream_ = nullptr;
  std::span<iovec> pieces_;
  iovec single_{};
  int status_ = 0;
  bool is_chunk_ = false;
};

}  // namespace eddy::loop
