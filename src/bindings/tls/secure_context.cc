#include "bindings/tls/secure_context.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

namespace eddy::bindings::tls {

namespace {

using crypto::ThrowError;

template <typename T, auto Free>
using Owned = std::unique_ptr<T, crypto::Deleter<Free>>;
using OwnedBio = Owned<BIO, BIO_free_all>;
using OwnedCertificate = Owned<X509, X509_free>;
using OwnedKey = Owned<EVP_PKEY, EVP_PKEY_free>;

OwnedBio Reader(std::span<const uint8_t> bytes) {
  // Errors of before are not of what is read now.
  ERR_clear_error();
  return OwnedBio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

// Gives the passphrase; without one the key must not be encrypted (OpenSSL would ask at the terminal).
int GivePassphrase(char* out, int size, int, void* data) {
  auto* passphrase = static_cast<std::optional<std::string>*>(data);
  if (!*passphrase || static_cast<int>((*passphrase)->size()) > size) return -1;
  (*passphrase)->copy(out, (*passphrase)->size());
  return static_cast<int>((*passphrase)->size());
}

// The end of a PEM file shows as this error: it is none.
bool AtEndOfPem() {
  unsigned long error = ERR_peek_last_error();
  if (ERR_GET_LIB(error) != ERR_LIB_PEM || ERR_GET_REASON(error) != PEM_R_NO_START_LINE) return false;
  ERR_clear_error();
  return true;
}

}  // namespace

std::unique_ptr<SecureContext> SecureContext::Make(v8::Isolate* isolate) {
  SSL_CTX* context = SSL_CTX_new(TLS_method());
  if (context == nullptr) {
    ThrowError(isolate, "SSL_CTX_new");
    return nullptr;
  }
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_BOTH | SSL_SESS_CACHE_NO_INTERNAL_STORE);
  return std::unique_ptr<SecureContext>(new SecureContext(context));
}

void SecureContext::SetVersions(v8::Isolate* isolate, int32_t minimum, int32_t maximum) {
  if (SSL_CTX_set_min_proto_version(get(), minimum) != 1 || SSL_CTX_set_max_proto_version(get(), maximum) != 1) {
    ThrowError(isolate, "set protocol versions");
  }
}

void SecureContext::SetCertificate(v8::Isolate* isolate, std::span<const uint8_t> pem) {
  OwnedBio bio = Reader(pem);
  OwnedCertificate own(PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr));
  if (own == nullptr || SSL_CTX_use_certificate(get(), own.get()) != 1) return ThrowError(isolate, "certificate");
  SSL_CTX_clear_chain_certs(get());
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    OwnedCertificate chained(next);
    if (SSL_CTX_add1_chain_cert(get(), chained.get()) != 1) return ThrowError(isolate, "certificate chain");
  }
  if (!AtEndOfPem()) ThrowError(isolate, "certificate chain");
}

void SecureContext::SetKey(v8::Isolate* isolate, std::span<const uint8_t> pem, std::optional<std::string> passphrase) {
  OwnedBio bio = Reader(pem);
  OwnedKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, GivePassphrase, &passphrase));
  if (key == nullptr || SSL_CTX_use_PrivateKey(get(), key.get()) != 1) ThrowError(isolate, "private key");
}

void SecureContext::SetPkcs12(v8::Isolate* isolate, std::span<const uint8_t> der,
                              std::optional<std::string> passphrase) {
  OwnedBio bio = Reader(der);
  Owned<PKCS12, PKCS12_free> archive(d2i_PKCS12_bio(bio.get(), nullptr));
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  STACK_OF(X509)* others = nullptr;
  bool parsed = archive != nullptr && PKCS12_parse(archive.get(), passphrase ? passphrase->c_str() : nullptr, &key,
                                                   &certificate, &others) == 1;
  OwnedKey owned_key(key);
  OwnedCertificate owned_certificate(certificate);
  bool used = parsed && key != nullptr && certificate != nullptr && SSL_CTX_use_certificate(get(), certificate) == 1 &&
              SSL_CTX_use_PrivateKey(get(), key) == 1;
  for (int i = 0; used && others != nullptr && i < sk_X509_num(others); i++) {
    X509* other = sk_X509_value(others, i);
    used = SSL_CTX_add1_chain_cert(get(), other) == 1;
    X509_STORE_add_cert(SSL_CTX_get_cert_store(get()), other);
    SSL_CTX_add_client_CA(get(), other);
  }
  sk_X509_pop_free(others, X509_free);
  if (used) return;
  // Programs know the bare reason: "mac verify failure".
  const char* reason = ERR_reason_error_string(ERR_peek_error());
  ERR_clear_error();
  isolate->ThrowException(
      v8::Exception::Error(engine::FromUtf8(isolate, reason == nullptr ? "Unable to load PFX certificate" : reason)));
}

void SecureContext::AddAuthority(v8::Isolate* isolate, std::span<const uint8_t> pem) {
  OwnedBio bio = Reader(pem);
  bool any = false;
  while (X509* next = PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr)) {
    OwnedCertificate authority(next);
    any = true;
    X509_STORE_add_cert(SSL_CTX_get_cert_store(get()), next);
    SSL_CTX_add_client_CA(get(), next);
  }
  if (!AtEndOfPem() || !any) ThrowError(isolate, "certificate authority");
}

void SecureContext::AddDefaultAuthorities() {
  SSL_CTX_set_default_verify_paths(get());
  ERR_clear_error();
}

void SecureContext::AddRevocations(v8::Isolate* isolate, std::span<const uint8_t> pem) {
  OwnedBio bio = Reader(pem);
  Owned<X509_CRL, X509_CRL_free> list(PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr));
  X509_STORE* store = SSL_CTX_get_cert_store(get());
  if (list == nullptr || X509_STORE_add_crl(store, list.get()) != 1) return ThrowError(isolate, "Failed to parse CRL");
  X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
}

void SecureContext::SetCiphers(v8::Isolate* isolate, std::string list) {
  ERR_clear_error();
  if (SSL_CTX_set_cipher_list(get(), list.c_str()) != 1) ThrowError(isolate, "ciphers");
}

void SecureContext::SetCipherSuites(v8::Isolate* isolate, std::string list) {
  ERR_clear_error();
  if (SSL_CTX_set_ciphersuites(get(), list.c_str()) != 1) ThrowError(isolate, "cipher suites");
}

void SecureContext::SetGroups(v8::Isolate* isolate, std::string list) {
  ERR_clear_error();
  if (SSL_CTX_set1_groups_list(get(), list.c_str()) != 1) ThrowError(isolate, "Failed to set ECDH curve");
}

void SecureContext::SetSignatureAlgorithms(v8::Isolate* isolate, std::string list) {
  ERR_clear_error();
  if (SSL_CTX_set1_sigalgs_list(get(), list.c_str()) != 1) ThrowError(isolate, "signature algorithms");
}

void SecureContext::SetOptions(double options) { SSL_CTX_set_options(get(), static_cast<uint64_t>(options)); }

void SecureContext::SetSessionIdContext(v8::Isolate* isolate, std::string id) {
  auto* bytes = reinterpret_cast<const unsigned char*>(id.data());
  if (SSL_CTX_set_session_id_context(get(), bytes, static_cast<unsigned>(id.size())) != 1) {
    ThrowError(isolate, "session id context");
  }
}

void SecureContext::SetSessionTimeout(int32_t seconds) { SSL_CTX_set_timeout(get(), seconds); }
void SecureContext::SetDhAuto() { SSL_CTX_set_dh_auto(get(), 1); }
void SecureContext::AllowPartialTrustChain() {
  X509_STORE_set_flags(SSL_CTX_get_cert_store(get()), X509_V_FLAG_PARTIAL_CHAIN);
}

void SecureContext::Methods(engine::ClassTarget& methods) {
  using C = SecureContext;
  methods.Method<C, &C::SetVersions>("setVersions");
  methods.Method<C, &C::SetCertificate>("setCertificate");
  methods.Method<C, &C::SetKey>("setKey");
  methods.Method<C, &C::SetPkcs12>("setPkcs12");
  methods.Method<C, &C::AddAuthority>("addAuthority");
  methods.Method<C, &C::AddDefaultAuthorities>("addDefaultAuthorities");
  methods.Method<C, &C::AddRevocations>("addRevocations");
  methods.Method<C, &C::SetCiphers>("setCiphers");
  methods.Method<C, &C::SetCipherSuites>("setCipherSuites");
  methods.Method<C, &C::SetGroups>("setGroups");
  methods.Method<C, &C::SetSignatureAlgorithms>("setSignatureAlgorithms");
  methods.Method<C, &C::SetOptions>("setOptions");
  methods.Method<C, &C::SetSessionIdContext>("setSessionIdContext");
  methods.Method<C, &C::SetSessionTimeout>("setSessionTimeout");
  methods.Method<C, &C::SetDhAuto>("setDhAuto");
  methods.Method<C, &C::AllowPartialTrustChain>("allowPartialTrustChain");
}

}  // namespace eddy::bindings::tls
