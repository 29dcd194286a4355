// Fuzz target: any bytes, cut anywhere, must neither crash nor loop, and the events must not depend on the cuts.
//
// With clang: -fsanitize=fuzzer,address. Without libFuzzer, EDDY_FUZZ_MAIN gives a program that mutates a built-in
// corpus for a number of seconds (its argument, 5 if there is none).
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "http/parser.h"

namespace {

using eddy::http::Event;
using eddy::http::Head;
using eddy::http::Parser;
using eddy::http::ParserOptions;

// The first byte chooses kind and leniency, the second the length of the pieces.
std::string Events(std::string_view bytes, const ParserOptions& options, size_t piece_size) {
  Parser parser(options);
  Head head;
  std::string events;
  std::string body;
  for (size_t start = 0; start < bytes.size(); start += piece_size) {
    std::string_view part = bytes.substr(start, piece_size);
    std::vector<char> piece(part.begin(), part.end());
    std::string_view input(piece.data(), piece.size());
    for (bool more = true; more;) {
      size_t before = input.size();
      Event event = parser.Next(input, head);
      if (input.size() > before) std::abort();
      switch (event) {
        case Event::kNeedData:
          if (!input.empty()) std::abort();
          more = false;
          break;
        case Event::kBody:
          body += parser.body();
          break;
        case Event::kHead:
        case Event::kTrailers:
          events += body;
          body.clear();
          for (const auto& field : head.fields) {
            events += head.Name(field);
            events += ':';
            events += head.Value(field);
            events += '\n';
          }
          events += head.Target();
          break;
        case Event::kComplete:
          events += body + "|";
          body.clear();
          break;
        case Event::kUpgraded:
          return events;
        case Event::kError:
          return events + body + std::string(eddy::http::Describe(parser.error()).reason);
      }
    }
  }
  parser.Finish();
  return events + body;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  ParserOptions options;
  options.kind = (data[0] & 1) != 0 ? eddy::http::MessageKind::kResponse : eddy::http::MessageKind::kRequest;
  options.leniency = static_cast<eddy::http::Leniency>(data[0] / 2 % 3);
  options.max_header_size = 1024;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  std::string whole = Events(bytes, options, bytes.size() + 1);
  std::string pieces = Events(bytes, options, 1 + data[1] % 16);
  // Where exactly a limit strikes depends on the pieces; everything else must not.
  bool limited = whole.find("verflow") != std::string::npos || pieces.find("verflow") != std::string::npos;
  if (!limited && whole != pieces) std::abort();
  return 0;
}

#ifdef EDDY_FUZZ_MAIN
#include <chrono>
#include <random>

int main(int argc, char** argv) {
  const std::string_view corpus[] = {
      "GET / HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n",
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET http://a@b/c HTTP/1.0\r\n\r\n",
      "PUT / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3;a=\"b\\\"\";c\r\nabc\r\n0\r\nA: b\r\n\r\n",
      "GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\nExpect: 100-continue\r\n\r\nrest",
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 404 Not Found\r\nKeep-Alive: timeout=5\r\n\r\nbody",
      "GET / HTTP/1.1\nA: b\n c\n d\nE:\n f\n\n",
  };
  const std::string_view tokens[] = {"\r\n",
                                     "\n",
                                     "\r",
                                     " ",
                                     ":",
                                     ";",
                                     "\"",
                                     ",",
                                     "0",
                                     "chunked",
                                     "Content-Length: 9\r\n",
                                     "Transfer-Encoding: chunked\r\n",
                                     "Host: b\r\n",
                                     "HTTP/1.1",
                                     "\x7f",
                                     "\xff"};
  auto seconds = std::chrono::seconds(argc > 1 ? std::atoi(argv[1]) : 5);
  std::mt19937 random(1);
  auto below = [&](size_t n) { return static_cast<size_t>(random() % (n == 0 ? 1 : n)); };
  auto until = std::chrono::steady_clock::now() + seconds;
  uint64_t runs = 0;
  for (; runs % 256 != 0 || std::chrono::steady_clock::now() < until; ++runs) {
    std::string text(corpus[below(std::size(corpus))]);
    for (size_t i = below(4); i > 0; --i) {
      size_t at = below(text.size() + 1);
      switch (below(4)) {
        case 0:
          text.insert(at, tokens[below(std::size(tokens))]);
          break;
        case 1:
          text.erase(at, 1 + below(6));
          break;
        case 2:
          if (at < text.size()) text[at] = static_cast<char>(random());
          break;
        default:
          text.insert(at, text.substr(below(text.size() + 1), below(40)));
      }
    }
    text.insert(text.begin(), {static_cast<char>(random()), static_cast<char>(random())});
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(text.data()), text.size());
  }
  std::printf("%llu inputs\n", static_cast<unsigned long long>(runs));
  return 0;
}
#endif
