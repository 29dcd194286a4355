// binding('v8'): what V8 tells of its heap and of the program's run. https://nodejs.org/api/v8.html
#include <cppgc/heap-statistics.h>
#include <v8-cppgc.h>
#include <v8-profiler.h>
#include <v8.h>

#include <chrono>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bindings/cpu_profiles.h"
#include "bindings/heap_snapshot.h"
#include "engine/binding.h"
#include "engine/minor_gc.h"
#include "engine/strings.h"
#include "runtime/realm.h"

namespace eddy::bindings {
namespace {

// An object in the making, field by field.
class Fields {
 public:
  explicit Fields(v8::Isolate* isolate) : isolate_(isolate), object_(v8::Object::New(isolate)) {}
  template <typename T>
  Fields& Add(std::string_view name, const T& value) {
    object_->Set(isolate_->GetCurrentContext(), engine::Internalized(isolate_, name), engine::To(isolate_, value))
        .Check();
    return *this;
  }
  Fields& Add(std::string_view name, size_t value) { return Add(name, static_cast<double>(value)); }
  v8::Local<v8::Object> object() const { return object_; }

 private:
  v8::Isolate* isolate_;
  v8::Local<v8::Object> object_;
};

v8::Local<v8::Object> HeapStatistics(v8::Isolate* isolate) {
  v8::HeapStatistics heap;
  isolate->GetHeapStatistics(&heap);
  return Fields(isolate)
      .Add("total_heap_size", heap.total_heap_size())
      .Add("total_heap_size_executable", heap.total_heap_size_executable())
      .Add("total_physical_size", heap.total_physical_size())
      .Add("total_available_size", heap.total_available_size())
      .Add("used_heap_size", heap.used_heap_size())
      .Add("heap_size_limit", heap.heap_size_limit())
      .Add("malloced_memory", heap.malloced_memory())
      .Add("peak_malloced_memory", heap.peak_malloced_memory())
      .Add("does_zap_garbage", heap.does_zap_garbage() != 0 ? 1 : 0)
      .Add("number_of_native_contexts", heap.number_of_native_contexts())
      .Add("number_of_detached_contexts", heap.number_of_detached_contexts())
      .Add("total_global_handles_size", heap.total_global_handles_size())
      .Add("used_global_handles_size", heap.used_global_handles_size())
      .Add("external_memory", heap.external_memory())
      .object();
}

v8::Local<v8::Value> HeapSpaceStatistics(v8::Isolate* isolate) {
  std::vector<v8::Local<v8::Value>> spaces;
  for (size_t i = 0; i < isolate->NumberOfHeapSpaces(); ++i) {
    v8::HeapSpaceStatistics space;
    if (!isolate->GetHeapSpaceStatistics(&space, i)) continue;
    spaces.push_back(Fields(isolate)
                         .Add("space_name", std::string(space.space_name()))
                         .Add("space_size", space.space_size())
                         .Add("space_used_size", space.space_used_size())
                         .Add("space_available_size", space.space_available_size())
                         .Add("physical_space_size", space.physical_space_size())
                         .object());
  }
  return v8::Array::New(isolate, spaces.data(), spaces.size());
}

v8::Local<v8::Object> HeapCodeStatistics(v8::Isolate* isolate) {
  v8::HeapCodeStatistics code;
  isolate->GetHeapCodeAndMetadataStatistics(&code);
  return Fields(isolate)
      .Add("code_and_metadata_size", code.code_and_metadata_size())
      .Add("bytecode_and_metadata_size", code.bytecode_and_metadata_size())
      .Add("external_script_source_size", code.external_script_source_size())
      .Add("cpu_profiler_metadata_size", code.cpu_profiler_metadata_size())
      .object();
}

v8::Local<v8::Value> Numbers(v8::Isolate* isolate, const std::vector<size_t>& values) {
  std::vector<double> numbers(values.begin(), values.end());
  return engine::To(isolate, numbers);
}

v8::Local<v8::Object> PageStatistics(v8::Isolate* isolate, const cppgc::HeapStatistics::PageStatistics& page) {
  std::vector<v8::Local<v8::Value>> objects;
  for (const auto& entry : page.object_statistics) {
    objects.push_back(
        Fields(isolate).Add("allocated_bytes", entry.allocated_bytes).Add("object_count", entry.object_count).object());
  }
  return Fields(isolate)
      .Add("committed_size_bytes", page.committed_size_bytes)
      .Add("resident_size_bytes", page.resident_size_bytes)
      .Add("used_size_bytes", page.used_size_bytes)
      .Add("object_statistics", v8::Array::New(isolate, objects.data(), objects.size()))
      .object();
}

// Statistics of the heap of C++ objects; Eddy itself keeps none there.
v8::Local<v8::Object> CppHeapStatistics(v8::Isolate* isolate, bool detailed) {
  using Statistics = cppgc::HeapStatistics;
  Statistics heap;
  if (v8::CppHeap* cpp_heap = isolate->GetCppHeap()) {
    heap = cpp_heap->CollectStatistics(detailed ? Statistics::kDetailed : Statistics::kBrief);
  }
  std::vector<v8::Local<v8::Value>> spaces;
  for (const auto& space : heap.space_stats) {
    std::vector<v8::Local<v8::Value>> pages;
    for (const auto& page : space.page_stats) pages.push_back(PageStatistics(isolate, page));
    const auto& free_list = space.free_list_stats;
    spaces.push_back(Fields(isolate)
                         .Add("name", space.name)
                         .Add("committed_size_bytes", space.committed_size_bytes)
                         .Add("resident_size_bytes", space.resident_size_bytes)
                         .Add("used_size_bytes", space.used_size_bytes)
                         .Add("page_stats", v8::Array::New(isolate, pages.data(), pages.size()))
                         .Add("free_list_stats", Fields(isolate)
                                                     .Add("bucket_size", Numbers(isolate, free_list.bucket_size))
                                                     .Add("free_count", Numbers(isolate, free_list.free_count))
                                                     .Add("free_size", Numbers(isolate, free_list.free_size))
                                                     .object())
                         .object());
  }
  return Fields(isolate)
      .Add("committed_size_bytes", heap.committed_size_bytes)
      .Add("resident_size_bytes", heap.resident_size_bytes)
      .Add("used_size_bytes", heap.used_size_bytes)
      .Add("space_statistics", v8::Array::New(isolate, spaces.data(), spaces.size()))
      .Add("type_names", heap.type_names)
      .Add("detail_level", std::string(detailed ? "detailed" : "brief"))
      .object();
}

uint32_t CachedDataVersionTag() { return v8::ScriptCompiler::CachedDataVersionTag(); }

void SetFlagsFromString(std::string flags) {
  v8::V8::SetFlagsFromString(flags.data(), flags.size());
  engine::NoteFlags(std::move(flags));
}

bool IsOneByte(v8::Local<v8::String> text) { return text->IsOneByte(); }

// Objects of the current context that have `prototype` on their chain, after a full collection.
v8::Local<v8::Value> QueryObjects(v8::Isolate* isolate, v8::Local<v8::Object> prototype) {
  class Inherits final : public v8::QueryObjectPredicate {
   public:
    Inherits(v8::Local<v8::Context> context, v8::Local<v8::Object> prototype)
        : context_(context), prototype_(prototype) {}
    bool Filter(v8::Local<v8::Object> object) override {
      v8::Local<v8::Context> creation;
      if (!object->GetCreationContext(v8::Isolate::GetCurrent()).ToLocal(&creation) || creation != context_)
        return false;
      for (v8::Local<v8::Value> step = object->GetPrototypeV2(); step->IsObject();
           step = step.As<v8::Object>()->GetPrototypeV2()) {
        if (step == prototype_) return true;
        if (step->IsProxy()) return false;
      }
      return false;
    }

   private:
    v8::Local<v8::Context> context_;
    v8::Local<v8::Object> prototype_;
  };
  const v8::Local<v8::Context> context = isolate->GetCurrentContext();
  Inherits predicate(context, prototype);
  std::vector<v8::Global<v8::Object>> found;
  isolate->GetHeapProfiler()->QueryObjects(context, &predicate, &found);
  std::vector<v8::Local<v8::Value>> objects;
  for (const auto& object : found) objects.push_back(object.Get(isolate));
  return v8::Array::New(isolate, objects.data(), objects.size());
}

// Notes what the heap holds before and after each collection. v8.GCProfiler.
class GcProfiler final : public engine::Wrapper {
 public:
  static std::unique_ptr<GcProfiler> Make(v8::Isolate* isolate) { return std::make_unique<GcProfiler>(isolate); }
  explicit GcProfiler(v8::Isolate* isolate) : isolate_(isolate) {}
  ~GcProfiler() override { Remove(); }

  void Start() {
    if (started_ != 0) return;
    started_ = WallMs();
    isolate_->AddGCPrologueCallback(Begin, this);
    isolate_->AddGCEpilogueCallback(End, this);
  }

  // The profile; undefined when it was not started.
  v8::Local<v8::Value> Stop(v8::Isolate* isolate) {
    if (started_ == 0) return v8::Undefined(isolate);
    Remove();
    std::vector<v8::Local<v8::Value>> collections;
    for (Collection& collection : collections_) {
      collections.push_back(Fields(isolate)
                                .Add("gcType", std::string(NameOf(collection.kind)))
                                .Add("beforeGC", Describe(collection.before))
                                .Add("cost", collection.cost_us)
                                .Add("afterGC", Describe(collection.after))
                                .object());
    }
    collections_.clear();
    auto profile = Fields(isolate)
                       .Add("version", 1)
                       .Add("startTime", std::exchange(started_, 0))
                       .Add("statistics", v8::Array::New(isolate, collections.data(), collections.size()))
                       .Add("endTime", WallMs())
                       .object();
    return profile;
  }

 private:
  struct Heap {
    v8::HeapStatistics all;
    std::vector<v8::HeapSpaceStatistics> spaces;
  };
  struct Collection {
    v8::GCType kind;
    double cost_us;
    Heap before;
    Heap after;
  };
  using Clock = std::chrono::steady_clock;

  static double WallMs() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<double>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  }

  static const char* NameOf(v8::GCType kind) {
    switch (kind) {
      case v8::kGCTypeScavenge:
        return "Scavenge";
      case v8::kGCTypeMinorMarkSweep:
        return "MinorMarkSweep";
      case v8::kGCTypeMarkSweepCompact:
        return "MarkSweepCompact";
      case v8::kGCTypeIncrementalMarking:
        return "IncrementalMarking";
      case v8::kGCTypeProcessWeakCallbacks:
        return "ProcessWeakCallbacks";
      default:
        return "Unknown";
    }
  }

  static Heap Measure(v8::Isolate* isolate) {
    Heap heap;
    isolate->GetHeapStatistics(&heap.all);
    heap.spaces.resize(isolate->NumberOfHeapSpaces());
    for (size_t i = 0; i < heap.spaces.size(); ++i) isolate->GetHeapSpaceStatistics(&heap.spaces[i], i);
    return heap;
  }

  v8::Local<v8::Object> Describe(Heap& heap) {
    std::vector<v8::Local<v8::Value>> spaces;
    for (auto& space : heap.spaces) {
      spaces.push_back(Fields(isolate_)
                           .Add("spaceName", std::string(space.space_name()))
                           .Add("spaceSize", space.space_size())
                           .Add("spaceUsedSize", space.space_used_size())
                           .Add("spaceAvailableSize", space.space_available_size())
                           .Add("physicalSpaceSize", space.physical_space_size())
                           .object());
    }
    v8::HeapStatistics& figures = heap.all;
    return Fields(isolate_)
        .Add("heapStatistics", Fields(isolate_)
                                   .Add("totalHeapSize", figures.total_heap_size())
                                   .Add("totalHeapSizeExecutable", figures.total_heap_size_executable())
                                   .Add("totalPhysicalSize", figures.total_physical_size())
                                   .Add("totalAvailableSize", figures.total_available_size())
                                   .Add("totalGlobalHandlesSize", figures.total_global_handles_size())
                                   .Add("usedGlobalHandlesSize", figures.used_global_handles_size())
                                   .Add("usedHeapSize", figures.used_heap_size())
                                   .Add("heapSizeLimit", figures.heap_size_limit())
                                   .Add("mallocedMemory", figures.malloced_memory())
                                   .Add("externalMemory", figures.external_memory())
                                   .Add("peakMallocedMemory", figures.peak_malloced_memory())
                                   .object())
        .Add("heapSpaceStatistics", v8::Array::New(isolate_, spaces.data(), spaces.size()))
        .object();
  }

  static void Begin(v8::Isolate* isolate, v8::GCType, v8::GCCallbackFlags, void* data) {
    auto* profiler = static_cast<GcProfiler*>(data);
    profiler->before_ = Measure(isolate);
    profiler->began_ = Clock::now();
  }

  static void End(v8::Isolate* isolate, v8::GCType kind, v8::GCCallbackFlags, void* data) {
    auto* profiler = static_cast<GcProfiler*>(data);
    const double cost = std::chrono::duration<double, std::micro>(Clock::now() - profiler->began_).count();
    profiler->collections_.push_back({kind, cost, std::move(profiler->before_), Measure(isolate)});
  }

  void Remove() {
    if (started_ == 0) return;
    isolate_->RemoveGCPrologueCallback(Begin, this);
    isolate_->RemoveGCEpilogueCallback(End, this);
  }

  v8::Isolate* isolate_;
  double started_ = 0;  // ms since 1970; 0 while it does not run
  Clock::time_point began_;
  Heap before_;
  std::vector<Collection> collections_;
};

// `interval_us`: between samples; 0 for V8's own.
double StartCpuProfile(Realm& realm, int32_t interval_us) { return realm.State<CpuProfiles>().Start(interval_us); }
v8::Local<v8::Value> StopCpuProfile(Realm& realm, double id) {
  const std::optional<std::string> profile = realm.State<CpuProfiles>().Stop(id);
  if (!profile.has_value()) return v8::Undefined(realm.isolate());
  return engine::FromUtf8(realm.isolate(), *profile);
}

// The snapshot's JSON in pieces, as ArrayBuffers.
v8::Local<v8::Value> HeapSnapshot(v8::Isolate* isolate, bool internals, bool numbers) {
  std::vector<v8::Local<v8::Value>> pieces;
  const Status status = WriteHeapSnapshot(isolate, {internals, numbers}, [&](std::string_view piece) {
    auto memory = v8::ArrayBuffer::New(isolate, piece.size());
    std::memcpy(memory->Data(), piece.data(), piece.size());
    pieces.push_back(memory);
    return Status();
  });
  if (!status.ok()) return engine::To(isolate, status);
  return v8::Array::New(isolate, pieces.data(), pieces.size());
}

// Writes it to a descriptor.
Status HeapSnapshotTo(v8::Isolate* isolate, int32_t fd, bool internals, bool numbers) {
  return WriteHeapSnapshotTo(isolate, {internals, numbers}, fd);
}

std::string SnapshotName(double thread_id) { return HeapSnapshotName(static_cast<uint64_t>(thread_id)); }

// Has up to `count` snapshots written, each when the heap is close to its limit.
void SnapshotNearHeapLimit(Realm& realm, uint32_t count) { realm.State<NearHeapLimit>().Watch(count); }

}  // namespace

void DefineV8(BindingTarget& target) {
  target.Function<&CachedDataVersionTag>("cachedDataVersionTag");
  target.Function<&CppHeapStatistics>("cppHeapStatistics");
  target.Function<&HeapCodeStatistics>("heapCodeStatistics");
  target.Function<&HeapSnapshot>("heapSnapshot");
  target.Function<&SnapshotName>("heapSnapshotName");
  target.Function<&HeapSnapshotTo>("heapSnapshotTo");
  target.Function<&HeapSpaceStatistics>("heapSpaceStatistics");
  target.Function<&HeapStatistics>("heapStatistics");
  target.Function<&IsOneByte>("isOneByte");
  target.Function<&QueryObjects>("queryObjects");
  target.Function<&SetFlagsFromString>("setFlagsFromString");
  target.Function<&SnapshotNearHeapLimit>("snapshotNearHeapLimit");
  target.Function<&StartCpuProfile>("startCpuProfile");
  target.Function<&StopCpuProfile>("stopCpuProfile");
  target.Class<GcProfiler, &GcProfiler::Make>("GcProfiler", [](engine::ClassTarget& methods) {
    methods.Method<GcProfiler, &GcProfiler::Start>("start");
    methods.Method<GcProfiler, &GcProfiler::Stop>("stop");
  });
}

}  // namespace eddy::bindings
