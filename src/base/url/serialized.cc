#include "base/url/percent.h"
#include "base/url/url.h"

namespace eddy::url {
namespace {

// Where the characters that `set` leaves alone end, '%' counting as one that doesn't: what it encodes may need a look.
size_t Run(std::string_view text, size_t at, int set, bool stop_at_percent) {
  while (at < text.size() && (kCharacterSets[static_cast<uint8_t>(text[at])] & set) == 0 &&
         !(stop_at_percent && text[at] == '%')) {
    at++;
  }
  return at;
}

bool IsHostCharacter(char c) { return (c >= 'a' && c <= 'z') || IsDigit(c) || c == '-' || c == '.'; }

}  // namespace

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

bool IsSerialized(std::string_view input, Parts& parts) {
  size_t at;
  uint32_t default_port;
  if (input.starts_with("http://")) {
    at = 7;
    default_port = 80;
  } else if (input.starts_with("https://")) {
    at = 8;
    default_port = 443;
  } else {
    return false;
  }
  parts.flags = kHasHost;
  parts.protocol_end = static_cast<uint32_t>(at - 2);
  parts.username_end = parts.host_start = static_cast<uint32_t>(at);
  const size_t host = at;
  size_t label = at;
  while (at < input.size() && IsHostCharacter(input[at])) {
    if (input[at] == '.') label = at + 1;
    at++;
  }
  // A last label that begins with a letter is no number, so this is no IPv4 address in disguise.
  if (at == host || label >= at || IsDigit(input[label]) || input[label] == '-') return false;
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
  // Segments that begin with a dot, backslashes and percent signs are left to the parser.
  for (size_t end = Run(input, at, kPathSet, true); at < end; at++) {
    if (input[at] == '\\' || (input[at] == '.' && input[at - 1] == '/')) return false;
  }
  parts.search_start = static_cast<uint32_t>(at);
  if (at < input.size() && input[at] == '?') at = Run(input, at + 1, kSpecialQuerySet, false);
  parts.hash_start = static_cast<uint32_t>(at);
  if (at < input.size() && input[at] == '#') at = Run(input, at + 1, kFragmentSet, false);
  return at == input.size();
}

}  // namespace eddy::url
