// HTTP/1.1 messages out of bytes (RFC 9112), in any pieces.
//
//   std::string_view input = buffer;
//   for (;;) switch (parser.Next(input, head)) {
//     case Event::kHead: ...        // head is valid until the next call
//     case Event::kBody: ...        // parser.body() points into the buffer
//     case Event::kNeedData: return;
//
// Nothing is copied while a head lies within one buffer; a head in pieces is collected on the heap and freed with its
// message, so a parser between messages is some 40 bytes and owns nothing.
//
// Strict: what RFC 9112 calls ambiguous is refused (bare LF, obs-fold, space before the colon, both lengths, two
// lengths, two Hosts, signs in sizes, transfer codings after chunked). `Leniency` is what node:http documents for
// `insecureHTTPParser`. Errors carry the names and reasons of Node (error.h).
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "http/error.h"
#include "http/head.h"

namespace eddy::http {

enum class MessageKind : uint8_t { kRequest, kResponse };

enum class Leniency : uint8_t {
  kStrict,
  kRelaxedValues,  // control characters in field values, but NUL, CR and LF
  kInsecure,       // everything that can be understood somehow
};

struct ParserOptions {
  MessageKind kind = MessageKind::kRequest;
  Leniency leniency = Leniency::kStrict;
  uint32_t max_header_size = 16 * 1024;  // bytes in target, names and values together; and, apart, in trailers
};

enum class Event : uint8_t {
  kNeedData,  // the input is used up
  kHead,      // a head is complete
  kBody,      // a piece of the body: body()
  kTrailers,  // the trailer fields: head.fields and head.bytes, the rest of `head` is not set
  kComplete,  // the message has ended
  kUpgraded,  // after TakeUpgrade and kComplete: what is left of the input is of another protocol
  kError,     // error(); the input begins at the byte that is wrong. Every later call answers the same
};

class Parser {
 public:
  // The largest sum of names and values in one chunk's extensions, in bytes.
  static constexpr uint32_t kMaxChunkExtensions = 16 * 1024;

  explicit Parser(const ParserOptions& options);
  ~Parser();
  Parser(Parser&&) noexcept;
  Parser& operator=(Parser&&) noexcept;

  // Takes bytes from the front of `input` until something has happened. `head` is scratch space that the caller may
  // share between parsers; between calls the parser keeps no reference to it.
  Event Next(std::string_view& input, Head& head);

  // The input has ended: kComplete when that ends the message, kNeedData between messages, else kError.
  Event Finish();

  // After kHead: there is no body, whatever the fields say (the answer to a HEAD request).
  void SkipBody();
  // After kHead with kUpgrade: the message ends here, and the connection belongs to another protocol.
  void TakeUpgrade();

  // After kBody.
  std::string_view body() const { return body_; }
  ParseError error() const { return error_; }
  // Whether a message has begun and not ended.
  bool in_message() const { return state_ != State::kIdle && state_ != State::kClosed; }
  // Whether a head has begun and not ended.
  bool in_head() const { return state_ == State::kHead; }
  // Whether the last message allows another one on this connection.
  bool keep_alive() const { return keep_alive_; }
  // Bytes of the body, or of the chunk, that are still to come.
  uint64_t remaining() const { return remaining_; }

 private:
  enum class State : uint8_t {
    kIdle,
    kClosed,
    kHead,
    kBodyLength,
    kBodyUntilClose,
    kChunkStart,
    kChunkSize,
    kChunkSpaces,
    kChunkExtension,
    kChunkExtensionName,
    kChunkExtensionValueStart,
    kChunkExtensionValue,
    kChunkExtensionQuoted,
    kChunkExtensionEscape,
    kChunkExtensionAfterQuoted,
    kChunkSizeLf,
    kChunkData,
    kChunkDataCr,
    kChunkDataLf,
    kTrailers,
    kMessageEnd,
    kUpgraded,
    kFailed,
  };
  struct Partial;

  Event ReadHead(std::string_view& input, Head& head);
  Event FinishHead(Head& head);
  // Chunk framing; true when the state moved on, false when there is an event to report.
  bool ReadChunkFraming(std::string_view& input, Event& event);
  Event Fail(ParseError error);
  bool lenient() const { return options_.leniency == Leniency::kInsecure; }

  ParserOptions options_;
  State state_ = State::kIdle;
  ParseError error_ = ParseError::kNone;
  bool keep_alive_ = false;
  uint16_t head_flags_ = 0;
  uint32_t extension_bytes_ = 0;
  uint64_t remaining_ = 0;
  std::string_view body_;
  std::unique_ptr<Partial> partial_;
};

}  // namespace eddy::http
