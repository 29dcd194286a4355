// binding('serdes'): values as bytes and back, by V8's serializer. https://nodejs.org/api/v8.html#serialization-api
#include <v8.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "bindings/view_kind.h"
#include "engine/binding.h"
#include "engine/strings.h"
#include "runtime/realm.h"

namespace eddy::bindings {
namespace {

// What lib/ hands over once per realm.
struct SerdesState {
  explicit SerdesState(Realm&) {}
  v8::Global<v8::Object> buffer_prototype;
  v8::Global<v8::Object> object_prototype;
  v8::Global<v8::Symbol> unserializable;  // marks the prototypes of what can't be written
  v8::Global<v8::Function> refuse;        // (object): throws the error of an object that can't be written
};

void SetUp(Realm& realm, v8::Local<v8::Object> buffer_prototype, v8::Local<v8::Object> object_prototype,
           v8::Local<v8::Symbol> unserializable, v8::Local<v8::Function> refuse) {
  auto& state = realm.State<SerdesState>();
  state.buffer_prototype.Reset(realm.isolate(), buffer_prototype);
  state.object_prototype.Reset(realm.isolate(), object_prototype);
  state.unserializable.Reset(realm.isolate(), unserializable);
  state.refuse.Reset(realm.isolate(), refuse);
}

// Whether `object` stands for something outside of the heap, which its properties don't show.
v8::Maybe<bool> IsUnserializable(v8::Isolate* isolate, v8::Local<v8::Object> object) {
  if (object->InternalFieldCount() > 0) return v8::Just(true);
  const auto& state = Realm::From(isolate).State<SerdesState>();
  // What most objects are.
  if (object->GetPrototypeV2() == state.object_prototype.Get(isolate)) return v8::Just(false);
  v8::Local<v8::Value> mark;
  const v8::Local<v8::Context> context = isolate->GetCurrentContext();
  if (!object->Get(context, state.unserializable.Get(isolate)).ToLocal(&mark)) return v8::Nothing<bool>();
  return v8::Just(mark->IsTrue());
}

void ThrowError(v8::Isolate* isolate, std::string_view message) {
  isolate->ThrowException(v8::Exception::Error(engine::FromLatin1(isolate, message)));
}

void ThrowType(v8::Isolate* isolate, std::string_view message) {
  auto error = v8::Exception::TypeError(engine::FromLatin1(isolate, message)).As<v8::Object>();
  error
      ->Set(isolate->GetCurrentContext(), engine::Internalized(isolate, "code"),
            engine::FromLatin1(isolate, "ERR_INVALID_ARG_TYPE"))
      .Check();
  isolate->ThrowException(error);
}

// A method that a subclass may have; nothing when `self` has none, or getting it threw.
v8::MaybeLocal<v8::Function> MethodOf(v8::Isolate* isolate, v8::Local<v8::Object> self, std::string_view name) {
  v8::Local<v8::Value> method;
  if (!self->Get(isolate->GetCurrentContext(), engine::Internalized(isolate, name)).ToLocal(&method)) return {};
  if (!method->IsFunction()) return {};
  return method.As<v8::Function>();
}

// The bytes that the serializer has gathered, as an ArrayBuffer that owns them.
v8::Local<v8::ArrayBuffer> TakeBytes(v8::Isolate* isolate, v8::ValueSerializer& serializer) {
  const auto [data, size] = serializer.Release();
  auto store = v8::ArrayBuffer::NewBackingStore(
      data, size, [](void* memory, size_t, void*) { std::free(memory); }, nullptr);
  return v8::ArrayBuffer::New(isolate, std::move(store));
}

// v8.Serializer: what a program writes with, and may subclass.
class Serializer final : public engine::Wrapper, private v8::ValueSerializer::Delegate {
 public:
  explicit Serializer(v8::Isolate* isolate) : isolate_(isolate), serializer_(isolate, this) {}

  static std::unique_ptr<Serializer> Make(v8::Isolate* isolate) { return std::make_unique<Serializer>(isolate); }

  void WriteHeader() { serializer_.WriteHeader(); }

  // True; throws what the value, or a method of the subclass, throws.
  v8::MaybeLocal<v8::Value> WriteValue(v8::Isolate* isolate, v8::Local<v8::Value> value) {
    bool written = false;
    if (!serializer_.WriteValue(isolate->GetCurrentContext(), value).To(&written)) return {};
    return v8::Boolean::New(isolate, written).As<v8::Value>();
  }

  v8::Local<v8::ArrayBuffer> ReleaseBuffer(v8::Isolate* isolate) { return TakeBytes(isolate, serializer_); }

  void TransferArrayBuffer(v8::Isolate* isolate, v8::Local<v8::Value> id, v8::Local<v8::Value> buffer) {
    uint32_t number = 0;
    if (!id->Uint32Value(isolate->GetCurrentContext()).To(&number)) return;
    if (!buffer->IsArrayBuffer()) return ThrowType(isolate, "arrayBuffer must be an ArrayBuffer");
    serializer_.TransferArrayBuffer(number, buffer.As<v8::ArrayBuffer>());
  }

  void WriteUint32(v8::Isolate* isolate, v8::Local<v8::Value> value) {
    uint32_t number = 0;
    if (value->Uint32Value(isolate->GetCurrentContext()).To(&number)) serializer_.WriteUint32(number);
  }

  void WriteUint64(v8::Isolate* isolate, v8::Local<v8::Value> high, v8::Local<v8::Value> low) {
    const v8::Local<v8::Context> context = isolate->GetCurrentContext();
    uint32_t hi = 0;
    uint32_t lo = 0;
    if (!high->Uint32Value(context).To(&hi) || !low->Uint32Value(context).To(&lo)) return;
    serializer_.WriteUint64((static_cast<uint64_t>(hi) << 32) | lo);
  }

  void WriteDouble(v8::Isolate* isolate, v8::Local<v8::Value> value) {
    double number = 0;
    if (value->NumberValue(isolate->GetCurrentContext()).To(&number)) serializer_.WriteDouble(number);
  }

  void WriteRawBytes(v8::Isolate* isolate, v8::Local<v8::Value> source) {
    if (!source->IsArrayBufferView() && !source->IsArrayBuffer()) {
      return ThrowType(isolate, "source must be a TypedArray or a DataView");
    }
    const auto bytes = *engine::From<std::span<const uint8_t>>::Read(isolate, source);
    serializer_.WriteRawBytes(bytes.data(), bytes.size());
  }

  void TreatViewsAsHostObjects(v8::Isolate* isolate, v8::Local<v8::Value> mode) {
    serializer_.SetTreatArrayBufferViewsAsHostObjects(mode->BooleanValue(isolate));
  }

 private:
  // The subclass says what is thrown.
  void ThrowDataCloneError(v8::Local<v8::String> message) override {
    v8::Local<v8::Value> argument = message;
    v8::Local<v8::Function> method;
    v8::Local<v8::Value> error;
    if (!MethodOf(isolate_, object(), "_getDataCloneError").ToLocal(&method)) {
      isolate_->ThrowException(v8::Exception::Error(message));
      return;
    }
    if (method->Call(isolate_->GetCurrentContext(), object(), 1, &argument).ToLocal(&error)) {
      isolate_->ThrowException(error);
    }
  }

  bool HasCustomHostObject(v8::Isolate*) override { return true; }
  v8::Maybe<bool> IsHostObject(v8::Isolate* isolate, v8::Local<v8::Object> host) override {
    return IsUnserializable(isolate, host);
  }

  v8::Maybe<bool> WriteHostObject(v8::Isolate* isolate, v8::Local<v8::Object> host) override {
    v8::Local<v8::Function> method;
    if (!MethodOf(isolate, object(), "_writeHostObject").ToLocal(&method)) {
      ThrowDataCloneError(v8::String::Concat(
          isolate, v8::String::Concat(isolate, engine::FromLatin1(isolate, "#<"), host->GetConstructorName()),
          engine::FromLatin1(isolate, "> could not be cloned.")));
      return v8::Nothing<bool>();
    }
    v8::Local<v8::Value> argument = host;
    if (method->Call(isolate->GetCurrentContext(), object(), 1, &argument).IsEmpty()) return v8::Nothing<bool>();
    return v8::Just(true);
  }

  v8::Maybe<uint32_t> GetSharedArrayBufferId(v8::Isolate* isolate, v8::Local<v8::SharedArrayBuffer> buffer) override {
    v8::Local<v8::Function> method;
    if (!MethodOf(isolate, object(), "_getSharedArrayBufferId").ToLocal(&method)) {
      ThrowDataCloneError(engine::FromLatin1(isolate, "#<SharedArrayBuffer> could not be cloned."));
      return v8::Nothing<uint32_t>();
    }
    v8::Local<v8::Value> argument = buffer;
    v8::Local<v8::Value> id;
    const v8::Local<v8::Context> context = isolate->GetCurrentContext();
    if (!method->Call(context, object(), 1, &argument).ToLocal(&id)) return v8::Nothing<uint32_t>();
    return id->Uint32Value(context);
  }

  v8::Isolate* isolate_;
  v8::ValueSerializer serializer_;
};

// v8.Deserializer: what a program reads with, and may subclass.
class Deserializer final : public engine::Wrapper, private v8::ValueDeserializer::Delegate {
 public:
  Deserializer(v8::Isolate* isolate, v8::Local<v8::ArrayBufferView> view)
      : view_(isolate, view),
        data_(static_cast<const uint8_t*>(view->Buffer()->Data()) + view->ByteOffset()),
        size_(view->ByteLength()),
        store_(view->Buffer()->GetBackingStore()),
        deserializer_(isolate, data_, size_, this) {}

  static std::unique_ptr<Deserializer> Make(v8::Isolate* isolate, v8::Local<v8::Value> view) {
    if (!view->IsArrayBufferView()) {
      ThrowType(isolate, "buffer must be a TypedArray or a DataView");
      return nullptr;
    }
    return std::make_unique<Deserializer>(isolate, view.As<v8::ArrayBufferView>());
  }

  v8::MaybeLocal<v8::Value> ReadHeader(v8::Isolate* isolate) {
    bool read = false;
    if (!deserializer_.ReadHeader(isolate->GetCurrentContext()).To(&read)) return {};
    return v8::Boolean::New(isolate, read).As<v8::Value>();
  }

  v8::MaybeLocal<v8::Value> ReadValue(v8::Isolate* isolate) {
    return deserializer_.ReadValue(isolate->GetCurrentContext());
  }

  uint32_t GetWireFormatVersion() { return deserializer_.GetWireFormatVersion(); }

  void TransferArrayBuffer(v8::Isolate* isolate, v8::Local<v8::Value> id, v8::Local<v8::Value> buffer) {
    uint32_t number = 0;
    if (!id->Uint32Value(isolate->GetCurrentContext()).To(&number)) return;
    if (buffer->IsArrayBuffer()) {
      deserializer_.TransferArrayBuffer(number, buffer.As<v8::ArrayBuffer>());
    } else if (buffer->IsSharedArrayBuffer()) {
      shared_.insert_or_assign(number, v8::Global<v8::SharedArrayBuffer>(isolate, buffer.As<v8::SharedArrayBuffer>()));
    } else {
      ThrowType(isolate, "arrayBuffer must be an ArrayBuffer or SharedArrayBuffer");
    }
  }

  v8::MaybeLocal<v8::Value> ReadUint32(v8::Isolate* isolate) {
    uint32_t value = 0;
    if (!deserializer_.ReadUint32(&value))
      return ThrowError(isolate, "ReadUint32() failed"), v8::MaybeLocal<v8::Value>();
    return v8::Integer::NewFromUnsigned(isolate, value).As<v8::Value>();
  }

  // [high, low]
  v8::MaybeLocal<v8::Value> ReadUint64(v8::Isolate* isolate) {
    uint64_t value = 0;
    if (!deserializer_.ReadUint64(&value))
      return ThrowError(isolate, "ReadUint64() failed"), v8::MaybeLocal<v8::Value>();
    std::array<v8::Local<v8::Value>, 2> halves{
        v8::Integer::NewFromUnsigned(isolate, static_cast<uint32_t>(value >> 32)),
        v8::Integer::NewFromUnsigned(isolate, static_cast<uint32_t>(value))};
    return v8::Array::New(isolate, halves.data(), halves.size()).As<v8::Value>();
  }

  v8::MaybeLocal<v8::Value> ReadDouble(v8::Isolate* isolate) {
    double value = 0;
    if (!deserializer_.ReadDouble(&value))
      return ThrowError(isolate, "ReadDouble() failed"), v8::MaybeLocal<v8::Value>();
    return v8::Number::New(isolate, value).As<v8::Value>();
  }

  // Where in the view the next `length` bytes are, which count as read.
  v8::MaybeLocal<v8::Value> ReadRawBytes(v8::Isolate* isolate, v8::Local<v8::Value> length) {
    int64_t count = 0;
    if (!length->IntegerValue(isolate->GetCurrentContext()).To(&count)) return {};
    const void* bytes = nullptr;
    if (count < 0 || !deserializer_.ReadRawBytes(static_cast<size_t>(count), &bytes)) {
      return ThrowError(isolate, "ReadRawBytes() failed"), v8::MaybeLocal<v8::Value>();
    }
    return v8::Number::New(isolate, static_cast<double>(static_cast<const uint8_t*>(bytes) - data_)).As<v8::Value>();
  }

 private:
  v8::MaybeLocal<v8::Object> ReadHostObject(v8::Isolate* isolate) override {
    v8::Local<v8::Function> method;
    // V8 forbids JavaScript while it reads, unless the embedder takes the responsibility.
    const v8::Isolate::AllowJavascriptExecutionScope allow(isolate);
    if (!MethodOf(isolate, object(), "_readHostObject").ToLocal(&method)) return {};
    v8::Local<v8::Value> host;
    if (!method->Call(isolate->GetCurrentContext(), object(), 0, nullptr).ToLocal(&host)) return {};
    if (!host->IsObject()) {
      ThrowType(isolate, "readHostObject must return an object");
      return {};
    }
    return host.As<v8::Object>();
  }

  v8::MaybeLocal<v8::SharedArrayBuffer> GetSharedArrayBufferFromId(v8::Isolate* isolate, uint32_t id) override {
    const auto found = shared_.find(id);
    if (found == shared_.end())
      return ThrowError(isolate, "Unable to deserialize cloned data."), v8::MaybeLocal<v8::SharedArrayBuffer>();
    return found->second.Get(isolate);
  }

  v8::Global<v8::ArrayBufferView> view_;
  std::unordered_map<uint32_t, v8::Global<v8::SharedArrayBuffer>> shared_;
  const uint8_t* data_;
  size_t size_;
  std::shared_ptr<v8::BackingStore> store_;  // the bytes outlive a detached buffer
  v8::ValueDeserializer deserializer_;
};

v8::Local<v8::Object> BufferPrototype(v8::Isolate* isolate) {
  return Realm::From(isolate).State<SerdesState>().buffer_prototype.Get(isolate);
}

// DefaultSerializer's format, written without a call into JavaScript.
class PlainWriter final : public v8::ValueSerializer::Delegate {
 public:
  explicit PlainWriter(v8::Isolate* isolate) : isolate_(isolate) {}
  void SetSerializer(v8::ValueSerializer* serializer) { serializer_ = serializer; }

  void ThrowDataCloneError(v8::Local<v8::String> message) override {
    isolate_->ThrowException(v8::Exception::Error(message));
  }

  v8::Maybe<uint32_t> GetSharedArrayBufferId(v8::Isolate* isolate, v8::Local<v8::SharedArrayBuffer>) override {
    ThrowError(isolate, "#<SharedArrayBuffer> could not be cloned.");
    return v8::Nothing<uint32_t>();
  }

  bool HasCustomHostObject(v8::Isolate*) override { return true; }
  v8::Maybe<bool> IsHostObject(v8::Isolate* isolate, v8::Local<v8::Object> object) override {
    return IsUnserializable(isolate, object);
  }

  v8::Maybe<bool> WriteHostObject(v8::Isolate* isolate, v8::Local<v8::Object> object) override {
    if (!object->IsArrayBufferView()) {
      v8::Local<v8::Value> argument = object;
      v8::Local<v8::Value> never;
      const v8::Local<v8::Function> refuse = Realm::From(isolate).State<SerdesState>().refuse.Get(isolate);
      if (refuse->Call(isolate->GetCurrentContext(), v8::Undefined(isolate), 1, &argument).ToLocal(&never)) abort();
      return v8::Nothing<bool>();
    }
    const auto bytes = *engine::From<std::span<const uint8_t>>::Read(isolate, object);
    serializer_->WriteUint32(static_cast<uint32_t>(KindOfView(object, BufferPrototype(isolate))));
    serializer_->WriteUint32(static_cast<uint32_t>(bytes.size()));
    serializer_->WriteRawBytes(bytes.data(), bytes.size());
    return v8::Just(true);
  }

 private:
  v8::Isolate* isolate_;
  v8::ValueSerializer* serializer_ = nullptr;
};

// Reads that format. Views lie in the memory that is read where their alignment allows.
class PlainReader final : public v8::ValueDeserializer::Delegate {
 public:
  PlainReader(v8::Local<v8::ArrayBufferView> view, const uint8_t* data) : view_(view), data_(data) {}
  void SetDeserializer(v8::ValueDeserializer* deserializer) { deserializer_ = deserializer; }

  v8::MaybeLocal<v8::Object> ReadHostObject(v8::Isolate* isolate) override {
    uint32_t kind_number = 0;
    uint32_t size = 0;
    const void* bytes = nullptr;
    if (!deserializer_->ReadUint32(&kind_number) || !deserializer_->ReadUint32(&size)) {
      ThrowError(isolate, "ReadUint32() failed");
      return {};
    }
    if (!deserializer_->ReadRawBytes(size, &bytes)) {
      ThrowError(isolate, "ReadRawBytes() failed");
      return {};
    }
    if (kind_number > static_cast<uint32_t>(ViewKind::kLast)) {
      ThrowError(isolate, "Unknown kind of view");
      return {};
    }
    const auto kind = static_cast<ViewKind>(kind_number);
    const auto position = static_cast<size_t>(static_cast<const uint8_t*>(bytes) - data_) + view_->ByteOffset();
    // Of bytes in shared memory a view of an ArrayBuffer can't be made.
    if (position % ElementSize(kind) == 0 && view_->Buffer()->IsArrayBuffer()) {
      return NewView(kind, view_->Buffer(), position, size, BufferPrototype(isolate));
    }
    auto copy = v8::ArrayBuffer::New(isolate, size);
    if (size > 0) std::memcpy(copy->Data(), bytes, size);
    return NewView(kind, copy, 0, size, BufferPrototype(isolate));
  }

 private:
  v8::Local<v8::ArrayBufferView> view_;
  const uint8_t* data_;
  v8::ValueDeserializer* deserializer_ = nullptr;
};

// The bytes of `value` in DefaultSerializer's format, with its header.
v8::MaybeLocal<v8::Value> Serialize(v8::Isolate* isolate, v8::Local<v8::Value> value) {
  PlainWriter writer(isolate);
  v8::ValueSerializer serializer(isolate, &writer);
  writer.SetSerializer(&serializer);
  serializer.SetTreatArrayBufferViewsAsHostObjects(true);
  serializer.WriteHeader();
  if (serializer.WriteValue(isolate->GetCurrentContext(), value).IsNothing()) return {};
  return TakeBytes(isolate, serializer).As<v8::Value>();
}

// The value that `bytes`, in that format, stand for.
v8::MaybeLocal<v8::Value> Deserialize(v8::Isolate* isolate, v8::Local<v8::Value> bytes) {
  if (!bytes->IsArrayBufferView()) {
    return ThrowType(isolate, "buffer must be a TypedArray or a DataView"), v8::MaybeLocal<v8::Value>();
  }
  const v8::Local<v8::Context> context = isolate->GetCurrentContext();
  const auto view = bytes.As<v8::ArrayBufferView>();
  const auto span = *engine::From<std::span<const uint8_t>>::Read(isolate, bytes);
  PlainReader reader(view, span.data());
  v8::ValueDeserializer deserializer(isolate, span.data(), span.size(), &reader);
  reader.SetDeserializer(&deserializer);
  if (deserializer.ReadHeader(context).IsNothing()) return {};
  return deserializer.ReadValue(context);
}

}  // namespace

void DefineSerdes(BindingTarget& target) {
  target.Function<&Deserialize>("deserialize");
  target.Function<&Serialize>("serialize");
  target.Function<&SetUp>("setUp");
  target.Class<Serializer, &Serializer::Make>("Serializer", [](engine::ClassTarget& methods) {
    methods.Method<Serializer, &Serializer::WriteHeader>("writeHeader");
    methods.Method<Serializer, &Serializer::WriteValue>("writeValue");
    methods.Method<Serializer, &Serializer::ReleaseBuffer>("releaseBuffer");
    methods.Method<Serializer, &Serializer::TransferArrayBuffer>("transferArrayBuffer");
    methods.Method<Serializer, &Serializer::WriteUint32>("writeUint32");
    methods.Method<Serializer, &Serializer::WriteUint64>("writeUint64");
    methods.Method<Serializer, &Serializer::WriteDouble>("writeDouble");
    methods.Method<Serializer, &Serializer::WriteRawBytes>("writeRawBytes");
    methods.Method<Serializer, &Serializer::TreatViewsAsHostObjects>("_setTreatArrayBufferViewsAsHostObjects");
  });
  target.Class<Deserializer, &Deserializer::Make>("Deserializer", [](engine::ClassTarget& methods) {
    methods.Method<Deserializer, &Deserializer::ReadHeader>("readHeader");
    methods.Method<Deserializer, &Deserializer::ReadValue>("readValue");
    methods.Method<Deserializer, &Deserializer::GetWireFormatVersion>("getWireFormatVersion");
    methods.Method<Deserializer, &Deserializer::TransferArrayBuffer>("transferArrayBuffer");
    methods.Method<Deserializer, &Deserializer::ReadUint32>("readUint32");
    methods.Method<Deserializer, &Deserializer::ReadUint64>("readUint64");
    methods.Method<Deserializer, &Deserializer::ReadDouble>("readDouble");
    methods.Method<Deserializer, &Deserializer::ReadRawBytes>("_readRawBytes");
  });
}

}  // namespace eddy::bindings
