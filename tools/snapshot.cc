// Makes the startup snapshot and the builtins' code cache, as an assembly file to be linked into eddy.
//   eddy_snapshot snapshot OUT.bin             runs bootstrap from source and writes the heap
//   eddy_snapshot cache SNAPSHOT.bin PROGRAM OUT.bin
//                                              runs a program in a realm made from it, compiles every builtin that it
//                                              has not used, and writes their code: that of functions that have run,
//                                              too
//   eddy_snapshot assemble SNAPSHOT.bin CACHE.bin OUT.S
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "bindings/registry.h"
#include "engine/builtins.h"
#include "loop/loop.h"
#include "runtime/boot.h"

namespace eddy {

namespace {

std::string loaded_snapshot;

bool WriteFile(const char* path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return file.good();
}

std::string ReadFile(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

runtime::RealmOptions Options() {
  runtime::RealmOptions options;
  options.bindings = bindings::AllBindings();
  options.argv = {"eddy"};
  return options;
}

// Builtins of the snapshot whose functions every start calls: their code is in it, others' is made when they are
// called.
constexpr std::string_view kRunAtStart[] = {
    "internal/async/hooks",
    "internal/bootstrap/entries",
    "internal/bootstrap/option_globals",
    "internal/modules/async_hooks_chain",
    "internal/modules/builtin_ids",
    "internal/modules/circular",
    "internal/modules/hooks",
    "internal/modules/lookup",
    "internal/modules/module",
    "internal/modules/module_source",
    "internal/modules/parents",
    "internal/modules/require_function",
    "internal/modules/run",
    "internal/modules/wrapper",
    "internal/options",
    "internal/process/main",
    "internal/process/methods",
    "internal/process/milestones",
    "internal/process/object",
    "internal/process/uncaught",
    "internal/ticks",
};

int Snapshot(engine::Platform& platform, const char* out) {
  engine::CompileWholly(kRunAtStart);
  v8::StartupData blob = runtime::Boot::MakeSnapshot(platform, Options());
  bool written = WriteFile(out, {blob.data, static_cast<size_t>(blob.raw_size)});
  delete[] blob.data;
  return written ? 0 : 1;
}

// The functions of the builtins that the program has loaded, by index.
std::vector<v8::Global<v8::Function>> compiled;

void Remember(int index, v8::Local<v8::Function> function) {
  compiled[static_cast<size_t>(index)].Reset(v8::Isolate::GetCurrent(), function);
}

// The file: for each builtin, in the table's order, two 64-bit numbers, where its bytes begin in the file and how many
// they are; then the bytes, each builtin's padded to 8.
int Cache(engine::Platform& platform, const char* program, const char* out) {
  compiled.resize(engine::BuiltinSources().size());
  engine::SetCompileListener(&Remember);
  auto loop = loop::Loop::Create();
  if (!loop.ok()) {
    fprintf(stderr, "cannot make an event loop: %s\n", strerror(-loop.code()));
    return 1;
  }
  runtime::RealmOptions options = Options();
  options.argv.push_back(program);
  auto boot = runtime::Boot::Create(platform, loop->get(), std::move(options));
  v8::Isolate* isolate = boot->realm().isolate();
  if (int code = boot->RunProgram(); code != 0) {
    fprintf(stderr, "%s ended with code %d\n", program, code);
    return 1;
  }
  engine::SetCompileListener(nullptr);
  v8::HandleScope handles(isolate);
  v8::Context::Scope scope(boot->realm().context());
  std::string bytes(engine::BuiltinSources().size() * 16, '\0');
  for (size_t i = 0; i < engine::BuiltinSources().size(); i++) {
    v8::HandleScope each(isolate);
    v8::Local<v8::Function> function = compiled[i].Get(isolate);
    compiled[i].Reset();
    v8::TryCatch caught(isolate);
    if (function.IsEmpty() &&
        !engine::CompileBuiltin(boot->realm().context(), static_cast<int>(i)).ToLocal(&function)) {
      fprintf(stderr, "%s: %s\n", engine::BuiltinSources()[i].id, engine::ToUtf8(isolate, caught.Exception()).c_str());
      return 1;
    }
    std::unique_ptr<v8::ScriptCompiler::CachedData> cache(v8::ScriptCompiler::CreateCodeCacheForFunction(function));
    uint64_t place[2] = {bytes.size(), cache ? static_cast<uint64_t>(cache->length) : 0};
    memcpy(bytes.data() + i * sizeof place, place, sizeof place);
    if (cache) bytes.append(reinterpret_cast<const char*>(cache->data), place[1]);
    bytes.resize((bytes.size() + 7) / 8 * 8);
  }
  bool written = WriteFile(out, bytes);
  // The realm is not taken apart: what the program left behind ends with the process.
  fflush(nullptr);
  _exit(written ? 0 : 1);
}

int Assemble(const char* snapshot, const char* cache, const char* out) {
  std::string text = ".section .rodata\n.balign 16\n.globl eddy_snapshot_data\neddy_snapshot_data: .incbin \"" +
                     std::string(snapshot) +
                     "\"\neddy_snapshot_end:\n.balign 8\n.globl eddy_snapshot_size\neddy_snapshot_size: .quad "
                     "eddy_snapshot_end - eddy_snapshot_data\n.balign 16\n.globl eddy_cache_data\neddy_cache_data: "
                     ".incbin \"" +
                     std::string(cache) + "\"\n.section .note.GNU-stack,\"\",@progbits\n";
  return WriteFile(out, text) ? 0 : 1;
}

}  // namespace

// The tool's own answers to what the binary has embedded.
v8::StartupData engine::EmbeddedSnapshot() {
  return {loaded_snapshot.empty() ? nullptr : loaded_snapshot.data(), static_cast<int>(loaded_snapshot.size())};
}
engine::BuiltinCache engine::BuiltinCacheAt(int) { return {nullptr, 0}; }

}  // namespace eddy

int main(int argc, char** argv) {
  using namespace eddy;
  std::string_view mode = argc > 1 ? argv[1] : "";
  if (mode == "assemble" && argc == 5) return Assemble(argv[2], argv[3], argv[4]);
  engine::Platform platform(1);
  runtime::StartV8(platform, {});
  if (mode == "snapshot" && argc == 3) return Snapshot(platform, argv[2]);
  if (mode == "cache" && argc == 5) {
    loaded_snapshot = ReadFile(argv[2]);
    return Cache(platform, argv[3], argv[4]);
  }
  fprintf(stderr, "usage: see the head of tools/snapshot.cc\n");
  return 2;
}
