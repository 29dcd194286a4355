#include "loop/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loop/spawn_sync.h"
#include "loop_fixture.h"

namespace eddy::loop {
namespace {

SpawnOptions Shell(std::string script) {
  SpawnOptions options;
  options.file = "sh";
  options.args = {"sh", "-c", std::move(script)};
  options.stdio = {-1, -1, -1};
  return options;
}

SpawnSyncOptions SyncShell(std::string script) {
  SpawnSyncOptions options;
  options.spawn = Shell(std::move(script));
  options.stdio.resize(3);
  return options;
}

struct Exits : ChildProcessListener {
  void OnExit(ChildProcess&, ExitStatus exit) override {
    status = exit;
    count++;
  }
  void OnClose(ChildProcess&) override { closed = true; }
  ExitStatus status;
  int count = 0;
  bool closed = false;
};

class ChildProcessTest : public LoopTest {};
EDDY_ON_BOTH_BACKENDS(ChildProcessTest);

TEST_P(ChildProcessTest, TellsTheExitCodeOnceAndKeepsTheLoopAliveUntilThen) {
  Exits exits;
  ChildProcess child(loop(), exits);
  ASSERT_TRUE(child.Start(Shell("exit 7")).ok());
  EXPECT_GT(child.pid(), 0);
  loop().Run();
  EXPECT_EQ(exits.count, 1);
  EXPECT_EQ(exits.status.code, 7);
  EXPECT_EQ(exits.status.signal, 0);
  EXPECT_EQ(child.Kill(0).code(), -ESRCH);
  child.Close();
  loop().Run();
  EXPECT_TRUE(exits.closed);
}

TEST_P(ChildProcessTest, TellsTheSignalThatEndedIt) {
  Exits exits;
  ChildProcess child(loop(), exits);
  ASSERT_TRUE(child.Start(Shell("while :; do sleep 1; done")).ok());
  ASSERT_TRUE(child.Kill(SIGKILL).ok());
  loop().Run();
  EXPECT_EQ(exits.status.signal, SIGKILL);
  child.Close();
  loop().Run();
}

TEST_P(ChildProcessTest, AProgramThatIsNotThereFailsAtOnceAndLeavesNoChild) {
  Exits exits;
  ChildProcess child(loop(), exits);
  SpawnOptions options;
  options.file = "no-such-program-anywhere";
  options.args = {options.file};
  EXPECT_EQ(child.Start(options).code(), -ENOENT);
  options.file = "/etc/passwd";
  EXPECT_EQ(child.Start(options).code(), -EACCES);
  options = Shell("true");
  options.cwd = "/no/such/folder";
  EXPECT_EQ(child.Start(options).code(), -ENOENT);
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  child.Close();
  loop().Run();
  EXPECT_EQ(exits.count, 0);
}

TEST_P(ChildProcessTest, ManyChildrenAtOnce) {
  constexpr int kChildren = 20;
  Exits exits;
  std::vector<std::unique_ptr<ChildProcess>> children;
  for (int i = 0; i < kChildren; i++) {
    children.push_back(std::make_unique<ChildProcess>(loop(), exits));
    ASSERT_TRUE(children.back()->Start(Shell("true")).ok());
  }
  loop().Run();
  EXPECT_EQ(exits.count, kChildren);
  for (auto& child : children) child->Close();
  loop().Run();
}

TEST(SpawnSyncTest, GathersOutputAndGivesInput) {
  auto options = SyncShell("cat; echo err >&2; exit 3");
  std::string input(300000, 'x');
  options.stdio[0].input = {reinterpret_cast<const uint8_t*>(input.data()), input.size()};
  auto result = SpawnSync(options);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->status.code, 3);
  EXPECT_EQ(result->outputs[1], input);
  EXPECT_EQ(result->outputs[2], "err\n");
  EXPECT_EQ(result->error, 0);
}

TEST(SpawnSyncTest, EnvironmentFolderAndFurtherDescriptors) {
  auto options = SyncShell("pwd; echo $NAME; echo three >&3");
  options.spawn.environment = {{"NAME=value", "PATH=/usr/bin:/bin"}};
  options.spawn.cwd = "/";
  options.stdio.resize(4);
  auto result = SpawnSync(options);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->outputs[1], "/\nvalue\n");
  EXPECT_EQ(result->outputs[3], "three\n");
}

TEST(SpawnSyncTest, DescriptorsMayTradePlaces) {
  int first[2], second[2];
  ASSERT_EQ(pipe2(first, O_CLOEXEC), 0);
  ASSERT_EQ(pipe2(second, O_CLOEXEC), 0);
  auto options = SyncShell("echo one; echo two >&2");
  options.stdio[1] = {SyncStdio::Kind::kInherit, second[1], {}, false};
  options.stdio[2] = {SyncStdio::Kind::kInherit, first[1], {}, false};
  ASSERT_TRUE(SpawnSync(options).ok());
  char text[8] = {};
  ASSERT_EQ(read(second[0], text, sizeof text), 4);
  EXPECT_STREQ(text, "one\n");
  ASSERT_EQ(read(first[0], text, sizeof text), 4);
  EXPECT_STREQ(text, "two\n");
  for (int fd : {first[0], first[1], second[0], second[1]}) close(fd);
}

TEST(SpawnSyncTest, TimeAndBytesAreLimited) {
  auto slow = SyncShell("exec sleep 100");
  slow.timeout_ms = 20;
  auto result = SpawnSync(slow);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->error, -ETIMEDOUT);
  EXPECT_EQ(result->status.signal, SIGTERM);

  auto loud = SyncShell("exec yes");
  loud.max_buffer = 1000;
  result = SpawnSync(loud);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->error, -ENOBUFS);
  // What was read before the limit was noticed is kept.
  EXPECT_GE(result->outputs[1].size(), 1000U);
}

TEST(SpawnSyncTest, LeavesNoDescriptorOpen) {
  auto count = [] {
    int open_descriptors = 0;
    for (int fd = 0; fd < 1024; fd++) open_descriptors += fcntl(fd, F_GETFD) >= 0 ? 1 : 0;
    return open_descriptors;
  };
  int before = count();
  for (int i = 0; i < 5; i++) (void)SpawnSync(SyncShell("true"));
  auto missing = SyncShell("true");
  missing.spawn.file = "/no/such/program";
  EXPECT_EQ(SpawnSync(missing).code(), -ENOENT);
  EXPECT_EQ(count(), before);
}

TEST(SpawnTest, TheChildHasNoSignalIgnoredAndNoOtherDescriptor) {
  struct sigaction before, ignore = {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, &before);
  int extra = open("/dev/null", O_RDONLY);  // without O_CLOEXEC
  auto result = SpawnSync(SyncShell("grep SigIgn /proc/self/status; ls /proc/self/fd"));
  close(extra);
  sigaction(SIGPIPE, &before, nullptr);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->outputs[1], "SigIgn:\t0000000000000000\n0\n1\n2\n3\n");  // 3: the folder that ls reads
}

}  // namespace
}  // namespace eddy::loop
