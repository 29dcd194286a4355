// From nothing to a realm that can run a program: V8, isolate, context, bootstrap; and the startup snapshot of that.
//
// A process starts V8 once (StartV8). Each realm is made from the embedded snapshot, or by running
// lib/internal/bootstrap from source when there is none (the snapshot tool, or EDDY_NO_SNAPSHOT=1 for debugging).
#pragma once
#include <v8.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/array_buffer_allocator.h"
#include "engine/platform.h"
#include "runtime/realm.h"

namespace eddy::runtime {

// Starts V8 with its flags (`--stack-size=2000`); returns those that V8 does not know. Call once, before any realm.
std::vector<std::string> StartV8(engine::Platform& platform, const std::vector<std::string>& flags);

// Owns an isolate, its foreground tasks and its realm.
class Boot {
 public:
  // Makes a realm on `loop` (which outlives it). `snapshot`: whether to start from the embedded one. `constraints`: of
  // the heap; those that are not set are filled in with what is in force. `stack_limit`: the lowest address that
  // JavaScript's stack may reach; 0 for what V8's flags say.
  static std::unique_ptr<Boot> Create(engine::Platform& platform, loop::Loop* loop, RealmOptions options,
                                      bool snapshot = true, v8::ResourceConstraints* constraints = nullptr,
                                      uintptr_t stack_limit = 0);
  // Makes the snapshot blob by running bootstrap from source. The blob is the caller's (delete[] data).
  static v8::StartupData MakeSnapshot(engine::Platform& platform, RealmOptions options);
  // Ends the realm: its workers are stopped, its handles closed, its native objects destroyed.
  ~Boot();

  Realm& realm() { return *realm_; }

  // Runs the main program and its event loop until nothing is left to do; the exit code, after 'beforeExit' and 'exit'.
  int RunProgram();

 private:
  explicit Boot(engine::Platform& platform) : platform_(platform) {}
  void RunBootstrap(v8::Local<v8::Context> context);
  void LoadEntries(v8::Local<v8::Array> entries);
  void InstallHooks();

  engine::Platform& platform_;
  // Buffers that were moved to another isolate outlive this one.
  std::shared_ptr<engine::ArrayBufferAllocator> allocator_ = std::make_shared<engine::ArrayBufferAllocator>();
  v8::StartupData blob_{};
  std::shared_ptr<engine::ForegroundTasks> tasks_;
  v8::Isolate* isolate_ = nullptr;
  std::optional<engine::WrapperList> wrappers_;
  std::unique_ptr<Realm> realm_;
};

}  // namespace eddy::runtime
