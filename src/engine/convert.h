// Conversions between JavaScript values and C++ types, chosen by the C++ type. Typed bindings (binding.h) are made of
// these.
//
//   From<T>::Read(isolate, value) -> std::optional<T>     JavaScript to C++; nullopt where the value is of another type
//   To(isolate, value)            -> v8::Local<v8::Value> C++ to JavaScript
//
// A room adds a type of its own by specialising From<T> or overloading To in namespace eddy::engine.
#pragma once
#include <v8.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/strings.h"

namespace eddy::engine {

template <typename T>
struct From;

template <>
struct From<int32_t> {
  static constexpr const char* kName = "an integer";
  static std::optional<int32_t> Read(v8::Isolate*, v8::Local<v8::Value> v) {
    if (!v->IsInt32()) return std::nullopt;
    return v.As<v8::Int32>()->Value();
  }
};

template <>
struct From<uint32_t> {
  static constexpr const char* kName = "an unsigned integer";
  static std::optional<uint32_t> Read(v8::Isolate*, v8::Local<v8::Value> v) {
    if (!v->IsUint32()) return std::nullopt;
    return v.As<v8::Uint32>()->Value();
  }
};

// An integral number within +-2^53, or a BigInt that fits.
template <>
struct From<int64_t> {
  static constexpr const char* kName = "an integer";
  static std::optional<int64_t> Read(v8::Isolate*, v8::Local<v8::Value> v) {
    if (v->IsNumber()) {
      double d = v.As<v8::Number>()->Value();
      if (!(d >= -9007199254740992.0 && d <= 9007199254740992.0)) return std::nullopt;
      return static_cast<int64_t>(d);
    }
    if (!v->IsBigInt()) return std::nullopt;
    bool lossless = false;
    int64_t value = v.As<v8::BigInt>()->Int64Value(&lossless);
    if (!lossless) return std::nullopt;
    return value;
  }
};

template <>
struct From<double> {
  static constexpr const char* kName = "a number";
  static std::optional<double> Read(v8::Isolate*, v8::Local<v8::Value> v) {
    if (!v->IsNumber()) return std::nullopt;
    return v.As<v8::Number>()->Value();
  }
};

template <>
struct From<bool> {
  static constexpr const char* kName = "a boolean";
  static std::optional<bool> Read(v8::Isolate*, v8::Local<v8::Value> v) {
    if (!v->IsBoolean()) return std::nullopt;
    return v->IsTrue();
  }
};

template <>
struct From<std::string> {
  static constexpr const char* kName = "a string";
  static std::optional<std::string> Read(v8::Isolate* isolate, v8::Local<v8::Value> v) {
    if (!v->IsString()) return std::nullopt;
    return ToUtf8(isolate, v.As<v8::String>());
  }
};

// Bytes of any ArrayBufferView, or of an ArrayBuffer or SharedArrayBuffer, borrowed for the duration of the call.
template <>
struct From<std::span<uint8_t>> {
  static constexpr const char* kName = "a Buffer, TypedArray, DataView or ArrayBuffer";
  static std::optional<std::span<uint8_t>> Read(v8::Isolate*, v8::Local<v8::Value> v) {
    if (v->IsArrayBufferView()) {
      auto view = v.As<v8::ArrayBufferView>();
      // One call, but for a small array, which is in V8's heap until it is asked for its buffer.
      uint8_t small[64];
      const auto contents = view->GetContents({small, sizeof(small)});
      if (contents.data() != small) return std::span<uint8_t>(contents.data(), contents.size());
      auto* base = static_cast<uint8_t*>(view->Buffer()->Data());
      return std::span<uint8_t>(base + view->ByteOffset(), view->ByteLength());
    }
    if (v->IsArrayBuffer()) {
      auto buffer = v.As<v8::ArrayBuffer>();
      return std::span<uint8_t>(static_cast<uint8_t*>(buffer->Data()), buffer->ByteLength());
    }
    if (v->IsSharedArrayBuffer()) {
      auto buffer = v.As<v8::SharedArrayBuffer>();
      return std::span<uint8_t>(static_cast<uint8_t*>(buffer->Data()), buffer->ByteLength());
    }
    return std::nullopt;
  }
};

template <>
struct From<std::span<const uint8_t>> {
  static constexpr const char* kName = From<std::span<uint8_t>>::kName;
  static std::optional<std::span<const uint8_t>> Read(v8::Isolate* isolate, v8::Local<v8::Value> v) {
    auto bytes = From<std::span<uint8_t>>::Read(isolate, v);
    if (!bytes) return std::nullopt;
    return std::span<const uint8_t>(*bytes);
  }
};

#define EDDY_FROM_HANDLE(Type, check, name)                                                \
  template <>                                                                              \
  struct From<v8::Local<v8::Type>> {                                                       \
    static constexpr const char* kName = name;                                             \
    static std::optional<v8::Local<v8::Type>> Read(v8::Isolate*, v8::Local<v8::Value> v) { \
      if (!v->check()) return std::nullopt;                                                \
      return v.As<v8::Type>();                                                             \
    }                                                                                      \
  };
EDDY_FROM_HANDLE(Object, IsObject, "an object")
EDDY_FROM_HANDLE(Array, IsArray, "an array")
EDDY_FROM_HANDLE(Function, IsFunction, "a function")
EDDY_FROM_HANDLE(String, IsString, "a string")
EDDY_FROM_HANDLE(Symbol, IsSymbol, "a symbol")
EDDY_FROM_HANDLE(Promise, IsPromise, "a promise")
EDDY_FROM_HANDLE(ArrayBuffer, IsArrayBuffer, "an ArrayBuffer")
EDDY_FROM_HANDLE(ArrayBufferView, IsArrayBufferView, "an ArrayBufferView")
EDDY_FROM_HANDLE(Uint8Array, IsUint8Array, "a Uint8Array")
EDDY_FROM_HANDLE(Int32Array, IsInt32Array, "an Int32Array")
EDDY_FROM_HANDLE(Uint32Array, IsUint32Array, "a Uint32Array")
EDDY_FROM_HANDLE(Float64Array, IsFloat64Array, "a Float64Array")
EDDY_FROM_HANDLE(BigInt, IsBigInt, "a bigint")
#undef EDDY_FROM_HANDLE

template <>
struct From<v8::Local<v8::Value>> {
  static constexpr const char* kName = "a value";
  static std::optional<v8::Local<v8::Value>> Read(v8::Isolate*, v8::Local<v8::Value> v) { return v; }
};

// undefined and null are "none"; anything else must be a T.
template <typename T>
struct From<std::optional<T>> {
  static constexpr const char* kName = From<T>::kName;
  static std::optional<std::optional<T>> Read(v8::Isolate* isolate, v8::Local<v8::Value> v) {
    if (v->IsNullOrUndefined()) return std::optional<std::optional<T>>(std::in_place, std::nullopt);
    auto value = From<T>::Read(isolate, v);
    if (!value) return std::nullopt;
    return std::optional<std::optional<T>>(std::in_place, std::move(value));
  }
};

template <typename T>
struct From<std::vector<T>> {
  static constexpr const char* kName = "an array";
  static std::optional<std::vector<T>> Read(v8::Isolate* isolate, v8::Local<v8::Value> v) {
    if (!v->IsArray()) return std::nullopt;
    auto context = isolate->GetCurrentContext();
    auto array = v.As<v8::Array>();
    std::vector<T> out;
    out.reserve(array->Length());
    for (uint32_t i = 0; i < array->Length(); i++) {
      v8::Local<v8::Value> element;
      if (!array->Get(context, i).ToLocal(&element)) return std::nullopt;
      auto value = From<T>::Read(isolate, element);
      if (!value) return std::nullopt;
      out.push_back(std::move(*value));
    }
    return out;
  }
};

// Declared ahead, since each may hold another.
template <typename T>
v8::Local<v8::Value> To(v8::Isolate* isolate, const std::optional<T>& v);
template <typename T>
v8::Local<v8::Value> To(v8::Isolate* isolate, const Result<T>& v);
template <typename T>
v8::Local<v8::Value> To(v8::Isolate* isolate, const std::vector<T>& v);

inline v8::Local<v8::Value> To(v8::Isolate* isolate, int32_t v) { return v8::Integer::New(isolate, v); }
inline v8::Local<v8::Value> To(v8::Isolate* isolate, uint32_t v) { return v8::Integer::NewFromUnsigned(isolate, v); }
inline v8::Local<v8::Value> To(v8::Isolate* isolate, double v) { return v8::Number::New(isolate, v); }
// A number; exact within +-2^53.
inline v8::Local<v8::Value> To(v8::Isolate* isolate, int64_t v) {
  return v8::Number::New(isolate, static_cast<double>(v));
}
inline v8::Local<v8::Value> To(v8::Isolate* isolate, uint64_t v) {
  return v8::Number::New(isolate, static_cast<double>(v));
}
template <std::same_as<bool> T>
v8::Local<v8::Value> To(v8::Isolate* isolate, T v) {
  return v8::Boolean::New(isolate, v);
}
inline v8::Local<v8::Value> To(v8::Isolate* isolate, std::string_view v) { return FromUtf8(isolate, v); }
inline v8::Local<v8::Value> To(v8::Isolate* isolate, const std::string& v) { return FromUtf8(isolate, v); }
inline v8::Local<v8::Value> To(v8::Isolate* isolate, const char* v) { return FromUtf8(isolate, v); }
template <typename T>
v8::Local<v8::Value> To(v8::Isolate*, v8::Local<T> v) {
  return v;
}
inline v8::Local<v8::Value> To(v8::Isolate* isolate, Status v) { return v8::Integer::New(isolate, v.code()); }
template <typename T>
v8::Local<v8::Value> To(v8::Isolate* isolate, const std::optional<T>& v) {
  return v ? To(isolate, *v) : v8::Undefined(isolate).As<v8::Value>();
}
template <typename T>
v8::Local<v8::Value> To(v8::Isolate* isolate, const Result<T>& v) {
  return v.ok() ? To(isolate, v.value()) : v8::Integer::New(isolate, v.code()).template As<v8::Value>();
}
template <typename T>
v8::Local<v8::Value> To(v8::Isolate* isolate, const std::vector<T>& v) {
  std::vector<v8::Local<v8::Value>> elements;
  elements.reserve(v.size());
  for (const auto& element : v) elements.push_back(To(isolate, element));
  return v8::Array::New(isolate, elements.data(), elements.size());
}

}  // namespace eddy::engine
