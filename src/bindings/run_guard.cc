#include "bindings/run_guard.h"

#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <mutex>
#include <vector>

namespace eddy::bindings {
namespace {

// The guards that SIGINT is for. The handler takes no lock: it reads only atomics, and whoever takes a guard out waits
// until no handler runs.
class SigintGuards {
 public:
  static SigintGuards& Get() {
    static auto* guards = new SigintGuards;
    return *guards;
  }

  void Add(RunGuard& guard) {
    const std::lock_guard lock(mutex_);
    if (guards_.empty()) {
      struct sigaction action {};
      action.sa_handler = Handle;
      action.sa_flags = SA_RESTART;
      sigfillset(&action.sa_mask);
      sigaction(SIGINT, &action, &before_);
    }
    guards_.push_back(&guard);
    latest_.store(&guard);
  }

  void Remove(RunGuard& guard) {
    // With every signal blocked: a handler that interrupted this thread here would wait for itself.
    sigset_t all;
    sigset_t mask;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &mask);
    {
      const std::lock_guard lock(mutex_);
      guards_.erase(std::find(guards_.begin(), guards_.end(), &guard));
      latest_.store(guards_.empty() ? nullptr : guards_.back());
      struct sigaction current {};
      sigaction(SIGINT, nullptr, &current);
      // Unless the program has begun to listen meanwhile.
      if (guards_.empty() && current.sa_handler == Handle) sigaction(SIGINT, &before_, nullptr);
      while (running_.load() != 0) sched_yield();
    }
    pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  }

 private:
  static void Handle(int) {
    const int saved = errno;
    SigintGuards& guards = Get();
    guards.running_.fetch_add(1);
    if (RunGuard* latest = guards.latest_.load()) latest->Interrupt();
    guards.running_.fetch_sub(1);
    errno = saved;
  }

  std::mutex mutex_;
  std::vector<RunGuard*> guards_;
  struct sigaction before_ {};
  std::atomic<RunGuard*> latest_{nullptr};
  std::atomic<int> running_{0};
};

}  // namespace

RunGuard::RunGuard(v8::Isolate* isolate, int64_t timeout_ms, bool break_on_sigint)
    : isolate_(isolate), break_on_sigint_(break_on_sigint) {
  sem_init(&wake_, 0, 0);
  if (break_on_sigint_) SigintGuards::Get().Add(*this);
  thread_ = std::thread([this, timeout_ms] { Watch(timeout_ms); });
}

void RunGuard::Interrupt() { sem_post(&wake_); }

void RunGuard::Watch(int64_t timeout_ms) {
  timespec deadline{};
  clock_gettime(CLOCK_MONOTONIC, &deadline);
  const int64_t nanoseconds = deadline.tv_nsec + timeout_ms % 1000 * 1'000'000;
  deadline.tv_sec += timeout_ms / 1000 + nanoseconds / 1'000'000'000;
  deadline.tv_nsec = nanoseconds % 1'000'000'000;
  for (;;) {
    const int result = timeout_ms == 0 ? sem_wait(&wake_) : sem_clockwait(&wake_, CLOCK_MONOTONIC, &deadline);
    if (result != 0 && errno == EINTR) continue;
    if (done_.load()) return;
    outcome_ = result != 0 ? Outcome::kTimedOut : Outcome::kInterrupted;
    isolate_->TerminateExecution();
    return;
  }
}

RunGuard::Outcome RunGuard::End() {
  if (ended_) return outcome_;
  ended_ = true;
  if (break_on_sigint_) SigintGuards::Get().Remove(*this);
  done_.store(true);
  sem_post(&wake_);
  thread_.join();
  sem_destroy(&wake_);
  // The run may have returned before the termination reached it: it must not hit what follows.
  if (outcome_ != Outcome::kFinished) isolate_->CancelTerminateExecution();
  return outcome_;
}

}  // namespace eddy::bindings
