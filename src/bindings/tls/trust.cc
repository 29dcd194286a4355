#include "bindings/tls/trust.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <mutex>
#include <set>
#include <string_view>

// Made by the build of the files of the package ca-certificates: cmake/Certificates.cmake.
extern "C" const char eddy_root_certificates[];
extern "C" const char eddy_root_certificates_end[];

namespace eddy::bindings::tls {

namespace {

std::span<const uint8_t> BundledPem() {
  return {reinterpret_cast<const uint8_t*>(eddy_root_certificates),
          static_cast<size_t>(eddy_root_certificates_end - eddy_root_certificates)};
}

// The end of a PEM file shows as this error: it is none.
bool IsAtEnd() {
  const unsigned long error = ERR_peek_last_error();
  return error == 0 || (ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE);
}

std::vector<crypto::OwnedCertificate> ReadCertificates(std::span<const uint8_t> pem) {
  std::vector<crypto::OwnedCertificate> certificates;
  crypto::OwnedBio bio = crypto::ReaderOf(pem);
  while (X509* next = PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr)) certificates.emplace_back(next);
  return certificates;
}

// Read once for all threads; certificates are counted.
const std::vector<crypto::OwnedCertificate>& Bundled() {
  static const auto& certificates = *new std::vector<crypto::OwnedCertificate>([] {
    crypto::IgnoreErrors ignore;
    return ReadCertificates(BundledPem());
  }());
  return certificates;
}

std::string ToPem(X509* certificate) {
  crypto::OwnedBio out(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(out.get(), certificate);
  const auto text = crypto::WrittenTo(out.get());
  return {reinterpret_cast<const char*>(text.data()), text.size()};
}

struct ByContent {
  bool operator()(X509* a, X509* b) const { return X509_cmp(a, b) < 0; }
};

}  // namespace

std::vector<std::string> BundledAuthorities() {
  std::vector<std::string> list;
  for (const auto& certificate : Bundled()) list.push_back(ToPem(certificate.get()));
  return list;
}

std::vector<std::string> SplitCertificates(v8::Isolate* isolate, std::span<const uint8_t> pem, bool strict) {
  ERR_clear_error();
  const auto certificates = ReadCertificates(pem);
  if (strict && !IsAtEnd()) {
    const unsigned long error = ERR_peek_last_error();
    char text[256];
    ERR_error_string_n(error, text, sizeof text);
    ERR_clear_error();
    isolate->ThrowException(crypto::ErrorWithMessage(isolate, error, text));
    return {};
  }
  ERR_clear_error();
  std::vector<std::string> list;
  std::set<X509*, ByContent> seen;
  for (const auto& certificate : certificates) {
    if (seen.insert(certificate.get()).second) list.push_back(ToPem(certificate.get()));
  }
  return list;
}

void SetDefaultAuthorities(Realm& realm, bool bundled, bool openssl, std::string more) {
  crypto::IgnoreErrors ignore;
  OwnedStore store(X509_STORE_new());
  if (bundled) {
    for (const auto& certificate : Bundled()) X509_STORE_add_cert(store.get(), certificate.get());
  }
  if (openssl) X509_STORE_set_default_paths(store.get());
  for (const auto& certificate : ReadCertificates({reinterpret_cast<const uint8_t*>(more.data()), more.size()})) {
    X509_STORE_add_cert(store.get(), certificate.get());
  }
  realm.State<DefaultTrust>().store = std::move(store);
}

void CopyStore(X509_STORE* from, X509_STORE* to) {
  crypto::IgnoreErrors ignore;
  X509_STORE_lock(from);
  STACK_OF(X509_OBJECT)* objects = X509_STORE_get0_objects(from);
  for (int i = 0; i < sk_X509_OBJECT_num(objects); i++) {
    const X509_OBJECT* object = sk_X509_OBJECT_value(objects, i);
    if (X509* certificate = X509_OBJECT_get0_X509(object)) X509_STORE_add_cert(to, certificate);
  }
  X509_STORE_unlock(from);
}

}  // namespace eddy::bindings::tls
