// Searching bytes for bytes. https://nodejs.org/api/buffer.html#bufindexofvalue-byteoffset-encoding
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace eddy::encoding {

// The first position, `from` or later, at which `needle` stands in `haystack`; -1 where there is none. Only positions
// that are a multiple of `unit` count: 1, or 2 for UTF-16. `needle` is not empty.
[[nodiscard]] ptrdiff_t FindForward(std::span<const uint8_t> haystack, std::span<const uint8_t> needle, size_t from,
                                    size_t unit);

// The last such position, `from` or earlier.
[[nodiscard]] ptrdiff_t FindBackward(std::span<const uint8_t> haystack, std::span<const uint8_t> needle, size_t from,
                                     size_t unit);

// Reverses the bytes of each group of `width` (2, 4 or 8); bytes.size() is a multiple of it.
void SwapBytes(std::span<uint8_t> bytes, size_t width);

// Repeats `pattern` (not empty) over `out`.
void FillPattern(std::span<uint8_t> out, std::span<const uint8_t> pattern);

}  // namespace eddy::encoding
