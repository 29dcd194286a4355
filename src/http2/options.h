// What a session is made with: limits against what the peer may ask of us, and how frames are written.
// https://nodejs.org/api/http2.html#http2createserveroptions-onrequesthandler
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

namespace eddy::http2 {

enum class Role : int32_t { kServer = 0, kClient = 1 };

// How much padding HEADERS and DATA frames get. RFC 9113 10.7.
enum class Padding : int32_t {
  kNone = 0,
  kAligned = 1,  // frames, with their 9 bytes of header, are a multiple of 8 bytes where limits allow it
  kMax = 2,      // as much as a frame can carry
};

// One entry of a SETTINGS frame. RFC 9113 6.5.1.
struct Setting {
  uint16_t id = 0;
  uint32_t value = 0;
};

struct Options {
  // Bytes of the encoder's dynamic table, whatever the peer allows.
  std::optional<uint32_t> max_deflate_table_size;
  // Pushed streams, promised and not yet begun, that a client accepts.
  uint32_t max_reserved_remote_streams = 200;
  // Bytes of one compressed header block that we send.
  std::optional<uint32_t> max_send_header_block_length;
  // Streams that we may open before the peer has said how many.
  uint32_t peer_max_concurrent_streams = 100;
  // Entries of one SETTINGS frame that we accept.
  uint32_t max_settings = 32;
  // Fields of one header block that we accept.
  uint32_t max_header_pairs = 128;
  // Bytes that the session may hold before it refuses new streams.
  uint64_t max_memory = 10'000'000;
  // Frames that are wrong, but not fatal, before the session ends.
  uint32_t max_invalid_frames = 1000;
  // Streams refused one after the other before the session ends.
  uint32_t max_rejected_streams = 100;
  // RST_STREAM frames that we accept: at once, and per second.
  uint64_t reset_burst = 1000;
  uint64_t reset_rate = 33;
  // Whether values with white space at their ends are dropped. RFC 9113 8.2.1.
  bool strict_whitespace = true;
  Padding padding = Padding::kNone;
  // Settings, unknown to the protocol, whose values we want to know of the peer's.
  std::vector<uint16_t> remote_custom_settings;
};

}  // namespace eddy::http2
