#include "bindings/crypto/x509.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "bindings/crypto/x509_text.h"
#include "bindings/pool_job.h"
#include "bindings/tls/certificate.h"
#include "engine/binding.h"
#include "runtime/message.h"

namespace eddy::bindings::crypto {
namespace {

using v8::Isolate;
using v8::Local;
using v8::Value;

class CertificateParcel final : public runtime::Parcel {
 public:
  explicit CertificateParcel(std::shared_ptr<X509> certificate) : certificate_(std::move(certificate)) {}
  v8::MaybeLocal<Value> Open(Realm& realm) override {
    Local<v8::Object> holder;
    if (!runtime::ParcelHolder::Make(realm, std::make_shared<CertificateParcel>(certificate_)).ToLocal(&holder)) {
      return {};
    }
    return holder.As<Value>();
  }
  const std::shared_ptr<X509>& certificate() const { return certificate_; }

 private:
  std::shared_ptr<X509> certificate_;
};

std::shared_ptr<X509> Shared(X509* certificate) { return {certificate, X509_free}; }

double Milliseconds(const ASN1_TIME* time) {
  std::unique_ptr<ASN1_TIME, Deleter<ASN1_TIME_free>> epoch(ASN1_TIME_set(nullptr, 0));
  int days = 0;
  int seconds = 0;
  if (ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1) return 0;
  return (days * 86400.0 + seconds) * 1000;
}

const X509_ALGOR* SignatureAlgorithm(X509* certificate) { return X509_get0_tbs_sigalg(certificate); }

}  // namespace

void X509Handle::Read(Isolate* isolate, std::span<const uint8_t> bytes) {
  ERR_clear_error();
  OwnedBio bio = ReaderOf(bytes);
  X509* found = PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr);
  if (found == nullptr) {
    // No PEM; what it says of that is the error when it is no DER either.
    ERR_set_mark();
    bio = ReaderOf(bytes);
    found = d2i_X509_bio(bio.get(), nullptr);
    ERR_pop_to_mark();
  }
  if (found == nullptr) return ThrowError(isolate, "Failed to read the certificate");
  ERR_clear_error();
  Fill(Shared(found));
}

bool X509Handle::Open(Local<Value> parcel) {
  auto* holder = engine::Unwrap<runtime::ParcelHolder>(parcel);
  auto taken = holder == nullptr ? nullptr : holder->Take();
  // Whoever calls has made the parcel by toParcel of a handle.
  if (taken == nullptr) return false;
  Fill(static_cast<CertificateParcel*>(taken.get())->certificate());
  return true;
}

v8::MaybeLocal<Value> X509Handle::ToParcel(Realm& realm) {
  Local<v8::Object> holder;
  if (!runtime::ParcelHolder::Make(realm, std::make_shared<CertificateParcel>(certificate_)).ToLocal(&holder))
    return {};
  return holder.As<Value>();
}

v8::MaybeLocal<Value> X509Handle::Text(Isolate* isolate, int32_t field) {
  IgnoreErrors ignore;
  std::optional<std::string> text;
  switch (field) {
    case 0:
      text = NameText(X509_get_subject_name(get()));
      break;
    case 1:
      text = NameText(X509_get_issuer_name(get()));
      break;
    case 2:
      text = AlternativeNames(get());
      break;
    case 3:
      text = InformationAccess(get());
      break;
    case 4:
      text = TimeText(X509_get0_notBefore(get()));
      break;
    case 5:
      text = TimeText(X509_get0_notAfter(get()));
      break;
    case 6:
      text = FingerprintText(get(), EVP_sha1());
      break;
    case 7:
      text = FingerprintText(get(), EVP_sha256());
      break;
    case 8:
      text = FingerprintText(get(), EVP_sha512());
      break;
    case 9:
      text = SerialText(get());
      break;
    case 10: {
      const int id = OBJ_obj2nid(SignatureAlgorithm(get())->algorithm);
      if (id != NID_undef) text = OBJ_nid2ln(id);
      break;
    }
    default: {
      char id[128];
      if (OBJ_obj2txt(id, sizeof id, SignatureAlgorithm(get())->algorithm, 1) > 0) text = id;
    }
  }
  if (!text) return {};
  return engine::FromUtf8(isolate, *text).As<Value>();
}

double X509Handle::ValidFrom() { return Milliseconds(X509_get0_notBefore(get())); }
double X509Handle::ValidTo() { return Milliseconds(X509_get0_notAfter(get())); }

// The object ids of the extended usages; undefined when the certificate tells none.
v8::MaybeLocal<Value> X509Handle::Usages(Isolate* isolate) {
  IgnoreErrors ignore;
  std::unique_ptr<EXTENDED_KEY_USAGE, Deleter<EXTENDED_KEY_USAGE_free>> usages(
      static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(get(), NID_ext_key_usage, nullptr, nullptr)));
  if (usages == nullptr) return {};
  std::vector<std::string> ids;
  for (int i = 0; i < sk_ASN1_OBJECT_num(usages.get()); i++) {
    char id[128];
    if (OBJ_obj2txt(id, sizeof id, sk_ASN1_OBJECT_value(usages.get(), i), 1) > 0) ids.emplace_back(id);
  }
  return engine::To(isolate, ids);
}

bool X509Handle::IsAuthority() {
  IgnoreErrors ignore;
  return X509_check_ca(get()) == 1;
}

Local<Value> X509Handle::Raw(Isolate* isolate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(get(), &der);
  Local<Value> made = ToArrayBuffer(isolate, {der, size > 0 ? static_cast<size_t>(size) : 0});
  OPENSSL_free(der);
  return made;
}

std::string X509Handle::Pem() {
  OwnedBio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), get());
  const auto bytes = WrittenTo(bio.get());
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Local<Value> X509Handle::Legacy(Isolate* isolate) {
  IgnoreErrors ignore;
  return tls::DescribeCertificate(isolate, get());
}

void X509Handle::PublicKey(Isolate* isolate, KeyHandle* key) {
  ERR_clear_error();
  OwnedKey pkey(X509_get_pubkey(get()));
  if (pkey == nullptr) return ThrowError(isolate, "Failed to read the public key");
  key->Fill(Key::Asymmetric(Key::kPublic, std::move(pkey)));
}

v8::MaybeLocal<Value> X509Handle::CheckHost(Isolate* isolate, const std::string& name, uint32_t flags) {
  IgnoreErrors ignore;
  char* matched = nullptr;
  const int outcome = X509_check_host(get(), name.data(), name.size(), flags, &matched);
  if (outcome < 0) return v8::False(isolate).As<Value>();
  if (outcome == 0) return {};
  Local<Value> text = engine::FromUtf8(isolate, matched == nullptr ? std::string_view(name) : matched);
  OPENSSL_free(matched);
  return text;
}

int32_t X509Handle::CheckEmail(const std::string& name, uint32_t flags) {
  IgnoreErrors ignore;
  return X509_check_email(get(), name.data(), name.size(), flags);
}

int32_t X509Handle::CheckIp(const std::string& address) {
  IgnoreErrors ignore;
  return X509_check_ip_asc(get(), address.c_str(), 0);
}

bool X509Handle::CheckIssued(X509Handle* issuer) {
  IgnoreErrors ignore;
  return X509_check_issued(issuer->get(), get()) == X509_V_OK;
}

bool X509Handle::CheckPrivateKey(KeyHandle* key) {
  IgnoreErrors ignore;
  return X509_check_private_key(get(), key->pkey()) == 1;
}

bool X509Handle::Verify(KeyHandle* key) {
  IgnoreErrors ignore;
  return X509_verify(get(), key->pkey()) == 1;
}

namespace {

std::unique_ptr<NETSCAPE_SPKI, Deleter<NETSCAPE_SPKI_free>> ReadSpkac(std::span<const uint8_t> text) {
  // OpenSSL would look for the end of a string.
  if (text.empty()) return nullptr;
  return std::unique_ptr<NETSCAPE_SPKI, Deleter<NETSCAPE_SPKI_free>>(
      NETSCAPE_SPKI_b64_decode(reinterpret_cast<const char*>(text.data()), static_cast<int>(text.size())));
}

// Whether the signature of a signed public key and challenge is right.
bool VerifySpkac(std::span<const uint8_t> text) {
  IgnoreErrors ignore;
  auto spkac = ReadSpkac(text);
  OwnedKey key(spkac == nullptr ? nullptr : NETSCAPE_SPKI_get_pubkey(spkac.get()));
  return key != nullptr && NETSCAPE_SPKI_verify(spkac.get(), key.get()) > 0;
}

// The public key in PEM; undefined when there is none.
v8::MaybeLocal<Value> SpkacPublicKey(Isolate* isolate, std::span<const uint8_t> text) {
  IgnoreErrors ignore;
  auto spkac = ReadSpkac(text);
  OwnedKey key(spkac == nullptr ? nullptr : NETSCAPE_SPKI_get_pubkey(spkac.get()));
  OwnedBio bio(BIO_new(BIO_s_mem()));
  if (key == nullptr || PEM_write_bio_PUBKEY(bio.get(), key.get()) != 1) return {};
  return ToArrayBuffer(isolate, WrittenTo(bio.get()));
}

// The challenge; undefined when there is none.
v8::MaybeLocal<Value> SpkacChallenge(Isolate* isolate, std::span<const uint8_t> text) {
  IgnoreErrors ignore;
  auto spkac = ReadSpkac(text);
  if (spkac == nullptr) return {};
  unsigned char* challenge = nullptr;
  const int size = ASN1_STRING_to_UTF8(&challenge, spkac->spkac->challenge);
  if (size < 0) return {};
  Local<Value> made = ToArrayBuffer(isolate, {challenge, static_cast<size_t>(size)});
  OPENSSL_free(challenge);
  return made;
}

}  // namespace

void DefineX509(BindingTarget& target) {
  target.Class<X509Handle, &X509Handle::Make>("X509Handle", [](engine::ClassTarget& methods) {
    methods.Method<X509Handle, &X509Handle::Read>("read");
    methods.Method<X509Handle, &X509Handle::Open>("open");
    methods.Method<X509Handle, &X509Handle::ToParcel>("toParcel");
    methods.Method<X509Handle, &X509Handle::Text>("text");
    methods.Method<X509Handle, &X509Handle::ValidFrom>("validFrom");
    methods.Method<X509Handle, &X509Handle::ValidTo>("validTo");
    methods.Method<X509Handle, &X509Handle::Usages>("usages");
    methods.Method<X509Handle, &X509Handle::IsAuthority>("isAuthority");
    methods.Method<X509Handle, &X509Handle::Raw>("raw");
    methods.Method<X509Handle, &X509Handle::Pem>("pem");
    methods.Method<X509Handle, &X509Handle::Legacy>("legacy");
    methods.Method<X509Handle, &X509Handle::PublicKey>("publicKey");
    methods.Method<X509Handle, &X509Handle::CheckHost>("checkHost");
    methods.Method<X509Handle, &X509Handle::CheckEmail>("checkEmail");
    methods.Method<X509Handle, &X509Handle::CheckIp>("checkIp");
    methods.Method<X509Handle, &X509Handle::CheckIssued>("checkIssued");
    methods.Method<X509Handle, &X509Handle::CheckPrivateKey>("checkPrivateKey");
    methods.Method<X509Handle, &X509Handle::Verify>("verify");
  });
  target.Function<&VerifySpkac>("verifySpkac");
  target.Function<&SpkacPublicKey>("spkacPublicKey");
  target.Function<&SpkacChallenge>("spkacChallenge");
}

}  // namespace eddy::bindings::crypto
