// UTF-8 of V8's strings without V8's own conversion, which takes a character at a time.
#pragma once
#include <v8.h>

#include <span>

#include "base/encoding/ascii.h"
#include "base/encoding/utf8.h"
#include "engine/scratch.h"
#include "engine/simdutf.h"
#include "engine/text_view.h"

namespace eddy::engine {

// Below this many characters a plain loop is as fast.
inline constexpr size_t kVectorLength = 16;

// Bytes of the string as UTF-8; a lone surrogate counts as U+FFFD.
inline size_t Utf8Length(v8::Isolate* isolate, v8::Local<v8::String> string) {
  const TextView view(isolate, string);
  // In one go, where V8's library would take a second to see that surrogates come in pairs.
  return view.is_one_byte() ? encoding::Utf8LengthOfLatin1(view.latin1()) : encoding::Utf8LengthOfUtf16(view.utf16());
}

// Writes as many whole characters as fit.
inline encoding::Utf8Progress WriteUtf8(v8::Isolate* isolate, v8::Local<v8::String> string, std::span<uint8_t> out) {
  const TextView view(isolate, string);
  const size_t length = view.length();
  auto* target = reinterpret_cast<char*>(out.data());
  if (view.is_one_byte()) {
    const auto text = view.latin1();
    // Most text is ASCII. What is copied of other text is written over, all of it where a byte more is there.
    const bool may_copy = out.size() > length || (out.size() == length && encoding::IsAscii(text));
    if (may_copy && encoding::CopyAscii(text, out.data())) return {length, length};
    if (length < kVectorLength || (out.size() < 2 * length && encoding::Utf8LengthOfLatin1(text) > out.size())) {
      return encoding::WriteUtf8FromLatin1(text, out);
    }
    return {length, simdutf::convert_latin1_to_utf8(reinterpret_cast<const char*>(text.data()), length, target)};
  }
  const auto* units = reinterpret_cast<const char16_t*>(view.utf16().data());
  if (length >= kVectorLength) {
    if (out.size() >= 3 * length) {
      if (const size_t written = simdutf::convert_utf16le_to_utf8(units, length, target)) return {length, written};
    } else if (simdutf::validate_utf16le(units, length) && encoding::Utf8LengthOfUtf16(view.utf16()) <= out.size()) {
      return {length, simdutf::convert_valid_utf16le_to_utf8(units, length, target)};
    }
  }
  return encoding::WriteUtf8FromUtf16(view.utf16(), out);
}

// Text from UTF-8 bytes; each malformed sequence becomes U+FFFD, or, where `malformed` is given, sets it and gives
// nothing. Empty, with no exception, past V8's limit for strings (about 512 Mi characters).
inline v8::MaybeLocal<v8::String> TextFromUtf8(v8::Isolate* isolate, std::span<const uint8_t> bytes,
                                               bool* malformed = nullptr) {
  // V8 alone needs no room for UTF-16 beside the string's.
  constexpr size_t kMostConverted = size_t{64} << 20;
  if (bytes.size() > static_cast<size_t>(INT32_MAX)) return {};
  const auto size = static_cast<int>(bytes.size());
  if (encoding::IsAscii(bytes)) {
    if (size > v8::String::kMaxLength) return {};
    return v8::String::NewFromOneByte(isolate, bytes.data(), v8::NewStringType::kNormal, size);
  }
  const auto* text = reinterpret_cast<const char*>(bytes.data());
  if (bytes.size() <= kMostConverted) {
    Scratch units(2 * bytes.size());
    const size_t count =
        simdutf::convert_utf8_to_utf16le(text, bytes.size(), reinterpret_cast<char16_t*>(units.data()));
    if (count > 0) {
      return v8::String::NewFromTwoByte(isolate, reinterpret_cast<const uint16_t*>(units.data()),
                                        v8::NewStringType::kNormal, static_cast<int>(count));
    }
    if (malformed != nullptr) *malformed = true;
  } else if (malformed != nullptr) {
    *malformed = !simdutf::validate_utf8(text, bytes.size());
  }
  if (malformed != nullptr && *malformed) return {};
  // V8 knows where malformed sequences end.
  return v8::String::NewFromUtf8(isolate, text, v8::NewStringType::kNormal, size);
}

}  // namespace eddy::engine
