// The asynchronous form of a file operation: answered from the kernel's caches on the loop's thread when that cannot
// block, else run on the thread pool. Either way the callback comes later, never from inside Start.
//
//   struct Size {                                         // an operation: its arguments, its two ways, its result
//     std::string path;
//     Result<FileStatus> status = Status(-ECANCELED);
//     bool RunCached() {                                  // on the loop's thread; false: it would block
//       auto answer = cached::Stat(path.c_str(), true);
//       if (answer) status = *answer;
//       return answer.has_value();
//     }
//     void Run() { status = Stat(path.c_str()); }         // on the pool
//   };
//   class SizeRequest final : public FsRequest<Size> { void Done(Status) override; };
#pragma once
#include <utility>

#include "base/result.h"
#include "loop/loop.h"
#include "loop/thread_pool.h"

namespace eddy::loop {

template <typename Operation>
class FsRequest : private Work, private PendingCallback {
 public:
  explicit FsRequest(Operation operation) : operation_(std::move(operation)) {}
  virtual ~FsRequest() = default;

  Operation& operation() { return operation_; }

  // Begins. Once per request. EAGAIN when there is no thread to be had: Done does not come then.
  Status Start(Loop& loop) {
    if (operation_.RunCached()) {
      loop.Defer(*this);
      return {};
    }
    return ThreadPool::Process().Submit(loop, *this);
  }

  // Takes the operation back if no thread has begun it: Done comes with ECANCELED. EBUSY when it is too late.
  Status Cancel() { return ThreadPool::Process().Cancel(*this); }

 protected:
  // On the loop's thread. The status is 0 when the operation ran (its own outcome is in operation()), or -ECANCELED.
  // May delete this.
  virtual void Done(Status status) = 0;

 private:
  void Execute() final { operation_.Run(); }
  void Finish(Status status) final { Done(status); }
  void RunPending() final { Done({}); }

  Operation operation_;
};

}  // namespace eddy::loop
