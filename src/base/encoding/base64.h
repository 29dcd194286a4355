// Base64 and base64url, RFC 4648. https://nodejs.org/api/buffer.html#buffers-and-character-encodings
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace eddy::encoding {

enum class Base64Alphabet {
  kStandard,  // '+' and '/', padded
  kUrl,       // '-' and '_', not padded
};

// Length of the text that encodes `size` bytes.
[[nodiscard]] constexpr size_t Base64Length(size_t size, Base64Alphabet alphabet) {
  if (alphabet == Base64Alphabet::kStandard) return (size + 2) / 3 * 4;
  return size / 3 * 4 + (size % 3 == 0 ? 0 : size % 3 + 1);
}

// Encodes into `out`, which holds Base64Length(bytes.size(), alphabet).
void Base64Encode(std::span<const uint8_t> bytes, uint8_t* out, Base64Alphabet alphabet);

// Decodes leniently, as Node does: both alphabets, other characters skipped, '=' ends the text, and a digit that
// completes no byte is left out. Stops when `out` is full. Returns the bytes written.
size_t Base64Decode(std::span<const uint8_t> text, std::span<uint8_t> out);

// Decodes as https://infra.spec.whatwg.org/#forgiving-base64-decode has it: ASCII whitespace is skipped, padding is
// optional but must be right, only the standard alphabet. Returns the bytes written; -1 when a character or the padding
// is refused, -2 when a digit is left over. `out` holds text.size() / 4 * 3 + 3.
ptrdiff_t Base64DecodeForgiving(std::span<const uint8_t> text, uint8_t* out);

}  // namespace eddy::encoding
