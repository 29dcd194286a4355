#include "loop/thread_pool.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>

#include "base/invariant.h"
#include "loop/loop.h"

namespace eddy::loop {
namespace {

// How often a thread that stays awake looks for work before it reads the clock.
constexpr int kLooksPerClock = 8;

int ConfiguredThreads() {
  const char* text = std::getenv("UV_THREADPOOL_SIZE");
  if (text == nullptr) return ThreadPool::kDefaultThreads;
  int threads = std::atoi(text);
  return threads == 0 ? 1 : threads;
}

}  // namespace

void Work::Run() {
  loop_->RemoveRequest();
  if (!slow_) loop_->NoteAnswer();
  state_ = State::kIdle;
  Finish(Status(cancelled_ ? -ECANCELED : 0));
}

ThreadPool::ThreadPool(int threads) : size_(std::clamp(threads, 1, kMostThreads)) {}

ThreadPool::~ThreadPool() {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  available_.notify_all();
  ended_.wait(lock, [this] { return threads_ == 0; });
}

ThreadPool& ThreadPool::Process() {
  // Never destroyed: at exit its threads may be in the middle of something.
  static ThreadPool* pool = new ThreadPool(ConfiguredThreads());
  return *pool;
}

// With mutex_ held: normal work has come.
void ThreadPool::NoteSubmitted() {
  // What comes while all are busy, or while one stays awake (it notes that itself), says nothing.
  if (awake_ || idle_since_ns_ == 0) return;
  patience_.NoteMessage();
  patience_.WaitOver(Loop::ReadClockNs() - idle_since_ns_, false, true);
  idle_since_ns_ = 0;
}

// Waits for work for a moment, without sleeping; the lock is not held meanwhile.
void ThreadPool::WaitAwake(std::unique_lock<std::mutex>& lock) {
  awake_ = true;
  idle_++;
  const uint64_t began = Loop::ReadClockNs();
  const uint32_t seen = submitted_.load(std::memory_order_relaxed);
  lock.unlock();
  uint64_t now = began;
  while (now < began + Patience::kAwakeNs && submitted_.load(std::memory_order_acquire) == seen) {
    for (int i = 0; i < kLooksPerClock && submitted_.load(std::memory_order_relaxed) == seen; ++i) Patience::Relax();
    now = Loop::ReadClockNs();
  }
  lock.lock();
  idle_--;
  awake_ = false;
  const bool came = Next() != nullptr;
  if (came) patience_.NoteMessage();
  patience_.WaitOver(now - began, true, !came);
}

Status ThreadPool::Submit(Loop& loop, Work& work, Pace pace) {
  bool wakes = false;
  {
    std::lock_guard lock(mutex_);
    EDDY_INVARIANT(work.state_ == Work::State::kIdle, "work submitted twice");
    if (idle_ <= unclaimed_ && threads_ < size_ && !StartThread() && threads_ == 0) return Status(-EAGAIN);
    work.loop_ = &loop;
    work.sequence_ = sequence_++;
    work.slow_ = pace == Pace::kSlow;
    work.cancelled_ = false;
    work.state_ = Work::State::kQueued;
    (work.slow_ ? slow_ : normal_).PushBack(work);
    unclaimed_++;
    if (!work.slow_) NoteSubmitted();
    // The thread that is awake takes one piece.
    wakes = !awake_ || unclaimed_ > 1;
  }
  loop.AddRequest();
  submitted_.fetch_add(1, std::memory_order_release);
  if (wakes) available_.notify_one();
  return {};
}

Status ThreadPool::Cancel(Work& work) {
  {
    std::lock_guard lock(mutex_);
    if (work.state_ != Work::State::kQueued) return Status(-EBUSY);
    work.Unlink();
    work.state_ = Work::State::kDone;
    work.cancelled_ = true;
    unclaimed_--;
  }
  work.loop_->Post(work);
  return {};
}

void ThreadPool::Withdraw(Loop& loop) {
  std::unique_lock lock(mutex_);
  for (Queue* queue : {&normal_, &slow_}) {
    for (Work* work = queue->Front(); work != nullptr;) {
      Work* next = queue->Next(*work);
      if (work->loop_ == &loop) {
        work->Unlink();
        work->state_ = Work::State::kDone;
        work->cancelled_ = true;
        unclaimed_--;
        loop.Post(*work);
      }
      work = next;
    }
  }
  for (Work* work = running_.Front(); work != nullptr; work = running_.Next(*work)) {
    if (work->loop_ == &loop) work->Hurry();
  }
  withdrawing_++;
  ended_.wait(lock, [&] {
    for (Work* work = running_.Front(); work != nullptr; work = running_.Next(*work)) {
      if (work->loop_ == &loop) return false;
    }
    return true;
  });
  withdrawing_--;
}

void* ThreadPool::ThreadMain(void* pool) {
  static_cast<ThreadPool*>(pool)->RunThread();
  return nullptr;
}

// With mutex_ held.
bool ThreadPool::StartThread() {
  // Signals are for the threads that run loops.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  bool started = pthread_create(&thread, &attributes, ThreadMain, this) == 0;
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (started) threads_++;
  return started;
}

// The oldest work that may run now; null when there is none. With mutex_ held.
Work* ThreadPool::Next() {
  Work* slow = slow_running_ < (size_ + 1) / 2 ? slow_.Front() : nullptr;
  Work* normal = normal_.Front();
  if (slow == nullptr || (normal != nullptr && normal->sequence_ < slow->sequence_)) return normal;
  return slow;
}

void ThreadPool::RunThread() {
  pthread_setname_np(pthread_self(), "eddy-pool");
  std::unique_lock lock(mutex_);
  while (true) {
    Work* work = Next();
    if (work == nullptr) {
      if (stopping_ && normal_.empty() && slow_.empty()) break;
      if (!awake_ && patience_.Worth() && Patience::Possible()) {
        WaitAwake(lock);
        // Whether or not anything has come: it looks again before it sleeps.
        continue;
      }
      idle_since_ns_ = Loop::ReadClockNs();
      idle_++;
      available_.wait(lock);
      idle_--;
      continue;
    }
    work->Unlink();
    unclaimed_--;
    work->state_ = Work::State::kRunning;
    running_.PushBack(*work);
    bool slow = work->slow_;
    if (slow) slow_running_++;
    lock.unlock();

    work->Execute();

    lock.lock();
    work->Unlink();
    work->state_ = Work::State::kDone;
    // Posting while the lock is held: after Withdraw has returned nothing of the loop is touched any more.
    work->loop_->Post(*work);
    if (slow) {
      slow_running_--;
      if (!slow_.empty()) available_.notify_one();
    }
    if (withdrawing_ > 0) ended_.notify_all();
  }
  threads_--;
  ended_.notify_all();
}

}  // namespace eddy::loop
