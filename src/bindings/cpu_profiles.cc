#include "bindings/cpu_profiles.h"

#include <utility>

namespace eddy::bindings {

namespace {

class Gather final : public v8::OutputStream {
 public:
  int GetChunkSize() override { return 64 * 1024; }
  void EndOfStream() override {}
  WriteResult WriteAsciiChunk(char* data, int size) override {
    text.append(data, static_cast<size_t>(size));
    return kContinue;
  }
  std::string text;
};

}  // namespace

CpuProfiles::~CpuProfiles() {
  // V8's sampling thread ends with the last profile, not with the profiler.
  for (v8::ProfilerId id : running_) {
    if (v8::CpuProfile* profile = profiler_->Stop(id)) profile->Delete();
  }
  if (profiler_ != nullptr) profiler_->Dispose();
}

double CpuProfiles::Start(int32_t interval_us) {
  if (profiler_ == nullptr) {
    profiler_ = v8::CpuProfiler::New(isolate_);
    if (interval_us > 0) profiler_->SetSamplingInterval(interval_us);
  }
  const auto result = profiler_->Start(v8::CpuProfilingOptions(v8::kLeafNodeLineNumbers, 1 << 20));
  if (result.status != v8::CpuProfilingStatus::kStarted) return -1;
  running_.push_back(result.id);
  return result.id;
}

std::optional<std::string> CpuProfiles::Stop(double id) {
  if (profiler_ == nullptr) return std::nullopt;
  const auto number = static_cast<v8::ProfilerId>(id);
  v8::CpuProfile* profile = profiler_->Stop(number);
  if (profile == nullptr) return std::nullopt;
  Gather gather;
  profile->Serialize(&gather);
  profile->Delete();
  std::erase(running_, number);
  if (running_.empty()) std::exchange(profiler_, nullptr)->Dispose();
  return std::move(gather.text);
}

}  // namespace eddy::bindings
