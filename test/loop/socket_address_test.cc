#include "loop/socket_address.h"

#include <gtest/gtest.h>

namespace eddy::loop {
namespace {

TEST(SocketAddressTest, ReadsAndWritesNumericAddresses) {
  EXPECT_EQ(SocketAddress::FromIp("127.0.0.1", 80)->Ip(), "127.0.0.1");
  EXPECT_EQ(SocketAddress::FromIp("127.0.0.1", 65535)->Port(), 65535);
  EXPECT_EQ(SocketAddress::FromIp("0:0:0:0:0:0:0:1", 1)->Ip(), "::1");
  EXPECT_EQ(SocketAddress::FromIp("fe80::1%lo", 1)->Ip(), "fe80::1%lo");
  EXPECT_EQ(SocketAddress::FromIp("fe80::1%99999", 1)->Ip(), "fe80::1%99999");
}

TEST(SocketAddressTest, RefusesWhatIsNoAddress) {
  for (const char* text : {"", "localhost", "127.0.0.1 ", "1.2.3", "[::1]", "::1%", "127.0.0.1%lo"}) {
    EXPECT_EQ(SocketAddress::FromIp(text, 0).code(), -EINVAL) << text;
  }
  EXPECT_EQ(SocketAddress::FromIp(std::string_view("127.0.0.1\0x", 11), 0).code(), -EINVAL);
  EXPECT_EQ(SocketAddress::FromIp("127.0.0.1", -1).code(), -EINVAL);
  EXPECT_EQ(SocketAddress::FromIp("127.0.0.1", 65536).code(), -EINVAL);
}

TEST(SocketAddressTest, KnowsPathsAndAbstractNames) {
  EXPECT_EQ(SocketAddress::FromUnixPath("/tmp/x")->UnixPath(), "/tmp/x");
  const std::string abstract("\0name", 5);
  EXPECT_EQ(SocketAddress::FromUnixPath(abstract)->UnixPath(), abstract);
  EXPECT_TRUE(SocketAddress::FromUnixPath(std::string(107, 'x')).ok());
  EXPECT_EQ(SocketAddress::FromUnixPath(std::string(108, 'x')).code(), -ENAMETOOLONG);
  EXPECT_EQ(SocketAddress::FromUnixPath("").code(), -EINVAL);
  EXPECT_EQ(SocketAddress::FromUnixPath(std::string_view("a\0b", 3)).code(), -EINVAL);
}

}  // namespace
}  // namespace eddy::loop
