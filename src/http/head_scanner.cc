#include "http/head_scanner.h"

#include <algorithm>
#include <string_view>

#include "http/scan.h"

namespace eddy::http {
namespace {

constexpr std::string_view kProtocolName = "HTTP/";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsBlank(char c) { return c == ' ' || c == '\t'; }

// RFC 3986 userinfo and reg-name characters with the brackets of an IPv6 literal.
bool IsServerCharacter(char c) {
  return IsAlpha(c) || IsDigit(c) || std::string_view("-_.!~*'()%;:&=+$,[]").find(c) != std::string_view::npos;
}

bool EqualsFolded(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    if (c != lower[i]) return false;
  }
  return true;
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

HeadScanner::HeadScanner(const ParserOptions& options, bool trailers)
    : max_header_size_(options.max_header_size),
      state_(trailers                                ? State::kFieldStart
             : options.kind == MessageKind::kRequest ? State::kMethod
                                                     : State::kProtocol),
      kind_(options.kind),
      leniency_(options.leniency),
      trailers_(trailers) {}

bool HeadScanner::Fail(ParseError error, size_t position) {
  error_ = error;
  position_ = position;
  return false;
}

// Counts a whole token. Node refuses a head as soon as target, names and values together reach the limit.
bool HeadScanner::Count(size_t bytes) {
  counted_ += static_cast<uint32_t>(bytes);
  if (counted_ < max_header_size_) return true;
  return Fail(ParseError::kHeaderOverflow, position_);
}

// The input ended inside a token: the limit holds for what is there. White space is not counted, so a second, wider
// limit bounds what a head in pieces can make us keep.
bool HeadScanner::CountOpenToken(size_t size) {
  bool in_token =
      state_ == State::kTarget || state_ == State::kReason || state_ == State::kFieldName || state_ == State::kValue;
  size_t open = in_token ? size - token_ : 0;
  if (counted_ + open < max_header_size_ && size < size_t{2} * max_header_size_ + 65536) return true;
  return Fail(ParseError::kHeaderOverflow, size);
}

HeadScanner::Outcome HeadScanner::Scan(const char* bytes, size_t size, Head& head) {
  more_ = false;
  bool good = state_ >= State::kFirstField || ScanStartLine(bytes, size, head);
  if (good && !more_) good = ScanFields(bytes, size, head);
  if (!good) return Outcome::kFailed;
  if (!more_) return Outcome::kDone;
  return CountOpenToken(size) ? Outcome::kMore : Outcome::kFailed;
}

bool HeadScanner::ScanStartLine(const char* bytes, size_t size, Head& head) {
  while (state_ < State::kFirstField && !more_) {
    if (position_ >= size) {
      more_ = true;
      return true;
    }
    char c = bytes[position_];
    switch (state_) {
      case State::kMethod:
        if (!ScanMethod(bytes, size, head)) return false;
        break;
      case State::kTargetSpaces:
        if (c == ' ') {
          ++position_;
          break;
        }
        token_ = position_;
        target_ = head.method == Method::kConnect ? Target::kServer : Target::kStart;
        state_ = State::kTarget;
        [[fallthrough]];
      case State::kTarget:
        if (!ScanTarget(bytes, size, head)) return false;
        break;
      case State::kSimpleLf:
        if (c != '\n') return Fail(ParseError::kUrlLf, position_);
        ++position_;
        state_ = State::kFirstField;
        break;
      case State::kProtocolSpaces:
        if (c == ' ') {
          ++position_;
          break;
        }
        if (c == '\t' || c == '\f') return Fail(ParseError::kUrlCharacters, position_ + 1);
        state_ = State::kProtocol;
        index_ = 0;
        [[fallthrough]];
      default:
        if (!ScanProtocol(bytes, size, head)) return false;
        break;
    }
  }
  return true;
}

bool HeadScanner::ScanMethod(const char* bytes, size_t size, Head& head) {
  std::string_view text(bytes, std::min(size, size_t{16}));
  if (text.starts_with("GET ")) {
    head.method = Method::kGet;
    position_ = 3;
  } else if (text.starts_with("POST ")) {
    head.method = Method::kPost;
    position_ = 4;
  } else {
    MethodMatch match = MatchMethod(text);
    if (match.exact != Method::kNone) {
      head.method = match.exact;
      position_ = match.length;
      if (position_ == size) {
        more_ = true;
        return true;
      }
      if (bytes[position_] != ' ') return Fail(ParseError::kNoSpaceAfterMethod, position_);
    } else if (match.length == text.size() || text == "PRI") {
      position_ = 0;
      more_ = true;
      return true;
    } else {
      return text.starts_with("PRI ") ? Fail(ParseError::kHttp2Preface, 4)
                                      : Fail(ParseError::kInvalidMethod, match.length);
    }
  }
  ++position_;
  state_ = State::kTargetSpaces;
  return true;
}

bool HeadScanner::ScanTarget(const char* bytes, size_t size, Head& head) {
  const char* end = bytes + size;
  while (position_ < size) {
    if (target_ == Target::kPath) {
      position_ = static_cast<size_t>(SkipVisible(bytes + position_, end) - bytes);
      if (position_ == size) break;
    }
    char c = bytes[position_];
    if (c == ' ' || c == '\r' || c == '\n') {
      bool whole = target_ == Target::kPath || target_ == Target::kServer || target_ == Target::kServerAt;
      if (!whole) {
        return target_ == Target::kStart && c == ' ' ? Fail(ParseError::kUrlStart, position_)
                                                     : Fail(ParseError::kUrlCharacters, position_ + 1);
      }
      head.target = static_cast<uint32_t>(token_);
      head.target_size = static_cast<uint32_t>(position_ - token_);
      if (!Count(head.target_size)) return false;
      ++position_;
      if (c == ' ') {
        state_ = State::kProtocolSpaces;
      } else {
        // A request line without a version: HTTP/0.9, which Node answers.
        head.major = 0;
        head.minor = 9;
        state_ = c == '\r' ? State::kSimpleLf : State::kFirstField;
      }
      return true;
    }
    if (c == '\t' || c == '\f') return Fail(ParseError::kUrlCharacters, position_ + 1);
    switch (target_) {
      case Target::kStart:
        if (c == '/' || c == '*') {
          target_ = Target::kPath;
        } else if (IsAlpha(c)) {
          target_ = Target::kScheme;
        } else {
          return Fail(ParseError::kUrlStart, position_);
        }
        break;
      case Target::kScheme:
        if (c == ':') {
          target_ = Target::kSchemeSlash;
        } else if (!IsAlpha(c)) {
          return Fail(ParseError::kUrlScheme, position_);
        }
        break;
      case Target::kSchemeSlash:
        if (c != '/') return Fail(ParseError::kUrlScheme, position_);
        target_ = Target::kSchemeSlashes;
        break;
      case Target::kSchemeSlashes:
        if (c != '/') return Fail(ParseError::kUrlScheme, position_);
        target_ = Target::kServer;
        break;
      case Target::kServer:
      case Target::kServerAt:
        if (c == '/' || c == '?') {
          target_ = Target::kPath;
        } else if (c == '@') {
          if (target_ == Target::kServerAt) return Fail(ParseError::kUrlDoubleAt, position_ + 1);
          target_ = Target::kServerAt;
        } else if (IsServerCharacter(c)) {
          target_ = Target::kServer;
        } else {
          return Fail(ParseError::kUrlServer, position_);
        }
        break;
      case Target::kPath:
        return Fail(ParseError::kUrlPath, position_);
    }
    ++position_;
  }
  more_ = true;
  return true;
}

// From "HTTP/" to the end of the start line.
bool HeadScanner::ScanProtocol(const char* bytes, size_t size, Head& head) {
  char c = bytes[position_];
  switch (state_) {
    case State::kProtocol:
      if (c != kProtocolName[index_]) return Fail(ParseError::kProtocol, position_);
      if (++index_ == kProtocolName.size()) state_ = State::kMajor;
      break;
    case State::kMajor:
      if (!IsDigit(c)) return Fail(ParseError::kMajorVersion, position_);
      head.major = static_cast<uint8_t>(c - '0');
      state_ = State::kDot;
      break;
    case State::kDot:
      if (c != '.') return Fail(ParseError::kExpectedDot, position_);
      state_ = State::kMinor;
      break;
    case State::kMinor: {
      if (!IsDigit(c)) return Fail(ParseError::kMinorVersion, position_);
      head.minor = static_cast<uint8_t>(c - '0');
      int version = head.major * 10 + head.minor;
      if (!lenient() && version != 11 && version != 10 && version != 9 && version != 20) {
        return Fail(ParseError::kVersion, position_ + 1);
      }
      state_ = State::kVersionEnd;
      break;
    }
    case State::kVersionEnd:
      if (kind_ == MessageKind::kResponse) {
        if (c != ' ') return Fail(ParseError::kVersionSpace, position_);
        state_ = State::kStatus;
        index_ = 0;
        head.status = 0;
      } else if (c == '\r') {
        state_ = State::kStartLineLf;
      } else if (c == '\n') {
        if (!lenient()) return Fail(ParseError::kVersionCrlf, position_ + 1);
        state_ = State::kFirstField;
      } else {
        return Fail(ParseError::kVersionCrlf, position_);
      }
      break;
    case State::kStartLineLf:
      state_ = State::kFirstField;
      if (c != '\n') return lenient() || Fail(ParseError::kVersionLf, position_);
      break;
    case State::kStatus:
      if (!IsDigit(c)) return Fail(ParseError::kStatusCode, position_);
      head.status = static_cast<uint16_t>(head.status * 10 + (c - '0'));
      if (++index_ == 3) state_ = State::kStatusEnd;
      break;
    case State::kStatusEnd:
      if (c != ' ' && c != '\r' && !(c == '\n' && lenient())) return Fail(ParseError::kResponseStatus, position_);
      state_ = State::kReason;
      token_ = position_ + (c == ' ' ? 1 : 0);
      if (c != ' ') return true;
      break;
    case State::kReason:
      position_ = static_cast<size_t>(SkipLine(bytes + position_, bytes + size) - bytes);
      if (position_ == size) return true;
      head.target = static_cast<uint32_t>(token_);
      head.target_size = static_cast<uint32_t>(position_ - token_);
      if (!Count(head.target_size)) return false;
      if (bytes[position_] == '\r') {
        state_ = State::kReasonLf;
      } else {
        if (!lenient()) return Fail(ParseError::kStatusCr, position_ + 1);
        state_ = State::kFirstField;
      }
      break;
    default:  // kReasonLf
      state_ = State::kFirstField;
      if (c != '\n') return lenient() || Fail(ParseError::kLfAfterCr, position_);
      break;
  }
  ++position_;
  return true;
}

bool HeadScanner::ScanFields(const char* bytes, size_t size, Head& head) {
  const char* end = bytes + size;
  while (position_ < size) {
    char c = bytes[position_];
    switch (state_) {
      case State::kFirstField:
        if (c == ' ') {
          if (!lenient()) return Fail(ParseError::kSpaceAfterStartLine, position_ + 1);
          ++position_;
          break;
        }
        state_ = State::kFieldStart;
        [[fallthrough]];
      case State::kFieldStart:
        if (c == '\r') {
          ++position_;
          state_ = State::kEndLf;
          break;
        }
        if (c == '\n') {
          ++position_;
          return lenient() || Fail(ParseError::kHeaderFieldChar, position_);
        }
        token_ = position_;
        state_ = State::kFieldName;
        [[fallthrough]];
      case State::kFieldName:
        position_ = static_cast<size_t>(SkipToken(bytes + position_, end) - bytes);
        if (position_ == size) break;
        if (bytes[position_] != ':' || position_ == token_) return Fail(ParseError::kHeaderToken, position_);
        if (!BeginValue(bytes, position_, head)) return false;
        ++position_;
        state_ = State::kValueStart;
        break;
      case State::kValueStart:
        if (IsBlank(c)) {
          ++position_;
          break;
        }
        token_ = value_end_ = position_;
        if (c == '\r') {
          ++position_;
          state_ = State::kEmptyValueLf;
          break;
        }
        if (c == '\n') {
          ++position_;
          if (!lenient()) return Fail(ParseError::kHeaderValueChar, position_);
          state_ = State::kAfterEmptyLine;
          break;
        }
        state_ = State::kValue;
        [[fallthrough]];
      case State::kValue: {
        position_ = static_cast<size_t>(SkipFieldValue(bytes + position_, end) - bytes);
        if (position_ == size) break;
        c = bytes[position_];
        bool ends = c == '\r' || c == '\n';
        if (!ends && (lenient() || (leniency_ == Leniency::kRelaxedValues && c != '\0'))) {
          ++position_;
          break;
        }
        value_end_ = position_;
        while (value_end_ > token_ && IsBlank(bytes[value_end_ - 1])) --value_end_;
        if (!CheckValue(bytes, ends ? value_end_ : position_ + 1, head)) return false;
        if (!ends) return Fail(ParseError::kHeaderValueChar, position_);
        if (c == '\n' && !lenient()) return Fail(ParseError::kHeaderCr, position_);
        ++position_;
        state_ = c == '\r' ? State::kValueLf : State::kAfterValueLine;
        break;
      }
      case State::kValueLf:
        if (c != '\n') return Fail(ParseError::kHeaderLf, position_);
        ++position_;
        state_ = State::kAfterValueLine;
        break;
      case State::kAfterValueLine:
        if (IsBlank(c)) {
          if (!lenient()) return Fail(ParseError::kHeaderFold, position_);
          folded_ = true;
          state_ = State::kValue;
          break;
        }
        if (!Count(value_end_ - token_)) return false;
        EndField(head);
        break;
      case State::kEmptyValueLf:
        if (c == '\n') {
          ++position_;
        } else if (!lenient()) {
          return Fail(ParseError::kLfAfterCr, position_);
        }
        state_ = State::kAfterEmptyLine;
        break;
      case State::kAfterEmptyLine:
        if (IsBlank(c)) {
          if (!lenient()) return Fail(ParseError::kHeaderValueChar, position_ + 1);
          state_ = State::kValueStart;
          break;
        }
        if (field_.id == HeaderId::kContentLength) return Fail(ParseError::kContentLengthEmpty, position_);
        if (field_.id == HeaderId::kTransferEncoding) {
          return Fail(ParseError::kTransferEncodingEmpty, position_);
        }
        EndField(head);
        break;
      default:  // kEndLf
        if (c == '\n') {
          ++position_;
        } else if (!lenient()) {
          return Fail(ParseError::kHeadersLf, position_);
        }
        return true;
    }
  }
  more_ = true;
  return true;
}

bool HeadScanner::BeginValue(const char* bytes, size_t end, Head& head) {
  size_t size = end - token_;
  if (!Count(size)) return false;
  if (size > UINT16_MAX) return Fail(ParseError::kHeaderOverflow, end);
  std::string_view name(bytes + token_, size);
  field_ = Field{static_cast<uint32_t>(token_), 0, 0, static_cast<uint16_t>(size), FindHeader(name)};
  switch (field_.id) {
    case HeaderId::kContentLength:
      if (head.has(kTransferEncoding) && !lenient()) {
        return Fail(ParseError::kContentLengthWithTransferEncoding, end + 1);
      }
      break;
    case HeaderId::kTransferEncoding:
      if (head.has(kHasContentLength) && !lenient()) {
        return Fail(ParseError::kTransferEncodingWithContentLength, end + 1);
      }
      break;
    case HeaderId::kHost:
      if (trailers_ || kind_ == MessageKind::kResponse) break;
      if (head.has(kHasHost) && !lenient()) return Fail(ParseError::kDuplicateHost, end + 1);
      head.flags |= kHasHost;
      break;
    case HeaderId::kExpect:
      if (!trailers_) head.flags |= kExpect;
      break;
    default:
      break;
  }
  return true;
}

bool HeadScanner::CheckValue(const char* bytes, size_t end, Head& head) {
  switch (field_.id) {
    case HeaderId::kContentLength:
      return CheckContentLength(bytes, end, head);
    case HeaderId::kTransferEncoding:
      return CheckTransferEncoding(bytes, end, head);
    case HeaderId::kConnection:
    case HeaderId::kProxyConnection:
      if (!trailers_) ReadConnection(std::string_view(bytes + token_, end - token_), head);
      return true;
    case HeaderId::kUpgrade:
      if (!trailers_) head.flags |= kUpgradeField;
      return true;
    default:
      return true;
  }
}

bool HeadScanner::CheckContentLength(const char* bytes, size_t end, Head& head) {
  if (head.has(kHasContentLength)) return Fail(ParseError::kContentLengthDuplicate, token_);
  uint64_t length = 0;
  for (size_t i = token_; i < end; ++i) {
    if (!IsDigit(bytes[i])) {
      // White space may only trail, so the wrong character is the first one after it.
      while (i + 1 < end && IsBlank(bytes[i])) ++i;
      return Fail(ParseError::kContentLengthCharacter, i);
    }
    auto digit = static_cast<uint64_t>(bytes[i] - '0');
    if (length > (UINT64_MAX - digit) / 10) return Fail(ParseError::kContentLengthOverflow, i + 1);
    length = length * 10 + digit;
  }
  head.content_length = length;
  head.flags |= kHasContentLength;
  return true;
}

// Chunked must be the last coding, and of a request it must be there at all (RFC 9112 6.1, 6.3).
bool HeadScanner::CheckTransferEncoding(const char* bytes, size_t end, Head& head) {
  bool refuses = kind_ == MessageKind::kRequest && !lenient();
  if (head.has(kChunked) && refuses) return Fail(ParseError::kTransferEncodingValue, token_ + 1);
  head.flags |= kTransferEncoding;
  head.flags &= static_cast<uint16_t>(~kChunked);
  size_t start = token_;
  while (start <= end) {
    size_t comma = start;
    while (comma < end && bytes[comma] != ',') ++comma;
    bool chunked = EqualsFolded(Trimmed(std::string_view(bytes + start, comma - start)), "chunked");
    if (chunked) {
      head.flags |= kChunked;
      if (comma < end && refuses) return Fail(ParseError::kTransferEncodingValue, comma + 1);
    } else {
      head.flags &= static_cast<uint16_t>(~kChunked);
    }
    start = comma + 1;
  }
  return true;
}

void HeadScanner::ReadConnection(std::string_view value, Head& head) {
  while (true) {
    size_t comma = std::min(value.find(','), value.size());
    std::string_view token = Trimmed(value.substr(0, comma));
    if (EqualsFolded(token, "close")) head.flags |= kConnectionClose;
    if (EqualsFolded(token, "keep-alive")) head.flags |= kConnectionKeep;
    if (EqualsFolded(token, "upgrade")) head.flags |= kConnectionUpgrade;
    if (comma == value.size()) return;
    value.remove_prefix(comma + 1);
  }
}

void HeadScanner::EndField(Head& head) {
  field_.value = static_cast<uint32_t>(token_);
  field_.value_size = static_cast<uint32_t>(value_end_ - token_);
  head.fields.push_back(field_);
  state_ = State::kFieldStart;
}

}  // namespace eddy::http
