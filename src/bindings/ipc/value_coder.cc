#include "bindings/ipc/value_coder.h"

#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>

#include "engine/strings.h"

namespace eddy::bindings {
namespace {

enum HostTag : uint32_t { kView, kOther };

// The kinds of views as they stand in messages.
enum ViewKind : uint32_t {
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
};

std::optional<ViewKind> KindOf(v8::Local<v8::Object> view, v8::Local<v8::Object> buffer_prototype) {
  if (view->IsUint8Array()) return view->GetPrototypeV2() == buffer_prototype ? kBuffer : kUint8;
  if (view->IsInt8Array()) return kInt8;
  if (view->IsUint8ClampedArray()) return kUint8Clamped;
  if (view->IsInt16Array()) return kInt16;
  if (view->IsUint16Array()) return kUint16;
  if (view->IsInt32Array()) return kInt32;
  if (view->IsUint32Array()) return kUint32;
  if (view->IsFloat32Array()) return kFloat32;
  if (view->IsFloat64Array()) return kFloat64;
  if (view->IsDataView()) return kDataView;
  if (view->IsBigInt64Array()) return kBigInt64;
  if (view->IsBigUint64Array()) return kBigUint64;
  if (view->IsFloat16Array()) return kFloat16;
  return std::nullopt;
}

template <typename T>
v8::MaybeLocal<v8::Object> MakeArray(v8::Local<v8::ArrayBuffer> buffer, size_t element_size) {
  if (buffer->ByteLength() % element_size != 0) return {};
  return T::New(buffer, 0, buffer->ByteLength() / element_size).template As<v8::Object>();
}

v8::MaybeLocal<v8::Object> MakeView(uint32_t kind, v8::Local<v8::ArrayBuffer> buffer,
                                    v8::Local<v8::Object> buffer_prototype) {
  switch (kind) {
    case kInt8:
      return MakeArray<v8::Int8Array>(buffer, 1);
    case kUint8:
      return MakeArray<v8::Uint8Array>(buffer, 1);
    case kUint8Clamped:
      return MakeArray<v8::Uint8ClampedArray>(buffer, 1);
    case kInt16:
      return MakeArray<v8::Int16Array>(buffer, 2);
    case kUint16:
      return MakeArray<v8::Uint16Array>(buffer, 2);
    case kInt32:
      return MakeArray<v8::Int32Array>(buffer, 4);
    case kUint32:
      return MakeArray<v8::Uint32Array>(buffer, 4);
    case kFloat32:
      return MakeArray<v8::Float32Array>(buffer, 4);
    case kFloat64:
      return MakeArray<v8::Float64Array>(buffer, 8);
    case kDataView:
      return v8::DataView::New(buffer, 0, buffer->ByteLength()).As<v8::Object>();
    case kBigInt64:
      return MakeArray<v8::BigInt64Array>(buffer, 8);
    case kBigUint64:
      return MakeArray<v8::BigUint64Array>(buffer, 8);
    case kFloat16:
      return MakeArray<v8::Float16Array>(buffer, 2);
    case kBuffer:
      break;
    default:
      return {};
  }
  auto view = v8::Uint8Array::New(buffer, 0, buffer->ByteLength());
  auto context = v8::Isolate::GetCurrent()->GetCurrentContext();
  if (view->SetPrototypeV2(context, buffer_prototype).IsNothing()) return {};
  return view.As<v8::Object>();
}

class Writer final : public v8::ValueSerializer::Delegate {
 public:
  Writer(v8::Isolate* isolate, v8::Local<v8::Object> buffer_prototype)
      : isolate_(isolate), buffer_prototype_(buffer_prototype), serializer_(isolate, this) {
    serializer_.SetTreatArrayBufferViewsAsHostObjects(true);
  }

  v8::ValueSerializer& serializer() { return serializer_; }

  void ThrowDataCloneError(v8::Local<v8::String> message) override {
    isolate_->ThrowException(v8::Exception::Error(message));
  }

  v8::Maybe<bool> WriteHostObject(v8::Isolate* isolate, v8::Local<v8::Object> object) override {
    if (object->IsArrayBufferView()) return WriteView(object.As<v8::ArrayBufferView>());
    auto context = isolate->GetCurrentContext();
    v8::Local<v8::Array> names;
    if (!object->GetOwnPropertyNames(context).ToLocal(&names)) return v8::Nothing<bool>();
    auto plain = v8::Object::New(isolate);
    for (uint32_t i = 0; i < names->Length(); i++) {
      v8::Local<v8::Value> name;
      v8::Local<v8::Value> value;
      if (!names->Get(context, i).ToLocal(&name) || !object->Get(context, name).ToLocal(&value) ||
          plain->CreateDataProperty(context, name.As<v8::Name>(), value).IsNothing()) {
        return v8::Nothing<bool>();
      }
    }
    serializer_.WriteUint32(kOther);
    return serializer_.WriteValue(context, plain);
  }

 private:
  v8::Maybe<bool> WriteView(v8::Local<v8::ArrayBufferView> view) {
    const std::optional<ViewKind> kind = KindOf(view, buffer_prototype_);
    const size_t size = view->ByteLength();
    if (!kind || size > std::numeric_limits<uint32_t>::max()) {
      ThrowDataCloneError(engine::FromLatin1(isolate_, "Unserializable host object"));
      return v8::Nothing<bool>();
    }
    serializer_.WriteUint32(kView);
    serializer_.WriteUint32(*kind);
    serializer_.WriteUint32(static_cast<uint32_t>(size));
    const std::unique_ptr<uint8_t[]> bytes(new uint8_t[size]);
    view->CopyContents(bytes.get(), size);
    serializer_.WriteRawBytes(bytes.get(), size);
    return v8::Just(true);
  }

  v8::Isolate* isolate_;
  v8::Local<v8::Object> buffer_prototype_;
  v8::ValueSerializer serializer_;
};

class Reader final : public v8::ValueDeserializer::Delegate {
 public:
  Reader(v8::Isolate* isolate, ByteView bytes, v8::Local<v8::Object> buffer_prototype)
      : buffer_prototype_(buffer_prototype), deserializer_(isolate, bytes.data(), bytes.size(), this) {}

  v8::ValueDeserializer& deserializer() { return deserializer_; }

  v8::MaybeLocal<v8::Object> ReadHostObject(v8::Isolate* isolate) override {
    uint32_t tag;
    uint32_t kind;
    uint32_t size;
    const void* bytes;
    v8::Local<v8::Object> object;
    if (!deserializer_.ReadUint32(&tag)) return Refuse(isolate);
    if (tag == kOther) {
      v8::Local<v8::Value> value;
      if (!deserializer_.ReadValue(isolate->GetCurrentContext()).ToLocal(&value)) return {};
      return value->IsObject() ? value.As<v8::Object>() : Refuse(isolate);
    }
    if (!deserializer_.ReadUint32(&kind) || !deserializer_.ReadUint32(&size) ||
        !deserializer_.ReadRawBytes(size, &bytes)) {
      return Refuse(isolate);
    }
    auto buffer = v8::ArrayBuffer::New(isolate, size);
    if (size > 0) std::memcpy(buffer->Data(), bytes, size);
    if (!MakeView(kind, buffer, buffer_prototype_).ToLocal(&object)) return Refuse(isolate);
    return object;
  }

 private:
  static v8::MaybeLocal<v8::Object> Refuse(v8::Isolate* isolate) {
    isolate->ThrowException(v8::Exception::Error(engine::FromLatin1(isolate, "Unable to deserialize cloned data.")));
    return {};
  }

  v8::Local<v8::Object> buffer_prototype_;
  v8::ValueDeserializer deserializer_;
};

}  // namespace

std::optional<std::string> EncodeValue(v8::Isolate* isolate, v8::Local<v8::Value> value,
                                       v8::Local<v8::Object> buffer_prototype) {
  Writer writer(isolate, buffer_prototype);
  v8::ValueSerializer& serializer = writer.serializer();
  // Room for the length, which is known at the end.
  const uint8_t blank[4] = {};
  serializer.WriteRawBytes(blank, sizeof blank);
  serializer.WriteHeader();
  if (serializer.WriteValue(isolate->GetCurrentContext(), value).IsNothing()) return std::nullopt;
  const auto [data, size] = serializer.Release();
  const std::unique_ptr<uint8_t, decltype(&std::free)> owned(data, &std::free);
  const size_t length = size - sizeof blank;
  for (size_t i = 0; i < sizeof blank; i++) data[i] = static_cast<uint8_t>(length >> (24 - 8 * i));
  return std::string(reinterpret_cast<const char*>(data), size);
}

v8::MaybeLocal<v8::Value> DecodeValue(v8::Isolate* isolate, ByteView bytes, v8::Local<v8::Object> buffer_prototype) {
  Reader reader(isolate, bytes, buffer_prototype);
  auto context = isolate->GetCurrentContext();
  if (reader.deserializer().ReadHeader(context).IsNothing()) return {};
  return reader.deserializer().ReadValue(context);
}

}  // namespace eddy::bindings
