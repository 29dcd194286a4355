#include "http/serializer.h"

#include <gtest/gtest.h>

#include "http/header_names.h"
#include "http/method.h"
#include "http/status.h"

namespace eddy::http {
namespace {

std::string Written(const ResponseHead& head) {
  std::string out;
  AppendResponseHead(out, head);
  return out;
}

TEST(Serializer, WritesFieldsInNodesOrder) {
  ResponseHead head;
  head.fields = "A: b\r\n";
  head.date = "Thu, 01 Jan 1970 00:00:00 GMT";
  head.connection = ResponseHead::Connection::kKeepAlive;
  head.keep_alive_timeout = 5;
  head.keep_alive_max = 10;
  head.content_length = 12;
  EXPECT_EQ(Written(head),
            "HTTP/1.1 200 OK\r\nA: b\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nConnection: keep-alive\r\n"
            "Keep-Alive: timeout=5, max=10\r\nContent-Length: 12\r\n\r\n");
}

TEST(Serializer, WritesStatusLines) {
  ResponseHead head;
  head.status = 418;
  head.connection = ResponseHead::Connection::kClose;
  head.chunked = true;
  EXPECT_EQ(Written(head), "HTTP/1.1 418 I'm a Teapot\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
  head = {};
  head.status = 299;
  head.reason = "Fine";
  EXPECT_EQ(Written(head), "HTTP/1.1 299 Fine\r\n\r\n");
  head = {};
  head.status = 599;
  EXPECT_EQ(Written(head), "HTTP/1.1 599 unknown\r\n\r\n");
}

TEST(Serializer, FramesChunks) {
  std::string out;
  AppendChunkSize(out, 0xabcdef);
  AppendLastChunk(out, "A: b\r\n");
  AppendLastChunk(out, "");
  EXPECT_EQ(out, "abcdef\r\n0\r\nA: b\r\n\r\n0\r\n\r\n");
}

TEST(Serializer, FormatsDates) {
  DateCache cache;
  EXPECT_EQ(cache.Get(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(cache.Get(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(cache.Get(951782400), "Tue, 29 Feb 2000 00:00:00 GMT");
}

TEST(Names, AreFoundInAnyCase) {
  for (size_t i = 1; i < HeaderNames().size(); ++i) {
    EXPECT_EQ(static_cast<size_t>(FindHeader(HeaderNames()[i].lower)), i) << HeaderNames()[i].lower;
    EXPECT_EQ(static_cast<size_t>(FindHeader(HeaderNames()[i].canonical)), i);
  }
  EXPECT_EQ(FindHeader("CONTENT-length"), HeaderId::kContentLength);
  EXPECT_EQ(FindHeader("content_length"), HeaderId::kOther);
  EXPECT_EQ(FindHeader(""), HeaderId::kOther);
  EXPECT_EQ(HeaderNames()[static_cast<size_t>(HeaderId::kDate)].lower, "date");
}

TEST(Names, MethodsMatchByTheirWholeName) {
  EXPECT_EQ(MatchMethod("PATCH /").exact, Method{28});
  EXPECT_EQ(MatchMethod("PAT").exact, Method::kNone);
  EXPECT_EQ(MatchMethod("PAT").length, 3u);
  EXPECT_EQ(MatchMethod("PAX").length, 2u);
  EXPECT_EQ(MethodName(Method::kConnect), "CONNECT");
  EXPECT_EQ(ReasonPhrase(505), "HTTP Version Not Supported");
}

}  // namespace
}  // namespace eddy::http
