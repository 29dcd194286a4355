// Realm: one V8 isolate and context joined to one event loop. The main program is a realm; each worker is another.
//
// The one door into JavaScript: native code reaches JavaScript by Realm::Call (one callback) or inside a CallbackScope
// (a batch). Both restore the async context, route what is uncaught, and drain the nextTick queue and the microtasks
// when the outermost one ends. Nothing else calls v8::Function::Call from the loop.
//
// Threads: a realm belongs to the thread that made it, except where a function says otherwise.
#pragma once
#include <v8.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/binding.h"
#include "runtime/environment.h"

namespace eddy::loop {
class Loop;
}

namespace eddy::engine {
class Platform;
}

namespace eddy::runtime {

// A native module: what `binding(name)` gives to lib/.
struct BindingDefinition {
  const char* name;
  void (*define)(BindingTarget& target);
};

// What bootstrap hands to C++, by position in one array that the snapshot keeps (lib/internal/bootstrap/entries.js).
enum class Entry : uint32_t {
  kFlags,              // Int32Array, see Flag
  kProcessTicks,       // () => void: nextTicks, microtasks, rejections
  kOnUncaught,         // (error, origin) => boolean | int: whether a listener took it; an exit code to end with
  kFormatUncaught,     // (error) => string
  kProcessTimers,      // (now) => number: milliseconds until the next one; 0 none, negative when none is referenced
  kProcessImmediates,  // () => void
  kEmitBeforeExit,     // () => void
  kEmitExit,           // (code or undefined) => number: the exit code
  kOnRejection,        // (type, promise, reason) => void
  kRunMain,            // () => void: after the process's own state is in place
  kDynamicImport,      // (referrer, specifier, attributes, hostDefined) => Promise
  kImportMeta,         // (module record, meta) => void
  kPrepareStackTrace,  // (error, callSites, global object) => value
  kLoadLazy,           // (name, holder) => value: a lazy property is read for the first time
  kCloneProtocol,      // () => [...]: what lib/internal/cloneable.js tells message.cc
  kCount,
};

// Indices into the Int32Array that JavaScript and C++ share; both sides read and write them without a call.
enum class Flag : uint32_t {
  kHasTicks,         // the nextTick queue is not empty
  kHasRejections,    // promises were rejected with no handler, or got one late
  kImmediates,       // how many immediates wait
  kRefedImmediates,  // how many of them keep the loop alive
  kExiting,          // process.exit has begun
  kCapturing,        // an uncaught exception has somebody to take it: V8 need not abort
  kInternalWork,     // how many of the immediates are the runtime's own: the loop does not sleep before them
  kCount,
};

class Boot;
class Worker;

// What a list of options makes of itself: how src/cli tells src/runtime of the command line.
struct ParsedOptions {
  std::vector<std::pair<std::string, std::string>> values;  // as RealmOptions has them
  std::vector<std::string> refused;                         // what a worker can't be given
  std::string error;                                        // what is wrong, when something is
};

struct RealmOptions {
  std::span<const BindingDefinition> bindings;
  std::vector<std::string> argv;                                   // argv[0] is the executable's path
  std::vector<std::string> exec_argv;                              // the runtime's own flags
  std::vector<std::pair<std::string, std::string>> values;         // options by long name; "" for a switch
  std::vector<std::string> (*allowed_in_environment)() = nullptr;  // the options that NODE_OPTIONS may hold
  std::shared_ptr<Environment> environment = Environment::Process();
  // Reads the options of a worker: the list as given, and NODE_OPTIONS (may be null).
  ParsedOptions (*parse)(const std::vector<std::string>& arguments, const std::string* node_options) = nullptr;
  Worker* worker = nullptr;  // whose thread this is; null for the main program
};

class Realm {
 public:
  Realm(const Realm&) = delete;
  Realm& operator=(const Realm&) = delete;
  ~Realm();

  // The realm of the isolate (of the calling thread).
  static Realm& From(v8::Isolate* isolate) { return *static_cast<Realm*>(isolate->GetData(0)); }

  v8::Isolate* isolate() const { return isolate_; }
  v8::Local<v8::Context> context() const { return context_.Get(isolate_); }
  loop::Loop& loop() const { return *loop_; }
  const RealmOptions& options() const { return options_; }
  // What realms of other threads start with.
  engine::Platform& platform() const { return *platform_; }
  bool from_snapshot() const { return from_snapshot_; }

  // Whether the command line has the switch `name` ("--no-warnings").
  bool HasOption(std::string_view name) const {
    for (const auto& value : options_.values) {
      if (value.first == name) return true;
    }
    return false;
  }

  // Calls `function` as a callback from the loop: with the async context `frame` (as AsyncContext() gave it when the
  // operation began; empty for none), then drains if this is the outermost call. An exception is routed to
  // 'uncaughtException' and the result is empty. Needs no HandleScope of the caller's when the result is not used.
  v8::MaybeLocal<v8::Value> Call(v8::Local<v8::Function> function, v8::Local<v8::Value> receiver,
                                 std::span<v8::Local<v8::Value>> arguments, v8::Local<v8::Value> frame = {});

  // Runs nextTicks and microtasks until there are none. Cheap when there are none.
  void Drain();

  // The current async context (AsyncLocalStorage's stores), to be given back to Call later.
  v8::Local<v8::Value> AsyncContext() const { return isolate_->GetContinuationPreservedEmbedderData(); }

  // Routes an exception that nothing caught: 'uncaughtException' listeners, or print and exit as Node does.
  void ReportUncaught(v8::Local<v8::Value> error, v8::Local<v8::Message> message, bool from_promise = false);

  // Ends the process, or the worker, with `code`, without 'exit' listeners: they have run. For a worker this returns:
  // JavaScript goes on to its next call or loop, and is terminated there.
  void Exit(int code);
  // Has `action` called when the process ends by Exit of its main realm: to leave what others use as it was found. A
  // few at most. Any thread.
  static void AtProcessExit(void (*action)());
  // What a worker's Exit was told last; 0 before.
  int exit_code() const { return exit_code_; }

  // Whether a worker ends: nothing enters JavaScript any more. Any thread.
  bool stopping() const { return stopping_.load(std::memory_order_relaxed); }
  // Makes a worker end: what JavaScript does is terminated, and the loop stops as soon as it is woken. Any thread,
  // while the realm lives.
  void RequestStop();

  // The workers that this realm has started and that have not been joined; for Worker.
  std::vector<Worker*>& workers() { return workers_; }

  // A function or value that bootstrap registered.
  v8::Local<v8::Function> entry(Entry entry) const {
    return entries_[static_cast<size_t>(entry)].Get(isolate_).As<v8::Function>();
  }
  bool HasEntry(Entry entry) const { return !entries_[static_cast<size_t>(entry)].IsEmpty(); }
  // Called by bootstrap's binding, and after the snapshot is loaded.
  void SetEntry(Entry entry, v8::Local<v8::Value> value);

  int32_t& flag(Flag flag) { return flags_[static_cast<size_t>(flag)]; }

  // The realm's one T, made on first use as T(realm) and destroyed with the realm: state that a binding keeps per
  // realm.
  template <typename T>
  T& State() {
    const void* tag = engine::WrapperAccess::TagOf<T>();
    for (auto& slot : states_) {
      if (slot.tag == tag) return *static_cast<T*>(slot.object.get());
    }
    auto* made = new T(*this);
    states_.push_back({tag, {made, [](void* object) { delete static_cast<T*>(object); }}});
    return *made;
  }

 private:
  friend class CallbackScope;
  friend class Boot;
  struct StateSlot {
    const void* tag;
    std::unique_ptr<void, void (*)(void*)> object;
  };

  Realm(v8::Isolate* isolate, loop::Loop* loop, RealmOptions options);
  void DestroyStates();

  v8::Isolate* isolate_;
  engine::Platform* platform_ = nullptr;
  bool from_snapshot_ = false;
  loop::Loop* loop_;
  RealmOptions options_;
  v8::Global<v8::Context> context_;
  v8::Global<v8::Value> entries_[static_cast<size_t>(Entry::kCount)];
  int32_t boot_flags_[static_cast<size_t>(Flag::kCount)] = {};  // until bootstrap hands over the shared ones
  int32_t* flags_ = boot_flags_;
  int depth_ = 0;
  int exit_code_ = 0;
  std::atomic<bool> stopping_{false};
  std::vector<Worker*> workers_;
  std::vector<StateSlot> states_;
};

// Under this key a context's global object has the symbol that answers import() in code that has no other.
inline v8::Local<v8::Private> ContextImporterKey(v8::Isolate* isolate) {
  return v8::Private::ForApi(isolate, engine::Internalized(isolate, "eddy:context importer"));
}

// A stretch of native code that calls JavaScript several times: opens a HandleScope and the context; drains at its end
// when it is the outermost. Inside, use Realm::Call for each callback and Drain between those that must not see each
// other's ticks.
class CallbackScope {
 public:
  explicit CallbackScope(Realm& realm);
  ~CallbackScope();
  CallbackScope(const CallbackScope&) = delete;
  CallbackScope& operator=(const CallbackScope&) = delete;

 private:
  Realm& realm_;
  v8::HandleScope handles_;
  v8::Context::Scope context_;
};

}  // namespace eddy::runtime

namespace eddy {
using runtime::Realm;
}

namespace eddy::engine {
template <>
struct Inject<runtime::Realm&> {
  static runtime::Realm& Get(v8::Isolate* isolate) { return runtime::Realm::From(isolate); }
};
}  // namespace eddy::engine
