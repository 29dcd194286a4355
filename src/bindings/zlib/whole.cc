#include "bindings/zlib/whole.h"

#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "engine/scratch.h"

namespace eddy::bindings::zlib {
namespace {

using engine::Scratch;

struct Free {
  void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
  void operator()(libdeflate_decompressor* decompressor) const { libdeflate_free_decompressor(decompressor); }
};

// Takes longer to make than short input takes to decompress.
libdeflate_decompressor* Decompressor() {
  static thread_local std::unique_ptr<libdeflate_decompressor, Free> kept(libdeflate_alloc_decompressor());
  return kept.get();
}

// The same, and of several hundred kilobytes.
libdeflate_compressor* Compressor(int level) {
  static thread_local std::unique_ptr<libdeflate_compressor, Free> kept;
  static thread_local int kept_level = 0;
  if (kept == nullptr || kept_level != level) {
    kept.reset(libdeflate_alloc_compressor(level));
    kept_level = level;
  }
  return kept.get();
}

// What zlib has in the header: how hard it was tried, and the system.
void MarkGzipHeader(std::span<uint8_t> output, int level) {
  constexpr uint8_t kUnix = 3;
  output[8] = level == 9 ? 2 : level == 1 ? 4 : 0;
  output[9] = kUnix;
}

// And for zlib's own format.
void MarkZlibHeader(std::span<uint8_t> output, int level) {
  const uint32_t effort = level < 2 ? 0 : level < 6 ? 1 : level == 6 ? 2 : 3;
  uint32_t header = 0x7800 | effort << 6;
  header += 31 - header % 31;
  output[0] = static_cast<uint8_t>(header >> 8);
  output[1] = static_cast<uint8_t>(header);
}

libdeflate_result Decompress(Mode mode, std::span<const uint8_t> in, std::span<uint8_t> out, size_t& used,
                             size_t& made) {
  switch (mode) {
    case Mode::kGunzip:
      return libdeflate_gzip_decompress_ex(Decompressor(), in.data(), in.size(), out.data(), out.size(), &used, &made);
    case Mode::kInflate:
      return libdeflate_zlib_decompress_ex(Decompressor(), in.data(), in.size(), out.data(), out.size(), &used, &made);
    case Mode::kInflateRaw:
      return libdeflate_deflate_decompress_ex(Decompressor(), in.data(), in.size(), out.data(), out.size(), &used,
                                              &made);
    default:
      return LIBDEFLATE_BAD_DATA;
  }
}

// What a gzip file of one member says of its output's size, modulo 2^32.
uint32_t SizeInTrailer(std::span<const uint8_t> input) {
  uint32_t size;
  std::memcpy(&size, input.data() + input.size() - sizeof(size), sizeof(size));
  return size;
}

// What zlib compresses short input with, kept: making it takes longer than the input does.
class ShortDeflater {
 public:
  ~ShortDeflater() { Close(); }

  // The size of the output in `out`; 0 where it didn't work.
  size_t Run(Mode mode, int level, std::span<const uint8_t> in, std::span<uint8_t> out) {
    if (!Prepare(mode, level)) return 0;
    stream_.next_in = const_cast<Bytef*>(in.data());
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = out.data();
    stream_.avail_out = static_cast<uInt>(out.size());
    return deflate(&stream_, Z_FINISH) == Z_STREAM_END ? out.size() - stream_.avail_out : 0;
  }

 private:
  void Close() {
    if (std::exchange(open_, false)) deflateEnd(&stream_);
  }

  bool Prepare(Mode mode, int level) {
    if (open_ && mode == mode_ && level == level_) return deflateReset(&stream_) == Z_OK;
    constexpr int kMemoryLevel = 8;
    const int bits = mode == Mode::kGzip ? MAX_WBITS + 16 : mode == Mode::kDeflateRaw ? -MAX_WBITS : MAX_WBITS;
    Close();
    stream_ = {};
    mode_ = mode;
    level_ = level;
    open_ = deflateInit2(&stream_, level, Z_DEFLATED, bits, kMemoryLevel, Z_DEFAULT_STRATEGY) == Z_OK;
    return open_;
  }

  z_stream stream_{};
  bool open_ = false;
  Mode mode_{};
  int level_ = 0;
};

// Below this size libdeflate's tables take longer to clear than zlib takes for all.
constexpr size_t kShort = 2048;

bool DeflateShort(Mode mode, std::span<const uint8_t> input, int level, size_t limit, const MakeOutput& make) {
  static thread_local ShortDeflater deflater;
  uint8_t out[kShort + 64];
  const size_t size = deflater.Run(mode, level, input, out);
  if (size == 0 || size > limit) return false;
  std::memcpy(make(size).data(), out, size);
  return true;
}

}  // namespace

bool InflateWhole(Mode mode, std::span<const uint8_t> input, size_t limit, const MakeOutput& make) {
  // Deflate makes at most 1032 bytes of one.
  constexpr size_t kMostOfOne = 1032;
  // Beyond, what a wrong guess of the size costs is too much.
  constexpr size_t kMost = size_t{256} << 20;
  constexpr size_t kLeastGzip = 18;
  constexpr size_t kFlags = 3;
  constexpr uint8_t kHasHeaderCrc = 2;
  if (input.empty()) return false;
  limit = std::min(limit, kMost);
  size_t room = std::min(limit, std::max<size_t>(4 * input.size(), 2048));
  if (mode == Mode::kGunzip) {
    // libdeflate doesn't look at a header's own checksum.
    if (input.size() < kLeastGzip || (input[kFlags] & kHasHeaderCrc) != 0) return false;
    const size_t size = SizeInTrailer(input);
    if (size > limit || size / kMostOfOne > input.size()) return false;
    room = size;
  }
  for (;;) {
    Scratch out(room);
    size_t used = 0;
    size_t made = 0;
    switch (Decompress(mode, input, out.span(), used, made)) {
      case LIBDEFLATE_SUCCESS:
        if (used != input.size()) return false;
        if (made > 0)
          std::memcpy(make(made).data(), out.data(), made);
        else
          make(0);
        return true;
      case LIBDEFLATE_INSUFFICIENT_SPACE:
        if (room >= limit || mode == Mode::kGunzip) return false;
        room = std::min(limit, 4 * room);
        break;
      default:
        return false;
    }
  }
}

bool DeflateWhole(Mode mode, std::span<const uint8_t> input, int level, size_t limit, const MakeOutput& make) {
  constexpr int kDefaultLevel = 6;
  // The level that takes less time than zlib's and makes no more bytes.
  constexpr int kLevels[] = {0, 1, 2, 3, 4, 5, 5, 6, 7, 7};
  if (level < 0) level = kDefaultLevel;
  if (level == 0) return false;
  if (input.size() < kShort) return DeflateShort(mode, input, level, limit, make);
  libdeflate_compressor* compressor = Compressor(kLevels[level]);
  if (compressor == nullptr) return false;
  const bool gzip = mode == Mode::kGzip;
  const bool raw = mode == Mode::kDeflateRaw;
  const auto bound = gzip  ? libdeflate_gzip_compress_bound
                     : raw ? libdeflate_deflate_compress_bound
                           : libdeflate_zlib_compress_bound;
  const auto compress = gzip ? libdeflate_gzip_compress : raw ? libdeflate_deflate_compress : libdeflate_zlib_compress;
  Scratch out(bound(compressor, input.size()));
  const size_t size = compress(compressor, input.data(), input.size(), out.data(), out.span().size());
  if (size == 0 || size > limit) return false;
  if (gzip) MarkGzipHeader(out.span(), level);
  if (!gzip && !raw) MarkZlibHeader(out.span(), level);
  std::memcpy(make(size).data(), out.data(), size);
  return true;
}

uint32_t Crc32(uint32_t value, std::span<const uint8_t> bytes) {
  // Null, which no bytes may be, would be the question what a CRC begins with.
  return bytes.empty() ? value : libdeflate_crc32(value, bytes.data(), bytes.size());
}

}  // namespace eddy::bindings::zlib
