#include "bindings/tls/secure_context.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include "bindings/tls/session.h"

namespace eddy::bindings::tls {

namespace {

using crypto::ThrowError;

// How long a session may be resumed when the program doesn't say.
constexpr long kSessionSeconds = 300;

template <typename T, auto Free>
using Owned = std::unique_ptr<T, crypto::Deleter<Free>>;
using OwnedBio = Owned<BIO, BIO_free_all>;
using OwnedCertificate = Owned<X509, X509_free>;
using OwnedKey = Owned<EVP_PKEY, EVP_PKEY_free>;

OwnedBio Reader(std::span<const uint8_t> bytes) {
  // Errors of before are not of what is read now.
  ERR_clear_error();
  return crypto::ReaderOf(bytes);
}

// An Error of Node's own, instead of OpenSSL's.
void ThrowCoded(v8::Isolate* isolate, const char* code, const char* message) {
  ERR_clear_error();
  auto error = v8::Exception::Error(engine::FromUtf8(isolate, message)).As<v8::Object>();
  (void)error->Set(isolate->GetCurrentContext(), engine::Internalized(isolate, "code"), engine::FromUtf8(isolate, code))
      .FromMaybe(false);
  isolate->ThrowException(error);
}

// Gives the passphrase; without one OpenSSL would ask at the terminal.
int GivePassphrase(char* out, int size, int, void* data) {
  auto* passphrase = static_cast<std::optional<std::string>*>(data);
  if (!*passphrase || static_cast<int>((*passphrase)->size()) > size) return 0;
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

SecureContext::SecureContext(SSL_CTX* context) : context_(context) {
  TicketKeys keys;
  RAND_bytes(keys.data(), static_cast<int>(keys.size()));
  ticket_keys_ = std::make_shared<const TicketKeys>(keys);
}

std::unique_ptr<SecureContext> SecureContext::Make(v8::Isolate* isolate) {
  SSL_CTX* context = SSL_CTX_new(TLS_method());
  if (context == nullptr) {
    ThrowError(isolate, "SSL_CTX_new");
    return nullptr;
  }
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_options(context, SSL_OP_ALLOW_CLIENT_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  // Sessions are the program's to keep.
  SSL_CTX_set_session_cache_mode(context,
                                 SSL_SESS_CACHE_BOTH | SSL_SESS_CACHE_NO_INTERNAL | SSL_SESS_CACHE_NO_AUTO_CLEAR);
  SSL_CTX_set_timeout(context, kSessionSeconds);
  Session::Install(context);
  return std::unique_ptr<SecureContext>(new SecureContext(context));
}

X509_STORE* SecureContext::OwnStore() {
  if (shared_roots_ == nullptr) return SSL_CTX_get_cert_store(get());
  SSL_CTX_set_cert_store(get(), shared_roots_->MakeStore().release());
  shared_roots_.reset();
  return SSL_CTX_get_cert_store(get());
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
  std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> owned_others(
      others, [](STACK_OF(X509) * list) { sk_X509_pop_free(list, X509_free); });
  if (parsed && key == nullptr) {
    return ThrowCoded(isolate, "ERR_CRYPTO_OPERATION_FAILED", "Unable to load private key from PFX data");
  }
  if (parsed && certificate == nullptr) {
    return ThrowCoded(isolate, "ERR_CRYPTO_OPERATION_FAILED", "Unable to load certificate from PFX data");
  }
  bool used = parsed && SSL_CTX_use_certificate(get(), certificate) == 1 && SSL_CTX_use_PrivateKey(get(), key) == 1;
  for (int i = 0; used && others != nullptr && i < sk_X509_num(others); i++) {
    X509* other = sk_X509_value(others, i);
    used = SSL_CTX_add1_chain_cert(get(), other) == 1;
    X509_STORE_add_cert(OwnStore(), other);
    SSL_CTX_add_client_CA(get(), other);
  }
  if (used) return ERR_clear_error();
  const unsigned long error = ERR_peek_error();
  if (ERR_GET_LIB(error) == ERR_LIB_EVP && ERR_GET_REASON(error) == ERR_R_UNSUPPORTED) {
    // Its cipher is of the old ones that no provider has.
    return ThrowCoded(isolate, "ERR_CRYPTO_UNSUPPORTED_OPERATION", "Unsupported PKCS12 PFX data");
  }
  // Programs know the bare reason: "mac verify failure".
  const char* reason = ERR_reason_error_string(error);
  ERR_clear_error();
  if (reason == nullptr) {
    return ThrowCoded(isolate, "ERR_CRYPTO_OPERATION_FAILED", "Unable to load PFX certificate");
  }
  isolate->ThrowException(v8::Exception::Error(engine::FromUtf8(isolate, reason)));
}

void SecureContext::AddAuthority(v8::Isolate*, std::span<const uint8_t> pem) {
  OwnedBio bio = Reader(pem);
  X509_STORE* store = OwnStore();
  while (X509* next = PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr)) {
    OwnedCertificate authority(next);
    X509_STORE_add_cert(store, next);
    SSL_CTX_add_client_CA(get(), next);
  }
  ERR_clear_error();
}

void SecureContext::AddAuthorityText(v8::Isolate* isolate, v8::Local<v8::Value> pem) {
  if (!pem->IsString()) {
    auto bytes = engine::From<std::span<uint8_t>>::Read(isolate, pem);
    if (bytes) AddAuthority(isolate, *bytes);
    return;
  }
  const std::string text = engine::ToUtf8(isolate, pem);
  AddAuthority(isolate, {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

void SecureContext::AddDefaultAuthorities(Realm& realm) {
  const DefaultTrust& trust = realm.State<DefaultTrust>();
  if (trust.store == nullptr) return;
  SSL_CTX_set1_cert_store(get(), trust.store.get());
  shared_roots_ = trust.roots;
}

void SecureContext::AddRevocations(v8::Isolate* isolate, std::span<const uint8_t> pem) {
  OwnedBio bio = Reader(pem);
  Owned<X509_CRL, X509_CRL_free> list(PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr));
  X509_STORE* store = OwnStore();
  if (list == nullptr || X509_STORE_add_crl(store, list.get()) != 1) {
    return ThrowCoded(isolate, "ERR_CRYPTO_OPERATION_FAILED", "Failed to parse CRL");
  }
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
  if (SSL_CTX_set1_groups_list(get(), list.c_str()) != 1) {
    ThrowCoded(isolate, "ERR_CRYPTO_OPERATION_FAILED", "Failed to set ECDH curve");
  }
}

void SecureContext::SetSignatureAlgorithms(v8::Isolate* isolate, std::string list) {
  ERR_clear_error();
  if (SSL_CTX_set1_sigalgs_list(get(), list.c_str()) != 1) ThrowError(isolate, "error:00000000:lib(0)::reason(0)");
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

int32_t SecureContext::SetDhParameters(std::span<const uint8_t> pem) {
  OwnedBio bio = Reader(pem);
  OwnedKey parameters(PEM_read_bio_Parameters(bio.get(), nullptr));
  const bool is_dh =
      parameters != nullptr && (EVP_PKEY_is_a(parameters.get(), "DH") || EVP_PKEY_is_a(parameters.get(), "DHX"));
  const int32_t bits = is_dh ? EVP_PKEY_get_bits(parameters.get()) : 0;
  // OpenSSL owns them once it has taken them.
  if (bits >= 1024 && SSL_CTX_set0_tmp_dh_pkey(get(), parameters.get()) == 1) (void)parameters.release();
  ERR_clear_error();
  return bits;
}

void SecureContext::AllowPartialTrustChain() {
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(get()), X509_V_FLAG_PARTIAL_CHAIN);
}

bool SecureContext::SetTicketKeys(std::span<const uint8_t> keys) {
  TicketKeys made;
  if (keys.size() != made.size()) return false;
  std::copy(keys.begin(), keys.end(), made.begin());
  ticket_keys_ = std::make_shared<const TicketKeys>(made);
  return true;
}

v8::Local<v8::Value> SecureContext::GetTicketKeys(v8::Isolate* isolate) {
  return ToArrayBuffer(isolate, *ticket_keys_);
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
  methods.Method<C, &C::SetDhParameters>("setDhParameters");
  methods.Method<C, &C::AllowPartialTrustChain>("allowPartialTrustChain");
  methods.Method<C, &C::SetTicketKeys>("setTicketKeys");
  methods.Method<C, &C::GetTicketKeys>("getTicketKeys");
  methods.Method<C, &C::SetMinimum>("setMinProto");
  methods.Method<C, &C::SetMaximum>("setMaxProto");
  methods.Method<C, &C::Minimum>("getMinProto");
  methods.Method<C, &C::Maximum>("getMaxProto");
  // Of the names that programs know of Node's contexts, which nothing documents, those in use.
  methods.Method<C, &C::AddAuthorityText>("addCACert");
  methods.Method<C, &C::AskForTicketKeys>("enableTicketKeyCallback");
  methods.Getter<C, &C::External>("_external");
}

}  // namespace eddy::bindings::tls
