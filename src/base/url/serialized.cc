#include <optional>

#include "base/url/parser.h"
#include "base/url/percent.h"
#include "base/url/scheme.h"
#include "base/url/url.h"

namespace eddy::url {
namespace {

// Where the characters that `set` leaves alone end.
size_t Run(std::string_view text, size_t at, int set) {
  while (at < text.size() && (kCharacterSets[static_cast<uint8_t>(text[at])] & set) == 0) at++;
  return at;
}

bool IsHostCharacter(char c) { return (c >= 'a' && c <= 'z') || IsDigit(c) || c == '-' || c == '.'; }

}  // namespace

bool IsDottedQuad(std::string_view text) {
  size_t at = 0;
  for (int part = 0; part < 4; part++) {
    if (part > 0 && (at == text.size() || text[at++] != '.')) return false;
    const size_t begin = at;
    uint32_t value = 0;
    while (at < text.size() && at - begin < 3 && IsDigit(text[at]))
      value = value * 10 + static_cast<uint32_t>(text[at++] - '0');
    if (at == begin || value > 255 || (text[begin] == '0' && at - begin > 1)) return false;
  }
  return at == text.size();
}

Url FromSerialized(std::string_view href, const Parts& parts) {
  auto part = [href](size_t from, size_t to) { return std::string(href.substr(from, to - from)); };
  Url url;
  url.scheme = part(0, parts.protocol_end - 1);
  if (parts.flags & kHasHost) {
    // Past the slashes.
    const size_t name = parts.protocol_end + 2;
    if (parts.username_end > name) url.username = part(name, parts.username_end);
    if (parts.host_start > parts.username_end + 1) url.password = part(parts.username_end + 1, parts.host_start - 1);
    url.host = part(parts.host_start, parts.host_end);
    if (parts.flags & kHasPort) {
      uint32_t port = 0;
      for (size_t i = parts.host_end + 1; i < parts.path_start; i++)
        port = port * 10 + static_cast<uint32_t>(href[i] - '0');
      url.port = static_cast<uint16_t>(port);
    }
  }
  url.path = part(parts.path_start, parts.search_start);
  url.opaque_path = (parts.flags & kOpaquePath) != 0;
  if (parts.hash_start > parts.search_start) url.query = part(parts.search_start + 1, parts.hash_start);
  if (href.size() > parts.hash_start) url.fragment = part(parts.hash_start + 1, href.size());
  return url;
}

namespace {

// The end of a host that the parser would leave as it is: a name in lower case whose last label is no number, or an
// IPv4 address in four decimal parts. Answers `at` where it isn't one.
size_t HostEnd(std::string_view input, const size_t at) {
  size_t end = at;
  size_t label = at;
  while (end < input.size() && IsHostCharacter(input[end])) {
    if (input[end] == '.') label = end + 1;
    end++;
  }
  if (label >= end || input[label] == '-') return at;
  return !IsDigit(input[label]) || IsDottedQuad(input.substr(at, end - at)) ? end : at;
}

// The end of the path that begins at `at`, unless the parser would change it: that is left to it where a segment begins
// with a dot, which may be written '%2e', or there is a backslash in a special URL.
std::optional<size_t> PathEnd(std::string_view input, size_t at) {
  for (const size_t end = Run(input, at, kPathSet); at < end; at++) {
    if (input[at] == '\\') return std::nullopt;
    if (input[at] == '/') {
      const std::string_view segment = input.substr(at + 1);
      if (segment.starts_with('.') || segment.starts_with("%2")) return std::nullopt;
    }
  }
  return at;
}

// The query and the fragment from `at` on. False where the parser would change them.
bool EndIsSerialized(std::string_view input, size_t at, int query_set, Parts& parts) {
  parts.search_start = static_cast<uint32_t>(at);
  if (at < input.size() && input[at] == '?') at = Run(input, at + 1, query_set);
  parts.hash_start = static_cast<uint32_t>(at);
  if (at < input.size() && input[at] == '#') at = Run(input, at + 1, kFragmentSet);
  return at == input.size();
}

// http and https, with a host and perhaps a port.
bool IsSerializedWeb(std::string_view input, size_t at, uint32_t default_port, Parts& parts) {
  parts.flags = kHasHost | kHasOrigin;
  parts.protocol_end = static_cast<uint32_t>(at - 2);
  parts.username_end = parts.host_start = static_cast<uint32_t>(at);
  const size_t host_end = HostEnd(input, at);
  if (host_end == at) return false;
  at = host_end;
  parts.host_end = static_cast<uint32_t>(at);
  if (at < input.size() && input[at] == ':') {
    const size_t digits = ++at;
    uint32_t port = 0;
    while (at < input.size() && at - digits < 5 && IsDigit(input[at]))
      port = port * 10 + static_cast<uint32_t>(input[at++] - '0');
    if (at == digits || input[digits] == '0' || port == default_port || port > 65535) return false;
    parts.flags |= kHasPort;
  }
  parts.path_start = static_cast<uint32_t>(at);
  if (at == input.size() || input[at] != '/') return false;
  const auto path_end = PathEnd(input, at);
  return path_end && EndIsSerialized(input, *path_end, kSpecialQuerySet, parts);
}

// file, without a host and without what may be a drive letter.
bool IsSerializedFile(std::string_view input, Parts& parts) {
  constexpr size_t kPath = 7;
  parts.flags = kHasHost;
  parts.protocol_end = 5;
  parts.username_end = parts.host_start = parts.host_end = parts.path_start = kPath;
  if (input.size() > kPath + 2 && (input[kPath + 2] == ':' || input[kPath + 2] == '|')) return false;
  const auto path_end = PathEnd(input, kPath);
  return path_end && EndIsSerialized(input, *path_end, kSpecialQuerySet, parts);
}

// A scheme that is none of the special ones, and an opaque path: mailto, data, node and the like.
bool IsSerializedOpaque(std::string_view input, Parts& parts) {
  size_t at = 0;
  while (at < input.size() && ((input[at] >= 'a' && input[at] <= 'z') || (at > 0 && IsDigit(input[at])))) at++;
  if (at == 0 || at == input.size() || input[at] != ':' || IsSpecialScheme(input.substr(0, at))) return false;
  at++;
  parts.flags = kOpaquePath;
  parts.protocol_end = parts.username_end = parts.host_start = parts.host_end = parts.path_start =
      static_cast<uint32_t>(at);
  if (at < input.size() && input[at] == '/') return false;
  // What a query or a fragment follows may end in a space that is encoded then; the end of the whole is trimmed.
  while (at < input.size() && !IsIn(input[at], kC0ControlSet) && input[at] != '?' && input[at] != '#' &&
         input[at] != ' ') {
    at++;
  }
  return EndIsSerialized(input, at, kQuerySet, parts);
}

}  // namespace

bool IsSerialized(std::string_view input, Parts& parts) {
  if (input.starts_with("http://")) return IsSerializedWeb(input, 7, 80, parts);
  if (input.starts_with("https://")) return IsSerializedWeb(input, 8, 443, parts);
  if (input.starts_with("file:///")) return IsSerializedFile(input, parts);
  return IsSerializedOpaque(input, parts);
}

}  // namespace eddy::url
