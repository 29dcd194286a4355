// UTF-8 from and to the two forms in which JavaScript's strings are stored. https://encoding.spec.whatwg.org/#utf-8
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace eddy::encoding {

// Bytes of the text as UTF-8. A lone surrogate counts as U+FFFD.
[[nodiscard]] size_t Utf8LengthOfLatin1(std::span<const uint8_t> text);
[[nodiscard]] size_t Utf8LengthOfUtf16(std::span<const uint16_t> text);

// What a writer did: code units read, bytes written.
struct Utf8Progress {
  size_t read;
  size_t written;
};

// Write as many whole characters as fit into `out`; a lone surrogate as U+FFFD.
Utf8Progress WriteUtf8FromLatin1(std::span<const uint8_t> text, std::span<uint8_t> out);
Utf8Progress WriteUtf8FromUtf16(std::span<const uint16_t> text, std::span<uint8_t> out);

// Decodes well-formed UTF-8 into `out`, which holds bytes.size(). Returns the code units, nullopt for malformed bytes.
[[nodiscard]] std::optional<size_t> DecodeUtf8(std::span<const uint8_t> bytes, uint16_t* out);

}  // namespace eddy::encoding
