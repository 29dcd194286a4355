// Messages in the 'advanced' serialization: V8's own, with Buffers and other views as host objects.
// https://nodejs.org/api/child_process.html#advanced-serialization
//
// A message is a length (four bytes, big-endian) and that many bytes of V8's format. A host object begins with 0 for a
// view (then its kind, its length and its bytes) or with 1 for any other (then a plain object of its properties).
#pragma once
#include <v8.h>

#include <optional>
#include <string>

#include "base/bytes.h"

namespace eddy::bindings {

// The message of `value`, length and all. Empty when an exception is pending: something can't be copied.
std::optional<std::string> EncodeValue(v8::Isolate* isolate, v8::Local<v8::Value> value,
                                       v8::Local<v8::Object> buffer_prototype);

// The value of `bytes`, without the length. Empty when an exception is pending: they are not V8's format.
v8::MaybeLocal<v8::Value> DecodeValue(v8::Isolate* isolate, ByteView bytes, v8::Local<v8::Object> buffer_prototype);

}  // namespace eddy::bindings
