#include "base/url/percent.h"

namespace eddy::url {
namespace {

constexpr void Add(std::array<uint8_t, 256>& sets, std::string_view characters, int set) {
  for (char c : characters) sets[static_cast<uint8_t>(c)] = static_cast<uint8_t>(sets[static_cast<uint8_t>(c)] | set);
}

constexpr std::array<uint8_t, 256> MakeSets() {
  std::array<uint8_t, 256> sets{};
  constexpr int kEvery = kC0ControlSet | kFragmentSet | kQuerySet | kSpecialQuerySet | kPathSet | kUserinfoSet;
  for (int c = 0; c < 0x20; c++) sets[static_cast<size_t>(c)] = kEvery | kForbiddenDomain;
  for (int c = 0x7F; c < 0x100; c++) sets[static_cast<size_t>(c)] = kEvery;
  sets[0x7F] |= kForbiddenDomain;
  Add(sets, " \"<>`", kFragmentSet);
  Add(sets, " \"#<>", kQuerySet | kSpecialQuerySet | kPathSet | kUserinfoSet);
  Add(sets, "'", kSpecialQuerySet);
  Add(sets, "?^`{}", kPathSet | kUserinfoSet);
  Add(sets, "/:;=@[\\]|", kUserinfoSet);
  Add(sets, std::string_view("\0\t\n\r #/:<>?@[\\]^|", 17), kForbiddenHost | kForbiddenDomain);
  Add(sets, "%", kForbiddenDomain);
  return sets;
}

}  // namespace

const std::array<uint8_t, 256> kCharacterSets = MakeSets();

void AppendEncoded(std::string& out, std::string_view text, CharacterSet set) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  size_t plain = 0;
  for (size_t i = 0; i < text.size(); i++) {
    if (!IsIn(text[i], set)) continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    const auto byte = static_cast<uint8_t>(text[i]);
    const char encoded[] = {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    out.append(encoded, 3);
  }
  out.append(text, plain, text.size() - plain);
}

std::string PercentDecode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] == '%' && i + 2 < text.size()) {
      int high = HexValue(text[i + 1]);
      int low = HexValue(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out.push_back(static_cast<char>(high * 16 + low));
        i += 2;
        continue;
      }
    }
    out.push_back(text[i]);
  }
  return out;
}

}  // namespace eddy::url
