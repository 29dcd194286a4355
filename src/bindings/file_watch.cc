// binding('file_watch'): what node:fs watches by (src/loop/file_watch.h).
#include "loop/file_watch.h"

#include "bindings/fs_values.h"
#include "bindings/registry.h"
#include "engine/wrapper.h"

namespace eddy::bindings {

namespace {

// A realm's hub of watches.
struct Hub {
  explicit Hub(Realm& realm) : hub(realm.loop()) {}
  loop::FileWatchHub hub;
};

// new FileWatcher(callback(event, name)): `event` is 'rename' or 'change', `name` the bytes of the name as an
// ArrayBuffer.
class FileWatcher final : public engine::Wrapper, private loop::FileWatchListener {
 public:
  FileWatcher(Realm& realm, v8::Local<v8::Function> callback)
      : realm_(realm),
        callback_(realm.isolate(), callback),
        frame_(realm.isolate(), realm.AsyncContext()),
        watch_(new loop::FileWatch(realm.State<Hub>().hub, *this)) {}

  // start(path) -> 0 or a negative errno
  Status Start(PathArgument path) {
    if (watch_ == nullptr) return Status(-EINVAL);
    Status status = watch_->Start(path.bytes);
    if (status.ok()) KeepAlive();
    return status;
  }
  // close(): no event comes afterwards. Idempotent.
  void Close() {
    if (watch_ == nullptr) return;
    bool started = watch_->IsActive();
    watch_.reset();
    if (started) Release();
  }
  void Ref() {
    if (watch_ != nullptr) watch_->Ref();
  }
  void Unref() {
    if (watch_ != nullptr) watch_->Unref();
  }

 private:
  void OnFileEvent(loop::FileWatch&, loop::FileEvent event, std::string_view name) override {
    runtime::CallbackScope scope(realm_);
    v8::Isolate* isolate = realm_.isolate();
    v8::Local<v8::Value> arguments[] = {
        engine::Internalized(isolate, event == loop::FileEvent::kRename ? "rename" : "change"),
        NameValue(isolate, std::string(name), true)};
    (void)realm_.Call(callback_.Get(isolate), object(), arguments, frame_.Get(isolate));
  }

  Realm& realm_;
  v8::Global<v8::Function> callback_;
  v8::Global<v8::Value> frame_;
  std::unique_ptr<loop::FileWatch, loop::CloseHandle> watch_;
};

std::unique_ptr<FileWatcher> MakeFileWatcher(Realm& realm, v8::Local<v8::Function> callback) {
  return std::make_unique<FileWatcher>(realm, callback);
}

}  // namespace

void DefineFileWatch(BindingTarget& target) {
  target.Class<FileWatcher, &MakeFileWatcher>("FileWatcher", [](auto& methods) {
    methods.template Method<FileWatcher, &FileWatcher::Start>("start");
    methods.template Method<FileWatcher, &FileWatcher::Close>("close");
    methods.template Method<FileWatcher, &FileWatcher::Ref>("ref");
    methods.template Method<FileWatcher, &FileWatcher::Unref>("unref");
  });
}

}  // namespace eddy::bindings
