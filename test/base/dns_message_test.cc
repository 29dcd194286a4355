#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/dns/message.h"

namespace eddy::dns {
namespace {

using std::string_literals::operator""s;

ByteView Bytes(const std::string& text) { return AsBytes(text); }

std::string Name(std::string_view dotted) {
  std::string wire;
  while (!dotted.empty()) {
    const std::string_view label = dotted.substr(0, dotted.find('.'));
    wire += static_cast<char>(label.size());
    wire += label;
    dotted.remove_prefix(std::min(dotted.size(), label.size() + 1));
  }
  return wire + '\0';
}

std::string Two(size_t number) { return {static_cast<char>(number >> 8), static_cast<char>(number & 0xFF)}; }

std::string RecordOf(const std::string& owner, int type, const std::string& data, int record_class = 1) {
  return owner + Two(static_cast<size_t>(type)) + Two(static_cast<size_t>(record_class)) + "\0\0\0\x3c"s +
         Two(data.size()) + data;
}

// A message that answers what example.org has.
std::string MessageWith(const std::string& records, size_t answers, size_t others = 0, size_t flags = 0x8180) {
  return "\x12\x34"s + Two(flags) + Two(1) + Two(answers) + Two(others) + Two(0) + Name("example.org") + Two(255) +
         Two(1) + records;
}

const std::string kOwner = "\xC0\x0C"s;  // a pointer to the question's name

TEST(DnsMessageTest, HeaderQuestionAndRecordsAreRead) {
  const std::string bytes =
      MessageWith(RecordOf(kOwner, 1, "\x01\x02\x03\x04") + RecordOf(kOwner, 15, "\0\x0A\x02mx"s + kOwner), 2);
  Message message;
  ASSERT_TRUE(ReadMessage(Bytes(bytes), message));
  EXPECT_EQ(message.id, 0x1234);
  EXPECT_FALSE(message.truncated);
  EXPECT_EQ(message.response_code, 0);
  EXPECT_EQ(message.question, "example.org");
  EXPECT_EQ(message.question_end, kHeaderLength + 13 + 4);
  ASSERT_EQ(message.answers.size(), 2u);
  EXPECT_EQ(message.answers[0].type, Type::kA);
  EXPECT_EQ(message.answers[0].ttl, 60u);
  EXPECT_EQ(std::get<std::string>(message.answers[0].fields[0]), "1.2.3.4");
  EXPECT_EQ(std::get<uint32_t>(message.answers[1].fields[0]), 10u);
  EXPECT_EQ(std::get<std::string>(message.answers[1].fields[1]), "mx.example.org");
}

TEST(DnsMessageTest, AMessageThatEndsTooEarlyIsMalformedWhereverItEnds) {
  const std::string bytes = MessageWith(
      RecordOf(kOwner, 6, Name("ns") + Name("admin") + std::string(20, '\1')) + RecordOf(kOwner, 16, "\1a\2bc"s), 1, 1);
  Message message;
  ASSERT_TRUE(ReadMessage(Bytes(bytes), message));
  for (size_t size = 0; size < bytes.size(); size++) {
    EXPECT_FALSE(ReadMessage(Bytes(bytes.substr(0, size)), message)) << size;
  }
  EXPECT_TRUE(ReadMessage(Bytes(bytes + "more"), message));
}

TEST(DnsMessageTest, PointersLeadBackwardsOnly) {
  const size_t start = kHeaderLength + 13 + 4 + 2 + 10;  // of the first record's data
  const auto pointer = [](size_t to) { return "\xC0"s + static_cast<char>(to); };
  Message message;
  for (size_t to : {start, start + 1, start + 2, size_t{255}}) {
    EXPECT_FALSE(ReadMessage(Bytes(MessageWith(RecordOf(kOwner, 2, pointer(to)), 1)), message)) << to;
    EXPECT_FALSE(ReadMessage(Bytes(MessageWith(RecordOf(kOwner, 2, "\1a" + pointer(to)), 1)), message)) << to;
  }
  EXPECT_TRUE(ReadMessage(Bytes(MessageWith(RecordOf(kOwner, 2, "\1a" + pointer(20)), 1)), message));
  EXPECT_EQ(std::get<std::string>(message.answers[0].fields[0]), "a.org");
}

TEST(DnsMessageTest, OptionsAreReadToTheirEnd) {
  std::string options;
  for (int i = 0; i < 200; i++) options += "\0\x0A\0\2xy"s;
  Message message;
  EXPECT_TRUE(ReadMessage(Bytes(MessageWith(RecordOf("\0"s, 41, options, 4096), 0, 1)), message));
  options.pop_back();
  EXPECT_FALSE(ReadMessage(Bytes(MessageWith(RecordOf("\0"s, 41, options, 4096), 0, 1)), message));
}

TEST(DnsMessageTest, NamesAreNoLongerThanNamesCanBe) {
  std::string longest;
  for (int i = 0; i < 4; i++) longest += '\x3E' + std::string(62, 'x');
  Message message;
  EXPECT_TRUE(ReadMessage(Bytes(MessageWith(RecordOf(kOwner, 2, longest + '\0'), 1)), message));
  EXPECT_EQ(std::get<std::string>(message.answers[0].fields[0]).size(), 4u * 63 - 1);
  EXPECT_FALSE(ReadMessage(Bytes(MessageWith(RecordOf(kOwner, 2, longest + longest + '\0'), 1)), message));
  // A name whose labels come again and again by pointers.
  EXPECT_FALSE(ReadMessage(Bytes(MessageWith(RecordOf(kOwner, 2, longest + "\4xxxx\xC0\x0C"s), 1)), message));
}

TEST(DnsMessageTest, BytesThatAreNoLettersAreEscaped) {
  Message message;
  ASSERT_TRUE(ReadMessage(Bytes(MessageWith(RecordOf(kOwner, 12, "\x08.\\ \0\xFF\"a_\0"s), 1)), message));
  EXPECT_EQ(std::get<std::string>(message.answers[0].fields[0]), R"(\.\\ \000\255\"a_)");
}

TEST(DnsMessageTest, AddressesAreWrittenAsRfc5952Says) {
  const auto text = [](const std::string& address) {
    Message message;
    EXPECT_TRUE(ReadMessage(Bytes(MessageWith(RecordOf(kOwner, 28, address), 1)), message));
    return std::get<std::string>(message.answers[0].fields[0]);
  };
  EXPECT_EQ(text(std::string(16, '\0')), "::");
  EXPECT_EQ(text(std::string(15, '\0') + '\1'), "::1");
  EXPECT_EQ(text('\1' + std::string(15, '\0')), "100::");
  EXPECT_EQ(text(std::string(16, '\x0F')), "f0f:f0f:f0f:f0f:f0f:f0f:f0f:f0f");
  EXPECT_EQ(text("\0\1\0\0\0\0\0\2\0\0\0\0\0\0\0\3"s), "1:0:0:2::3");
  EXPECT_EQ(text("\0\1\0\0\0\0\0\2\0\3\0\0\0\0\0\4"s), "1::2:3:0:0:4");
  EXPECT_EQ(text("\0\1\0\0\0\2\0\3\0\4\0\5\0\6\0\7"s), "1:0:2:3:4:5:6:7");
  EXPECT_EQ(text("\0\0\0\0\0\0\0\0\0\0\xFF\xFF\x01\x02\x03\x04"s), "::ffff:1.2.3.4");
  EXPECT_EQ(text("\0\0\0\0\0\0\0\0\0\0\0\0\x01\x02\x03\x04"s), "::1.2.3.4");
}

TEST(DnsMessageTest, RecordsOfOtherTypesAndClassesAreLeftOut) {
  const std::string records = RecordOf(kOwner, 999, "anything") + RecordOf(kOwner, 13, "\1a\1b"s) +
                              RecordOf(kOwner, 1, "\1\2\3\4"s, 3) + RecordOf(kOwner, 1, "\1\2\3\5"s);
  Message message;
  ASSERT_TRUE(ReadMessage(Bytes(MessageWith(records, 4)), message));
  ASSERT_EQ(message.answers.size(), 1u);
  EXPECT_EQ(std::get<std::string>(message.answers[0].fields[0]), "1.2.3.5");
  EXPECT_EQ(message.answer_count, 4);
  EXPECT_FALSE(ReadMessage(Bytes(MessageWith(RecordOf(kOwner, 1, "\1\2\3\4"s, 2), 1)), message));
  EXPECT_FALSE(ReadMessage(Bytes(MessageWith(RecordOf(kOwner, 255, ""), 1)), message));
}

TEST(DnsMessageTest, ATruncatedMessageHasAQuestion) {
  const std::string bytes = MessageWith("", 7, 0, 0x8380);
  Message message;
  EXPECT_FALSE(ReadMessage(Bytes(bytes), message));
  ASSERT_TRUE(ReadQuestion(Bytes(bytes), message));
  EXPECT_TRUE(message.truncated);
  EXPECT_EQ(message.question_end, bytes.size());
}

}  // namespace
}  // namespace eddy::dns
