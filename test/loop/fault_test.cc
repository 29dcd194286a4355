// What goes wrong outside, each forced: the operation fails with its error, and the loop lives on.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

#include "loop_fixture.h"

namespace eddy::loop {
namespace {

class FaultTest : public LoopTest {};
EDDY_ON_BOTH_BACKENDS(FaultTest);

// While it lives, no further descriptor can be opened.
class NoDescriptors {
 public:
  NoDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest = dup(0);
    close(lowest);
    rlimit none = before_;
    none.rlim_cur = static_cast<rlim_t>(lowest);
    setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_;
};

TEST_P(FaultTest, AcceptWaitsWhenDescriptorsRunOutAndRecovers) {
  TestServer<TcpServer> server(loop());
  ASSERT_TRUE(server.server.Listen(Loopback()).ok());
  TestTcp first(loop());
  TestTcp second(loop());
  ASSERT_TRUE(first.socket.Connect(server.address()).ok());
  ASSERT_TRUE(second.socket.Connect(server.address()).ok());
  int accepted = 0;
  server.on_connection = [&](FileDescriptor) {
    if (++accepted == 2) {
      server.server.Close();
      first.socket.Close();
      second.socket.Close();
    }
  };
  auto none = std::make_unique<NoDescriptors>();
  uint64_t turns = 0;
  TestTimer later(loop(), 50, [&] {
    EXPECT_EQ(accepted, 0);
    turns = loop().Turns();
    none.reset();
  });
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(accepted, 2);
  EXPECT_TRUE(server.errors.empty());
  // It waited; it did not try again and again.
  EXPECT_LT(turns, 100U);
}

TEST_P(FaultTest, AWriteAfterAResetReportsOnce) {
  TcpPair pair(loop());
  ASSERT_TRUE(pair.peer.socket.Reset().ok());
  WriteRequest first(AsBytes("a")), second(AsBytes("b")), third(AsBytes("c"));
  std::string big(1 << 20, 'x');
  first.Set(AsBytes(big));
  TestTimer write(loop(), 5, [&] {
    ASSERT_TRUE(pair.client.socket.Write(first).ok());
    ASSERT_TRUE(pair.client.socket.Write(second).ok());
    ASSERT_TRUE(pair.client.socket.WriteCopy(AsBytes("copy")).ok());
    ASSERT_TRUE(pair.client.socket.Write(third).ok());
    ASSERT_TRUE(pair.client.socket.Shutdown().ok());
  });
  pair.client.on_shutdown = [&] {
    EXPECT_EQ(pair.client.socket.WriteCopy(AsBytes("x")).code(), -EPIPE);
    pair.client.socket.Close();
  };
  EXPECT_FALSE(loop().Run());
  ASSERT_EQ(pair.client.events.size(), 5U);
  EXPECT_TRUE(pair.client.events[0] == "done -104" || pair.client.events[0] == "done -32") << pair.client.events[0];
  EXPECT_EQ(pair.client.Count("done -125"), 2U);
  EXPECT_EQ(pair.client.Count("shutdown -125"), 1U);
}

TEST_P(FaultTest, AFailureOfCopiedOutputIsAnErrorOnce) {
  TcpPair pair(loop());
  ASSERT_TRUE(pair.client.socket.StartReading().ok());
  loop().Run(RunMode::kNoWait);
  ASSERT_TRUE(pair.peer.socket.Reset().ok());
  TestTimer write(loop(), [&] { static_cast<void>(pair.client.socket.WriteCopy(AsBytes("x"))); });
  write.timer.Start(0, 1);
  TestTimer end(loop(), [&] {
    write.timer.Stop();
    pair.client.socket.Close();
  });
  pair.client.on_error = [&] {
    write.timer.Start(5, 0);
    end.timer.Start(20);
  };
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(pair.client.events.size(), 2U);
  EXPECT_EQ(pair.client.Count("close"), 1U);
}

TEST_P(FaultTest, ClosingCancelsWhatIsInFlight) {
  TcpPair pair(loop());
  const int small = 4096;
  setsockopt(pair.client.socket.fd(), SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
  ASSERT_TRUE(pair.client.socket.StartReading().ok());
  auto bytes = std::make_unique<std::string>(16 << 20, 'x');
  WriteRequest stuck(AsBytes(*bytes));
  WriteRequest behind(AsBytes("behind"));
  ASSERT_TRUE(pair.client.socket.Write(stuck).ok());
  ASSERT_TRUE(pair.client.socket.Write(behind).ok());
  ASSERT_TRUE(pair.client.socket.Shutdown().ok());
  loop().Run(RunMode::kNoWait);
  EXPECT_GT(pair.client.socket.QueuedBytes(), 0U);
  pair.client.socket.Close();
  EXPECT_EQ(pair.client.socket.QueuedBytes(), 0U);
  // Nothing was called back from inside Close.
  EXPECT_TRUE(pair.client.events.empty());
  pair.client.on_done = [&](WriteRequest&, Status) { bytes.reset(); };
  pair.peer.socket.Close();
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(pair.client.events, (std::vector<std::string>{"done -125", "done -125", "shutdown -125", "close"}));
}

TEST_P(FaultTest, ClosingWhileConnectingCancelsTheConnect) {
  TestServer<TcpServer> server(loop());
  ASSERT_TRUE(server.server.Listen(Loopback()).ok());
  server.server.PauseAccepting();
  TestTcp client(loop());
  WriteRequest request(AsBytes("x"));
  ASSERT_TRUE(client.socket.Connect(server.address()).ok());
  ASSERT_TRUE(client.socket.Write(request).ok());
  client.socket.Close();
  server.server.Close();
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(client.events, (std::vector<std::string>{"done -125", "connect -125", "close"}));
}

// Bytes arrive for a socket whose close has begun: they land in the loop's buffers and nobody hears of them.
TEST_P(FaultTest, BytesThatCompleteAfterCloseAreDropped) {
  for (int round = 0; round < 50; ++round) {
    auto pair = std::make_unique<TcpPair>(loop());
    ASSERT_TRUE(pair->peer.socket.StartReading().ok());
    loop().Run(RunMode::kNoWait);
    ASSERT_EQ(*pair->client.socket.TryWrite(AsBytes("late")), 4U);
    pair->peer.socket.Close();
    pair->client.socket.Close();
    EXPECT_FALSE(loop().Run());
    EXPECT_EQ(pair->peer.received, "");
    EXPECT_EQ(pair->peer.events, (std::vector<std::string>{"close"}));
  }
}

// The number of a closed descriptor comes back at once; completions of the old one must not reach the new.
TEST_P(FaultTest, AReusedDescriptorNumberGetsOnlyItsOwnCompletions) {
  std::vector<std::unique_ptr<TestTcp>> all;
  TestServer<TcpServer> server(loop());
  ASSERT_TRUE(server.server.Listen(Loopback()).ok());
  int finished = 0;
  constexpr int kConnections = 200;
  std::function<void()> connect = [&] {
    auto client = std::make_unique<TestTcp>(loop());
    TestTcp* raw = client.get();
    const std::string word = "word" + std::to_string(all.size());
    all.push_back(std::move(client));
    ASSERT_TRUE(raw->socket.Connect(server.address()).ok());
    ASSERT_TRUE(raw->socket.WriteCopy(AsBytes(word)).ok());
    ASSERT_TRUE(raw->socket.StartReading().ok());
    raw->on_data = [&, raw, word] {
      EXPECT_EQ(raw->received, word);
      raw->socket.Close();
      // More is on its way to the closed one while the next takes its number.
      if (++finished < kConnections) {
        connect();
      } else {
        server.server.Close();
      }
    };
  };
  server.on_connection = [&](FileDescriptor fd) {
    TestTcp* peer = new TestTcp(loop());
    peer->on_close = [peer] { delete peer; };
    ASSERT_TRUE(peer->socket.Open(std::move(fd)).ok());
    ASSERT_TRUE(peer->socket.StartReading().ok());
    peer->on_data = [peer] {
      static_cast<void>(peer->socket.TryWrite(AsBytes(peer->received)));
      peer->socket.StopReading();
      peer->socket.Close();
    };
  };
  connect();
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(finished, kConnections);
}

TEST_P(FaultTest, EveryDescriptorIsGivenBack) {
  const int before = dup(0);
  close(before);
  for (int i = 0; i < 20; ++i) {
    TcpPair pair(loop());
    ASSERT_TRUE(pair.client.socket.StartReading().ok());
    loop().CloseAllHandles();
  }
  const int after = dup(0);
  close(after);
  EXPECT_EQ(after, before);
}

TEST_P(FaultTest, OpenRefusesWhatIsNoStream) {
  TestPipe stream(loop());
  EXPECT_EQ(stream.socket.Open(FileDescriptor(open("/proc/self/exe", O_RDONLY | O_CLOEXEC))).code(), -EPERM);
  EXPECT_EQ(stream.socket.Open(FileDescriptor(open("/dev/null", O_RDWR | O_CLOEXEC))).code(), -EPERM);
  EXPECT_EQ(stream.socket.Open(FileDescriptor()).code(), -EBADF);
  EXPECT_EQ(stream.socket.WriteCopy(AsBytes("x")).code(), -EBADF);
  EXPECT_EQ(stream.socket.StartReading().code(), -EBADF);
  EXPECT_EQ(stream.socket.Shutdown().code(), -ENOTCONN);
}

// A ring so short that it fills within one turn.
class SmallQueueTest : public LoopTest {
  void Configure(LoopOptions& options) override { options.sizes.submission_entries = 2; }
};
EDDY_ON_BOTH_BACKENDS(SmallQueueTest);

TEST_P(SmallQueueTest, AFullSubmissionQueueLosesNothing) {
  TestServer<TcpServer> server(loop());
  ASSERT_TRUE(server.server.Listen(Loopback()).ok());
  constexpr int kConnections = 100;
  std::vector<std::unique_ptr<TestTcp>> clients;
  int echoed = 0;
  server.on_connection = [&](FileDescriptor fd) {
    TestTcp* peer = new TestTcp(loop());
    peer->on_close = [peer] { delete peer; };
    ASSERT_TRUE(peer->socket.Open(std::move(fd)).ok());
    ASSERT_TRUE(peer->socket.StartReading().ok());
    peer->on_data = [peer] {
      ASSERT_TRUE(peer->socket.WriteCopy(AsBytes(peer->received)).ok());
      peer->received.clear();
    };
    peer->on_end = [peer] { peer->socket.Close(); };
  };
  for (int i = 0; i < kConnections; ++i) {
    clients.push_back(std::make_unique<TestTcp>(loop()));
    TestTcp* client = clients.back().get();
    ASSERT_TRUE(client->socket.Connect(server.address()).ok());
    ASSERT_TRUE(client->socket.WriteCopy(AsBytes("hello")).ok());
    ASSERT_TRUE(client->socket.StartReading().ok());
    client->on_data = [&, client] {
      if (client->received.size() < 5) return;
      EXPECT_EQ(client->received, "hello");
      client->socket.Close();
      if (++echoed == kConnections) server.server.Close();
    };
  }
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(echoed, kConnections);
}

// Two small buffers for everybody.
class FewBuffersTest : public LoopTest {
  void Configure(LoopOptions& options) override {
    options.sizes.read_buffer_count = 2;
    options.sizes.read_buffer_size = 64;
  }
};
EDDY_ON_BOTH_BACKENDS(FewBuffersTest);

TEST_P(FewBuffersTest, SocketsWaitForBuffersAndLoseNothing) {
  constexpr int kPairs = 20;
  std::vector<std::unique_ptr<TcpPair>> pairs;
  for (int i = 0; i < kPairs; ++i) pairs.push_back(std::make_unique<TcpPair>(loop()));
  const std::string text(5000, 't');
  int ended = 0;
  for (auto& pair : pairs) {
    TcpPair* p = pair.get();
    ASSERT_TRUE(p->peer.socket.StartReading().ok());
    ASSERT_TRUE(p->client.socket.WriteCopy(AsBytes(text)).ok());
    ASSERT_TRUE(p->client.socket.Shutdown().ok());
    p->peer.on_end = [&, p] {
      ++ended;
      EXPECT_EQ(p->peer.received, text);
      p->peer.socket.Close();
      p->client.socket.Close();
    };
  }
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(ended, kPairs);
}

TEST_P(FewBuffersTest, ReadingGoesOnWhenKeptLeasesComeBack) {
  TcpPair pair(loop());
  std::vector<Lease> kept;
  pair.peer.keep = &kept;
  ASSERT_TRUE(pair.peer.socket.StartReading().ok());
  ASSERT_TRUE(pair.client.socket.WriteCopy(AsBytes(std::string(1000, 'k'))).ok());
  size_t with_all_lent = 0;
  TestTimer give_back(loop(), [&] {
    with_all_lent = pair.peer.received.size();
    pair.peer.keep = nullptr;
    kept.clear();
  });
  pair.peer.on_data = [&] {
    if (kept.size() == 2) give_back.timer.Start(10);
    if (pair.peer.received.size() < 1000) return;
    pair.peer.socket.Close();
    pair.client.socket.Close();
  };
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(with_all_lent, 128U);
  EXPECT_EQ(pair.peer.received.size(), 1000U);
}

TEST_P(FewBuffersTest, ASocketThatWaitsForABufferCanBeClosed) {
  TcpPair pair(loop());
  std::vector<Lease> kept;
  pair.peer.keep = &kept;
  ASSERT_TRUE(pair.peer.socket.StartReading().ok());
  ASSERT_TRUE(pair.client.socket.WriteCopy(AsBytes(std::string(1000, 'k'))).ok());
  TestTimer end(loop(), [&] {
    pair.peer.socket.Close();
    pair.client.socket.Close();
  });
  pair.peer.on_data = [&] {
    if (kept.size() == 2) end.timer.Start(5);
  };
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(kept.size(), 2U);
}

}  // namespace
}  // namespace eddy::loop
