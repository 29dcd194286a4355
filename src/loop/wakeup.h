// Wakeup: lets other threads make the loop call back.
#pragma once
#include <atomic>

#include "loop/handle.h"
#include "loop/task.h"

namespace eddy::loop {

class Wakeup;

class WakeupListener {
 public:
  virtual ~WakeupListener() = default;
  // Someone called Send since the last OnWakeup; several sends may have become one.
  virtual void OnWakeup(Wakeup& wakeup) = 0;
  virtual void OnClose(Wakeup& wakeup) {}
};

// Active from the start: keeps the loop alive unless unreferenced. Must be closed before it is destroyed.
class Wakeup final : public Handle, private Task {
 public:
  Wakeup(Loop& loop, WakeupListener& listener) : Handle(loop), listener_(listener) { SetActive(true); }
  ~Wakeup() override;
  std::string_view Kind() const override { return "wakeup"; }

  // Makes OnWakeup run soon on the loop's thread. Any thread, and signal handlers; must not race with the destruction:
  // senders stop before the owner closes.
  void Send();

 private:
  void Run() override;
  void Stopping() override;
  void NotifyClosed() override { listener_.OnClose(*this); }

  WakeupListener& listener_;
  std::atomic<bool> posted_{false};
};

}  // namespace eddy::loop
