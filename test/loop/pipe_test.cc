#include "loop/pipe.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cstring>

#include "loop_fixture.h"

namespace eddy::loop {
namespace {

class PipeTest : public LoopTest {
 protected:
  void SetUp() override {
    LoopTest::SetUp();
    char name[] = "/tmp/eddy-pipe-XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    folder_ = name;
  }
  void TearDown() override {
    if (!folder_.empty()) rmdir(folder_.c_str());
    LoopTest::TearDown();
  }
  std::string Path(const char* name) const { return folder_ + "/" + name; }

  // One exchange with a server on `name`.
  void Exchange(const std::string& name) {
    TestServer<PipeServer> server(loop());
    ASSERT_TRUE(server.server.Listen(name).ok());
    EXPECT_EQ(server.server.LocalAddress()->UnixPath(), name);
    TestPipe peer(loop());
    server.on_connection = [&](FileDescriptor fd) {
      ASSERT_TRUE(peer.socket.Open(std::move(fd)).ok());
      ASSERT_TRUE(peer.socket.StartReading().ok());
      server.server.Close();
    };
    peer.on_data = [&] { ASSERT_TRUE(peer.socket.WriteCopy(AsBytes(peer.received)).ok()); };
    peer.on_end = [&] { peer.socket.Close(); };
    TestPipe client(loop());
    ASSERT_TRUE(client.socket.Connect(name).ok());
    client.on_connect = [&] {
      EXPECT_EQ(client.socket.PeerAddress()->UnixPath(), name);
      ASSERT_TRUE(client.socket.WriteCopy(AsBytes("through")).ok());
      ASSERT_TRUE(client.socket.StartReading().ok());
    };
    client.on_data = [&] { client.socket.Close(); };
    EXPECT_FALSE(loop().Run());
    EXPECT_EQ(client.received, "through");
  }

  std::string folder_;
};
EDDY_ON_BOTH_BACKENDS(PipeTest);

TEST_P(PipeTest, ServesAPathAndRemovesIt) {
  Exchange(Path("socket"));
  EXPECT_EQ(access(Path("socket").c_str(), F_OK), -1);
}

TEST_P(PipeTest, ServesAnAbstractName) { Exchange(std::string("\0eddy-", 6) + std::to_string(getpid())); }

TEST_P(PipeTest, ReportsAMissingSocketAfterTheCall) {
  TestPipe client(loop());
  ASSERT_TRUE(client.socket.Connect(Path("missing")).ok());
  EXPECT_TRUE(client.events.empty());
  client.on_connect = [&] { client.socket.Close(); };
  loop().Run();
  EXPECT_EQ(client.events, (std::vector<std::string>{"connect -2", "close"}));
}

TEST_P(PipeTest, ListenTellsWhatIsWrong) {
  TestServer<PipeServer> server(loop());
  EXPECT_EQ(server.server.Listen(std::string(200, 'x')).code(), -ENAMETOOLONG);
  EXPECT_EQ(server.server.Listen(Path("no/such")).code(), -ENOENT);
  ASSERT_TRUE(server.server.Listen(Path("taken")).ok());
  TestServer<PipeServer> second(loop());
  EXPECT_EQ(second.server.Listen(Path("taken")).code(), -EADDRINUSE);
  server.server.Close();
  loop().Run();
}

TEST_P(PipeTest, OpensTheFileToOthersWhenAsked) {
  TestServer<PipeServer> server(loop());
  PipeListenOptions options;
  options.readable_by_all = options.writable_by_all = true;
  ASSERT_TRUE(server.server.Listen(Path("open"), options).ok());
  struct stat info;
  ASSERT_EQ(stat(Path("open").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0666, 0666U);
  server.server.Close();
  loop().Run();
}

TEST_P(PipeTest, AnonymousPipesCarryStreams) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  TestPipe reader(loop());
  TestPipe writer(loop());
  ASSERT_TRUE(reader.socket.Open(FileDescriptor(ends[0])).ok());
  ASSERT_TRUE(writer.socket.Open(FileDescriptor(ends[1])).ok());
  ASSERT_TRUE(reader.socket.StartReading().ok());
  // More than a pipe holds: the writer has to wait for the reader.
  std::string text(1 << 20, '\0');
  for (size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i >> 4);
  WriteRequest request(AsBytes(text));
  ASSERT_TRUE(writer.socket.Write(request).ok());
  writer.on_done = [&](WriteRequest&, Status status) {
    EXPECT_TRUE(status.ok());
    writer.socket.Close();
  };
  reader.on_end = [&] { reader.socket.Close(); };
  EXPECT_FALSE(loop().Run());
  EXPECT_TRUE(reader.received == text);
}

TEST_P(PipeTest, APausedPipeIsNotRead) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  FileDescriptor writer(ends[1]);
  TestPipe reader(loop());
  ASSERT_TRUE(reader.socket.Open(FileDescriptor(ends[0])).ok());
  ASSERT_TRUE(reader.socket.StartReading().ok());
  loop().Run(RunMode::kNoWait);
  reader.socket.StopReading();
  ASSERT_EQ(write(writer.get(), "x", 1), 1);
  TestTimer resume(loop(), 3, [&] {
    EXPECT_EQ(reader.received, "");
    ASSERT_TRUE(reader.socket.StartReading().ok());
  });
  reader.on_data = [&] { reader.socket.Close(); };
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(reader.received, "x");
}

TEST_P(PipeTest, AWriterWithoutAReaderGetsEpipe) {
  signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  TestPipe writer(loop());
  ASSERT_TRUE(writer.socket.Open(FileDescriptor(ends[1])).ok());
  close(ends[0]);
  WriteRequest request(AsBytes("x"));
  ASSERT_TRUE(writer.socket.Write(request).ok());
  writer.on_done = [&](WriteRequest&, Status) { writer.socket.Close(); };
  loop().Run();
  EXPECT_EQ(writer.events, (std::vector<std::string>{"done -32", "close"}));
  signal(SIGPIPE, SIG_DFL);
}

TEST_P(PipeTest, AWriteBehindCopiedOutputMeetsTheErrorOfBoth) {
  signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  TestPipe writer(loop());
  ASSERT_TRUE(writer.socket.Open(FileDescriptor(ends[1])).ok());
  close(ends[0]);
  WriteRequest first(AsBytes("x")), second(AsBytes("y"));
  ASSERT_TRUE(writer.socket.WriteCopy(AsBytes("copy")).ok());
  ASSERT_TRUE(writer.socket.Write(first).ok());
  ASSERT_TRUE(writer.socket.Write(second).ok());
  writer.on_error = [&] {
    EXPECT_TRUE(writer.socket.ErrorIsOfSending());
    writer.socket.Close();
  };
  loop().Run();
  EXPECT_EQ(writer.events, (std::vector<std::string>{"done -32", "done -125", "error -32", "close"}));
  signal(SIGPIPE, SIG_DFL);
}

TEST_P(PipeTest, ABorrowedDescriptorStaysOpenAndAsItWas) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  FileDescriptor here(ends[0]);
  FileDescriptor there(ends[1]);
  {
    TestPipe reader(loop());
    ASSERT_TRUE(reader.socket.OpenBorrowed(here.get()).ok());
    EXPECT_NE(fcntl(here.get(), F_GETFL) & O_NONBLOCK, 0);
    ASSERT_TRUE(reader.socket.StartReading().ok());
    ASSERT_EQ(write(there.get(), "x", 1), 1);
    reader.on_data = [&] { reader.socket.Close(); };
    EXPECT_FALSE(loop().Run());
    EXPECT_EQ(reader.received, "x");
  }
  EXPECT_EQ(fcntl(here.get(), F_GETFL) & O_NONBLOCK, 0);
}

TEST_P(PipeTest, FifosAndTerminalsAreStreams) {
  ASSERT_EQ(mkfifo(Path("fifo").c_str(), 0600), 0);
  TestPipe fifo(loop());
  ASSERT_TRUE(fifo.socket.Open(FileDescriptor(open(Path("fifo").c_str(), O_RDWR | O_CLOEXEC))).ok());
  fifo.on_data = [&] { fifo.socket.Close(); };
  ASSERT_TRUE(fifo.socket.StartReading().ok());
  ASSERT_TRUE(fifo.socket.WriteCopy(AsBytes("to myself")).ok());
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(fifo.received, "to myself");
  unlink(Path("fifo").c_str());

  FileDescriptor master(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_TRUE(master.valid());
  ASSERT_EQ(grantpt(master.get()), 0);
  ASSERT_EQ(unlockpt(master.get()), 0);
  TestPipe terminal(loop());
  ASSERT_TRUE(terminal.socket.Open(FileDescriptor(open(ptsname(master.get()), O_RDWR | O_NOCTTY | O_CLOEXEC))).ok());
  ASSERT_TRUE(terminal.socket.StartReading().ok());
  ASSERT_EQ(write(master.get(), "line\n", 5), 5);
  terminal.on_data = [&] {
    ASSERT_TRUE(terminal.socket.WriteCopy(AsBytes("out")).ok());
    terminal.socket.Close();
  };
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(terminal.received, "line\n");
  std::string shown;
  while (shown.find("out") == std::string::npos) {
    char part[64];
    const ssize_t size = read(master.get(), part, sizeof part);
    ASSERT_GT(size, 0) << shown;
    shown.append(part, static_cast<size_t>(size));
  }
}

TEST_P(PipeTest, ASocketPairIsAStream) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  TestPipe a(loop());
  TestPipe b(loop());
  ASSERT_TRUE(a.socket.Open(FileDescriptor(ends[0])).ok());
  ASSERT_TRUE(b.socket.Open(FileDescriptor(ends[1])).ok());
  ASSERT_TRUE(b.socket.StartReading().ok());
  ASSERT_TRUE(a.socket.WriteCopy(AsBytes("pair")).ok());
  ASSERT_TRUE(a.socket.Shutdown().ok());
  b.on_end = [&] {
    a.socket.Close();
    b.socket.Close();
  };
  EXPECT_FALSE(loop().Run());
  EXPECT_EQ(b.received, "pair");
}

}  // namespace
}  // namespace eddy::loop
