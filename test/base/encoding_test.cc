#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/encoding/ascii.h"
#include "base/encoding/base64.h"
#include "base/encoding/hex.h"
#include "base/encoding/search.h"
#include "base/encoding/utf8.h"

namespace eddy::encoding {
namespace {

std::span<const uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string Encode(std::string_view bytes, Base64Alphabet alphabet) {
  std::string out(Base64Length(bytes.size(), alphabet), '\0');
  Base64Encode(Bytes(bytes), reinterpret_cast<uint8_t*>(out.data()), alphabet);
  return out;
}

std::string Decode(std::string_view text, size_t room) {
  std::string out(room, '\0');
  out.resize(Base64Decode(Bytes(text), {reinterpret_cast<uint8_t*>(out.data()), room}));
  return out;
}

std::string Random(size_t size, uint32_t seed) {
  std::string out(size, '\0');
  for (char& c : out) {
    seed = seed * 1664525 + 1013904223;
    c = static_cast<char>(seed >> 24);
  }
  return out;
}

TEST(EncodingTest, AsciiPrefixEndsAtTheFirstHighByteWhereverItStands) {
  for (size_t size = 0; size < 200; size++) {
    std::string text(size, 'x');
    EXPECT_TRUE(IsAscii(Bytes(text)));
    for (size_t at = 0; at < size; at++) {
      text[at] = '\x80';
      EXPECT_EQ(AsciiPrefix(Bytes(text)), at);
      text[at] = 'x';
    }
  }
}

TEST(EncodingTest, AsciiIsCopiedWhateverItsLength) {
  for (size_t size : {0, 1, 15, 63, 64, 65, 127, 128, 200, 5000}) {
    std::string text = Random(size, 7);
    for (char& c : text) c = static_cast<char>(c & 0x7F);
    std::string out(size + 1, '!');
    EXPECT_TRUE(CopyAscii(Bytes(text), reinterpret_cast<uint8_t*>(out.data())));
    EXPECT_EQ(out, text + "!");
    if (size == 0) continue;
    text[size - 1] = '\xE9';
    EXPECT_FALSE(CopyAscii(Bytes(text), reinterpret_cast<uint8_t*>(out.data())));
    EXPECT_EQ(out.back(), '!');
  }
}

TEST(EncodingTest, LengthsAreThoseOfWhatIsWritten) {
  for (size_t size = 0; size < 150; size++) {
    const std::string latin1 = Random(size, static_cast<uint32_t>(size) + 1);
    std::vector<uint8_t> out(3 * size + 1);
    EXPECT_EQ(Utf8LengthOfLatin1(Bytes(latin1)), WriteUtf8FromLatin1(Bytes(latin1), out).written);
    // Surrogates often, in pairs and alone, at every place.
    std::vector<uint16_t> utf16;
    const std::string choice = Random(size, static_cast<uint32_t>(size) + 99);
    for (char c : choice) {
      const uint16_t units[] = {'a', 0xE9, 0x20AC, 0xD83D, 0xDE00, 0x7FF, 0x800, 0xFFFF};
      utf16.push_back(units[static_cast<uint8_t>(c) % 8]);
    }
    EXPECT_EQ(Utf8LengthOfUtf16(utf16), WriteUtf8FromUtf16(utf16, out).written) << size;
  }
}

TEST(EncodingTest, BytesAreSwappedInWordsOfEachWidth) {
  for (size_t width : {2, 4, 8}) {
    for (size_t count = 0; count < 20; count++) {
      const std::string text = Random(count * width, 5);
      std::string expected = text;
      for (size_t i = 0; i < text.size(); i++) expected[i] = text[i / width * width + width - 1 - i % width];
      std::string swapped = text;
      SwapBytes({reinterpret_cast<uint8_t*>(swapped.data()), swapped.size()}, width);
      EXPECT_EQ(swapped, expected);
    }
  }
}

TEST(EncodingTest, Utf8IsRefusedWhereTheStandardRefusesIt) {
  for (std::string_view good :
       {"", "a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(IsUtf8(Bytes(good)));
    EXPECT_TRUE(IsUtf8(Bytes(std::string(40, 'a') + std::string(good) + std::string(40, 'b'))));
  }
  for (std::string_view bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE2\x82",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xE2\x28\xA1"}) {
    EXPECT_FALSE(IsUtf8(Bytes(bad)));
    EXPECT_FALSE(IsUtf8(Bytes(std::string(40, 'a') + std::string(bad) + std::string(40, 'b'))));
  }
}

TEST(EncodingTest, AnIncompleteCharacterAtTheEndIsMeasured) {
  EXPECT_EQ(IncompleteUtf8Tail(Bytes("a")), 0U);
  EXPECT_EQ(IncompleteUtf8Tail(Bytes("a\xC3")), 1U);
  EXPECT_EQ(IncompleteUtf8Tail(Bytes("a\xE2\x82")), 2U);
  EXPECT_EQ(IncompleteUtf8Tail(Bytes("a\xF0\x9F\x98")), 3U);
  EXPECT_EQ(IncompleteUtf8Tail(Bytes("a\xF0\x9F\x98\x80")), 0U);
  EXPECT_EQ(IncompleteUtf8Tail(Bytes("\x80\x80\x80\x80")), 0U);
  EXPECT_EQ(IncompleteUtf8Tail(Bytes("\xED\xA0")), 0U);
  EXPECT_EQ(IncompleteUtf8Tail(Bytes("\xF5")), 0U);
}

TEST(EncodingTest, HexDecodesWhatItEncodesAndStopsAtTheFirstOtherCharacter) {
  for (size_t size = 0; size < 100; size++) {
    std::string bytes = Random(size, 7);
    std::string text(size * 2, '\0');
    HexEncode(Bytes(bytes), reinterpret_cast<uint8_t*>(text.data()));
    std::string back(size, '\0');
    EXPECT_EQ(HexDecode(Bytes(text), {reinterpret_cast<uint8_t*>(back.data()), size}), size);
    EXPECT_EQ(back, bytes);
  }
  uint8_t out[4];
  EXPECT_EQ(HexDecode(Bytes("aBxx"), out), 1U);
  EXPECT_EQ(out[0], 0xAB);
  EXPECT_EQ(HexDecode(Bytes("123"), out), 1U);
  EXPECT_EQ(HexDecode(Bytes("0123456789ab"), out), 4U);
}

TEST(EncodingTest, Base64RoundTripsAtEveryLength) {
  for (size_t size = 0; size < 300; size++) {
    std::string bytes = Random(size, static_cast<uint32_t>(size));
    for (auto alphabet : {Base64Alphabet::kStandard, Base64Alphabet::kUrl}) {
      std::string text = Encode(bytes, alphabet);
      EXPECT_EQ(Decode(text, size + 40), bytes);
      EXPECT_EQ(Decode(text, size), bytes);
      for (size_t room = 0; room < size; room += 7) EXPECT_EQ(Decode(text, room), bytes.substr(0, room));
      for (size_t at = 0; at <= text.size(); at += 5) {
        EXPECT_EQ(Decode(text.substr(0, at) + "\n*" + text.substr(at), size), bytes);
      }
    }
  }
}

TEST(EncodingTest, Base64KnownAnswers) {
  EXPECT_EQ(Encode("", Base64Alphabet::kStandard), "");
  EXPECT_EQ(Encode("f", Base64Alphabet::kStandard), "Zg==");
  EXPECT_EQ(Encode("fo", Base64Alphabet::kStandard), "Zm8=");
  EXPECT_EQ(Encode("foobar", Base64Alphabet::kStandard), "Zm9vYmFy");
  EXPECT_EQ(Encode("\xFB\xFF\xBF", Base64Alphabet::kStandard), "+/+/");
  EXPECT_EQ(Encode("\xFB\xFF", Base64Alphabet::kUrl), "-_8");
  EXPECT_EQ(Decode("abcd=efgh", 9), "\x69\xB7\x1D");
  EXPECT_EQ(Decode("=abcd", 9), "");
  EXPECT_EQ(Decode("a", 9), "");
}

TEST(EncodingTest, ForgivingBase64IsStrictAboutPadding) {
  uint8_t out[32];
  EXPECT_EQ(Base64DecodeForgiving(Bytes(" Z g = = "), out), 1);
  EXPECT_EQ(Base64DecodeForgiving(Bytes("Zg"), out), 1);
  EXPECT_EQ(Base64DecodeForgiving(Bytes("Zm8="), out), 2);
  EXPECT_EQ(Base64DecodeForgiving(Bytes("Zg="), out), -1);
  EXPECT_EQ(Base64DecodeForgiving(Bytes("Z"), out), -2);
  EXPECT_EQ(Base64DecodeForgiving(Bytes("Zm9v="), out), -1);
  EXPECT_EQ(Base64DecodeForgiving(Bytes("Zg==a"), out), -1);
  EXPECT_EQ(Base64DecodeForgiving(Bytes("Z-=="), out), -1);
  EXPECT_EQ(Base64DecodeForgiving(Bytes("===="), out), -1);
}

// Decodes, encodes and measures; pieces stand at every distance from a block's beginning.
TEST(EncodingTest, Utf8AndUtf16AreEachOthersInverse) {
  const std::u16string pieces = u"a\u00E9\u20AC\U0001F600\u07FF\u0800\uFFFF";
  for (size_t before = 0; before < 40; before++) {
    std::u16string text = std::u16string(before, u'x') + pieces + std::u16string(before / 2, u'y') + pieces;
    std::span<const uint16_t> units(reinterpret_cast<const uint16_t*>(text.data()), text.size());
    std::string bytes(Utf8LengthOfUtf16(units), '\0');
    std::span<uint8_t> out(reinterpret_cast<uint8_t*>(bytes.data()), bytes.size());
    auto progress = WriteUtf8FromUtf16(units, out);
    EXPECT_EQ(progress.read, text.size());
    EXPECT_EQ(progress.written, bytes.size());
    EXPECT_TRUE(IsUtf8(out));
    std::u16string back(bytes.size(), u'\0');
    auto count = DecodeUtf8(out, reinterpret_cast<uint16_t*>(back.data()));
    ASSERT_TRUE(count.has_value());
    back.resize(*count);
    EXPECT_EQ(back, text);
    // Whatever the room, only whole characters are written.
    for (size_t room = 0; room < bytes.size(); room++) {
      std::string part(room, '\0');
      auto some = WriteUtf8FromUtf16(units, {reinterpret_cast<uint8_t*>(part.data()), room});
      EXPECT_LE(some.written, room);
      EXPECT_GT(some.written + 4, room);
      EXPECT_TRUE(IsUtf8({reinterpret_cast<uint8_t*>(part.data()), some.written}));
      EXPECT_EQ(part.substr(0, some.written), bytes.substr(0, some.written));
    }
  }
}

TEST(EncodingTest, LoneSurrogatesBecomeTheReplacementCharacter) {
  const uint16_t units[] = {0xD800, 'a', 0xDC00, 0xD800};
  uint8_t out[16];
  EXPECT_EQ(Utf8LengthOfUtf16(units), 10U);
  auto progress = WriteUtf8FromUtf16(units, out);
  EXPECT_EQ(std::string(reinterpret_cast<char*>(out), progress.written),
            "\xEF\xBF\xBD"
            "a"
            "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(EncodingTest, LongTextIsMeasuredRightly) {
  std::u16string text;
  for (int i = 0; i < 40000; i++) text += u"ab\u20AC\U0001F600";
  EXPECT_EQ(Utf8LengthOfUtf16({reinterpret_cast<const uint16_t*>(text.data()), text.size()}), 40000U * 9);
  std::string latin1;
  for (int i = 0; i < 40000; i++) latin1 += "abc\xE9";
  EXPECT_EQ(Utf8LengthOfLatin1(Bytes(latin1)), 40000U * 5);
}

TEST(EncodingTest, Latin1ToUtf8) {
  for (size_t before = 0; before < 70; before++) {
    std::string text = std::string(before, 'x') + "\xE9\xFF" + std::string(before, 'y') + "\x80";
    std::string out(text.size() * 2, '\0');
    auto progress = WriteUtf8FromLatin1(Bytes(text), {reinterpret_cast<uint8_t*>(out.data()), out.size()});
    EXPECT_EQ(progress.read, text.size());
    EXPECT_EQ(progress.written, Utf8LengthOfLatin1(Bytes(text)));
    out.resize(progress.written);
    EXPECT_EQ(out, std::string(before, 'x') + "\xC3\xA9\xC3\xBF" + std::string(before, 'y') + "\xC2\x80");
  }
  uint8_t small[2];
  EXPECT_EQ(WriteUtf8FromLatin1(Bytes("a\xE9"), small).written, 1U);
}

TEST(EncodingTest, MalformedUtf8IsNotDecoded) {
  uint16_t out[64];
  for (std::string_view bad : {"\x80", "\xC0\x80", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xE2\x82",
                               "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    EXPECT_FALSE(DecodeUtf8(Bytes(bad), out).has_value());
    EXPECT_FALSE(DecodeUtf8(Bytes(std::string(20, 'a') + std::string(bad)), out).has_value());
  }
}

TEST(EncodingTest, SearchRespectsTheUnit) {
  EXPECT_EQ(FindForward(Bytes("abcabc"), Bytes("c"), 0, 1), 2);
  EXPECT_EQ(FindForward(Bytes("abcabc"), Bytes("abc"), 1, 1), 3);
  EXPECT_EQ(FindForward(Bytes("abcabc"), Bytes("bc"), 0, 2), 4);
  EXPECT_EQ(FindForward(Bytes("abc"), Bytes("abcd"), 0, 1), -1);
  EXPECT_EQ(FindForward(Bytes("abc"), Bytes("a"), 3, 1), -1);
  EXPECT_EQ(FindBackward(Bytes("abcabc"), Bytes("abc"), 5, 1), 3);
  EXPECT_EQ(FindBackward(Bytes("abcabc"), Bytes("abc"), 2, 1), 0);
  EXPECT_EQ(FindBackward(Bytes("abcabc"), Bytes("b"), 0, 1), -1);
  EXPECT_EQ(FindBackward(Bytes("abab_b"), Bytes("ab"), 5, 2), 2);
}

TEST(EncodingTest, BytesAreSwappedAndPatternsRepeated) {
  std::string bytes = "abcdefgh";
  std::span<uint8_t> view(reinterpret_cast<uint8_t*>(bytes.data()), bytes.size());
  SwapBytes(view, 2);
  EXPECT_EQ(bytes, "badcfehg");
  SwapBytes(view, 4);
  EXPECT_EQ(bytes, "cdabghef");
  SwapBytes(view, 8);
  EXPECT_EQ(bytes, "fehgbadc");
  FillPattern(view, Bytes("xyz"));
  EXPECT_EQ(bytes, "xyzxyzxy");
  FillPattern(view.subspan(0, 2), Bytes("123"));
  EXPECT_EQ(bytes, "12zxyzxy");
}

}  // namespace
}  // namespace eddy::encoding
