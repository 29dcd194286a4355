#include "base/encoding/search.h"

#include <string.h>

#include <algorithm>

#include "base/encoding/wide_vectors.h"

namespace eddy::encoding {

ptrdiff_t FindForward(std::span<const uint8_t> haystack, std::span<const uint8_t> needle, size_t from, size_t unit) {
  if (needle.size() > haystack.size()) return -1;
  size_t at = (from + unit - 1) / unit * unit;
  // Where the needle's first byte is rare, looking for it alone is several times as fast; where it is not, memmem's
  // worst case is better.
  for (int tries = 0; tries < 16 && needle.size() > 1; tries++) {
    if (at + needle.size() > haystack.size()) return -1;
    const void* found = memchr(haystack.data() + at, needle[0], haystack.size() - needle.size() + 1 - at);
    if (found == nullptr) return -1;
    at = static_cast<size_t>(static_cast<const uint8_t*>(found) - haystack.data());
    if (at % unit == 0 && memcmp(haystack.data() + at, needle.data(), needle.size()) == 0)
      return static_cast<ptrdiff_t>(at);
    at++;
  }
  while (at + needle.size() <= haystack.size()) {
    const void* found = needle.size() == 1
                            ? memchr(haystack.data() + at, needle[0], haystack.size() - at)
                            : memmem(haystack.data() + at, haystack.size() - at, needle.data(), needle.size());
    if (found == nullptr) return -1;
    at = static_cast<size_t>(static_cast<const uint8_t*>(found) - haystack.data());
    if (at % unit == 0) return static_cast<ptrdiff_t>(at);
    at++;
  }
  return -1;
}

ptrdiff_t FindBackward(std::span<const uint8_t> haystack, std::span<const uint8_t> needle, size_t from, size_t unit) {
  if (needle.size() > haystack.size()) return -1;
  size_t at = std::min(from, haystack.size() - needle.size()) / unit * unit;
  for (;;) {
    // The last byte equal to the needle's first, at `at` or before.
    const void* found = memrchr(haystack.data(), needle[0], at + 1);
    if (found == nullptr) return -1;
    at = static_cast<size_t>(static_cast<const uint8_t*>(found) - haystack.data());
    if (at % unit == 0 && memcmp(haystack.data() + at, needle.data(), needle.size()) == 0)
      return static_cast<ptrdiff_t>(at);
    if (at == 0) return -1;
    at--;
  }
}

namespace {

template <typename Word>
Word Swapped(Word word) {
  if constexpr (sizeof(Word) == 2) return __builtin_bswap16(word);
  if constexpr (sizeof(Word) == 4) return __builtin_bswap32(word);
  if constexpr (sizeof(Word) == 8) return __builtin_bswap64(word);
}

#if defined(__x86_64__)

// As much as takes whole vectors; answers how much that was.
template <typename Word>
EDDY_WIDE size_t WideSwapWords(std::span<uint8_t> bytes) {
  alignas(64) uint8_t order[64];
  for (size_t i = 0; i < sizeof(order); i++) order[i] = static_cast<uint8_t>(i % 16 ^ (sizeof(Word) - 1));
  const __m512i places = _mm512_load_si512(order);
  size_t i = 0;
  for (; i + 64 <= bytes.size(); i += 64) {
    _mm512_storeu_si512(bytes.data() + i, _mm512_shuffle_epi8(_mm512_loadu_si512(bytes.data() + i), places));
  }
  return i;
}

#endif

template <typename Word>
void SwapWords(std::span<uint8_t> bytes) {
  size_t i = 0;
#if defined(__x86_64__)
  if (kWideVectors) i = WideSwapWords<Word>(bytes);
#endif
#if defined(__SSE2__)
  // The bytes of each 16-bit unit, then the units of each word.
  for (; i + 16 <= bytes.size(); i += 16) {
    auto* at = reinterpret_cast<__m128i*>(bytes.data() + i);
    __m128i block = _mm_loadu_si128(at);
    block = _mm_or_si128(_mm_slli_epi16(block, 8), _mm_srli_epi16(block, 8));
    if constexpr (sizeof(Word) == 4) {
      block = _mm_shufflehi_epi16(_mm_shufflelo_epi16(block, _MM_SHUFFLE(2, 3, 0, 1)), _MM_SHUFFLE(2, 3, 0, 1));
    } else if constexpr (sizeof(Word) == 8) {
      block = _mm_shufflehi_epi16(_mm_shufflelo_epi16(block, _MM_SHUFFLE(0, 1, 2, 3)), _MM_SHUFFLE(0, 1, 2, 3));
    }
    _mm_storeu_si128(at, block);
  }
#endif
  for (; i + sizeof(Word) <= bytes.size(); i += sizeof(Word)) {
    Word word;
    memcpy(&word, bytes.data() + i, sizeof(Word));
    word = Swapped(word);
    memcpy(bytes.data() + i, &word, sizeof(Word));
  }
}

}  // namespace

void SwapBytes(std::span<uint8_t> bytes, size_t width) {
  if (width == 2) SwapWords<uint16_t>(bytes);
  if (width == 4) SwapWords<uint32_t>(bytes);
  if (width == 8) SwapWords<uint64_t>(bytes);
}

void FillPattern(std::span<uint8_t> out, std::span<const uint8_t> pattern) {
  size_t done = std::min(out.size(), pattern.size());
  memmove(out.data(), pattern.data(), done);
  // What is filled already is copied after itself, twice as much each time.
  while (done < out.size()) {
    size_t count = std::min(done, out.size() - done);
    memcpy(out.data() + done, out.data(), count);
    done += count;
  }
}

}  // namespace eddy::encoding
