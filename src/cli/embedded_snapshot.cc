// The startup snapshot and the code cache that this binary carries. See tools/snapshot.cc.
#include <cstring>

#include "engine/builtins.h"

extern "C" {
extern const char eddy_snapshot_data[];
extern const size_t eddy_snapshot_size;
extern const uint8_t eddy_cache_data[];
}

namespace eddy::engine {

v8::StartupData EmbeddedSnapshot() { return {eddy_snapshot_data, static_cast<int>(eddy_snapshot_size)}; }

BuiltinCache BuiltinCacheAt(int index) {
  // Where each entry lies, then the entries: only pages that are asked for are read.
  uint64_t place[2];
  memcpy(place, eddy_cache_data + static_cast<size_t>(index) * sizeof place, sizeof place);
  auto [offset, length] = place;
  return {length == 0 ? nullptr : eddy_cache_data + offset, length};
}

}  // namespace eddy::engine
