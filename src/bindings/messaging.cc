// binding('messaging'): values that are copied and moved, within a realm (structuredClone) and between realms (ports).
// https://html.spec.whatwg.org/multipage/structured-data.html
#include <v8.h>

#include <memory>
#include <utility>
#include <vector>

#include "bindings/message_port.h"
#include "bindings/registry.h"
#include "bindings/vm_context.h"
#include "engine/binding.h"
#include "engine/builtins.h"
#include "runtime/message.h"

namespace eddy::bindings {
namespace {

// clone(value, transfer?): a deep copy; what is on the list is moved into it.
v8::MaybeLocal<v8::Value> Clone(Realm& realm, v8::Local<v8::Value> value,
                                std::optional<v8::Local<v8::Array>> transfer) {
  auto message = runtime::Message::Serialize(realm, value, transfer.value_or(v8::Local<v8::Array>()));
  if (message == nullptr) return {};
  std::vector<v8::Local<v8::Value>> transferred;
  return message->Deserialize(realm, transferred);
}

// uncloneableKey(): the key of the property that objects have which must not be copied. A private symbol: lib/ sets and
// reads it as it would any other, which optimised code does without a call; programs never see it.
v8::Local<v8::Private> UncloneableKeyOf(v8::Isolate* isolate) {
  return v8::Private::ForApi(isolate, engine::Internalized(isolate, "eddy:uncloneable"));
}
v8::Local<v8::Value> UncloneableKey(v8::Isolate* isolate) { return UncloneableKeyOf(isolate).As<v8::Value>(); }

// Sets that property on a proxy, which JavaScript can't.
void MarkProxyUncloneable(v8::Isolate* isolate, v8::Local<v8::Object> proxy) {
  proxy->SetPrivate(isolate->GetCurrentContext(), UncloneableKeyOf(isolate), v8::True(isolate)).Check();
}

// What lib/internal/plain_clone.js copies by itself.
enum Kind : int32_t { kOther, kObject, kArray, kDate, kMap, kSet, kTypedArray, kError };

// kindOf(value): by what the value is, not by its prototype. An array with properties besides its elements is kOther,
// and so is a typed array whose memory is shared, resizable or gone.
int32_t KindOf(v8::Isolate* isolate, v8::Local<v8::Value> value) {
  using v8::internal::Internals;
  const auto address = v8::internal::ValueHelper::ValueAsAddress(*value);
  // An ordinary object: no proxy, no error, none with memory of its own behind it.
  if (Internals::HasHeapObjectTag(address) && Internals::GetInstanceType(address) == Internals::kJSObjectType) {
    return kObject;
  }
  if (value->IsArray()) {
    v8::Local<v8::Array> names;
    const auto filter = static_cast<v8::PropertyFilter>(v8::ONLY_ENUMERABLE | v8::SKIP_SYMBOLS);
    if (!value.As<v8::Array>()
             ->GetPropertyNames(isolate->GetCurrentContext(), v8::KeyCollectionMode::kOwnOnly, filter,
                                v8::IndexFilter::kSkipIndices)
             .ToLocal(&names)) {
      return kOther;
    }
    return names->Length() == 0 ? kArray : kOther;
  }
  if (value->IsTypedArray()) {
    v8::Local<v8::Value> buffer = value.As<v8::TypedArray>()->Buffer();
    if (!buffer->IsArrayBuffer()) return kOther;
    const auto memory = buffer.As<v8::ArrayBuffer>();
    return memory->IsResizableByUserJavaScript() || memory->WasDetached() ? kOther : kTypedArray;
  }
  if (value->IsDate()) return kDate;
  if (value->IsMap()) return kMap;
  if (value->IsSet()) return kSet;
  if (value->IsNativeError()) return kError;
  return kOther;
}

// makeChannel() -> [Port, Port], linked.
v8::MaybeLocal<v8::Value> MakeChannel(Realm& realm) {
  auto [first, second] = runtime::PortEnd::MakePair();
  v8::Local<v8::Value> ports[2];
  if (!Port::Make(realm, std::move(first)).ToLocal(&ports[0]) ||
      !Port::Make(realm, std::move(second)).ToLocal(&ports[1])) {
    return {};
  }
  return v8::Array::New(realm.isolate(), ports, 2).As<v8::Value>();
}

// joinBroadcast(name) -> Port
v8::MaybeLocal<v8::Value> JoinBroadcast(Realm& realm, std::string name) {
  return Port::Make(realm, runtime::PortEnd::Join("channel:" + name));
}

// joinMailbox(name) -> Port: what a thread and those who send to it join. Programs' channels have other names.
v8::MaybeLocal<v8::Value> JoinMailbox(Realm& realm, std::string name) {
  return Port::Make(realm, runtime::PortEnd::Join("thread:" + name));
}

// compileIn(contextified object, id): the builtin's function (exports, require, module, binding) as one of that
// context; undefined when the object is none.
v8::MaybeLocal<v8::Value> CompileIn(v8::Isolate* isolate, v8::Local<v8::Value> sandbox, std::string id) {
  v8::Local<v8::Context> context;
  if (!VmContextOf(isolate, sandbox).ToLocal(&context)) return v8::Undefined(isolate).As<v8::Value>();
  const v8::Context::Scope scope(context);
  v8::Local<v8::Function> function;
  if (!engine::CompileBuiltin(context, engine::FindBuiltin(id)).ToLocal(&function)) return {};
  return function.As<v8::Value>();
}

// move(port): the port's end under a new Port; undefined when the channel has ended.
v8::MaybeLocal<v8::Value> Move(Realm& realm, Port* port) {
  if (port->IsClosed()) return v8::Undefined(realm.isolate()).As<v8::Value>();
  return Port::Make(realm, port->TakeEnd());
}

// Instances are made natively.
std::unique_ptr<Port> MakePort() { return nullptr; }
std::unique_ptr<runtime::ParcelHolder> MakeParcel() { return nullptr; }

}  // namespace

void DefineMessaging(BindingTarget& target) {
  target.Function<&Clone>("clone");
  target.FastFunction<&KindOf>("kindOf");
  target.Function<&UncloneableKey>("uncloneableKey");
  target.Function<&MarkProxyUncloneable>("markProxyUncloneable");
  target.Function<&MakeChannel>("makeChannel");
  target.Function<&JoinBroadcast>("joinBroadcast");
  target.Function<&JoinMailbox>("joinMailbox");
  target.Function<&CompileIn>("compileIn");
  target.Function<&Move>("move");
  target.Class<runtime::ParcelHolder, &MakeParcel>("Parcel", [](engine::ClassTarget&) {});
  target.Class<Port, &MakePort>("Port", [](engine::ClassTarget& methods) {
    methods.Method<Port, &Port::Send>("send");
    methods.Method<Port, &Port::Start>("start");
    methods.Method<Port, &Port::Stop>("stop");
    methods.Method<Port, &Port::Take>("take");
    methods.Method<Port, &Port::Drain>("drain");
    methods.Method<Port, &Port::Ref>("ref");
    methods.Method<Port, &Port::Unref>("unref");
    methods.Method<Port, &Port::HasRef>("hasRef");
    methods.Method<Port, &Port::Close>("close");
    methods.Method<Port, &Port::IsClosed>("isClosed");
    methods.Method<Port, &Port::IsDetached>("isDetached");
    methods.Method<Port, &Port::IsPeerOf>("isPeerOf");
    methods.Method<Port, &Port::Detach>("detach");
  });
}

}  // namespace eddy::bindings
