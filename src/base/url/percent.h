// Percent-encoding and character classes. https://url.spec.whatwg.org/#percent-encoded-bytes
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace eddy::url {

// The standard's percent-encode sets, one bit each in kCharacterSets.
enum CharacterSet : uint8_t {
  kC0ControlSet = 1,
  kFragmentSet = 2,
  kQuerySet = 4,
  kSpecialQuerySet = 8,
  kPathSet = 16,
  kUserinfoSet = 32,
  kForbiddenHost = 64,     // code points that no host has
  kForbiddenDomain = 128,  // code points that no domain has
};

extern const std::array<uint8_t, 256> kCharacterSets;

inline bool IsIn(char c, CharacterSet set) { return (kCharacterSets[static_cast<uint8_t>(c)] & set) != 0; }
inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline char ToLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }
// The value of a hexadecimal digit, -1 for any other character.
inline int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  c = static_cast<char>(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Appends `text` to `out`, with the bytes of `set` percent-encoded.
void AppendEncoded(std::string& out, std::string_view text, CharacterSet set);

// Percent-decodes `text`; malformed sequences stay.
std::string PercentDecode(std::string_view text);

}  // namespace eddy::url
