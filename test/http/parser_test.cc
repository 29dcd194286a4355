// Messages good and bad, each in every way of cutting it in two and byte by byte.
#include "http/parser.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace eddy::http {
namespace {

// The events of `text` as one line of words, whatever pieces it came in.
std::string Read(std::string_view text, const std::vector<size_t>& cuts, const ParserOptions& options, bool finish) {
  Parser parser(options);
  Head head;
  std::string out;
  std::string body;
  auto flush = [&] {
    if (!body.empty()) out += "body(" + body + ") ";
    body.clear();
  };
  auto fields = [&] {
    for (const Field& field : head.fields) {
      out += std::string(head.Name(field)) + "=" + std::string(head.Value(field)) + ";";
    }
  };
  size_t start = 0;
  for (size_t i = 0; i <= cuts.size(); ++i) {
    size_t end = i < cuts.size() ? cuts[i] : text.size();
    // A copy of its own: reading past its end is seen by the address sanitizer.
    std::vector<char> piece(text.begin() + static_cast<ptrdiff_t>(start), text.begin() + static_cast<ptrdiff_t>(end));
    std::string_view input(piece.data(), piece.size());
    for (bool more = true; more;) {
      switch (parser.Next(input, head)) {
        case Event::kNeedData:
          EXPECT_TRUE(input.empty());
          more = false;
          break;
        case Event::kHead:
          flush();
          if (options.kind == MessageKind::kRequest) {
            out += std::string(MethodName(head.method)) + " " + std::string(head.Target());
          } else {
            out += std::to_string(head.status) + " " + std::string(head.Target());
          }
          out += " " + std::to_string(head.major) + "." + std::to_string(head.minor) + "{";
          fields();
          out += head.has(kUpgrade) ? "}upgrade " : head.has(kKeepAlive) ? "}keep " : "}close ";
          if (head.has(kUpgrade)) parser.TakeUpgrade();
          break;
        case Event::kBody:
          body += parser.body();
          break;
        case Event::kTrailers:
          flush();
          out += "trailers{";
          fields();
          out += "} ";
          break;
        case Event::kComplete:
          flush();
          out += "end ";
          break;
        case Event::kUpgraded:
          out += "rest(" + std::string(input) + ") ";
          return out;
        case Event::kError:
          flush();
          return out + std::string(Describe(parser.error()).code) + ": " + std::string(Describe(parser.error()).reason);
      }
    }
    start = end;
  }
  if (finish) {
    Event event = parser.Finish();
    flush();
    if (event == Event::kComplete) out += "end ";
    if (event == Event::kError) out += std::string(Describe(parser.error()).code);
  }
  return out;
}

// Reads `text` whole, cut at every position, and byte by byte: the events must be the same.
void ExpectEvents(std::string_view text, std::string_view expected, ParserOptions options = {}, bool finish = false) {
  EXPECT_EQ(Read(text, {}, options, finish), expected) << text;
  std::vector<size_t> every;
  for (size_t i = 1; i < text.size(); ++i) {
    std::string events = Read(text, {i}, options, finish);
    // What follows an upgrade's head in a later piece is not the parser's to report.
    if (events.find("rest(") == std::string::npos) {
      EXPECT_EQ(events, expected) << "cut at " << i << " of " << text;
    }
    every.push_back(i);
  }
  std::string events = Read(text, every, options, finish);
  if (events.find("rest(") == std::string::npos) {
    EXPECT_EQ(events, expected) << "byte by byte: " << text;
  }
}

constexpr ParserOptions kResponse{.kind = MessageKind::kResponse, .leniency = Leniency::kStrict};
constexpr ParserOptions kLenient{.kind = MessageKind::kRequest, .leniency = Leniency::kInsecure};

const std::string kStart = "GET / HTTP/1.1\r\nHost: a\r\n";
const std::string kChunkedStart = kStart + "Transfer-Encoding: chunked\r\n\r\n";
const std::string kChunkedHead = "GET / 1.1{Host=a;Transfer-Encoding=chunked;}keep ";

TEST(Parser, ReadsRequests) {
  struct Case {
    std::string text, events;
  };
  const Case cases[] = {
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / 1.1{Host=a;}keep end "},
      {"\r\n\r\nGET /x?y#z HTTP/1.1\r\n\r\n", "GET /x?y#z 1.1{}keep end "},
      {"GET   /   HTTP/1.1\r\n\r\n", "GET / 1.1{}keep end "},
      {"OPTIONS * HTTP/1.1\r\n\r\n", "OPTIONS * 1.1{}keep end "},
      {"GET http://a.b:80/c?d HTTP/1.1\r\n\r\n", "GET http://a.b:80/c?d 1.1{}keep end "},
      {"M-SEARCH / HTTP/1.1\r\n\r\n", "M-SEARCH / 1.1{}keep end "},
      {"GET / HTTP/1.0\r\n\r\n", "GET / 1.0{}close end "},
      {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "GET / 1.0{Connection=Keep-Alive;}keep end "},
      {kStart + "Connection: a, CLOSE\r\n\r\n", "GET / 1.1{Host=a;Connection=a, CLOSE;}close end "},
      {kStart + "A: \t b c\t \r\nD:\r\nE:  \r\n\r\n", "GET / 1.1{Host=a;A=b c;D=;E=;}keep end "},
      {kStart + "A: \xe9\t\x80\r\n\r\n", "GET / 1.1{Host=a;A=\xe9\t\x80;}keep end "},
      {kStart + "Content-Length: 3 \r\n\r\nabcGET / HTTP/1.1\r\n\r\n",
       "GET / 1.1{Host=a;Content-Length=3;}keep body(abc) end GET / 1.1{}keep end "},
      {kStart + "Content-Length: 0\r\n\r\n", "GET / 1.1{Host=a;Content-Length=0;}keep end "},
      {kChunkedStart + "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n", kChunkedHead + "body(abc0123456789) end "},
      {kChunkedStart + "003;a;b=c;d=\"e\\\" f\";g=\r\nabc\r\n0;x\r\n\r\n", kChunkedHead + "body(abc) end "},
      {kChunkedStart + "1\r\nx\r\n0\r\nA: b\r\nC: d\r\n\r\nGET / HTTP/1.1\r\n\r\n",
       kChunkedHead + "body(x) trailers{A=b;C=d;} end GET / 1.1{}keep end "},
      {kStart + "Transfer-Encoding: gzip, Chunked\r\n\r\n0\r\n\r\n",
       "GET / 1.1{Host=a;Transfer-Encoding=gzip, Chunked;}keep end "},
      {kStart + "Connection: x, upgrade\r\nUpgrade: y\r\n\r\nabc",
       "GET / 1.1{Host=a;Connection=x, upgrade;Upgrade=y;}upgrade end rest(abc) "},
      {kStart + "Upgrade: y\r\n\r\n", "GET / 1.1{Host=a;Upgrade=y;}keep end "},
      {"CONNECT a:443 HTTP/1.1\r\n\r\nabc", "CONNECT a:443 1.1{}upgrade end rest(abc) "},
  };
  for (const Case& c : cases) ExpectEvents(c.text, c.events);
}

TEST(Parser, ReadsResponses) {
  struct Case {
    std::string text, events;
  };
  const Case cases[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "200 OK 1.1{Content-Length=2;}keep body(hi) end "},
      {"HTTP/1.1 200 OK\r\n\r\nuntil close", "200 OK 1.1{}close body(until close) end "},
      {"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "200  1.1{Content-Length=0;}keep end "},
      {"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "200  1.1{Content-Length=0;}keep end "},
      {"HTTP/1.1 404 Not \xe9 Found\r\nContent-Length: 0\r\n\r\n",
       "404 Not \xe9 Found 1.1{Content-Length=0;}keep end "},
      {"HTTP/1.1 304 X\r\nContent-Length: 9\r\n\r\nHTTP/1.1 204 Y\r\n\r\n",
       "304 X 1.1{Content-Length=9;}keep end 204 Y 1.1{}keep end "},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
       "100 Continue 1.1{}keep end 200 OK 1.1{Transfer-Encoding=chunked;}keep body(a) end "},
      {"HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nabc",
       "101 S 1.1{Connection=upgrade;Upgrade=x;}upgrade end rest(abc) "},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\nabc",
       "200 OK 1.1{Transfer-Encoding=chunked, gzip;}close body(abc) end "},
  };
  for (const Case& c : cases) ExpectEvents(c.text, c.events, kResponse, c.text.find("Length") == std::string::npos);
}

TEST(Parser, RefusesWhatIsAmbiguousOrWrong) {
  struct Case {
    std::string text, error;
  };
  const Case cases[] = {
      {"get / HTTP/1.1\r\n\r\n", "HPE_INVALID_METHOD: Invalid method encountered"},
      {"GETX / HTTP/1.1\r\n\r\n", "HPE_INVALID_METHOD: Expected space after method"},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HPE_PAUSED_H2_UPGRADE: Pause on PRI/Upgrade"},
      {"GET x HTTP/1.1\r\n\r\n", "HPE_INVALID_URL: Invalid characters in url"},
      {"GET ?x HTTP/1.1\r\n\r\n", "HPE_INVALID_URL: Unexpected start char in url"},
      {"GET /\x01 HTTP/1.1\r\n\r\n", "HPE_INVALID_URL: Invalid char in url path"},
      {"GET /\xff HTTP/1.1\r\n\r\n", "HPE_INVALID_URL: Invalid char in url path"},
      {"GET http:/x HTTP/1.1\r\n\r\n", "HPE_INVALID_URL: Unexpected char in url schema"},
      {"GET http://a@@b HTTP/1.1\r\n\r\n", "HPE_INVALID_URL: Double @ in url"},
      {"GET / XTTP/1.1\r\n\r\n", "HPE_INVALID_CONSTANT: Expected HTTP/, RTSP/ or ICE/"},
      {"GET / HTTP/1.2\r\n\r\n", "HPE_INVALID_VERSION: Invalid HTTP version"},
      {"GET / HTTP/11.1\r\n\r\n", "HPE_INVALID_VERSION: Expected dot"},
      {"GET / HTTP/1.1 \r\n\r\n", "HPE_INVALID_VERSION: Expected CRLF after version"},
      {"GET / HTTP/1.1\nHost: a\n\n", "HPE_INVALID_VERSION: Expected CRLF after version"},
      {"GET / HTTP/1.1\r\n Host: a\r\n\r\n", "HPE_UNEXPECTED_SPACE: Unexpected space after start line"},
      {kStart + "A: b\nC: d\r\n\r\n", "HPE_CR_EXPECTED: Missing expected CR after header value"},
      {kStart + "A: b\rC: d\r\n\r\n", "HPE_LF_EXPECTED: Missing expected LF after header value"},
      {kStart + "A : b\r\n\r\n", "HPE_INVALID_HEADER_TOKEN: Invalid header token"},
      {kStart + ": b\r\n\r\n", "HPE_INVALID_HEADER_TOKEN: Invalid header token"},
      {kStart + "A\r\n\r\n", "HPE_INVALID_HEADER_TOKEN: Invalid header token"},
      {kStart + "A: b\r\n c\r\n\r\n", "HPE_INVALID_HEADER_TOKEN: Unexpected whitespace after header value"},
      {kStart + "A:\r\n c\r\n\r\n", "HPE_INVALID_HEADER_TOKEN: Invalid header value char"},
      {kStart + std::string("A: b\0c\r\n\r\n", 10), "HPE_INVALID_HEADER_TOKEN: Invalid header value char"},
      {kStart + "\rX", "HPE_STRICT: Expected LF after headers"},
      {kStart + "A: b\r\n\n", "HPE_INVALID_HEADER_TOKEN: Invalid header field char"},
      {kStart + "host: b\r\n\r\n", "HPE_INVALID_HEADER_TOKEN: Duplicate Host"},
      {kStart + "Content-Length: 3\r\nContent-Length: 3\r\n\r\n",
       "HPE_UNEXPECTED_CONTENT_LENGTH: Duplicate Content-Length"},
      {kStart + "Content-Length: +3\r\n\r\n", "HPE_INVALID_CONTENT_LENGTH: Invalid character in Content-Length"},
      {kStart + "Content-Length: 3, 3\r\n\r\n", "HPE_INVALID_CONTENT_LENGTH: Invalid character in Content-Length"},
      {kStart + "Content-Length:\r\n\r\n", "HPE_INVALID_CONTENT_LENGTH: Empty Content-Length"},
      {kStart + "Content-Length: 99999999999999999999\r\n\r\n", "HPE_INVALID_CONTENT_LENGTH: Content-Length overflow"},
      {kStart + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
       "HPE_INVALID_TRANSFER_ENCODING: Transfer-Encoding can't be present with Content-Length"},
      {kStart + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
       "HPE_INVALID_CONTENT_LENGTH: Content-Length can't be present with Transfer-Encoding"},
      {kStart + "Transfer-Encoding: gzip\r\n\r\n",
       "HPE_INVALID_TRANSFER_ENCODING: Request has invalid `Transfer-Encoding`"},
      {kStart + "Transfer-Encoding: chunked, gzip\r\n\r\n",
       "HPE_INVALID_TRANSFER_ENCODING: Invalid `Transfer-Encoding` header value"},
      {kStart + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
       "HPE_INVALID_TRANSFER_ENCODING: Invalid `Transfer-Encoding` header value"},
      {kStart + "Transfer-Encoding:\r\n\r\n", "HPE_INVALID_TRANSFER_ENCODING: Empty Transfer-Encoding"},
  };
  for (const Case& c : cases) ExpectEvents(c.text, c.error);
}

TEST(Parser, RefusesBrokenChunks) {
  struct Case {
    std::string text, events;
  };
  const Case cases[] = {
      {"g\r\n", "HPE_INVALID_CHUNK_SIZE: Invalid character in chunk size"},
      {"-1\r\n", "HPE_INVALID_CHUNK_SIZE: Invalid character in chunk size"},
      {"0x3\r\n", "HPE_INVALID_CHUNK_SIZE: Invalid character in chunk size"},
      {" 3\r\n", "HPE_INVALID_CHUNK_SIZE: Invalid character in chunk size"},
      {"3 \r\n", "HPE_INVALID_CHUNK_SIZE: Invalid character in chunk size"},
      {"FFFFFFFFFFFFFFFFF\r\n", "HPE_INVALID_CHUNK_SIZE: Chunk size overflow"},
      {"3\nabc", "HPE_CR_EXPECTED: Missing expected CR after chunk size"},
      {"3\rabc", "HPE_STRICT: Expected LF after chunk size"},
      {"3;\r\n", "HPE_STRICT: Invalid character in chunk extensions"},
      {"3;a@\r\n", "HPE_STRICT: Invalid character in chunk extensions name"},
      {"3;a=b@\r\n", "HPE_STRICT: Invalid character in chunk extensions value"},
      {"3;a=\"\r\n", "HPE_STRICT: Invalid character in chunk extensions quoted value"},
      {"3;a=\"b\"c\r\n", "HPE_STRICT: Invalid character in chunk extensions quote value"},
      {"3;a\n", "HPE_CR_EXPECTED: Missing expected CR after chunk extension name"},
      {"3\r\nabcd\r\n", "body(abc) HPE_STRICT: Expected LF after chunk data"},
      {"3\r\nabc\n", "body(abc) HPE_CR_EXPECTED: Missing expected CR after chunk data"},
      {"0\r\nA b\r\n\r\n", "HPE_INVALID_HEADER_TOKEN: Invalid header token"},
      {"0\r\nContent-Length: 3\r\n\r\n",
       "HPE_INVALID_CONTENT_LENGTH: Content-Length can't be present with Transfer-Encoding"},
      {"0\r\n\rX", "HPE_STRICT: Expected LF after headers"},
  };
  for (const Case& c : cases) ExpectEvents(kChunkedStart + c.text, kChunkedHead + c.events);
}

TEST(Parser, RefusesBrokenStatusLines) {
  struct Case {
    std::string text, events;
  };
  const Case cases[] = {
      {"GET / HTTP/1.1\r\n", "HPE_INVALID_CONSTANT: Expected HTTP/, RTSP/ or ICE/"},
      {"HTTP/1.1x200", "HPE_INVALID_VERSION: Expected space after version"},
      {"HTTP/1.1 20\r\n", "HPE_INVALID_STATUS: Invalid status code"},
      {"HTTP/1.1 2000", "HPE_INVALID_STATUS: Invalid response status"},
      {"HTTP/1.1 200 OK\n", "HPE_CR_EXPECTED: Missing expected CR after response line"},
      {"HTTP/1.1 200 OK\rX", "HPE_STRICT: Expected LF after CR"},
  };
  for (const Case& c : cases) ExpectEvents(c.text, c.events, kResponse);
}

TEST(Parser, RefusesDataAfterClose) {
  ExpectEvents(kStart + "Connection: close\r\n\r\n\r\nG",
               "GET / 1.1{Host=a;Connection=close;}close end HPE_CLOSED_CONNECTION: Data after `Connection: close`");
}

TEST(Parser, LenientModeUnderstandsMore) {
  struct Case {
    std::string text, events;
  };
  const Case cases[] = {
      {"GET / HTTP/1.7\nA: b\n c\nD:\nE:\n f\n\n", "GET / 1.7{A=b c;D=;E=f;}keep end "},
      {kStart + "A: b\x01\x7f\r\n\r\n", "GET / 1.1{Host=a;A=b\x01\x7f;}keep end "},
      {kStart + "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n3 \nabc0\n\n",
       "GET / 1.1{Host=a;Content-Length=9;Transfer-Encoding=chunked;}keep body(abc) end "},
      {kStart + "Connection: close\r\n\r\nGET / HTTP/1.1\r\n\r\n",
       "GET / 1.1{Host=a;Connection=close;}close end GET / 1.1{}keep end "},
  };
  for (const Case& c : cases) ExpectEvents(c.text, c.events, kLenient);
}

TEST(Parser, RelaxedValuesTakeControlCharactersButNul) {
  ParserOptions options{.kind = MessageKind::kRequest, .leniency = Leniency::kRelaxedValues};
  ExpectEvents(kStart + "A: b\x01\x7f\r\n\r\n", "GET / 1.1{Host=a;A=b\x01\x7f;}keep end ", options);
  ExpectEvents(kStart + std::string("A: b\0\r\n\r\n", 9), "HPE_INVALID_HEADER_TOKEN: Invalid header value char",
               options);
  ExpectEvents(kStart + "A: b\r\n c\r\n\r\n", "HPE_INVALID_HEADER_TOKEN: Unexpected whitespace after header value",
               options);
}

TEST(Parser, CountsTargetNamesAndValuesAgainstTheLimit) {
  auto events = [](size_t target, size_t value) {
    std::string text = "GET /" + std::string(target, 'a') + " HTTP/1.1\r\nAB: " + std::string(value, 'b') + "\r\n\r\n";
    std::string whole = Read(text, {}, {}, false);
    std::vector<size_t> thousands;
    for (size_t i = 1000; i < text.size(); i += 1000) thousands.push_back(i);
    EXPECT_EQ(Read(text, thousands, {}, false), whole);
    return whole;
  };
  const std::string overflow = "HPE_HEADER_OVERFLOW: Header overflow";
  EXPECT_NE(events(16380, 0), overflow);
  EXPECT_EQ(events(16381, 0), overflow);
  EXPECT_EQ(events(16383, 0), overflow);
  EXPECT_NE(events(0, 16380), overflow);
  EXPECT_EQ(events(0, 16381), overflow);
}

TEST(Parser, BoundsWhatAnUnfinishedHeadKeeps) {
  Parser parser{ParserOptions{}};
  Head head;
  std::string_view start = "GET / HTTP/1.1\r\nA:";
  ASSERT_EQ(parser.Next(start, head), Event::kNeedData);
  std::string blanks(8192, ' ');
  for (int i = 0; i < 100; ++i) {
    std::string_view input = blanks;
    if (parser.Next(input, head) == Event::kError) {
      EXPECT_EQ(parser.error(), ParseError::kHeaderOverflow);
      return;
    }
  }
  FAIL() << "white space without end was kept";
}

TEST(Parser, BoundsChunkExtensions) {
  std::string good = kChunkedStart + "1;" + std::string(16384, 'a') + "\r\nx\r\n0\r\n\r\n";
  EXPECT_EQ(Read(good, {}, {}, false), kChunkedHead + "body(x) end ");
  std::string bad = kChunkedStart + "1;a=" + std::string(16384, 'a') + "\r\nx\r\n0\r\n\r\n";
  EXPECT_EQ(Read(bad, {}, {}, false), kChunkedHead + "HPE_CHUNK_EXTENSIONS_OVERFLOW: Chunk extensions overflow");
}

TEST(Parser, AnEndInsideAMessageIsAnError) {
  for (const std::string& text :
       {std::string("G"), kStart, kStart + "Content-Length: 3\r\n\r\nab", kChunkedStart + "0\r\n"}) {
    EXPECT_TRUE(Read(text, {}, {}, true).ends_with("HPE_INVALID_EOF_STATE")) << text;
  }
  EXPECT_EQ(Read("", {}, {}, true), "");
}

TEST(Parser, TheErrorIsAtTheWrongByte) {
  std::string text = kStart + "A: b\r\nC d: e\r\n\r\n";
  std::string_view input = text;
  Parser parser{ParserOptions{}};
  Head head;
  EXPECT_EQ(parser.Next(input, head), Event::kError);
  EXPECT_EQ(text.size() - input.size(), text.find("C d") + 1);
  EXPECT_EQ(parser.Next(input, head), Event::kError);
}

TEST(Parser, AHeadResponseHasNoBody) {
  std::string text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/1.1 200 OK\r\n\r\n";
  std::string_view input = text;
  Parser parser{kResponse};
  Head head;
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(parser.Next(input, head), Event::kHead);
    parser.SkipBody();
    ASSERT_EQ(parser.Next(input, head), Event::kComplete);
    EXPECT_TRUE(parser.keep_alive());
  }
  EXPECT_FALSE(parser.in_message());
}

TEST(Parser, IsSmallBetweenMessages) { EXPECT_LE(sizeof(Parser), 72u); }

}  // namespace
}  // namespace eddy::http
