// What a session tells: a flat list, in the order in which things happened.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::http2 {

enum class EventKind : int32_t {
  kHeaders = 0,       // a whole block: stream, a = category (HeaderCategory), b = flags; fields; c = stream promised on
  kData = 1,          // stream; a, b = where the bytes stand in what was received, or a = -1: they are in text
  kEndStream = 2,     // the peer will send no more on stream
  kStreamClosed = 3,  // stream; a = error code
  kSettings = 4,      // the peer's; text: RemoteSettings() as they now are
  kSettingsAck = 5,   // the peer has taken ours; text: LocalSettings() as they now are
  kPing = 6,          // text: 8 bytes
  kPingAck = 7,       // text: 8 bytes
  kGoaway = 8,        // a = error code, b = last stream; text: opaque data
  kAltsvc = 9,        // stream; text: origin, then value; a = the origin's length
  kOrigin = 10,       // fields: the origins, as names
  kFrameError = 11,   // a frame could not be sent: stream, a = frame type, b = error code of RFC 9113
  kWritten = 12,      // stream; a = how many writes have gone out as frames, b = their bytes
  kWantTrailers = 13,  // the body of stream has gone out; SubmitTrailers ends it
  kFailed = 14,        // the session is unusable: a = error number of nghttp2, or of Failure
  kPriority = 15,      // stream; a = parent, b = weight, c = exclusive
};

// Which block of a stream's headers it is.
enum class HeaderCategory : int32_t {
  kRequest = 0,       // opens the stream
  kResponse = 1,      // the first that comes back
  kPushResponse = 2,  // the first on a pushed stream
  kLater = 3,         // informational or trailers
  kPromise = 4,       // PUSH_PROMISE: a stream to come
};

// Failures that are ours, not nghttp2's.
enum class Failure : int32_t {
  kTooManyInvalidFrames = 1,
  kTooManyRejectedStreams = 2,
};

struct Event {
  EventKind kind;
  int32_t stream = 0;
  int64_t a = 0;
  int64_t b = 0;
  int64_t c = 0;
  size_t text = 0;  // where its text begins in Events::text
  size_t text_size = 0;
  size_t first_field = 0;  // in Events::fields
  size_t field_count = 0;
};

// A header field: name and value stand one after the other in Events::text.
struct Field {
  size_t at;
  uint32_t name_size;
  uint32_t value_size;
  bool sensitive;  // the peer forbids to index it: RFC 7541 7.1.3
};

struct Events {
  std::vector<Event> list;
  std::vector<Field> fields;
  std::string text;

  bool empty() const { return list.empty(); }
  void Clear() {
    list.clear();
    fields.clear();
    text.clear();
  }
  std::string_view TextOf(const Event& event) const {
    return std::string_view(text).substr(event.text, event.text_size);
  }
  std::string_view NameOf(const Field& field) const { return std::string_view(text).substr(field.at, field.name_size); }
  std::string_view ValueOf(const Field& field) const {
    return std::string_view(text).substr(field.at + field.name_size, field.value_size);
  }
};

}  // namespace eddy::http2
