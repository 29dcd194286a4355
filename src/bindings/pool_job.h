// PoolJob: a computation that a program asks for with a callback, or without one at once.
#pragma once
#include <v8.h>

#include <memory>
#include <optional>

#include "loop/thread_pool.h"
#include "runtime/realm.h"

namespace eddy::bindings {

// Owns its input: what a program passes may change while a thread reads it.
class PoolJob : public loop::Work {
 public:
  PoolJob() = default;
  PoolJob(const PoolJob&) = delete;
  PoolJob& operator=(const PoolJob&) = delete;
  ~PoolJob() override;

  // Without a callback: computes here and returns the result. With one: computes on the thread pool, returns undefined,
  // and calls `callback(result)` from the loop.
  static v8::Local<v8::Value> Run(Realm& realm, std::unique_ptr<PoolJob> job,
                                  std::optional<v8::Local<v8::Function>> callback);

 protected:
  // On any thread; no V8.
  virtual void Compute() = 0;
  // The result as a value; on the realm's thread, in a HandleScope.
  virtual v8::Local<v8::Value> Result(v8::Isolate* isolate) = 0;
  // Keeps `object` as long as the job lasts.
  void Hold(v8::Isolate* isolate, v8::Local<v8::Value> object) { held_.Reset(isolate, object); }

 private:
  void Execute() final { Compute(); }
  void Finish(Status status) final;
  void Abandoned() final { delete this; }

  Realm* realm_ = nullptr;
  v8::Global<v8::Function> callback_;
  v8::Global<v8::Value> context_;
  v8::Global<v8::Value> held_;
};

// A new ArrayBuffer with these bytes.
v8::Local<v8::Value> ToArrayBuffer(v8::Isolate* isolate, std::span<const uint8_t> bytes);

}  // namespace eddy::bindings
