#include "runtime/message.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "engine/array_buffer_allocator.h"
#include "engine/binding.h"
#include "engine/block_pool.h"
#include "runtime/realm.h"

namespace eddy::runtime {

namespace {

// How an object that V8 does not copy by itself stands in the bytes.
enum class HostKind : uint32_t {
  kRevived,      // [name, data] follow
  kTransferred,  // an index into the transferred objects follows
  kParcel,       // an index into the parcels follows
};

// What lib/internal/cloneable.js has told of the runtime's own classes.
struct Protocol {
  explicit Protocol(Realm&) {}

  // Asks for it the first time. False when that was terminated; the next time it is asked for again.
  bool Load(Realm& realm) {
    if (!parcel_class.IsEmpty()) return true;
    v8::Isolate* isolate = realm.isolate();
    v8::Local<v8::Context> context = realm.context();
    v8::Local<v8::Value> made;
    if (!realm.entry(Entry::kCloneProtocol)->Call(context, v8::Undefined(isolate), 0, nullptr).ToLocal(&made)) {
      return false;
    }
    auto list = made.As<v8::Array>();
    cloneable.Reset(isolate, list->Get(context, 0).ToLocalChecked().As<v8::Symbol>());
    transferable.Reset(isolate, list->Get(context, 1).ToLocalChecked().As<v8::Symbol>());
    uncloneable.Reset(isolate, v8::Private::ForApi(isolate, engine::Internalized(isolate, "eddy:uncloneable")));
    revive.Reset(isolate, list->Get(context, 2).ToLocalChecked().As<v8::Function>());
    fail.Reset(isolate, list->Get(context, 3).ToLocalChecked().As<v8::Function>());
    parcel_class.Reset(isolate, list->Get(context, 4).ToLocalChecked().As<v8::Function>());
    return true;
  }
  v8::Global<v8::Symbol> cloneable;       // () => [name, data], or undefined
  v8::Global<v8::Symbol> transferable;    // () => [name, data, transfer list]
  v8::Global<v8::Private> uncloneable;    // set on what must not be copied
  v8::Global<v8::Function> revive;        // (name, data) => object
  v8::Global<v8::Function> fail;          // (message) => throws the DataCloneError
  v8::Global<v8::Function> parcel_class;  // what ParcelHolders are instances of
};

// A buffer of so many bytes is copied once, into memory that the reader adopts.
constexpr size_t kLargeBuffer = 16 * 1024;

constexpr std::string_view kUnsupported = "Cannot clone object of unsupported type.";
constexpr std::string_view kUnmovable = "Cannot transfer object of unsupported type.";
constexpr std::string_view kNotListed =
    "Object that needs transfer was found in message but not listed in transferList";

// Where `item` is in the list, which it is added to when it is new. V8 hands out short-lived handles.
template <typename T>
uint32_t IndexOf(v8::Isolate* isolate, std::vector<v8::Global<T>>& list, v8::Local<T> item) {
  for (size_t i = 0; i < list.size(); ++i) {
    if (list[i] == item) return static_cast<uint32_t>(i);
  }
  list.emplace_back(isolate, item);
  return static_cast<uint32_t>(list.size() - 1);
}

}  // namespace

v8::MaybeLocal<v8::Object> ParcelHolder::Make(Realm& realm, std::shared_ptr<Parcel> parcel) {
  v8::Isolate* isolate = realm.isolate();
  auto& protocol = realm.State<Protocol>();
  v8::Local<v8::Object> object;
  if (!protocol.Load(realm) ||
      !protocol.parcel_class.Get(isolate)->NewInstance(isolate->GetCurrentContext()).ToLocal(&object)) {
    return {};
  }
  engine::Adopt(isolate, std::make_unique<ParcelHolder>(std::move(parcel)), object);
  return object;
}

class MessageWriter final : public v8::ValueSerializer::Delegate {
 public:
  // `adopted`: the one reader may have memory of the message.
  MessageWriter(Realm& realm, Message& message, bool adopted)
      : realm_(realm),
        isolate_(realm.isolate()),
        protocol_(realm.State<Protocol>()),
        message_(message),
        adopted_(adopted),
        serializer_(isolate_, this) {}

  bool Write(v8::Local<v8::Context> context, v8::Local<v8::Value> value, v8::Local<v8::Array> transfer) {
    serializer_.WriteHeader();
    std::vector<v8::Local<v8::ArrayBuffer>> buffers;
    std::shared_ptr<v8::BackingStore> copy;
    for (uint32_t i = 0; !transfer.IsEmpty() && i < transfer->Length(); ++i) {
      v8::Local<v8::Value> item = transfer->Get(context, i).ToLocalChecked();
      if (item->IsArrayBuffer()) {
        // A WebAssembly memory keeps its own.
        if (!item.As<v8::ArrayBuffer>()->IsDetachable()) return Refuse(kUnmovable).FromMaybe(false);
        serializer_.TransferArrayBuffer(static_cast<uint32_t>(buffers.size()), item.As<v8::ArrayBuffer>());
        buffers.push_back(item.As<v8::ArrayBuffer>());
      } else {
        transferred_.push_back(item.As<v8::Object>());
      }
    }
    if (v8::Local<v8::ArrayBuffer> large = LargeBufferOf(value);
        !large.IsEmpty() && std::find(buffers.begin(), buffers.end(), large) == buffers.end()) {
      copy = CopyOf(large);
      if (copy != nullptr) serializer_.TransferArrayBuffer(static_cast<uint32_t>(buffers.size()), large);
    }
    if (serializer_.WriteValue(context, value).IsNothing()) return false;
    for (const v8::Local<v8::Object>& object : transferred_) {
      if (!Transfer(context, object)) return false;
    }
    for (const v8::Local<v8::ArrayBuffer>& buffer : buffers) {
      // Getters of the value may have moved it.
      if (buffer->WasDetached()) return Refuse(kUnmovable).FromMaybe(false);
      message_.buffers_.push_back(buffer->GetBackingStore());
      if (buffer->Detach(v8::Local<v8::Value>()).IsNothing()) return false;
    }
    if (copy != nullptr) message_.buffers_.push_back(std::move(copy));
    message_.size_ = serializer_.Release().second;
    return true;
  }

  // The bytes are the message's from the start.
  void* ReallocateBufferMemory(void*, size_t size, size_t* actual_size) override {
    if (!message_.ResizeBytes(size)) return nullptr;
    *actual_size = message_.capacity_;
    return message_.bytes_;
  }
  void FreeBufferMemory(void*) override { message_.ResizeBytes(0); }

  // Throws the DataCloneError with this message.
  void ThrowDataCloneError(v8::Local<v8::String> text) override {
    v8::Local<v8::Value> argument = text;
    v8::Local<v8::Value> ignored;
    // It always throws; the exception stays pending.
    if (!protocol_.fail.Get(isolate_)
             ->Call(isolate_->GetCurrentContext(), v8::Undefined(isolate_), 1, &argument)
             .ToLocal(&ignored)) {
      return;
    }
  }

  v8::Maybe<uint32_t> GetSharedArrayBufferId(v8::Isolate*, v8::Local<v8::SharedArrayBuffer> buffer) override {
    const size_t known = shared_.size();
    const uint32_t index = IndexOf(isolate_, shared_, buffer);
    if (index == known) message_.shared_.push_back(buffer->GetBackingStore());
    return v8::Just(index);
  }

  v8::Maybe<uint32_t> GetWasmModuleTransferId(v8::Isolate*, v8::Local<v8::WasmModuleObject> module) override {
    const size_t known = modules_.size();
    const uint32_t index = IndexOf(isolate_, modules_, module);
    if (index == known) message_.modules_.push_back(module->GetCompiledModule());
    return v8::Just(index);
  }

  bool HasCustomHostObject(v8::Isolate*) override { return true; }

  // Asks the object for its parts: one that only inherits the method has none, and is copied like any other.
  v8::Maybe<bool> IsHostObject(v8::Isolate*, v8::Local<v8::Object> object) override {
    if (object->InternalFieldCount() > 0) return v8::Just(true);
    const v8::Local<v8::Context> context = isolate_->GetCurrentContext();
    for (size_t i = 0; i < transferred_.size(); ++i) {
      if (transferred_[i] == object) return v8::Just(true);
    }
    bool marked = false;
    if (!object->HasPrivate(context, protocol_.uncloneable.Get(isolate_)).To(&marked)) return v8::Nothing<bool>();
    if (marked) return Refuse(kUnsupported);
    v8::Local<v8::Value> method;
    if (!object->Get(context, protocol_.cloneable.Get(isolate_)).ToLocal(&method)) return v8::Nothing<bool>();
    if (method->IsUndefined()) return NeedsTransfer(context, object);
    if (!method->IsFunction()) return Refuse(kUnsupported);
    if (!method.As<v8::Function>()->Call(context, object, 0, nullptr).ToLocal(&parts_)) return v8::Nothing<bool>();
    return v8::Just(!parts_->IsUndefined());
  }

  // Called right after IsHostObject has said yes. Objects with internal fields have no parts.
  v8::Maybe<bool> WriteHostObject(v8::Isolate*, v8::Local<v8::Object> object) override {
    for (size_t i = 0; i < transferred_.size(); ++i) {
      if (transferred_[i] == object) return WriteIndex(HostKind::kTransferred, i);
    }
    // V8 asks nothing about an object with interceptors, which process.env is.
    if (parts_.IsEmpty() && object->InternalFieldCount() == 0 && IsHostObject(isolate_, object).IsNothing()) {
      return v8::Nothing<bool>();
    }
    if (!parts_.IsEmpty() && !parts_->IsUndefined()) {
      serializer_.WriteUint32(static_cast<uint32_t>(HostKind::kRevived));
      return serializer_.WriteValue(isolate_->GetCurrentContext(), std::exchange(parts_, v8::Local<v8::Value>()));
    }
    auto* holder = engine::Unwrap<ParcelHolder>(object);
    std::shared_ptr<Parcel> parcel = holder != nullptr ? holder->Take() : nullptr;
    if (parcel != nullptr) {
      message_.parcels_.push_back(std::move(parcel));
      return WriteIndex(HostKind::kParcel, message_.parcels_.size() - 1);
    }
    return Refuse(kUnsupported);
  }

 private:
  // The buffer of a value that is nothing but it or a view of it, where copying it twice would be noticed.
  v8::Local<v8::ArrayBuffer> LargeBufferOf(v8::Local<v8::Value> value) {
    if (!adopted_) return {};
    v8::Local<v8::Value> buffer = value;
    // A small array may have its elements in itself: asking for its buffer would make one.
    if (value->IsArrayBufferView() && value.As<v8::ArrayBufferView>()->HasBuffer()) {
      buffer = value.As<v8::ArrayBufferView>()->Buffer();
    }
    if (!buffer->IsArrayBuffer()) return {};
    const auto found = buffer.As<v8::ArrayBuffer>();
    if (found->ByteLength() < kLargeBuffer || found->IsResizableByUserJavaScript()) return {};
    return found;
  }

  // A copy that the reader can have as it is; null when there is no memory.
  std::shared_ptr<v8::BackingStore> CopyOf(v8::Local<v8::ArrayBuffer> buffer) {
    const size_t length = buffer->ByteLength();
    std::shared_ptr<v8::BackingStore> copy =
        v8::ArrayBuffer::NewBackingStore(isolate_, length, v8::BackingStoreInitializationMode::kUninitialized,
                                         v8::BackingStoreOnFailureMode::kReturnNull);
    if (copy != nullptr) std::memcpy(copy->Data(), buffer->Data(), length);
    return copy;
  }

  v8::Maybe<bool> WriteIndex(HostKind kind, size_t index) {
    serializer_.WriteUint32(static_cast<uint32_t>(kind));
    serializer_.WriteUint32(static_cast<uint32_t>(index));
    return v8::Just(true);
  }

  v8::Maybe<bool> Refuse(std::string_view text) {
    ThrowDataCloneError(engine::FromLatin1(isolate_, text));
    return v8::Nothing<bool>();
  }

  // An object that can only be moved, and is not on the list.
  v8::Maybe<bool> NeedsTransfer(v8::Local<v8::Context> context, v8::Local<v8::Object> object) {
    v8::Local<v8::Value> method;
    if (!object->Get(context, protocol_.transferable.Get(isolate_)).ToLocal(&method)) return v8::Nothing<bool>();
    if (method->IsFunction()) return Refuse(kNotListed);
    return v8::Just(false);
  }

  // Takes one object: its class's method leaves it empty and gives what makes it again.
  bool Transfer(v8::Local<v8::Context> context, v8::Local<v8::Object> object) {
    v8::Local<v8::Value> method;
    v8::Local<v8::Value> parts;
    if (!object->Get(context, protocol_.transferable.Get(isolate_)).ToLocal(&method) || !method->IsFunction() ||
        !method.As<v8::Function>()->Call(context, object, 0, nullptr).ToLocal(&parts)) {
      return false;
    }
    // A program may have found the symbol of the method, and written one of its own.
    if (!parts->IsArray()) return Refuse(kUnmovable).FromMaybe(false);
    auto list = parts.As<v8::Array>();
    v8::Local<v8::Value> named;
    v8::Local<v8::Value> data;
    v8::Local<v8::Value> with;
    if (!list->Get(context, 0).ToLocal(&named) || !list->Get(context, 1).ToLocal(&data) ||
        !list->Get(context, 2).ToLocal(&with)) {
      return false;
    }
    if (!named->IsString()) return Refuse(kUnmovable).FromMaybe(false);
    std::string name = engine::ToUtf8(isolate_, named);
    auto message = Message::Serialize(realm_, data, with->IsArray() ? with.As<v8::Array>() : v8::Local<v8::Array>());
    if (message == nullptr) return false;
    message_.transferred_.push_back({std::move(name), std::move(message)});
    return true;
  }

  Realm& realm_;
  v8::Isolate* isolate_;
  Protocol& protocol_;
  Message& message_;
  bool adopted_;
  std::vector<v8::Local<v8::Object>> transferred_;
  std::vector<v8::Global<v8::SharedArrayBuffer>> shared_;
  std::vector<v8::Global<v8::WasmModuleObject>> modules_;
  v8::ValueSerializer serializer_;
  v8::Local<v8::Value> parts_;
};

class MessageReader final : public v8::ValueDeserializer::Delegate {
 public:
  MessageReader(Realm& realm, Message& message, v8::Local<v8::Function> revive,
                std::vector<v8::Local<v8::Value>>& transferred)
      : realm_(realm),
        message_(message),
        revive_(revive),
        transferred_(transferred),
        deserializer_(realm.isolate(), message.bytes_, message.size_, this) {}

  v8::MaybeLocal<v8::Value> Read(v8::Local<v8::Context> context) {
    v8::Isolate* isolate = realm_.isolate();
    if (deserializer_.ReadHeader(context).IsNothing()) return {};
    auto& allocator = static_cast<engine::ArrayBufferAllocator&>(*isolate->GetArrayBufferAllocator());
    for (size_t i = 0; i < message_.buffers_.size(); ++i) {
      allocator.NoteAdopted(message_.buffers_[i]->ByteLength());
      deserializer_.TransferArrayBuffer(static_cast<uint32_t>(i),
                                        v8::ArrayBuffer::New(isolate, std::move(message_.buffers_[i])));
    }
    for (auto& part : message_.transferred_) {
      std::vector<v8::Local<v8::Value>> inner;
      v8::Local<v8::Value> data;
      v8::Local<v8::Value> object;
      if (!part.data->Deserialize(realm_, inner, revive_).ToLocal(&data)) return {};
      if (!Revive(context, engine::FromUtf8(isolate, part.name), data).ToLocal(&object)) return {};
      transferred_.push_back(object);
    }
    return deserializer_.ReadValue(context);
  }

  v8::MaybeLocal<v8::Object> ReadHostObject(v8::Isolate* isolate) override {
    const v8::Local<v8::Context> context = isolate->GetCurrentContext();
    // V8 forbids JavaScript while it reads, as it would be surprised by changes; a reviver only makes an object.
    const v8::Isolate::AllowJavascriptExecutionScope allow(isolate);
    uint32_t kind = 0;
    uint32_t index = 0;
    if (!deserializer_.ReadUint32(&kind)) return {};
    v8::Local<v8::Value> object;
    if (kind == static_cast<uint32_t>(HostKind::kRevived)) {
      v8::Local<v8::Value> parts;
      if (!deserializer_.ReadValue(context).ToLocal(&parts) || !parts->IsArray()) return {};
      v8::Local<v8::Value> name;
      v8::Local<v8::Value> data;
      if (!parts.As<v8::Array>()->Get(context, 0).ToLocal(&name) ||
          !parts.As<v8::Array>()->Get(context, 1).ToLocal(&data) || !Revive(context, name, data).ToLocal(&object)) {
        return {};
      }
    } else {
      if (!deserializer_.ReadUint32(&index)) return {};
      if (kind == static_cast<uint32_t>(HostKind::kTransferred)) {
        if (index >= transferred_.size()) return {};
        object = transferred_[index];
      } else {
        if (index >= message_.parcels_.size() || !message_.parcels_[index]->Open(realm_).ToLocal(&object)) return {};
      }
    }
    if (!object->IsObject()) return {};
    return object.As<v8::Object>();
  }

  v8::MaybeLocal<v8::SharedArrayBuffer> GetSharedArrayBufferFromId(v8::Isolate* isolate, uint32_t id) override {
    if (id >= message_.shared_.size()) return {};
    return v8::SharedArrayBuffer::New(isolate, message_.shared_[id]);
  }

  v8::MaybeLocal<v8::WasmModuleObject> GetWasmModuleFromId(v8::Isolate* isolate, uint32_t id) override {
    if (id >= message_.modules_.size()) return {};
    return v8::WasmModuleObject::FromCompiledModule(isolate, message_.modules_[id]);
  }

 private:
  v8::MaybeLocal<v8::Value> Revive(v8::Local<v8::Context> context, v8::Local<v8::Value> name,
                                   v8::Local<v8::Value> data) {
    v8::Local<v8::Value> arguments[] = {name, data};
    return revive_->Call(context, v8::Undefined(realm_.isolate()), 2, arguments);
  }

  Realm& realm_;
  Message& message_;
  v8::Local<v8::Function> revive_;
  std::vector<v8::Local<v8::Value>>& transferred_;
  v8::ValueDeserializer deserializer_;
};

Message::~Message() { ResizeBytes(0); }

bool Message::ResizeBytes(size_t size) {
  using engine::BlockPool;
  // What is longer grows in place, by realloc.
  constexpr size_t kMostPooled = 4 * 1024 * 1024;
  const auto serves = [](size_t bytes) { return bytes <= kMostPooled && BlockPool::Serves(bytes); };
  const bool pooled = serves(capacity_);
  if (!pooled && !serves(size)) {
    if (size == 0) {
      std::free(std::exchange(bytes_, nullptr));
    } else {
      auto* moved = static_cast<uint8_t*>(std::realloc(bytes_, size));
      if (moved == nullptr) return false;
      bytes_ = moved;
    }
    capacity_ = size;
    return true;
  }
  void* made = nullptr;
  if (size != 0) {
    made = serves(size) ? BlockPool::Get().Take(size, false) : std::malloc(size);
    if (made == nullptr) return false;
    if (capacity_ != 0) std::memcpy(made, bytes_, std::min(size, capacity_));
  }
  if (pooled) {
    BlockPool::Get().Return(bytes_, capacity_);
  } else {
    std::free(bytes_);
  }
  bytes_ = static_cast<uint8_t*>(made);
  capacity_ = size;
  return true;
}

std::unique_ptr<Message> Message::Serialize(Realm& realm, v8::Local<v8::Value> value, v8::Local<v8::Array> transfer,
                                            Readers readers) {
  if (!realm.State<Protocol>().Load(realm)) return nullptr;
  std::unique_ptr<Message> message(new Message);
  if (!MessageWriter(realm, *message, readers == Readers::kOne)
           .Write(realm.isolate()->GetCurrentContext(), value, transfer))
    return nullptr;
  return message;
}

v8::MaybeLocal<v8::Value> Message::Deserialize(Realm& realm, std::vector<v8::Local<v8::Value>>& transferred,
                                               v8::Local<v8::Function> revive) {
  v8::Isolate* isolate = realm.isolate();
  if (!realm.State<Protocol>().Load(realm)) return {};
  if (revive.IsEmpty()) revive = realm.State<Protocol>().revive.Get(isolate);
  return MessageReader(realm, *this, revive, transferred).Read(isolate->GetCurrentContext());
}

}  // namespace eddy::runtime
