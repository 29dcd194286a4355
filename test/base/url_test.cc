#include "base/url/url.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace eddy::url
