#include "base/encoding/ascii.h"

#include <cstring>

#include "base/encoding/wide_vectors.h"

namespace eddy::encoding {

#if defined(__x86_64__)
namespace {

EDDY_WIDE size_t WideAsciiPrefix(std::span<const uint8_t> bytes) {
  const uint8_t* data = bytes.data();
  const size_t size = bytes.size();
  size_t i = 0;
  for (; i + 256 <= size; i += 256) {
    const __m512i all =
        _mm512_or_si512(_mm512_or_si512(_mm512_loadu_si512(data + i), _mm512_loadu_si512(data + i + 64)),
                        _mm512_or_si512(_mm512_loadu_si512(data + i + 128), _mm512_loadu_si512(data + i + 192)));
    if (_mm512_movepi8_mask(all) != 0) break;
  }
  for (; i + 64 <= size; i += 64) {
    const __mmask64 high = _mm512_movepi8_mask(_mm512_loadu_si512(data + i));
    if (high != 0) return i + static_cast<size_t>(__builtin_ctzll(high));
  }
  if (i == size) return size;
  const __mmask64 high = _mm512_movepi8_mask(_mm512_maskz_loadu_epi8(LeadingLanes64(size - i), data + i));
  return high != 0 ? i + static_cast<size_t>(__builtin_ctzll(high)) : size;
}

EDDY_WIDE bool WideCopyAscii(std::span<const uint8_t> bytes, uint8_t* out) {
  const uint8_t* data = bytes.data();
  const size_t size = bytes.size();
  __m512i all = _mm512_setzero_si512();
  size_t i = 0;
  for (; i + 64 <= size; i += 64) {
    const __m512i block = _mm512_loadu_si512(data + i);
    _mm512_storeu_si512(out + i, block);
    all = _mm512_or_si512(all, block);
  }
  if (i < size) {
    const __mmask64 lanes = LeadingLanes64(size - i);
    const __m512i block = _mm512_maskz_loadu_epi8(lanes, data + i);
    _mm512_mask_storeu_epi8(out + i, lanes, block);
    all = _mm512_or_si512(all, block);
  }
  return _mm512_movepi8_mask(all) == 0;
}

}  // namespace
#endif

bool CopyAscii(std::span<const uint8_t> bytes, uint8_t* out) {
#if defined(__x86_64__)
  // Past this, memcpy has ways to write memory that it needn't read first.
  constexpr size_t kLong = 4096;
  if (kWideVectors && bytes.size() < kLong) return WideCopyAscii(bytes, out);
#endif
  if (!IsAscii(bytes)) return false;
  if (!bytes.empty()) std::memcpy(out, bytes.data(), bytes.size());
  return true;
}

size_t AsciiPrefix(std::span<const uint8_t> bytes) {
#if defined(__x86_64__)
  if (kWideVectors && bytes.size() >= 64) return WideAsciiPrefix(bytes);
#endif
  const uint8_t* data = bytes.data();
  const size_t size = bytes.size();
  size_t i = 0;
#if defined(__SSE2__)
  for (; i + 64 <= size; i += 64) {
    const auto* block = reinterpret_cast<const __m128i*>(data + i);
    __m128i all = _mm_or_si128(_mm_or_si128(_mm_loadu_si128(block), _mm_loadu_si128(block + 1)),
                               _mm_or_si128(_mm_loadu_si128(block + 2), _mm_loadu_si128(block + 3)));
    if (_mm_movemask_epi8(all) != 0) break;
  }
  for (; i + 16 <= size; i += 16) {
    int mask = _mm_movemask_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(data + i)));
    if (mask != 0) return i + static_cast<size_t>(__builtin_ctz(static_cast<unsigned>(mask)));
  }
#endif
  while (i < size && data[i] < 0x80) i++;
  return i;
}

namespace {

bool IsContinuation(uint8_t byte) { return (byte & 0xC0) == 0x80; }

// Length of the well-formed character at `data` (at least two bytes, non-ASCII), 0 where it is malformed or cut short.
size_t CharacterLength(const uint8_t* data, size_t left) {
  const uint8_t lead = data[0];
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return left >= 2 && IsContinuation(data[1]) ? 2 : 0;
  if (lead < 0xF0) {
    if (left < 3 || !IsContinuation(data[1]) || !IsContinuation(data[2])) return 0;
    if (lead == 0xE0 && data[1] < 0xA0) return 0;
    if (lead == 0xED && data[1] > 0x9F) return 0;
    return 3;
  }
  if (lead > 0xF4 || left < 4) return 0;
  if (!IsContinuation(data[1]) || !IsContinuation(data[2]) || !IsContinuation(data[3])) return 0;
  if (lead == 0xF0 && data[1] < 0x90) return 0;
  if (lead == 0xF4 && data[1] > 0x8F) return 0;
  return 4;
}

}  // namespace

bool IsUtf8(std::span<const uint8_t> bytes) {
  const uint8_t* data = bytes.data();
  const size_t size = bytes.size();
  size_t i = 0;
  while (i < size) {
    if (data[i] < 0x80) {
      // Long ASCII stretches are skipped by blocks; between accented letters a byte at a time is faster.
      if (i + 16 <= size) {
        uint64_t first;
        uint64_t second;
        std::memcpy(&first, data + i, 8);
        std::memcpy(&second, data + i + 8, 8);
        if (((first | second) & 0x8080808080808080ULL) == 0) {
          i += 16;
          i += AsciiPrefix(bytes.subspan(i));
          continue;
        }
      }
      i++;
      continue;
    }
    size_t length = CharacterLength(data + i, size - i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

size_t IncompleteUtf8Tail(std::span<const uint8_t> bytes) {
  const size_t size = bytes.size();
  for (size_t back = 1; back <= 3 && back <= size; back++) {
    const uint8_t byte = bytes[size - back];
    if (IsContinuation(byte)) continue;
    size_t needed = byte >= 0xF0 && byte <= 0xF4  ? 4
                    : byte >= 0xE0 && byte < 0xF0 ? 3
                    : byte >= 0xC2 && byte < 0xE0 ? 2
                                                  : 1;
    if (needed <= back) return 0;
    if (back > 1) {
      // Where the second byte already rules a character out, nothing is missing: it is malformed.
      const uint8_t second = bytes[size - back + 1];
      if ((byte == 0xE0 && second < 0xA0) || (byte == 0xED && second > 0x9F) || (byte == 0xF0 && second < 0x90) ||
          (byte == 0xF4 && second > 0x8F)) {
        return 0;
      }
    }
    return back;
  }
  return 0;
}

void StripHighBits(std::span<const uint8_t> bytes, uint8_t* out) {
  for (size_t i = 0; i < bytes.size(); i++) out[i] = bytes[i] & 0x7F;
}

}  // namespace eddy::encoding
