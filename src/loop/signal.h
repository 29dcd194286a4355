// Signal: calls back on the loop when the process gets a signal. sigaction(2).
#pragma once
#include <atomic>
#include <cstdint>

#include "base/result.h"
#include "loop/handle.h"
#include "loop/task.h"

namespace eddy::loop {

class Signal;

class SignalListener {
 public:
  virtual ~SignalListener() = default;
  // The process got the signal since the last call; once per delivery, except that the kernel itself makes one of
  // several that are pending.
  virtual void OnSignal(Signal& signal, int number) = 0;
  virtual void OnClose(Signal& signal) {}
};

// Any number of watchers, in any number of loops, may watch one signal: each is told. While a signal is watched its
// handler is ours; when the last watcher stops, the default action is in force again. Active while started.
class Signal final : public Handle, private Task {
 public:
  // The most watchers that a process can have started at once.
  static constexpr int kMostWatchers = 256;

  Signal(Loop& loop, SignalListener& listener);
  ~Signal() override;
  std::string_view Kind() const override { return "signal"; }

  // Watches `number` instead of what it watched. EINVAL for what is no signal, for SIGKILL and SIGSTOP, and for those
  // that the C library keeps to itself; ENOSPC beyond kMostWatchers; ECANCELED when closing.
  [[nodiscard]] Status Start(int number);
  // Idempotent. What was delivered before, but not told yet, is dropped.
  void Stop();
  // What it watches; 0 when stopped.
  int number() const { return number_; }

 private:
  friend struct SignalTable;

  void Stopping() override;
  void NotifyClosed() override { listener_.OnClose(*this); }
  // From the handler: any thread, at any moment.
  void Deliver();
  void Run() override;

  SignalListener& listener_;
  int number_ = 0;
  int slot_ = -1;
  std::atomic<uint32_t> deliveries_{0};
  std::atomic<bool> posted_{false};
};

}  // namespace eddy::loop
