#include "http/parser.h"

#include <algorithm>
#include <utility>

#include "http/head_scanner.h"
#include "http/scan.h"

namespace eddy::http {

// A head that has come in part.
struct Parser::Partial {
  HeadScanner scanner;
  Head head;
};

namespace {

// Takes CR and LF out of values that span lines: their text is put behind the head's own bytes.
void Unfold(Head& head) {
  std::string text(head.bytes);
  for (Field& field : head.fields) {
    std::string_view value = head.Value(field);
    if (value.find_first_of("\r\n") == std::string_view::npos) continue;
    auto start = static_cast<uint32_t>(text.size());
    for (char c : value) {
      if (c != '\r' && c != '\n') text.push_back(c);
    }
    field.value = start;
    field.value_size = static_cast<uint32_t>(text.size() - start);
  }
  head.storage = std::move(text);
  head.bytes = head.storage;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// RFC 9110 5.6.4: what stands between the quotes of a quoted-string, without the backslash.
bool IsQuotedText(char c) {
  auto byte = static_cast<unsigned char>(c);
  return c == '\t' || (byte >= 0x20 && c != '"' && c != '\\' && byte != 0x7f);
}

}  // namespace

void Head::Clear() {
  bytes = {};
  fields.clear();
  content_length = 0;
  target = target_size = 0;
  flags = status = 0;
  method = Method::kNone;
  major = minor = 0;
}

Parser::Parser(const ParserOptions& options) : options_(options) {}
Parser::~Parser() = default;
Parser::Parser(Parser&&) noexcept = default;
Parser& Parser::operator=(Parser&&) noexcept = default;

Event Parser::Fail(ParseError error) {
  error_ = error;
  state_ = State::kFailed;
  partial_.reset();
  return Event::kError;
}

Event Parser::Next(std::string_view& input, Head& head) {
  for (;;) {
    switch (state_) {
      case State::kIdle:
      case State::kClosed: {
        while (!input.empty() && (input.front() == '\r' || input.front() == '\n')) input.remove_prefix(1);
        if (input.empty()) return Event::kNeedData;
        if (state_ == State::kClosed) {
          input.remove_prefix(1);
          return Fail(ParseError::kDataAfterClose);
        }
        state_ = State::kHead;
        [[fallthrough]];
      }
      case State::kHead:
      case State::kTrailers: {
        Event event = ReadHead(input, head);
        if (event == Event::kComplete) break;  // no trailers: kMessageEnd
        return event;
      }
      case State::kBodyLength:
      case State::kChunkData: {
        if (input.empty()) return Event::kNeedData;
        body_ = input.substr(0, std::min<uint64_t>(remaining_, input.size()));
        input.remove_prefix(body_.size());
        remaining_ -= body_.size();
        if (remaining_ == 0) state_ = state_ == State::kChunkData ? State::kChunkDataCr : State::kMessageEnd;
        return Event::kBody;
      }
      case State::kBodyUntilClose:
        if (input.empty()) return Event::kNeedData;
        body_ = std::exchange(input, {});
        return Event::kBody;
      case State::kMessageEnd:
        if ((head_flags_ & kUpgrade) != 0) {
          state_ = State::kUpgraded;
        } else {
          state_ = keep_alive_ || lenient() ? State::kIdle : State::kClosed;
        }
        return Event::kComplete;
      case State::kUpgraded:
        return Event::kUpgraded;
      case State::kFailed:
        return Event::kError;
      default: {
        Event event;
        if (!ReadChunkFraming(input, event)) return event;
      }
    }
  }
}

Event Parser::Finish() {
  switch (state_) {
    case State::kIdle:
    case State::kClosed:
    case State::kUpgraded:
      return Event::kNeedData;
    case State::kMessageEnd:
    case State::kBodyUntilClose:
      state_ = State::kClosed;
      return Event::kComplete;
    case State::kFailed:
      return Event::kError;
    default:
      return Fail(ParseError::kEndOfInput);
  }
}

Event Parser::ReadHead(std::string_view& input, Head& head) {
  bool trailers = state_ == State::kTrailers;
  size_t before = 0;
  HeadScanner::Outcome outcome;
  if (partial_ == nullptr) {
    if (input.empty()) return Event::kNeedData;
    HeadScanner scanner(options_, trailers);
    head.Clear();
    if (trailers) head.flags = head_flags_;
    outcome = scanner.Scan(input.data(), input.size(), head);
    if (outcome == HeadScanner::Outcome::kMore) {
      partial_ = std::make_unique<Partial>(Partial{scanner, {}});
      std::swap(partial_->head, head);
      partial_->head.storage.assign(input);
      input = {};
      return Event::kNeedData;
    }
    if (outcome == HeadScanner::Outcome::kFailed) {
      input.remove_prefix(std::min(scanner.position(), input.size()));
      return Fail(scanner.error());
    }
    head.bytes = input.substr(0, scanner.position());
    input.remove_prefix(scanner.position());
    if (scanner.folded()) Unfold(head);
  } else {
    if (input.empty()) return Event::kNeedData;
    std::string& storage = partial_->head.storage;
    before = storage.size();
    storage.append(input);
    outcome = partial_->scanner.Scan(storage.data(), storage.size(), partial_->head);
    if (outcome == HeadScanner::Outcome::kMore) {
      input = {};
      return Event::kNeedData;
    }
    // The byte that is wrong may lie in an earlier piece.
    size_t position = partial_->scanner.position();
    size_t used = position > before ? std::min(position - before, input.size()) : 0;
    input.remove_prefix(used);
    if (outcome == HeadScanner::Outcome::kFailed) return Fail(partial_->scanner.error());
    std::swap(head, partial_->head);
    head.storage.resize(position);
    head.bytes = head.storage;
    if (partial_->scanner.folded()) Unfold(head);
    partial_.reset();
  }
  if (!trailers) return FinishHead(head);
  state_ = State::kMessageEnd;
  return head.fields.empty() ? Event::kComplete : Event::kTrailers;
}

// The head is whole: how the body is framed (RFC 9112 6.3), and whether the connection outlives the message.
Event Parser::FinishHead(Head& head) {
  bool request = options_.kind == MessageKind::kRequest;
  bool tokens_upgrade = head.has(kUpgradeField) && head.has(kConnectionUpgrade);
  if (request) {
    if (tokens_upgrade || head.method == Method::kConnect) head.flags |= kUpgrade;
  } else if (tokens_upgrade && head.status == 101) {
    head.flags |= kUpgrade;
  }
  bool never_body = !request && (head.status / 100 == 1 || head.status == 204 || head.status == 304);
  if (request && head.has(kTransferEncoding) && !head.has(kChunked) && !lenient()) {
    return Fail(ParseError::kTransferEncodingRequest);
  }
  if (never_body) {
    head.flags |= kNoBody;
    state_ = State::kMessageEnd;
  } else if (head.has(kChunked)) {
    state_ = State::kChunkStart;
  } else if (head.has(kTransferEncoding)) {
    head.flags |= kUntilClose;
    state_ = State::kBodyUntilClose;
  } else if (head.has(kHasContentLength)) {
    remaining_ = head.content_length;
    state_ = remaining_ == 0 ? State::kMessageEnd : State::kBodyLength;
    if (remaining_ == 0) head.flags |= kNoBody;
  } else if (request) {
    head.flags |= kNoBody;
    state_ = State::kMessageEnd;
  } else {
    head.flags |= kUntilClose;
    state_ = State::kBodyUntilClose;
  }
  bool persistent = head.major > 0 && head.minor > 0 ? !head.has(kConnectionClose) : head.has(kConnectionKeep);
  // Of a response whose end is the connection's end nothing can follow; of a request the answer may still.
  keep_alive_ = persistent && (request || !head.has(kUntilClose));
  // Whether the upgrade is taken is for the caller to say; so is whether there is a body after all.
  head_flags_ = head.flags & static_cast<uint16_t>(~kUpgrade);
  if (persistent) head_flags_ |= kKeepAlive;
  if (keep_alive_) head.flags |= kKeepAlive;
  return Event::kHead;
}

void Parser::SkipBody() {
  keep_alive_ = (head_flags_ & kKeepAlive) != 0;
  state_ = State::kMessageEnd;
}

void Parser::TakeUpgrade() {
  head_flags_ |= kUpgrade;
  state_ = State::kMessageEnd;
}

bool Parser::ReadChunkFraming(std::string_view& input, Event& event) {
  auto fail = [&](ParseError error, size_t skip) {
    input.remove_prefix(skip);
    event = Fail(error);
    return false;
  };
  if (input.empty()) {
    event = Event::kNeedData;
    return false;
  }
  char c = input.front();
  auto take = [&](State next) {
    input.remove_prefix(1);
    state_ = next;
    return true;
  };
  // Runs of extension text, counted; `accepts` says what belongs to it.
  auto take_extension = [&](auto accepts) {
    size_t n = 0;
    while (n < input.size() && accepts(input[n])) ++n;
    extension_bytes_ += static_cast<uint32_t>(std::min<size_t>(n, kMaxChunkExtensions + 1));
    input.remove_prefix(n);
    return extension_bytes_ <= kMaxChunkExtensions;
  };
  auto is_token = [](char ch) { return kTokenCharacter[static_cast<unsigned char>(ch)]; };

  switch (state_) {
    case State::kChunkStart: {
      remaining_ = 0;
      extension_bytes_ = 0;
      int digit = HexDigit(c);
      if (digit < 0) return fail(ParseError::kChunkSizeCharacter, 0);
      remaining_ = static_cast<uint64_t>(digit);
      return take(State::kChunkSize);
    }
    case State::kChunkSize: {
      int digit = HexDigit(c);
      if (digit >= 0) {
        if (remaining_ > UINT64_MAX >> 4) return fail(ParseError::kChunkSizeOverflow, 1);
        remaining_ = remaining_ << 4 | static_cast<uint64_t>(digit);
        return take(State::kChunkSize);
      }
      if (c == ' ') return lenient() ? take(State::kChunkSpaces) : fail(ParseError::kChunkSizeCharacter, 1);
      [[fallthrough]];
    }
    case State::kChunkSpaces:
      if (c == ' ') return take(State::kChunkSpaces);
      if (c == '\r') return take(State::kChunkSizeLf);
      if (c == ';') return take(State::kChunkExtension);
      if (c != '\n') return fail(ParseError::kChunkSizeCharacter, 0);
      if (!lenient()) return fail(ParseError::kChunkSizeCr, 1);
      state_ = State::kChunkSizeLf;
      return true;
    case State::kChunkExtension:
      if (c == ' ' || c == '\r' || c == '\n') return fail(ParseError::kChunkExtension, 1);
      state_ = State::kChunkExtensionName;
      [[fallthrough]];
    case State::kChunkExtensionName:
      if (!take_extension(is_token)) return fail(ParseError::kChunkExtensionOverflow, 0);
      if (input.empty()) return true;
      c = input.front();
      if (c == '=') return take(State::kChunkExtensionValueStart);
      if (c == ';') return take(State::kChunkExtension);
      if (c == '\r') return take(State::kChunkSizeLf);
      if (c != '\n') return fail(ParseError::kChunkExtensionName, 1);
      if (!lenient()) return fail(ParseError::kChunkExtensionNameCr, 0);
      state_ = State::kChunkSizeLf;
      return true;
    case State::kChunkExtensionValueStart:
      if (c == '"') return take(State::kChunkExtensionQuoted);
      state_ = State::kChunkExtensionValue;
      [[fallthrough]];
    case State::kChunkExtensionValue:
      if (!take_extension(is_token)) return fail(ParseError::kChunkExtensionOverflow, 0);
      if (input.empty()) return true;
      c = input.front();
      if (c == ';') return take(State::kChunkExtension);
      if (c == '\r') return take(State::kChunkSizeLf);
      if (c != '\n') return fail(ParseError::kChunkExtensionValue, 1);
      if (!lenient()) return fail(ParseError::kChunkExtensionValueCr, 0);
      state_ = State::kChunkSizeLf;
      return true;
    case State::kChunkExtensionQuoted:
      if (!take_extension(IsQuotedText)) return fail(ParseError::kChunkExtensionOverflow, 0);
      if (input.empty()) return true;
      c = input.front();
      if (c == '"') return take(State::kChunkExtensionAfterQuoted);
      if (c == '\\') return take(State::kChunkExtensionEscape);
      return fail(ParseError::kChunkExtensionQuoted, 1);
    case State::kChunkExtensionEscape:
      if (++extension_bytes_ > kMaxChunkExtensions) return fail(ParseError::kChunkExtensionOverflow, 0);
      if (c != '"' && c != '\\' && !IsQuotedText(c)) return fail(ParseError::kChunkExtensionQuoted, 1);
      return take(State::kChunkExtensionQuoted);
    case State::kChunkExtensionAfterQuoted:
      if (c == ';') return take(State::kChunkExtension);
      if (c == '\r') return take(State::kChunkSizeLf);
      if (c != '\n') return fail(ParseError::kChunkExtensionAfterQuoted, 0);
      if (!lenient()) return fail(ParseError::kChunkExtensionValueCr, 0);
      state_ = State::kChunkSizeLf;
      return true;
    case State::kChunkSizeLf:
      if (c == '\n') {
        input.remove_prefix(1);
      } else if (!lenient()) {
        return fail(ParseError::kChunkSizeLf, 0);
      }
      state_ = remaining_ == 0 ? State::kTrailers : State::kChunkData;
      return true;
    case State::kChunkDataCr:
      if (c == '\r') return take(State::kChunkDataLf);
      if (c == '\n' && lenient()) return take(State::kChunkStart);
      if (c == '\n') return fail(ParseError::kChunkDataCr, 1);
      if (!lenient()) return fail(ParseError::kChunkDataLf, 0);
      state_ = State::kChunkStart;
      return true;
    default:  // kChunkDataLf
      if (c == '\n') {
        input.remove_prefix(1);
      } else if (!lenient()) {
        return fail(ParseError::kChunkDataLf, 0);
      }
      state_ = State::kChunkStart;
      return true;
  }
}

}  // namespace eddy::http
