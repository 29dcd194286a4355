// What the loop's tests share: the backend as a parameter, and listeners that record or run a lambda.
#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "loop/loop.h"
#include "loop/phase_hooks.h"
#include "loop/pipe.h"
#include "loop/poll.h"
#include "loop/tcp.h"
#include "loop/timer.h"
#include "loop/wakeup.h"

namespace eddy::loop {

// A fresh loop on the backend that the parameter names; skips where the kernel has none.
class LoopTest : public testing::TestWithParam<BackendKind> {
 protected:
  void SetUp() override {
    LoopOptions options;
    options.backend = GetParam();
    Configure(options);
    auto made = Loop::Create(options);
    if (!made.ok() && GetParam() == BackendKind::kUring) GTEST_SKIP() << "no io_uring here";
    ASSERT_TRUE(made.ok()) << made.code();
    owned_loop_ = std::move(*made);
  }
  // A fixture's own sizes.
  virtual void Configure(LoopOptions& options) {}

  Loop& loop() { return *owned_loop_; }
  std::unique_ptr<Loop> owned_loop_;
};

inline std::string BackendName(const testing::TestParamInfo<BackendKind>& info) {
  return info.param == BackendKind::kUring ? "uring" : "epoll";
}

#define EDDY_ON_BOTH_BACKENDS(fixture) \
  INSTANTIATE_TEST_SUITE_P(Backends, fixture, testing::Values(BackendKind::kUring, BackendKind::kEpoll), BackendName)

// A timer that runs a lambda.
class TestTimer : private TimerListener {
 public:
  TestTimer(Loop& loop, std::function<void()> run) : timer(loop, *this), run_(std::move(run)) {}
  TestTimer(Loop& loop, uint64_t timeout, std::function<void()> run) : TestTimer(loop, std::move(run)) {
    timer.Start(timeout);
  }
  Timer timer;

 private:
  void OnTimer(Timer&) override { run_(); }
  std::function<void()> run_;
};

// A hook that runs a lambda.
template <typename Hook>
class TestHook : private PhaseHookListener {
 public:
  TestHook(Loop& loop, std::function<void()> run) : hook(loop, *this), run_(std::move(run)) { hook.Start(); }
  Hook hook;

 private:
  void OnPhase(PhaseHook&) override { run_(); }
  std::function<void()> run_;
};

// A stream and its listener in one, which records what it hears; each hook may be set.
template <typename Socket>
class TestStream : public StreamListener {
 public:
  explicit TestStream(Loop& loop) : socket(loop) { socket.SetListener(this); }

  Socket socket;
  std::string received;
  std::vector<std::string> events;  // in order: "connect 0", "end", "error -104", "done 0", "shutdown 0", "close"
  std::function<void()> on_connect, on_data, on_end, on_error, on_drain, on_shutdown, on_close;
  std::function<void(WriteRequest&, Status)> on_done;
  std::vector<Lease>* keep = nullptr;

  size_t Count(const std::string& event) const {
    size_t count = 0;
    for (const std::string& e : events) count += e == event;
    return count;
  }

 private:
  void Note(std::string event, const std::function<void()>& then) {
    events.push_back(std::move(event));
    if (then) then();
  }
  void OnConnect(Stream&, Status status) override { Note("connect " + std::to_string(status.code()), on_connect); }
  void OnData(Stream&, Lease& lease) override {
    received += AsText(lease.bytes());
    if (keep != nullptr) keep->push_back(std::move(lease));
    if (on_data) on_data();
  }
  void OnEnd(Stream&) override { Note("end", on_end); }
  void OnError(Stream&, Status status) override { Note("error " + std::to_string(status.code()), on_error); }
  void OnWriteDone(Stream&, WriteRequest& request, Status status) override {
    events.push_back("done " + std::to_string(status.code()));
    if (on_done) on_done(request, status);
  }
  void OnDrain(Stream&) override {
    if (on_drain) on_drain();
  }
  void OnShutdown(Stream&, Status status) override { Note("shutdown " + std::to_string(status.code()), on_shutdown); }
  void OnClose(Stream&) override { Note("close", on_close); }
};

using TestTcp = TestStream<TcpSocket>;
using TestPipe = TestStream<PipeSocket>;

// A server that hands connections to a lambda.
template <typename Server>
class TestServer : public ServerListener {
 public:
  explicit TestServer(Loop& loop) : server(loop, *this) {}
  Server server;
  std::function<void(FileDescriptor)> on_connection;
  std::vector<int> errors;
  bool closed = false;

  SocketAddress address() const { return *server.LocalAddress(); }

 private:
  void OnConnection(StreamServer&, FileDescriptor connection) override {
    if (on_connection) on_connection(std::move(connection));
  }
  void OnError(StreamServer&, Status status) override { errors.push_back(status.code()); }
  void OnClose(StreamServer&) override { closed = true; }
};

inline SocketAddress Loopback(int port = 0) { return *SocketAddress::FromIp("127.0.0.1", port); }

// A client and the server's side of one TCP connection, both open.
struct TcpPair {
  explicit TcpPair(Loop& loop) : client(loop), peer(loop) {
    TestServer<TcpServer> server(loop);
    EXPECT_TRUE(server.server.Listen(Loopback()).ok());
    server.on_connection = [&](FileDescriptor fd) {
      EXPECT_TRUE(peer.socket.Open(std::move(fd)).ok());
      server.server.Close();
    };
    EXPECT_TRUE(client.socket.Connect(server.address()).ok());
    loop.Run();
    EXPECT_EQ(client.Count("connect 0"), 1U);
    client.events.clear();
  }
  TestTcp client;
  TestTcp peer;
};

}  // namespace eddy::loop
