#include "engine/idna.h"

#include "engine/icu.h"

namespace eddy::engine {
namespace {

// ICU's options (uidna.h).
constexpr uint32_t kCheckBidi = 4;
constexpr uint32_t kCheckContextJ = 8;
constexpr uint32_t kNontransitionalToAscii = 0x10;
constexpr uint32_t kNontransitionalToUnicode = 0x20;

// ICU's errors that CheckHyphens and VerifyDnsLength would give, both of which the standard leaves off.
constexpr uint32_t kEmptyLabel = 1;
constexpr uint32_t kLabelTooLong = 2;
constexpr uint32_t kDomainTooLong = 4;
constexpr uint32_t kLeadingHyphen = 8;
constexpr uint32_t kTrailingHyphen = 0x10;
constexpr uint32_t kHyphens34 = 0x20;
constexpr uint32_t kIgnored =
    kEmptyLabel | kLabelTooLong | kDomainTooLong | kLeadingHyphen | kTrailingHyphen | kHyphens34;

constexpr int kBufferOverflow = 15;

const UIDNA* Converter() {
  static const UIDNA* converter = [] {
    int error = 0;
    return EDDY_ICU(uidna_openUTS46)(kCheckBidi | kCheckContextJ | kNontransitionalToAscii | kNontransitionalToUnicode,
                                     &error);
  }();
  return converter;
}

// Calls an ICU function that fills a buffer, again with a larger one when it asks for that.
template <typename Convert>
bool Fill(std::string_view domain, std::string& out, UIDNAInfo& info, Convert convert) {
  out.resize(domain.size() * 2 + 64);
  for (;;) {
    info = {};
    info.size = sizeof(info);
    int error = 0;
    int32_t length = convert(Converter(), domain.data(), static_cast<int32_t>(domain.size()), out.data(),
                             static_cast<int32_t>(out.size()), &info, &error);
    if (error == kBufferOverflow) {
      out.resize(static_cast<size_t>(length) + 1);
      continue;
    }
    if (error > 0) return false;
    out.resize(static_cast<size_t>(length));
    return true;
  }
}

}  // namespace

bool DomainToAscii(std::string_view domain, std::string& ascii) {
  // Programs make many URLs of one host.
  static thread_local std::string known;
  static thread_local std::string known_ascii;
  if (domain != known || known.empty()) {
    UIDNAInfo info;
    known.clear();
    if (Converter() == nullptr || !Fill(domain, known_ascii, info, &EDDY_ICU(uidna_nameToASCII_UTF8)) ||
        (info.errors & ~kIgnored) != 0) {
      return false;
    }
    known = domain;
  }
  ascii = known_ascii;
  return true;
}

std::string DomainToUnicode(std::string_view domain) {
  UIDNAInfo info;
  std::string out;
  if (Converter() == nullptr || !Fill(domain, out, info, &EDDY_ICU(uidna_nameToUnicodeUTF8)))
    return std::string(domain);
  return out;
}

}  // namespace eddy::engine
