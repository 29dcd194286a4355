#include "bindings/tls/trust.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <set>
#include <unordered_map>

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

class Roots {
 public:
  explicit Roots(std::span<const uint8_t> pem) : certificates_(ReadCertificates(pem)) {
    for (const auto& certificate : certificates_)
      by_subject_.emplace(HashOf(SubjectOf(certificate)), certificate.get());
  }

  const std::vector<crypto::OwnedCertificate>& certificates() const { return certificates_; }

  // Puts those of that name into `store`; the first, or null.
  X509* Find(const X509_NAME* name, X509_STORE* store) const {
    X509* first = nullptr;
    const auto [from, to] = by_subject_.equal_range(HashOf(name));
    for (auto at = from; at != to; ++at) {
      if (X509_NAME_cmp(X509_get_subject_name(at->second), name) != 0) continue;
      if (X509_STORE_add_cert(store, at->second) == 1 && first == nullptr) first = at->second;
    }
    return first;
  }

  // Read once for all threads, when the first certificate is to be found.
  static const Roots& Bundled() {
    static const Roots& roots = *[] {
      crypto::IgnoreErrors ignore;
      return new Roots(BundledPem());
    }();
    return roots;
  }

 private:
  static const X509_NAME* SubjectOf(const crypto::OwnedCertificate& certificate) {
    return X509_get_subject_name(certificate.get());
  }
  static unsigned long HashOf(const X509_NAME* name) { return X509_NAME_hash_ex(name, nullptr, nullptr, nullptr); }

  std::vector<crypto::OwnedCertificate> certificates_;
  std::unordered_multimap<unsigned long, X509*> by_subject_;
};

namespace {

using SharedRoots = std::shared_ptr<const Roots>;

// X509_LOOKUP_meth_set_get_by_subject(3). Bundled ones have no method data.
int FindBySubject(X509_LOOKUP* lookup, X509_LOOKUP_TYPE type, const X509_NAME* name, X509_OBJECT* out) {
  if (type != X509_LU_X509) return 0;
  crypto::IgnoreErrors ignore;
  auto* own = static_cast<SharedRoots*>(X509_LOOKUP_get_method_data(lookup));
  const Roots& roots = own == nullptr ? Roots::Bundled() : **own;
  X509* found = roots.Find(name, X509_LOOKUP_get_store(lookup));
  if (found == nullptr) return 0;
  // The store keeps it; who asked takes a reference of his own.
  X509_OBJECT_set1_X509(out, found);
  X509_free(found);
  return 1;
}

void FreeLookup(X509_LOOKUP* lookup) { delete static_cast<SharedRoots*>(X509_LOOKUP_get_method_data(lookup)); }

// One method for each kind: a store has one lookup of a method.
X509_LOOKUP_METHOD* MakeMethod(const char* name) {
  X509_LOOKUP_METHOD* method = X509_LOOKUP_meth_new(name);
  X509_LOOKUP_meth_set_get_by_subject(method, FindBySubject);
  X509_LOOKUP_meth_set_free(method, FreeLookup);
  return method;
}

}  // namespace

OwnedStore RootSet::MakeStore() const {
  crypto::IgnoreErrors ignore;
  static X509_LOOKUP_METHOD* const kBundled = MakeMethod("bundled authorities");
  static X509_LOOKUP_METHOD* const kMore = MakeMethod("further authorities");
  OwnedStore store(X509_STORE_new());
  if (more != nullptr) {
    X509_LOOKUP_set_method_data(X509_STORE_add_lookup(store.get(), kMore), new SharedRoots(more));
  }
  if (bundled) X509_STORE_add_lookup(store.get(), kBundled);
  if (openssl) X509_STORE_set_default_paths(store.get());
  return store;
}

void SetDefaultAuthorities(Realm& realm, bool bundled, bool openssl, std::string more) {
  crypto::IgnoreErrors ignore;
  auto roots = std::make_shared<RootSet>();
  roots->bundled = bundled;
  roots->openssl = openssl;
  if (!more.empty()) {
    roots->more = std::make_shared<const Roots>(
        std::span<const uint8_t>(reinterpret_cast<const uint8_t*>(more.data()), more.size()));
  }
  DefaultTrust& trust = realm.State<DefaultTrust>();
  trust.store = roots->MakeStore();
  trust.roots = std::move(roots);
}

std::vector<std::string> BundledAuthorities() {
  std::vector<std::string> list;
  for (const auto& certificate : Roots::Bundled().certificates()) list.push_back(ToPem(certificate.get()));
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

}  // namespace eddy::bindings::tls
