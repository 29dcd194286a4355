// The startup snapshot and the code cache that this binary carries. See tools/snapshot.cc.
#include <cstring>
#include <vector>

#include "engine/builtins.h"

extern "C" {
extern const char eddy_snapshot_data[];
extern const size_t eddy_snapshot_size;
extern const uint8_t eddy_cache_data[];
}

namespace eddy::engine {

v8::StartupData EmbeddedSnapshot() { return {eddy_snapshot_data, static_cast<int>(eddy_snapshot_size)}; }

BuiltinCache BuiltinCacheAt(int index) {
  // Offsets into the cache, found once: each entry is a 64-bit length and its bytes, padded to 8.
  static const std::vector<BuiltinCache> caches = [] {
    std::vector<BuiltinCache> all;
    const uint8_t* at = eddy_cache_data;
    for (size_t i = 0; i < BuiltinSources().size(); i++) {
      uint64_t length = 0;
      memcpy(&length, at, 8);
      all.push_back({length == 0 ? nullptr : at + 8, length});
      at += 8 + (length + 7) / 8 * 8;
    }
    return all;
  }();
  return caches[static_cast<size_t>(index)];
}

}  // namespace eddy::engine
