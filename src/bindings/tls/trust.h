// The authorities that are trusted when a context names none. https://nodejs.org/api/tls.html#tlsgetcacertificatestype
#pragma once
#include <openssl/x509_vfy.h>

#include <memory>
#include <string>
#include <vector>

#include "bindings/crypto/openssl.h"
#include "runtime/realm.h"

namespace eddy::bindings::tls {

using OwnedStore = std::unique_ptr<X509_STORE, crypto::Deleter<X509_STORE_free>>;

// A realm's store, which its contexts share: nobody adds to it. Null until SetDefaultAuthorities.
struct DefaultTrust {
  explicit DefaultTrust(Realm&) {}
  OwnedStore store;
};

// Makes the realm's store: with the bundled ones or not, with those in the files that OpenSSL looks at or not (they
// are read when they are needed), and with `more`, in PEM.
void SetDefaultAuthorities(Realm& realm, bool bundled, bool openssl, std::string more);

// The bundled ones, Mozilla's, in PEM.
std::vector<std::string> BundledAuthorities();

// Every certificate in `pem`, each in PEM, the first of those that are the same. What can't be read ends the list;
// with `strict` it throws OpenSSL's error.
std::vector<std::string> SplitCertificates(v8::Isolate* isolate, std::span<const uint8_t> pem, bool strict);

// Puts a copy of what `from` holds into `to`.
void CopyStore(X509_STORE* from, X509_STORE* to);

}  // namespace eddy::bindings::tls
