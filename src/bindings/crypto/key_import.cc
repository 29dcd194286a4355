#include "bindings/crypto/key_import.h"

#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/store.h>
#include <openssl/ui.h>

#include <cstring>
#include <string_view>

#include "bindings/crypto/plain_der.h"

namespace eddy::bindings::crypto {
namespace {

template <auto Free, typename T>
using Owned = std::unique_ptr<T, Deleter<Free>>;

// Hands out the passphrase. Without one, or where it does not fit, OpenSSL must not ask at the terminal: -1 cancels.
int GivePassphrase(char* out, int size, int, void* data) {
  const auto* passphrase = static_cast<const Passphrase*>(data);
  if (!*passphrase || (*passphrase)->size() > static_cast<size_t>(size)) return -1;
  if (!(*passphrase)->empty()) std::memcpy(out, (*passphrase)->data(), (*passphrase)->size());
  return static_cast<int>((*passphrase)->size());
}

// The contents of the first PEM block of that name; false when there is none.
bool FindPem(std::span<const uint8_t> pem, const char* name, Bytes& out) {
  OwnedBio bio = ReaderOf(pem);
  if (bio == nullptr) return false;
  IgnoreErrors ignore;
  unsigned char* data = nullptr;
  long size = 0;
  Passphrase none;
  if (PEM_bytes_read_bio(&data, &size, nullptr, name, bio.get(), GivePassphrase, &none) != 1) return false;
  out.assign(data, data + size);
  OPENSSL_clear_free(data, static_cast<size_t>(size));
  return true;
}

// The key of the first PEM block, if that is one of the usual private keys and isn't encrypted.
OwnedKey FromPlainPem(std::span<const uint8_t> pem) {
  OwnedBio bio = ReaderOf(pem);
  if (bio == nullptr) return nullptr;
  IgnoreErrors ignore;
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  if (PEM_read_bio(bio.get(), &name, &header, &data, &size) != 1) return nullptr;
  OwnedKey pkey;
  if (header[0] == '\0') {
    const std::span<const uint8_t> der(data, static_cast<size_t>(size));
    const std::string_view kind(name);
    if (kind == PEM_STRING_PKCS8INF) pkey = PrivateFromPlainPkcs8(der);
    if (kind == PEM_STRING_RSA) pkey = PrivateFromPlainPkcs1(der);
    if (kind == PEM_STRING_ECPRIVATEKEY) pkey = PrivateFromPlainSec1(der);
  }
  OPENSSL_free(name);
  OPENSSL_free(header);
  OPENSSL_clear_free(data, static_cast<size_t>(size));
  return pkey;
}

OwnedKey FromSpki(std::span<const uint8_t> der) {
  if (OwnedKey pkey = PublicFromPlainSpki(der)) return pkey;
  const unsigned char* at = der.data();
  return OwnedKey(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
}

OwnedKey FromPkcs1Public(std::span<const uint8_t> der) {
  EVP_PKEY* pkey = nullptr;
  Owned<OSSL_DECODER_CTX_free, OSSL_DECODER_CTX> decoder(
      OSSL_DECODER_CTX_new_for_pkey(&pkey, "DER", "type-specific", "RSA", EVP_PKEY_PUBLIC_KEY, nullptr, nullptr));
  const unsigned char* at = der.data();
  size_t left = der.size();
  if (decoder == nullptr || OSSL_DECODER_from_data(decoder.get(), &at, &left) != 1) {
    EVP_PKEY_free(pkey);
    return nullptr;
  }
  return OwnedKey(pkey);
}

OwnedKey FromCertificate(std::span<const uint8_t> der) {
  const unsigned char* at = der.data();
  OwnedCertificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  return certificate == nullptr ? nullptr : OwnedKey(X509_get_pubkey(certificate.get()));
}

// The contents of the SEQUENCE that `der` is; false when it is none.
bool EnterSequence(std::span<const uint8_t> der, std::span<const uint8_t>& contents) {
  const unsigned char* at = der.data();
  long size = 0;
  int tag = 0;
  int kind = 0;
  IgnoreErrors ignore;
  const int form = ASN1_get_object(&at, &size, &tag, &kind, static_cast<long>(der.size()));
  if ((form & 0x80) != 0 || tag != V_ASN1_SEQUENCE || kind != V_ASN1_UNIVERSAL) return false;
  contents = {at, static_cast<size_t>(size)};
  return true;
}

// An EncryptedPrivateKeyInfo begins with an algorithm, a PrivateKeyInfo with a version.
bool IsEncryptedPkcs8(std::span<const uint8_t> der) {
  std::span<const uint8_t> contents;
  return EnterSequence(der, contents) && !contents.empty() && contents[0] == 0x30;
}

// A private key begins with its version, 0 or 1, a public one with the modulus.
bool IsPkcs1Public(std::span<const uint8_t> der) {
  std::span<const uint8_t> contents;
  if (!EnterSequence(der, contents) || contents.size() < 3 || contents[0] != V_ASN1_INTEGER) return false;
  return !(contents[1] == 1 && contents[2] <= 1);
}

OwnedKey FromPkcs8(std::span<const uint8_t> der, Passphrase passphrase) {
  if (IsEncryptedPkcs8(der)) {
    OwnedBio bio = ReaderOf(der);
    return OwnedKey(d2i_PKCS8PrivateKey_bio(bio.get(), nullptr, GivePassphrase, &passphrase));
  }
  if (OwnedKey pkey = PrivateFromPlainPkcs8(der)) return pkey;
  const unsigned char* at = der.data();
  Owned<PKCS8_PRIV_KEY_INFO_free, PKCS8_PRIV_KEY_INFO> info(
      d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(der.size())));
  return info == nullptr ? nullptr : OwnedKey(EVP_PKCS82PKEY(info.get()));
}

// A key of that type from parameters.
bool Build(OSSL_PARAM_BLD* builder, const char* type, int selection, OwnedKey& out) {
  Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* pkey = nullptr;
  if (parameters == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &pkey, selection, parameters.get()) != 1) {
    EVP_PKEY_free(pkey);
    return false;
  }
  out.reset(pkey);
  return true;
}

}  // namespace

OwnedKey PrivateFromPem(std::span<const uint8_t> pem, Passphrase passphrase) {
  if (OwnedKey pkey = FromPlainPem(pem)) return pkey;
  OwnedBio bio = ReaderOf(pem);
  if (bio == nullptr) return nullptr;
  return OwnedKey(PEM_read_bio_PrivateKey(bio.get(), nullptr, GivePassphrase, &passphrase));
}

OwnedKey PublicFromPem(std::span<const uint8_t> pem, Passphrase passphrase) {
  Bytes der;
  if (FindPem(pem, PEM_STRING_PUBLIC, der)) return FromSpki(der);
  if (FindPem(pem, PEM_STRING_RSA_PUBLIC, der)) return FromPkcs1Public(der);
  if (FindPem(pem, PEM_STRING_X509, der)) return FromCertificate(der);
  return PrivateFromPem(pem, passphrase);
}

OwnedKey PrivateFromDer(std::span<const uint8_t> der, const std::string& type, Passphrase passphrase) {
  if (type == "pkcs8") return FromPkcs8(der, passphrase);
  if (OwnedKey pkey = type == "sec1" ? PrivateFromPlainSec1(der) : PrivateFromPlainPkcs1(der)) return pkey;
  const unsigned char* at = der.data();
  return OwnedKey(
      d2i_PrivateKey(type == "sec1" ? EVP_PKEY_EC : EVP_PKEY_RSA, nullptr, &at, static_cast<long>(der.size())));
}

OwnedKey PublicFromDer(std::span<const uint8_t> der, const std::string& type, Passphrase passphrase, bool& was_public) {
  was_public = true;
  if (type == "spki") return FromSpki(der);
  if (type == "pkcs1" && IsPkcs1Public(der)) return FromPkcs1Public(der);
  was_public = type == "pkcs1";
  return PrivateFromDer(der, type, passphrase);
}

OwnedKey PrivateFromStore(const std::string& uri, Passphrase passphrase, const char* properties) {
  Owned<UI_destroy_method, UI_METHOD> method(UI_UTIL_wrap_read_pem_callback(GivePassphrase, 0));
  OSSL_STORE_CTX* store =
      OSSL_STORE_open_ex(uri.c_str(), nullptr, properties, method.get(), &passphrase, nullptr, nullptr, nullptr);
  if (store == nullptr) return nullptr;
  OwnedKey found;
  if (OSSL_STORE_expect(store, OSSL_STORE_INFO_PKEY) == 1) {
    while (found == nullptr && OSSL_STORE_eof(store) == 0) {
      Owned<OSSL_STORE_INFO_free, OSSL_STORE_INFO> info(OSSL_STORE_load(store));
      if (info == nullptr) {
        if (OSSL_STORE_error(store) != 0) break;
        continue;
      }
      if (OSSL_STORE_INFO_get_type(info.get()) == OSSL_STORE_INFO_PKEY) {
        found.reset(OSSL_STORE_INFO_get1_PKEY(info.get()));
      }
    }
  }
  OSSL_STORE_close(store);
  return found;
}

OwnedKey RsaFromNumbers(std::span<const std::span<const uint8_t>> numbers) {
  static constexpr const char* kNames[] = {OSSL_PKEY_PARAM_RSA_N,         OSSL_PKEY_PARAM_RSA_E,
                                           OSSL_PKEY_PARAM_RSA_D,         OSSL_PKEY_PARAM_RSA_FACTOR1,
                                           OSSL_PKEY_PARAM_RSA_FACTOR2,   OSSL_PKEY_PARAM_RSA_EXPONENT1,
                                           OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1};
  if (numbers.size() != 2 && numbers.size() != std::size(kNames)) return nullptr;
  ParameterBuilder builder(OSSL_PARAM_BLD_new());
  // The builder refers to them until the parameters are made.
  OwnedNumber kept[std::size(kNames)];
  for (size_t i = 0; i < numbers.size(); i++) {
    if (numbers[i].size() > OPENSSL_RSA_MAX_MODULUS_BITS / 8) return nullptr;
    kept[i] = NumberFrom(numbers[i]);
    if (kept[i] == nullptr || BN_is_zero(kept[i].get()) ||
        OSSL_PARAM_BLD_push_BN(builder.get(), kNames[i], kept[i].get()) != 1) {
      return nullptr;
    }
  }
  OwnedKey pkey;
  Build(builder.get(), "RSA", numbers.size() == 2 ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR, pkey);
  return pkey;
}

int CurveId(const std::string& name) {
  int id = EC_curve_nist2nid(name.c_str());
  if (id == NID_undef) id = OBJ_sn2nid(name.c_str());
  if (id == NID_undef) return id;
  IgnoreErrors ignore;
  Owned<EC_GROUP_free, EC_GROUP> group(EC_GROUP_new_by_curve_name(id));
  return group == nullptr ? NID_undef : id;
}

OwnedKey EcFromPoint(int curve, std::span<const uint8_t> point, const BIGNUM* scalar) {
  const char* name = OBJ_nid2sn(curve);
  // The point at infinity, a single zero, is no key; any other is checked as the key is made.
  if (name == nullptr || point.size() < 2) return nullptr;
  ParameterBuilder builder(OSSL_PARAM_BLD_new());
  if (OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, name, 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1) {
    return nullptr;
  }
  // A scalar is no longer than the order, which is hardly longer than a coordinate.
  if (scalar != nullptr && (static_cast<size_t>(BN_num_bytes(scalar)) > point.size() ||
                            OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar) != 1)) {
    return nullptr;
  }
  OwnedKey pkey;
  Build(builder.get(), "EC", scalar == nullptr ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR, pkey);
  return pkey;
}

OwnedKey EcFromScalar(int curve, std::span<const uint8_t> scalar) {
  Owned<EC_GROUP_free, EC_GROUP> group(EC_GROUP_new_by_curve_name(curve));
  if (group == nullptr || scalar.size() != static_cast<size_t>((EC_GROUP_order_bits(group.get()) + 7) / 8)) {
    return nullptr;
  }
  OwnedNumber number = NumberFrom(scalar);
  Owned<EC_POINT_free, EC_POINT> point(EC_POINT_new(group.get()));
  // 1 to order - 1: nothing else is a key.
  if (number == nullptr || point == nullptr || BN_is_zero(number.get()) ||
      BN_cmp(number.get(), EC_GROUP_get0_order(group.get())) >= 0) {
    return nullptr;
  }
  BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  if (EC_POINT_mul(group.get(), point.get(), number.get(), nullptr, nullptr, nullptr) != 1) return nullptr;
  unsigned char* encoded = nullptr;
  const size_t size = EC_POINT_point2buf(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, &encoded, nullptr);
  if (size == 0) return nullptr;
  OwnedKey pkey = EcFromPoint(curve, {encoded, size}, number.get());
  OPENSSL_free(encoded);
  return pkey;
}

}  // namespace eddy::bindings::crypto
