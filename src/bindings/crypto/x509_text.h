// What certificates say, as the text that tls and X509Certificate show. RFC 5280; the escaping is that of
// https://nodejs.org/api/crypto.html#x509subjectaltname
#pragma once
#include <openssl/x509.h>

#include <optional>
#include <string>

#include "bindings/crypto/openssl.h"

namespace eddy::bindings::crypto {

// A name, a line for each of its parts: "C=US\nCN=agent1". RFC 2253's escapes; UTF-8.
std::string NameText(const X509_NAME* name);

// "DNS:a.example, IP Address:1.2.3.4"; nothing when the certificate has none. A value that could be taken for more than
// one is a JSON string.
std::optional<std::string> AlternativeNames(X509* certificate);

// "OCSP - URI:http://a.example/", a line each; nothing when the certificate tells none. Escaped as AlternativeNames.
std::optional<std::string> InformationAccess(X509* certificate);

// "Sep  3 21:40:37 2022 GMT"
std::string TimeText(const ASN1_TIME* time);

// "8B:89:16:...", of the whole certificate.
std::string FingerprintText(X509* certificate, const EVP_MD* digest);

// In hexadecimal digits.
std::string SerialText(X509* certificate);

}  // namespace eddy::bindings::crypto
