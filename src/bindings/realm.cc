// binding('realm'): what bootstrap and the queues need of the realm itself.
#include "runtime/realm.h"

#include "bindings/registry.h"
#include "engine/builtins.h"
#include "runtime/fatal.h"

namespace eddy::bindings {

namespace {

using runtime::Entry;

// compileBuiltin(id) -> function (exports, require, module, binding); throws for an unknown id.
v8::MaybeLocal<v8::Value> CompileBuiltin(Realm& realm, std::string id) {
  int index = engine::FindBuiltin(id);
  v8::Isolate* isolate = realm.isolate();
  if (index < 0) {
    isolate->ThrowException(v8::Exception::Error(engine::FromUtf8(isolate, "No such builtin module: " + id)));
    return {};
  }
  v8::Local<v8::Function> function;
  if (!engine::CompileBuiltin(isolate->GetCurrentContext(), index).ToLocal(&function)) return {};
  return function;
}

// builtinIds() -> the ids of all builtin modules, private ones among them, sorted.
std::vector<std::string> BuiltinIds() {
  std::vector<std::string> ids;
  for (const auto& source : engine::BuiltinSources()) ids.emplace_back(source.id);
  return ids;
}

// hasBuiltin(id) -> whether lib/ has it.
bool HasBuiltin(std::string id) { return engine::FindBuiltin(id) >= 0; }

bool IsPublicBuiltin(std::string id) { return engine::IsPublicBuiltin(id); }

// allowIterableStreams(): stream/iter and zlib/iter are found from now on, in all realms.
void AllowIterableStreams() { engine::AllowIterableStreams(); }

void SetEntry(Realm& realm, uint32_t index, v8::Local<v8::Value> value) {
  if (index < static_cast<uint32_t>(Entry::kCount)) realm.SetEntry(static_cast<Entry>(index), value);
}

void RunMicrotasks(v8::Isolate* isolate) { isolate->PerformMicrotaskCheckpoint(); }

void EnqueueMicrotask(v8::Isolate* isolate, v8::Local<v8::Function> function) { isolate->EnqueueMicrotask(function); }

void Drain(Realm& realm) { realm.Drain(); }

void ReportUncaught(Realm& realm, v8::Local<v8::Value> error, std::optional<bool> from_promise) {
  realm.ReportUncaught(error, {}, from_promise.value_or(false));
}

// sourceFrame(error) -> "file:line", the source line and a caret, as they are printed when nothing catches the error.
std::string SourceFrame(v8::Isolate* isolate, v8::Local<v8::Value> error) {
  return runtime::SourceFrameOf(isolate, error, {});
}

// setSourceFrame(error, text): what is printed so instead.
void SetSourceFrame(v8::Isolate* isolate, v8::Local<v8::Object> error, std::string text) {
  runtime::SetSourceFrame(isolate, error, text);
}

// A lazy property is read for the first time: lib/internal/lazy.js makes the value.
void LoadLazy(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Value>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Value> arguments[] = {name, info.Holder()};
  v8::Local<v8::Value> value;
  if (Realm::From(isolate)
          .entry(Entry::kLoadLazy)
          ->Call(isolate->GetCurrentContext(), v8::Undefined(isolate), 2, arguments)
          .ToLocal(&value)) {
    info.GetReturnValue().Set(value);
  }
}

// defineLazy(object, name, enumerable): a data property to every eye; its value is made when it is first read. The
// getter has no data of its own: V8's snapshot keeps getters apart from the context they serve.
bool DefineLazy(v8::Isolate* isolate, v8::Local<v8::Object> object, v8::Local<v8::String> name, bool enumerable) {
  auto attributes = enumerable ? v8::None : v8::DontEnum;
  return object->SetLazyDataProperty(isolate->GetCurrentContext(), name, &LoadLazy, {}, attributes).FromMaybe(false);
}

// exit(code): returns in a worker only.
void Exit(Realm& realm, int32_t code) { realm.Exit(code); }

}  // namespace

void DefineRealm(BindingTarget& target) {
  target.Function<&CompileBuiltin>("compileBuiltin");
  target.Function<&BuiltinIds>("builtinIds");
  target.Function<&HasBuiltin>("hasBuiltin");
  target.Function<&IsPublicBuiltin>("isPublicBuiltin");
  target.Function<&AllowIterableStreams>("allowIterableStreams");
  target.Function<&SetEntry>("setEntry");
  target.Function<&RunMicrotasks>("runMicrotasks");
  target.Function<&EnqueueMicrotask>("enqueueMicrotask");
  target.Function<&Drain>("drain");
  target.Function<&ReportUncaught>("reportUncaught");
  if (!target.collecting()) {
    // V8's own functions, which optimised code calls without crossing the API.
    const v8::Local<v8::Object> extras = target.context()->GetExtrasBindingObject();
    for (const auto& [name, own] : {std::pair("getAsyncContext", "getContinuationPreservedEmbedderData"),
                                    std::pair("setAsyncContext", "setContinuationPreservedEmbedderData")}) {
      target.Set(name, extras->Get(target.context(), engine::Internalized(target.isolate(), own)).ToLocalChecked());
    }
  }
  target.Function<&SourceFrame>("sourceFrame");
  target.Function<&SetSourceFrame>("setSourceFrame");
  target.Function<&DefineLazy>("defineLazy");
  target.Reference(reinterpret_cast<const void*>(&LoadLazy));
  target.Function<&Exit>("exit");
}

}  // namespace eddy::bindings
