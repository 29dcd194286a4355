// The parser's states for what nearly every http and https URL is made of, in one pass from text to text. Each function
// leaves what is out of the ordinary to the parser proper. https://url.spec.whatwg.org/#url-parsing
#include <charconv>
#include <cstring>

#include "base/url/host.h"
#include "base/url/parser.h"
#include "base/url/percent.h"
#include "base/url/url.h"

namespace eddy::url {
namespace {

class WebUrl {
 public:
  WebUrl(std::string_view input, char* out, Parts& parts) : input_(input), out_(out), end_(out), parts_(parts) {}

  // `scheme` is "http://" or "https://".
  size_t Run(std::string_view scheme, uint32_t default_port) {
    Append(scheme);
    at_ = scheme.size();
    parts_.flags = kHasHost | kHasOrigin;
    parts_.protocol_end = Here() - 2;
    parts_.username_end = parts_.host_start = Here();
    if (!Host()) return 0;
    parts_.host_end = Here();
    if (!Port(default_port)) return 0;
    parts_.path_start = Here();
    if (!Path()) return 0;
    parts_.search_start = Here();
    if (At('?') && !Encoded<kSpecialQuerySet>()) return 0;
    parts_.hash_start = Here();
    if (At('#') && !Encoded<kFragmentSet>()) return 0;
    return Here();
  }

 private:
  uint32_t Here() const { return static_cast<uint32_t>(end_ - out_); }
  bool At(char c) const { return at_ < input_.size() && input_[at_] == c; }
  void Append(std::string_view text) {
    std::memcpy(end_, text.data(), text.size());
    end_ += text.size();
  }

  bool Host() {
    if (At('[')) {
      const size_t close = input_.find(']', at_);
      if (close == std::string_view::npos) return false;
      const auto address = ParseHost(input_.substr(at_, close + 1 - at_), true, nullptr);
      if (!address) return false;
      Append(*address);
      at_ = close + 1;
      return true;
    }
    const char* const begin = end_;
    const char* label = begin;
    for (; at_ < input_.size(); at_++) {
      const char c = input_[at_];
      if (static_cast<uint8_t>(c) >= 0x80 || IsIn(c, kForbiddenDomain)) break;
      *end_++ = ToLower(c);
      if (c == '.') label = end_;
    }
    // A last label that is empty, or may be a number.
    if (label == end_) return false;
    return !IsDigit(*label) || IsDottedQuad({begin, static_cast<size_t>(end_ - begin)});
  }

  bool Port(uint32_t default_port) {
    if (!At(':')) return true;
    const size_t digits = ++at_;
    uint32_t port = 0;
    while (at_ < input_.size() && at_ - digits < 5 && IsDigit(input_[at_])) {
      port = port * 10 + static_cast<uint32_t>(input_[at_++] - '0');
    }
    if (port > 65535) return false;
    if (at_ == digits || port == default_port) return true;
    parts_.flags |= kHasPort;
    *end_++ = ':';
    end_ = std::to_chars(end_, end_ + 5, port).ptr;
    return true;
  }

  bool PathEnds() const { return at_ == input_.size() || input_[at_] == '?' || input_[at_] == '#'; }

  bool Path() {
    char* const begin = end_;
    if (PathEnds()) {
      *end_++ = '/';
      return true;
    }
    if (input_[at_] != '/') return false;
    while (!PathEnds()) {
      // At a '/'.
      if (const int dots = DotsHere(); dots != 0) {
        if (dots == 2 && end_ != begin) {
          do end_--;
          while (*end_ != '/');
        }
        if (PathEnds()) *end_++ = '/';
      } else if (!Encoded<kPathSet>()) {
        return false;
      }
      if (At('\\')) return false;
    }
    return true;
  }

  // Passes over a segment of dots.
  int DotsHere() {
    const size_t first = at_ + 1;
    if (first == input_.size() || (input_[first] != '.' && input_[first] != '%')) return 0;
    size_t end = first;
    while (end < input_.size() && input_[end] != '/' && input_[end] != '?' && input_[end] != '#') end++;
    const int dots = Dots(input_.substr(first, end - first));
    if (dots != 0) at_ = end;
    return dots;
  }

  // The character here as it is, then all up to the end of a segment, query or fragment, those of `kSet`
  // percent-encoded.
  template <CharacterSet kSet>
  bool Encoded() {
    constexpr char kDigits[] = "0123456789ABCDEF";
    *end_++ = input_[at_++];
    for (; at_ < input_.size(); at_++) {
      const char c = input_[at_];
      if (!IsIn(c, kSet)) {
        if (kSet == kPathSet && (c == '/' || c == '\\')) return true;
        *end_++ = c;
        continue;
      }
      if ((kSet == kPathSet && c == '?') || (kSet != kFragmentSet && c == '#')) return true;
      if (c == '\t' || c == '\n' || c == '\r') return false;
      const auto byte = static_cast<uint8_t>(c);
      *end_++ = '%';
      *end_++ = kDigits[byte >> 4];
      *end_++ = kDigits[byte & 15];
    }
    return true;
  }

  const std::string_view input_;
  char* const out_;
  char* end_;
  Parts& parts_;
  size_t at_ = 0;
};

}  // namespace

size_t SerializeWeb(std::string_view input, char* out, Parts& parts) {
  while (!input.empty() && static_cast<uint8_t>(input.back()) <= 0x20) input.remove_suffix(1);
  if (input.starts_with("http://")) return WebUrl(input, out, parts).Run("http://", 80);
  if (input.starts_with("https://")) return WebUrl(input, out, parts).Run("https://", 443);
  return 0;
}

}  // namespace eddy::url
