// How views of memory are told apart in values that are written as bytes: by a number, in the format of
// v8.DefaultSerializer. https://nodejs.org/api/v8.html#class-v8defaultserializer
#pragma once
#include <v8.h>

#include <cstddef>
#include <cstdint>

namespace eddy::bindings {

// The numbers are part of the format: programs store it, and other processes read it.
enum class ViewKind : uint32_t {
  kInt8,
  kUint8,
  kUint8Clamped,
  kInt16,
  kUint16,
  kInt32,
  kUint32,
  kFloat32,
  kFloat64,
  kDataView,
  kBuffer,
  kBigInt64,
  kBigUint64,
  kFloat16,
  kLast = kFloat16,
};

// `view` is an ArrayBufferView; a Uint8Array with `buffer_prototype` is a Buffer.
ViewKind KindOfView(v8::Local<v8::Object> view, v8::Local<v8::Object> buffer_prototype);

// In bytes.
size_t ElementSize(ViewKind kind);

// A view of `size` bytes of `memory` from `offset` on, which is a multiple of the element's size; what is left over of
// `size` is not part of it.
v8::Local<v8::Object> NewView(ViewKind kind, v8::Local<v8::ArrayBuffer> memory, size_t offset, size_t size,
                              v8::Local<v8::Object> buffer_prototype);

}  // namespace eddy::bindings
