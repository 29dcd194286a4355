// X.509 certificates as the objects that tls shows. https://nodejs.org/api/tls.html#certificate-object
#pragma once
#include <openssl/x509.h>
#include <v8.h>

namespace eddy::bindings::tls {

// The certificate's fields as an object.
v8::Local<v8::Object> DescribeCertificate(v8::Isolate* isolate, X509* certificate);

// The name of a verification error, as tls tells it: "CERT_HAS_EXPIRED". Never null.
const char* VerifyErrorName(long error);

}  // namespace eddy::bindings::tls
