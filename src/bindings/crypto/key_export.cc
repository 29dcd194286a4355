// Keys written out: DER, PEM, JSON Web Keys, raw bytes. RFC 5958, 5915, 8017, 7517.
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/pem.h>

#include "bindings/crypto/key_handle.h"
#include "bindings/pool_job.h"

namespace eddy::bindings::crypto {
namespace {

using v8::Isolate;
using v8::Local;
using v8::Value;

Bytes Copy(std::span<const uint8_t> bytes) { return {bytes.begin(), bytes.end()}; }

OwnedBio Writer() {
  // Memory that is cleared when it is freed: it holds private keys.
  return OwnedBio(BIO_new(BIO_s_secmem()));
}

Bytes EncodePublic(EVP_PKEY* pkey, const KeyEncoding& encoding) {
  OwnedBio out = Writer();
  if (encoding.type == "pkcs1") {
    unsigned char* der = nullptr;
    const int size = i2d_PublicKey(pkey, &der);
    if (size <= 0) return {};
    if (encoding.pem) {
      PEM_write_bio(out.get(), PEM_STRING_RSA_PUBLIC, "", der, size);
    } else {
      BIO_write(out.get(), der, size);
    }
    OPENSSL_free(der);
    return Copy(WrittenTo(out.get()));
  }
  const int ok = encoding.pem ? PEM_write_bio_PUBKEY(out.get(), pkey) : i2d_PUBKEY_bio(out.get(), pkey);
  return ok == 1 ? Copy(WrittenTo(out.get())) : Bytes();
}

Bytes EncodePrivate(EVP_PKEY* pkey, const KeyEncoding& encoding) {
  OwnedBio out = Writer();
  // Without a pointer OpenSSL would ask for a passphrase.
  static unsigned char nothing = 0;
  unsigned char* passphrase = nullptr;
  if (encoding.cipher != nullptr) {
    passphrase = encoding.passphrase.empty() ? &nothing : const_cast<unsigned char*>(encoding.passphrase.data());
  }
  const int size = static_cast<int>(encoding.passphrase.size());
  int ok = 0;
  if (encoding.type == "pkcs8") {
    auto* text = reinterpret_cast<char*>(passphrase);
    ok = encoding.pem ? PEM_write_bio_PKCS8PrivateKey(out.get(), pkey, encoding.cipher, text, size, nullptr, nullptr)
                      : i2d_PKCS8PrivateKey_bio(out.get(), pkey, encoding.cipher, text, size, nullptr, nullptr);
  } else if (encoding.pem) {
    ok = PEM_write_bio_PrivateKey_traditional(out.get(), pkey, encoding.cipher, passphrase, size, nullptr, nullptr);
  } else {
    ok = i2d_PrivateKey_bio(out.get(), pkey);
  }
  return ok == 1 ? Copy(WrittenTo(out.get())) : Bytes();
}

// A number of the key, big-endian, at least `size` bytes; empty when the key has none of that name.
Bytes NumberOf(const EVP_PKEY* pkey, const char* name, size_t size = 0) {
  BIGNUM* found = nullptr;
  if (EVP_PKEY_get_bn_param(pkey, name, &found) != 1) return {};
  OwnedNumber number(found);
  Bytes out(std::max(static_cast<size_t>(BN_num_bytes(found)), size));
  if (BN_bn2binpad(found, out.data(), static_cast<int>(out.size())) < 0) return {};
  return out;
}

// The group of an EC key; null for another key.
std::unique_ptr<EC_GROUP, Deleter<EC_GROUP_free>> GroupOf(const EVP_PKEY* pkey) {
  OSSL_PARAM* parameters = nullptr;
  if (EVP_PKEY_todata(pkey, EVP_PKEY_KEY_PARAMETERS, &parameters) != 1) return nullptr;
  Parameters owned(parameters);
  return std::unique_ptr<EC_GROUP, Deleter<EC_GROUP_free>>(EC_GROUP_new_from_params(parameters, nullptr, nullptr));
}

size_t BytesOfBits(int bits) { return static_cast<size_t>((bits + 7) / 8); }

// OpenSSL's own name of the group; empty when the key has none.
std::string GroupName(const EVP_PKEY* pkey) {
  char name[80];
  size_t size = 0;
  if (EVP_PKEY_get_group_name(pkey, name, sizeof name, &size) != 1) return {};
  return {name, size};
}

Bytes RawKey(const EVP_PKEY* pkey, bool is_private) {
  auto* get = is_private ? EVP_PKEY_get_raw_private_key : EVP_PKEY_get_raw_public_key;
  size_t size = 0;
  if (get(pkey, nullptr, &size) != 1) return {};
  Bytes out(size);
  if (get(pkey, out.data(), &size) != 1) return {};
  out.resize(size);
  return out;
}

// A curve that JSON Web Keys know. RFC 7518, 6.2.1.1; RFC 8812.
struct JwkCurve {
  const char* name;  // as OpenSSL has it
  const char* jwk;
  size_t size;  // of a coordinate and of a scalar, in bytes
};

constexpr JwkCurve kJwkCurves[] = {{SN_X9_62_prime256v1, "P-256", 32},
                                   {SN_secp384r1, "P-384", 48},
                                   {SN_secp521r1, "P-521", 66},
                                   {SN_secp256k1, "secp256k1", 32}};

// Null for a curve that they don't know.
const JwkCurve* FindJwkCurve(const std::string& name) {
  for (const JwkCurve& curve : kJwkCurves) {
    if (name == curve.name) return &curve;
  }
  return nullptr;
}

v8::MaybeLocal<Value> Export(Isolate* isolate, const SharedKey& key, bool pem, const std::string& type,
                             std::optional<std::string> cipher, std::optional<std::span<const uint8_t>> passphrase) {
  KeyEncoding encoding;
  encoding.type = type;
  encoding.pem = pem;
  if (cipher) {
    encoding.cipher = FindCipher(*cipher);
    if (encoding.cipher == nullptr) return v8::False(isolate).As<Value>();
  }
  if (passphrase) encoding.passphrase = Copy(*passphrase);
  const Bytes out = Encode(*key, encoding);
  if (out.empty()) {
    ThrowError(isolate, "Failed to encode the key");
    return {};
  }
  if (!pem) return ToArrayBuffer(isolate, out);
  return engine::FromLatin1(isolate, {reinterpret_cast<const char*>(out.data()), out.size()}).As<Value>();
}

}  // namespace

Bytes Encode(const Key& key, const KeyEncoding& encoding) {
  if (key.pkey() == nullptr) return {};
  return key.kind() == Key::kPublic ? EncodePublic(key.pkey(), encoding) : EncodePrivate(key.pkey(), encoding);
}

// An ArrayBuffer; false for an unknown cipher.
v8::MaybeLocal<Value> KeyHandle::ExportDer(Isolate* isolate, const std::string& type, std::optional<std::string> cipher,
                                           std::optional<std::span<const uint8_t>> passphrase) {
  return Export(isolate, key_, false, type, std::move(cipher), passphrase);
}

// A string; false for an unknown cipher.
v8::MaybeLocal<Value> KeyHandle::ExportPem(Isolate* isolate, const std::string& type, std::optional<std::string> cipher,
                                           std::optional<std::span<const uint8_t>> passphrase) {
  return Export(isolate, key_, true, type, std::move(cipher), passphrase);
}

Local<Value> KeyHandle::ExportSecret(Isolate* isolate) { return ToArrayBuffer(isolate, key_->bytes()); }

// RFC 8032's and 7748's keys, and the scalar of a private EC key, as an ArrayBuffer; false for other types.
Local<Value> KeyHandle::ExportRaw(Isolate* isolate) {
  IgnoreErrors ignore;
  Bytes out;
  if (EVP_PKEY_get_base_id(pkey()) == EVP_PKEY_EC) {
    if (key_->kind() != Key::kPrivate) return v8::False(isolate);
    auto group = GroupOf(pkey());
    if (group == nullptr) return v8::False(isolate);
    out = NumberOf(pkey(), OSSL_PKEY_PARAM_PRIV_KEY, BytesOfBits(EC_GROUP_order_bits(group.get())));
  } else {
    out = RawKey(pkey(), key_->kind() == Key::kPrivate);
  }
  if (out.empty()) return v8::False(isolate);
  Local<Value> made = ToArrayBuffer(isolate, out);
  OPENSSL_cleanse(out.data(), out.size());
  return made;
}

// The point of a public EC key as an ArrayBuffer; false for other types. SEC 1, 2.3.3.
Local<Value> KeyHandle::ExportPoint(Isolate* isolate, bool compressed) {
  IgnoreErrors ignore;
  if (EVP_PKEY_get_base_id(pkey()) != EVP_PKEY_EC) return v8::False(isolate);
  auto group = GroupOf(pkey());
  if (group == nullptr) return v8::False(isolate);
  size_t size = 0;
  if (EVP_PKEY_get_octet_string_param(pkey(), OSSL_PKEY_PARAM_PUB_KEY, nullptr, 0, &size) != 1) {
    return v8::False(isolate);
  }
  Bytes encoded(size);
  std::unique_ptr<EC_POINT, Deleter<EC_POINT_free>> point(EC_POINT_new(group.get()));
  if (EVP_PKEY_get_octet_string_param(pkey(), OSSL_PKEY_PARAM_PUB_KEY, encoded.data(), size, &size) != 1 ||
      EC_POINT_oct2point(group.get(), point.get(), encoded.data(), size, nullptr) != 1) {
    return v8::False(isolate);
  }
  unsigned char* out = nullptr;
  size = EC_POINT_point2buf(group.get(), point.get(),
                            compressed ? POINT_CONVERSION_COMPRESSED : POINT_CONVERSION_UNCOMPRESSED, &out, nullptr);
  Local<Value> made = ToArrayBuffer(isolate, {out, size});
  OPENSSL_free(out);
  return made;
}

// ['RSA', n, e, d, p, q, dp, dq, qi], ['EC', curve, x, y, d] or ['OKP', curve, x, d], with as much as the kind of key
// has, numbers as ArrayBuffers; a string, the curve, when that can't be written so; false for other types.
Local<Value> KeyHandle::ExportJwk(Isolate* isolate) {
  IgnoreErrors ignore;
  const bool is_private = key_->kind() == Key::kPrivate;
  std::vector<Local<Value>> parts;
  auto add = [&](Bytes bytes) {
    parts.push_back(ToArrayBuffer(isolate, bytes));
    OPENSSL_cleanse(bytes.data(), bytes.size());
  };
  switch (EVP_PKEY_get_base_id(pkey())) {
    case EVP_PKEY_RSA: {
      parts.push_back(engine::To(isolate, "RSA"));
      static constexpr const char* kNames[] = {OSSL_PKEY_PARAM_RSA_N,         OSSL_PKEY_PARAM_RSA_E,
                                               OSSL_PKEY_PARAM_RSA_D,         OSSL_PKEY_PARAM_RSA_FACTOR1,
                                               OSSL_PKEY_PARAM_RSA_FACTOR2,   OSSL_PKEY_PARAM_RSA_EXPONENT1,
                                               OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1};
      for (size_t i = 0; i < (is_private ? std::size(kNames) : 2); i++) add(NumberOf(pkey(), kNames[i]));
      break;
    }
    case EVP_PKEY_EC: {
      const std::string name = GroupName(pkey());
      const JwkCurve* curve = FindJwkCurve(name);
      if (curve == nullptr) return engine::To(isolate, name);
      parts = {engine::To(isolate, "EC"), engine::To(isolate, curve->jwk)};
      add(NumberOf(pkey(), OSSL_PKEY_PARAM_EC_PUB_X, curve->size));
      add(NumberOf(pkey(), OSSL_PKEY_PARAM_EC_PUB_Y, curve->size));
      if (is_private) add(NumberOf(pkey(), OSSL_PKEY_PARAM_PRIV_KEY, curve->size));
      break;
    }
    case EVP_PKEY_ED25519:
    case EVP_PKEY_ED448:
    case EVP_PKEY_X25519:
    case EVP_PKEY_X448: {
      std::string curve = TypeName(pkey());
      curve[0] = curve[0] == 'e' ? 'E' : 'X';
      parts = {engine::To(isolate, "OKP"), engine::To(isolate, curve)};
      add(RawKey(pkey(), false));
      if (is_private) add(RawKey(pkey(), true));
      break;
    }
    default:
      return v8::False(isolate);
  }
  return v8::Array::New(isolate, parts.data(), parts.size());
}

}  // namespace eddy::bindings::crypto
