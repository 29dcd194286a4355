#include "bindings/tls/certificate.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <vector>

#include "bindings/crypto/openssl.h"
#include "bindings/crypto/x509_text.h"
#include "engine/strings.h"

namespace eddy::bindings::tls {

namespace {

using engine::FromUtf8;
using engine::Internalized;

class Fields {
 public:
  explicit Fields(v8::Isolate* isolate)
      : isolate_(isolate), context_(isolate->GetCurrentContext()), object_(v8::Object::New(isolate)) {}

  void Set(const char* name, v8::Local<v8::Value> value) {
    object_->Set(context_, Internalized(isolate_, name), value).Check();
  }
  void Set(const char* name, const std::string& text) { Set(name, FromUtf8(isolate_, text)); }
  void SetBytes(const char* name, const std::vector<uint8_t>& bytes) {
    auto buffer = v8::ArrayBuffer::New(isolate_, bytes.size());
    std::copy(bytes.begin(), bytes.end(), static_cast<uint8_t*>(buffer->Data()));
    Set(name, buffer);
  }
  v8::Local<v8::Object> object() const { return object_; }

 private:
  v8::Isolate* isolate_;
  v8::Local<v8::Context> context_;
  v8::Local<v8::Object> object_;
};

// { CN: 'a', OU: ['b', 'c'] }
v8::Local<v8::Value> DescribeName(v8::Isolate* isolate, const X509_NAME* name) {
  auto context = isolate->GetCurrentContext();
  auto object = v8::Object::New(isolate, v8::Null(isolate), nullptr, nullptr, 0);
  for (int i = 0; i < X509_NAME_entry_count(name); i++) {
    X509_NAME_ENTRY* entry = X509_NAME_get_entry(name, i);
    int nid = OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry));
    char oid[80];
    if (nid == NID_undef) OBJ_obj2txt(oid, sizeof oid, X509_NAME_ENTRY_get_object(entry), 1);
    unsigned char* text = nullptr;
    int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry));
    if (size < 0) continue;
    auto key = Internalized(isolate, nid == NID_undef ? oid : OBJ_nid2sn(nid));
    v8::Local<v8::Value> value = FromUtf8(isolate, {reinterpret_cast<char*>(text), static_cast<size_t>(size)});
    OPENSSL_free(text);
    auto before = object->Get(context, key).ToLocalChecked();
    if (before->IsArray()) {
      before.As<v8::Array>()->Set(context, before.As<v8::Array>()->Length(), value).Check();
      continue;
    }
    if (before->IsString()) {
      v8::Local<v8::Value> both[] = {before, value};
      value = v8::Array::New(isolate, both, 2);
    }
    object->Set(context, key, value).Check();
  }
  return object;
}

std::string Hex(const BIGNUM* number) {
  char* text = BN_bn2hex(number);
  std::string hex = text != nullptr ? text : "";
  OPENSSL_free(text);
  return hex;
}

// The point itself is the public key that is shown.
void DescribeCurve(v8::Isolate* isolate, Fields& fields, const EVP_PKEY* key) {
  fields.Set("bits", v8::Integer::New(isolate, EVP_PKEY_bits(key)));
  size_t size = 0;
  if (EVP_PKEY_get_octet_string_param(key, "pub", nullptr, 0, &size) == 1) {
    std::vector<uint8_t> point(size);
    if (EVP_PKEY_get_octet_string_param(key, "pub", point.data(), size, &size) == 1) fields.SetBytes("pubkey", point);
  }
  char group[80];
  if (EVP_PKEY_get_group_name(key, group, sizeof group, &size) != 1) return;
  fields.Set("asn1Curve", std::string(group, size));
  const char* nist = EC_curve_nid2nist(OBJ_txt2nid(group));
  if (nist != nullptr) fields.Set("nistCurve", std::string(nist));
}

void DescribeKey(v8::Isolate* isolate, Fields& fields, X509* certificate) {
  EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (key == nullptr) return;
  if (EVP_PKEY_base_id(key) == EVP_PKEY_RSA) {
    BIGNUM* modulus = nullptr;
    BIGNUM* exponent = nullptr;
    EVP_PKEY_get_bn_param(key, "n", &modulus);
    EVP_PKEY_get_bn_param(key, "e", &exponent);
    if (modulus != nullptr && exponent != nullptr) {
      fields.Set("modulus", Hex(modulus));
      std::string digits = Hex(exponent);
      digits.erase(0, digits.find_first_not_of('0'));
      for (char& c : digits) c = static_cast<char>(tolower(c));
      fields.Set("exponent", "0x" + digits);
    }
    BN_free(modulus);
    BN_free(exponent);
  } else if (EVP_PKEY_base_id(key) == EVP_PKEY_EC) {
    return DescribeCurve(isolate, fields, key);
  }
  fields.Set("bits", v8::Integer::New(isolate, EVP_PKEY_bits(key)));
  unsigned char* der = nullptr;
  int size = i2d_PUBKEY(key, &der);
  if (size > 0) fields.SetBytes("pubkey", std::vector<uint8_t>(der, der + size));
  OPENSSL_free(der);
}

void DescribeUsage(v8::Isolate* isolate, Fields& fields, X509* certificate) {
  auto* usage = static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr));
  if (usage == nullptr) return;
  std::vector<v8::Local<v8::Value>> oids;
  for (int i = 0; i < sk_ASN1_OBJECT_num(usage); i++) {
    char oid[80];
    if (OBJ_obj2txt(oid, sizeof oid, sk_ASN1_OBJECT_value(usage, i), 1) > 0) oids.push_back(FromUtf8(isolate, oid));
  }
  EXTENDED_KEY_USAGE_free(usage);
  fields.Set("ext_key_usage", v8::Array::New(isolate, oids.data(), oids.size()));
}

}  // namespace

v8::Local<v8::Object> DescribeCertificate(v8::Isolate* isolate, X509* certificate) {
  Fields fields(isolate);
  fields.Set("subject", DescribeName(isolate, X509_get_subject_name(certificate)));
  fields.Set("issuer", DescribeName(isolate, X509_get_issuer_name(certificate)));
  const auto names = crypto::AlternativeNames(certificate);
  if (names) fields.Set("subjectaltname", *names);
  const auto access = crypto::InformationAccess(certificate);
  if (access) fields.Set("infoAccessText", *access);
  fields.Set("ca", v8::Boolean::New(isolate, X509_check_ca(certificate) == 1));
  DescribeKey(isolate, fields, certificate);
  fields.Set("valid_from", crypto::TimeText(X509_get0_notBefore(certificate)));
  fields.Set("valid_to", crypto::TimeText(X509_get0_notAfter(certificate)));
  fields.Set("fingerprint", crypto::FingerprintText(certificate, EVP_sha1()));
  fields.Set("fingerprint256", crypto::FingerprintText(certificate, EVP_sha256()));
  fields.Set("fingerprint512", crypto::FingerprintText(certificate, EVP_sha512()));
  DescribeUsage(isolate, fields, certificate);
  fields.Set("serialNumber", crypto::SerialText(certificate));
  unsigned char* der = nullptr;
  int size = i2d_X509(certificate, &der);
  if (size > 0) fields.SetBytes("raw", std::vector<uint8_t>(der, der + size));
  OPENSSL_free(der);
  return fields.object();
}

const char* VerifyErrorName(long error) {
  switch (error) {
#define NAME(name)        \
  case X509_V_ERR_##name: \
    return #name;
    NAME(UNABLE_TO_GET_ISSUER_CERT)
    NAME(UNABLE_TO_GET_CRL)
    NAME(UNABLE_TO_DECRYPT_CERT_SIGNATURE)
    NAME(UNABLE_TO_DECRYPT_CRL_SIGNATURE)
    NAME(UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY)
    NAME(CERT_SIGNATURE_FAILURE)
    NAME(CRL_SIGNATURE_FAILURE)
    NAME(CERT_NOT_YET_VALID)
    NAME(CERT_HAS_EXPIRED)
    NAME(CRL_NOT_YET_VALID)
    NAME(CRL_HAS_EXPIRED)
    NAME(ERROR_IN_CERT_NOT_BEFORE_FIELD)
    NAME(ERROR_IN_CERT_NOT_AFTER_FIELD)
    NAME(ERROR_IN_CRL_LAST_UPDATE_FIELD)
    NAME(ERROR_IN_CRL_NEXT_UPDATE_FIELD)
    NAME(OUT_OF_MEM)
    NAME(DEPTH_ZERO_SELF_SIGNED_CERT)
    NAME(SELF_SIGNED_CERT_IN_CHAIN)
    NAME(UNABLE_TO_GET_ISSUER_CERT_LOCALLY)
    NAME(UNABLE_TO_VERIFY_LEAF_SIGNATURE)
    NAME(CERT_CHAIN_TOO_LONG)
    NAME(CERT_REVOKED)
    NAME(INVALID_CA)
    NAME(PATH_LENGTH_EXCEEDED)
    NAME(INVALID_PURPOSE)
    NAME(CERT_UNTRUSTED)
    NAME(CERT_REJECTED)
    NAME(HOSTNAME_MISMATCH)
#undef NAME
    default:
      return "UNSPECIFIED";
  }
}

}  // namespace eddy::bindings::tls
