#include "loop/ipc_channel.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loop_fixture.h"

namespace eddy::loop {
namespace {

struct Received : IpcListener {
  void OnBytes(IpcChannel&, ByteView view) override {
    bytes.append(reinterpret_cast<const char*>(view.data()), view.size());
  }
  void OnDescriptor(IpcChannel&, FileDescriptor fd) override { descriptors.push_back(std::move(fd)); }
  void OnEnd(IpcChannel& channel) override {
    ended = true;
    channel.Close();
  }
  void OnSendError(IpcChannel&, Status status) override { error = status.code(); }
  void OnSent(IpcChannel&, size_t count) override { sent += count; }
  std::string bytes;
  std::vector<FileDescriptor> descriptors;
  size_t sent = 0;
  int error = 0;
  bool ended = false;
};

class IpcChannelTest : public LoopTest {
 protected:
  void SetUp() override {
    LoopTest::SetUp();
    if (IsSkipped()) return;
    int ends[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    left.reset(new IpcChannel(loop(), at_left));
    right.reset(new IpcChannel(loop(), at_right));
    ASSERT_TRUE(left->Open(FileDescriptor(ends[0])).ok());
    ASSERT_TRUE(right->Open(FileDescriptor(ends[1])).ok());
  }
  void TearDown() override {
    left.reset();
    right.reset();
    if (owned_loop_ != nullptr) loop().Run();
  }
  Received at_left;
  Received at_right;
  std::unique_ptr<IpcChannel, CloseHandle> left;
  std::unique_ptr<IpcChannel, CloseHandle> right;
};
EDDY_ON_BOTH_BACKENDS(IpcChannelTest);

TEST_P(IpcChannelTest, ADescriptorArrivesWithItsMessage) {
  int pipe_ends[2];
  ASSERT_EQ(pipe2(pipe_ends, O_CLOEXEC), 0);
  FileDescriptor reader(pipe_ends[0]);
  FileDescriptor writer(pipe_ends[1]);
  auto sent = left->Send("first\n");
  ASSERT_TRUE(sent.ok() && *sent);
  sent = left->Send("second\n", writer.get());
  ASSERT_TRUE(sent.ok() && *sent);
  writer.Reset();
  ASSERT_TRUE(right->StartReading().ok());
  while (at_right.bytes.size() < 13) loop().Run(RunMode::kOnce);
  EXPECT_EQ(at_right.bytes, "first\nsecond\n");
  ASSERT_EQ(at_right.descriptors.size(), 1U);
  ASSERT_EQ(write(at_right.descriptors[0].get(), "x", 1), 1);
  char byte = 0;
  EXPECT_EQ(read(reader.get(), &byte, 1), 1);
  EXPECT_EQ(byte, 'x');
}

TEST_P(IpcChannelTest, WhatTheKernelDoesNotTakeIsQueuedKeepsTheLoopAliveAndIsTold) {
  const std::string large(4 << 20, 'a');
  auto sent = left->Send(large);
  ASSERT_TRUE(sent.ok());
  EXPECT_FALSE(*sent);
  EXPECT_GT(left->QueuedBytes(), 0U);
  sent = left->Send("end");
  ASSERT_TRUE(sent.ok());
  EXPECT_FALSE(*sent);
  left->Unref();
  right->Unref();
  ASSERT_TRUE(right->StartReading().ok());
  loop().Run();
  EXPECT_EQ(at_left.sent, 2U);
  EXPECT_EQ(left->QueuedBytes(), 0U);
  right->ReadWaiting();
  EXPECT_EQ(at_right.bytes.size(), large.size() + 3);
}

TEST_P(IpcChannelTest, TheEndIsToldOnceAndSendingFailsAfterIt) {
  ASSERT_TRUE(left->StartReading().ok());
  right.reset();
  loop().Run();
  EXPECT_TRUE(at_left.ended);
  EXPECT_EQ(left->Send("x").code(), -ECANCELED);
}

}  // namespace
}  // namespace eddy::loop
