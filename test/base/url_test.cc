#include "base/url/url.h"

#include <gtest/gtest.h>

#include <cstring>
#include <iterator>
#include <string>

namespace eddy::url {
namespace {

bool NoIdna(std::string_view, std::string&) { return false; }

std::string Href(std::string_view input, std::string_view base = {}) {
  std::optional<Url> parsed_base;
  if (!base.empty()) parsed_base = Parse(base, nullptr, NoIdna);
  auto url = Parse(input, parsed_base ? &*parsed_base : nullptr, NoIdna);
  if (!url) return "failure";
  Parts parts;
  return Serialize(*url, parts);
}

std::string AfterSet(std::string_view input, Attribute attribute, std::string_view value) {
  auto url = Parse(input, nullptr, NoIdna);
  Set(*url, attribute, value, NoIdna);
  Parts parts;
  return Serialize(*url, parts);
}

TEST(UrlTest, ParsesAndNormalizes) {
  EXPECT_EQ(Href("HTTP://User:Pass@EXAMPLE.com:80/a/../b/./c?d e#f g"), "http://User:Pass@example.com/b/c?d%20e#f%20g");
  EXPECT_EQ(Href("http:\\\\a\\b"), "http://a/b");
  EXPECT_EQ(Href("http://0x7f.1"), "http://127.0.0.1/");
  EXPECT_EQ(Href("http://[1:0::0:3]"), "http://[1::3]/");
  EXPECT_EQ(Href("file:///C|/a/../.."), "file:///C:/");
  EXPECT_EQ(Href("mailto:x y"), "mailto:x y");
  EXPECT_EQ(Href(" \thttp://a/ \n"), "http://a/");
}

TEST(UrlTest, ResolvesAgainstABase) {
  EXPECT_EQ(Href("../c", "http://a/b/d/e"), "http://a/b/c");
  EXPECT_EQ(Href("?q", "http://a/b?c#d"), "http://a/b?q");
  EXPECT_EQ(Href("//x", "https://a/"), "https://x/");
  EXPECT_EQ(Href("#f", "data:x"), "data:x#f");
  EXPECT_EQ(Href("x", "data:x"), "failure");
}

TEST(UrlTest, RefusesWhatIsNoUrl) {
  for (std::string_view bad :
       {"", "x", "http://", "http://a:99999", "http://a b", "http://[::1", "http://256.1.1.1", "http://a%00"}) {
    EXPECT_EQ(Href(bad), "failure") << bad;
  }
}

TEST(UrlTest, SetsAttributesThatFit) {
  EXPECT_EQ(AfterSet("http://a/", Attribute::kHost, "b:81"), "http://b:81/");
  EXPECT_EQ(AfterSet("http://a/", Attribute::kProtocol, "mailto"), "http://a/");
  EXPECT_EQ(AfterSet("http://a/", Attribute::kPathname, "x?y"), "http://a/x%3Fy");
  EXPECT_EQ(AfterSet("http://a/?q", Attribute::kSearch, ""), "http://a/");
  EXPECT_EQ(AfterSet("http://a:81/", Attribute::kPort, "80"), "http://a/");
}

// What is taken for serialized already must be what the parser and the serializer make of it, part by part.
TEST(UrlTest, SerializedUrlsAreRecognizedRightly) {
  const char* const urls[] = {"http://a/",
                              "https://example.com/p/a.b/c?x=1&y#z",
                              "http://localhost:3000/",
                              "http://a.b-c.d/?",
                              "http://a/#",
                              "http://a/p;q=1",
                              "http://a/%41%2/b",
                              "http://192.168.0.17:8080/a",
                              "https://0.0.0.0/",
                              "file:///",
                              "file:///usr/lib/a%20b/index.js?q#f",
                              "mailto:someone@example.com?subject=a%20b",
                              "data:text/plain,a'b#c",
                              "node:fs",
                              "c:d",
                              "javascript:alert(1)"};
  for (std::string_view text : urls) {
    Parts quick;
    ASSERT_TRUE(IsSerialized(text, quick)) << text;
    Parts parts;
    auto parsed = Parse(text, nullptr, NoIdna);
    ASSERT_TRUE(parsed.has_value());
    EXPECT_EQ(Serialize(*parsed, parts), text);
    EXPECT_EQ(parts.protocol_end, quick.protocol_end);
    EXPECT_EQ(parts.username_end, quick.username_end);
    EXPECT_EQ(parts.host_start, quick.host_start);
    EXPECT_EQ(parts.host_end, quick.host_end);
    EXPECT_EQ(parts.path_start, quick.path_start);
    EXPECT_EQ(parts.search_start, quick.search_start);
    EXPECT_EQ(parts.hash_start, quick.hash_start);
    EXPECT_EQ(parts.flags, quick.flags);
  }
  for (std::string_view text : {"http://a",
                                "http://A/",
                                "http://a:80/",
                                "https://a:443/",
                                "http://a:081/",
                                "http://1.2/",
                                "http://a/../b",
                                "http://a/./",
                                "http://a/%2e/",
                                "http://a/b\\c",
                                "http://a/ b",
                                "http://u@a/",
                                "http://a.0x1/",
                                "http://a/?\"",
                                "ftp://a/",
                                "http://a./",
                                "http://a:99999/",
                                "http://a:/",
                                "http:///",
                                "http://a/\xC3\xA9",
                                "http://1.2.3.256/",
                                "http://01.2.3.4/",
                                "http://1.2.3.4.5/",
                                "http://1.2.3/",
                                "file:///C|/a",
                                "file:///a/../b",
                                "file://host/a",
                                "file:/a",
                                "mailto:a b",
                                "a:b c",
                                "a:/b",
                                "a://b",
                                "A:b",
                                "a:b ",
                                "ws:a",
                                ":a",
                                "a",
                                ""}) {
    Parts parts;
    EXPECT_FALSE(IsSerialized(text, parts)) << text;
  }
}

// What is serialized without a Url must be what the parser and the serializer make of it, part by part.
void ExpectSameAsParsed(std::string_view text) {
  std::string out(WebRoom(text.size()), '\0');
  Parts direct;
  const size_t size = SerializeWeb(text, out.data(), direct);
  if (size == 0) return;
  auto parsed = Parse(text, nullptr, NoIdna);
  ASSERT_TRUE(parsed.has_value()) << text;
  Parts parts;
  EXPECT_EQ(Serialize(*parsed, parts), out.substr(0, size)) << text;
  EXPECT_EQ(std::memcmp(&parts, &direct, sizeof(parts)), 0) << text;
}

TEST(UrlTest, WebUrlsAreSerializedDirectly) {
  const char* const urls[] = {"http://a",
                              "HTTP://a",
                              "http://A.B/",
                              "http://a:80/",
                              "https://a:0443",
                              "http://a:081/x",
                              "http://a:/",
                              "http://1.2.3.4:5",
                              "http://[2001:db8::1]:80/",
                              "http://[::1.2.3.4]?#",
                              "http://a/..",
                              "http://a/./b/../c/%2E%2e/d",
                              "http://a/b/c/../..",
                              "http://a/.?..#.",
                              "http://a/b c/\xC3\xA9?\xE2\x82\xAC'\"#<`> ",
                              "http://a_b/%zz",
                              "http://a#b",
                              "http://a?b\\c/d"};
  for (std::string_view text : urls) {
    ExpectSameAsParsed(text);
    std::string out(WebRoom(text.size()), '\0');
    Parts parts;
    EXPECT_EQ(SerializeWeb(text, out.data(), parts) != 0, text[0] == 'h') << text;
  }
}

TEST(UrlTest, WebUrlsOfAnyPiecesAreSerializedRightly) {
  const char* const pieces[] = {"a", "B",   "1",  ".",   "..",       "/",   "//",   "\\", "?",
                                "#", "@",   ":",  ":80", "%",        "%2e", "%2E.", "[",  "[::1]",
                                "]", "0x1", "\t", " ",   "\xC3\xA9", "<",   "'",    "\"", "^",
                                "_", "-",   "|",  "1.2", "1.2.3.4",  "/a/", "/../"};
  uint32_t seed = 1;
  auto random = [&seed](size_t below) {
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
  };
  for (int round = 0; round < 200'000; round++) {
    std::string text = random(2) == 0 ? "http://" : "https://";
    for (size_t count = random(9); count > 0; count--) text += pieces[random(std::size(pieces))];
    ExpectSameAsParsed(text);
  }
}

}  // namespace
}  // namespace eddy::url
