#include "loop/signal.h"

#include <sched.h>
#include <signal.h>

#include <array>
#include <cerrno>
#include <mutex>

#include "base/invariant.h"
#include "loop/loop.h"

namespace eddy::loop {

// Who watches, as the handler sees it: the handler may interrupt any thread anywhere, so it takes no lock and reads
// only atomics; whoever removes a watcher waits until no handler runs any more.
struct SignalTable {
  struct Slot {
    std::atomic<Signal*> watcher{nullptr};
    std::atomic<int> number{0};
  };

  std::mutex mutex;  // for Start and Stop, never for the handler
  std::array<Slot, Signal::kMostWatchers> slots;
  std::array<int, NSIG> watchers{};
  std::atomic<int> used{0};  // slots from here on have never been used
  std::atomic<int> handlers_running{0};

  static SignalTable& Get() {
    static SignalTable* table = new SignalTable;
    return *table;
  }

  void Deliver(int number) {
    handlers_running.fetch_add(1);
    int end = used.load();
    for (int i = 0; i < end; i++) {
      Slot& slot = slots[static_cast<size_t>(i)];
      Signal* watcher = slot.watcher.load();
      if (watcher == nullptr || slot.number.load() != number) continue;
      watcher->Deliver();
    }
    handlers_running.fetch_sub(1);
  }

  Status Add(Signal& watcher, int number) {
    std::lock_guard lock(mutex);
    int free = 0;
    while (free < Signal::kMostWatchers && slots[static_cast<size_t>(free)].watcher.load() != nullptr) free++;
    if (free == Signal::kMostWatchers) return Status(-ENOSPC);
    Slot& slot = slots[static_cast<size_t>(free)];
    slot.number.store(number);
    slot.watcher.store(&watcher);
    if (free >= used.load()) used.store(free + 1);
    if (watchers[static_cast<size_t>(number)]++ == 0) {
      if (Status status = Install(number, Handler); !status.ok()) {
        watchers[static_cast<size_t>(number)]--;
        slot.watcher.store(nullptr);
        return status;
      }
    }
    watcher.slot_ = free;
    return {};
  }

  void Remove(Signal& watcher, int number) {
    // With every signal blocked: a handler that interrupted this thread here would wait for itself.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    {
      std::lock_guard lock(mutex);
      slots[static_cast<size_t>(watcher.slot_)].watcher.store(nullptr);
      if (--watchers[static_cast<size_t>(number)] == 0) (void)Install(number, SIG_DFL);
      while (handlers_running.load() != 0) sched_yield();
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  static Status Install(int number, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    return sigaction(number, &action, nullptr) == 0 ? Status() : Status::FromErrno();
  }

  static void Handler(int number) {
    int saved = errno;
    Get().Deliver(number);
    errno = saved;
  }
};

Signal::Signal(Loop& loop, SignalListener& listener) : Handle(loop), listener_(listener) {}

Signal::~Signal() { EDDY_INVARIANT(IsClosed(), "a signal watcher was destroyed before its close callback"); }

Status Signal::Start(int number) {
  if (IsClosing()) return Status(-ECANCELED);
  if (number < 1 || number >= NSIG) return Status(-EINVAL);
  Stop();
  if (Status status = SignalTable::Get().Add(*this, number); !status.ok()) return status;
  number_ = number;
  SetActive(true);
  return {};
}

void Signal::Stop() {
  if (number_ == 0) return;
  SignalTable::Get().Remove(*this, number_);
  number_ = 0;
  deliveries_.store(0);
  SetActive(false);
}

void Signal::Deliver() {
  deliveries_.fetch_add(1);
  if (!posted_.exchange(true)) loop().Post(*this);
}

void Signal::Stopping() {
  Stop();
  // No handler knows this watcher any more; but what one has posted still points here, and then ends the closing.
  if (!posted_.exchange(true)) FinishClose();
}

void Signal::Run() {
  if (IsClosing()) {
    FinishClose();
    return;
  }
  posted_.store(false);
  uint32_t deliveries = deliveries_.exchange(0);
  int number = number_;
  // The listener may stop it, watch another signal, or close it in between.
  for (uint32_t i = 0; i < deliveries && number_ == number && number != 0; i++) listener_.OnSignal(*this, number);
}

}  // namespace eddy::loop
