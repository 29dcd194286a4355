// An echo server on Eddy's event loop, from C++ alone: loop_echo [port]. Sends back what each client sends; when a
// client ends its side, so does the server, after the last byte. A timer says once a second how busy it is; Ctrl-C ends
// it.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "eddy/loop.h"

using eddy::Status;
using namespace eddy::loop;

namespace {

// One client. Made with new; gone after its close callback.
class Connection final : public StreamListener {
 public:
  // More than this queued for a slow reader stops the reading from it.
  static constexpr size_t kMostQueued = 256 * 1024;

  static void Start(Loop& loop, FileDescriptor descriptor) {
    auto* connection = new Connection(loop);
    if (!connection->socket_.Open(std::move(descriptor)).ok() || !connection->socket_.StartReading().ok()) {
      connection->socket_.Close();
    }
  }

 private:
  explicit Connection(Loop& loop) : socket_(loop, *this) {}

  void OnData(Stream& stream, Lease& lease) override {
    // Copied into the stream's output, which leaves with the turn's flush: the lease goes back to the loop here.
    if (!stream.WriteCopy(lease.bytes()).ok()) return stream.Close();
    if (stream.QueuedBytes() > kMostQueued) stream.StopReading();
  }
  void OnDrain(Stream& stream) override {
    if (!stream.HasEnded()) static_cast<void>(stream.StartReading());
  }
  void OnEnd(Stream& stream) override {
    if (!stream.Shutdown().ok()) stream.Close();
  }
  void OnShutdown(Stream& stream, Status) override { stream.Close(); }
  void OnError(Stream& stream, Status) override { stream.Close(); }
  void OnClose(Stream&) override { delete this; }

  TcpSocket socket_;
};

class EchoServer final : public ServerListener, public TimerListener {
 public:
  explicit EchoServer(Loop& loop) : server_(loop, *this), report_(loop, *this) {}

  Status Listen(int port) {
    auto address = SocketAddress::FromIp("127.0.0.1", port);
    if (!address.ok()) return address.status();
    if (Status status = server_.Listen(*address); !status.ok()) return status;
    static_cast<void>(server_.SetNoDelay(true));
    std::printf("echo on 127.0.0.1:%d (%s)\n", server_.LocalAddress()->Port(), server_.loop().backend_name());
    std::fflush(stdout);
    report_.Start(1000, 1000);
    report_.Unref();
    return {};
  }

 private:
  void OnConnection(StreamServer& server, FileDescriptor connection) override {
    ++accepted_;
    Connection::Start(server.loop(), std::move(connection));
  }
  void OnTimer(Timer& timer) override {
    const uint64_t turns = timer.loop().Turns();
    std::fprintf(stderr, "%llu connections so far, %llu turns in the last second\n",
                 static_cast<unsigned long long>(accepted_), static_cast<unsigned long long>(turns - turns_));
    turns_ = turns;
  }

  TcpServer server_;
  Timer report_;
  uint64_t accepted_ = 0;
  uint64_t turns_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  auto loop = Loop::Create();
  if (!loop.ok()) {
    std::fprintf(stderr, "no event loop: error %d\n", -loop.code());
    return 1;
  }
  EchoServer server(**loop);
  if (Status status = server.Listen(argc > 1 ? std::atoi(argv[1]) : 1337); !status.ok()) {
    std::fprintf(stderr, "can't listen: error %d\n", -status.code());
    return 1;
  }
  (*loop)->Run();
}
