#include "bindings/vm_context.h"

#include <memory>
#include <shared_mutex>
#include <vector>

#include "bindings/promise_hooks.h"
#include "engine/minor_gc.h"

namespace eddy::bindings {

namespace {

using v8::Intercepted;

// What the embedder keeps in a context: the object that its global object stands for, and its own microtask queue.
constexpr int kSandboxSlot = 32;
constexpr int kQueueSlot = 33;
constexpr int kWasmSlot = 34;

v8::Local<v8::Private> GlobalKey(v8::Isolate* isolate) {
  return v8::Private::ForApi(isolate, engine::Internalized(isolate, "eddy:vmGlobal"));
}

// The two halves of one global object while an interceptor runs; false before the context is whole.
struct Halves {
  v8::Local<v8::Context> context;
  v8::Local<v8::Object> sandbox;
  v8::Local<v8::Object> global;
};

template <typename T>
bool Find(const v8::PropertyCallbackInfo<T>& info, Halves& out) {
  v8::Local<v8::Context> context;
  if (!info.Holder()->GetCreationContext(info.GetIsolate()).ToLocal(&context)) return false;
  if (context->GetNumberOfEmbedderDataFields() <= static_cast<uint32_t>(kSandboxSlot)) return false;
  v8::Local<v8::Value> sandbox = context->GetEmbedderData(kSandboxSlot);
  if (!sandbox->IsObject()) return false;
  out = {context, sandbox.As<v8::Object>(), context->Global()};
  return true;
}

v8::Local<v8::Name> IndexName(v8::Isolate* isolate, uint32_t index) {
  return engine::FromLatin1(isolate, std::to_string(index));
}

Intercepted Get(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Value>& info) {
  Halves halves;
  if (!Find(info, halves)) return Intercepted::kNo;
  v8::Local<v8::Value> value;
  if (!halves.sandbox->GetRealNamedProperty(halves.context, name).ToLocal(&value)) return Intercepted::kNo;
  // The sandbox seen from inside is the global object.
  if (value == halves.sandbox) value = halves.global;
  info.GetReturnValue().Set(value);
  return Intercepted::kYes;
}

Intercepted Query(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Integer>& info) {
  Halves halves;
  if (!Find(info, halves)) return Intercepted::kNo;
  // What the sandbox inherits can be read, but is no property of the global object.
  if (!halves.sandbox->HasOwnProperty(halves.context, name).FromMaybe(false)) return Intercepted::kNo;
  v8::PropertyAttribute attributes;
  if (!halves.sandbox->GetRealNamedPropertyAttributes(halves.context, name).To(&attributes)) return Intercepted::kNo;
  info.GetReturnValue().Set(static_cast<int32_t>(attributes));
  return Intercepted::kYes;
}

Intercepted Set(v8::Local<v8::Name> name, v8::Local<v8::Value> value, const v8::PropertyCallbackInfo<void>& info) {
  Halves halves;
  if (!Find(info, halves)) return Intercepted::kNo;
  auto attributes = halves.sandbox->GetRealNamedPropertyAttributes(halves.context, name);
  bool in_sandbox = attributes.IsJust();
  v8::Maybe<bool> in_global = halves.global->HasRealNamedProperty(halves.context, name);
  bool declared = in_sandbox || in_global.FromMaybe(false);
  // `x = 1` as against `this.x = 1`: only the latter declares in strict mode.
  bool as_variable = info.This() != halves.global;
  // V8 declares a function by what looks like such a store.
  if (!declared && info.ShouldThrowOnError() && as_variable && !value->IsFunction()) return Intercepted::kNo;
  if (in_sandbox && (attributes.FromJust() & v8::ReadOnly) != 0) {
    if (!info.ShouldThrowOnError()) return Intercepted::kYes;
    v8::Isolate* isolate = info.GetIsolate();
    std::string shown = engine::ToUtf8(isolate, name.As<v8::Value>());
    std::string text = as_variable ? "Cannot assign to read only property '" + shown + "' of object '#<Object>'"
                                   : "Cannot redefine property: " + shown;
    isolate->ThrowException(v8::Exception::TypeError(engine::FromUtf8(isolate, text)));
    return Intercepted::kYes;
  }
  if (halves.sandbox->Set(halves.context, name, value).IsNothing()) return Intercepted::kYes;
  return Intercepted::kYes;
}

Intercepted Delete(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Boolean>& info) {
  Halves halves;
  if (!Find(info, halves)) return Intercepted::kNo;
  if (!halves.sandbox->HasOwnProperty(halves.context, name).FromMaybe(false)) return Intercepted::kNo;
  bool deleted = halves.sandbox->Delete(halves.context, name).FromMaybe(false);
  info.GetReturnValue().Set(deleted);
  return Intercepted::kYes;
}

void Enumerate(const v8::PropertyCallbackInfo<v8::Array>& info) {
  Halves halves;
  if (!Find(info, halves)) return;
  v8::Local<v8::Array> names;
  if (halves.sandbox
          ->GetPropertyNames(halves.context, v8::KeyCollectionMode::kOwnOnly, v8::ALL_PROPERTIES,
                             v8::IndexFilter::kSkipIndices)
          .ToLocal(&names)) {
    info.GetReturnValue().Set(names);
  }
}

void EnumerateIndices(const v8::PropertyCallbackInfo<v8::Array>& info) {
  Halves halves;
  if (!Find(info, halves)) return;
  v8::Local<v8::Array> names;
  if (!halves.sandbox
           ->GetPropertyNames(halves.context, v8::KeyCollectionMode::kOwnOnly, v8::SKIP_SYMBOLS,
                              v8::IndexFilter::kIncludeIndices)
           .ToLocal(&names)) {
    return;
  }
  std::vector<v8::Local<v8::Value>> indices;
  for (uint32_t i = 0; i < names->Length(); i++) {
    v8::Local<v8::Value> name;
    if (names->Get(halves.context, i).ToLocal(&name) && name->IsUint32()) indices.push_back(name);
  }
  info.GetReturnValue().Set(v8::Array::New(info.GetIsolate(), indices.data(), indices.size()));
}

Intercepted Define(v8::Local<v8::Name> name, const v8::PropertyDescriptor& given,
                   const v8::PropertyCallbackInfo<void>& info) {
  Halves halves;
  if (!Find(info, halves)) return Intercepted::kNo;
  v8::Isolate* isolate = info.GetIsolate();
  auto apply = [&](v8::PropertyDescriptor&& descriptor) {
    if (given.has_enumerable()) descriptor.set_enumerable(given.enumerable());
    if (given.has_configurable()) descriptor.set_configurable(given.configurable());
    v8::Maybe<bool> defined = halves.sandbox->DefineProperty(halves.context, name, descriptor);
    if (defined.IsJust() && !defined.FromJust() && info.ShouldThrowOnError()) {
      isolate->ThrowException(v8::Exception::TypeError(
          engine::FromUtf8(isolate, "Cannot redefine property: " + engine::ToUtf8(isolate, name.As<v8::Value>()))));
    }
    return Intercepted::kYes;
  };
  if (given.has_get() || given.has_set()) {
    v8::Local<v8::Value> undefined = v8::Undefined(isolate);
    return apply(
        v8::PropertyDescriptor(given.has_get() ? given.get() : undefined, given.has_set() ? given.set() : undefined));
  }
  v8::Local<v8::Value> value = given.has_value() ? given.value() : v8::Undefined(isolate).As<v8::Value>();
  if (given.has_writable()) return apply(v8::PropertyDescriptor(value, given.writable()));
  if (given.has_value()) return apply(v8::PropertyDescriptor(value));
  return apply(v8::PropertyDescriptor());
}

Intercepted Describe(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Value>& info) {
  Halves halves;
  if (!Find(info, halves)) return Intercepted::kNo;
  if (!halves.sandbox->HasOwnProperty(halves.context, name).FromMaybe(false)) return Intercepted::kNo;
  v8::Local<v8::Value> descriptor;
  if (!halves.sandbox->GetOwnPropertyDescriptor(halves.context, name).ToLocal(&descriptor)) return Intercepted::kNo;
  info.GetReturnValue().Set(descriptor);
  return Intercepted::kYes;
}

Intercepted GetIndex(uint32_t index, const v8::PropertyCallbackInfo<v8::Value>& info) {
  return Get(IndexName(info.GetIsolate(), index), info);
}
Intercepted SetIndex(uint32_t index, v8::Local<v8::Value> value, const v8::PropertyCallbackInfo<void>& info) {
  return Set(IndexName(info.GetIsolate(), index), value, info);
}
Intercepted QueryIndex(uint32_t index, const v8::PropertyCallbackInfo<v8::Integer>& info) {
  return Query(IndexName(info.GetIsolate(), index), info);
}
Intercepted DeleteIndex(uint32_t index, const v8::PropertyCallbackInfo<v8::Boolean>& info) {
  return Delete(IndexName(info.GetIsolate(), index), info);
}
Intercepted DefineIndex(uint32_t index, const v8::PropertyDescriptor& given,
                        const v8::PropertyCallbackInfo<void>& info) {
  return Define(IndexName(info.GetIsolate(), index), given, info);
}
Intercepted DescribeIndex(uint32_t index, const v8::PropertyCallbackInfo<v8::Value>& info) {
  return Describe(IndexName(info.GetIsolate(), index), info);
}

bool MayCompileWasm(v8::Local<v8::Context> context, v8::Local<v8::String>) {
  if (context->GetNumberOfEmbedderDataFields() <= static_cast<uint32_t>(kWasmSlot)) return true;
  return !context->GetEmbedderData(kWasmSlot)->IsFalse();
}

// The template of contextified global objects, and the queues of contexts that have their own.
struct VmState {
  explicit VmState(Realm& realm) {
    v8::Isolate* isolate = realm.isolate();
    auto global = v8::ObjectTemplate::New(isolate);
    global->SetHandler(v8::NamedPropertyHandlerConfiguration(Get, Set, Query, Delete, Enumerate, Define, Describe, {},
                                                             v8::PropertyHandlerFlags::kHasNoSideEffect));
    global->SetHandler(v8::IndexedPropertyHandlerConfiguration(GetIndex, SetIndex, QueryIndex, DeleteIndex,
                                                               EnumerateIndices, DefineIndex, DescribeIndex, {},
                                                               v8::PropertyHandlerFlags::kHasNoSideEffect));
    intercepting.Reset(isolate, global);
    isolate->SetAllowWasmCodeGenerationCallback(MayCompileWasm);
  }
  v8::Global<v8::ObjectTemplate> intercepting;
  std::vector<std::unique_ptr<v8::MicrotaskQueue>> queues;
};

}  // namespace

v8::MaybeLocal<v8::Context> MakeVmContext(Realm& realm, v8::Local<v8::Object> sandbox,
                                          const VmContextOptions& options) {
  v8::Isolate* isolate = realm.isolate();
  auto& state = realm.State<VmState>();
  v8::MicrotaskQueue* queue = nullptr;
  if (options.own_microtasks) {
    state.queues.push_back(v8::MicrotaskQueue::New(isolate, v8::MicrotasksPolicy::kExplicit));
    queue = state.queues.back().get();
  }
  v8::Local<v8::ObjectTemplate> global;
  if (!sandbox.IsEmpty()) global = state.intercepting.Get(isolate);
  std::shared_lock flags(engine::FlagsMutex());
  v8::Local<v8::Context> context = v8::Context::New(isolate, nullptr, global, {}, {}, queue);
  flags.unlock();
  if (context.IsEmpty()) return {};
  context->SetSecurityToken(realm.context()->GetSecurityToken());
  context->AllowCodeGenerationFromStrings(options.code_from_strings);
  context->SetEmbedderData(kSandboxSlot, v8::Undefined(isolate));
  context->SetAlignedPointerInEmbedderData(kQueueSlot, queue);
  context->SetEmbedderData(kWasmSlot, v8::Boolean::New(isolate, options.wasm));
  realm.State<PromiseHooks>().AddContext(context);
  v8::Local<v8::Object> proxy = context->Global();
  v8::Local<v8::Object> holder = sandbox.IsEmpty() ? proxy : sandbox;
  holder->SetPrivate(realm.context(), GlobalKey(isolate), proxy).Check();
  if (!sandbox.IsEmpty()) {
    proxy->SetPrivate(context, GlobalKey(isolate), proxy).Check();
    context->SetEmbedderData(kSandboxSlot, sandbox);
  }
  return context;
}

v8::MaybeLocal<v8::Context> VmContextOf(v8::Isolate* isolate, v8::Local<v8::Value> object) {
  if (!object->IsObject()) return {};
  v8::Local<v8::Value> global;
  if (!object.As<v8::Object>()->GetPrivate(isolate->GetCurrentContext(), GlobalKey(isolate)).ToLocal(&global) ||
      !global->IsObject()) {
    return {};
  }
  return global.As<v8::Object>()->GetCreationContext(isolate);
}

void RunOwnMicrotasks(v8::Local<v8::Context> context) {
  if (context->GetNumberOfEmbedderDataFields() <= static_cast<uint32_t>(kQueueSlot)) return;
  auto* queue = static_cast<v8::MicrotaskQueue*>(context->GetAlignedPointerFromEmbedderData(kQueueSlot));
  if (queue != nullptr) queue->PerformCheckpoint(v8::Isolate::GetCurrent());
}

}  // namespace eddy::bindings
