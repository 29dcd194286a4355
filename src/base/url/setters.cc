#include "base/url/host.h"
#include "base/url/parser.h"
#include "base/url/percent.h"
#include "base/url/scheme.h"
#include "base/url/url.h"

namespace eddy::url {
namespace {

constexpr size_t kNone = std::string_view::npos;

bool CannotHaveCredentialsOrPort(const Url& url) { return !url.host || url.host->empty() || url.scheme == "file"; }

void SetProtocol(Url& url, std::string_view value) {
  if (value.empty() || !IsAlpha(value[0])) return;
  size_t end = 0;
  while (end < value.size() &&
         (IsAlpha(value[end]) || IsDigit(value[end]) || value[end] == '+' || value[end] == '-' || value[end] == '.')) {
    end++;
  }
  if (end < value.size() && value[end] != ':') return;
  std::string scheme(value.substr(0, end));
  for (char& c : scheme) c = ToLower(c);
  if (IsSpecialScheme(url.scheme) != IsSpecialScheme(scheme)) return;
  if (scheme == "file" && (!url.username.empty() || !url.password.empty() || url.port)) return;
  if (url.scheme == "file" && (!url.host || url.host->empty())) return;
  url.scheme = std::move(scheme);
  if (url.port && *url.port == DefaultPort(url.scheme)) url.port.reset();
}

// The digits at the beginning of `value`, as the port state with an override takes them.
void SetPortDigits(Url& url, std::string_view value) {
  size_t end = 0;
  while (end < value.size() && IsDigit(value[end])) end++;
  if (end == 0) return;
  Url copy = url;
  if (ParsePort(copy, value.substr(0, end))) url.port = copy.port;
}

// https://url.spec.whatwg.org/#hostname-state and the host state, with an override.
void SetHost(Url& url, std::string_view value, bool with_port, DomainToAscii domain_to_ascii) {
  if (url.opaque_path) return;
  const bool special = url.IsSpecial();
  std::string_view authority = value.substr(0, AuthorityEnd(value, special));
  if (url.scheme == "file") {
    // The file host state.
    if (authority.empty()) {
      url.host = "";
      return;
    }
    auto host = ParseHost(authority, true, domain_to_ascii);
    if (!host) return;
    url.host = *host == "localhost" ? "" : std::move(*host);
    return;
  }
  size_t colon = PortColon(authority);
  std::string_view text = authority.substr(0, colon);
  if (colon != kNone) {
    if (text.empty() || !with_port) return;
  } else if (text.empty()) {
    if (special || !url.username.empty() || !url.password.empty() || url.port) return;
  }
  auto host = ParseHost(text, special, domain_to_ascii);
  if (!host) return;
  url.host = std::move(host);
  if (colon != kNone) SetPortDigits(url, authority.substr(colon + 1));
}

// Spaces at the end of an opaque path would be stripped when it is parsed again without a query and a fragment.
void StripTrailingSpaces(Url& url) {
  if (!url.opaque_path || url.query || url.fragment) return;
  while (!url.path.empty() && url.path.back() == ' ') url.path.pop_back();
}

}  // namespace

void Set(Url& url, Attribute attribute, std::string_view value, DomainToAscii domain_to_ascii) {
  std::string storage;
  switch (attribute) {
    case Attribute::kUsername:
    case Attribute::kPassword: {
      if (CannotHaveCredentialsOrPort(url)) return;
      std::string& part = attribute == Attribute::kUsername ? url.username : url.password;
      part.clear();
      AppendEncoded(part, value, kUserinfoSet);
      return;
    }
    case Attribute::kProtocol:
      return SetProtocol(url, WithoutTabsAndNewlines(value, storage));
    case Attribute::kHost:
      return SetHost(url, WithoutTabsAndNewlines(value, storage), true, domain_to_ascii);
    case Attribute::kHostname:
      return SetHost(url, WithoutTabsAndNewlines(value, storage), false, domain_to_ascii);
    case Attribute::kPort:
      if (CannotHaveCredentialsOrPort(url)) return;
      if (value.empty()) {
        url.port.reset();
      } else {
        SetPortDigits(url, WithoutTabsAndNewlines(value, storage));
      }
      return;
    case Attribute::kPathname: {
      if (url.opaque_path) return;
      std::string_view text = WithoutTabsAndNewlines(value, storage);
      url.path.clear();
      const bool special = url.IsSpecial();
      if (text.empty() && !special) {
        // A URL without a host must have a path.
        if (!url.host) url.path = "/";
        return;
      }
      if (!text.empty() && (text[0] == '/' || (special && text[0] == '\\'))) text.remove_prefix(1);
      // '?' and '#' are part of this path.
      ParsePath(url, text);
      return;
    }
    case Attribute::kSearch: {
      url.query.reset();
      if (value.empty()) return StripTrailingSpaces(url);
      if (value[0] == '?') value.remove_prefix(1);
      ParseQuery(url, WithoutTabsAndNewlines(value, storage));
      return;
    }
    case Attribute::kHash: {
      url.fragment.reset();
      if (value.empty()) return StripTrailingSpaces(url);
      if (value[0] == '#') value.remove_prefix(1);
      ParseFragment(url, WithoutTabsAndNewlines(value, storage));
      return;
    }
  }
}

}  // namespace eddy::url
