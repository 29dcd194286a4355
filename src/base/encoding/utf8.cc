#include "base/encoding/utf8.h"

#include <algorithm>
#include <cstring>

#include "base/encoding/ascii.h"
#include "base/encoding/wide_vectors.h"

namespace eddy::encoding {
namespace {

bool IsHigh(uint16_t unit) { return (unit & 0xFC00) == 0xD800; }
bool IsLow(uint16_t unit) { return (unit & 0xFC00) == 0xDC00; }
bool IsContinuation(uint8_t byte) { return (byte & 0xC0) == 0x80; }

#if defined(__x86_64__)

EDDY_WIDE size_t WideUtf8LengthOfLatin1(std::span<const uint8_t> text) {
  const uint8_t* data = text.data();
  const size_t size = text.size();
  size_t high = 0;
  size_t i = 0;
  for (; i + 64 <= size; i += 64) {
    high += static_cast<size_t>(_mm_popcnt_u64(_mm512_movepi8_mask(_mm512_loadu_si512(data + i))));
  }
  if (i < size) {
    const __m512i rest = _mm512_maskz_loadu_epi8(LeadingLanes64(size - i), data + i);
    high += static_cast<size_t>(_mm_popcnt_u64(_mm512_movepi8_mask(rest)));
  }
  return size + high;
}

// Each unit by itself; the halves of a pair count 3 + 3 then, where the pair takes 4.
EDDY_WIDE size_t WideUtf8LengthOfUtf16(std::span<const uint16_t> text) {
  const uint16_t* data = text.data();
  const size_t size = text.size();
  const __m512i two = _mm512_set1_epi16(static_cast<int16_t>(0xFF80));
  const __m512i three = _mm512_set1_epi16(static_cast<int16_t>(0xF800));
  const __m512i form = _mm512_set1_epi16(static_cast<int16_t>(0xFC00));
  const __m512i first = _mm512_set1_epi16(static_cast<int16_t>(0xD800));
  const __m512i second = _mm512_set1_epi16(static_cast<int16_t>(0xDC00));
  size_t more = 0;
  size_t pairs = 0;
  for (size_t i = 0; i < size; i += 32) {
    const size_t left = size - i;
    const __mmask32 lanes = left >= 32 ? ~__mmask32{0} : LeadingLanes32(left);
    const __m512i units = _mm512_maskz_loadu_epi16(lanes, data + i);
    more += static_cast<size_t>(_mm_popcnt_u32(_mm512_test_epi16_mask(units, two)) +
                                _mm_popcnt_u32(_mm512_test_epi16_mask(units, three)));
    const __mmask32 high = _mm512_cmpeq_epi16_mask(_mm512_and_si512(units, form), first);
    if (high == 0) continue;
    const __mmask32 followed = left > 32 ? ~__mmask32{0} : LeadingLanes32(left - 1);
    const __m512i next = _mm512_maskz_loadu_epi16(followed, data + i + 1);
    pairs += static_cast<size_t>(_mm_popcnt_u32(high & _mm512_cmpeq_epi16_mask(_mm512_and_si512(next, form), second)));
  }
  return size + more - 2 * pairs;
}

#endif

}  // namespace

size_t Utf8LengthOfLatin1(std::span<const uint8_t> text) {
#if defined(__x86_64__)
  if (kWideVectors) return WideUtf8LengthOfLatin1(text);
#endif
  size_t high = 0;
  size_t i = 0;
#if defined(__SSE2__)
  __m128i sum = _mm_setzero_si128();
  for (; i + 16 <= text.size(); i += 16) {
    __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + i));
    __m128i bits = _mm_and_si128(_mm_srli_epi16(block, 7), _mm_set1_epi8(1));
    sum = _mm_add_epi64(sum, _mm_sad_epu8(bits, _mm_setzero_si128()));
  }
  alignas(16) uint64_t halves[2];
  _mm_store_si128(reinterpret_cast<__m128i*>(halves), sum);
  high = static_cast<size_t>(halves[0] + halves[1]);
#endif
  for (; i < text.size(); i++) high += text[i] >> 7;
  return text.size() + high;
}

size_t Utf8LengthOfUtf16(std::span<const uint16_t> text) {
#if defined(__x86_64__)
  if (kWideVectors) return WideUtf8LengthOfUtf16(text);
#endif
  // Each unit by itself; the halves of a pair count 3 + 3 then, where the pair takes 4.
  const size_t size = text.size();
  size_t more = 0;  // units that take a second byte, and those that take a third
  size_t pairs = 0;
  size_t i = 0;
#if defined(__SSE2__)
  const __m128i zero = _mm_setzero_si128();
  auto kind = [](__m128i units, int surrogate) {
    return _mm_cmpeq_epi16(_mm_and_si128(units, _mm_set1_epi16(static_cast<int16_t>(0xFC00))),
                           _mm_set1_epi16(static_cast<int16_t>(surrogate)));
  };
  auto sum = [](__m128i counts) {
    alignas(16) int32_t parts[4];
    _mm_store_si128(reinterpret_cast<__m128i*>(parts), _mm_madd_epi16(counts, _mm_set1_epi16(1)));
    return static_cast<size_t>(parts[0] + parts[1] + parts[2] + parts[3]);
  };
  while (i + 9 <= size) {
    // Counted in 16-bit lanes, which so many blocks can't fill.
    const size_t end = std::min(size - 8, i + size_t{8} * 8192);
    const size_t begin = i;
    __m128i fewer = zero;
    __m128i joined = zero;
    for (; i < end; i += 8) {
      const uint16_t* at = text.data() + i;
      __m128i units = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
      __m128i next = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 1));
      // A comparison that holds is -1.
      fewer = _mm_sub_epi16(fewer,
                            _mm_cmpeq_epi16(_mm_and_si128(units, _mm_set1_epi16(static_cast<int16_t>(0xFF80))), zero));
      fewer = _mm_sub_epi16(fewer,
                            _mm_cmpeq_epi16(_mm_and_si128(units, _mm_set1_epi16(static_cast<int16_t>(0xF800))), zero));
      joined = _mm_sub_epi16(joined, _mm_and_si128(kind(units, 0xD800), kind(next, 0xDC00)));
    }
    more += 2 * (i - begin) - sum(fewer);
    pairs += sum(joined);
  }
#endif
  for (; i < size; i++) {
    more += (text[i] >= 0x80 ? 1U : 0U) + (text[i] >= 0x800 ? 1U : 0U);
    if (i + 1 < size && IsHigh(text[i]) && IsLow(text[i + 1])) pairs++;
  }
  return size + more - 2 * pairs;
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
