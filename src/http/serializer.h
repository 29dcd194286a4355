// Bytes out of messages: the start line, the fields that a server adds by itself, chunk framing, and the Date field.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace eddy::http {

// The value of a Date field (RFC 9110 5.6.7, IMF-fixdate), formatted once a second.
class DateCache {
 public:
  // `seconds` since 1970-01-01T00:00:00Z. The view is valid until the next call.
  std::string_view Get(int64_t seconds);

 private:
  int64_t seconds_ = -1;
  char text_[32] = {};
};

// What a response's head says besides the program's own fields. Written in the order that Node has.
struct ResponseHead {
  enum class Connection : uint8_t { kOmit, kKeepAlive, kClose };

  uint32_t status = 200;
  std::string_view reason;  // empty: the status' own phrase
  std::string_view fields;  // the program's, as lines that each end in CRLF
  std::string_view date;    // empty: no Date field
  Connection connection = Connection::kOmit;
  std::optional<uint32_t> keep_alive_timeout;  // seconds for the Keep-Alive field, if there is to be one
  uint32_t keep_alive_max = 0;                 // requests for its `max`; 0: none
  bool chunked = false;                        // Transfer-Encoding: chunked
  int64_t content_length = -1;                 // -1: no Content-Length field
};

// Appends the whole head, up to and with the empty line.
void AppendResponseHead(std::string& out, const ResponseHead& head);

// Appends a decimal number.
void AppendNumber(std::string& out, uint64_t number);

// Appends a chunk's size line. The data and CRLF follow. `size` 0 would end the message: see AppendLastChunk.
void AppendChunkSize(std::string& out, uint64_t size);

// Appends the last chunk with its trailer fields (lines that each end in CRLF, or nothing).
void AppendLastChunk(std::string& out, std::string_view trailers);

}  // namespace eddy::http
