// RunGuard: ends JavaScript of an isolate that runs longer than it may, or when the user presses Ctrl-C.
// https://nodejs.org/api/vm.html#scriptrunincontextcontextifiedobject-options
#pragma once
#include <semaphore.h>
#include <v8.h>

#include <atomic>
#include <cstdint>
#include <thread>

namespace eddy::bindings {

class RunGuard {
 public:
  enum class Outcome : int32_t { kFinished = 0, kTimedOut = 1, kInterrupted = 2 };

  // Watches from here to End. `timeout_ms`: 0 for no limit. `break_on_sigint`: SIGINT ends the run, and nobody else
  // hears of it; with several guards it is the latest that it ends.
  RunGuard(v8::Isolate* isolate, int64_t timeout_ms, bool break_on_sigint);
  RunGuard(const RunGuard&) = delete;
  RunGuard& operator=(const RunGuard&) = delete;
  ~RunGuard() { (void)End(); }

  // The JavaScript has returned. Says how it came to that; the isolate runs JavaScript again.
  Outcome End();

  // From a signal handler: ends the run.
  void Interrupt();

 private:
  void Watch(int64_t timeout_ms);

  v8::Isolate* isolate_;
  bool break_on_sigint_;
  bool ended_ = false;
  sem_t wake_;
  std::atomic<bool> done_{false};
  Outcome outcome_ = Outcome::kFinished;  // the thread's until it is joined
  std::thread thread_;
};

}  // namespace eddy::bindings
