#include "loop/tcp.h"

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

}  // namespace
}  // namespace eddy::loop
