#include "engine/legacy_decoder.h"

#include <algorithm>
#include <array>
#include <map>

#include "engine/icu.h"

namespace eddy::engine {
namespace {

constexpr int kBufferOverflow = 15;

// Where ICU has another name for what the standard describes.
std::string IcuName(std::string_view encoding) {
  if (encoding == "iso-8859-8-i") return "iso-8859-8";
  if (encoding == "gbk") return "gb18030";  // their decoders are one
  if (encoding == "shift_jis") return "ibm-943_P15A-2003";
  if (encoding == "euc-kr") return "windows-949";
  return std::string(encoding);
}

// Malformed and unassigned bytes become U+FFFD; of itself ICU writes U+001A for some.
void Replace(const void*, void* arguments, const char*, int32_t, int reason, int* error) {
  constexpr int kIrregular = 2;  // the last of the reasons that are about bytes
  if (reason > kIrregular) return;
  constexpr char16_t kReplacement = 0xFFFD;
  *error = 0;
  EDDY_ICU(ucnv_cbToUWriteUChars)(arguments, &kReplacement, 1, 0, error);
}

bool IsSingleByte(std::string_view encoding) {
  return encoding.starts_with("windows-") || encoding.starts_with("iso-8859-") || encoding.starts_with("koi8-") ||
         encoding == "ibm866" || encoding == "macintosh" || encoding == "x-mac-cyrillic";
}

// From 0xA0 on; ICU lacks it. https://encoding.spec.whatwg.org/index-iso-8859-16.txt
constexpr char16_t kIso8859Part16[96] = {
    0x00A0, 0x0104, 0x0105, 0x0141, 0x20AC, 0x201E, 0x0160, 0x00A7, 0x0161, 0x00A9, 0x0218, 0x00AB, 0x0179, 0x00AD,
    0x017A, 0x017B, 0x00B0, 0x00B1, 0x010C, 0x0142, 0x017D, 0x201D, 0x00B6, 0x00B7, 0x017E, 0x010D, 0x0219, 0x00BB,
    0x0152, 0x0153, 0x0178, 0x017C, 0x00C0, 0x00C1, 0x00C2, 0x0102, 0x00C4, 0x0106, 0x00C6, 0x00C7, 0x00C8, 0x00C9,
    0x00CA, 0x00CB, 0x00CC, 0x00CD, 0x00CE, 0x00CF, 0x0110, 0x0143, 0x00D2, 0x00D3, 0x00D4, 0x0150, 0x00D6, 0x015A,
    0x0170, 0x00D9, 0x00DA, 0x00DB, 0x00DC, 0x0118, 0x021A, 0x00DF, 0x00E0, 0x00E1, 0x00E2, 0x0103, 0x00E4, 0x0107,
    0x00E6, 0x00E7, 0x00E8, 0x00E9, 0x00EA, 0x00EB, 0x00EC, 0x00ED, 0x00EE, 0x00EF, 0x0111, 0x0144, 0x00F2, 0x00F3,
    0x00F4, 0x0151, 0x00F6, 0x015B, 0x0171, 0x00F9, 0x00FA, 0x00FB, 0x00FC, 0x0119, 0x021B, 0x00FF,
};

// Where the standard's index has another character than ICU.
struct Correction {
  std::string_view encoding;
  uint8_t byte;
  char16_t unit;
};
constexpr Correction kCorrections[] = {
    {"koi8-u", 0xAE, 0x045E},
    {"koi8-u", 0xBE, 0x040E},
    {"windows-1253", 0xAA, 0xFFFD},
    {"windows-1255", 0xCA, 0x05BA},
};

// The upper halves that were asked for, by encoding.
const char16_t* UpperHalfOf(const std::string& encoding, UConverter* converter) {
  static thread_local std::map<std::string, std::array<char16_t, 128>> tables;
  auto [place, is_new] = tables.try_emplace(encoding);
  std::array<char16_t, 128>& table = place->second;
  if (!is_new) return table.data();
  if (converter == nullptr) {
    for (size_t i = 0; i < 32; i++) table[i] = static_cast<char16_t>(0x80 + i);
    std::copy(std::begin(kIso8859Part16), std::end(kIso8859Part16), table.begin() + 32);
    return table.data();
  }
  for (size_t i = 0; i < 128; i++) {
    const char byte = static_cast<char>(i + 128);
    const char* source = &byte;
    char16_t unit[4] = {0xFFFD};
    char16_t* target = unit;
    int error = 0;
    EDDY_ICU(ucnv_toUnicode)(converter, &target, unit + 4, &source, source + 1, nullptr, 1, &error);
    EDDY_ICU(ucnv_reset)(converter);
    // ICU puts characters for private use where the standard has none.
    const bool none =
        error > 0 || target == unit || (unit[0] >= 0xE000 && unit[0] < 0xF900 && encoding == "windows-874");
    table[i] = none ? u'\uFFFD' : unit[0];
  }
  for (const Correction& correction : kCorrections) {
    if (correction.encoding == encoding) table[correction.byte - 0x80u] = correction.unit;
  }
  return table.data();
}

}  // namespace

LegacyConverter::LegacyConverter(std::string_view encoding, bool fatal) {
  if (encoding == "x-user-defined") {
    user_defined_ = true;
    return;
  }
  if (encoding == "iso-8859-16") {
    upper_half_ = UpperHalfOf(std::string(encoding), nullptr);
    return;
  }
  int error = 0;
  converter_ = EDDY_ICU(ucnv_open)(IcuName(encoding).c_str(), &error);
  if (error > 0 || converter_ == nullptr) {
    converter_ = nullptr;
    return;
  }
  if (IsSingleByte(encoding)) upper_half_ = UpperHalfOf(std::string(encoding), converter_);
  auto* action = fatal ? EDDY_ICU(UCNV_TO_U_CALLBACK_STOP) : Replace;
  EDDY_ICU(ucnv_setToUCallBack)(converter_, action, nullptr, nullptr, nullptr, &error);
}

LegacyConverter::~LegacyConverter() {
  if (converter_ != nullptr) EDDY_ICU(ucnv_close)(converter_);
}

void LegacyConverter::Reset() {
  if (converter_ != nullptr) EDDY_ICU(ucnv_reset)(converter_);
}

bool LegacyConverter::Decode(std::span<const uint8_t> bytes, bool flush, std::u16string& out) {
  if (user_defined_) {
    for (uint8_t byte : bytes) out += static_cast<char16_t>(byte < 0x80 ? byte : 0xF780 + byte - 0x80);
    return true;
  }
  const char* source = reinterpret_cast<const char*>(bytes.data());
  const char* limit = source + bytes.size();
  char16_t buffer[2048];
  for (;;) {
    char16_t* target = buffer;
    int error = 0;
    EDDY_ICU(ucnv_toUnicode)
    (converter_, &target, buffer + std::size(buffer), &source, limit, nullptr, flush ? 1 : 0, &error);
    out.append(buffer, static_cast<size_t>(target - buffer));
    if (error == kBufferOverflow) continue;
    if (error > 0) {
      Reset();
      return false;
    }
    return true;
  }
}

}  // namespace eddy::engine
