#include "base/encoding/utf8.h"

#include <algorithm>
#include <cstring>

#include "base/encoding/ascii.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace eddy::encoding {
namespace {

bool IsHigh(uint16_t unit) { return (unit & 0xFC00) == 0xD800; }
bool IsLow(uint16_t unit) { return (unit & 0xFC00) == 0xDC00; }
bool IsContinuation(uint8_t byte) { return (byte & 0xC0) == 0x80; }

}  // namespace

size_t Utf8LengthOfLatin1(std::span<const uint8_t> text) {
  size_t high = 0;
  size_t i = 0;
#if defined(__SSE2__)
  for (; i + 16 <= text.size(); i += 16) {
    int mask = _mm_movemask_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + i)));
    high += static_cast<size_t>(__builtin_popcount(static_cast<unsigned>(mask)));
  }
#endif
  for (; i < text.size(); i++) high += text[i] >> 7;
  return text.size() + high;
}

size_t Utf8LengthOfUtf16(std::span<const uint16_t> text) {
  // Each unit by itself; the halves of a pair count 3 + 3 then, where the pair takes 4.
  size_t length = 0;
  size_t pairs = 0;
  const size_t size = text.size();
  for (size_t i = 0; i < size; i++) {
    const uint16_t unit = text[i];
    length += 1U + (unit >= 0x80 ? 1U : 0U) + (unit >= 0x800 ? 1U : 0U);
  }
  for (size_t i = 0; i + 1 < size; i++) pairs += IsHigh(text[i]) && IsLow(text[i + 1]) ? 1U : 0U;
  return length - 2 * pairs;
}

Utf8Progress WriteUtf8FromLatin1(std::span<const uint8_t> text, std::span<uint8_t> out) {
  size_t read = 0;
  size_t written = 0;
  for (;;) {
    size_t run = AsciiPrefix(text.subspan(read));
    run = std::min(run, out.size() - written);
    if (run != 0) std::memcpy(out.data() + written, text.data() + read, run);
    read += run;
    written += run;
    // Accented letters seldom come alone: a stretch is written without looking for ASCII again.
    while (read < text.size() && text[read] >= 0x80) {
      if (out.size() - written < 2) return {read, written};
      out[written] = static_cast<uint8_t>(0xC0 | text[read] >> 6);
      out[written + 1] = static_cast<uint8_t>(0x80 | (text[read] & 0x3F));
      read++;
      written += 2;
    }
    if (read == text.size() || written == out.size()) return {read, written};
  }
}

Utf8Progress WriteUtf8FromUtf16(std::span<const uint16_t> text, std::span<uint8_t> out) {
  size_t read = 0;
  size_t written = 0;
  const size_t size = text.size();
  const size_t room = out.size();
  uint8_t* to = out.data();
  while (read < size) {
#if defined(__SSE2__)
    // Eight ASCII units at once.
    while (read + 8 <= size && written + 8 <= room) {
      __m128i units = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + read));
      __m128i high = _mm_and_si128(units, _mm_set1_epi16(static_cast<int16_t>(0xFF80)));
      if (_mm_movemask_epi8(_mm_cmpeq_epi16(high, _mm_setzero_si128())) != 0xFFFF) break;
      _mm_storel_epi64(reinterpret_cast<__m128i*>(to + written), _mm_packus_epi16(units, units));
      read += 8;
      written += 8;
    }
    if (read == size) break;
#endif
    // Then up to eight by one.
    for (int n = 0; n < 8 && read < size; n++) {
      const uint16_t unit = text[read];
      if (unit < 0x80) {
        if (written == room) return {read, written};
        to[written++] = static_cast<uint8_t>(unit);
        read++;
      } else if (unit < 0x800) {
        if (room - written < 2) return {read, written};
        to[written] = static_cast<uint8_t>(0xC0 | unit >> 6);
        to[written + 1] = static_cast<uint8_t>(0x80 | (unit & 0x3F));
        written += 2;
        read++;
      } else if (IsHigh(unit) && read + 1 < size && IsLow(text[read + 1])) {
        if (room - written < 4) return {read, written};
        const uint32_t point = 0x10000 + ((unit & 0x3FFU) << 10 | (text[read + 1] & 0x3FFU));
        to[written] = static_cast<uint8_t>(0xF0 | point >> 18);
        to[written + 1] = static_cast<uint8_t>(0x80 | (point >> 12 & 0x3F));
        to[written + 2] = static_cast<uint8_t>(0x80 | (point >> 6 & 0x3F));
        to[written + 3] = static_cast<uint8_t>(0x80 | (point & 0x3F));
        written += 4;
        read += 2;
      } else {
        if (room - written < 3) return {read, written};
        const uint16_t shown = (unit & 0xF800) == 0xD800 ? 0xFFFD : unit;
        to[written] = static_cast<uint8_t>(0xE0 | shown >> 12);
        to[written + 1] = static_cast<uint8_t>(0x80 | (shown >> 6 & 0x3F));
        to[written + 2] = static_cast<uint8_t>(0x80 | (shown & 0x3F));
        written += 3;
        read++;
      }
    }
  }
  return {read, written};
}

std::optional<size_t> DecodeUtf8(std::span<const uint8_t> bytes, uint16_t* out) {
  const uint8_t* in = bytes.data();
  const size_t size = bytes.size();
  size_t i = 0;
  size_t written = 0;
  while (i < size) {
#if defined(__SSE2__)
    while (i + 16 <= size) {
      __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + i));
      if (_mm_movemask_epi8(block) != 0) break;
      _mm_storeu_si128(reinterpret_cast<__m128i*>(out + written), _mm_unpacklo_epi8(block, _mm_setzero_si128()));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(out + written + 8), _mm_unpackhi_epi8(block, _mm_setzero_si128()));
      i += 16;
      written += 16;
    }
    if (i == size) break;
#endif
    for (int n = 0; n < 16 && i < size; n++) {
      const uint8_t lead = in[i];
      const size_t left = size - i;
      if (lead < 0x80) {
        out[written++] = lead;
        i++;
      } else if (lead < 0xE0) {
        if (lead < 0xC2 || left < 2 || !IsContinuation(in[i + 1])) return std::nullopt;
        out[written++] = static_cast<uint16_t>((lead & 0x1F) << 6 | (in[i + 1] & 0x3F));
        i += 2;
      } else if (lead < 0xF0) {
        if (left < 3 || !IsContinuation(in[i + 1]) || !IsContinuation(in[i + 2])) return std::nullopt;
        const auto unit = static_cast<uint16_t>((lead & 0x0F) << 12 | (in[i + 1] & 0x3F) << 6 | (in[i + 2] & 0x3F));
        if (unit < 0x800 || (unit & 0xF800) == 0xD800) return std::nullopt;
        out[written++] = unit;
        i += 3;
      } else {
        if (left < 4 || !IsContinuation(in[i + 1]) || !IsContinuation(in[i + 2]) || !IsContinuation(in[i + 3])) {
          return std::nullopt;
        }
        const uint32_t point =
            (lead & 0x07U) << 18 | (in[i + 1] & 0x3FU) << 12 | (in[i + 2] & 0x3FU) << 6 | (in[i + 3] & 0x3FU);
        if (lead > 0xF4 || point < 0x10000 || point > 0x10FFFF) return std::nullopt;
        out[written++] = static_cast<uint16_t>(0xD800 + ((point - 0x10000) >> 10));
        out[written++] = static_cast<uint16_t>(0xDC00 + (point & 0x3FF));
        i += 4;
      }
    }
  }
  return written;
}

}  // namespace eddy::encoding
