// CPU profiles of a realm's JavaScript, by V8's sampling profiler: it is made with the first profile and gone with the
// last.
#pragma once
#include <v8-profiler.h>
#include <v8.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/realm.h"

namespace eddy::bindings {

class CpuProfiles {
 public:
  explicit CpuProfiles(Realm& realm) : isolate_(realm.isolate()) {}
  ~CpuProfiles();
  CpuProfiles(const CpuProfiles&) = delete;
  CpuProfiles& operator=(const CpuProfiles&) = delete;

  // `interval_us` is between samples; 0 for V8's own. A number by which to stop it; negative when too many run.
  double Start(int32_t interval_us);
  // The profile as JSON; nothing when there is none of that number.
  std::optional<std::string> Stop(double id);

 private:
  v8::Isolate* isolate_;
  v8::CpuProfiler* profiler_ = nullptr;
  std::vector<v8::ProfilerId> running_;
};

}  // namespace eddy::bindings
