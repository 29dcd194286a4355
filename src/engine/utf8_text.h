// UTF-8 of V8's strings without V8's own conversion, which takes a character at a time.
#pragma once
#include <v8.h>

#include <span>

#include "base/encoding/utf8.h"

namespace eddy::engine {

// Bytes of the string as UTF-8; a lone surrogate counts as U+FFFD.
inline size_t Utf8Length(v8::Isolate* isolate, v8::Local<v8::String> string) {
  v8::String::ValueView view(isolate, string);
  const auto length = static_cast<size_t>(view.length());
  if (view.is_one_byte()) return encoding::Utf8LengthOfLatin1({view.data8(), length});
  return encoding::Utf8LengthOfUtf16({view.data16(), length});
}

// Writes as many whole characters as fit.
inline encoding::Utf8Progress WriteUtf8(v8::Isolate* isolate, v8::Local<v8::String> string, std::span<uint8_t> out) {
  v8::String::ValueView view(isolate, string);
  const auto length = static_cast<size_t>(view.length());
  if (view.is_one_byte()) return encoding::WriteUtf8FromLatin1({view.data8(), length}, out);
  return encoding::WriteUtf8FromUtf16({view.data16(), length}, out);
}

}  // namespace eddy::engine
