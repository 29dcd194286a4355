// What the build embedded in the binary: lib/, the startup snapshot, the code cache. See tools/embed.cc,
// tools/snapshot.cc.
#include "engine/builtins.h"

extern "C" {
extern const eddy::engine::BuiltinSource eddy_builtin_sources[];
extern const size_t eddy_builtin_count;
}

namespace eddy::engine {

std::span<const BuiltinSource> BuiltinSources() { return {eddy_builtin_sources, eddy_builtin_count}; }

}  // namespace eddy::engine
