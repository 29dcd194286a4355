// File requests that the loop's thread and threads of the pool work off together, each taking the next ones: for
// programs that begin many small operations at once. One alone is answered at once, faster than any thread could be
// woken; of many, a second processor takes its share, and one wake-up serves them all.
#pragma once
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "loop/loop.h"

namespace eddy::bindings {

class FsRequestBase;

class FsBacklog {
 public:
  explicit FsBacklog(loop::Loop& loop);
  // Only after ThreadPool::Withdraw: no thread is at it any more.
  ~FsBacklog();

  // Whether there is a second processor to share with.
  static bool Useful();

  // Takes the request, which outlives its work. Others see it when there are some of them, or in WorkOff.
  void Add(FsRequestBase& request) {
    fresh_.push_back(&request);
    if (fresh_.size() >= kWorthAThread) Share();
  }
  // On the loop's thread: works on up to `most` requests, as far as that cannot block, and appends all that have ended
  // since the last call, on whichever thread, to `ended`; what would block, and is the caller's again, to `blocking`.
  // Returns whether requests are left to be taken.
  bool WorkOff(size_t most, std::vector<FsRequestBase*>& ended, std::vector<FsRequestBase*>& blocking);
  // The same without working: for when another thread has woken the loop.
  void Collect(std::vector<FsRequestBase*>& ended, std::vector<FsRequestBase*>& blocking);

 private:
  // So many waiting requests are worth waking a thread for, and as many more another one.
  static constexpr size_t kWorthAThread = 8;

  class Helper;
  // What the threads share; helpers that the loop still has to hear of keep it.
  struct Shared {
    std::mutex mutex;
    std::deque<FsRequestBase*> waiting;
    std::vector<FsRequestBase*> ended;
    std::vector<FsRequestBase*> blocking;
    size_t helpers = 0;
  };

  void Share();
  static void Take(std::vector<FsRequestBase*>& from, std::vector<FsRequestBase*>& to);

  loop::Loop& loop_;
  std::vector<FsRequestBase*> fresh_;  // not shared yet
  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

}  // namespace eddy::bindings
