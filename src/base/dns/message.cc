#include "base/dns/message.h"

#include <array>
#include <cstdio>
#include <string_view>

namespace eddy::dns {

namespace {

constexpr size_t kLongestName = 255;    // RFC 1035 section 2.3.4
constexpr int kMostPointers = 128;      // as many labels as the longest name can have
constexpr uint16_t kOption = 41;        // OPT, RFC 6891
constexpr uint16_t kSignature = 24;     // SIG, RFC 2535
constexpr uint8_t kPointer = 0xC0;      // the two bits that make a label a pointer
constexpr uint16_t kTruncated = 0x200;  // TC in the header's flags

// How the data of each type is laid out, a letter for each field:
//   1 2 4  a number of so many bytes
//   n      a name
//   s      a character-string of printable ASCII
//   t      the same, not empty
//   S      character-strings up to the end, at least one
//   a A    an IPv4 or IPv6 address
//   r R    the rest, which may be empty or not
//   o      options up to the end, each with two bytes of number and two of length
// Types that nobody can ask for are read to see whether they are well-formed, and dropped.
struct Layout {
  uint16_t type;
  bool kept;
  std::string_view fields;
};

constexpr Layout kLayouts[] = {
    {1, true, "a"},                    // A
    {2, true, "n"},                    // NS
    {5, true, "n"},                    // CNAME
    {6, true, "nn44444"},              // SOA
    {12, true, "n"},                   // PTR
    {13, false, "ss"},                 // HINFO
    {15, true, "2n"},                  // MX
    {16, true, "S"},                   // TXT
    {kSignature, false, "2114442nR"},  // SIG
    {28, true, "A"},                   // AAAA
    {33, true, "222n"},                // SRV
    {35, true, "22sssn"},              // NAPTR
    {kOption, false, "o"},             // OPT
    {52, true, "111R"},                // TLSA
    {64, false, "2no"},                // SVCB
    {65, false, "2no"},                // HTTPS
    {256, false, "22R"},               // URI
    {257, true, "1tr"},                // CAA
};

const Layout* FindLayout(uint16_t type) {
  for (const Layout& layout : kLayouts) {
    if (layout.type == type) return &layout;
  }
  return nullptr;
}

bool IsPrintable(uint8_t c) { return c >= 0x20 && c < 0x7F; }

// Appends a label's byte as it stands in a name's usual form: RFC 1035 section 5.1.
void AppendEscaped(uint8_t c, std::string& name) {
  if (!IsPrintable(c)) {
    char escape[5];
    std::snprintf(escape, sizeof escape, "\\%03u", c);
    name += escape;
    return;
  }
  if (std::string_view("\".;\\()@$").find(static_cast<char>(c)) != std::string_view::npos) name += '\\';
  name += static_cast<char>(c);
}

std::string Ipv4Text(ByteView bytes) {
  char text[16];
  std::snprintf(text, sizeof text, "%u.%u.%u.%u", bytes[0], bytes[1], bytes[2], bytes[3]);
  return text;
}

// RFC 5952. Addresses that hold an IPv4 one (::1.2.3.4, ::ffff:1.2.3.4) show it.
std::string Ipv6Text(ByteView bytes) {
  std::array<unsigned, 8> groups;
  for (size_t i = 0; i < 8; i++) groups[i] = bytes[2 * i] << 8 | bytes[2 * i + 1];
  // The longest run of at least two zeros, the first of equals, becomes "::".
  size_t best = 8;
  size_t best_length = 1;
  for (size_t i = 0; i < 8; i++) {
    size_t end = i;
    while (end < 8 && groups[end] == 0) end++;
    if (end - i > best_length) {
      best = i;
      best_length = end - i;
    }
    if (end > i) i = end - 1;
  }
  const bool holds_v4 = best == 0 && (best_length == 6 || (best_length == 5 && groups[5] == 0xFFFF));
  std::string text;
  for (size_t i = 0; i < 8; i++) {
    if (i == best) {
      text += "::";
      i += best_length - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    if (i == 6 && holds_v4) return text + Ipv4Text(bytes.subspan(12));
    char group[8];
    std::snprintf(group, sizeof group, "%x", groups[i]);
    text += group;
  }
  return text;
}

// Reads bytes from the front. Whoever reads beyond the end gets zeros, and ok() says so.
class Reader {
 public:
  Reader(ByteView message, size_t begin, size_t end) : message_(message), at_(begin), end_(end) {}

  bool ok() const { return ok_; }
  size_t at() const { return at_; }
  size_t left() const { return end_ - at_; }

  uint32_t Number(size_t size) {
    uint32_t value = 0;
    for (uint8_t byte : Take(size)) value = value << 8 | byte;
    return value;
  }

  ByteView Take(size_t size) {
    if (size > left()) {
      Fail();
      return {};
    }
    ByteView taken = message_.subspan(at_, size);
    at_ += size;
    return taken;
  }

  // A name in its usual form, without the last dot.
  std::string Name() {
    std::string name;
    size_t length = 0;
    int pointers = 0;
    size_t position = at_;
    // What a pointer leads to lies wholly before everything that has been read of the name so far.
    size_t limit = end_;
    size_t first = at_;
    for (;;) {
      if (position >= limit) return Fail();
      const uint8_t size = message_[position];
      if ((size & kPointer) == kPointer) {
        if (position + 2 > limit) return Fail();
        const size_t target = (size & ~kPointer) << 8 | message_[position + 1];
        if (pointers++ == 0) at_ = position + 2;
        if (target >= first || pointers > kMostPointers) return Fail();
        limit = first;
        position = first = target;
        continue;
      }
      if ((size & kPointer) != 0) return Fail();
      position++;
      if (size == 0) break;
      length += size + (length == 0 ? 0 : 1);
      if (position + size > limit || length > kLongestName) return Fail();
      if (!name.empty()) name += '.';
      for (uint8_t byte : message_.subspan(position, size)) AppendEscaped(byte, name);
      position += size;
    }
    if (pointers == 0) at_ = position;
    return name;
  }

  std::string CharacterString() { return std::string(AsText(Take(Number(1)))); }

  // A character-string of printable ASCII.
  std::string PrintableString() {
    std::string text = CharacterString();
    for (char c : text) {
      if (!IsPrintable(static_cast<uint8_t>(c))) return Fail();
    }
    return text;
  }

  std::string Fail() {
    ok_ = false;
    at_ = end_;
    return {};
  }

 private:
  ByteView message_;
  size_t at_;
  size_t end_;
  bool ok_ = true;
};

Field ReadField(char letter, Reader& reader) {
  switch (letter) {
    case 'n':
      return reader.Name();
    case 's':
      return reader.PrintableString();
    case 't': {
      std::string text = reader.PrintableString();
      if (text.empty()) reader.Fail();
      return text;
    }
    case 'S': {
      std::vector<std::string> texts;
      do {
        texts.push_back(reader.CharacterString());
      } while (reader.left() != 0);
      return texts;
    }
    case 'a': {
      ByteView bytes = reader.Take(4);
      return reader.ok() ? Ipv4Text(bytes) : std::string();
    }
    case 'A': {
      ByteView bytes = reader.Take(16);
      return reader.ok() ? Ipv6Text(bytes) : std::string();
    }
    case 'R':
      if (reader.left() == 0) reader.Fail();
      [[fallthrough]];
    case 'r': {
      ByteView bytes = reader.Take(reader.left());
      return Binary(bytes.begin(), bytes.end());
    }
    case 'o':
      while (reader.left() != 0) {
        reader.Number(2);
        reader.Take(reader.Number(2));
      }
      return 0u;
    default:
      return reader.Number(static_cast<size_t>(letter - '0'));
  }
}

// Whether records of this type can be of this class: IN, CH, HS, NONE; signatures may be of any, and an OPT record has
// something else in its place.
bool CanBeOfClass(uint16_t type, uint32_t number) {
  if (type == kOption) return true;
  return number == kInternet || number == 3 || number == 4 || number == 254 || (number == 255 && type == kSignature);
}

// Reads a record; one that is asked for goes to `records`, when that is not null.
bool ReadRecord(ByteView bytes, Reader& reader, std::vector<Record>* records) {
  reader.Name();
  const auto type = static_cast<uint16_t>(reader.Number(2));
  const uint32_t record_class = reader.Number(2);
  Record record{Type{type}, reader.Number(4), {}};
  const uint32_t length = reader.Number(2);
  const size_t begin = reader.at();
  reader.Take(length);
  if (!reader.ok()) return false;
  if (type == static_cast<uint16_t>(Type::kAny)) return false;
  const Layout* layout = FindLayout(type);
  if (layout == nullptr) return true;
  if (!CanBeOfClass(type, record_class)) return false;
  Reader data(bytes, begin, begin + length);
  for (char letter : layout->fields) record.fields.push_back(ReadField(letter, data));
  if (!data.ok()) return false;
  if (layout->kept && record_class == kInternet && records != nullptr) records->push_back(std::move(record));
  return true;
}

}  // namespace

bool ReadQuestion(ByteView bytes, Message& message) {
  message = {};
  if (bytes.size() > kLongestMessage) return false;
  Reader reader(bytes, 0, bytes.size());
  message.id = static_cast<uint16_t>(reader.Number(2));
  const uint32_t flags = reader.Number(2);
  message.truncated = (flags & kTruncated) != 0;
  message.response_code = flags & 0xF;
  const uint32_t questions = reader.Number(2);
  message.answer_count = static_cast<uint16_t>(reader.Number(2));
  message.other_count = reader.Number(2);
  message.other_count += reader.Number(2);
  if (!reader.ok() || questions != 1) return false;
  message.question = reader.Name();
  reader.Take(4);  // type and class
  message.question_end = reader.at();
  return reader.ok();
}

bool ReadMessage(ByteView bytes, Message& message) {
  if (!ReadQuestion(bytes, message)) return false;
  Reader reader(bytes, message.question_end, bytes.size());
  for (uint32_t i = 0; i < message.answer_count; i++) {
    if (!ReadRecord(bytes, reader, &message.answers)) return false;
  }
  for (uint32_t i = 0; i < message.other_count; i++) {
    if (!ReadRecord(bytes, reader, nullptr)) return false;
  }
  return true;
}

}  // namespace eddy::dns
