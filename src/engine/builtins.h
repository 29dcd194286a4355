// The builtin modules' sources (lib/) and their code cache, embedded in the binary.
//
// Sources are ASCII and become external one-byte strings: V8 reads them where they lie in the binary. The tables
// are made at build time: tools/embed.cc writes the sources', tools/snapshot.cc the cache's.
#pragma once
#include <v8.h>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace eddy::engine {

struct BuiltinSource {
  const char* id;  // "fs", "internal/streams/readable"
  const char* text;
  size_t length;
};

struct BuiltinCache {
  const uint8_t* data;  // null when there is none
  size_t length;
};

// The embedded sources, sorted by id.
std::span<const BuiltinSource> BuiltinSources();

// The index of `id` in BuiltinSources, or -1.
int FindBuiltin(std::string_view id);

// The embedded code cache of the builtin at `index`; empty in the snapshot tool.
BuiltinCache BuiltinCacheAt(int index);

// The embedded startup snapshot; data is null in the snapshot tool.
v8::StartupData EmbeddedSnapshot();

// Whether a builtin may be required by programs (not internal/...).
bool IsPublicBuiltin(std::string_view id);

// Makes stream/iter and zlib/iter public in this process (--experimental-stream-iter); until then they are not found.
void AllowIterableStreams();

// Told of each builtin that is compiled in this process; for the snapshot tool.
using CompileListener = void (*)(int index, v8::Local<v8::Function> function);
void SetCompileListener(CompileListener listener);

// Names builtins whose inner functions are compiled at once, not when they are first called; `ids` must stay. For the
// snapshot tool.
void CompileWholly(std::span<const std::string_view> ids);

// Compiles the builtin at `index` into a function (exports, require, module, binding); empty when that threw.
v8::MaybeLocal<v8::Function> CompileBuiltin(v8::Local<v8::Context> context, int index);

// Adds the addresses of the source strings, to which the snapshot refers, to `references`.
void CollectBuiltinReferences(std::vector<intptr_t>& references);

}  // namespace eddy::engine
