#include "engine/builtins.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>

#include "engine/strings.h"

namespace eddy::engine {

namespace {

// V8 asks for the address of the text; nothing is owned.
class EmbeddedText final : public v8::String::ExternalOneByteStringResource {
 public:
  explicit EmbeddedText(const BuiltinSource& source) : source_(source) {}
  const char* data() const override { return source_.text; }
  size_t length() const override { return source_.length; }
  void Dispose() override {}

 private:
  const BuiltinSource& source_;
};

// Made once a process, in the table's order, and never moved: the snapshot refers to them.
std::vector<EmbeddedText>& Texts() {
  static std::vector<EmbeddedText> texts(BuiltinSources().begin(), BuiltinSources().end());
  return texts;
}

}  // namespace

int FindBuiltin(std::string_view id) {
  auto sources = BuiltinSources();
  auto found = std::lower_bound(sources.begin(), sources.end(), id,
                                [](const BuiltinSource& source, std::string_view key) { return source.id < key; });
  if (found == sources.end() || found->id != id) return -1;
  return static_cast<int>(found - sources.begin());
}

namespace {
// Set once while the process starts, read by every realm.
std::atomic<bool> iterable_streams_allowed = false;

bool NeedsIterableStreams(std::string_view id) { return id == "stream/iter" || id == "zlib/iter"; }
}  // namespace

void AllowIterableStreams() { iterable_streams_allowed = true; }

bool IsPublicBuiltin(std::string_view id) {
  if (id.starts_with("internal/") || FindBuiltin(id) < 0) return false;
  return iterable_streams_allowed || !NeedsIterableStreams(id);
}

namespace {
CompileListener compile_listener = nullptr;
std::span<const std::string_view> compiled_wholly;
}  // namespace

void CompileWholly(std::span<const std::string_view> ids) { compiled_wholly = ids; }

void SetCompileListener(CompileListener listener) { compile_listener = listener; }

v8::MaybeLocal<v8::Function> CompileBuiltin(v8::Local<v8::Context> context, int index) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::EscapableHandleScope handles(isolate);
  const BuiltinSource& source = BuiltinSources()[static_cast<size_t>(index)];
  v8::Local<v8::String> text;
  if (!v8::String::NewExternalOneByte(isolate, &Texts()[static_cast<size_t>(index)]).ToLocal(&text)) return {};
  v8::Local<v8::String> name = FromLatin1(isolate, std::string("node:") + source.id);
  v8::ScriptOrigin origin(name);
  v8::Local<v8::String> parameters[] = {Internalized(isolate, "exports"), Internalized(isolate, "require"),
                                        Internalized(isolate, "module"), Internalized(isolate, "binding")};
  BuiltinCache cache = BuiltinCacheAt(index);
  bool wholly = std::find(compiled_wholly.begin(), compiled_wholly.end(), source.id) != compiled_wholly.end();
  auto options = wholly ? v8::ScriptCompiler::kEagerCompile : v8::ScriptCompiler::kNoCompileOptions;
  v8::ScriptCompiler::CachedData* cached = nullptr;
  if (cache.data != nullptr) {
    cached = new v8::ScriptCompiler::CachedData(cache.data, static_cast<int>(cache.length),
                                                v8::ScriptCompiler::CachedData::BufferNotOwned);
    options = v8::ScriptCompiler::kConsumeCodeCache;
  }
  v8::ScriptCompiler::Source compiled(text, origin, cached);  // owns `cached`
  v8::Local<v8::Function> function;
  if (!v8::ScriptCompiler::CompileFunction(context, &compiled, std::size(parameters), parameters, 0, nullptr, options)
           .ToLocal(&function)) {
    return {};
  }
  if (compile_listener != nullptr) compile_listener(index, function);
  return handles.Escape(function);
}

void CollectBuiltinReferences(std::vector<intptr_t>& references) {
  for (auto& text : Texts()) references.push_back(reinterpret_cast<intptr_t>(&text));
}

}  // namespace eddy::engine
