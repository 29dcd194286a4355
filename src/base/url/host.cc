#include "base/url/host.h"

#include <array>
#include <charconv>

#include "base/url/percent.h"

namespace eddy::url {
namespace {

// One number of an IPv4 address: decimal, octal after '0', hexadecimal after '0x'. Nullopt when it isn't one; numbers
// past 32 bits come back as larger than any part may be.
std::optional<uint64_t> ParseIpv4Number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  unsigned base = 10;
  if (text.size() >= 2 && text[0] == '0' && (text[1] | 0x20) == 'x') {
    text.remove_prefix(2);
    base = 16;
  } else if (text.size() >= 2 && text[0] == '0') {
    text.remove_prefix(1);
    base = 8;
  }
  uint64_t value = 0;
  for (char c : text) {
    int digit = HexValue(c);
    if (digit < 0 || static_cast<unsigned>(digit) >= base) return std::nullopt;
    if (value <= UINT32_MAX) value = value * base + static_cast<unsigned>(digit);
  }
  return value;
}

// https://url.spec.whatwg.org/#ends-in-a-number-checker
bool EndsInNumber(std::string_view host) {
  if (!host.empty() && host.back() == '.') host.remove_suffix(1);
  std::string_view last = host.substr(host.rfind('.') + 1);
  if (last.empty()) return false;
  bool digits = true;
  for (char c : last) digits = digits && IsDigit(c);
  return digits || ParseIpv4Number(last).has_value();
}

std::optional<std::string> ParseIpv4(std::string_view host) {
  if (!host.empty() && host.back() == '.') host.remove_suffix(1);
  uint64_t numbers[4];
  size_t count = 0;
  for (;;) {
    if (count == 4) return std::nullopt;
    size_t dot = host.find('.');
    auto number = ParseIpv4Number(host.substr(0, dot));
    if (!number) return std::nullopt;
    numbers[count++] = *number;
    if (dot == std::string_view::npos) break;
    host.remove_prefix(dot + 1);
  }
  for (size_t i = 0; i + 1 < count; i++) {
    if (numbers[i] > 255) return std::nullopt;
  }
  // The last number fills all bytes that are left.
  if (numbers[count - 1] >= (uint64_t{1} << (8 * (5 - count)))) return std::nullopt;
  auto address = static_cast<uint32_t>(numbers[count - 1]);
  for (size_t i = 0; i + 1 < count; i++) address += static_cast<uint32_t>(numbers[i]) << (8 * (3 - i));
  char out[16];
  char* end = out;
  for (int shift = 24; shift >= 0; shift -= 8) {
    end = std::to_chars(end, out + sizeof(out), address >> shift & 255).ptr;
    if (shift > 0) *end++ = '.';
  }
  return std::string(out, end);
}

// https://url.spec.whatwg.org/#concept-ipv6-parser
std::optional<std::array<uint16_t, 8>> ParseIpv6(std::string_view text) {
  std::array<uint16_t, 8> pieces{};
  size_t piece = 0;
  std::optional<size_t> compress;
  size_t i = 0;
  if (i < text.size() && text[i] == ':') {
    if (text.size() < 2 || text[1] != ':') return std::nullopt;
    i = 2;
    compress = ++piece;
  }
  while (i < text.size()) {
    if (piece == 8) return std::nullopt;
    if (text[i] == ':') {
      if (compress) return std::nullopt;
      i++;
      compress = ++piece;
      continue;
    }
    unsigned value = 0;
    size_t length = 0;
    while (length < 4 && i < text.size() && HexValue(text[i]) >= 0) {
      value = value * 16 + static_cast<unsigned>(HexValue(text[i++]));
      length++;
    }
    if (i < text.size() && text[i] == '.') {
      if (length == 0) return std::nullopt;
      i -= length;
      if (piece > 6) return std::nullopt;
      int seen = 0;
      while (i < text.size()) {
        if (seen > 0) {
          if (text[i] != '.' || seen >= 4) return std::nullopt;
          i++;
        }
        if (i >= text.size() || !IsDigit(text[i])) return std::nullopt;
        int byte = -1;
        while (i < text.size() && IsDigit(text[i])) {
          if (byte == 0) return std::nullopt;
          byte = (byte < 0 ? 0 : byte * 10) + (text[i] - '0');
          if (byte > 255) return std::nullopt;
          i++;
        }
        pieces[piece] = static_cast<uint16_t>(pieces[piece] * 256 + byte);
        seen++;
        if (seen == 2 || seen == 4) piece++;
      }
      if (seen != 4) return std::nullopt;
      break;
    }
    if (i < text.size() && text[i] == ':') {
      i++;
      if (i == text.size()) return std::nullopt;
    } else if (i < text.size()) {
      return std::nullopt;
    }
    pieces[piece++] = static_cast<uint16_t>(value);
  }
  if (compress) {
    size_t swaps = piece - *compress;
    piece = 7;
    while (piece != 0 && swaps > 0) {
      std::swap(pieces[piece], pieces[*compress + swaps - 1]);
      piece--;
      swaps--;
    }
  } else if (piece != 8) {
    return std::nullopt;
  }
  return pieces;
}

std::string SerializeIpv6(const std::array<uint16_t, 8>& pieces) {
  // The first longest run of zeros, of two pieces at least, is written '::'.
  size_t run_start = 8;
  size_t run_length = 1;
  for (size_t i = 0; i < 8;) {
    size_t end = i;
    while (end < 8 && pieces[end] == 0) end++;
    if (end - i > run_length) {
      run_start = i;
      run_length = end - i;
    }
    i = end + 1;
  }
  std::string out = "[";
  for (size_t i = 0; i < 8; i++) {
    if (i == run_start) {
      out += i == 0 ? "::" : ":";
      i += run_length - 1;
      continue;
    }
    char piece[4];
    out.append(piece, std::to_chars(piece, piece + sizeof(piece), pieces[i], 16).ptr);
    if (i != 7) out += ':';
  }
  return out + ']';
}

bool IsAsciiText(std::string_view text) {
  for (char c : text) {
    if (static_cast<uint8_t>(c) >= 0x80) return false;
  }
  return true;
}

}  // namespace

std::optional<std::string> ParseHost(std::string_view input, bool special, DomainToAscii domain_to_ascii) {
  if (!input.empty() && input[0] == '[') {
    if (input.back() != ']') return std::nullopt;
    auto address = ParseIpv6(input.substr(1, input.size() - 2));
    if (!address) return std::nullopt;
    return SerializeIpv6(*address);
  }
  if (!special) {
    for (char c : input) {
      if (IsIn(c, kForbiddenHost)) return std::nullopt;
    }
    std::string out;
    AppendEncoded(out, input, kC0ControlSet);
    return out;
  }

  std::string domain = input.find('%') == std::string_view::npos ? std::string(input) : PercentDecode(input);
  std::string ascii;
  if (IsAsciiText(domain)) {
    // Labels in Punycode are taken as they are, as the standard has it now.
    ascii = std::move(domain);
    for (char& c : ascii) c = ToLower(c);
  } else if (!domain_to_ascii(domain, ascii)) {
    return std::nullopt;
  }
  if (ascii.empty()) return std::nullopt;
  for (char c : ascii) {
    if (IsIn(c, kForbiddenDomain)) return std::nullopt;
  }
  if (EndsInNumber(ascii)) return ParseIpv4(ascii);
  return ascii;
}

}  // namespace eddy::url
