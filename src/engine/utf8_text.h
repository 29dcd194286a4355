// UTF-8 of V8's strings without V8's own conversion, which takes a character at a time.
#pragma once
#include <v8.h>

#include <span>

#include "base/encoding/utf8.h"
#include "engine/simdutf.h"

namespace eddy::engine {

// Below this many characters a plain loop is as fast.
inline constexpr size_t kVectorLength = 16;

// Bytes of the string as UTF-8; a lone surrogate counts as U+FFFD.
inline size_t Utf8Length(v8::Isolate* isolate, v8::Local<v8::String> string) {
  v8::String::ValueView view(isolate, string);
  const auto length = static_cast<size_t>(view.length());
  if (view.is_one_byte()) {
    if (length < kVectorLength) return encoding::Utf8LengthOfLatin1({view.data8(), length});
    return simdutf::utf8_length_from_latin1(reinterpret_cast<const char*>(view.data8()), length);
  }
  const auto* units = reinterpret_cast<const char16_t*>(view.data16());
  if (length >= kVectorLength && simdutf::validate_utf16le(units, length)) {
    return simdutf::utf8_length_from_utf16le(units, length);
  }
  return encoding::Utf8LengthOfUtf16({view.data16(), length});
}

// Writes as many whole characters as fit.
inline encoding::Utf8Progress WriteUtf8(v8::Isolate* isolate, v8::Local<v8::String> string, std::span<uint8_t> out) {
  v8::String::ValueView view(isolate, string);
  const auto length = static_cast<size_t>(view.length());
  auto* target = reinterpret_cast<char*>(out.data());
  if (view.is_one_byte()) {
    if (length < kVectorLength || out.size() < 2 * length) {
      return encoding::WriteUtf8FromLatin1({view.data8(), length}, out);
    }
    return {length, simdutf::convert_latin1_to_utf8(reinterpret_cast<const char*>(view.data8()), length, target)};
  }
  const auto* units = reinterpret_cast<const char16_t*>(view.data16());
  if (length >= kVectorLength) {
    if (out.size() >= 3 * length) {
      if (const size_t written = simdutf::convert_utf16le_to_utf8(units, length, target)) return {length, written};
    } else if (simdutf::validate_utf16le(units, length) &&
               simdutf::utf8_length_from_utf16le(units, length) <= out.size()) {
      return {length, simdutf::convert_valid_utf16le_to_utf8(units, length, target)};
    }
  }
  return encoding::WriteUtf8FromUtf16({view.data16(), length}, out);
}

}  // namespace eddy::engine
