#include "http/header_names.h"

#include <array>
#include <cstddef>

namespace eddy::http {
namespace {

constexpr std::array kNames = {
    HeaderName{"", ""},
    HeaderName{"connection", "Connection"},
    HeaderName{"content-length", "Content-Length"},
    HeaderName{"transfer-encoding", "Transfer-Encoding"},
    HeaderName{"host", "Host"},
    HeaderName{"expect", "Expect"},
    HeaderName{"upgrade", "Upgrade"},
    HeaderName{"keep-alive", "Keep-Alive"},
    HeaderName{"proxy-connection", "Proxy-Connection"},
    HeaderName{"date", "Date"},
    HeaderName{"accept", "Accept"},
    HeaderName{"accept-charset", "Accept-Charset"},
    HeaderName{"accept-encoding", "Accept-Encoding"},
    HeaderName{"accept-language", "Accept-Language"},
    HeaderName{"accept-ranges", "Accept-Ranges"},
    HeaderName{"access-control-allow-credentials", "Access-Control-Allow-Credentials"},
    HeaderName{"access-control-allow-headers", "Access-Control-Allow-Headers"},
    HeaderName{"access-control-allow-methods", "Access-Control-Allow-Methods"},
    HeaderName{"access-control-allow-origin", "Access-Control-Allow-Origin"},
    HeaderName{"access-control-expose-headers", "Access-Control-Expose-Headers"},
    HeaderName{"access-control-max-age", "Access-Control-Max-Age"},
    HeaderName{"access-control-request-headers", "Access-Control-Request-Headers"},
    HeaderName{"access-control-request-method", "Access-Control-Request-Method"},
    HeaderName{"age", "Age"},
    HeaderName{"allow", "Allow"},
    HeaderName{"alt-svc", "Alt-Svc"},
    HeaderName{"authorization", "Authorization"},
    HeaderName{"cache-control", "Cache-Control"},
    HeaderName{"content-disposition", "Content-Disposition"},
    HeaderName{"content-encoding", "Content-Encoding"},
    HeaderName{"content-language", "Content-Language"},
    HeaderName{"content-location", "Content-Location"},
    HeaderName{"content-range", "Content-Range"},
    HeaderName{"content-security-policy", "Content-Security-Policy"},
    HeaderName{"content-type", "Content-Type"},
    HeaderName{"cookie", "Cookie"},
    HeaderName{"dnt", "DNT"},
    HeaderName{"etag", "ETag"},
    HeaderName{"expires", "Expires"},
    HeaderName{"forwarded", "Forwarded"},
    HeaderName{"from", "From"},
    HeaderName{"if-match", "If-Match"},
    HeaderName{"if-modified-since", "If-Modified-Since"},
    HeaderName{"if-none-match", "If-None-Match"},
    HeaderName{"if-range", "If-Range"},
    HeaderName{"if-unmodified-since", "If-Unmodified-Since"},
    HeaderName{"last-modified", "Last-Modified"},
    HeaderName{"link", "Link"},
    HeaderName{"location", "Location"},
    HeaderName{"max-forwards", "Max-Forwards"},
    HeaderName{"origin", "Origin"},
    HeaderName{"pragma", "Pragma"},
    HeaderName{"priority", "Priority"},
    HeaderName{"proxy-authenticate", "Proxy-Authenticate"},
    HeaderName{"proxy-authorization", "Proxy-Authorization"},
    HeaderName{"range", "Range"},
    HeaderName{"referer", "Referer"},
    HeaderName{"referrer-policy", "Referrer-Policy"},
    HeaderName{"retry-after", "Retry-After"},
    HeaderName{"sec-ch-ua", "Sec-CH-UA"},
    HeaderName{"sec-ch-ua-mobile", "Sec-CH-UA-Mobile"},
    HeaderName{"sec-ch-ua-platform", "Sec-CH-UA-Platform"},
    HeaderName{"sec-fetch-dest", "Sec-Fetch-Dest"},
    HeaderName{"sec-fetch-mode", "Sec-Fetch-Mode"},
    HeaderName{"sec-fetch-site", "Sec-Fetch-Site"},
    HeaderName{"sec-fetch-user", "Sec-Fetch-User"},
    HeaderName{"sec-websocket-accept", "Sec-WebSocket-Accept"},
    HeaderName{"sec-websocket-extensions", "Sec-WebSocket-Extensions"},
    HeaderName{"sec-websocket-key", "Sec-WebSocket-Key"},
    HeaderName{"sec-websocket-protocol", "Sec-WebSocket-Protocol"},
    HeaderName{"sec-websocket-version", "Sec-WebSocket-Version"},
    HeaderName{"server", "Server"},
    HeaderName{"set-cookie", "Set-Cookie"},
    HeaderName{"strict-transport-security", "Strict-Transport-Security"},
    HeaderName{"te", "TE"},
    HeaderName{"trailer", "Trailer"},
    HeaderName{"upgrade-insecure-requests", "Upgrade-Insecure-Requests"},
    HeaderName{"user-agent", "User-Agent"},
    HeaderName{"vary", "Vary"},
    HeaderName{"via", "Via"},
    HeaderName{"warning", "Warning"},
    HeaderName{"www-authenticate", "WWW-Authenticate"},
    HeaderName{"x-content-type-options", "X-Content-Type-Options"},
    HeaderName{"x-forwarded-for", "X-Forwarded-For"},
    HeaderName{"x-forwarded-host", "X-Forwarded-Host"},
    HeaderName{"x-forwarded-proto", "X-Forwarded-Proto"},
    HeaderName{"x-frame-options", "X-Frame-Options"},
    HeaderName{"x-powered-by", "X-Powered-By"},
    HeaderName{"x-request-id", "X-Request-Id"},
    HeaderName{"x-requested-with", "X-Requested-With"},
};
static_assert(kNames.size() < 128, "a record keeps a name's number in seven bits");

constexpr size_t kBuckets = 512;

// Length and the first and last letters, folded to lower case, spread the table well.
constexpr size_t Hash(std::string_view name) {
  auto at = [&](size_t i) { return static_cast<size_t>(static_cast<unsigned char>(name[i]) | 0x20); };
  return (name.size() * 43 + at(0) * 7 + at(name.size() - 1) * 29 + at(name.size() / 2) * 3) % kBuckets;
}

// Open addressing: a bucket holds a number, 0 when it is empty.
constexpr std::array<uint8_t, kBuckets> MakeIndex() {
  std::array<uint8_t, kBuckets> index{};
  for (size_t i = 1; i < kNames.size(); ++i) {
    size_t bucket = Hash(kNames[i].lower);
    while (index[bucket] != 0) bucket = (bucket + 1) % kBuckets;
    index[bucket] = static_cast<uint8_t>(i);
  }
  return index;
}
constexpr auto kIndex = MakeIndex();

bool SameFolded(std::string_view name, std::string_view lower) {
  if (name.size() != lower.size()) return false;
  for (size_t i = 0; i < name.size(); ++i) {
    char c = name[i];
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    if (c != lower[i]) return false;
  }
  return true;
}

}  // namespace

std::span<const HeaderName> HeaderNames() { return kNames; }

HeaderId FindHeader(std::string_view name) {
  if (name.empty()) return HeaderId::kOther;
  for (size_t bucket = Hash(name); kIndex[bucket] != 0; bucket = (bucket + 1) % kBuckets) {
    if (SameFolded(name, kNames[kIndex[bucket]].lower)) return static_cast<HeaderId>(kIndex[bucket]);
  }
  return HeaderId::kOther;
}

}  // namespace eddy::http
