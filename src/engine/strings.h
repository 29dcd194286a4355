// Strings between C++ and V8, in the two encodings that Eddy's C++ speaks: UTF-8 and one-byte (latin1).
#pragma once
#include <v8.h>

#include <string>
#include <string_view>

namespace eddy::engine {

// A property name or other short text that recurs: V8 keeps one copy of each.
inline v8::Local<v8::String> Internalized(v8::Isolate* isolate, std::string_view text) {
  return v8::String::NewFromOneByte(isolate, reinterpret_cast<const uint8_t*>(text.data()),
                                    v8::NewStringType::kInternalized, static_cast<int>(text.size()))
      .ToLocalChecked();
}

// Text from latin1 bytes (ASCII among them), copied. Aborts past V8's string limit (about 512 Mi characters).
inline v8::Local<v8::String> FromLatin1(v8::Isolate* isolate, std::string_view text) {
  return v8::String::NewFromOneByte(isolate, reinterpret_cast<const uint8_t*>(text.data()), v8::NewStringType::kNormal,
                                    static_cast<int>(text.size()))
      .ToLocalChecked();
}

// Text from UTF-8 bytes; malformed sequences become U+FFFD. Aborts past V8's string limit.
inline v8::Local<v8::String> FromUtf8(v8::Isolate* isolate, std::string_view text) {
  return v8::String::NewFromUtf8(isolate, text.data(), v8::NewStringType::kNormal, static_cast<int>(text.size()))
      .ToLocalChecked();
}

// UTF-8 bytes of a string; lone surrogates become U+FFFD, as the Encoding Standard has it.
inline std::string ToUtf8(v8::Isolate* isolate, v8::Local<v8::String> string) {
  std::string out(string->Utf8LengthV2(isolate), '\0');
  string->WriteUtf8V2(isolate, out.data(), out.size(), v8::String::WriteFlags::kReplaceInvalidUtf8);
  return out;
}

// UTF-8 bytes of any value's text; empty when conversion throws.
inline std::string ToUtf8(v8::Isolate* isolate, v8::Local<v8::Value> value) {
  v8::Local<v8::String> string;
  if (!value->ToString(isolate->GetCurrentContext()).ToLocal(&string)) return {};
  return ToUtf8(isolate, string);
}

}  // namespace eddy::engine
