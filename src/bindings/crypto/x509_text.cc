#include "bindings/crypto/x509_text.h"

#include <openssl/x509v3.h>

#include <string_view>

namespace eddy::bindings::crypto {
namespace {

std::string Contents(BIO* bio) {
  const auto bytes = WrittenTo(bio);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Whether nothing in the text could be taken for the end of a value or the beginning of another.
bool IsPlain(std::string_view text, bool is_utf8) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || byte == '"' || byte == '\\' || byte == ',' || byte == '\'') return false;
    if (byte >= 0x80 && !is_utf8) return false;
  }
  return true;
}

// Appends the text, as a JSON string unless it is plain. Bytes that aren't UTF-8 are latin1.
void AppendSafely(std::string& out, std::string_view text, bool is_utf8) {
  if (IsPlain(text, is_utf8)) {
    out += text;
    return;
  }
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == '\\' || byte == '"') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7F || byte == ',' || byte == '\'' || (byte >= 0x80 && !is_utf8)) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string_view ViewOf(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)), static_cast<size_t>(ASN1_STRING_length(text))};
}

std::string AddressText(const ASN1_OCTET_STRING* address) {
  const auto bytes = ViewOf(address);
  auto at = [&bytes](size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[i])); };
  char text[64];
  if (bytes.size() == 4) {
    BIO_snprintf(text, sizeof text, "%u.%u.%u.%u", at(0), at(1), at(2), at(3));
    return text;
  }
  if (bytes.size() != 16) {
    BIO_snprintf(text, sizeof text, "<invalid length=%d>", static_cast<int>(bytes.size()));
    return text;
  }
  std::string out;
  for (size_t i = 0; i < 16; i += 2) {
    BIO_snprintf(text, sizeof text, "%X", at(i) << 8 | at(i + 1));
    if (i > 0) out += ':';
    out += text;
  }
  return out;
}

std::string IdText(const ASN1_OBJECT* object) {
  char text[128];
  const int size = OBJ_obj2txt(text, sizeof text, object, 1);
  return size > 0 ? std::string(text) : std::string();
}

void AppendOtherName(std::string& out, const OTHERNAME* name) {
  out += "othername:";
  const char* prefix = nullptr;
  int type = V_ASN1_UTF8STRING;
  switch (OBJ_obj2nid(name->type_id)) {
    case NID_id_on_SmtpUTF8Mailbox:
      prefix = "SmtpUTF8Mailbox";
      break;
    case NID_XmppAddr:
      prefix = "XmppAddr";
      break;
    case NID_SRVName:
      prefix = "SRVName";
      type = V_ASN1_IA5STRING;
      break;
    case NID_ms_upn:
      prefix = "UPN";
      break;
    case NID_NAIRealm:
      prefix = "NAIRealm";
      break;
    default:
      break;
  }
  if (prefix == nullptr || name->value == nullptr || name->value->type != type) {
    out += "<unsupported>";
    return;
  }
  std::string text(prefix);
  text += ':';
  text += ViewOf(name->value->value.asn1_string);
  AppendSafely(out, text, type == V_ASN1_UTF8STRING);
}

void AppendGeneralName(std::string& out, const GENERAL_NAME* name) {
  switch (name->type) {
    case GEN_DNS:
      out += "DNS:";
      return AppendSafely(out, ViewOf(name->d.dNSName), false);
    case GEN_EMAIL:
      out += "email:";
      return AppendSafely(out, ViewOf(name->d.rfc822Name), false);
    case GEN_URI:
      out += "URI:";
      return AppendSafely(out, ViewOf(name->d.uniformResourceIdentifier), false);
    case GEN_DIRNAME: {
      out += "DirName:";
      OwnedBio bio(BIO_new(BIO_s_mem()));
      // Control characters and what isn't ASCII are the escaping's to see to.
      constexpr unsigned long kFlags =
          XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB | ASN1_STRFLGS_ESC_CTRL);
      X509_NAME_print_ex(bio.get(), name->d.directoryName, 0, kFlags);
      return AppendSafely(out, Contents(bio.get()), true);
    }
    case GEN_IPADD:
      out += "IP Address:" + AddressText(name->d.iPAddress);
      return;
    case GEN_RID:
      out += "Registered ID:" + IdText(name->d.registeredID);
      return;
    case GEN_OTHERNAME:
      return AppendOtherName(out, name->d.otherName);
    case GEN_X400:
      out += "X400Name:<unsupported>";
      return;
    default:
      out += "EdiPartyName:<unsupported>";
  }
}

}  // namespace

std::string NameText(const X509_NAME* name) {
  OwnedBio bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), name, 0,
                     ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_CTRL | ASN1_STRFLGS_UTF8_CONVERT | XN_FLAG_SEP_MULTILINE |
                         XN_FLAG_FN_SN);
  return Contents(bio.get());
}

std::optional<std::string> AlternativeNames(X509* certificate) {
  IgnoreErrors ignore;
  std::unique_ptr<GENERAL_NAMES, Deleter<GENERAL_NAMES_free>> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  if (names == nullptr) return std::nullopt;
  std::string out;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); i++) {
    if (i > 0) out += ", ";
    AppendGeneralName(out, sk_GENERAL_NAME_value(names.get(), i));
  }
  return out;
}

std::optional<std::string> InformationAccess(X509* certificate) {
  IgnoreErrors ignore;
  std::unique_ptr<AUTHORITY_INFO_ACCESS, Deleter<AUTHORITY_INFO_ACCESS_free>> list(
      static_cast<AUTHORITY_INFO_ACCESS*>(X509_get_ext_d2i(certificate, NID_info_access, nullptr, nullptr)));
  if (list == nullptr) return std::nullopt;
  std::string out;
  for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(list.get()); i++) {
    const ACCESS_DESCRIPTION* access = sk_ACCESS_DESCRIPTION_value(list.get(), i);
    if (i > 0) out += '\n';
    char method[128];
    i2t_ASN1_OBJECT(method, sizeof method, access->method);
    out += method;
    out += " - ";
    AppendGeneralName(out, access->location);
  }
  return out;
}

std::string TimeText(const ASN1_TIME* time) {
  OwnedBio bio(BIO_new(BIO_s_mem()));
  ASN1_TIME_print(bio.get(), time);
  return Contents(bio.get());
}

std::string FingerprintText(X509* certificate, const EVP_MD* digest) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (X509_digest(certificate, digest, bytes, &size) != 1) return {};
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string text;
  for (unsigned i = 0; i < size; i++) {
    if (i > 0) text += ':';
    text += kHex[bytes[i] >> 4];
    text += kHex[bytes[i] & 15];
  }
  return text;
}

std::string SerialText(X509* certificate) {
  OwnedNumber number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
  char* digits = number == nullptr ? nullptr : BN_bn2hex(number.get());
  std::string text = digits == nullptr ? "" : digits;
  OPENSSL_free(digits);
  return text;
}

}  // namespace eddy::bindings::crypto
