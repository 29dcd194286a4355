// Tests over bytes that most text passes: is it ASCII, is it UTF-8. https://encoding.spec.whatwg.org/#utf-8-decoder
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace eddy::encoding {

// How many leading bytes are ASCII (below 0x80).
[[nodiscard]] size_t AsciiPrefix(std::span<const uint8_t> bytes);

[[nodiscard]] inline bool IsAscii(std::span<const uint8_t> bytes) { return AsciiPrefix(bytes) == bytes.size(); }

// Copies `bytes` to `out`, which holds as many, if they are ASCII, and says so; else `out` is left with arbitrary
// contents.
[[nodiscard]] bool CopyAscii(std::span<const uint8_t> bytes, uint8_t* out);

// Whether the bytes are well-formed UTF-8: no overlong forms, no surrogates, nothing past U+10FFFF, nothing cut short.
[[nodiscard]] bool IsUtf8(std::span<const uint8_t> bytes);

// How many bytes at the end are the beginning of a character whose rest is missing: 0 to 3.
[[nodiscard]] size_t IncompleteUtf8Tail(std::span<const uint8_t> bytes);

// Clears the top bit of every byte: what Node's 'ascii' decoding does. `out` holds bytes.size().
void StripHighBits(std::span<const uint8_t> bytes, uint8_t* out);

}  // namespace eddy::encoding
