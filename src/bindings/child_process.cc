// binding('child_process'): starting programs. https://nodejs.org/api/child_process.html
#include "loop/child_process.h"

#include <sys/socket.h>
#include <unistd.h>

#include "bindings/live_handles.h"
#include "bindings/registry.h"
#include "loop/spawn_sync.h"

namespace eddy::bindings {

namespace {

using engine::Internalized;

loop::SpawnOptions MakeOptions(std::string file, std::vector<std::string> args,
                               std::optional<std::vector<std::string>> environment, std::optional<std::string> cwd,
                               std::optional<int32_t> uid, std::optional<int32_t> gid, bool detached) {
  loop::SpawnOptions options;
  options.file = std::move(file);
  options.args = std::move(args);
  options.environment = std::move(environment);
  options.cwd = std::move(cwd);
  if (uid) options.uid = static_cast<uid_t>(*uid);
  if (gid) options.gid = static_cast<gid_t>(*gid);
  options.detached = detached;
  return options;
}

// One child. `onExit(code, signal)` is called in the async context in which the object was made.
class ChildBinding final : public engine::Wrapper, private loop::ChildProcessListener {
 public:
  ChildBinding(Realm& realm, v8::Local<v8::Function> on_exit)
      : realm_(realm), on_exit_(realm.isolate(), on_exit), frame_(realm.isolate(), realm.AsyncContext()) {}

  static std::unique_ptr<ChildBinding> Make(Realm& realm, v8::Local<v8::Function> on_exit) {
    return std::make_unique<ChildBinding>(realm, on_exit);
  }

  // spawn(file, args, env, cwd, uid, gid, detached, stdio) -> the process id, or a negative errno. Once.
  int32_t Spawn(std::string file, std::vector<std::string> args, std::optional<std::vector<std::string>> environment,
                std::optional<std::string> cwd, std::optional<int32_t> uid, std::optional<int32_t> gid, bool detached,
                std::vector<int32_t> stdio) {
    auto options =
        MakeOptions(std::move(file), std::move(args), std::move(environment), std::move(cwd), uid, gid, detached);
    options.stdio.assign(stdio.begin(), stdio.end());
    child_.reset(new loop::ChildProcess(realm_.loop(), *this));
    // Until the close callback, which comes in either case.
    realm_.State<LiveHandles>().Add(*this);
    KeepAlive();
    Status status = child_->Start(options);
    if (status.ok()) return child_->pid();
    child_.reset();
    return status.code();
  }

  Status Kill(int32_t signal) { return child_ ? child_->Kill(signal) : Status(-ESRCH); }
  void Ref() {
    if (child_) child_->Ref();
  }
  void Unref() {
    if (child_) child_->Unref();
  }
  bool HasRef() const { return child_ && child_->HasRef(); }

 private:
  void OnExit(loop::ChildProcess&, loop::ExitStatus status) override {
    v8::Isolate* isolate = realm_.isolate();
    v8::HandleScope handles(isolate);
    v8::Local<v8::Value> arguments[] = {v8::Integer::New(isolate, status.code),
                                        v8::Integer::New(isolate, status.signal)};
    child_.reset();
    // An error that the program makes of this keeps its stack, and with it this object: it must not be kept in turn.
    auto on_exit = on_exit_.Get(isolate);
    auto frame = frame_.Get(isolate);
    ForgetReceiver();
    (void)realm_.Call(on_exit, object(), arguments, frame);
  }

  void OnClose(loop::ChildProcess&) override {
    ForgetReceiver();
    realm_.State<LiveHandles>().Remove(*this);
    Release();
  }

  void ForgetReceiver() {
    on_exit_.Reset();
    frame_.Reset();
  }

  Realm& realm_;
  std::unique_ptr<loop::ChildProcess, loop::CloseHandle> child_;
  v8::Global<v8::Function> on_exit_;
  v8::Global<v8::Value> frame_;
};

// socketPair() -> [ours, theirs], both close-on-exec, or a negative errno.
Result<std::vector<int32_t>> SocketPair() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) return Status::FromErrno();
  return std::vector<int32_t>{ends[0], ends[1]};
}

void CloseDescriptor(int32_t fd) { close(fd); }

// A part of spawnSync's stdio: null ignored, a number inherited, bytes a pipe with that input, true a pipe with none.
std::optional<loop::SyncStdio> ReadSyncStdio(v8::Isolate* isolate, v8::Local<v8::Value> value) {
  loop::SyncStdio stdio;
  if (value->IsNull()) {
    stdio.kind = loop::SyncStdio::Kind::kIgnore;
  } else if (value->IsInt32()) {
    stdio.kind = loop::SyncStdio::Kind::kInherit;
    stdio.fd = value.As<v8::Int32>()->Value();
  } else if (auto bytes = engine::From<std::span<const uint8_t>>::Read(isolate, value)) {
    stdio.input = *bytes;
  }
  return stdio;
}

v8::Local<v8::Value> SyncOutcome(v8::Isolate* isolate, loop::SpawnSyncResult& result,
                                 const std::vector<loop::SyncStdio>& stdio) {
  auto context = isolate->GetCurrentContext();
  auto outcome = v8::Object::New(isolate);
  auto set = [&](const char* name, v8::Local<v8::Value> value) {
    outcome->Set(context, Internalized(isolate, name), value).Check();
  };
  set("pid", v8::Integer::New(isolate, result.pid));
  set("code", v8::Integer::New(isolate, result.status.code));
  set("signal", v8::Integer::New(isolate, result.status.signal));
  set("error", v8::Integer::New(isolate, result.error));
  auto outputs = v8::Array::New(isolate, static_cast<int>(result.outputs.size()));
  for (uint32_t i = 0; i < result.outputs.size(); i++) {
    v8::Local<v8::Value> output = v8::Null(isolate);
    if (stdio[i].kind == loop::SyncStdio::Kind::kPipe) {
      const std::string& bytes = result.outputs[i];
      auto buffer = v8::ArrayBuffer::New(isolate, bytes.size());
      bytes.copy(static_cast<char*>(buffer->Data()), bytes.size());
      output = buffer;
    }
    outputs->Set(context, i, output).Check();
  }
  set("outputs", outputs);
  return outcome;
}

// spawnSync(file, args, env, cwd, uid, gid, stdio, timeout, killSignal, maxBuffer) -> { pid, code, signal, error,
// outputs } or a negative errno. `timeout` in ms, 0 for none; `maxBuffer` in bytes, Infinity for no limit.
v8::Local<v8::Value> SpawnSync(v8::Isolate* isolate, std::string file, std::vector<std::string> args,
                               std::optional<std::vector<std::string>> environment, std::optional<std::string> cwd,
                               std::optional<int32_t> uid, std::optional<int32_t> gid, v8::Local<v8::Array> stdio,
                               double timeout, int32_t kill_signal, double max_buffer) {
  loop::SpawnSyncOptions options;
  options.spawn =
      MakeOptions(std::move(file), std::move(args), std::move(environment), std::move(cwd), uid, gid, false);
  options.timeout_ms = static_cast<uint64_t>(timeout);
  options.kill_signal = kill_signal;
  if (max_buffer < 9007199254740992.0) options.max_buffer = static_cast<uint64_t>(max_buffer);
  auto context = isolate->GetCurrentContext();
  for (uint32_t i = 0; i < stdio->Length(); i++) {
    options.stdio.push_back(*ReadSyncStdio(isolate, stdio->Get(context, i).ToLocalChecked()));
  }
  auto result = loop::SpawnSync(options);
  if (!result.ok()) return v8::Integer::New(isolate, result.code());
  return SyncOutcome(isolate, *result, options.stdio);
}

}  // namespace

void DefineChildProcess(BindingTarget& target) {
  target.Class<ChildBinding, &ChildBinding::Make>("Child", [](engine::ClassTarget& methods) {
    methods.Method<ChildBinding, &ChildBinding::Spawn>("spawn");
    methods.Method<ChildBinding, &ChildBinding::Kill>("kill");
    methods.Method<ChildBinding, &ChildBinding::Ref>("ref");
    methods.Method<ChildBinding, &ChildBinding::Unref>("unref");
    methods.Method<ChildBinding, &ChildBinding::HasRef>("hasRef");
  });
  target.Function<&SocketPair>("socketPair");
  target.Function<&CloseDescriptor>("closeDescriptor");
  target.Function<&SpawnSync>("spawnSync");
}

}  // namespace eddy::bindings
