// binding('signal'): watches signals for process's listeners. https://nodejs.org/api/process.html#signal-events
#include "loop/signal.h"

#include <map>
#include <memory>

#include "bindings/registry.h"

namespace eddy::bindings {

namespace {

// One watcher for each signal that JavaScript listens to; none keeps the loop alive.
class SignalWatchers final : private loop::SignalListener {
 public:
  explicit SignalWatchers(Realm& realm) : realm_(realm) {}

  void SetCallback(v8::Local<v8::Function> callback) { callback_.Reset(realm_.isolate(), callback); }

  Status Start(int number) {
    auto& watcher = watchers_[number];
    if (watcher == nullptr) {
      watcher.reset(new loop::Signal(realm_.loop(), *this));
      watcher->Unref();
    }
    return watcher->Start(number);
  }

  void Stop(int number) {
    auto found = watchers_.find(number);
    if (found != watchers_.end()) found->second->Stop();
  }

 private:
  void OnSignal(loop::Signal&, int number) override {
    v8::Isolate* isolate = realm_.isolate();
    v8::HandleScope handles(isolate);
    v8::Local<v8::Value> argument = v8::Integer::New(isolate, number);
    (void)realm_.Call(callback_.Get(isolate), v8::Undefined(isolate), {&argument, 1});
  }

  Realm& realm_;
  v8::Global<v8::Function> callback_;
  std::map<int, std::unique_ptr<loop::Signal, loop::CloseHandle>> watchers_;
};

// setCallback(callback): who is called with the number of each signal.
void SetCallback(Realm& realm, v8::Local<v8::Function> callback) {
  realm.State<SignalWatchers>().SetCallback(callback);
}

// start(number): EINVAL for signals that cannot be caught.
Status Start(Realm& realm, int32_t number) { return realm.State<SignalWatchers>().Start(number); }

// stop(number): the default action is in force again.
void Stop(Realm& realm, int32_t number) { realm.State<SignalWatchers>().Stop(number); }

}  // namespace

void DefineSignal(BindingTarget& target) {
  target.Function<&SetCallback>("setCallback");
  target.Function<&Start>("start");
  target.Function<&Stop>("stop");
}

}  // namespace eddy::bindings
