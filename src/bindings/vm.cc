// binding('vm'): scripts and functions compiled by programs, and contexts to run them in.
// https://nodejs.org/api/vm.html
#include "bindings/registry.h"
#include "bindings/run_guard.h"
#include "bindings/vm_context.h"

namespace eddy::bindings {

namespace {

using engine::Internalized;

v8::ScriptOrigin OriginOf(v8::Isolate* isolate, v8::Local<v8::String> name, int32_t line, int32_t column,
                          v8::Local<v8::Value> host_defined) {
  v8::Local<v8::PrimitiveArray> options;
  if (host_defined->IsSymbol()) {
    options = v8::PrimitiveArray::New(isolate, 1);
    options->Set(isolate, 0, host_defined.As<v8::Symbol>());
  }
  return v8::ScriptOrigin(name, line, column, true, -1, v8::Local<v8::Value>(), false, false, false, options);
}

// The code cache that a program gave, or null. V8's Source owns the result, not the bytes.
v8::ScriptCompiler::CachedData* CacheOf(v8::Local<v8::Value> value) {
  auto bytes = engine::From<std::span<uint8_t>>::Read(v8::Isolate::GetCurrent(), value);
  if (!bytes) return nullptr;
  return new v8::ScriptCompiler::CachedData(bytes->data(), static_cast<int>(bytes->size()),
                                            v8::ScriptCompiler::CachedData::BufferNotOwned);
}

v8::Local<v8::Value> CacheToBytes(v8::Isolate* isolate, v8::ScriptCompiler::CachedData* cache) {
  std::unique_ptr<v8::ScriptCompiler::CachedData> owned(cache);
  size_t length = cache == nullptr ? 0 : static_cast<size_t>(cache->length);
  auto buffer = v8::ArrayBuffer::New(isolate, length);
  if (length > 0) memcpy(buffer->Data(), cache->data, length);
  return v8::Uint8Array::New(buffer, 0, length);
}

class VmScript final : public engine::Wrapper {
 public:
  // new Script(source, filename, lineOffset, columnOffset, cachedData, hostDefined): throws what compiling throws.
  static std::unique_ptr<VmScript> Make(Realm& realm, v8::Local<v8::String> source, v8::Local<v8::String> filename,
                                        int32_t line, int32_t column, v8::Local<v8::Value> cached,
                                        v8::Local<v8::Value> host_defined) {
    v8::Isolate* isolate = realm.isolate();
    auto* cache = CacheOf(cached);
    v8::ScriptCompiler::Source compiled(source, OriginOf(isolate, filename, line, column, host_defined), cache);
    v8::Local<v8::UnboundScript> script;
    if (!v8::ScriptCompiler::CompileUnboundScript(
             isolate, &compiled,
             cache != nullptr ? v8::ScriptCompiler::kConsumeCodeCache : v8::ScriptCompiler::kNoCompileOptions)
             .ToLocal(&script)) {
      return nullptr;
    }
    std::unique_ptr<VmScript> made(new VmScript(isolate, script));
    made->rejected_ = cache != nullptr && compiled.GetCachedData()->rejected;
    return made;
  }

  // run(sandbox, timeout, breakOnSigint): the completion value, in the context of `sandbox` or in this realm's when it
  // is null. `timeout` in milliseconds, 0 for none; see outcome.
  v8::MaybeLocal<v8::Value> Run(Realm& realm, v8::Local<v8::Value> sandbox, int64_t timeout, bool break_on_sigint) {
    v8::Isolate* isolate = realm.isolate();
    v8::Local<v8::Context> context = realm.context();
    if (!sandbox->IsNull() && !VmContextOf(isolate, sandbox).ToLocal(&context)) return {};
    v8::Context::Scope scope(context);
    v8::Local<v8::Script> script = script_.Get(isolate)->BindToCurrentContext();
    outcome_ = RunGuard::Outcome::kFinished;
    if (timeout == 0 && !break_on_sigint) {
      v8::MaybeLocal<v8::Value> result = script->Run(context);
      if (!result.IsEmpty()) RunOwnMicrotasks(context);
      return result;
    }
    v8::TryCatch caught(isolate);
    RunGuard guard(isolate, timeout, break_on_sigint);
    v8::MaybeLocal<v8::Value> result = script->Run(context);
    if (!result.IsEmpty()) RunOwnMicrotasks(context);
    outcome_ = guard.End();
    if (outcome_ != RunGuard::Outcome::kFinished) {
      caught.Reset();
      return v8::Undefined(isolate).As<v8::Value>();
    }
    if (caught.HasCaught()) caught.ReThrow();
    return result;
  }

  // outcome(): how the last run ended, as RunGuard::Outcome.
  int32_t Outcome() { return static_cast<int32_t>(outcome_); }
  // cachedDataRejected(): whether V8 had no use for the cache given.
  bool CachedDataRejected() { return rejected_; }
  // createCachedData() -> Uint8Array
  v8::Local<v8::Value> CreateCachedData(v8::Isolate* isolate) {
    return CacheToBytes(isolate, v8::ScriptCompiler::CreateCodeCache(script_.Get(isolate)));
  }
  v8::Local<v8::Value> SourceMapUrl(v8::Isolate* isolate) { return script_.Get(isolate)->GetSourceMappingURL(); }
  v8::Local<v8::Value> SourceUrl(v8::Isolate* isolate) { return script_.Get(isolate)->GetSourceURL(); }

 private:
  VmScript(v8::Isolate* isolate, v8::Local<v8::UnboundScript> script) : script_(isolate, script) {}

  v8::Global<v8::UnboundScript> script_;
  bool rejected_ = false;
  RunGuard::Outcome outcome_ = RunGuard::Outcome::kFinished;
};

// makeContext(sandbox, codeFromStrings, wasm, ownMicrotasks, hostDefined) -> the global object. `sandbox` null: a plain
// one. `hostDefined`: a symbol, of who answers import() in code that has no other.
v8::MaybeLocal<v8::Value> MakeContext(Realm& realm, v8::Local<v8::Value> sandbox, bool strings, bool wasm,
                                      bool own_microtasks, v8::Local<v8::Value> host_defined) {
  v8::Local<v8::Object> object;
  if (sandbox->IsObject()) object = sandbox.As<v8::Object>();
  v8::Local<v8::Context> context;
  if (!MakeVmContext(realm, object, {strings, wasm, own_microtasks}).ToLocal(&context)) return {};
  context->Global()->SetPrivate(context, runtime::ContextImporterKey(realm.isolate()), host_defined).Check();
  return context->Global();
}

// isContext(object) -> whether it was contextified.
bool IsContext(v8::Isolate* isolate, v8::Local<v8::Value> object) { return !VmContextOf(isolate, object).IsEmpty(); }

// compileFunction(source, filename, lineOffset, columnOffset, cachedData, sandbox, extensions, parameters, hostDefined)
// -> [function, sourceMapURL, whether the cache was rejected]
v8::MaybeLocal<v8::Value> CompileFunction(Realm& realm, v8::Local<v8::String> source, v8::Local<v8::String> filename,
                                          int32_t line, int32_t column, v8::Local<v8::Value> cached,
                                          v8::Local<v8::Value> sandbox, v8::Local<v8::Array> extensions,
                                          v8::Local<v8::Array> parameters, v8::Local<v8::Value> host_defined) {
  v8::Isolate* isolate = realm.isolate();
  v8::Local<v8::Context> current = isolate->GetCurrentContext();
  v8::Local<v8::Context> context = realm.context();
  if (!sandbox->IsNull() && !VmContextOf(isolate, sandbox).ToLocal(&context)) return {};
  std::vector<v8::Local<v8::Object>> scopes;
  for (uint32_t i = 0; i < extensions->Length(); i++) {
    scopes.push_back(extensions->Get(current, i).ToLocalChecked().As<v8::Object>());
  }
  std::vector<v8::Local<v8::String>> names;
  for (uint32_t i = 0; i < parameters->Length(); i++) {
    names.push_back(parameters->Get(current, i).ToLocalChecked().As<v8::String>());
  }
  auto* cache = CacheOf(cached);
  v8::ScriptCompiler::Source compiled(source, OriginOf(isolate, filename, line, column, host_defined), cache);
  v8::Context::Scope scope(context);
  v8::Local<v8::Function> function;
  if (!v8::ScriptCompiler::CompileFunction(
           context, &compiled, names.size(), names.data(), scopes.size(), scopes.data(),
           cache != nullptr ? v8::ScriptCompiler::kConsumeCodeCache : v8::ScriptCompiler::kNoCompileOptions)
           .ToLocal(&function)) {
    return {};
  }
  bool rejected = cache != nullptr && compiled.GetCachedData()->rejected;
  v8::Local<v8::Value> out[] = {function, function->GetScriptOrigin().SourceMapUrl(),
                                v8::Boolean::New(isolate, rejected)};
  if (out[1].IsEmpty()) out[1] = v8::Undefined(isolate);
  return v8::Array::New(isolate, out, 3);
}

// functionCache(function) -> Uint8Array: the code cache of a function that compileFunction made.
v8::Local<v8::Value> FunctionCache(v8::Isolate* isolate, v8::Local<v8::Function> function) {
  return CacheToBytes(isolate, v8::ScriptCompiler::CreateCodeCacheForFunction(function));
}

// measureMemory(detailed, eager) -> a promise of what the contexts take.
v8::MaybeLocal<v8::Value> MeasureMemory(Realm& realm, bool detailed, bool eager) {
  v8::Isolate* isolate = realm.isolate();
  v8::Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(realm.context()).ToLocal(&resolver)) return {};
  isolate->MeasureMemory(
      v8::MeasureMemoryDelegate::Default(isolate, realm.context(), resolver,
                                         detailed ? v8::MeasureMemoryMode::kDetailed : v8::MeasureMemoryMode::kSummary),
      eager ? v8::MeasureMemoryExecution::kEager : v8::MeasureMemoryExecution::kDefault);
  return resolver->GetPromise().As<v8::Value>();
}

}  // namespace

void DefineVm(BindingTarget& target) {
  target.Class<VmScript, &VmScript::Make>("Script", [](engine::ClassTarget& methods) {
    methods.Method<VmScript, &VmScript::Run>("run");
    methods.Method<VmScript, &VmScript::Outcome>("outcome");
    methods.Method<VmScript, &VmScript::CachedDataRejected>("cachedDataRejected");
    methods.Method<VmScript, &VmScript::CreateCachedData>("createCachedData");
    methods.Method<VmScript, &VmScript::SourceMapUrl>("sourceMapURL");
    methods.Method<VmScript, &VmScript::SourceUrl>("sourceURL");
  });
  target.Function<&MakeContext>("makeContext");
  target.Function<&IsContext>("isContext");
  target.Function<&CompileFunction>("compileFunction");
  target.Function<&FunctionCache>("functionCache");
  target.Function<&MeasureMemory>("measureMemory");
}

}  // namespace eddy::bindings
