#include "base/encoding/hex.h"

#include <array>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace eddy::encoding {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

constexpr auto kValues = [] {
  std::array<uint8_t, 256> values{};
  values.fill(0xFF);
  for (int i = 0; i < 10; i++) values['0' + i] = static_cast<uint8_t>(i);
  for (int i = 0; i < 6; i++) values['a' + i] = values['A' + i] = static_cast<uint8_t>(10 + i);
  return values;
}();

}  // namespace

void HexEncode(std::span<const uint8_t> bytes, uint8_t* out) {
  size_t i = 0;
#if defined(__SSE2__)
  const __m128i low_nibble = _mm_set1_epi8(0x0F);
  const __m128i nine = _mm_set1_epi8(9);
  const __m128i zero = _mm_set1_epi8('0');
  const __m128i to_letter = _mm_set1_epi8('a' - '0' - 10);
  auto digits = [&](__m128i nibbles) {
    __m128i letters = _mm_and_si128(_mm_cmpgt_epi8(nibbles, nine), to_letter);
    return _mm_add_epi8(_mm_add_epi8(nibbles, zero), letters);
  };
  for (; i + 16 <= bytes.size(); i += 16) {
    __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data() + i));
    __m128i high = digits(_mm_and_si128(_mm_srli_epi16(block, 4), low_nibble));
    __m128i low = digits(_mm_and_si128(block, low_nibble));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 2 * i), _mm_unpacklo_epi8(high, low));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 2 * i + 16), _mm_unpackhi_epi8(high, low));
  }
#endif
  for (; i < bytes.size(); i++) {
    out[2 * i] = static_cast<uint8_t>(kDigits[bytes[i] >> 4]);
    out[2 * i + 1] = static_cast<uint8_t>(kDigits[bytes[i] & 0x0F]);
  }
}

size_t HexDecode(std::span<const uint8_t> text, std::span<uint8_t> out) {
  size_t pairs = text.size() / 2;
  if (pairs > out.size()) pairs = out.size();
  for (size_t i = 0; i < pairs; i++) {
    uint8_t high = kValues[text[2 * i]];
    uint8_t low = kValues[text[2 * i + 1]];
    if ((high | low) > 0x0F) return i;
    out[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return pairs;
}

}  // namespace eddy::encoding
