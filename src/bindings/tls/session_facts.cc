// What a session tells of itself and of its peer. https://nodejs.org/api/tls.html#class-tlstlssocket
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "bindings/tls/certificate.h"
#include "bindings/tls/session.h"

namespace eddy::bindings::tls {

namespace {

using engine::FromUtf8;
using engine::Internalized;

v8::Local<v8::Value> ToDer(v8::Isolate* isolate, X509* certificate) {
  unsigned char* der = nullptr;
  const int size = certificate == nullptr ? 0 : i2d_X509(certificate, &der);
  if (size <= 0) return v8::Null(isolate);
  auto bytes = ToArrayBuffer(isolate, {der, static_cast<size_t>(size)});
  OPENSSL_free(der);
  return bytes;
}

// As OpenSSL's lists of signature algorithms write them: "RSA-PSS", "ECDSA". SSL_CTX_set1_sigalgs_list(3)
const char* SignatureName(int nid) {
  switch (nid) {
    case EVP_PKEY_RSA:
      return "RSA";
    case EVP_PKEY_RSA_PSS:
      return "RSA-PSS";
    case EVP_PKEY_DSA:
      return "DSA";
    case EVP_PKEY_EC:
      return "ECDSA";
    case NID_ED25519:
      return "Ed25519";
    case NID_ED448:
      return "Ed448";
    default:
      return OBJ_nid2sn(nid);
  }
}

}  // namespace

v8::Local<v8::Value> Session::SessionWanted() { return ToArrayBuffer(isolate(), session_wanted_); }

v8::Local<v8::Value> Session::StatusResponse() {
  if (ssl_ == nullptr) return v8::Undefined(isolate());
  const unsigned char* response = nullptr;
  const long size = SSL_get_tlsext_status_ocsp_resp(ssl_.get(), &response);
  return ToArrayBuffer(isolate(), {response, size > 0 ? static_cast<size_t>(size) : 0});
}

bool Session::WantsStatus() {
  return ssl_ != nullptr && SSL_get_tlsext_status_type(ssl_.get()) == TLSEXT_STATUSTYPE_ocsp;
}

v8::Local<v8::Value> Session::OwnIdentity() {
  v8::Isolate* isolate = this->isolate();
  X509* own = ssl_ == nullptr ? nullptr : SSL_get_certificate(ssl_.get());
  crypto::OwnedCertificate issuer;
  if (own != nullptr) {
    crypto::IgnoreErrors ignore;
    STACK_OF(X509)* chain = nullptr;
    SSL_get0_chain_certs(ssl_.get(), &chain);
    for (int i = 0; chain != nullptr && i < sk_X509_num(chain) && issuer == nullptr; i++) {
      X509* candidate = sk_X509_value(chain, i);
      if (X509_check_issued(candidate, own) == X509_V_OK && X509_up_ref(candidate) == 1) issuer.reset(candidate);
    }
    std::unique_ptr<X509_STORE_CTX, crypto::Deleter<X509_STORE_CTX_free>> lookup(X509_STORE_CTX_new());
    X509_STORE_CTX_init(lookup.get(), SSL_CTX_get_cert_store(SSL_get_SSL_CTX(ssl_.get())), nullptr, nullptr);
    X509* found = nullptr;
    if (issuer == nullptr && X509_STORE_CTX_get1_issuer(&found, lookup.get(), own) == 1) issuer.reset(found);
  }
  v8::Local<v8::Value> parts[] = {ToDer(isolate, own), ToDer(isolate, issuer.get())};
  return v8::Array::New(isolate, parts, 2);
}

v8::Local<v8::Value> Session::VerifyError() {
  v8::Isolate* isolate = this->isolate();
  if (ssl_ == nullptr) return v8::Undefined(isolate);
  long error = SSL_get_verify_result(ssl_.get());
  if (SSL_get0_peer_certificate(ssl_.get()) == nullptr) {
    // Who knows the key needs no certificate. In TLS 1.3 that looks like a session that is resumed.
    const SSL_CIPHER* cipher = SSL_get_current_cipher(ssl_.get());
    const bool has_key = (cipher != nullptr && SSL_CIPHER_get_auth_nid(cipher) == NID_auth_psk) ||
                         (SSL_version(ssl_.get()) == TLS1_3_VERSION && IsReused());
    error = has_key ? X509_V_OK : X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT;
  }
  if (error == X509_V_OK) return v8::Undefined(isolate);
  v8::Local<v8::Value> parts[] = {FromUtf8(isolate, VerifyErrorName(error)),
                                  FromUtf8(isolate, X509_verify_cert_error_string(error))};
  return v8::Array::New(isolate, parts, 2);
}

std::vector<crypto::OwnedCertificate> Session::PeerChain() {
  crypto::IgnoreErrors ignore;
  std::vector<crypto::OwnedCertificate> chain;
  X509* current = ssl_ == nullptr ? nullptr : SSL_get0_peer_certificate(ssl_.get());
  if (current == nullptr) return chain;
  STACK_OF(X509)* sent = SSL_get_peer_cert_chain(ssl_.get());
  X509_STORE* store = SSL_CTX_get_cert_store(SSL_get_SSL_CTX(ssl_.get()));
  auto lookup = std::unique_ptr<X509_STORE_CTX, crypto::Deleter<X509_STORE_CTX_free>>(X509_STORE_CTX_new());
  X509_STORE_CTX_init(lookup.get(), store, nullptr, sent);
  X509_up_ref(current);
  chain.emplace_back(current);
  while (chain.size() < 32 && X509_check_issued(current, current) != X509_V_OK) {
    X509* issuer = nullptr;
    for (int i = 0; sent != nullptr && i < sk_X509_num(sent) && issuer == nullptr; i++) {
      if (X509_check_issued(sk_X509_value(sent, i), current) == X509_V_OK) issuer = sk_X509_value(sent, i);
    }
    if (issuer != nullptr) {
      X509_up_ref(issuer);
    } else if (X509_STORE_CTX_get1_issuer(&issuer, lookup.get(), current) != 1) {
      break;
    }
    chain.emplace_back(issuer);
    current = issuer;
  }
  return chain;
}

v8::Local<v8::Value> Session::PeerCertificate(bool with_issuers) {
  v8::Isolate* isolate = this->isolate();
  const auto chain = PeerChain();
  if (chain.empty()) return v8::Undefined(isolate);
  auto described = DescribeCertificate(isolate, chain.front().get());
  if (!with_issuers) return described;
  auto context = isolate->GetCurrentContext();
  auto key = Internalized(isolate, "issuerCertificate");
  auto current = described;
  for (size_t i = 1; i < chain.size(); i++) {
    auto next = DescribeCertificate(isolate, chain[i].get());
    current->Set(context, key, next).Check();
    current = next;
  }
  X509* last = chain.back().get();
  // A self-signed one is its own issuer.
  if (X509_check_issued(last, last) == X509_V_OK) current->Set(context, key, current).Check();
  ERR_clear_error();
  return described;
}

bool Session::FillPeerX509(crypto::X509Handle* handle, uint32_t index) {
  auto chain = PeerChain();
  if (index >= chain.size()) return false;
  handle->Fill(std::move(chain[index]));
  return true;
}

bool Session::FillOwnX509(crypto::X509Handle* handle) {
  X509* own = ssl_ == nullptr ? nullptr : SSL_get_certificate(ssl_.get());
  if (own == nullptr) return false;
  X509_up_ref(own);
  handle->Fill(crypto::OwnedCertificate(own));
  return true;
}

v8::Local<v8::Value> Session::OwnCertificate() {
  X509* own = ssl_ == nullptr ? nullptr : SSL_get_certificate(ssl_.get());
  if (own == nullptr) return v8::Undefined(isolate());
  return DescribeCertificate(isolate(), own);
}

v8::Local<v8::Value> Session::CipherInfo() {
  v8::Isolate* isolate = this->isolate();
  const SSL_CIPHER* cipher = ssl_ == nullptr ? nullptr : SSL_get_current_cipher(ssl_.get());
  if (cipher == nullptr) return v8::Undefined(isolate);
  v8::Local<v8::Value> parts[] = {FromUtf8(isolate, SSL_CIPHER_get_name(cipher)),
                                  FromUtf8(isolate, SSL_CIPHER_standard_name(cipher)),
                                  FromUtf8(isolate, SSL_CIPHER_get_version(cipher))};
  return v8::Array::New(isolate, parts, 3);
}

v8::Local<v8::Value> Session::EphemeralKeyInfo() {
  v8::Isolate* isolate = this->isolate();
  EVP_PKEY* key = nullptr;
  if (ssl_ == nullptr || SSL_get_peer_tmp_key(ssl_.get(), &key) != 1) return v8::Undefined(isolate);
  crypto::OwnedKey owned(key);
  const int kind = EVP_PKEY_get_id(key);
  v8::Local<v8::Value> name = v8::Undefined(isolate);
  char group[80];
  size_t size = 0;
  if (kind == EVP_PKEY_X25519 || kind == EVP_PKEY_X448) {
    name = FromUtf8(isolate, OBJ_nid2sn(kind));
  } else if (kind == EVP_PKEY_EC && EVP_PKEY_get_group_name(key, group, sizeof group, &size) == 1) {
    name = FromUtf8(isolate, {group, size});
  }
  v8::Local<v8::Value> parts[] = {FromUtf8(isolate, kind == EVP_PKEY_DH ? "DH" : "ECDH"), name,
                                  v8::Integer::New(isolate, EVP_PKEY_get_bits(key))};
  return v8::Array::New(isolate, parts, 3);
}

std::vector<std::string> Session::SharedSignatureAlgorithms() {
  std::vector<std::string> names;
  const int count =
      ssl_ == nullptr ? 0 : SSL_get_shared_sigalgs(ssl_.get(), 0, nullptr, nullptr, nullptr, nullptr, nullptr);
  for (int i = 0; i < count; i++) {
    int signature = 0;
    int hash = 0;
    if (SSL_get_shared_sigalgs(ssl_.get(), i, &signature, &hash, nullptr, nullptr, nullptr) <= 0) break;
    names.push_back(std::string(SignatureName(signature)) + '+' + (hash == NID_undef ? "UNDEF" : OBJ_nid2sn(hash)));
  }
  return names;
}

std::optional<std::string> Session::Protocol() {
  if (ssl_ == nullptr) return std::nullopt;
  return SSL_get_version(ssl_.get());
}

std::optional<std::string> Session::Servername() {
  const char* name = ssl_ == nullptr ? nullptr : SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
  return name != nullptr ? std::optional<std::string>(name) : std::nullopt;
}

std::optional<std::string> Session::Alpn() {
  if (ssl_ == nullptr) return std::nullopt;
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  if (size == 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(name), size);
}

v8::Local<v8::Value> Session::Finished(bool of_peer) {
  if (ssl_ == nullptr) return v8::Undefined(isolate());
  uint8_t bytes[EVP_MAX_MD_SIZE];
  size_t size = of_peer ? SSL_get_peer_finished(ssl_.get(), bytes, sizeof bytes)
                        : SSL_get_finished(ssl_.get(), bytes, sizeof bytes);
  return ToArrayBuffer(isolate(), {bytes, std::min(size, sizeof bytes)});
}

v8::Local<v8::Value> Session::Serialized() {
  SSL_SESSION* session = CurrentSession();
  const int size = session == nullptr ? 0 : i2d_SSL_SESSION(session, nullptr);
  if (size <= 0) return v8::Undefined(isolate());
  std::vector<uint8_t> bytes(static_cast<size_t>(size));
  unsigned char* out = bytes.data();
  i2d_SSL_SESSION(session, &out);
  return ToArrayBuffer(isolate(), bytes);
}

v8::Local<v8::Value> Session::Ticket() {
  SSL_SESSION* session = CurrentSession();
  const unsigned char* ticket = nullptr;
  size_t size = 0;
  if (session != nullptr) SSL_SESSION_get0_ticket(session, &ticket, &size);
  return ToArrayBuffer(isolate(), {ticket, size});
}

v8::MaybeLocal<v8::Value> Session::ExportKeyingMaterial(uint32_t length, std::string label,
                                                        std::optional<std::span<const uint8_t>> context) {
  if (ssl_ == nullptr) return v8::Undefined(isolate());
  std::vector<uint8_t> out(length);
  const uint8_t* data = context ? context->data() : nullptr;
  size_t size = context ? context->size() : 0;
  ERR_clear_error();
  if (SSL_export_keying_material(ssl_.get(), out.data(), out.size(), label.data(), label.size(), data, size,
                                 context.has_value()) != 1) {
    crypto::ThrowError(isolate(), "SSL_export_keying_material");
    return {};
  }
  return ToArrayBuffer(isolate(), out);
}

}  // namespace eddy::bindings::tls
