// Hexadecimal text. https://nodejs.org/api/buffer.html#buffers-and-character-encodings
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace eddy::encoding {

// Writes two lower-case digits for each byte; `out` holds 2 * bytes.size().
void HexEncode(std::span<const uint8_t> bytes, uint8_t* out);

// Decodes pairs of digits of either case until the text ends, a pair has a character that is no digit, or `out` is
// full. A digit without a partner is left out. Returns the bytes written.
size_t HexDecode(std::span<const uint8_t> text, std::span<uint8_t> out);

}  // namespace eddy::encoding
