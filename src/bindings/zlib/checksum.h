// The checksums of gzip and zlib, by libdeflate: zlib's own take as long as its decompression.
// https://www.rfc-editor.org/rfc/rfc1952#section-8, https://www.rfc-editor.org/rfc/rfc1950#section-2.2
#pragma once
#include <libdeflate.h>

#include <cstdint>
#include <span>

namespace eddy::bindings::zlib {

// What a raw deflate stream is wrapped in.
enum class Wrapper { kNone, kZlib, kGzip };

// Of all bytes that were added, in the terms of a wrapper.
class Checksum {
 public:
  void Begin(Wrapper wrapper) {
    wrapper_ = wrapper;
    value_ = wrapper == Wrapper::kZlib ? 1 : 0;
    size_ = 0;
  }
  void Add(std::span<const uint8_t> bytes) {
    // libdeflate takes null, which no bytes may be, for the question what a checksum begins with.
    if (bytes.empty()) return;
    size_ += static_cast<uint32_t>(bytes.size());
    if (wrapper_ == Wrapper::kGzip) value_ = libdeflate_crc32(value_, bytes.data(), bytes.size());
    if (wrapper_ == Wrapper::kZlib) value_ = libdeflate_adler32(value_, bytes.data(), bytes.size());
  }
  uint32_t value() const { return value_; }
  // Bytes added, modulo 2^32.
  uint32_t size() const { return size_; }

 private:
  Wrapper wrapper_ = Wrapper::kNone;
  uint32_t value_ = 0;
  uint32_t size_ = 0;
};

}  // namespace eddy::bindings::zlib
