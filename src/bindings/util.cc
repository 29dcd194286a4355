// binding('util'): what node:util shows of values and of the call stack that JavaScript itself can't see.
// https://nodejs.org/api/util.html
#include <v8.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "bindings/promise_hooks.h"
#include "bindings/sigint_trace.h"
#include "engine/binding.h"
#include "engine/strings.h"

namespace eddy::bindings {
namespace {

// [state, result]: 0 pending (no result), 1 fulfilled, 2 rejected.
v8::Local<v8::Array> PromiseDetails(v8::Isolate* isolate, v8::Local<v8::Promise> promise) {
  const v8::Promise::PromiseState state = promise->State();
  std::array<v8::Local<v8::Value>, 2> parts{v8::Integer::New(isolate, static_cast<int>(state)), v8::Undefined(isolate)};
  if (state != v8::Promise::kPending) parts[1] = promise->Result();
  return v8::Array::New(isolate, parts.data(), parts.size());
}

// [target, handler]; both null for a revoked proxy.
v8::Local<v8::Array> ProxyDetails(v8::Isolate* isolate, v8::Local<v8::Value> value) {
  const v8::Local<v8::Proxy> proxy = value.As<v8::Proxy>();
  std::array<v8::Local<v8::Value>, 2> parts{proxy->GetTarget(), proxy->GetHandler()};
  return v8::Array::New(isolate, parts.data(), parts.size());
}

// [entries, isKeyValue] of a map, a set (also a weak one) or one of their iterators, which is not advanced.
v8::MaybeLocal<v8::Array> PreviewEntries(v8::Isolate* isolate, v8::Local<v8::Object> collection) {
  bool is_key_value = false;
  v8::Local<v8::Array> entries;
  if (!collection->PreviewEntries(&is_key_value).ToLocal(&entries)) entries = v8::Array::New(isolate);
  std::array<v8::Local<v8::Value>, 2> parts{entries, v8::Boolean::New(isolate, is_key_value)};
  return v8::Array::New(isolate, parts.data(), parts.size());
}

// Own keys, strings and symbols, that aren't array indices.
v8::MaybeLocal<v8::Array> OwnNonIndexKeys(v8::Isolate* isolate, v8::Local<v8::Object> object, bool enumerable_only) {
  return object->GetPropertyNames(
      isolate->GetCurrentContext(), v8::KeyCollectionMode::kOwnOnly,
      enumerable_only ? v8::PropertyFilter::ONLY_ENUMERABLE : v8::PropertyFilter::ALL_PROPERTIES,
      v8::IndexFilter::kSkipIndices);
}

// Whether two views hold the same bytes.
bool EqualBytes(v8::Local<v8::Value> a, v8::Local<v8::Value> b) {
  auto first = a.As<v8::ArrayBufferView>();
  auto second = b.As<v8::ArrayBufferView>();
  const size_t length = first->ByteLength();
  if (length != second->ByteLength()) return false;
  // Small arrays lie in V8's heap until their buffer is asked for: read them there.
  std::array<uint8_t, 64> storage_a;
  std::array<uint8_t, 64> storage_b;
  const v8::MemorySpan<uint8_t> bytes_a = first->GetContents({storage_a.data(), storage_a.size()});
  const v8::MemorySpan<uint8_t> bytes_b = second->GetContents({storage_b.data(), storage_b.size()});
  return length == 0 || std::memcmp(bytes_a.data(), bytes_b.data(), length) == 0;
}

// The name of the class that made the object, whatever its prototype says now.
v8::Local<v8::String> ConstructorName(v8::Local<v8::Object> object) { return object->GetConstructorName(); }

v8::Local<v8::BigInt> ExternalAddress(v8::Isolate* isolate, v8::Local<v8::Value> external) {
  return v8::BigInt::NewFromUnsigned(isolate, reinterpret_cast<uint64_t>(external.As<v8::External>()->Value()));
}

// Up to `count` (1 to 200) frames above the caller, each [function name, script id, script name, line, column], lines
// and columns from 1.
v8::Local<v8::Array> CallSites(v8::Isolate* isolate, uint32_t count) {
  // The frame of lib/'s own function is left out.
  const v8::Local<v8::StackTrace> stack = v8::StackTrace::CurrentStackTrace(isolate, static_cast<int>(count) + 1);
  std::vector<v8::Local<v8::Value>> sites;
  for (int i = 1; i < stack->GetFrameCount(); ++i) {
    const v8::Local<v8::StackFrame> frame = stack->GetFrame(isolate, static_cast<uint32_t>(i));
    const auto text_or_empty = [isolate](v8::Local<v8::String> text) -> v8::Local<v8::Value> {
      return text.IsEmpty() ? v8::String::Empty(isolate) : text;
    };
    std::array<v8::Local<v8::Value>, 5> parts{
        text_or_empty(frame->GetFunctionName()),          v8::Integer::New(isolate, frame->GetScriptId()),
        text_or_empty(frame->GetScriptNameOrSourceURL()), v8::Integer::New(isolate, frame->GetLineNumber()),
        v8::Integer::New(isolate, frame->GetColumn()),
    };
    sites.push_back(v8::Array::New(isolate, parts.data(), parts.size()));
  }
  return v8::Array::New(isolate, sites.data(), sites.size());
}

// Functions that V8 calls when a promise is made, before and after a reaction of it runs, and when it is resolved;
// undefined for none. https://nodejs.org/api/v8.html#promise-hooks
void SetPromiseHooks(Realm& realm, v8::Local<v8::Value> init, v8::Local<v8::Value> before, v8::Local<v8::Value> after,
                     v8::Local<v8::Value> resolve) {
  realm.State<PromiseHooks>().Set({init, before, after, resolve});
}

}  // namespace

void DefineUtil(BindingTarget& target) {
  target.Function<&CallSites>("callSites");
  target.Function<&ConstructorName>("constructorName");
  target.Function<&ExternalAddress>("externalAddress");
  target.FastFunction<&EqualBytes>("equalBytes");
  target.Function<&OwnNonIndexKeys>("ownNonIndexKeys");
  target.Function<&PreviewEntries>("previewEntries");
  target.Function<&PromiseDetails>("promiseDetails");
  target.Function<&ProxyDetails>("proxyDetails");
  target.Function<&SetPromiseHooks>("setPromiseHooks");
  target.Function<&SetTraceSigint>("setTraceSigint");
}

}  // namespace eddy::bindings
