#include "http/method.h"

#include <algorithm>
#include <array>

namespace eddy::http {
namespace {

constexpr std::array<std::string_view, 35> kMethods = {
    "DELETE",      "GET",   "HEAD",   "POST",       "PUT",       "CONNECT", "OPTIONS",  "TRACE",  "COPY",
    "LOCK",        "MKCOL", "MOVE",   "PROPFIND",   "PROPPATCH", "SEARCH",  "UNLOCK",   "BIND",   "REBIND",
    "UNBIND",      "ACL",   "REPORT", "MKACTIVITY", "CHECKOUT",  "MERGE",   "M-SEARCH", "NOTIFY", "SUBSCRIBE",
    "UNSUBSCRIBE", "PATCH", "PURGE",  "MKCALENDAR", "LINK",      "UNLINK",  "SOURCE",   "QUERY"};

}  // namespace

std::span<const std::string_view> Methods() { return kMethods; }

MethodMatch MatchMethod(std::string_view text) {
  MethodMatch best;
  for (size_t i = 0; i < kMethods.size(); ++i) {
    std::string_view name = kMethods[i];
    size_t limit = std::min(name.size(), text.size());
    size_t same = 0;
    while (same < limit && name[same] == text[same]) ++same;
    if (same > best.length) best = {same, Method::kNone};
    if (same == best.length && same == name.size()) best.exact = static_cast<Method>(i);
  }
  return best;
}

}  // namespace eddy::http
