// binding('esm'): ES module records. https://tc39.es/ecma262/#sec-abstract-module-records
//
// A Module is either source text or synthetic (CommonJS, JSON, builtins as ES modules). lib/internal/modules/esm
// resolves and loads; this links, instantiates and evaluates.
#include <cstring>
#include <unordered_map>

#include "bindings/registry.h"
#include "bindings/run_guard.h"
#include "bindings/vm_context.h"
#include "runtime/promise_bridge.h"

namespace eddy::bindings {

namespace {

using engine::Internalized;
using engine::ToUtf8;

class ModuleRecord;

// Records by the hash of their v8::Module: what V8's callbacks find them by.
class ModuleTable {
 public:
  explicit ModuleTable(Realm& realm);
  void Add(ModuleRecord& record);
  void Remove(ModuleRecord& record);
  ModuleRecord* Find(v8::Local<v8::Module> module) const;

 private:
  std::unordered_multimap<int, ModuleRecord*> records_;
};

class ModuleRecord final : public engine::Wrapper {
 public:
  // new Module(url, source, undefined, hostDefined, settings): source text; `hostDefined` (a symbol or undefined) comes
  // back with each import() in it. new Module(url, exportNames, evaluate, undefined, settings): synthetic;
  // `evaluate(module)` gives the values by setExport when it is called. `settings`: undefined, or [contextified object
  // or null, line offset, column offset, code cache or undefined] for node:vm.
  static std::unique_ptr<ModuleRecord> Make(Realm& realm, v8::Local<v8::String> url,
                                            v8::Local<v8::Value> source_or_names, v8::Local<v8::Value> evaluate,
                                            v8::Local<v8::Value> host_defined, v8::Local<v8::Value> settings) {
    v8::Isolate* isolate = realm.isolate();
    Settings given;
    v8::Local<v8::Context> context = realm.context();
    if (settings->IsArray() && !Read(isolate, settings.As<v8::Array>(), given, context)) return nullptr;
    v8::Context::Scope scope(context);
    v8::Local<v8::Module> module;
    bool rejected = false;
    if (source_or_names->IsString()) {
      if (!Compile(isolate, url, source_or_names.As<v8::String>(), host_defined, given, rejected).ToLocal(&module)) {
        return nullptr;
      }
    } else {
      module = MakeSynthetic(isolate, url, source_or_names.As<v8::Array>());
    }
    std::unique_ptr<ModuleRecord> record(new ModuleRecord(realm, context, module, evaluate));
    record->cache_rejected_ = rejected;
    return record;
  }
  ~ModuleRecord() override { realm_.State<ModuleTable>().Remove(*this); }

  v8::Local<v8::Module> module() const { return module_.Get(realm_.isolate()); }
  int hash() const { return hash_; }

  // requests() -> [specifier, [key, value, ...] or undefined, line, column, ...] in order, each request once.
  v8::Local<v8::Value> Requests(v8::Isolate* isolate) {
    auto context = isolate->GetCurrentContext();
    v8::Local<v8::FixedArray> requests = module()->GetModuleRequests();
    std::vector<v8::Local<v8::Value>> out;
    for (int i = 0; i < requests->Length(); i++) {
      auto request = requests->Get(context, i).As<v8::ModuleRequest>();
      out.push_back(request->GetSpecifier());
      v8::Local<v8::FixedArray> attributes = request->GetImportAttributes();
      if (attributes->Length() == 0) {
        out.push_back(v8::Undefined(isolate));
      } else {
        auto pairs = v8::Array::New(isolate);
        for (int j = 0, k = 0; j < attributes->Length(); j += 3) {
          pairs->Set(context, static_cast<uint32_t>(k++), attributes->Get(context, j).As<v8::Value>()).Check();
          pairs->Set(context, static_cast<uint32_t>(k++), attributes->Get(context, j + 1).As<v8::Value>()).Check();
        }
        out.push_back(pairs);
      }
      v8::Location location = module()->SourceOffsetToLocation(request->GetSourceOffset());
      out.push_back(v8::Integer::New(isolate, location.GetLineNumber() + 1));
      out.push_back(v8::Integer::New(isolate, location.GetColumnNumber()));
    }
    return v8::Array::New(isolate, out.data(), out.size());
  }

  // sourcePhases() -> [boolean, ...]: which of requests() are for the source, not for the evaluated module.
  v8::Local<v8::Value> SourcePhases(v8::Isolate* isolate) {
    auto context = isolate->GetCurrentContext();
    v8::Local<v8::FixedArray> requests = module()->GetModuleRequests();
    std::vector<v8::Local<v8::Value>> out;
    for (int i = 0; i < requests->Length(); i++) {
      const bool source =
          requests->Get(context, i).As<v8::ModuleRequest>()->GetPhase() == v8::ModuleImportPhase::kSource;
      out.push_back(v8::Boolean::New(isolate, source));
    }
    return v8::Array::New(isolate, out.data(), out.size());
  }

  // link(modules): the Module of each request, in the order of requests(). They must outlive this one.
  void Link(v8::Isolate* isolate, v8::Local<v8::Array> modules) {
    auto context = isolate->GetCurrentContext();
    links_.clear();
    for (uint32_t i = 0; i < modules->Length(); i++) {
      links_.push_back(engine::Unwrap<ModuleRecord>(modules->Get(context, i).ToLocalChecked()));
    }
  }

  // instantiate(): this module's graph, all of which must be linked. Undefined, or where a missing export made it fail:
  // [the SyntaxError, the importer's url, its source line].
  v8::MaybeLocal<v8::Value> Instantiate(v8::Isolate* isolate) {
    auto context = context_.Get(isolate);
    v8::TryCatch caught(isolate);
    if (module()->InstantiateModule(context, Resolve).FromMaybe(false)) return v8::Undefined(isolate);
    if (!caught.HasCaught() || caught.HasTerminated() || caught.Message().IsEmpty()) {
      caught.ReThrow();
      return {};
    }
    v8::Local<v8::String> line;
    v8::Local<v8::Value> failure[] = {caught.Exception(), caught.Message()->GetScriptResourceName(),
                                      v8::Undefined(isolate)};
    if (caught.Message()->GetSourceLine(context).ToLocal(&line)) failure[2] = line;
    return v8::Array::New(isolate, failure, 3);
  }

  // evaluate() -> the promise of the graph's evaluation.
  v8::MaybeLocal<v8::Value> Evaluate(v8::Isolate* isolate) {
    auto context = context_.Get(isolate);
    v8::Context::Scope scope(context);
    auto promise = module()->Evaluate(context);
    if (!promise.IsEmpty()) RunOwnMicrotasks(context);
    return promise;
  }

  // evaluateGuarded(timeout, breakOnSigint) -> a promise of this realm's for the same; or, when the run was ended, how,
  // as RunGuard::Outcome. For node:vm.
  v8::MaybeLocal<v8::Value> EvaluateGuarded(Realm& realm, int64_t timeout, bool break_on_sigint) {
    v8::Isolate* isolate = realm.isolate();
    v8::TryCatch caught(isolate);
    v8::Local<v8::Value> promise;
    if (timeout == 0 && !break_on_sigint) {
      if (!Evaluate(isolate).ToLocal(&promise)) return caught.ReThrow(), v8::MaybeLocal<v8::Value>();
    } else {
      RunGuard guard(isolate, timeout, break_on_sigint);
      const bool evaluated = Evaluate(isolate).ToLocal(&promise);
      const RunGuard::Outcome outcome = guard.End();
      if (outcome != RunGuard::Outcome::kFinished) {
        caught.Reset();
        return v8::Integer::New(isolate, static_cast<int32_t>(outcome)).As<v8::Value>();
      }
      if (!evaluated) return caught.ReThrow(), v8::MaybeLocal<v8::Value>();
    }
    if (context_.Get(isolate) == realm.context()) return promise;
    v8::Local<v8::Promise> own;
    if (!runtime::FollowPromise(realm.context(), promise.As<v8::Promise>()).ToLocal(&own)) return {};
    return own.As<v8::Value>();
  }

  // cachedDataRejected(): whether V8 had no use for the code cache given.
  bool CachedDataRejected() { return cache_rejected_; }
  // createCachedData() -> Uint8Array; before evaluation only.
  v8::Local<v8::Value> CreateCachedData(v8::Isolate* isolate) {
    std::unique_ptr<v8::ScriptCompiler::CachedData> cache(
        v8::ScriptCompiler::CreateCodeCache(module()->GetUnboundModuleScript()));
    size_t length = cache == nullptr ? 0 : static_cast<size_t>(cache->length);
    auto buffer = v8::ArrayBuffer::New(isolate, length);
    if (length > 0) memcpy(buffer->Data(), cache->data, length);
    return v8::Uint8Array::New(buffer, 0, length);
  }

  v8::Local<v8::Value> Namespace(v8::Isolate*) { return module()->GetModuleNamespace(); }
  // status(): 0 uninstantiated, 1 instantiating, 2 instantiated, 3 evaluating, 4 evaluated, 5 errored.
  int32_t StatusCode() { return module()->GetStatus(); }
  // error(): what evaluation threw; only in status 5.
  v8::Local<v8::Value> Error(v8::Isolate*) { return module()->GetException(); }
  // isGraphAsync(): whether this module or one that it imports has a top-level await; from status 2 on.
  bool IsGraphAsync() { return module()->IsGraphAsync(); }
  bool HasTopLevelAwait() { return module()->HasTopLevelAwait(); }

  // setExport(name, value), of a synthetic module.
  void SetExport(v8::Isolate* isolate, v8::Local<v8::String> name, v8::Local<v8::Value> value) {
    // False with an exception pending, which goes on its way.
    if (module()->SetSyntheticModuleExport(isolate, name, value).IsNothing()) return;
  }

  // stalledAwaits() -> ["file:line\nsource line\n   ^", ...]: top-level awaits that have not settled.
  std::vector<std::string> StalledAwaits(v8::Isolate* isolate) {
    auto context = isolate->GetCurrentContext();
    std::vector<std::string> out;
    auto [modules, messages] = module()->GetStalledTopLevelAwaitMessages(isolate);
    for (v8::Local<v8::Message> message : messages) {
      std::string text = ToUtf8(isolate, message->GetScriptResourceName()) + ":" +
                         std::to_string(message->GetLineNumber(context).FromMaybe(0));
      v8::Local<v8::String> line;
      if (message->GetSourceLine(context).ToLocal(&line)) {
        text += "\n" + ToUtf8(isolate, line) + "\n" +
                std::string(static_cast<size_t>(message->GetStartColumn(context).FromMaybe(0)), ' ') + "^";
      }
      out.push_back(std::move(text));
    }
    return out;
  }

 private:
  ModuleRecord(Realm& realm, v8::Local<v8::Context> context, v8::Local<v8::Module> module,
               v8::Local<v8::Value> evaluate)
      : realm_(realm),
        context_(realm.isolate(), context),
        module_(realm.isolate(), module),
        hash_(module->GetIdentityHash()) {
    if (evaluate->IsFunction()) evaluate_.Reset(realm.isolate(), evaluate.As<v8::Function>());
    realm.State<ModuleTable>().Add(*this);
  }

  struct Settings {
    int line = 0;
    int column = 0;
    std::optional<std::span<uint8_t>> cache;
  };

  // False when the object is not contextified.
  static bool Read(v8::Isolate* isolate, v8::Local<v8::Array> settings, Settings& out,
                   v8::Local<v8::Context>& context) {
    auto current = isolate->GetCurrentContext();
    v8::Local<v8::Value> sandbox = settings->Get(current, 0).ToLocalChecked();
    if (!sandbox->IsNull() && !VmContextOf(isolate, sandbox).ToLocal(&context)) return false;
    out.line = settings->Get(current, 1).ToLocalChecked().As<v8::Int32>()->Value();
    out.column = settings->Get(current, 2).ToLocalChecked().As<v8::Int32>()->Value();
    out.cache = engine::From<std::span<uint8_t>>::Read(isolate, settings->Get(current, 3).ToLocalChecked());
    return true;
  }

  static v8::MaybeLocal<v8::Module> Compile(v8::Isolate* isolate, v8::Local<v8::String> url,
                                            v8::Local<v8::String> source, v8::Local<v8::Value> host_defined,
                                            const Settings& settings, bool& rejected) {
    v8::Local<v8::PrimitiveArray> options;
    if (host_defined->IsSymbol()) {
      options = v8::PrimitiveArray::New(isolate, 1);
      options->Set(isolate, 0, host_defined.As<v8::Symbol>());
    }
    v8::ScriptOrigin origin(url, settings.line, settings.column, true, -1, v8::Local<v8::Value>(), false, false, true,
                            options);
    v8::ScriptCompiler::CachedData* cache = nullptr;
    if (settings.cache) {
      cache = new v8::ScriptCompiler::CachedData(settings.cache->data(), static_cast<int>(settings.cache->size()),
                                                 v8::ScriptCompiler::CachedData::BufferNotOwned);
    }
    v8::ScriptCompiler::Source compiled(source, origin, cache);  // owns `cache`
    auto module = v8::ScriptCompiler::CompileModule(
        isolate, &compiled,
        cache != nullptr ? v8::ScriptCompiler::kConsumeCodeCache : v8::ScriptCompiler::kNoCompileOptions);
    rejected = cache != nullptr && cache->rejected;
    return module;
  }

  static v8::Local<v8::Module> MakeSynthetic(v8::Isolate* isolate, v8::Local<v8::String> url,
                                             v8::Local<v8::Array> names) {
    auto context = isolate->GetCurrentContext();
    std::vector<v8::Local<v8::String>> exports;
    for (uint32_t i = 0; i < names->Length(); i++) {
      exports.push_back(names->Get(context, i).ToLocalChecked().As<v8::String>());
    }
    return v8::Module::CreateSyntheticModule(
        isolate, url, v8::MemorySpan<const v8::Local<v8::String>>(exports.data(), exports.size()), EvaluateSynthetic);
  }

  static v8::MaybeLocal<v8::Value> EvaluateSynthetic(v8::Local<v8::Context> context, v8::Local<v8::Module> module) {
    v8::Isolate* isolate = v8::Isolate::GetCurrent();
    ModuleRecord* record = Realm::From(isolate).State<ModuleTable>().Find(module);
    if (record != nullptr && !record->evaluate_.IsEmpty()) {
      v8::Local<v8::Value> argument = record->object();
      v8::Local<v8::Function> evaluate = record->evaluate_.Get(isolate);
      if (evaluate->Call(context, v8::Undefined(isolate), 1, &argument).IsEmpty()) return {};
    }
    v8::Local<v8::Promise::Resolver> resolver;
    if (!v8::Promise::Resolver::New(context).ToLocal(&resolver)) return {};
    if (resolver->Resolve(context, v8::Undefined(isolate)).IsNothing()) return {};
    return resolver->GetPromise();
  }

  static v8::MaybeLocal<v8::Module> Resolve(v8::Local<v8::Context> context, v8::Local<v8::String> specifier,
                                            v8::Local<v8::FixedArray> attributes, v8::Local<v8::Module> referrer) {
    v8::Isolate* isolate = v8::Isolate::GetCurrent();
    ModuleRecord* from = Realm::From(isolate).State<ModuleTable>().Find(referrer);
    v8::Local<v8::FixedArray> requests = referrer->GetModuleRequests();
    for (int i = 0; from != nullptr && i < requests->Length(); i++) {
      auto request = requests->Get(context, i).As<v8::ModuleRequest>();
      if (!request->GetSpecifier()->StringEquals(specifier) ||
          !SameAttributes(context, request->GetImportAttributes(), attributes)) {
        continue;
      }
      if (static_cast<size_t>(i) < from->links_.size() && from->links_[static_cast<size_t>(i)] != nullptr) {
        return from->links_[static_cast<size_t>(i)]->module();
      }
    }
    isolate->ThrowException(v8::Exception::Error(
        engine::FromUtf8(isolate, "request for '" + ToUtf8(isolate, specifier) + "' is not yet fulfilled")));
    return {};
  }

  static bool SameAttributes(v8::Local<v8::Context> context, v8::Local<v8::FixedArray> a, v8::Local<v8::FixedArray> b) {
    if (a->Length() != b->Length()) return false;
    for (int i = 0; i < a->Length(); i++) {
      if (i % 3 == 2) continue;  // where it stands in the source
      if (!a->Get(context, i).As<v8::String>()->StringEquals(b->Get(context, i).As<v8::String>())) return false;
    }
    return true;
  }

  Realm& realm_;
  v8::Global<v8::Context> context_;
  v8::Global<v8::Module> module_;
  bool cache_rejected_ = false;
  int hash_;
  v8::Global<v8::Function> evaluate_;
  std::vector<ModuleRecord*> links_;
};

// V8 asks for import.meta the first time that a module reads it.
void InitializeImportMeta(v8::Local<v8::Context> context, v8::Local<v8::Module> module, v8::Local<v8::Object> meta) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  Realm& realm = Realm::From(isolate);
  ModuleRecord* record = realm.State<ModuleTable>().Find(module);
  if (record == nullptr || !realm.HasEntry(runtime::Entry::kImportMeta)) return;
  v8::Local<v8::Value> arguments[] = {record->object(), meta};
  v8::Local<v8::Value> ignored;
  if (!realm.entry(runtime::Entry::kImportMeta)->Call(context, v8::Undefined(isolate), 2, arguments).ToLocal(&ignored))
    return;
}

ModuleTable::ModuleTable(Realm& realm) {
  realm.isolate()->SetHostInitializeImportMetaObjectCallback(InitializeImportMeta);
}

void ModuleTable::Add(ModuleRecord& record) { records_.emplace(record.hash(), &record); }

void ModuleTable::Remove(ModuleRecord& record) {
  auto [first, last] = records_.equal_range(record.hash());
  for (auto it = first; it != last; ++it) {
    if (it->second != &record) continue;
    records_.erase(it);
    return;
  }
}

ModuleRecord* ModuleTable::Find(v8::Local<v8::Module> module) const {
  auto [first, last] = records_.equal_range(module->GetIdentityHash());
  for (auto it = first; it != last; ++it) {
    if (it->second->module() == module) return it->second;
  }
  return nullptr;
}

}  // namespace

void DefineEsm(BindingTarget& target) {
  target.Class<ModuleRecord, &ModuleRecord::Make>("Module", [](engine::ClassTarget& methods) {
    methods.Method<ModuleRecord, &ModuleRecord::Requests>("requests");
    methods.Method<ModuleRecord, &ModuleRecord::Link>("link");
    methods.Method<ModuleRecord, &ModuleRecord::Instantiate>("instantiate");
    methods.Method<ModuleRecord, &ModuleRecord::Evaluate>("evaluate");
    methods.Method<ModuleRecord, &ModuleRecord::EvaluateGuarded>("evaluateGuarded");
    methods.Method<ModuleRecord, &ModuleRecord::SourcePhases>("sourcePhases");
    methods.Method<ModuleRecord, &ModuleRecord::Namespace>("namespace");
    methods.Method<ModuleRecord, &ModuleRecord::StatusCode>("status");
    methods.Method<ModuleRecord, &ModuleRecord::Error>("error");
    methods.Method<ModuleRecord, &ModuleRecord::IsGraphAsync>("isGraphAsync");
    methods.Method<ModuleRecord, &ModuleRecord::HasTopLevelAwait>("hasTopLevelAwait");
    methods.Method<ModuleRecord, &ModuleRecord::SetExport>("setExport");
    methods.Method<ModuleRecord, &ModuleRecord::StalledAwaits>("stalledAwaits");
    methods.Method<ModuleRecord, &ModuleRecord::CachedDataRejected>("cachedDataRejected");
    methods.Method<ModuleRecord, &ModuleRecord::CreateCachedData>("createCachedData");
  });
}

}  // namespace eddy::bindings
