// The head of a message: its start line and fields, as offsets into the bytes that came from the wire.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/header_names.h"
#include "http/method.h"

namespace eddy::http {

// One field: where its name and value stand in Head::bytes. The value has no white space around it.
struct Field {
  uint32_t name = 0;
  uint32_t value = 0;
  uint32_t value_size = 0;
  uint16_t name_size = 0;
  HeaderId id = HeaderId::kOther;
};

// What the fields say about framing and the connection (Head::flags).
enum HeadFlag : uint16_t {
  kKeepAlive = 1,          // the connection may be used for another message
  kUpgrade = 2,            // asks for another protocol: CONNECT, or Upgrade with Connection: upgrade
  kChunked = 4,            // the last transfer coding is chunked
  kHasContentLength = 8,   // content_length is valid
  kTransferEncoding = 16,  // a Transfer-Encoding field is there
  kExpect = 32,            // an Expect field is there
  kHasHost = 64,           // a Host field is there
  kNoBody = 128,           // the message ends with its head
  kUntilClose = 256,       // the body lasts until the connection ends
  kConnectionClose = 512,  // Connection: close
  kConnectionKeep = 1024,  // Connection: keep-alive
  kConnectionUpgrade = 2048,
  kUpgradeField = 4096,  // an Upgrade field is there
};

struct Head {
  std::string_view bytes;  // into the caller's input, or into `storage` when the head came in pieces
  std::vector<Field> fields;
  std::string storage;
  uint64_t content_length = 0;
  uint32_t target = 0;  // the request target; a response's reason phrase
  uint32_t target_size = 0;
  uint16_t flags = 0;
  uint16_t status = 0;  // of a response: 0 to 999
  Method method = Method::kNone;
  uint8_t major = 0;
  uint8_t minor = 0;

  bool has(HeadFlag flag) const { return (flags & flag) != 0; }
  std::string_view Target() const { return bytes.substr(target, target_size); }
  std::string_view Name(const Field& field) const { return bytes.substr(field.name, field.name_size); }
  std::string_view Value(const Field& field) const { return bytes.substr(field.value, field.value_size); }
  // Forgets the message and keeps the memory.
  void Clear();
};

}  // namespace eddy::http
