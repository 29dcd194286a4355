// Keys: secret bytes, or the public or private half of an asymmetric pair.
// https://nodejs.org/api/crypto.html#class-keyobject
//
// A Key is immutable and shared: KeyObjects, CryptoKeys, jobs on the thread pool and messages on their way to another
// thread all hold the same one, and any thread may use it (OpenSSL counts and locks inside an EVP_PKEY).
//
// A KeyHandle is its JavaScript half. lib/ makes an empty one, `new native.KeyHandle()`, and fills it once: by one of
// its read methods, or by handing it to a job that fills it when it ends (generateKeyPair). KeyObject and CryptoKey
// each hold a handle in a private field. Native functions take `KeyHandle*` as a parameter and, when they go on to
// another thread, copy its `key()`.
//
// What a handle offers JavaScript (`kind`s are secret 0, public 1, private 2; `want` is the kind of the result):
//   setSecret(bytes)                             from a secret's bytes
//   readPem(bytes, want, passphrase?)            SPKI, PKCS #1, certificate; PKCS #8, PKCS #1, SEC 1, encrypted or not
//   readDer(bytes, type, want, passphrase?)      type: 'pkcs1', 'spki', 'pkcs8', 'sec1'
//   readRsaJwk(want, [n, e, d, p, q, dp, dq, qi])  big-endian bytes; the first two alone for a public key
//   readEcJwk(want, curve, x, y, d?)             affine coordinates
//   readRaw(want, isPrivate, type, curve, bytes) type: 'ec', 'ed25519', ...; an EC point, a scalar, or RFC 8032/7748
//   keys readStore(uri, passphrase?, properties?)     a private key from an OpenSSL STORE loader readPublicOf(handle)
//   the public half of a private key open(parcel), toParcel()                     across threads kind(), secretSize(),
//   type(), details(), equals(handle) exportSecret(), exportDer(type, cipher?, passphrase?), exportPem(...),
//   exportRaw(), exportPoint(compressed), exportJwk()
// read and export methods throw OpenSSL's error, or return false where lib/ words the error.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "bindings/crypto/openssl.h"
#include "runtime/realm.h"

namespace eddy::bindings::crypto {

using Bytes = std::vector<uint8_t>;

class Key;
using SharedKey = std::shared_ptr<const Key>;

class Key {
 public:
  enum Kind : int32_t { kSecret = 0, kPublic = 1, kPrivate = 2 };

  static SharedKey Secret(Bytes bytes);
  // Takes `pkey`, which must not be null.
  static SharedKey Asymmetric(Kind kind, OwnedKey pkey);
  // The public half of a private key: the same numbers, of which only the public ones can be reached.
  static SharedKey PublicOf(const Key& key);

  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;
  ~Key();

  Kind kind() const { return kind_; }
  // Of a secret.
  std::span<const uint8_t> bytes() const { return bytes_; }
  // Of an asymmetric key, else null. Lent; it may be used by several threads, so it must not be changed.
  EVP_PKEY* pkey() const { return pkey_.get(); }

  // Whether the kinds, values and parameters are the same. Not in constant time for asymmetric keys.
  bool Equals(const Key& other) const;

 private:
  explicit Key(Kind kind) : kind_(kind) {}

  Kind kind_;
  Bytes bytes_;
  OwnedKey pkey_;
};

class KeyHandle final : public engine::Wrapper {
 public:
  static std::unique_ptr<KeyHandle> Make() { return std::unique_ptr<KeyHandle>(new KeyHandle); }

  // Null until it is filled.
  const SharedKey& key() const { return key_; }
  // The first key stays.
  void Fill(SharedKey key) {
    if (key_ == nullptr) key_ = std::move(key);
  }
  // Lent; null where the key is secret or missing.
  EVP_PKEY* pkey() const { return key_ == nullptr ? nullptr : key_->pkey(); }

  void SetSecret(std::span<const uint8_t> bytes);
  bool ReadPem(v8::Isolate* isolate, std::span<const uint8_t> bytes, int32_t want,
               std::optional<std::span<const uint8_t>> passphrase);
  bool ReadDer(v8::Isolate* isolate, std::span<const uint8_t> bytes, const std::string& type, int32_t want,
               std::optional<std::span<const uint8_t>> passphrase);
  bool ReadRsaJwk(int32_t want, std::vector<std::span<const uint8_t>> numbers);
  bool ReadEcJwk(int32_t want, const std::string& curve, std::span<const uint8_t> x, std::span<const uint8_t> y,
                 std::optional<std::span<const uint8_t>> d);
  bool ReadRaw(int32_t want, bool is_private, const std::string& type, const std::string& curve,
               std::span<const uint8_t> bytes);
  void ReadStore(v8::Isolate* isolate, const std::string& uri, std::optional<std::span<const uint8_t>> passphrase,
                 std::optional<std::string> properties);
  void ReadPublicOf(KeyHandle* source);
  bool Open(v8::Local<v8::Value> parcel);
  v8::MaybeLocal<v8::Value> ToParcel(Realm& realm);

  int32_t Kind() const { return key_ == nullptr ? -1 : key_->kind(); }
  double SecretSize() const { return key_ == nullptr ? 0 : static_cast<double>(key_->bytes().size()); }
  v8::Local<v8::Value> Type(v8::Isolate* isolate);
  v8::Local<v8::Value> Details(v8::Isolate* isolate);
  bool Equals(KeyHandle* other) const;

  v8::Local<v8::Value> ExportSecret(v8::Isolate* isolate);
  v8::MaybeLocal<v8::Value> ExportDer(v8::Isolate* isolate, const std::string& type, std::optional<std::string> cipher,
                                      std::optional<std::span<const uint8_t>> passphrase);
  v8::MaybeLocal<v8::Value> ExportPem(v8::Isolate* isolate, const std::string& type, std::optional<std::string> cipher,
                                      std::optional<std::span<const uint8_t>> passphrase);
  v8::Local<v8::Value> ExportRaw(v8::Isolate* isolate);
  v8::Local<v8::Value> ExportPoint(v8::Isolate* isolate, bool compressed);
  v8::Local<v8::Value> ExportJwk(v8::Isolate* isolate);

 private:
  KeyHandle() = default;

  bool Take(v8::Isolate* isolate, OwnedKey pkey, int32_t want, bool has_passphrase, bool was_public);

  SharedKey key_;
};

// The name of an asymmetric key's type as programs know it ('rsa', 'ec', 'ed25519'); null for one that they don't.
const char* TypeName(const EVP_PKEY* pkey);

// How a key is written out.
struct KeyEncoding {
  std::string type;  // 'pkcs1', 'spki', 'pkcs8', 'sec1'
  bool pem = false;
  const EVP_CIPHER* cipher = nullptr;  // none for a key that isn't encrypted
  Bytes passphrase;
};

// The encoded key; empty when OpenSSL refuses, with errors in its queue. Any thread.
Bytes Encode(const Key& key, const KeyEncoding& encoding);

}  // namespace eddy::bindings::crypto
