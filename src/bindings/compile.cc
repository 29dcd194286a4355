// binding('compile'): source text into functions, for CommonJS modules and for code from the command line.
#include <cstring>
#include <iterator>
#include <memory>
#include <optional>
#include <span>

#include "bindings/registry.h"

namespace eddy::bindings {

namespace {

using engine::ToUtf8;

v8::ScriptOrigin OriginOf(v8::Isolate* isolate, v8::Local<v8::String> name, v8::Local<v8::Value> host_defined,
                          bool is_module) {
  v8::Local<v8::PrimitiveArray> options;
  if (host_defined->IsSymbol()) {
    options = v8::PrimitiveArray::New(isolate, 1);
    options->Set(isolate, 0, host_defined.As<v8::Symbol>());
  }
  return v8::ScriptOrigin(name, 0, 0, true, -1, v8::Local<v8::Value>(), false, false, is_module, options);
}

v8::MaybeLocal<v8::Function> Compile(v8::Isolate* isolate, v8::Local<v8::String> source, const v8::ScriptOrigin& origin,
                                     std::span<v8::Local<v8::String>> parameters) {
  v8::ScriptCompiler::Source compiled(source, origin);
  return v8::ScriptCompiler::CompileFunction(isolate->GetCurrentContext(), &compiled, parameters.size(),
                                             parameters.data());
}

enum class Syntax { kCommonJs, kModule, kPerhapsModule };

// What the message of a syntax error says of the source: V8's words for what only modules may contain.
Syntax SyntaxOf(std::string_view message) {
  for (std::string_view sure : {"Cannot use import statement outside a module", "Unexpected token 'export'",
                                "Cannot use 'import.meta' outside a module"}) {
    if (message.find(sure) != std::string_view::npos) return Syntax::kModule;
  }
  for (std::string_view perhaps :
       {"await is only valid in async functions and the top level bodies of modules", "Unexpected reserved word",
        "Identifier '__filename' has already been declared", "Identifier '__dirname' has already been declared",
        "Identifier 'module' has already been declared", "Identifier 'exports' has already been declared",
        "Identifier 'require' has already been declared", "missing ) after argument list", "Unexpected identifier"}) {
    if (message.find(perhaps) != std::string_view::npos) return Syntax::kPerhapsModule;
  }
  return Syntax::kCommonJs;
}

bool CompilesAsModule(v8::Isolate* isolate, v8::Local<v8::String> source, v8::Local<v8::String> name) {
  v8::TryCatch ignored(isolate);
  v8::ScriptOrigin origin(name, 0, 0, true, -1, v8::Local<v8::Value>(), false, false, true);
  v8::ScriptCompiler::Source compiled(source, origin);
  return !v8::ScriptCompiler::CompileModule(isolate, &compiled).IsEmpty();
}

// compileCommonJs(source, filename, detect) -> function (exports, require, module, __filename, __dirname); undefined
// when `detect` is true and the source is an ES module.
v8::MaybeLocal<v8::Value> CompileCommonJs(v8::Isolate* isolate, v8::Local<v8::String> source,
                                          v8::Local<v8::String> filename, bool detect) {
  v8::Local<v8::String> parameters[] = {
      engine::Internalized(isolate, "exports"), engine::Internalized(isolate, "require"),
      engine::Internalized(isolate, "module"), engine::Internalized(isolate, "__filename"),
      engine::Internalized(isolate, "__dirname")};
  v8::TryCatch caught(isolate);
  v8::Local<v8::Function> function;
  if (Compile(isolate, source, OriginOf(isolate, filename, v8::Undefined(isolate), false), parameters)
          .ToLocal(&function)) {
    return function;
  }
  if (detect && caught.HasCaught() && !caught.HasTerminated() && !caught.Message().IsEmpty()) {
    Syntax syntax = SyntaxOf(ToUtf8(isolate, caught.Message()->Get()));
    if (syntax == Syntax::kModule ||
        (syntax == Syntax::kPerhapsModule && CompilesAsModule(isolate, source, filename))) {
      return v8::Undefined(isolate);
    }
  }
  caught.ReThrow();
  return {};
}

// compileCommonJsCached(source, filename, cache) -> [function, whether V8 took the cache]; undefined when the source is
// not valid as CommonJS: compileCommonJs tells why. `cache` is what functionCache gave, or undefined.
v8::Local<v8::Value> CompileCommonJsCached(v8::Isolate* isolate, v8::Local<v8::String> source,
                                           v8::Local<v8::String> filename, std::optional<std::span<uint8_t>> cache) {
  v8::Local<v8::String> parameters[] = {
      engine::Internalized(isolate, "exports"), engine::Internalized(isolate, "require"),
      engine::Internalized(isolate, "module"), engine::Internalized(isolate, "__filename"),
      engine::Internalized(isolate, "__dirname")};
  v8::TryCatch ignored(isolate);
  v8::ScriptCompiler::CachedData* data = nullptr;
  if (cache) {
    data = new v8::ScriptCompiler::CachedData(cache->data(), static_cast<int>(cache->size()),
                                              v8::ScriptCompiler::CachedData::BufferNotOwned);
  }
  v8::ScriptCompiler::Source compiled(source, OriginOf(isolate, filename, v8::Undefined(isolate), false), data);
  v8::Local<v8::Function> function;
  if (!v8::ScriptCompiler::CompileFunction(
           isolate->GetCurrentContext(), &compiled, std::size(parameters), parameters, 0, nullptr,
           data != nullptr ? v8::ScriptCompiler::kConsumeCodeCache : v8::ScriptCompiler::kNoCompileOptions)
           .ToLocal(&function)) {
    return v8::Undefined(isolate);
  }
  v8::Local<v8::Value> both[] = {function, v8::Boolean::New(isolate, data != nullptr && !data->rejected)};
  return v8::Array::New(isolate, both, 2);
}

// functionCache(function) -> V8's code cache of what compileCommonJsCached made, as a Uint8Array; undefined when V8
// makes none.
v8::Local<v8::Value> FunctionCache(v8::Isolate* isolate, v8::Local<v8::Function> function) {
  std::unique_ptr<v8::ScriptCompiler::CachedData> data(v8::ScriptCompiler::CreateCodeCacheForFunction(function));
  if (data == nullptr) return v8::Undefined(isolate);
  auto buffer = v8::ArrayBuffer::New(isolate, static_cast<size_t>(data->length));
  memcpy(buffer->Data(), data->data, static_cast<size_t>(data->length));
  return v8::Uint8Array::New(buffer, 0, static_cast<size_t>(data->length));
}

// compileFunction(source, filename, parameters, hostDefined) -> a function whose body `source` is. `hostDefined` (a
// symbol, or undefined) comes back with every import() in it.
v8::MaybeLocal<v8::Value> CompileFunction(v8::Isolate* isolate, v8::Local<v8::String> source,
                                          v8::Local<v8::String> filename, v8::Local<v8::Array> parameters,
                                          v8::Local<v8::Value> host_defined) {
  auto context = isolate->GetCurrentContext();
  std::vector<v8::Local<v8::String>> names;
  for (uint32_t i = 0; i < parameters->Length(); i++) {
    names.push_back(parameters->Get(context, i).ToLocalChecked().As<v8::String>());
  }
  v8::Local<v8::Function> function;
  if (!Compile(isolate, source, OriginOf(isolate, filename, host_defined, false), names).ToLocal(&function)) return {};
  return function;
}

// runScript(source, filename, hostDefined) -> the completion value of the source run as a script in this realm.
v8::MaybeLocal<v8::Value> RunScript(v8::Isolate* isolate, v8::Local<v8::String> source, v8::Local<v8::String> filename,
                                    v8::Local<v8::Value> host_defined) {
  auto context = isolate->GetCurrentContext();
  v8::ScriptCompiler::Source compiled(source, OriginOf(isolate, filename, host_defined, false));
  v8::Local<v8::Script> script;
  if (!v8::ScriptCompiler::Compile(context, &compiled).ToLocal(&script)) return {};
  return script->Run(context);
}

// compiles(source, filename) -> whether the source is a script.
bool Compiles(v8::Isolate* isolate, v8::Local<v8::String> source, v8::Local<v8::String> filename) {
  v8::TryCatch ignored(isolate);
  v8::ScriptCompiler::Source compiled(source, OriginOf(isolate, filename, v8::Undefined(isolate), false));
  return !v8::ScriptCompiler::Compile(isolate->GetCurrentContext(), &compiled).IsEmpty();
}

// containsModuleSyntax(source, filename) -> whether the source, which is not valid as CommonJS, is an ES module.
bool ContainsModuleSyntax(v8::Isolate* isolate, v8::Local<v8::String> source, v8::Local<v8::String> filename) {
  v8::TryCatch ignored(isolate);
  v8::Local<v8::Value> compiled;
  return CompileCommonJs(isolate, source, filename, true).ToLocal(&compiled) && compiled->IsUndefined();
}

}  // namespace

void DefineCompile(BindingTarget& target) {
  target.Function<&CompileCommonJs>("compileCommonJs");
  target.Function<&CompileCommonJsCached>("compileCommonJsCached");
  target.Function<&CompileFunction>("compileFunction");
  target.Function<&FunctionCache>("functionCache");
  target.Function<&RunScript>("runScript");
  target.Function<&Compiles>("compiles");
  target.Function<&ContainsModuleSyntax>("containsModuleSyntax");
}

}  // namespace eddy::bindings
