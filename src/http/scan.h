// Finding where a token ends, many bytes at a time.
#pragma once
#include <array>
#include <bit>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace eddy::http {

// The characters of RFC 9110 5.6.2 `token`.
inline constexpr std::array<bool, 256> kTokenCharacter = [] {
  std::array<bool, 256> table{};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'}) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();

// The first byte in [p, end) that is no visible ASCII character (0x21 to 0x7e), or `end`: the end of a request target.
inline const char* SkipVisible(const char* p, const char* end) {
#if defined(__SSE2__)
  const __m128i space = _mm_set1_epi8(0x20);
  const __m128i del = _mm_set1_epi8(0x7f);
  for (; end - p >= 16; p += 16) {
    __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    // Signed comparison: bytes from 0x80 are negative, so they fail it too.
    __m128i good = _mm_andnot_si128(_mm_cmpeq_epi8(block, del), _mm_cmpgt_epi8(block, space));
    unsigned bad = ~static_cast<unsigned>(_mm_movemask_epi8(good)) & 0xffff;
    if (bad != 0) return p + std::countr_zero(bad);
  }
#endif
  while (p<end&& * p> 0x20 && *p != 0x7f) ++p;
  return p;
}

// The first byte in [p, end) that can't stand in a field value (a control character other than HTAB, or DEL), or `end`.
inline const char* SkipFieldValue(const char* p, const char* end) {
#if defined(__SSE2__)
  const __m128i limit = _mm_set1_epi8(0x1f);
  const __m128i tab = _mm_set1_epi8('\t');
  const __m128i del = _mm_set1_epi8(0x7f);
  for (; end - p >= 16; p += 16) {
    __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(block, limit), block);
    __m128i bad_bytes = _mm_or_si128(_mm_andnot_si128(_mm_cmpeq_epi8(block, tab), control), _mm_cmpeq_epi8(block, del));
    unsigned bad = static_cast<unsigned>(_mm_movemask_epi8(bad_bytes));
    if (bad != 0) return p + std::countr_zero(bad);
  }
#endif
  while (p < end) {
    auto c = static_cast<unsigned char>(*p);
    if ((c < 0x20 && c != '\t') || c == 0x7f) break;
    ++p;
  }
  return p;
}

// The first CR or LF in [p, end), or `end`.
inline const char* SkipLine(const char* p, const char* end) {
#if defined(__SSE2__)
  const __m128i cr = _mm_set1_epi8('\r');
  const __m128i lf = _mm_set1_epi8('\n');
  for (; end - p >= 16; p += 16) {
    __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    unsigned hit =
        static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(block, cr), _mm_cmpeq_epi8(block, lf))));
    if (hit != 0) return p + std::countr_zero(hit);
  }
#endif
  while (p < end && *p != '\r' && *p != '\n') ++p;
  return p;
}

// The first byte in [p, end) that is no token character, or `end`: the end of a field name.
inline const char* SkipToken(const char* p, const char* end) {
  while (p < end && kTokenCharacter[static_cast<unsigned char>(*p)]) ++p;
  return p;
}

}  // namespace eddy::http
