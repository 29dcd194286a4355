#include "base/url/parser.h"

#include <algorithm>
#include <iterator>

#include "base/url/host.h"
#include "base/url/percent.h"
#include "base/url/scheme.h"

namespace eddy::url {
namespace {

constexpr size_t kNone = std::string_view::npos;

bool IsSlash(char c, bool special) { return c == '/' || (special && c == '\\'); }

// https://url.spec.whatwg.org/#windows-drive-letter
bool IsDriveLetter(std::string_view text) {
  return text.size() == 2 && IsAlpha(text[0]) && (text[1] == ':' || text[1] == '|');
}

// https://url.spec.whatwg.org/#start-with-a-windows-drive-letter
bool StartsWithDriveLetter(std::string_view text) {
  return text.size() >= 2 && IsDriveLetter(text.substr(0, 2)) &&
         (text.size() == 2 || text[2] == '/' || text[2] == '\\' || text[2] == '?' || text[2] == '#');
}

// The first segment of a path when it is a normalized Windows drive letter, with its '/'; else empty.
std::string_view DriveOf(std::string_view path) {
  if (path.size() >= 3 && path[0] == '/' && IsAlpha(path[1]) && path[2] == ':' &&
      (path.size() == 3 || path[3] == '/')) {
    return path.substr(0, 3);
  }
  return {};
}

// https://url.spec.whatwg.org/#shorten-a-urls-path
void Shorten(Url& url) {
  if (url.scheme == "file" && url.path.size() == 3 && !DriveOf(url.path).empty()) return;
  size_t slash = url.path.rfind('/');
  if (slash != kNone) url.path.resize(slash);
}

// Where a path ends: at '?' or '#'. A search for any of several characters would be a call for each character.
size_t PathEnd(std::string_view text) {
  size_t end = 0;
  while (end < text.size() && text[end] != '?' && text[end] != '#') end++;
  return end;
}

class Parser {
 public:
  // `url` is empty, and filled.
  Parser(std::string_view input, const Url* base, DomainToAscii domain_to_ascii, Url& url)
      : url(url), input_(input), base_(base), domain_to_ascii_(domain_to_ascii) {}

  bool Run() {
    size_t colon = SchemeEnd();
    if (colon == kNone) return WithoutScheme();
    url.scheme.assign(input_.substr(0, colon));
    for (char& c : url.scheme) c = ToLower(c);
    special_ = IsSpecialScheme(url.scheme);
    at_ = colon + 1;
    if (url.scheme == "file") return File();
    if (special_) {
      if (base_ != nullptr && base_->scheme == url.scheme && !(Peek(0) == '/' && Peek(1) == '/')) return Relative();
      return AfterSlashes();
    }
    if (Peek(0) == '/') {
      if (Peek(1) == '/') {
        at_ += 2;
        return Authority();
      }
      at_++;
      Path();
      return true;
    }
    OpaquePath();
    return true;
  }

  Url& url;

 private:
  // The character `ahead` from here; NUL past the end, which is handled as an ordinary character elsewhere.
  int Peek(size_t ahead) const { return at_ + ahead < input_.size() ? static_cast<uint8_t>(input_[at_ + ahead]) : -1; }
  std::string_view Rest() const { return input_.substr(at_); }
  bool SlashHere() const { return at_ < input_.size() && IsSlash(input_[at_], special_); }

  size_t SchemeEnd() const {
    if (input_.empty() || !IsAlpha(input_[0])) return kNone;
    for (size_t i = 1; i < input_.size(); i++) {
      char c = input_[i];
      if (c == ':') return i;
      if (!IsAlpha(c) && !IsDigit(c) && c != '+' && c != '-' && c != '.') return kNone;
    }
    return kNone;
  }

  // The no scheme state.
  bool WithoutScheme() {
    if (base_ == nullptr) return false;
    if (base_->opaque_path) {
      if (Peek(0) != '#') return false;
      url = *base_;
      url.fragment.reset();
      Fragment();
      return true;
    }
    url.scheme = base_->scheme;
    special_ = IsSpecialScheme(url.scheme);
    return url.scheme == "file" ? File() : Relative();
  }

  // The relative state and the relative slash state.
  bool Relative() {
    if (SlashHere()) {
      at_++;
      if (special_ && SlashHere()) return AfterSlashes();
      if (Peek(0) == '/') {
        at_++;
        return Authority();
      }
      CopyAuthority();
      Path();
      return true;
    }
    CopyAuthority();
    url.path = base_->path;
    url.query = base_->query;
    AfterInheritedPath();
    return true;
  }

  void CopyAuthority() {
    url.username = base_->username;
    url.password = base_->password;
    url.host = base_->host;
    url.port = base_->port;
  }

  // A relative reference's own path, query or fragment, after those of the base.
  void AfterInheritedPath() {
    int next = Peek(0);
    if (next == '?') {
      Query();
    } else if (next == '#') {
      Fragment();
    } else if (next != -1) {
      url.query.reset();
      Shorten(url);
      Path();
    }
  }

  // The special authority ignore slashes state.
  bool AfterSlashes() {
    while (SlashHere()) at_++;
    return Authority();
  }

  // The authority, host and port states.
  bool Authority() {
    std::string_view authority = Rest().substr(0, AuthorityEnd(Rest(), special_));
    at_ += authority.size();
    size_t sign = authority.rfind('@');
    if (sign != kNone) {
      std::string_view credentials = authority.substr(0, sign);
      authority.remove_prefix(sign + 1);
      if (authority.empty()) return false;
      size_t colon = credentials.find(':');
      AppendEncoded(url.username, credentials.substr(0, colon), kUserinfoSet);
      if (colon != kNone) AppendEncoded(url.password, credentials.substr(colon + 1), kUserinfoSet);
    }
    size_t colon = PortColon(authority);
    std::string_view host = authority.substr(0, colon);
    if (host.empty() && (special_ || colon != kNone)) return false;
    url.host = ParseHost(host, special_, domain_to_ascii_);
    if (!url.host) return false;
    if (colon != kNone && !ParsePort(url, authority.substr(colon + 1))) return false;
    PathStart();
    return true;
  }

  // The path start state.
  void PathStart() {
    if (special_ || Peek(0) == '/') {
      if (SlashHere()) at_++;
      Path();
    } else if (Peek(0) == '?') {
      Query();
    } else if (Peek(0) == '#') {
      Fragment();
    }
  }

  // The path state, from after its first slash.
  void Path() {
    std::string_view path = Rest().substr(0, PathEnd(Rest()));
    at_ += path.size();
    ParsePath(url, path);
    QueryOrFragment();
  }

  void QueryOrFragment() {
    if (Peek(0) == '?') {
      Query();
    } else if (Peek(0) == '#') {
      Fragment();
    }
  }

  // The query state, from its '?'.
  void Query() {
    std::string_view query = Rest().substr(1);
    query = query.substr(0, query.find('#'));
    at_ += 1 + query.size();
    ParseQuery(url, query);
    if (Peek(0) == '#') Fragment();
  }

  // The fragment state, from its '#'.
  void Fragment() { ParseFragment(url, Rest().substr(1)); }

  void OpaquePath() {
    std::string_view path = Rest().substr(0, PathEnd(Rest()));
    at_ += path.size();
    url.opaque_path = true;
    AppendEncoded(url.path, path, kC0ControlSet);
    // A space before '?' or '#' would be lost when those are removed.
    if (at_ < input_.size() && !url.path.empty() && url.path.back() == ' ')
      url.path.replace(url.path.size() - 1, 1, "%20");
    QueryOrFragment();
  }

  // The file, file slash and file host states.
  bool File() {
    special_ = true;
    url.host = "";
    const bool relative = base_ != nullptr && base_->scheme == "file";
    if (SlashHere()) {
      at_++;
      if (SlashHere()) {
        at_++;
        return FileHost();
      }
      if (relative) {
        url.host = base_->host;
        if (!StartsWithDriveLetter(Rest())) url.path = DriveOf(base_->path);
      }
      Path();
      return true;
    }
    if (!relative) {
      Path();
      return true;
    }
    url.host = base_->host;
    url.path = base_->path;
    url.query = base_->query;
    int next = Peek(0);
    if (next != '?' && next != '#' && next != -1 && StartsWithDriveLetter(Rest())) {
      url.query.reset();
      url.path.clear();
      Path();
      return true;
    }
    AfterInheritedPath();
    return true;
  }

  bool FileHost() {
    std::string_view host = Rest().substr(0, AuthorityEnd(Rest(), true));
    if (IsDriveLetter(host)) {
      Path();
      return true;
    }
    at_ += host.size();
    if (!host.empty()) {
      url.host = ParseHost(host, true, domain_to_ascii_);
      if (!url.host) return false;
      if (*url.host == "localhost") url.host = "";
    }
    PathStart();
    return true;
  }

  std::string_view input_;
  const Url* base_;
  DomainToAscii domain_to_ascii_;
  size_t at_ = 0;
  bool special_ = false;
};

}  // namespace

int Dots(std::string_view segment) {
  int dots = 0;
  for (size_t i = 0; i < segment.size(); dots++) {
    if (dots == 2) return 0;
    if (segment[i] == '.') {
      i++;
    } else if (segment[i] == '%' && i + 2 < segment.size() && segment[i + 1] == '2' && (segment[i + 2] | 0x20) == 'e') {
      i += 3;
    } else {
      return 0;
    }
  }
  return dots;
}

bool Url::IsSpecial() const { return IsSpecialScheme(scheme); }

size_t AuthorityEnd(std::string_view text, bool special) {
  for (size_t i = 0; i < text.size(); i++) {
    char c = text[i];
    if (c == '/' || c == '?' || c == '#' || (special && c == '\\')) return i;
  }
  return text.size();
}

size_t PortColon(std::string_view text) {
  bool in_brackets = false;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] == '[') in_brackets = true;
    if (text[i] == ']') in_brackets = false;
    if (text[i] == ':' && !in_brackets) return i;
  }
  return kNone;
}

bool ParsePort(Url& url, std::string_view digits) {
  uint32_t port = 0;
  for (char c : digits) {
    if (!IsDigit(c)) return false;
    port = port * 10 + static_cast<uint32_t>(c - '0');
    if (port > 65535) return false;
  }
  if (digits.empty() || static_cast<int>(port) == DefaultPort(url.scheme)) {
    url.port.reset();
  } else {
    url.port = static_cast<uint16_t>(port);
  }
  return true;
}

void ParsePath(Url& url, std::string_view text) {
  const bool special = url.IsSpecial();
  const bool file = special && url.scheme == "file";
  url.path.reserve(url.path.size() + text.size() + 1);
  for (;;) {
    size_t end = 0;
    while (end < text.size() && !IsSlash(text[end], special)) end++;
    const bool last = end == text.size();
    std::string_view segment = text.substr(0, end);
    int dots = Dots(segment);
    if (dots == 2) {
      Shorten(url);
      if (last) url.path += '/';
    } else if (dots == 1) {
      if (last) url.path += '/';
    } else {
      url.path += '/';
      if (file && url.path.size() == 1 && IsDriveLetter(segment)) {
        url.path += segment[0];
        url.path += ':';
      } else {
        AppendEncoded(url.path, segment, kPathSet);
      }
    }
    if (last) return;
    text.remove_prefix(end + 1);
  }
}

void ParseQuery(Url& url, std::string_view text) {
  AppendEncoded(url.query.emplace(), text, url.IsSpecial() ? kSpecialQuerySet : kQuerySet);
}

void ParseFragment(Url& url, std::string_view text) { AppendEncoded(url.fragment.emplace(), text, kFragmentSet); }

std::string_view WithoutTabsAndNewlines(std::string_view text, std::string& storage) {
  auto removed = [](char c) { return c == '\t' || c == '\n' || c == '\r'; };
  if (std::none_of(text.begin(), text.end(), removed)) return text;
  storage.clear();
  std::remove_copy_if(text.begin(), text.end(), std::back_inserter(storage), removed);
  return storage;
}

std::optional<Url> Parse(std::string_view input, const Url* base, DomainToAscii domain_to_ascii) {
  auto is_control_or_space = [](char c) { return static_cast<uint8_t>(c) <= 0x20; };
  while (!input.empty() && is_control_or_space(input.front())) input.remove_prefix(1);
  while (!input.empty() && is_control_or_space(input.back())) input.remove_suffix(1);
  std::string storage;
  std::optional<Url> result(std::in_place);
  if (!Parser(WithoutTabsAndNewlines(input, storage), base, domain_to_ascii, *result).Run()) result.reset();
  return result;
}

std::string Serialize(const Url& url, Parts& parts) {
  std::string out;
  SerializeInto(out, url, parts);
  return out;
}

void SerializeInto(std::string& out, const Url& url, Parts& parts) {
  out.clear();
  out.reserve(url.scheme.size() + url.path.size() + (url.host ? url.host->size() : 0) + 16 +
              (url.query ? url.query->size() : 0) + (url.fragment ? url.fragment->size() : 0));
  auto here = [&out] { return static_cast<uint32_t>(out.size()); };
  parts.flags = url.opaque_path ? kOpaquePath : 0;
  if (url.IsSpecial() && url.scheme != "file") parts.flags |= kHasOrigin;
  out += url.scheme;
  out += ':';
  parts.protocol_end = parts.username_end = parts.host_start = parts.host_end = here();
  if (url.host) {
    parts.flags |= kHasHost;
    out += "//";
    out += url.username;
    parts.username_end = here();
    if (!url.password.empty()) {
      out += ':';
      out += url.password;
    }
    if (!url.username.empty() || !url.password.empty()) out += '@';
    parts.host_start = here();
    out += *url.host;
    parts.host_end = here();
    if (url.port) {
      parts.flags |= kHasPort;
      out += ':';
      out += std::to_string(*url.port);
    }
  } else if (!url.opaque_path && url.path.size() > 1 && url.path[0] == '/' && url.path[1] == '/') {
    // Without it the path would be read as an authority.
    out += "/.";
  }
  parts.path_start = here();
  out += url.path;
  parts.search_start = here();
  if (url.query) {
    out += '?';
    out += *url.query;
  }
  parts.hash_start = here();
  if (url.fragment) {
    out += '#';
    out += *url.fragment;
  }
}

}  // namespace eddy::url
