// ThreadPool: threads for what the kernel offers no asynchronous form of: file operations that would block, look-ups of
// names, and computing that would hold the loop up.
//
// One pool serves every loop of the process (Process()). Threads are started when there is work and no thread is idle;
// they stay. Work runs in the order of submission, but slow work (which waits for somebody outside, as a DNS look-up
// does) gets half of the threads at most: a name server that does not answer must not keep files from being read.
//
// Where one short piece of work follows the other (a stream writes a file), one thread stays awake for the next
// (Patience), and so does the loop for the outcome: waking takes longer than writing 64 KiB.
//
// Credentials: threads share those of the process at every moment, since the C library's setuid family changes all
// threads. Nothing is remembered from the time of submission.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "base/intrusive_list.h"
#include "base/result.h"
#include "loop/patience.h"
#include "loop/task.h"

namespace eddy::loop {

class Loop;
struct InPool;

// One piece of work. The submitter owns it, and keeps it until Finish.
class Work : public ListNode<InPool>, private Task {
 public:
  // Runs on a thread of the pool, once, unless the work was cancelled.
  virtual void Execute() = 0;
  // Runs on the loop's thread, later than Submit returns: the status is 0, or -ECANCELED when Execute never ran. May
  // delete this or submit it again.
  virtual void Finish(Status status) = 0;
  // Nobody waits for the outcome any more, but for the end: work that can stop early does. Comes on the loop's thread
  // while Execute runs, with the pool's lock held: it may only leave word.
  virtual void Hurry() {}
  // Comes instead of Finish when the loop is destroyed first. May delete this.
  virtual void Abandoned() {}

 private:
  friend class ThreadPool;
  enum class State : uint8_t { kIdle, kQueued, kRunning, kDone };

  void Run() final;
  void Drop() final { Abandoned(); }

  Loop* loop_ = nullptr;
  uint64_t sequence_ = 0;
  State state_ = State::kIdle;  // guarded by the pool's mutex
  bool slow_ = false;
  bool cancelled_ = false;
};

class ThreadPool {
 public:
  enum class Pace : uint8_t {
    kNormal,  // disk and processor
    kSlow,    // waits for the outside: DNS
  };
  static constexpr int kDefaultThreads = 4;
  static constexpr int kMostThreads = 1024;

  // `threads`: 1 to kMostThreads, taken into these bounds.
  explicit ThreadPool(int threads);
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;
  // Runs what is queued and ends the threads.
  ~ThreadPool();

  // The process's pool; made on first use, never destroyed. Its size is UV_THREADPOOL_SIZE of the environment, else
  // kDefaultThreads.
  static ThreadPool& Process();

  // Queues `work`, whose Finish comes on the thread of `loop`, which it keeps alive. `work` must not be queued or
  // running. EAGAIN when the pool has no thread and the system gives none: nothing is queued then.
  Status Submit(Loop& loop, Work& work, Pace pace = Pace::kNormal);

  // Takes `work` out of the queue; its Finish then comes with ECANCELED. EBUSY when it runs already (or has): Finish
  // comes as if nothing had been asked. Only on its loop's thread.
  Status Cancel(Work& work);

  // Cancels what `loop` has queued, hurries what it has running and waits for that. Afterwards none of its work is in
  // the pool: for the end of a loop before that of the process. Finish is still called when the loop runs once more.
  void Withdraw(Loop& loop);

  int size() const { return size_; }

 private:
  using Queue = IntrusiveList<Work, InPool>;

  static void* ThreadMain(void* pool);
  void RunThread();
  Work* Next();
  bool StartThread();
  void NoteSubmitted();
  void WaitAwake(std::unique_lock<std::mutex>& lock);

  const int size_;
  std::mutex mutex_;
  std::condition_variable available_;
  std::condition_variable ended_;  // a thread has ended, or finished a piece of work while somebody withdraws
  Queue normal_;
  Queue slow_;
  IntrusiveList<Work, InPool> running_;
  uint64_t sequence_ = 0;
  int threads_ = 0;
  int idle_ = 0;
  int unclaimed_ = 0;  // queued work that an idle thread has been woken for
  // A thread that stays awake for the next work; it counts as idle, too.
  bool awake_ = false;
  Patience patience_;
  uint64_t idle_since_ns_ = 0;  // when a thread has found nothing to do last; 0 when work has come since
  // How many pieces of work have been submitted: what the thread that stays awake looks at.
  std::atomic<uint32_t> submitted_{0};
  int slow_running_ = 0;
  int withdrawing_ = 0;
  bool stopping_ = false;
};

}  // namespace eddy::loop
