// The part of the parser that reads a head: start line and fields, resumable at every byte.
#pragma once
#include <cstddef>
#include <cstdint>

#include "http/error.h"
#include "http/head.h"
#include "http/parser.h"

namespace eddy::http {

// Reads a head whose bytes lie in one piece from their first one on, in as many steps as they come.
class HeadScanner {
 public:
  enum class Outcome : uint8_t { kMore, kDone, kFailed };

  // `trailers`: fields only. Head::flags must then hold those of the message that they belong to.
  HeadScanner(const ParserOptions& options, bool trailers);

  // Goes on in bytes [0, size) of the head; those seen before must be the same. Fills `head` (but not `bytes`).
  Outcome Scan(const char* bytes, size_t size, Head& head);

  // Where the scan stands: after the head, or at the byte that is wrong.
  size_t position() const { return position_; }
  ParseError error() const { return error_; }
  // Whether a value spans lines (lenient only): CR and LF are to be taken out of it.
  bool folded() const { return folded_; }

 private:
  enum class State : uint8_t {
    kMethod,
    kTargetSpaces,
    kTarget,
    kSimpleLf,
    kProtocolSpaces,
    kProtocol,
    kMajor,
    kDot,
    kMinor,
    kVersionEnd,
    kStartLineLf,
    kStatus,
    kStatusEnd,
    kReason,
    kReasonLf,
    kFirstField,
    kFieldStart,
    kFieldName,
    kValueStart,
    kEmptyValueLf,
    kAfterEmptyLine,
    kValue,
    kValueLf,
    kAfterValueLine,
    kEndLf,
  };
  enum class Target : uint8_t { kStart, kScheme, kSchemeSlash, kSchemeSlashes, kServer, kServerAt, kPath };

  bool ScanStartLine(const char* bytes, size_t size, Head& head);
  bool ScanMethod(const char* bytes, size_t size, Head& head);
  bool ScanTarget(const char* bytes, size_t size, Head& head);
  bool ScanProtocol(const char* bytes, size_t size, Head& head);
  bool ScanFields(const char* bytes, size_t size, Head& head);
  // The name has ended at the colon.
  bool BeginValue(const char* bytes, size_t end, Head& head);
  // The value's text is known: what it means for framing.
  bool CheckValue(const char* bytes, size_t end, Head& head);
  bool CheckContentLength(const char* bytes, size_t end, Head& head);
  bool CheckTransferEncoding(const char* bytes, size_t end, Head& head);
  void ReadConnection(std::string_view value, Head& head);
  void EndField(Head& head);
  bool Count(size_t bytes);
  bool CountOpenToken(size_t size);
  bool Fail(ParseError error, size_t position);
  bool lenient() const { return leniency_ == Leniency::kInsecure; }

  size_t position_ = 0;
  size_t token_ = 0;      // where the token being read began
  size_t value_end_ = 0;  // where the value read so far ends, without trailing white space
  uint32_t counted_ = 0;  // bytes that count against max_header_size
  uint32_t max_header_size_;
  Field field_;
  State state_;
  Target target_ = Target::kStart;
  MessageKind kind_;
  Leniency leniency_;
  ParseError error_ = ParseError::kNone;
  uint8_t index_ = 0;  // in a literal or a number of fixed length
  bool trailers_;
  bool folded_ = false;
  bool more_ = false;
};

}  // namespace eddy::http
