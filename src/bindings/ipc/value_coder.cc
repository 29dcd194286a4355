#include "bindings/ipc/value_coder.h"

#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>

#include "bindings/view_kind.h"
#include "engine/strings.h"

namespace eddy::bindings {
namespace {

enum HostTag : uint32_t { kView, kOther };

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
    const size_t size = view->ByteLength();
    if (size > std::numeric_limits<uint32_t>::max()) {
      ThrowDataCloneError(engine::FromLatin1(isolate_, "Unserializable host object"));
      return v8::Nothing<bool>();
    }
    serializer_.WriteUint32(kView);
    serializer_.WriteUint32(static_cast<uint32_t>(KindOfView(view, buffer_prototype_)));
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
    uint32_t number;
    uint32_t size;
    const void* bytes;
    if (!deserializer_.ReadUint32(&tag)) return Refuse(isolate);
    if (tag == kOther) {
      v8::Local<v8::Value> value;
      if (!deserializer_.ReadValue(isolate->GetCurrentContext()).ToLocal(&value)) return {};
      return value->IsObject() ? value.As<v8::Object>() : Refuse(isolate);
    }
    if (!deserializer_.ReadUint32(&number) || !deserializer_.ReadUint32(&size) ||
        !deserializer_.ReadRawBytes(size, &bytes)) {
      return Refuse(isolate);
    }
    if (number > static_cast<uint32_t>(ViewKind::kLast)) return Refuse(isolate);
    const auto kind = static_cast<ViewKind>(number);
    if (size % ElementSize(kind) != 0) return Refuse(isolate);
    auto buffer = v8::ArrayBuffer::New(isolate, size);
    if (size > 0) std::memcpy(buffer->Data(), bytes, size);
    return NewView(kind, buffer, 0, size, buffer_prototype_);
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
