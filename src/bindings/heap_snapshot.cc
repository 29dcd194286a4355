#include "bindings/heap_snapshot.h"

#include <fcntl.h>
#include <unistd.h>
#include <v8-profiler.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <memory>

#include "runtime/worker.h"

namespace eddy::bindings {
namespace {

constexpr int kPieceSize = 64 * 1024;

// What the snapshot's own making may take beyond the limit, which would be reached otherwise while it is taken.
constexpr size_t kRoomForSnapshot = 64 * 1024 * 1024;

class Pieces final : public v8::OutputStream {
 public:
  explicit Pieces(const std::function<Status(std::string_view)>& sink) : sink_(sink) {}
  int GetChunkSize() override { return kPieceSize; }
  void EndOfStream() override {}
  WriteResult WriteAsciiChunk(char* data, int size) override {
    outcome = sink_({data, static_cast<size_t>(size)});
    return outcome.ok() ? kContinue : kAbort;
  }
  Status outcome;

 private:
  const std::function<Status(std::string_view)>& sink_;
};

Status WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return Status::FromErrno();
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return Status();
}

}  // namespace

Status WriteHeapSnapshot(v8::Isolate* isolate, const HeapSnapshotOptions& options,
                         const std::function<Status(std::string_view)>& sink) {
  using Profiler = v8::HeapProfiler;
  Profiler::HeapSnapshotOptions settings;
  settings.snapshot_mode =
      options.internals ? Profiler::HeapSnapshotMode::kExposeInternals : Profiler::HeapSnapshotMode::kRegular;
  settings.numerics_mode =
      options.numbers ? Profiler::NumericsMode::kExposeNumericValues : Profiler::NumericsMode::kHideNumericValues;
  const auto release = [](const v8::HeapSnapshot* snapshot) { const_cast<v8::HeapSnapshot*>(snapshot)->Delete(); };
  const std::unique_ptr<const v8::HeapSnapshot, decltype(release)> snapshot(
      isolate->GetHeapProfiler()->TakeHeapSnapshot(settings), release);
  if (snapshot == nullptr) return Status(-ENOMEM);
  Pieces pieces(sink);
  snapshot->Serialize(&pieces, v8::HeapSnapshot::kJSON);
  return pieces.outcome;
}

Status WriteHeapSnapshotTo(v8::Isolate* isolate, const HeapSnapshotOptions& options, int fd) {
  return WriteHeapSnapshot(isolate, options, [fd](std::string_view piece) { return WriteAll(fd, piece); });
}

std::string HeapSnapshotName(uint64_t thread_id) {
  static std::atomic<unsigned> count{0};
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char when[32];
  std::strftime(when, sizeof when, "%Y%m%d.%H%M%S", &local);
  char name[128];
  std::snprintf(name, sizeof name, "Heap.%s.%d.%llu.%03u.heapsnapshot", when, getpid(),
                static_cast<unsigned long long>(thread_id), ++count);
  return name;
}

void NearHeapLimit::Watch(uint32_t count) {
  if (watching_) return;
  watching_ = true;
  left_ = count;
  realm_.isolate()->AddNearHeapLimitCallback(OnNearLimit, this);
}

void NearHeapLimit::Unwatch() {
  if (!watching_) return;
  watching_ = false;
  // The limit stays where the snapshots have put it.
  realm_.isolate()->RemoveNearHeapLimitCallback(OnNearLimit, 0);
}

size_t NearHeapLimit::OnNearLimit(void* self, size_t current_limit, size_t initial_limit) {
  auto& watch = *static_cast<NearHeapLimit*>(self);
  if (watch.taking_) return watch.limit_ = current_limit + kRoomForSnapshot;
  if (watch.left_ == 0) {
    watch.Unwatch();
    return current_limit;
  }
  watch.taking_ = true;
  watch.limit_ = current_limit;
  watch.left_--;
  v8::Isolate* isolate = watch.realm_.isolate();
  std::string path;
  for (const auto& [name, value] : watch.realm_.options().values) {
    if (name == "--diagnostic-dir") path = value;
  }
  if (path.empty()) {
    char directory[4096];
    if (getcwd(directory, sizeof directory) != nullptr) path = directory;
  }
  const runtime::Worker* worker = watch.realm_.options().worker;
  path += "/" + HeapSnapshotName(worker == nullptr ? 0 : static_cast<uint64_t>(worker->id()));
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd >= 0) {
    const Status status = WriteHeapSnapshotTo(isolate, {}, fd);
    close(fd);
    if (status.ok()) fprintf(stderr, "Wrote snapshot to %s\n", path.c_str());
  }
  watch.taking_ = false;
  // Once more this much, so that the program goes on until the next one; after the last the limit is what it was.
  // More than the snapshot's own making was given, in any case: V8 takes less for a refusal.
  if (watch.left_ > 0) return watch.limit_ + initial_limit / 4;
  watch.Unwatch();
  return watch.limit_ + kRoomForSnapshot;
}

}  // namespace eddy::bindings
