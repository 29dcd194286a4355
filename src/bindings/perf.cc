// binding('perf'): what node:perf_hooks measures of the event loop and of garbage collection.
// https://nodejs.org/api/perf_hooks.html
#include <v8.h>

#include <array>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "engine/binding.h"
#include "loop/loop.h"
#include "loop/phase_hooks.h"
#include "runtime/realm.h"

namespace eddy::bindings {
namespace {

// Milliseconds that the loop has waited in the kernel since it began.
double LoopIdleMs(Realm& realm) { return static_cast<double>(realm.loop().IdleTimeNs()) / 1e6; }

// What the loop has done: an array of turns, events, and events that were waiting.
v8::Local<v8::Array> LoopMetrics(v8::Isolate* isolate, Realm& realm) {
  const loop::Loop::Metrics& metrics = realm.loop().metrics();
  v8::Local<v8::Value> values[] = {v8::Number::New(isolate, static_cast<double>(metrics.turns)),
                                   v8::Number::New(isolate, static_cast<double>(metrics.events)),
                                   v8::Number::New(isolate, static_cast<double>(metrics.events_waiting))};
  return v8::Array::New(isolate, values, std::size(values));
}

double MonotonicMs() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// When the process's own code began to run.
const double image_start = MonotonicMs();
// When the natives were first asked for: right after V8 came up.
double engine_start = 0;

double NodeStartMs() { return image_start; }
double EngineStartMs() { return engine_start; }

// Notes collections while they are observed, and tells of them from the loop: no JavaScript may run within one.
class CollectionLog {
 public:
  explicit CollectionLog(Realm& realm) : realm_(realm) {}
  ~CollectionLog() { Stop(); }
  CollectionLog(const CollectionLog&) = delete;
  CollectionLog& operator=(const CollectionLog&) = delete;

  void Start(v8::Local<v8::Function> callback) {
    Stop();
    callback_.Reset(realm_.isolate(), callback);
    realm_.isolate()->AddGCPrologueCallback(Begin, this);
    realm_.isolate()->AddGCEpilogueCallback(End, this);
  }

  void Stop() {
    if (callback_.IsEmpty()) return;
    callback_.Reset();
    realm_.isolate()->RemoveGCPrologueCallback(Begin, this);
    realm_.isolate()->RemoveGCEpilogueCallback(End, this);
  }

 private:
  struct Record {
    v8::GCType kind;
    v8::GCCallbackFlags flags;
    double start;
    double duration;
  };

  static void Begin(v8::Isolate*, v8::GCType, v8::GCCallbackFlags, void* log) {
    static_cast<CollectionLog*>(log)->start_ = MonotonicMs();
  }

  static void End(v8::Isolate*, v8::GCType kind, v8::GCCallbackFlags flags, void* data) {
    auto* log = static_cast<CollectionLog*>(data);
    log->records_.push_back({kind, flags, log->start_, MonotonicMs() - log->start_});
    if (log->records_.size() > 1) return;
    Realm* realm = &log->realm_;
    realm->loop().PostFunction([realm] { realm->State<CollectionLog>().Deliver(); });
  }

  void Deliver() {
    const std::vector<Record> records = std::exchange(records_, {});
    if (callback_.IsEmpty()) return;
    v8::Isolate* isolate = realm_.isolate();
    runtime::CallbackScope scope(realm_);
    for (const Record& record : records) {
      if (callback_.IsEmpty()) return;
      std::array<v8::Local<v8::Value>, 4> arguments{
          v8::Integer::New(isolate, record.kind), v8::Integer::New(isolate, record.flags),
          v8::Number::New(isolate, record.start), v8::Number::New(isolate, record.duration)};
      (void)realm_.Call(callback_.Get(isolate), v8::Undefined(isolate), arguments);
    }
  }

  Realm& realm_;
  v8::Global<v8::Function> callback_;
  double start_ = 0;
  std::vector<Record> records_;
};

// Calls `callback(kind, flags, start, duration)` for every collection from now on; times in milliseconds of the
// monotonic clock.
void StartCollectionLog(Realm& realm, v8::Local<v8::Function> callback) {
  realm.State<CollectionLog>().Start(callback);
}

void StopCollectionLog(Realm& realm) { realm.State<CollectionLog>().Stop(); }

// Tells, once a turn, when the loop began to wait, for how long it was to wait, and when it was done with what came.
class TurnClock final : private loop::PhaseHookListener {
 public:
  explicit TurnClock(Realm& realm)
      : realm_(realm), prepare_(new loop::Prepare(realm.loop(), *this)), check_(new loop::Check(realm.loop(), *this)) {
    prepare_->Unref();
    check_->Unref();
  }

  void Start(v8::Local<v8::Function> callback) {
    callback_.Reset(realm_.isolate(), callback);
    prepare_->Start();
    // What setImmediate has is the next turn's.
    check_->Start(loop::PhaseHook::Place::kFirst);
  }

  void Stop() {
    prepare_->Stop();
    check_->Stop();
    callback_.Reset();
  }

 private:
  void OnPhase(loop::PhaseHook& hook) override {
    if (&hook == prepare_.get()) {
      prepared_ = MonotonicMs();
      timeout_ = realm_.loop().NextTimeout();
      return;
    }
    v8::Isolate* isolate = realm_.isolate();
    const v8::HandleScope handles(isolate);
    std::array<v8::Local<v8::Value>, 3> arguments{v8::Number::New(isolate, prepared_),
                                                  v8::Integer::New(isolate, timeout_),
                                                  v8::Number::New(isolate, MonotonicMs())};
    (void)realm_.Call(callback_.Get(isolate), v8::Undefined(isolate), arguments);
  }

  Realm& realm_;
  v8::Global<v8::Function> callback_;
  std::unique_ptr<loop::Prepare, loop::CloseHandle> prepare_;
  std::unique_ptr<loop::Check, loop::CloseHandle> check_;
  double prepared_ = 0;
  int timeout_ = 0;
};

// Calls `callback(prepared, timeout, checked)` in the check phase of every turn from now on: times in milliseconds of
// the monotonic clock; `timeout` in milliseconds, -1 without an end. Keeps no loop alive.
void StartTurnClock(Realm& realm, v8::Local<v8::Function> callback) { realm.State<TurnClock>().Start(callback); }

void StopTurnClock(Realm& realm) { realm.State<TurnClock>().Stop(); }

}  // namespace

void DefinePerf(BindingTarget& target) {
  if (target.collecting() && engine_start == 0) engine_start = MonotonicMs();
  target.Function<&EngineStartMs>("engineStartMs");
  target.Function<&LoopIdleMs>("loopIdleMs");
  target.Function<&LoopMetrics>("loopMetrics");
  target.Function<&NodeStartMs>("nodeStartMs");
  target.Function<&StartCollectionLog>("startCollectionLog");
  target.Function<&StartTurnClock>("startTurnClock");
  target.Function<&StopCollectionLog>("stopCollectionLog");
  target.Function<&StopTurnClock>("stopTurnClock");
}

}  // namespace eddy::bindings
