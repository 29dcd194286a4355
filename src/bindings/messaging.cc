// binding('messaging'): values copied by V8's serializer, as structuredClone does.
// https://html.spec.whatwg.org/multipage/structured-data.html
#include <v8.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "engine/binding.h"
#include "engine/strings.h"

namespace eddy::bindings {
namespace {

// What can't be copied byte for byte: shared memory and modules, which the copy refers to as well.
struct Shared {
  std::vector<v8::Local<v8::SharedArrayBuffer>> buffers;
  std::vector<v8::Local<v8::WasmModuleObject>> modules;
};

template <typename T>
uint32_t IndexOf(std::vector<v8::Local<T>>& list, v8::Local<T> item) {
  for (size_t i = 0; i < list.size(); ++i) {
    if (list[i] == item) return static_cast<uint32_t>(i);
  }
  list.push_back(item);
  return static_cast<uint32_t>(list.size() - 1);
}

v8::Local<v8::Private> UncloneableKey(v8::Isolate* isolate) {
  return v8::Private::ForApi(isolate, engine::Internalized(isolate, "eddy:uncloneable"));
}

// Objects of lib/'s own classes that know how to be copied have a method under this key: it returns [class, data].
struct HostObjects {
  v8::Local<v8::Symbol> key;
  v8::Local<v8::Function> revive;  // ([class, data]) => the copy
};

class Writer final : public v8::ValueSerializer::Delegate {
 public:
  Writer(v8::Isolate* isolate, Shared& shared, const HostObjects& hosts, v8::Local<v8::Function> fail)
      : isolate_(isolate), shared_(shared), hosts_(hosts), fail_(fail) {}

  void SetSerializer(v8::ValueSerializer* serializer) { serializer_ = serializer; }

  // `fail` throws the DataCloneError with this message.
  void ThrowDataCloneError(v8::Local<v8::String> message) override {
    v8::Local<v8::Value> argument = message;
    v8::Local<v8::Value> ignored;
    // It always throws; the exception stays pending.
    if (!fail_->Call(isolate_->GetCurrentContext(), v8::Undefined(isolate_), 1, &argument).ToLocal(&ignored)) return;
  }

  v8::Maybe<uint32_t> GetSharedArrayBufferId(v8::Isolate*, v8::Local<v8::SharedArrayBuffer> buffer) override {
    return v8::Just(IndexOf(shared_.buffers, buffer));
  }

  v8::Maybe<uint32_t> GetWasmModuleTransferId(v8::Isolate*, v8::Local<v8::WasmModuleObject> module) override {
    return v8::Just(IndexOf(shared_.modules, module));
  }

  bool HasCustomHostObject(v8::Isolate*) override { return true; }

  // Asks the object for its parts: one that only inherits the method has none, and is copied like any other.
  v8::Maybe<bool> IsHostObject(v8::Isolate* isolate, v8::Local<v8::Object> object) override {
    const v8::Local<v8::Context> context = isolate->GetCurrentContext();
    bool marked = false;
    if (!object->HasPrivate(context, UncloneableKey(isolate)).To(&marked)) return v8::Nothing<bool>();
    if (marked) {
      ThrowDataCloneError(engine::FromLatin1(isolate, "Cannot clone object of unsupported type."));
      return v8::Nothing<bool>();
    }
    v8::Local<v8::Value> method;
    if (!object->Get(context, hosts_.key).ToLocal(&method)) return v8::Nothing<bool>();
    if (method->IsUndefined()) return v8::Just(false);
    if (!method->IsFunction()) {
      ThrowDataCloneError(engine::FromLatin1(isolate, "Cannot clone object of unsupported type."));
      return v8::Nothing<bool>();
    }
    if (!method.As<v8::Function>()->Call(context, object, 0, nullptr).ToLocal(&parts_)) return v8::Nothing<bool>();
    return v8::Just(!parts_->IsUndefined());
  }

  // Called right after IsHostObject has said yes, except for what V8 itself takes for a host object: objects with
  // internal fields, which have no parts.
  v8::Maybe<bool> WriteHostObject(v8::Isolate* isolate, v8::Local<v8::Object>) override {
    if (parts_.IsEmpty() || parts_->IsUndefined()) {
      ThrowDataCloneError(engine::FromLatin1(isolate, "Cannot clone object of unsupported type."));
      return v8::Nothing<bool>();
    }
    return serializer_->WriteValue(isolate->GetCurrentContext(), std::exchange(parts_, v8::Local<v8::Value>()));
  }

 private:
  v8::Isolate* isolate_;
  Shared& shared_;
  const HostObjects& hosts_;
  v8::Local<v8::Function> fail_;
  v8::ValueSerializer* serializer_ = nullptr;
  v8::Local<v8::Value> parts_;
};

class Reader final : public v8::ValueDeserializer::Delegate {
 public:
  Reader(Shared& shared, const HostObjects& hosts) : shared_(shared), hosts_(hosts) {}

  void SetDeserializer(v8::ValueDeserializer* deserializer) { deserializer_ = deserializer; }

  v8::MaybeLocal<v8::Object> ReadHostObject(v8::Isolate* isolate) override {
    const v8::Local<v8::Context> context = isolate->GetCurrentContext();
    v8::Local<v8::Value> parts;
    v8::Local<v8::Value> copy;
    // V8 forbids JavaScript while it reads, as it would be surprised by changes; the reviver only makes an object.
    const v8::Isolate::AllowJavascriptExecutionScope allow(isolate);
    if (!deserializer_->ReadValue(context).ToLocal(&parts)) return {};
    if (!hosts_.revive->Call(context, v8::Undefined(isolate), 1, &parts).ToLocal(&copy) || !copy->IsObject()) return {};
    return copy.As<v8::Object>();
  }

  v8::MaybeLocal<v8::SharedArrayBuffer> GetSharedArrayBufferFromId(v8::Isolate*, uint32_t id) override {
    if (id >= shared_.buffers.size()) return {};
    return shared_.buffers[id];
  }

  v8::MaybeLocal<v8::WasmModuleObject> GetWasmModuleFromId(v8::Isolate*, uint32_t id) override {
    if (id >= shared_.modules.size()) return {};
    return shared_.modules[id];
  }

 private:
  Shared& shared_;
  const HostObjects& hosts_;
  v8::ValueDeserializer* deserializer_ = nullptr;
};

// A deep copy of `value`. The ArrayBuffers of `transfer` are moved into it and detached; they must be distinct and
// detachable. `fail` throws for a message.
v8::MaybeLocal<v8::Value> Clone(v8::Isolate* isolate, v8::Local<v8::Value> value,
                                std::vector<v8::Local<v8::ArrayBuffer>> transfer, v8::Local<v8::Symbol> key,
                                v8::Local<v8::Function> revive, v8::Local<v8::Function> fail) {
  const v8::Local<v8::Context> context = isolate->GetCurrentContext();
  Shared shared;
  const HostObjects hosts{key, revive};
  Writer writer(isolate, shared, hosts, fail);
  v8::ValueSerializer serializer(isolate, &writer);
  writer.SetSerializer(&serializer);
  serializer.WriteHeader();
  for (size_t i = 0; i < transfer.size(); ++i) serializer.TransferArrayBuffer(static_cast<uint32_t>(i), transfer[i]);
  if (serializer.WriteValue(context, value).IsNothing()) return {};

  std::vector<std::shared_ptr<v8::BackingStore>> stores;
  for (const v8::Local<v8::ArrayBuffer>& buffer : transfer) {
    stores.push_back(buffer->GetBackingStore());
    if (buffer->Detach(v8::Local<v8::Value>()).IsNothing()) return {};
  }

  const auto [data, size] = serializer.Release();
  const std::unique_ptr<uint8_t, decltype(&std::free)> owned(data, &std::free);
  Reader reader(shared, hosts);
  v8::ValueDeserializer deserializer(isolate, data, size, &reader);
  reader.SetDeserializer(&deserializer);
  if (deserializer.ReadHeader(context).IsNothing()) return {};
  for (size_t i = 0; i < stores.size(); ++i) {
    deserializer.TransferArrayBuffer(static_cast<uint32_t>(i), v8::ArrayBuffer::New(isolate, std::move(stores[i])));
  }
  return deserializer.ReadValue(context);
}

// Makes copying `object` fail from now on.
void MarkUncloneable(v8::Isolate* isolate, v8::Local<v8::Object> object) {
  object->SetPrivate(isolate->GetCurrentContext(), UncloneableKey(isolate), v8::True(isolate)).Check();
}

}  // namespace

void DefineMessaging(BindingTarget& target) {
  target.Function<&Clone>("clone");
  target.Function<&MarkUncloneable>("markUncloneable");
}

}  // namespace eddy::bindings
