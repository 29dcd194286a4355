#include "loop/thread_pool.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>

#include "loop/fs.h"
#include "loop/fs_cached.h"
#include "loop/fs_request.h"
#include "loop/fs_tree.h"
#include "loop/resolver.h"
#include "loop_fixture.h"

namespace eddy::loop {
namespace {

// Work that runs a lambda and notes how it ended.
class TestWork : public Work {
 public:
  explicit TestWork(std::function<void()> run = [] {}) : run_(std::move(run)) {}
  void Execute() override { run_(); }
  void Finish(Status status) override {
    finished++;
    code = status.code();
    thread = std::this_thread::get_id();
    if (on_finish) on_finish();
  }
  int finished = 0;
  int code = 1;
  std::thread::id thread;
  std::function<void()> on_finish;

 private:
  std::function<void()> run_;
};

// A door that work waits at until it is opened.
class Gate {
 public:
  void Wait() {
    std::unique_lock lock(mutex_);
    waiting_++;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void AwaitWaiting(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
  }
  void Open() {
    std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

class ThreadPoolTest : public LoopTest {
 protected:
  void TearDown() override {
    if (owned_loop_ != nullptr) ThreadPool::Process().Withdraw(loop());
  }
};

TEST_P(ThreadPoolTest, WorkRunsElsewhereAndFinishesOnTheLoopsThread) {
  ThreadPool pool(2);
  std::thread::id ran;
  TestWork work([&] { ran = std::this_thread::get_id(); });
  ASSERT_TRUE(pool.Submit(loop(), work).ok());
  EXPECT_EQ(work.finished, 0);
  EXPECT_TRUE(loop().Alive());
  loop().Run();
  EXPECT_EQ(work.finished, 1);
  EXPECT_EQ(work.code, 0);
  EXPECT_EQ(work.thread, std::this_thread::get_id());
  EXPECT_NE(ran, std::this_thread::get_id());
  EXPECT_FALSE(loop().Alive());
  pool.Withdraw(loop());
}

TEST_P(ThreadPoolTest, ManyPiecesOfWorkAreAllDone) {
  ThreadPool pool(4);
  std::atomic<int> ran = 0;
  std::vector<std::unique_ptr<TestWork>> all;
  for (int i = 0; i < 1000; i++) {
    all.push_back(std::make_unique<TestWork>([&] { ran++; }));
    ASSERT_TRUE(pool.Submit(loop(), *all.back()).ok());
  }
  loop().Run();
  EXPECT_EQ(ran, 1000);
  for (const auto& work : all) EXPECT_EQ(work->finished, 1);
  pool.Withdraw(loop());
}

TEST_P(ThreadPoolTest, WorkMaySubmitItselfAgainWhenItFinishes) {
  ThreadPool pool(1);
  TestWork work;
  work.on_finish = [&] {
    if (work.finished < 3) {
      EXPECT_TRUE(pool.Submit(loop(), work).ok());
    }
  };
  ASSERT_TRUE(pool.Submit(loop(), work).ok());
  loop().Run();
  EXPECT_EQ(work.finished, 3);
  pool.Withdraw(loop());
}

// Long enough for a thread, and the loop, to stay awake for the next piece, and to have given it up now and then.
TEST_P(ThreadPoolTest, PiecesThatFollowEachOtherAreAllDone) {
  ThreadPool pool(4);
  bool idle = true;
  TestWork one;
  TestWork other;
  one.on_finish = [&] {
    if (one.finished == 3000) return;
    if (one.finished % 100 == 0) usleep(200);
    EXPECT_TRUE(pool.Submit(loop(), one).ok());
    // Two at once: one is for a thread that sleeps.
    if (idle) {
      idle = false;
      EXPECT_TRUE(pool.Submit(loop(), other).ok());
    }
  };
  other.on_finish = [&] { idle = true; };
  ASSERT_TRUE(pool.Submit(loop(), one).ok());
  loop().Run();
  EXPECT_EQ(one.finished, 3000);
  EXPECT_TRUE(idle);
  pool.Withdraw(loop());
}

TEST_P(ThreadPoolTest, QueuedWorkIsCancelledAndRunningWorkIsNot) {
  ThreadPool pool(1);
  Gate gate;
  TestWork running([&] { gate.Wait(); });
  TestWork queued([] { ADD_FAILURE() << "ran although it was cancelled"; });
  ASSERT_TRUE(pool.Submit(loop(), running).ok());
  ASSERT_TRUE(pool.Submit(loop(), queued).ok());
  gate.AwaitWaiting(1);
  EXPECT_EQ(pool.Cancel(running).code(), -EBUSY);
  EXPECT_TRUE(pool.Cancel(queued).ok());
  EXPECT_EQ(pool.Cancel(queued).code(), -EBUSY);
  EXPECT_EQ(queued.finished, 0);
  gate.Open();
  loop().Run();
  EXPECT_EQ(queued.finished, 1);
  EXPECT_EQ(queued.code, -ECANCELED);
  EXPECT_EQ(running.code, 0);
  pool.Withdraw(loop());
}

TEST_P(ThreadPoolTest, SlowWorkLeavesHalfOfTheThreadsToTheRest) {
  ThreadPool pool(4);
  Gate gate;
  std::vector<std::unique_ptr<TestWork>> slow;
  for (int i = 0; i < 8; i++) {
    slow.push_back(std::make_unique<TestWork>([&] { gate.Wait(); }));
    ASSERT_TRUE(pool.Submit(loop(), *slow.back(), ThreadPool::Pace::kSlow).ok());
  }
  gate.AwaitWaiting(2);
  // With every slow piece stuck, files go on.
  int done = 0;
  std::vector<std::unique_ptr<TestWork>> files;
  for (int i = 0; i < 20; i++) {
    files.push_back(std::make_unique<TestWork>());
    files.back()->on_finish = [&] {
      if (++done == 20) gate.Open();
    };
    ASSERT_TRUE(pool.Submit(loop(), *files.back()).ok());
  }
  loop().Run();
  EXPECT_EQ(done, 20);
  for (const auto& work : slow) EXPECT_EQ(work->finished, 1);
  pool.Withdraw(loop());
}

TEST_P(ThreadPoolTest, WithdrawingWaitsForWhatRunsAndCancelsTheRest) {
  ThreadPool pool(1);
  Gate gate;
  std::atomic<bool> ended = false;
  TestWork running([&] {
    gate.Wait();
    ended = true;
  });
  TestWork queued;
  ASSERT_TRUE(pool.Submit(loop(), running).ok());
  ASSERT_TRUE(pool.Submit(loop(), queued).ok());
  gate.AwaitWaiting(1);
  std::thread opener([&] {
    (void)pool.Cancel(queued);  // by then it is cancelled, whoever comes first
    gate.Open();
  });
  pool.Withdraw(loop());
  EXPECT_TRUE(ended);
  opener.join();
  loop().Run();
  EXPECT_EQ(running.code, 0);
  EXPECT_EQ(queued.code, -ECANCELED);
}

TEST(ThreadPoolSizes, AreTakenIntoBounds) {
  EXPECT_EQ(ThreadPool(0).size(), 1);
  EXPECT_EQ(ThreadPool(5000).size(), ThreadPool::kMostThreads);
}

struct StatOperation {
  std::string path;
  Result<fs::FileStatus> status = Status(-ECANCELED);
  bool ran_cached = false;
  bool RunCached() {
    auto answer = fs::cached::Stat(path.c_str(), true);
    if (!answer) return false;
    status = *answer;
    return ran_cached = true;
  }
  void Run() {
    status = fs::Stat(path.c_str());
    if (status.ok()) fs::cached::Learn(*status, path.c_str());
  }
};

class StatRequest final : public FsRequest<StatOperation> {
 public:
  using FsRequest::FsRequest;
  void Done(Status status) override { done++; }
  int done = 0;
};

TEST_P(ThreadPoolTest, FileRequestsNeverCallBackFromInsideStart) {
  for (int i = 0; i < 3; i++) {
    StatRequest request({.path = "/etc/passwd"});
    ASSERT_TRUE(request.Start(loop()).ok());
    EXPECT_EQ(request.done, 0);
    loop().Run();
    EXPECT_EQ(request.done, 1);
    ASSERT_TRUE(request.operation().status.ok());
    EXPECT_GT(request.operation().status->size, 0U);
  }
}

// An operation that opens a file, as the cached attempt and as the pool does.
struct OpenOperation {
  std::string path;
  bool cached = false;
  int code = 1;
  bool RunCached() {
    if (!cached) return false;
    auto fd = fs::cached::Open(path.c_str(), O_RDONLY);
    if (!fd) return false;
    Note(*fd);
    return true;
  }
  void Run() { Note(fs::Open(path.c_str(), O_RDONLY, 0)); }
  void Note(const Result<int>& fd) {
    code = fd.code();
    if (fd.ok()) (void)fs::Close(*fd);
  }
};

class OpenRequest final : public FsRequest<OpenOperation> {
 public:
  using FsRequest::FsRequest;
  void Done(Status) override {}
};

// Only as a process of its own, which gives its privileges up: the test below starts it.
TEST_P(ThreadPoolTest, DISABLED_OpenAfterSetuid) {
  std::string path = getenv("EDDY_TEST_SECRET");
  auto open = [&](bool cached) {
    OpenRequest request({.path = path, .cached = cached});
    EXPECT_TRUE(request.Start(loop()).ok());
    loop().Run();
    return request.operation().code;
  };
  // While it may: the pool's threads exist now, and the path is in every cache.
  ASSERT_EQ(open(false), 0);
  ASSERT_EQ(open(true), 0);
  ASSERT_EQ(setgroups(0, nullptr), 0);
  ASSERT_EQ(setgid(65534), 0);
  ASSERT_EQ(setuid(65534), 0);
  for (int i = 0; i < 16; i++) {
    EXPECT_EQ(open(false), -EACCES);
    EXPECT_EQ(open(true), -EACCES);
  }
}

TEST_P(ThreadPoolTest, NothingActsWithCredentialsOlderThanTheLastSetuid) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give privileges up";
  auto folder = fs::MakeTemporaryDirectory("/tmp/eddy-pool-test-");
  ASSERT_TRUE(folder.ok());
  ASSERT_EQ(chmod(folder->c_str(), 0755), 0);
  std::string path = *folder + "/secret";
  int fd = open(path.c_str(), O_CREAT | O_WRONLY, 0600);
  ASSERT_GE(fd, 0);
  close(fd);
  ASSERT_EQ(setenv("EDDY_TEST_SECRET", path.c_str(), 1), 0);
  std::string filter = std::string("--gtest_filter=*DISABLED_OpenAfterSetuid/") + BackendName({GetParam(), 0}).c_str();
  pid_t child = fork();
  if (child == 0) {
    int nothing = open("/dev/null", O_WRONLY);
    dup2(nothing, 1);
    execl("/proc/self/exe", "loop_tests", filter.c_str(), "--gtest_also_run_disabled_tests", nullptr);
    _exit(99);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_TRUE(fs::Remove(*folder, {.recursive = true}).status.ok());
}

class TestLookup final : public AddressLookup {
 public:
  using AddressLookup::AddressLookup;
  void Finish(Status status) override { done++; }
  int done = 0;
};

TEST_P(ThreadPoolTest, NamesAreLookedUp) {
  TestLookup localhost("localhost", AF_INET, 0);
  TestLookup nothing("nothing.invalid", AF_UNSPEC, 0);
  ASSERT_TRUE(localhost.Start(loop()).ok());
  ASSERT_TRUE(nothing.Start(loop()).ok());
  loop().Run();
  EXPECT_EQ(localhost.done, 1);
  ASSERT_EQ(localhost.error(), 0);
  ASSERT_FALSE(localhost.addresses().empty());
  EXPECT_EQ(localhost.addresses()[0].text, "127.0.0.1");
  EXPECT_EQ(nothing.done, 1);
  EXPECT_NE(nothing.error(), 0);
}

EDDY_ON_BOTH_BACKENDS(ThreadPoolTest);

}  // namespace
}  // namespace eddy::loop
