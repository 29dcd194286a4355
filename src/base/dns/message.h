// DNS messages as name servers send them. RFC 1035 section 4, and the RFCs of the record types.
#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"

namespace eddy::dns {

// Types of resource records, as far as Eddy reads them.
enum class Type : uint16_t {
  kA = 1,
  kNs = 2,
  kCname = 5,
  kSoa = 6,
  kPtr = 12,
  kMx = 15,
  kTxt = 16,
  kAaaa = 28,
  kSrv = 33,
  kNaptr = 35,
  kTlsa = 52,
  kAny = 255,  // in questions only
  kCaa = 257,
};

inline constexpr uint16_t kInternet = 1;  // the class IN
inline constexpr size_t kHeaderLength = 12;
inline constexpr size_t kLongestMessage = 65535;

// Bytes that are no text.
using Binary = std::vector<uint8_t>;

// One field of a record's data: a number; a text (a name in its usual form with RFC 4343's escapes, an address, or a
// character-string byte by byte); several character-strings; bytes.
using Field = std::variant<uint32_t, std::string, std::vector<std::string>, Binary>;

// A resource record of a type in Type, with its fields in the order of the wire: SOA has two names and five numbers.
struct Record {
  Type type = Type::kA;
  uint32_t ttl = 0;  // seconds
  std::vector<Field> fields;
};

struct Message {
  uint16_t id = 0;
  bool truncated = false;     // TC: the rest is to be had over TCP
  uint8_t response_code = 0;  // RCODE
  uint16_t answer_count = 0;  // as the header has it
  std::string question;       // the name that was asked for
  size_t question_end = 0;    // where the question section ends
  uint32_t other_count = 0;   // records of the sections after the answers
  // The answers of class IN whose types are in Type, in their order.
  std::vector<Record> answers;
};

// Reads header and question of a message, which must have one question. False when they are malformed.
[[nodiscard]] bool ReadQuestion(ByteView bytes, Message& message);

// Reads all of such a message. False when it is malformed anywhere, also in sections and records that nobody has asked
// for. What follows the last record is ignored. Compressed names are accepted everywhere (RFC 3597 section 4), pointers
// only to what precedes.
[[nodiscard]] bool ReadMessage(ByteView bytes, Message& message);

}  // namespace eddy::dns
