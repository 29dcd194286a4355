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

// Certificates to be found by their subject.
class Roots;

// What a store of authorities is made of. Immutable; a store takes from it what it meets, so that a new one is cheap:
// putting hundreds of certificates into one takes OpenSSL tens of milliseconds.
struct RootSet {
  bool bundled = false;
  bool openssl = false;               // those in the files that OpenSSL looks at
  std::shared_ptr<const Roots> more;  // may be null

  OwnedStore MakeStore() const;
};

// A realm's default; its contexts share the store, which nobody adds to. Null until SetDefaultAuthorities.
struct DefaultTrust {
  explicit DefaultTrust(Realm&) {}
  std::shared_ptr<const RootSet> roots;
  OwnedStore store;
};

// Makes the realm's store: with the bundled ones or not, with OpenSSL's or not, and with `more`, in PEM.
void SetDefaultAuthorities(Realm& realm, bool bundled, bool openssl, std::string more);

// The bundled ones, Mozilla's, in PEM.
std::vector<std::string> BundledAuthorities();

// Every certificate in `pem`, each in PEM, the first of those that are the same. What can't be read ends the list;
// with `strict` it throws OpenSSL's error.
std::vector<std::string> SplitCertificates(v8::Isolate* isolate, std::span<const uint8_t> pem, bool strict);

}  // namespace eddy::bindings::tls
