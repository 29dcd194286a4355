// Answers of name servers as anybody may send them: nothing that ReadMessage is given makes it read beyond the end,
// loop, or give back what can't be.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/dns/message.h"
#include "base/invariant.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // A copy of its own size, so that reading beyond it is seen.
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  eddy::dns::Message message;
  const bool whole = eddy::dns::ReadMessage(eddy::AsBytes(bytes), message);
  if (!whole) return 0;
  EDDY_INVARIANT(message.question_end >= eddy::dns::kHeaderLength && message.question_end <= size,
                 "the question ends inside");
  EDDY_INVARIANT(message.answers.size() <= message.answer_count, "no more answers than the header has");
  for (const auto& record : message.answers) EDDY_INVARIANT(!record.fields.empty(), "a record has data");
  // What of it c-ares is shown must still be a message's beginning.
  eddy::dns::Message again;
  EDDY_INVARIANT(eddy::dns::ReadQuestion(eddy::AsBytes(bytes).first(message.question_end), again),
                 "the beginning is readable");
  EDDY_INVARIANT(again.question == message.question, "and asks the same");
  return 0;
}

#ifdef EDDY_FUZZ_MAIN
#include <chrono>
#include <random>

int main(int argc, char** argv) {
  using std::string_literals::operator""s;
  const std::string head = "\x12\x34\x81\x80\0\1\0\2\0\1\0\0\7example\3org\0\0\xff\0\1"s;
  const std::string record = "\xc0\x0c\0"s;
  const std::string rest = "\0\1\0\0\0\x3c\0"s;  // class, TTL, the length's first byte
  const std::string records[] = {
      record + "\x01" + rest + "\4\1\2\3\4"s,
      record + "\x02" + rest + "\5\2ns\xc0\x0c"s,
      record + "\x06" + rest + "\x1a\1a\0\1b\0"s + std::string(20, '\7'),
      record + "\x0f" + rest + "\6\0\1\1m\xc0\x0c"s,
      record + "\x10" + rest + "\6\2ab\0\1c"s,
      record + "\x1c" + rest + "\x10" + std::string(16, '\0'),
      record + "\x21" + rest + "\x0a\0\1\0\2\0\3\2ab\0"s,
      record + "\x23" + rest + "\x0b\0\1\0\2\1s\0\1r\0"s + "\0"s,
      record + "\x34" + rest + "\5\1\2\3zz"s,
      "\xc0\x0c\1\1"s + rest + "\x0a\0\5issueca"s + "xy"s,
      "\0\0\x29\x10\0\0\0\0\0\0\4\0\x0a\0\0"s,
  };
  const auto seconds = std::chrono::seconds(argc > 1 ? std::atoi(argv[1]) : 5);
  std::mt19937 random(1);
  auto below = [&](size_t n) { return static_cast<size_t>(random() % (n == 0 ? 1 : n)); };
  const auto until = std::chrono::steady_clock::now() + seconds;
  uint64_t runs = 0;
  for (; runs % 256 != 0 || std::chrono::steady_clock::now() < until; ++runs) {
    std::string text = head;
    for (size_t i = 0; i < 3; i++) text += records[below(std::size(records))];
    for (size_t i = below(4); i > 0; --i) {
      const size_t at = below(text.size());
      switch (below(4)) {
        case 0:
          text.erase(at, 1 + below(6));
          break;
        case 1:
          text.insert(at, text.substr(below(text.size()), below(20)));
          break;
        case 2:
          text[at] = static_cast<char>(0xC0 | below(2));
          break;
        default:
          text[at] = static_cast<char>(random());
      }
      if (text.empty()) break;
    }
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(text.data()), text.size());
  }
  std::printf("%llu inputs\n", static_cast<unsigned long long>(runs));
  return 0;
}
#endif
