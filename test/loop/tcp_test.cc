#include "loop/tcp.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cstring>
#include <thread>

#include "loop_fixture.h"

namespace eddy::loop {
namespace {

class TcpTest : public LoopTest {};
EDDY_ON_BOTH_BACKENDS(TcpTest);

TEST_P(TcpTest, EchoesWhatAClientWrites) {
  TestServer<TcpServer> server(loop());
  ASSERT_TRUE(server.server.Listen(Loopback()).ok());
  TestTcp peer(loop());
  server.on_connection = [&](FileDescriptor fd) {
    server.server.Close();
    ASSERT_TRUE(peer.socket.Open(std::move(fd)).ok());
    ASSERT_TRUE(peer.socket.StartReading().ok());
  };
  peer.on_data = [&] { ASSERT_TRUE(peer.socket.WriteCopy(AsBytes(peer.received)).ok()); };
  peer.on_end = [&] { peer.socket.Close(); };

  TestTcp client(loop());
  WriteRequest request(AsBytes("hello"));
  ASSERT_TRUE(client.socket.Connect(server.address()).ok());
  ASSERT_TRUE(client.socket.Write(request).ok());
  ASSERT_TRUE(client.socket.StartReading().ok());
  client.on_data = [&] { client.socket.Close(); };

  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(client.received, "hello");
  EXPECT_EQ(client.events, (std::vector<std::string>{"connect 0", "done 0", "close"}));
  EXPECT_EQ(peer.events, (std::vector<std::string>{"end", "close"}));
  EXPECT_TRUE(server.closed);
}

TEST_P(TcpTest, ReportsARefusedConnectionAfterTheCallHasReturned) {
  // A port that nobody listens on: bound, and never listened to.
  TestTcp holder(loop());
  ASSERT_TRUE(holder.socket.Bind(Loopback()).ok());
  TestTcp client(loop());
  ASSERT_TRUE(client.socket.Connect(*holder.socket.LocalAddress()).ok());
  EXPECT_TRUE(client.events.empty());
  EXPECT_EQ(client.socket.Connect(Loopback(1)).code(), -EALREADY);
  client.on_connect = [&] { client.socket.Close(); };
  holder.socket.Close();
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(client.events, (std::vector<std::string>{"connect -111", "close"}));
}

TEST_P(TcpTest, HalfCloseLeavesTheOtherDirectionOpen) {
  TcpPair pair(loop());
  ASSERT_TRUE(pair.client.socket.StartReading().ok());
  ASSERT_TRUE(pair.peer.socket.StartReading().ok());
  ASSERT_TRUE(pair.client.socket.WriteCopy(AsBytes("question")).ok());
  ASSERT_TRUE(pair.client.socket.Shutdown().ok());
  EXPECT_EQ(pair.client.socket.WriteCopy(AsBytes("x")).code(), -EPIPE);
  pair.peer.on_end = [&] {
    EXPECT_EQ(pair.peer.received, "question");
    ASSERT_TRUE(pair.peer.socket.WriteCopy(AsBytes("answer")).ok());
    ASSERT_TRUE(pair.peer.socket.Shutdown().ok());
  };
  pair.client.on_end = [&] {
    pair.client.socket.Close();
    pair.peer.socket.Close();
  };
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(pair.client.received, "answer");
  EXPECT_EQ(pair.client.events, (std::vector<std::string>{"shutdown 0", "end", "close"}));
  EXPECT_EQ(pair.peer.events, (std::vector<std::string>{"end", "shutdown 0", "close"}));
}

TEST_P(TcpTest, WritesOfOneTurnLeaveInOrder) {
  TcpPair pair(loop());
  ASSERT_TRUE(pair.peer.socket.StartReading().ok());
  WriteRequest first(AsBytes("one "));
  std::string two = "two ";
  std::string three = "three ";
  iovec pieces[] = {{two.data(), two.size()}, {nullptr, 0}, {three.data(), three.size()}};
  WriteRequest second;
  second.Set(pieces);
  WriteRequest empty((ByteView()));
  ASSERT_TRUE(pair.client.socket.Write(first).ok());
  ASSERT_TRUE(pair.client.socket.WriteCopy(AsBytes("copy ")).ok());
  ASSERT_TRUE(pair.client.socket.Write(second).ok());
  ASSERT_TRUE(pair.client.socket.Write(empty).ok());
  ByteSpan room = pair.client.socket.Reserve(8);
  ASSERT_GE(room.size(), 8U);
  memcpy(room.data(), "in place", 8);
  pair.client.socket.Commit(8);
  EXPECT_EQ(pair.client.socket.QueuedBytes(), 27U);
  EXPECT_EQ(pair.client.socket.TryWrite(AsBytes("x")).code(), -EAGAIN);
  int drained = 0;
  pair.client.on_drain = [&] {
    ++drained;
    pair.client.socket.Close();
  };
  pair.peer.on_end = [&] { pair.peer.socket.Close(); };
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(pair.peer.received, "one copy two three in place");
  EXPECT_EQ(pair.client.events, (std::vector<std::string>{"done 0", "done 0", "done 0", "close"}));
  EXPECT_EQ(drained, 1);
  EXPECT_EQ(pair.client.socket.BytesWritten(), 27U);
  EXPECT_EQ(pair.peer.socket.BytesRead(), 27U);
}

TEST_P(TcpTest, ABigWriteArrivesWholeThroughSmallBuffers) {
  TcpPair pair(loop());
  const int small = 4096;
  setsockopt(pair.client.socket.fd(), SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
  std::string big(1000000, '\0');
  for (size_t i = 0; i < big.size(); ++i) big[i] = static_cast<char>(i * 31 >> 3);
  std::vector<std::unique_ptr<WriteRequest>> requests;
  for (size_t at = 0; at < big.size(); at += 10000) {
    requests.push_back(std::make_unique<WriteRequest>(AsBytes(std::string_view(big).substr(at, 10000))));
    ASSERT_TRUE(pair.client.socket.Write(*requests.back()).ok());
  }
  ASSERT_TRUE(pair.client.socket.Shutdown().ok());
  ASSERT_TRUE(pair.peer.socket.StartReading().ok());
  // The reader pauses now and then: nothing may be lost or swapped.
  TestTimer resume(loop(), [&] { ASSERT_TRUE(pair.peer.socket.StartReading().ok()); });
  int reads = 0;
  pair.peer.on_data = [&] {
    if (++reads % 7 == 0) {
      pair.peer.socket.StopReading();
      resume.timer.Start(reads % 2);
    }
  };
  pair.peer.on_end = [&] {
    pair.peer.socket.Close();
    pair.client.socket.Close();
  };
  EXPECT_FALSE(loop().Run());
  EXPECT_TRUE(pair.peer.received == big);
  EXPECT_EQ(pair.client.Count("done 0"), requests.size());
  EXPECT_EQ(pair.client.socket.QueuedBytes(), 0U);
}

TEST_P(TcpTest, APausedReaderHearsNothingAndHoldsTheSenderBack) {
  TcpPair pair(loop());
  ASSERT_TRUE(pair.peer.socket.StartReading().ok());
  std::string big(16 << 20, 'x');
  WriteRequest request(AsBytes(big));
  ASSERT_TRUE(pair.client.socket.Write(request).ok());
  pair.peer.on_data = [&] { pair.peer.socket.StopReading(); };
  size_t seen = 0;
  TestTimer check(loop(), 30, [&] {
    seen = pair.peer.received.size();
    EXPECT_LE(seen, 64U << 10);
    EXPECT_GT(pair.client.socket.QueuedBytes(), 0U);
    pair.peer.on_data = nullptr;
    ASSERT_TRUE(pair.peer.socket.StartReading().ok());
  });
  pair.client.on_done = [&](WriteRequest&, Status) { ASSERT_TRUE(pair.client.socket.Shutdown().ok()); };
  pair.peer.on_end = [&] {
    pair.client.socket.Close();
    pair.peer.socket.Close();
  };
  EXPECT_FALSE(loop().Run());
  EXPECT_TRUE(pair.peer.received == big);
}

TEST_P(TcpTest, TheEndIsKeptForAPausedReader) {
  TcpPair pair(loop());
  ASSERT_TRUE(pair.peer.socket.StartReading().ok());
  loop().Run(RunMode::kNoWait);
  pair.peer.socket.StopReading();
  ASSERT_TRUE(pair.client.socket.WriteCopy(AsBytes("last words")).ok());
  ASSERT_TRUE(pair.client.socket.Shutdown().ok());
  TestTimer later(loop(), 5, [&] {
    EXPECT_TRUE(pair.peer.events.empty());
    EXPECT_EQ(pair.peer.received, "");
    ASSERT_TRUE(pair.peer.socket.StartReading().ok());
  });
  pair.peer.on_end = [&] {
    pair.peer.socket.Close();
    pair.client.socket.Close();
  };
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(pair.peer.received, "last words");
  EXPECT_EQ(pair.peer.events, (std::vector<std::string>{"end", "close"}));
  EXPECT_EQ(pair.peer.socket.StartReading().code(), -ECANCELED);
}

TEST_P(TcpTest, ResetReachesThePeerAsSuch) {
  TcpPair pair(loop());
  ASSERT_TRUE(pair.client.socket.StartReading().ok());
  ASSERT_TRUE(pair.peer.socket.StartReading().ok());
  ASSERT_TRUE(pair.peer.socket.Reset().ok());
  pair.client.on_error = [&] { pair.client.socket.Close(); };
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(pair.client.events, (std::vector<std::string>{"error -104", "close"}));
  EXPECT_EQ(pair.peer.events, (std::vector<std::string>{"close"}));
}

TEST_P(TcpTest, ClosingTellsThePeerAtOnceThoughAReceiveIsPending) {
  TcpPair pair(loop());
  ASSERT_TRUE(pair.client.socket.StartReading().ok());
  ASSERT_TRUE(pair.peer.socket.StartReading().ok());
  loop().Run(RunMode::kNoWait);
  ASSERT_TRUE(pair.peer.socket.WriteCopy(AsBytes("bye")).ok());
  pair.peer.socket.Close();
  pair.client.on_end = [&] { pair.client.socket.Close(); };
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(pair.client.received, "bye");
  EXPECT_EQ(pair.client.events, (std::vector<std::string>{"end", "close"}));
}

TEST_P(TcpTest, OptionsReachTheSocketAndAreInheritedFromTheServer) {
  TestServer<TcpServer> server(loop());
  EXPECT_EQ(server.server.SetNoDelay(true).code(), -EBADF);
  ASSERT_TRUE(server.server.Listen(Loopback()).ok());
  ASSERT_TRUE(server.server.SetNoDelay(true).ok());
  ASSERT_TRUE(server.server.SetKeepAlive(true, 7).ok());
  auto option = [](int fd, int level, int name) {
    int value = -1;
    socklen_t length = sizeof value;
    getsockopt(fd, level, name, &value, &length);
    return value;
  };
  TestTcp peer(loop());
  TestTcp client(loop());
  server.on_connection = [&](FileDescriptor fd) {
    ASSERT_TRUE(peer.socket.Open(std::move(fd)).ok());
    EXPECT_EQ(option(peer.socket.fd(), IPPROTO_TCP, TCP_NODELAY), 1);
    EXPECT_EQ(option(peer.socket.fd(), SOL_SOCKET, SO_KEEPALIVE), 1);
    EXPECT_EQ(option(peer.socket.fd(), IPPROTO_TCP, TCP_KEEPIDLE), 7);
    EXPECT_EQ(peer.socket.PeerAddress()->Port(), client.socket.LocalAddress()->Port());
    EXPECT_EQ(peer.socket.PeerAddress()->Ip(), "127.0.0.1");
    ASSERT_TRUE(peer.socket.SetNoDelay(false).ok());
    ASSERT_TRUE(peer.socket.SetKeepAlive(false, 0).ok());
    EXPECT_EQ(peer.socket.SetKeepAlive(true, -1).code(), -EINVAL);
    EXPECT_EQ(option(peer.socket.fd(), IPPROTO_TCP, TCP_NODELAY), 0);
    EXPECT_EQ(option(peer.socket.fd(), SOL_SOCKET, SO_KEEPALIVE), 0);
    server.server.Close();
    peer.socket.Close();
    client.socket.Close();
  };
  ASSERT_TRUE(client.socket.Connect(server.address()).ok());
  EXPECT_FALSE(loop().Run());
}

TEST_P(TcpTest, ListenTellsWhatIsWrong) {
  TestServer<TcpServer> first(loop());
  ASSERT_TRUE(first.server.Listen(Loopback()).ok());
  TestServer<TcpServer> second(loop());
  EXPECT_EQ(second.server.Listen(first.address()).code(), -EADDRINUSE);
  EXPECT_EQ(second.server.Listen(*SocketAddress::FromIp("192.0.2.1", 0)).code(), -EADDRNOTAVAIL);
  EXPECT_EQ(second.server.Listen(SocketAddress()).code(), -EINVAL);
  EXPECT_EQ(second.server.LocalAddress().code(), -EBADF);
  // A failed Listen leaves the server as it was.
  EXPECT_TRUE(second.server.Listen(Loopback()).ok());
  EXPECT_EQ(second.server.Listen(Loopback()).code(), -EBUSY);
  first.server.Close();
  second.server.Close();
  EXPECT_FALSE(loop().Run());
}

TEST_P(TcpTest, ReusePortLetsSeveralListen) {
  TcpListenOptions shared;
  shared.reuse_port = true;
  TestServer<TcpServer> first(loop());
  TestServer<TcpServer> second(loop());
  ASSERT_TRUE(first.server.Listen(Loopback(), shared).ok());
  EXPECT_TRUE(second.server.Listen(first.address(), shared).ok());
  first.server.Close();
  second.server.Close();
  loop().Run();
}

TEST_P(TcpTest, ADualStackServerTakesBothFamiliesAndAnIpv6OnlyOneDoesNot) {
  for (bool ipv6_only : {false, true}) {
    TestServer<TcpServer> server(loop());
    TcpListenOptions options;
    options.ipv6_only = ipv6_only;
    ASSERT_TRUE(server.server.Listen(*SocketAddress::FromIp("::", 0), options).ok());
    std::vector<std::string> peers;
    server.on_connection = [&](FileDescriptor fd) {
      TestTcp* peer = new TestTcp(loop());
      peer->on_close = [peer] { delete peer; };
      ASSERT_TRUE(peer->socket.Open(std::move(fd)).ok());
      peers.push_back(peer->socket.PeerAddress()->Ip());
      peer->socket.Close();
    };
    TestTcp v4(loop());
    TestTcp v6(loop());
    int connects = 0;
    auto count = [&] {
      if (++connects == 2) {
        server.server.PauseAccepting();
        v4.socket.Close();
        v6.socket.Close();
      }
    };
    v4.on_connect = v6.on_connect = count;
    ASSERT_TRUE(v4.socket.Connect(Loopback(server.address().Port())).ok());
    ASSERT_TRUE(v6.socket.Connect(*SocketAddress::FromIp("::1", server.address().Port())).ok());
    server.server.Unref();
    loop().Run();
    EXPECT_EQ(v6.events[0], "connect 0");
    EXPECT_EQ(v4.events[0], ipv6_only ? "connect -111" : "connect 0");
    server.server.Close();
    loop().Run();
  }
}

TEST_P(TcpTest, ConnectsFromTheLocalEndThatWasBound) {
  TestServer<TcpServer> server(loop());
  ASSERT_TRUE(server.server.Listen(Loopback()).ok());
  TestTcp client(loop());
  ASSERT_TRUE(client.socket.Bind(*SocketAddress::FromIp("127.0.0.2", 0)).ok());
  EXPECT_EQ(client.socket.Bind(Loopback()).code(), -EINVAL);
  std::string from;
  server.on_connection = [&](FileDescriptor fd) {
    TestTcp* peer = new TestTcp(loop());
    peer->on_close = [peer] { delete peer; };
    ASSERT_TRUE(peer->socket.Open(std::move(fd)).ok());
    from = peer->socket.PeerAddress()->Ip();
    peer->socket.Close();
    client.socket.Close();
    server.server.Close();
  };
  ASSERT_TRUE(client.socket.Connect(server.address()).ok());
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(from, "127.0.0.2");
}

TEST_P(TcpTest, APausedServerLeavesConnectionsInTheBacklog) {
  TestServer<TcpServer> server(loop());
  ASSERT_TRUE(server.server.Listen(Loopback()).ok());
  server.server.PauseAccepting();
  loop().Run(RunMode::kNoWait);
  TestTcp client(loop());
  bool accepted = false;
  bool resumed = false;
  server.on_connection = [&](FileDescriptor) {
    accepted = true;
    EXPECT_TRUE(resumed);
    server.server.Close();
  };
  ASSERT_TRUE(client.socket.Connect(server.address()).ok());
  client.on_connect = [&] {
    resumed = true;
    server.server.ResumeAccepting();
    client.socket.Close();
  };
  EXPECT_FALSE(loop().Run());
  EXPECT_TRUE(accepted);
}

TEST_P(TcpTest, TryWriteSendsAtOnceAndWriteBlockingSendsAll) {
  TcpPair pair(loop());
  ASSERT_EQ(*pair.client.socket.TryWrite(AsBytes("now")), 3U);
  char got[4] = {};
  EXPECT_EQ(recv(pair.peer.socket.fd(), got, sizeof got, 0), 3);
  WriteRequest queued(AsBytes("first "));
  ASSERT_TRUE(pair.client.socket.Write(queued).ok());
  std::string big(4 << 20, 'b');
  std::thread reader([fd = pair.peer.socket.fd(), want = big.size() + 6] {
    size_t got = 0;
    char buffer[65536];
    while (got < want) {
      const ssize_t n = recv(fd, buffer, sizeof buffer, 0);
      if (n > 0) {
        got += static_cast<size_t>(n);
      } else {
        std::this_thread::yield();
      }
    }
  });
  EXPECT_TRUE(pair.client.socket.WriteBlocking(AsBytes(big)).ok());
  reader.join();
  pair.client.socket.Close();
  pair.peer.socket.Close();
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(pair.client.events, (std::vector<std::string>{"done 0", "close"}));
}

TEST_P(TcpTest, FlushWritesSendsWithoutTheLoop) {
  TcpPair pair(loop());
  ASSERT_TRUE(pair.client.socket.WriteCopy(AsBytes("out")).ok());
  loop().FlushWrites();
  char got[4] = {};
  EXPECT_EQ(recv(pair.peer.socket.fd(), got, sizeof got, 0), 3);
  bool drained = false;
  pair.client.on_drain = [&] { drained = true; };
  loop().Run(RunMode::kNoWait);
  EXPECT_TRUE(drained);
  loop().CloseAllHandles();
}

TEST_P(TcpTest, ALeaseThatIsKeptKeepsItsBytes) {
  TcpPair pair(loop());
  std::vector<Lease> kept;
  pair.peer.keep = &kept;
  ASSERT_TRUE(pair.peer.socket.StartReading().ok());
  ASSERT_TRUE(pair.client.socket.StartReading().ok());
  ASSERT_TRUE(pair.client.socket.WriteCopy(AsBytes("first")).ok());
  pair.peer.on_data = [&] {
    if (kept.size() == 1) {
      ASSERT_TRUE(pair.client.socket.WriteCopy(AsBytes("other")).ok());
    } else {
      pair.peer.socket.Close();
      pair.client.socket.Close();
    }
  };
  loop().Run();
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(AsText(kept[0].bytes()), "first");
  EXPECT_EQ(AsText(kept[1].bytes()), "other");
}

TEST_P(TcpTest, AnIdleConnectionKeepsTheLoopOnlyWhileItReads) {
  TcpPair pair(loop());
  EXPECT_FALSE(loop().Alive());
  ASSERT_TRUE(pair.peer.socket.StartReading().ok());
  EXPECT_TRUE(loop().Alive());
  pair.peer.socket.Unref();
  EXPECT_FALSE(loop().Alive());
  pair.peer.socket.Ref();
  pair.peer.socket.StopReading();
  EXPECT_FALSE(loop().Alive());
  loop().CloseAllHandles();
}

}  // namespace
}  // namespace eddy::loop
