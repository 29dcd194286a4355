#include "bindings/crypto/key_handle.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "bindings/crypto/key_import.h"
#include "engine/binding.h"
#include "runtime/message.h"
#include "runtime/realm.h"

namespace eddy::bindings::crypto {
namespace {

using v8::Isolate;
using v8::Local;
using v8::Value;

// A key in a message. What it opens to is a parcel again, from which lib/ fills a handle of its own.
class KeyParcel final : public runtime::Parcel {
 public:
  explicit KeyParcel(SharedKey key) : key_(std::move(key)) {}
  v8::MaybeLocal<Value> Open(Realm& realm) override {
    Local<v8::Object> holder;
    if (!runtime::ParcelHolder::Make(realm, std::make_shared<KeyParcel>(key_)).ToLocal(&holder)) return {};
    return holder.As<Value>();
  }
  const SharedKey& key() const { return key_; }

 private:
  SharedKey key_;
};

Key::Kind Wanted(int32_t want) { return want == Key::kPrivate ? Key::kPrivate : Key::kPublic; }

// 'sha256' for "SHA256" or "SHA2-256".
std::string DigestName(const char* name) {
  const EVP_MD* digest = FindDigest(name);
  const int id = digest == nullptr ? NID_undef : EVP_MD_get_type(digest);
  return id == NID_undef ? std::string(name) : std::string(OBJ_nid2ln(id));
}

std::string TextParameter(const EVP_PKEY* pkey, const char* name, const char* otherwise) {
  char text[80];
  size_t size = 0;
  if (EVP_PKEY_get_utf8_string_param(pkey, name, text, sizeof text, &size) != 1) return otherwise;
  return text;
}

// A bigint of any size.
Local<Value> ToBigInt(Isolate* isolate, const BIGNUM* number) {
  std::vector<uint64_t> words(static_cast<size_t>(BN_num_bytes(number) + 7) / 8);
  if (BN_bn2lebinpad(number, reinterpret_cast<unsigned char*>(words.data()),
                     static_cast<int>(words.size() * sizeof(uint64_t))) < 0) {
    return v8::Undefined(isolate);
  }
  Local<v8::BigInt> made;
  if (!v8::BigInt::NewFromWords(isolate->GetCurrentContext(), 0, static_cast<int>(words.size()), words.data())
           .ToLocal(&made)) {
    return v8::Undefined(isolate);
  }
  return made;
}

class DetailsObject {
 public:
  explicit DetailsObject(Isolate* isolate) : isolate_(isolate), object_(v8::Object::New(isolate)) {}
  void Set(const char* name, Local<Value> value) {
    // Its own, whatever setters a program has put on Object.prototype.
    object_->CreateDataProperty(isolate_->GetCurrentContext(), engine::Internalized(isolate_, name), value).Check();
  }
  // How many bits a number of the key has.
  void SetBits(const char* name, const EVP_PKEY* pkey, const char* parameter) {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(pkey, parameter, &number) != 1) return;
    Set(name, v8::Integer::New(isolate_, BN_num_bits(number)));
    BN_free(number);
  }
  Local<v8::Object> object() const { return object_; }

 private:
  Isolate* isolate_;
  Local<v8::Object> object_;
};

}  // namespace

SharedKey Key::Secret(Bytes bytes) {
  std::shared_ptr<Key> key(new Key(kSecret));
  key->bytes_ = std::move(bytes);
  return key;
}

SharedKey Key::Asymmetric(Kind kind, OwnedKey pkey) {
  std::shared_ptr<Key> key(new Key(kind));
  key->pkey_ = std::move(pkey);
  return key;
}

SharedKey Key::PublicOf(const Key& key) {
  EVP_PKEY_up_ref(key.pkey());
  return Asymmetric(kPublic, OwnedKey(key.pkey()));
}

Key::~Key() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

bool Key::Equals(const Key& other) const {
  if (kind_ != other.kind_) return false;
  if (kind_ == kSecret) {
    return bytes_.size() == other.bytes_.size() &&
           CRYPTO_memcmp(bytes_.data(), other.bytes_.data(), bytes_.size()) == 0;
  }
  IgnoreErrors ignore;
  return EVP_PKEY_eq(pkey(), other.pkey()) == 1;
}

const char* TypeName(const EVP_PKEY* pkey) {
  switch (EVP_PKEY_get_base_id(pkey)) {
    case EVP_PKEY_RSA:
      return "rsa";
    case EVP_PKEY_RSA_PSS:
      return "rsa-pss";
    case EVP_PKEY_DSA:
      return "dsa";
    case EVP_PKEY_DH:
    case EVP_PKEY_DHX:
      return "dh";
    case EVP_PKEY_EC:
      return "ec";
    case EVP_PKEY_ED25519:
      return "ed25519";
    case EVP_PKEY_ED448:
      return "ed448";
    case EVP_PKEY_X25519:
      return "x25519";
    case EVP_PKEY_X448:
      return "x448";
    default:
      return nullptr;
  }
}

void KeyHandle::SetSecret(std::span<const uint8_t> bytes) { Fill(Key::Secret({bytes.begin(), bytes.end()})); }

// False for an encrypted key without a passphrase, where OpenSSL tells that.
bool KeyHandle::ReadPem(Isolate* isolate, std::span<const uint8_t> bytes, int32_t want, Passphrase passphrase) {
  ERR_clear_error();
  return Take(isolate,
              Wanted(want) == Key::kPrivate ? PrivateFromPem(bytes, passphrase) : PublicFromPem(bytes, passphrase),
              want, passphrase.has_value(), false);
}

// As ReadPem.
bool KeyHandle::ReadDer(Isolate* isolate, std::span<const uint8_t> bytes, const std::string& type, int32_t want,
                        Passphrase passphrase) {
  ERR_clear_error();
  bool was_public = false;
  OwnedKey pkey = Wanted(want) == Key::kPrivate ? PrivateFromDer(bytes, type, passphrase)
                                                : PublicFromDer(bytes, type, passphrase, was_public);
  return Take(isolate, std::move(pkey), want, passphrase.has_value(), was_public);
}

bool KeyHandle::Take(Isolate* isolate, OwnedKey pkey, int32_t want, bool has_passphrase, bool was_public) {
  if (pkey == nullptr) {
    const unsigned long error = ERR_peek_error();
    if (!has_passphrase && ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_BAD_PASSWORD_READ) {
      ERR_clear_error();
      return false;
    }
    isolate->ThrowException(TakeReadError(isolate, "Failed to read asymmetric key", was_public));
    return true;
  }
  ERR_clear_error();
  Fill(Key::Asymmetric(Wanted(want), std::move(pkey)));
  return true;
}

// False when the numbers make no key.
bool KeyHandle::ReadRsaJwk(int32_t want, std::vector<std::span<const uint8_t>> numbers) {
  IgnoreErrors ignore;
  OwnedKey pkey = RsaFromNumbers(numbers);
  if (pkey == nullptr) return false;
  Fill(Key::Asymmetric(Wanted(want), std::move(pkey)));
  return true;
}

// False when the point isn't on the curve, which lib/ knows to exist.
bool KeyHandle::ReadEcJwk(int32_t want, const std::string& curve, std::span<const uint8_t> x,
                          std::span<const uint8_t> y, std::optional<std::span<const uint8_t>> d) {
  IgnoreErrors ignore;
  const int id = CurveId(curve);
  std::unique_ptr<EC_GROUP, Deleter<EC_GROUP_free>> group(EC_GROUP_new_by_curve_name(id));
  if (group == nullptr) return false;
  const auto field = static_cast<size_t>((EC_GROUP_get_degree(group.get()) + 7) / 8);
  if (x.size() > field || y.size() > field || (d && d->size() > 256)) return false;
  Bytes point(1 + 2 * field);
  point[0] = POINT_CONVERSION_UNCOMPRESSED;
  std::copy(x.begin(), x.end(), point.begin() + static_cast<ptrdiff_t>(1 + field - x.size()));
  std::copy(y.begin(), y.end(), point.end() - static_cast<ptrdiff_t>(y.size()));
  OwnedNumber scalar = d ? NumberFrom(*d) : nullptr;
  OwnedKey pkey = EcFromPoint(id, point, scalar.get());
  if (pkey == nullptr) return false;
  Fill(Key::Asymmetric(Wanted(want), std::move(pkey)));
  return true;
}

// False when the bytes make no key of the type; `curve` is for 'ec'.
bool KeyHandle::ReadRaw(int32_t want, bool is_private, const std::string& type, const std::string& curve,
                        std::span<const uint8_t> bytes) {
  IgnoreErrors ignore;
  OwnedKey pkey;
  if (type == "ec") {
    const int id = CurveId(curve);
    pkey = is_private ? EcFromScalar(id, bytes) : EcFromPoint(id, bytes, nullptr);
  } else {
    const int id = OBJ_txt2nid(type == "ed25519"  ? SN_ED25519
                               : type == "ed448"  ? SN_ED448
                               : type == "x25519" ? SN_X25519
                                                  : SN_X448);
    pkey.reset((is_private ? EVP_PKEY_new_raw_private_key : EVP_PKEY_new_raw_public_key)(id, nullptr, bytes.data(),
                                                                                         bytes.size()));
  }
  if (pkey == nullptr) return false;
  Fill(Key::Asymmetric(Wanted(want), std::move(pkey)));
  return true;
}

void KeyHandle::ReadStore(Isolate* isolate, const std::string& uri, Passphrase passphrase,
                          std::optional<std::string> properties) {
  ERR_clear_error();
  OwnedKey pkey = PrivateFromStore(uri, passphrase, properties ? properties->c_str() : nullptr);
  if (pkey == nullptr) {
    isolate->ThrowException(TakeReadError(isolate, "Failed to load a private key from the store"));
    return;
  }
  ERR_clear_error();
  Fill(Key::Asymmetric(Key::kPrivate, std::move(pkey)));
}

void KeyHandle::ReadPublicOf(KeyHandle* source) {
  if (source->pkey() != nullptr) Fill(Key::PublicOf(*source->key()));
}

// Fills the handle from what arrived in a message; false when it is no key.
bool KeyHandle::Open(Local<Value> parcel) {
  auto* holder = engine::Unwrap<runtime::ParcelHolder>(parcel);
  if (holder == nullptr) return false;
  auto taken = holder->Take();
  // Whoever calls has made the parcel by toParcel of a handle.
  if (taken == nullptr) return false;
  Fill(static_cast<KeyParcel*>(taken.get())->key());
  return true;
}

v8::MaybeLocal<Value> KeyHandle::ToParcel(Realm& realm) {
  Local<v8::Object> holder;
  if (!runtime::ParcelHolder::Make(realm, std::make_shared<KeyParcel>(key_)).ToLocal(&holder)) return {};
  return holder.As<Value>();
}

// A string; undefined for a type that programs don't know.
Local<Value> KeyHandle::Type(Isolate* isolate) {
  const char* name = pkey() == nullptr ? nullptr : TypeName(pkey());
  if (name == nullptr) return v8::Undefined(isolate);
  return engine::Internalized(isolate, name);
}

// https://nodejs.org/api/crypto.html#keyobjectasymmetrickeydetails
Local<Value> KeyHandle::Details(Isolate* isolate) {
  IgnoreErrors ignore;
  DetailsObject details(isolate);
  switch (EVP_PKEY_get_base_id(pkey())) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS: {
      details.SetBits("modulusLength", pkey(), OSSL_PKEY_PARAM_RSA_N);
      BIGNUM* exponent = nullptr;
      if (EVP_PKEY_get_bn_param(pkey(), OSSL_PKEY_PARAM_RSA_E, &exponent) == 1) {
        details.Set("publicExponent", ToBigInt(isolate, exponent));
        BN_free(exponent);
      }
      // Only a key that is restricted has a salt length; digests are told where they aren't RFC 4055's defaults.
      int salt_length = 0;
      if (EVP_PKEY_get_base_id(pkey()) == EVP_PKEY_RSA_PSS &&
          EVP_PKEY_get_int_param(pkey(), OSSL_PKEY_PARAM_RSA_PSS_SALTLEN, &salt_length) == 1) {
        const std::string digest = TextParameter(pkey(), OSSL_PKEY_PARAM_RSA_DIGEST, "SHA1");
        const std::string mask = TextParameter(pkey(), OSSL_PKEY_PARAM_RSA_MGF1_DIGEST, "SHA1");
        details.Set("hashAlgorithm", engine::To(isolate, DigestName(digest.c_str())));
        details.Set("mgf1HashAlgorithm", engine::To(isolate, DigestName(mask.c_str())));
        details.Set("saltLength", v8::Integer::New(isolate, salt_length));
      }
      break;
    }
    case EVP_PKEY_DSA:
      details.SetBits("modulusLength", pkey(), OSSL_PKEY_PARAM_FFC_P);
      details.SetBits("divisorLength", pkey(), OSSL_PKEY_PARAM_FFC_Q);
      break;
    case EVP_PKEY_EC: {
      char name[80];
      size_t size = 0;
      if (EVP_PKEY_get_group_name(pkey(), name, sizeof name, &size) == 1) {
        details.Set("namedCurve", engine::To(isolate, name));
      }
      break;
    }
    default:
      break;
  }
  return details.object();
}

bool KeyHandle::Equals(KeyHandle* other) const {
  return key_ != nullptr && other->key_ != nullptr && key_->Equals(*other->key_);
}

namespace {

bool HasCurve(const std::string& name) { return CurveId(name) != NID_undef; }

}  // namespace

void DefineKeys(BindingTarget& target) {
  target.Class<KeyHandle, &KeyHandle::Make>("KeyHandle", [](engine::ClassTarget& methods) {
    methods.Method<KeyHandle, &KeyHandle::SetSecret>("setSecret");
    methods.Method<KeyHandle, &KeyHandle::ReadPem>("readPem");
    methods.Method<KeyHandle, &KeyHandle::ReadDer>("readDer");
    methods.Method<KeyHandle, &KeyHandle::ReadRsaJwk>("readRsaJwk");
    methods.Method<KeyHandle, &KeyHandle::ReadEcJwk>("readEcJwk");
    methods.Method<KeyHandle, &KeyHandle::ReadRaw>("readRaw");
    methods.Method<KeyHandle, &KeyHandle::ReadStore>("readStore");
    methods.Method<KeyHandle, &KeyHandle::ReadPublicOf>("readPublicOf");
    methods.Method<KeyHandle, &KeyHandle::Open>("open");
    methods.Method<KeyHandle, &KeyHandle::ToParcel>("toParcel");
    methods.Method<KeyHandle, &KeyHandle::Kind>("kind");
    methods.Method<KeyHandle, &KeyHandle::SecretSize>("secretSize");
    methods.Method<KeyHandle, &KeyHandle::Type>("type");
    methods.Method<KeyHandle, &KeyHandle::Details>("details");
    methods.Method<KeyHandle, &KeyHandle::Equals>("equals");
    methods.Method<KeyHandle, &KeyHandle::ExportSecret>("exportSecret");
    methods.Method<KeyHandle, &KeyHandle::ExportDer>("exportDer");
    methods.Method<KeyHandle, &KeyHandle::ExportPem>("exportPem");
    methods.Method<KeyHandle, &KeyHandle::ExportRaw>("exportRaw");
    methods.Method<KeyHandle, &KeyHandle::ExportPoint>("exportPoint");
    methods.Method<KeyHandle, &KeyHandle::ExportJwk>("exportJwk");
  });
  target.Function<&HasCurve>("hasCurve");
}

}  // namespace eddy::bindings::crypto
