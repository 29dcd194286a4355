// The vectorised text coders inside V8's library, which V8 uses for its own base64 and does not declare in its headers.
// https://github.com/simdutf/simdutf
#pragma once
#include <cstddef>
#include <cstdint>

namespace simdutf {

// Only what V8 13.6's copy (6.x) has; names and types are part of the symbols, so another copy fails to link.
enum base64_options : uint64_t { base64_default = 0, base64_url = 1 };
enum last_chunk_handling_options : uint64_t { loose = 0 };
enum error_code : int { SUCCESS = 0 };  // and others, which it answers too
struct result {
  error_code error;
  size_t count;
};

bool validate_utf8(const char* text, size_t size) noexcept;
bool validate_utf16le(const char16_t* text, size_t length) noexcept;
// Answer what they wrote; those that check answer 0 for malformed text.
size_t convert_latin1_to_utf8(const char* text, size_t length, char* out) noexcept;
size_t convert_utf16le_to_utf8(const char16_t* text, size_t length, char* out) noexcept;
size_t convert_valid_utf16le_to_utf8(const char16_t* text, size_t length, char* out) noexcept;
size_t convert_utf8_to_utf16le(const char* text, size_t size, char16_t* out) noexcept;
size_t binary_to_base64(const char* bytes, size_t size, char* out, base64_options options) noexcept;
result base64_to_binary(const char* text, size_t length, char* out, base64_options options,
                        last_chunk_handling_options last) noexcept;

}  // namespace simdutf
