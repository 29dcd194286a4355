#include "base/encoding/search.h"

#include <string.h>

#include <algorithm>

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

template <typename Word, Word (*Swap)(Word)>
void SwapWords(std::span<uint8_t> bytes) {
  for (size_t i = 0; i + sizeof(Word) <= bytes.size(); i += sizeof(Word)) {
    Word word;
    memcpy(&word, bytes.data() + i, sizeof(Word));
    word = Swap(word);
    memcpy(bytes.data() + i, &word, sizeof(Word));
  }
}

uint16_t Swap16(uint16_t word) { return __builtin_bswap16(word); }
uint32_t Swap32(uint32_t word) { return __builtin_bswap32(word); }
uint64_t Swap64(uint64_t word) { return __builtin_bswap64(word); }

}  // namespace

void SwapBytes(std::span<uint8_t> bytes, size_t width) {
  if (width == 2) SwapWords<uint16_t, Swap16>(bytes);
  if (width == 4) SwapWords<uint32_t, Swap32>(bytes);
  if (width == 8) SwapWords<uint64_t, Swap64>(bytes);
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
