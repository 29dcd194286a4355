#include "engine/legacy_decoder.h"

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

}  // namespace

LegacyConverter::LegacyConverter(std::string_view encoding, bool fatal) {
  if (encoding == "x-user-defined") {
    user_defined_ = true;
    return;
  }
  int error = 0;
  converter_ = EDDY_ICU(ucnv_open)(IcuName(encoding).c_str(), &error);
  if (error > 0 || converter_ == nullptr) {
    converter_ = nullptr;
    return;
  }
  if (fatal) {
    EDDY_ICU(ucnv_setToUCallBack)(converter_, EDDY_ICU(UCNV_TO_U_CALLBACK_STOP), nullptr, nullptr, nullptr, &error);
  }
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
