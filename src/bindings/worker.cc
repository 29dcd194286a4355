// binding('worker'): threads with realms of their own. https://nodejs.org/api/worker_threads.html
#include "runtime/worker.h"

#include <sys/resource.h>
#include <v8-profiler.h>

#include <cstring>
#include <memory>
#include <utility>

#include "bindings/cpu_profiles.h"
#include "bindings/heap_sampling.h"
#include "bindings/heap_snapshot.h"
#include "bindings/message_port.h"
#include "bindings/registry.h"
#include "loop/loop.h"

namespace eddy::bindings {

namespace {

using runtime::ResourceLimits;

v8::Local<v8::Value> LimitsToArray(v8::Isolate* isolate, const ResourceLimits& limits) {
  v8::Local<v8::Value> values[] = {v8::Number::New(isolate, limits.young_generation),
                                   v8::Number::New(isolate, limits.old_generation),
                                   v8::Number::New(isolate, limits.code_range), v8::Number::New(isolate, limits.stack)};
  return v8::Array::New(isolate, values, 4);
}

// Those that a worker's parent takes in it, apart from its own.
struct ParentsProfiles : CpuProfiles {
  using CpuProfiles::CpuProfiles;
};

// The parent's half of a worker. What happens is told to the JavaScript object's property `onEnd`, a function
// (exit code, error code or '', detail).
class WorkerHandle final : public engine::Wrapper {
 public:
  // new Worker(name, [young, old, code range, stack] in MiB, argv, execArgv, options, environment): `options` is
  // [name, value, ...] as the option parser gave them; `environment` [name, value, ...], or undefined for a copy of
  // this realm's, or true to share it.
  static std::unique_ptr<WorkerHandle> Make(Realm& realm, std::string name, std::vector<double> limits,
                                            std::vector<std::string> argv, std::vector<std::string> exec_argv,
                                            std::vector<std::string> options, v8::Local<v8::Value> environment) {
    runtime::WorkerSettings settings;
    settings.name = std::move(name);
    settings.limits = {limits[0], limits[1], limits[2], limits[3]};
    settings.argv = std::move(argv);
    settings.exec_argv = std::move(exec_argv);
    for (size_t i = 0; i + 1 < options.size(); i += 2) {
      settings.values.emplace_back(std::move(options[i]), std::move(options[i + 1]));
    }
    if (environment->IsTrue()) {
      settings.environment = realm.options().environment;
    } else if (auto pairs = engine::From<std::vector<std::string>>::Read(realm.isolate(), environment)) {
      settings.environment = runtime::Environment::Make();
      for (size_t i = 0; i + 1 < pairs->size(); i += 2) settings.environment->Set((*pairs)[i], (*pairs)[i + 1]);
    } else {
      settings.environment = realm.options().environment->Copy();
    }
    return std::unique_ptr<WorkerHandle>(new WorkerHandle(realm, std::move(settings)));
  }

  ~WorkerHandle() override {
    if (end_ == nullptr) return;
    end_->handle = nullptr;
    if (!started_) end_->worker.Close();
  }

  // port(): this side's half of the channel, once.
  v8::MaybeLocal<v8::Value> TakePort(Realm& realm) { return Port::Make(realm, std::move(port_)); }

  // start(): 0, or a negative errno, after which nothing comes.
  Status Start() {
    Status status = worker().Start();
    if (!status.ok()) {
      worker().Close();
      return status;
    }
    started_ = true;
    KeepAlive();
    return {};
  }

  // discard(): instead of start(), for a worker that is not to be.
  void Discard() {
    if (!started_) worker().Close();
  }

  void Terminate() {
    if (!ended_) worker().Terminate(1);
  }

  void Ref() {
    if (!ended_) worker().Ref();
  }
  void Unref() {
    if (!ended_) worker().Unref();
  }
  // hasRef(); undefined once all is over.
  std::optional<bool> HasRef() { return end_ != nullptr ? std::optional<bool>(worker().HasRef()) : std::nullopt; }
  double Id() { return static_cast<double>(worker().id()); }
  // limits(): [young, old, code range, stack] in MiB
  v8::Local<v8::Value> Limits(v8::Isolate* isolate) { return LimitsToArray(isolate, worker().limits()); }

  // loopTimes(): [start of the loop, how long it has waited] in ms; zeros when it does not run.
  v8::Local<v8::Value> LoopTimes(v8::Isolate* isolate) {
    const auto times = ended_ ? runtime::Worker::LoopTimes() : worker().loop_times();
    v8::Local<v8::Value> values[] = {v8::Number::New(isolate, times.start), v8::Number::New(isolate, times.idle)};
    return v8::Array::New(isolate, values, 2);
  }

  // heapStatistics(callback): with the numbers of binding('v8_heap').heapStatistics, of the worker.
  void HeapStatistics(Realm& realm, v8::Local<v8::Function> callback) {
    Ask(realm, callback, [](Realm& inside) {
      v8::HeapStatistics heap;
      inside.isolate()->GetHeapStatistics(&heap);
      return Numbers{static_cast<double>(heap.total_heap_size()),
                     static_cast<double>(heap.total_heap_size_executable()),
                     static_cast<double>(heap.total_physical_size()),
                     static_cast<double>(heap.total_available_size()),
                     static_cast<double>(heap.used_heap_size()),
                     static_cast<double>(heap.heap_size_limit()),
                     static_cast<double>(heap.malloced_memory()),
                     static_cast<double>(heap.peak_malloced_memory()),
                     static_cast<double>(heap.does_zap_garbage()),
                     static_cast<double>(heap.number_of_native_contexts()),
                     static_cast<double>(heap.number_of_detached_contexts()),
                     static_cast<double>(heap.total_global_handles_size()),
                     static_cast<double>(heap.used_global_handles_size()),
                     static_cast<double>(heap.external_memory())};
    });
  }

  // cpuUsage(callback): with [user, system] in microseconds.
  void CpuUsage(Realm& realm, v8::Local<v8::Function> callback) {
    Ask(realm, callback, [](Realm&) {
      rusage usage{};
      getrusage(RUSAGE_THREAD, &usage);
      const auto micros = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
      };
      return Numbers{micros(usage.ru_utime), micros(usage.ru_stime)};
    });
  }

  // heapSnapshot(callback, internals, numbers): with the snapshot as bytes of JSON.
  void HeapSnapshot(Realm& realm, v8::Local<v8::Function> callback, bool internals, bool numbers) {
    Ask(realm, callback, [internals, numbers](Realm& inside) {
      std::string text;
      (void)WriteHeapSnapshot(inside.isolate(), {internals, numbers}, [&text](std::string_view piece) {
        text += piece;
        return Status();
      });
      return text;
    });
  }

  // startCpuProfile(callback): with [number]. stopCpuProfile(callback, number): with its JSON as bytes.
  void StartCpuProfile(Realm& realm, v8::Local<v8::Function> callback) {
    Ask(realm, callback, [](Realm& inside) { return Numbers{inside.State<ParentsProfiles>().Start(0)}; });
  }
  void StopCpuProfile(Realm& realm, v8::Local<v8::Function> callback, double id) {
    Ask(realm, callback, [id](Realm& inside) { return inside.State<ParentsProfiles>().Stop(id).value_or(""); });
  }

  // startHeapProfile(callback): with [1], or [0] when one runs already. stopHeapProfile(callback): with its JSON as
  // bytes.
  void StartHeapProfile(Realm& realm, v8::Local<v8::Function> callback) {
    Ask(realm, callback, [](Realm& inside) {
      const bool started = inside.isolate()->GetHeapProfiler()->StartSamplingHeapProfiler();
      return Numbers{started ? 1.0 : 0.0};
    });
  }
  void StopHeapProfile(Realm& realm, v8::Local<v8::Function> callback) {
    Ask(realm, callback, [](Realm& inside) { return StopHeapSampling(inside.isolate()); });
  }

 private:
  using Numbers = std::vector<double>;

  // The worker and its place on the parent's loop outlive the JavaScript object, when the realm ends.
  struct End final : runtime::WorkerListener {
    End(WorkerHandle& owner, Realm& realm, runtime::WorkerSettings settings, std::unique_ptr<runtime::PortEnd> port)
        : handle(&owner), worker(realm, std::move(settings), std::move(port), *this) {}
    void OnWorkerEnd(const runtime::WorkerEnd& end) override {
      if (handle != nullptr) handle->Ended(end);
      worker.Close();
    }
    void OnWorkerClosed() override {
      if (handle != nullptr) handle->Closed();
      delete this;
    }
    WorkerHandle* handle;
    runtime::Worker worker;
  };

  WorkerHandle(Realm& realm, runtime::WorkerSettings settings) : realm_(realm) {
    auto [own, others] = runtime::PortEnd::MakePair();
    port_ = std::move(own);
    // Deletes itself when its place on the loop is closed.
    end_ = new End(*this, realm, std::move(settings), std::move(others));
  }

  runtime::Worker& worker() { return end_->worker; }

  void Ended(const runtime::WorkerEnd& end) {
    ended_ = true;
    v8::Isolate* isolate = realm_.isolate();
    const v8::HandleScope handles(isolate);
    v8::Local<v8::Value> listener;
    if (object()->Get(realm_.context(), engine::Internalized(isolate, "onEnd")).ToLocal(&listener) &&
        listener->IsFunction()) {
      v8::Local<v8::Value> arguments[] = {v8::Integer::New(isolate, end.code), engine::FromUtf8(isolate, end.error),
                                          engine::FromUtf8(isolate, end.detail)};
      (void)realm_.Call(listener.As<v8::Function>(), object(), arguments);
    }
  }

  void Closed() {
    end_ = nullptr;
    if (ended_) Release();
  }

  static v8::Local<v8::Value> ToValue(v8::Isolate* isolate, const Numbers& numbers) {
    std::vector<v8::Local<v8::Value>> values;
    for (double number : numbers) values.push_back(v8::Number::New(isolate, number));
    return v8::Array::New(isolate, values.data(), values.size());
  }
  static v8::Local<v8::Value> ToValue(v8::Isolate* isolate, const std::string& text) {
    auto buffer = v8::ArrayBuffer::New(isolate, text.size());
    if (!text.empty()) memcpy(buffer->Data(), text.data(), text.size());
    return v8::Uint8Array::New(buffer, 0, text.size());
  }

  // Calls `question` inside the worker and `callback` here with what it returns. A worker that ends first calls nobody.
  template <typename F>
  void Ask(Realm& realm, v8::Local<v8::Function> callback, F question) {
    if (ended_) return;
    // The callback stays here: a handle of this isolate may not be let go of elsewhere.
    const uint32_t id = next_question_++;
    object()
        ->Set(realm.context(), engine::Internalized(realm.isolate(), "question" + std::to_string(id)), callback)
        .Check();
    loop::Loop& home = worker().parent_loop();
    End* end = end_;
    worker().RunInside([question = std::move(question), &home, end, id](Realm& inside) {
      home.PostFunction([answer = question(inside), end, id] {
        if (end->handle != nullptr) end->handle->Answer(id, answer);
      });
    });
  }

  template <typename T>
  void Answer(uint32_t id, const T& answer) {
    v8::Isolate* isolate = realm_.isolate();
    const v8::HandleScope handles(isolate);
    const v8::Context::Scope scope(realm_.context());
    const auto key = engine::Internalized(isolate, "question" + std::to_string(id));
    v8::Local<v8::Value> callback;
    if (!object()->Get(realm_.context(), key).ToLocal(&callback) || !callback->IsFunction()) return;
    object()->Delete(realm_.context(), key).Check();
    v8::Local<v8::Value> argument = ToValue(isolate, answer);
    (void)realm_.Call(callback.As<v8::Function>(), v8::Undefined(isolate), {&argument, 1});
  }

  Realm& realm_;
  End* end_ = nullptr;
  std::unique_ptr<runtime::PortEnd> port_;
  bool started_ = false;
  bool ended_ = false;
  uint32_t next_question_ = 0;
};

// self() -> undefined on the main thread, else [id, name, limits, port]; once.
v8::MaybeLocal<v8::Value> Self(Realm& realm) {
  v8::Isolate* isolate = realm.isolate();
  runtime::Worker* worker = realm.options().worker;
  if (worker == nullptr) return v8::Undefined(isolate).As<v8::Value>();
  v8::Local<v8::Value> port;
  if (!Port::Make(realm, worker->TakePort()).ToLocal(&port)) return {};
  v8::Local<v8::Value> values[] = {v8::Number::New(isolate, static_cast<double>(worker->id())),
                                   engine::FromUtf8(isolate, worker->name()), LimitsToArray(isolate, worker->limits()),
                                   port};
  return v8::Array::New(isolate, values, 4).As<v8::Value>();
}

// isWorker() -> whether this thread is one.
bool IsWorker(Realm& realm) { return realm.options().worker != nullptr; }

// loopStarts(): the worker's loop runs from now.
void LoopStarts(Realm& realm) { realm.options().worker->NoteLoopStart(); }

// loopStart() -> when the worker's loop began, in ms of the monotonic clock; 0 on the main thread.
double LoopStart(Realm& realm) {
  runtime::Worker* worker = realm.options().worker;
  return worker == nullptr ? 0 : worker->loop_times().start;
}

// parseOptions(execArgv, NODE_OPTIONS or undefined) -> [[name, value, ...], refused options, error or '']
v8::Local<v8::Value> ParseOptions(Realm& realm, std::vector<std::string> arguments,
                                  std::optional<std::string> node_options) {
  v8::Isolate* isolate = realm.isolate();
  const auto parsed = realm.options().parse(arguments, node_options ? &*node_options : nullptr);
  std::vector<std::string> flat;
  for (const auto& [name, value] : parsed.values) {
    flat.push_back(name);
    flat.push_back(value);
  }
  v8::Local<v8::Value> values[] = {engine::To(isolate, flat), engine::To(isolate, parsed.refused),
                                   engine::FromUtf8(isolate, parsed.error)};
  return v8::Array::New(isolate, values, 3);
}

// ownOptions() -> [name, value, ...] of this realm
std::vector<std::string> OwnOptions(Realm& realm) {
  std::vector<std::string> flat;
  for (const auto& [name, value] : realm.options().values) {
    flat.push_back(name);
    flat.push_back(value);
  }
  return flat;
}

}  // namespace

void DefineWorker(BindingTarget& target) {
  target.Function<&Self>("self");
  target.Function<&IsWorker>("isWorker");
  target.Function<&LoopStarts>("loopStarts");
  target.Function<&LoopStart>("loopStart");
  target.Function<&ParseOptions>("parseOptions");
  target.Function<&OwnOptions>("ownOptions");
  target.Class<WorkerHandle, &WorkerHandle::Make>("Worker", [](engine::ClassTarget& methods) {
    methods.Method<WorkerHandle, &WorkerHandle::TakePort>("port");
    methods.Method<WorkerHandle, &WorkerHandle::Start>("start");
    methods.Method<WorkerHandle, &WorkerHandle::Discard>("discard");
    methods.Method<WorkerHandle, &WorkerHandle::Terminate>("terminate");
    methods.Method<WorkerHandle, &WorkerHandle::Ref>("ref");
    methods.Method<WorkerHandle, &WorkerHandle::Unref>("unref");
    methods.Method<WorkerHandle, &WorkerHandle::HasRef>("hasRef");
    methods.Method<WorkerHandle, &WorkerHandle::Id>("id");
    methods.Method<WorkerHandle, &WorkerHandle::Limits>("limits");
    methods.Method<WorkerHandle, &WorkerHandle::LoopTimes>("loopTimes");
    methods.Method<WorkerHandle, &WorkerHandle::HeapStatistics>("heapStatistics");
    methods.Method<WorkerHandle, &WorkerHandle::CpuUsage>("cpuUsage");
    methods.Method<WorkerHandle, &WorkerHandle::HeapSnapshot>("heapSnapshot");
    methods.Method<WorkerHandle, &WorkerHandle::StartCpuProfile>("startCpuProfile");
    methods.Method<WorkerHandle, &WorkerHandle::StopCpuProfile>("stopCpuProfile");
    methods.Method<WorkerHandle, &WorkerHandle::StartHeapProfile>("startHeapProfile");
    methods.Method<WorkerHandle, &WorkerHandle::StopHeapProfile>("stopHeapProfile");
  });
}

}  // namespace eddy::bindings
