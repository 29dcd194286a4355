#include "bindings/fs_backlog.h"

#include <algorithm>
#include <thread>

#include "bindings/fs_requests.h"
#include "loop/thread_pool.h"

namespace eddy::bindings {
namespace {

constexpr size_t kMostHelpers = 3;
// How many a thread takes at a time: what it holds, no other can begin.
constexpr size_t kPortion = 4;

size_t SparedProcessors() {
  static const size_t processors = std::max(1U, std::thread::hardware_concurrency());
  return std::min(processors - 1, kMostHelpers);
}

// The next requests to work on; none when none wait.
size_t TakePortion(std::deque<FsRequestBase*>& waiting, FsRequestBase* (&portion)[kPortion]) {
  const size_t count = std::min(kPortion, waiting.size());
  std::copy_n(waiting.begin(), count, portion);
  waiting.erase(waiting.begin(), waiting.begin() + static_cast<ptrdiff_t>(count));
  return count;
}

}  // namespace

class FsBacklog::Helper final : public loop::Work {
 public:
  explicit Helper(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

 private:
  void Execute() override {
    FsRequestBase* portion[kPortion];
    bool answered[kPortion];
    std::unique_lock lock(shared_->mutex);
    while (const size_t count = TakePortion(shared_->waiting, portion)) {
      lock.unlock();
      for (size_t i = 0; i < count; i++) answered[i] = portion[i]->RunCached();
      lock.lock();
      for (size_t i = 0; i < count; i++) (answered[i] ? shared_->ended : shared_->blocking).push_back(portion[i]);
    }
    shared_->helpers--;
    executed_ = true;
  }
  // Being posted has woken the loop, which collects what has ended.
  void Finish(Status) override {
    if (!executed_) shared_->helpers--;
    delete this;
  }
  void Abandoned() override { delete this; }

  std::shared_ptr<Shared> shared_;
  bool executed_ = false;
};

FsBacklog::FsBacklog(loop::Loop& loop) : loop_(loop) {}

FsBacklog::~FsBacklog() {
  for (FsRequestBase* request : fresh_) delete request;
  for (FsRequestBase* request : shared_->waiting) delete request;
  for (FsRequestBase* request : shared_->ended) delete request;
  for (FsRequestBase* request : shared_->blocking) delete request;
}

bool FsBacklog::Useful() { return SparedProcessors() > 0; }

void FsBacklog::Share() {
  {
    std::lock_guard lock(shared_->mutex);
    shared_->waiting.insert(shared_->waiting.end(), fresh_.begin(), fresh_.end());
    fresh_.clear();
    if (shared_->helpers >= SparedProcessors() || shared_->waiting.size() < kWorthAThread * (shared_->helpers + 1)) {
      return;
    }
    shared_->helpers++;
  }
  auto helper = std::make_unique<Helper>(shared_);
  if (loop::ThreadPool::Process().Submit(loop_, *helper).ok()) {
    (void)helper.release();
    return;
  }
  std::lock_guard lock(shared_->mutex);
  shared_->helpers--;
}

void FsBacklog::Take(std::vector<FsRequestBase*>& from, std::vector<FsRequestBase*>& to) {
  to.insert(to.end(), from.begin(), from.end());
  from.clear();
}

void FsBacklog::Collect(std::vector<FsRequestBase*>& ended, std::vector<FsRequestBase*>& blocking) {
  std::lock_guard lock(shared_->mutex);
  Take(shared_->ended, ended);
  Take(shared_->blocking, blocking);
}

bool FsBacklog::WorkOff(size_t most, std::vector<FsRequestBase*>& ended, std::vector<FsRequestBase*>& blocking) {
  if (!fresh_.empty()) Share();
  FsRequestBase* portion[kPortion];
  std::unique_lock lock(shared_->mutex);
  for (size_t done = 0; done < most;) {
    const size_t count = TakePortion(shared_->waiting, portion);
    if (count == 0) break;
    lock.unlock();
    for (size_t i = 0; i < count; i++) (portion[i]->RunCached() ? ended : blocking).push_back(portion[i]);
    lock.lock();
    done += count;
  }
  Take(shared_->ended, ended);
  Take(shared_->blocking, blocking);
  return !shared_->waiting.empty();
}

}  // namespace eddy::bindings
