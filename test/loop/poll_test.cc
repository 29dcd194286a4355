#include "loop/poll.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loop_fixture.h"

namespace eddy::loop {
namespace {

class PollTest : public LoopTest {
 protected:
  struct Listener : PollListener {
    void OnReady(PollHandle& handle, uint32_t events, Status status) override {
      seen.push_back(events);
      EXPECT_TRUE(status.ok());
      if (then) then(handle, events);
    }
    void OnClose(PollHandle&) override { ++closed; }
    std::function<void(PollHandle&, uint32_t)> then;
    std::vector<uint32_t> seen;
    int closed = 0;
  };
  void SetUp() override {
    LoopTest::SetUp();
    int ends[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    here_.Reset(ends[0]);
    there_.Reset(ends[1]);
  }
  FileDescriptor here_, there_;
  Listener listener_;
};
EDDY_ON_BOTH_BACKENDS(PollTest);

TEST_P(PollTest, ReportsWhileTheConditionLasts) {
  PollHandle poll(loop(), listener_);
  ASSERT_TRUE(poll.Open(here_.get()).ok());
  ASSERT_TRUE(poll.Start(kReadable).ok());
  ASSERT_EQ(write(there_.get(), "ab", 2), 2);
  listener_.then = [&](PollHandle& handle, uint32_t) {
    // The second byte is reported although nothing new has come.
    char byte;
    ASSERT_EQ(read(here_.get(), &byte, 1), 1);
    if (byte == 'b') handle.Close();
  };
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(listener_.seen, (std::vector<uint32_t>{kReadable, kReadable}));
  EXPECT_EQ(listener_.closed, 1);
  EXPECT_GE(fcntl(here_.get(), F_GETFD), 0);
}

TEST_P(PollTest, ChangesWhatItWaitsFor) {
  PollHandle poll(loop(), listener_);
  ASSERT_TRUE(poll.Open(here_.get()).ok());
  ASSERT_TRUE(poll.Start(kReadable).ok());
  loop().Run(RunMode::kNoWait);
  EXPECT_TRUE(listener_.seen.empty());
  ASSERT_TRUE(poll.Start(kReadable | kWritable).ok());
  listener_.then = [](PollHandle& handle, uint32_t) { handle.Stop(); };
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(listener_.seen, (std::vector<uint32_t>{kWritable}));
  poll.Close();
  loop().Run();
}

TEST_P(PollTest, AHangUpShowsAsReadableAndDisconnected) {
  PollHandle poll(loop(), listener_);
  ASSERT_TRUE(poll.Open(here_.get()).ok());
  ASSERT_TRUE(poll.Start(kReadable | kDisconnected).ok());
  there_.Reset();
  listener_.then = [](PollHandle& handle, uint32_t) { handle.Close(); };
  loop().Run();
  EXPECT_EQ(listener_.seen, (std::vector<uint32_t>{kReadable | kDisconnected}));
}

TEST_P(PollTest, OwnsADescriptorThatItIsGiven) {
  PollHandle poll(loop(), listener_);
  const int number = here_.get();
  ASSERT_TRUE(poll.Open(std::move(here_)).ok());
  ASSERT_TRUE(poll.Start(kReadable).ok());
  loop().Run(RunMode::kNoWait);
  poll.Close();
  loop().Run();
  EXPECT_EQ(fcntl(number, F_GETFD), -1);
}

TEST_P(PollTest, RefusesWhatCantBePolled) {
  PollHandle poll(loop(), listener_);
  EXPECT_EQ(poll.Start(kReadable).code(), -EBADF);
  EXPECT_EQ(poll.Open(FileDescriptor(open("/proc/self/exe", O_RDONLY | O_CLOEXEC))).code(), -EPERM);
  ASSERT_TRUE(poll.Open(here_.get()).ok());
  EXPECT_EQ(poll.Open(there_.get()).code(), -EBUSY);
  EXPECT_EQ(poll.Start(0).code(), -EINVAL);
  poll.Close();
  EXPECT_EQ(poll.Start(kReadable).code(), -ECANCELED);
  loop().Run();
}

TEST_P(PollTest, StopAndStartInOneTurnStillReports) {
  PollHandle poll(loop(), listener_);
  ASSERT_TRUE(poll.Open(here_.get()).ok());
  ASSERT_TRUE(poll.Start(kReadable).ok());
  loop().Run(RunMode::kNoWait);
  poll.Stop();
  ASSERT_TRUE(poll.Start(kReadable).ok());
  ASSERT_EQ(write(there_.get(), "x", 1), 1);
  listener_.then = [](PollHandle& handle, uint32_t) { handle.Close(); };
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(listener_.seen.size(), 1U);
}

}  // namespace
}  // namespace eddy::loop
