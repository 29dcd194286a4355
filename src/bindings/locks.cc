// binding('locks'): navigator.locks across the threads of the process. https://w3c.github.io/web-locks/
#include "runtime/locks.h"

#include <memory>
#include <mutex>
#include <utility>

#include "bindings/registry.h"
#include "loop/wakeup.h"
#include "runtime/worker.h"

namespace eddy::bindings {

namespace {

// The realm's requests. They keep the loop alive while they wait or hold.
class RealmLocks final : public runtime::LockListener, private loop::WakeupListener {
 public:
  explicit RealmLocks(Realm& realm)
      : realm_(realm),
        wakeup_(new loop::Wakeup(realm.loop(), *this)),
        client_(std::make_unique<runtime::LockClient>(
            *this, realm.options().worker != nullptr ? realm.options().worker->id() : 0)) {
    wakeup_->Unref();
  }
  ~RealmLocks() override {
    // No event comes any more once the client is gone.
    client_.reset();
  }

  void SetCallback(v8::Local<v8::Function> callback) { callback_.Reset(realm_.isolate(), callback); }

  double Request(const std::string& name, bool shared, bool at_once, bool steal) {
    if (open_++ == 0) wakeup_->Ref();
    return static_cast<double>(client_->Request(name, shared, at_once, steal));
  }

  bool Release(double request) {
    Done();
    return client_->Release(static_cast<uint64_t>(request));
  }

  // One request is over.
  void Done() {
    if (--open_ == 0) wakeup_->Unref();
  }

 private:
  void OnLockEvent(uint64_t request, runtime::LockEvent event) override {
    {
      const std::scoped_lock lock(mutex_);
      events_.emplace_back(request, event);
    }
    wakeup_->Send();
  }

  void OnWakeup(loop::Wakeup&) override {
    std::vector<std::pair<uint64_t, runtime::LockEvent>> events;
    {
      const std::scoped_lock lock(mutex_);
      events.swap(events_);
    }
    v8::Isolate* isolate = realm_.isolate();
    for (const auto& [request, event] : events) {
      const v8::HandleScope handles(isolate);
      v8::Local<v8::Value> arguments[] = {v8::Number::New(isolate, static_cast<double>(request)),
                                          v8::Integer::New(isolate, static_cast<int>(event))};
      (void)realm_.Call(callback_.Get(isolate), v8::Undefined(isolate), arguments);
    }
  }

  Realm& realm_;
  v8::Global<v8::Function> callback_;
  std::mutex mutex_;
  std::vector<std::pair<uint64_t, runtime::LockEvent>> events_;
  std::unique_ptr<loop::Wakeup, loop::CloseHandle> wakeup_;
  std::unique_ptr<runtime::LockClient> client_;
  uint32_t open_ = 0;
};

// setCallback(callback): who is called with each request and what became of it: 0 granted, 1 not to be had, 2 stolen.
void SetCallback(Realm& realm, v8::Local<v8::Function> callback) { realm.State<RealmLocks>().SetCallback(callback); }

// request(name, shared, ifAvailable, steal) -> its number
double Request(Realm& realm, std::string name, bool shared, bool at_once, bool steal) {
  return realm.State<RealmLocks>().Request(name, shared, at_once, steal);
}

// release(request) -> whether it was still waiting
bool Release(Realm& realm, double request) { return realm.State<RealmLocks>().Release(request); }

// done(): a request that was not granted is over.
void Done(Realm& realm) { realm.State<RealmLocks>().Done(); }

v8::Local<v8::Value> ToList(v8::Isolate* isolate, const std::vector<runtime::LockState>& states) {
  std::vector<v8::Local<v8::Value>> flat;
  for (const auto& state : states) {
    flat.push_back(engine::FromUtf8(isolate, state.name));
    flat.push_back(v8::Boolean::New(isolate, state.shared));
    flat.push_back(v8::Number::New(isolate, static_cast<double>(state.thread)));
  }
  return v8::Array::New(isolate, flat.data(), flat.size());
}

// query() -> [held, pending], each [name, shared, thread, ...]
v8::Local<v8::Value> Query(v8::Isolate* isolate) {
  std::vector<runtime::LockState> held;
  std::vector<runtime::LockState> pending;
  runtime::LockClient::Query(held, pending);
  v8::Local<v8::Value> lists[] = {ToList(isolate, held), ToList(isolate, pending)};
  return v8::Array::New(isolate, lists, 2);
}

}  // namespace

void DefineLocks(BindingTarget& target) {
  target.Function<&SetCallback>("setCallback");
  target.Function<&Request>("request");
  target.Function<&Release>("release");
  target.Function<&Done>("done");
  target.Function<&Query>("query");
}

}  // namespace eddy::bindings
