// Views of bytes that somebody else owns.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace eddy {

// Read-only bytes; valid as long as whoever handed it out says.
using ByteView = std::span<const uint8_t>;

// Writable bytes.
using ByteSpan = std::span<uint8_t>;

// The bytes of a text, unchanged.
inline ByteView AsBytes(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

// Bytes as text, one char each; no decoding.
inline std::string_view AsText(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

}  // namespace eddy
