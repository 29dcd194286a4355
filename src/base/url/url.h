// The URL Standard's parser, serializer and setters. https://url.spec.whatwg.org/
//
// Text is UTF-8 throughout; serialized URLs are ASCII. Domains with other characters go through a function of the
// caller's, as Unicode's tables belong to another room.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace eddy::url {

// "Domain to ASCII" without the checks that the standard leaves off (UTS 46: CheckHyphens and VerifyDnsLength false,
// CheckBidi and CheckJoiners true, nontransitional). Asked only for domains that have a non-ASCII character. Returns
// false when the domain is refused.
using DomainToAscii = bool (*)(std::string_view domain, std::string& ascii);

// https://url.spec.whatwg.org/#url-representation
struct Url {
  std::string scheme;
  std::string username;
  std::string password;
  std::optional<std::string> host;  // serialized
  std::optional<uint16_t> port;     // none when it is the scheme's default
  std::string path;                 // a list of segments, each after a '/'; or an opaque path
  bool opaque_path = false;
  std::optional<std::string> query;
  std::optional<std::string> fragment;

  [[nodiscard]] bool IsSpecial() const;
};

// Where the parts stand in a serialized URL: indices into it. An absent part is an empty range at the place where it
// would stand. JavaScript reads these as a Uint32Array in this order.
struct Parts {
  uint32_t protocol_end;  // past the ':'
  uint32_t username_end;  // the user name begins 2 past protocol_end where there is a host
  uint32_t host_start;    // past the '@'; the password lies between username_end + 1 and host_start - 1
  uint32_t host_end;
  uint32_t path_start;    // a port lies between host_end + 1 and here, unless there is no host
  uint32_t search_start;  // the '?'
  uint32_t hash_start;    // the '#'
  uint32_t flags;         // kHasHost, kOpaquePath, kHasPort, kHasOrigin
};
inline constexpr uint32_t kHasHost = 1;
inline constexpr uint32_t kOpaquePath = 2;
inline constexpr uint32_t kHasPort = 4;
inline constexpr uint32_t kHasOrigin = 8;  // of the scheme, the host and the port: that of any special scheme but file

// Parses `input`, which may have any bytes; relative to `base` when that isn't null. Nullopt is the standard's failure.
[[nodiscard]] std::optional<Url> Parse(std::string_view input, const Url* base, DomainToAscii domain_to_ascii);

[[nodiscard]] std::string Serialize(const Url& url, Parts& parts);

// The same into `out`, whose memory is used again.
void SerializeInto(std::string& out, const Url& url, Parts& parts);

// The URL that was serialized as `href` with these parts: no parsing.
[[nodiscard]] Url FromSerialized(std::string_view href, const Parts& parts);

// Recognizes most http, https, file and opaque URLs that are already as the serializer writes them, without building a
// Url: the serialization is `input` itself then. False says nothing: Parse tells.
[[nodiscard]] bool IsSerialized(std::string_view input, Parts& parts);

// The most bytes that SerializeWeb writes for an input of `size` bytes.
constexpr size_t WebRoom(size_t size) { return 3 * size + 64; }

// Parses most http and https URLs right into their serialization, without building a Url: those that begin with
// "http://" or "https://" in lower case, have no credentials, a host of ASCII characters, and neither backslashes in
// their path nor tabs or newlines. `out` has WebRoom bytes. The size of what was written; 0 says nothing: Parse tells.
[[nodiscard]] size_t SerializeWeb(std::string_view input, char* out, Parts& parts);

// The attributes that a program can set.
enum class Attribute : uint32_t { kProtocol, kUsername, kPassword, kHost, kHostname, kPort, kPathname, kSearch, kHash };

// Sets an attribute as https://url.spec.whatwg.org/#api has it. What is refused leaves the URL as it was.
void Set(Url& url, Attribute attribute, std::string_view value, DomainToAscii domain_to_ascii);

}  // namespace eddy::url
