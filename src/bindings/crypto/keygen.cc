// New keys: pairs and secrets. https://docs.openssl.org/3.0/man3/EVP_PKEY_keygen/
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include "bindings/crypto/crypto_job.h"
#include "bindings/crypto/key_handle.h"
#include "bindings/crypto/key_import.h"

namespace eddy::bindings::crypto {

using v8::Isolate;
using v8::Local;
using v8::Value;

// Where a pair goes: [public KeyHandle, private KeyHandle, public encoding, private encoding, callback]. An encoding is
// [type, pem, cipher, passphrase], or undefined for a key that lib/ takes from its handle.
struct PairTarget {
  Local<v8::Array> list;  // keeps the handles
  KeyHandle* public_handle;
  KeyHandle* private_handle;
  std::optional<KeyEncoding> public_encoding;
  std::optional<KeyEncoding> private_encoding;
  Callback callback;
};

namespace {

Local<Value> At(Isolate* isolate, Local<v8::Array> list, uint32_t index) {
  return list->Get(isolate->GetCurrentContext(), index).ToLocalChecked();
}

std::optional<KeyEncoding> ReadEncoding(Isolate* isolate, Local<Value> value) {
  if (!value->IsArray()) return std::nullopt;
  auto list = value.As<v8::Array>();
  KeyEncoding encoding;
  encoding.type = engine::ToUtf8(isolate, At(isolate, list, 0));
  encoding.pem = At(isolate, list, 1)->IsTrue();
  Local<Value> cipher = At(isolate, list, 2);
  // lib/ knows that there is one of the name.
  if (cipher->IsString()) encoding.cipher = FindCipher(engine::ToUtf8(isolate, cipher));
  auto passphrase = engine::From<std::span<uint8_t>>::Read(isolate, At(isolate, list, 3));
  if (passphrase) encoding.passphrase.assign(passphrase->begin(), passphrase->end());
  return encoding;
}

}  // namespace
}  // namespace eddy::bindings::crypto

namespace eddy::engine {

template <>
struct From<bindings::crypto::PairTarget> {
  static constexpr const char* kName = "where a pair of keys goes";
  static std::optional<bindings::crypto::PairTarget> Read(v8::Isolate* isolate, v8::Local<v8::Value> v) {
    using namespace bindings::crypto;
    if (!v->IsArray()) return std::nullopt;
    PairTarget target;
    target.list = v.As<v8::Array>();
    target.public_handle = Unwrap<KeyHandle>(At(isolate, target.list, 0));
    target.private_handle = Unwrap<KeyHandle>(At(isolate, target.list, 1));
    if (target.public_handle == nullptr || target.private_handle == nullptr) return std::nullopt;
    target.public_encoding = ReadEncoding(isolate, At(isolate, target.list, 2));
    target.private_encoding = ReadEncoding(isolate, At(isolate, target.list, 3));
    v8::Local<v8::Value> callback = At(isolate, target.list, 4);
    if (callback->IsFunction()) target.callback = callback.As<v8::Function>();
    return target;
  }
};

}  // namespace eddy::engine

namespace eddy::bindings::crypto {
namespace {

// [public, private]: an ArrayBuffer or a string for what has an encoding, else undefined.
class PairJob : public CryptoJob {
 public:
  void Aim(Isolate* isolate, const PairTarget& target) {
    Hold(isolate, target.list);
    public_handle_ = target.public_handle;
    private_handle_ = target.private_handle;
    public_encoding_ = target.public_encoding;
    private_encoding_ = target.private_encoding;
  }

 protected:
  virtual OwnedKey Generate() = 0;

 private:
  bool Work() final {
    OwnedKey pkey = Generate();
    if (pkey == nullptr) return false;
    private_key_ = Key::Asymmetric(Key::kPrivate, std::move(pkey));
    public_key_ = Key::PublicOf(*private_key_);
    return Write(*public_key_, public_encoding_, public_out_) && Write(*private_key_, private_encoding_, private_out_);
  }

  static bool Write(const Key& key, const std::optional<KeyEncoding>& encoding, Bytes& out) {
    if (!encoding) return true;
    out = Encode(key, *encoding);
    return !out.empty();
  }

  Local<Value> Made(Isolate* isolate) final {
    public_handle_->Fill(public_key_);
    private_handle_->Fill(private_key_);
    Local<Value> both[] = {Show(isolate, public_encoding_, public_out_),
                           Show(isolate, private_encoding_, private_out_)};
    OPENSSL_cleanse(private_out_.data(), private_out_.size());
    return v8::Array::New(isolate, both, 2);
  }

  static Local<Value> Show(Isolate* isolate, const std::optional<KeyEncoding>& encoding, const Bytes& out) {
    if (!encoding) return v8::Undefined(isolate);
    if (!encoding->pem) return ToArrayBuffer(isolate, out);
    return engine::FromLatin1(isolate, {reinterpret_cast<const char*>(out.data()), out.size()});
  }

  const char* Fallback() const final { return "Key generation job failed"; }

  KeyHandle* public_handle_ = nullptr;
  KeyHandle* private_handle_ = nullptr;
  std::optional<KeyEncoding> public_encoding_;
  std::optional<KeyEncoding> private_encoding_;
  SharedKey public_key_;
  SharedKey private_key_;
  Bytes public_out_;
  Bytes private_out_;
};

OwnedKey GenerateIn(EVP_PKEY_CTX* context) {
  EVP_PKEY* pkey = nullptr;
  return OwnedKey(EVP_PKEY_generate(context, &pkey) == 1 ? pkey : nullptr);
}

KeyContext ContextOf(const char* type) { return KeyContext(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)); }

// What a key for RSASSA-PSS is restricted to.
struct PssLimits {
  std::string digest;
  std::string mask_digest;
  std::optional<int32_t> salt_length;
};

class RsaJob final : public PairJob {
 public:
  RsaJob(uint32_t bits, uint32_t exponent, std::optional<PssLimits> pss)
      : bits_(bits), exponent_(exponent), pss_(std::move(pss)) {}

 private:
  OwnedKey Generate() override {
    KeyContext context = ContextOf(pss_ ? "RSA-PSS" : "RSA");
    OwnedNumber exponent(BN_new());
    if (context == nullptr || EVP_PKEY_keygen_init(context.get()) != 1 ||
        EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), static_cast<int>(bits_)) != 1 ||
        BN_set_word(exponent.get(), exponent_) != 1 ||
        EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context.get(), exponent.get()) != 1 || (pss_ && !Restrict(context.get()))) {
      return nullptr;
    }
    return GenerateIn(context.get());
  }

  bool Restrict(EVP_PKEY_CTX* context) {
    const EVP_MD* digest = pss_->digest.empty() ? nullptr : FindDigest(pss_->digest);
    const EVP_MD* mask = pss_->mask_digest.empty() ? digest : FindDigest(pss_->mask_digest);
    if (digest != nullptr && EVP_PKEY_CTX_set_rsa_pss_keygen_md(context, digest) != 1) return false;
    if (mask != nullptr && EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(context, mask) != 1) return false;
    std::optional<int32_t> salt_length = pss_->salt_length;
    // The digest's length is the usual salt length. RFC 8017, 9.1.
    if (!salt_length && digest != nullptr) salt_length = EVP_MD_get_size(digest);
    return !salt_length || EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(context, *salt_length) == 1;
  }

  uint32_t bits_;
  uint32_t exponent_;
  std::optional<PssLimits> pss_;
};

class DsaJob final : public PairJob {
 public:
  DsaJob(uint32_t bits, std::optional<uint32_t> divisor_bits) : bits_(bits), divisor_bits_(divisor_bits) {}

 private:
  OwnedKey Generate() override {
    KeyContext context = ContextOf("DSA");
    size_t bits = bits_;
    if (context == nullptr || EVP_PKEY_paramgen_init(context.get()) != 1) return nullptr;
    OSSL_PARAM parameters[] = {OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_FFC_PBITS, &bits),
                               OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end()};
    size_t divisor_bits = 0;
    if (divisor_bits_) {
      divisor_bits = *divisor_bits_;
      parameters[1] = OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_FFC_QBITS, &divisor_bits);
    }
    EVP_PKEY* made = nullptr;
    if (EVP_PKEY_CTX_set_params(context.get(), parameters) != 1 || EVP_PKEY_paramgen(context.get(), &made) != 1) {
      return nullptr;
    }
    OwnedKey group(made);
    KeyContext keys(EVP_PKEY_CTX_new_from_pkey(nullptr, made, nullptr));
    if (keys == nullptr || EVP_PKEY_keygen_init(keys.get()) != 1) return nullptr;
    return GenerateIn(keys.get());
  }

  uint32_t bits_;
  std::optional<uint32_t> divisor_bits_;
};

class EcJob final : public PairJob {
 public:
  EcJob(int curve, bool is_explicit) : curve_(curve), is_explicit_(is_explicit) {}

 private:
  OwnedKey Generate() override {
    KeyContext context = ContextOf("EC");
    if (context == nullptr || EVP_PKEY_keygen_init(context.get()) != 1 ||
        EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context.get(), curve_) != 1 ||
        EVP_PKEY_CTX_set_ec_param_enc(context.get(), is_explicit_ ? 0 : OPENSSL_EC_NAMED_CURVE) != 1) {
      return nullptr;
    }
    return GenerateIn(context.get());
  }

  int curve_;
  bool is_explicit_;
};

// Types that have no parameters.
class PlainJob final : public PairJob {
 public:
  explicit PlainJob(const char* type) : type_(type) {}

 private:
  OwnedKey Generate() override {
    KeyContext context = ContextOf(type_);
    if (context == nullptr || EVP_PKEY_keygen_init(context.get()) != 1) return nullptr;
    return GenerateIn(context.get());
  }

  const char* type_;
};

class DhJob final : public PairJob {
 public:
  // From a group by name, from a prime, or from a prime of that many bits, which is to be found.
  DhJob(std::string group, Bytes prime, uint32_t prime_bits, uint32_t generator)
      : group_(std::move(group)), prime_(std::move(prime)), prime_bits_(prime_bits), generator_(generator) {}

 private:
  OwnedKey Generate() override {
    OwnedKey parameters = group_.empty() && prime_.empty() ? Search() : Known();
    if (parameters == nullptr) return nullptr;
    KeyContext keys(EVP_PKEY_CTX_new_from_pkey(nullptr, parameters.get(), nullptr));
    if (keys == nullptr || EVP_PKEY_keygen_init(keys.get()) != 1) return nullptr;
    return GenerateIn(keys.get());
  }

  OwnedKey Search() const {
    KeyContext context = ContextOf("DH");
    EVP_PKEY* made = nullptr;
    if (context == nullptr || EVP_PKEY_paramgen_init(context.get()) != 1 ||
        EVP_PKEY_CTX_set_dh_paramgen_prime_len(context.get(), static_cast<int>(prime_bits_)) != 1 ||
        EVP_PKEY_CTX_set_dh_paramgen_generator(context.get(), static_cast<int>(generator_)) != 1 ||
        EVP_PKEY_paramgen(context.get(), &made) != 1) {
      return nullptr;
    }
    return OwnedKey(made);
  }

  OwnedKey Known() const {
    ParameterBuilder builder(OSSL_PARAM_BLD_new());
    OwnedNumber prime;
    OwnedNumber generator(BN_new());
    if (!group_.empty()) {
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group_.c_str(), 0);
    } else {
      prime = NumberFrom(prime_);
      BN_set_word(generator.get(), generator_);
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_FFC_P, prime.get());
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_FFC_G, generator.get());
    }
    Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    KeyContext context = ContextOf("DH");
    EVP_PKEY* made = nullptr;
    if (parameters == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_KEY_PARAMETERS, parameters.get()) != 1) {
      return nullptr;
    }
    return OwnedKey(made);
  }

  std::string group_;
  Bytes prime_;
  uint32_t prime_bits_;
  uint32_t generator_;
};

Local<Value> Start(Isolate* isolate, Realm& realm, std::unique_ptr<PairJob> job, const PairTarget& target) {
  job->Aim(isolate, target);
  return PoolJob::Run(realm, std::move(job), target.callback);
}

// Each of these returns what PairJob makes, an Error, or with a callback undefined; the callback gets it.

// `pss`: for RSASSA-PSS, restricted to what is given; digests are known by lib/ to exist.
Local<Value> GenerateRsa(Isolate* isolate, Realm& realm, uint32_t bits, uint32_t exponent, bool pss,
                         std::optional<std::string> digest, std::optional<std::string> mask_digest,
                         std::optional<int32_t> salt_length, PairTarget target) {
  std::optional<PssLimits> limits;
  if (pss) limits = PssLimits{digest.value_or(""), mask_digest.value_or(""), salt_length};
  return Start(isolate, realm, std::make_unique<RsaJob>(bits, exponent, std::move(limits)), target);
}

Local<Value> GenerateDsa(Isolate* isolate, Realm& realm, uint32_t bits, std::optional<uint32_t> divisor_bits,
                         PairTarget target) {
  return Start(isolate, realm, std::make_unique<DsaJob>(bits, divisor_bits), target);
}

// The curve is known by lib/ to exist.
Local<Value> GenerateEc(Isolate* isolate, Realm& realm, const std::string& curve, bool is_explicit, PairTarget target) {
  return Start(isolate, realm, std::make_unique<EcJob>(CurveId(curve), is_explicit), target);
}

Local<Value> GeneratePlain(Isolate* isolate, Realm& realm, const std::string& type, PairTarget target) {
  const char* name = type == "ed25519" ? "ED25519" : type == "ed448" ? "ED448" : type == "x25519" ? "X25519" : "X448";
  return Start(isolate, realm, std::make_unique<PlainJob>(name), target);
}

// By `group` (OpenSSL's name), by `prime`, or by `prime_bits`.
Local<Value> GenerateDh(Isolate* isolate, Realm& realm, std::optional<std::string> group,
                        std::optional<std::span<const uint8_t>> prime, uint32_t prime_bits, uint32_t generator,
                        PairTarget target) {
  return Start(isolate, realm,
               std::make_unique<DhJob>(group.value_or(""), prime ? Bytes(prime->begin(), prime->end()) : Bytes(),
                                       prime_bits, generator),
               target);
}

// A handle that gets random bytes; `true`, or an Error.
class SecretJob final : public CryptoJob {
 public:
  SecretJob(Isolate* isolate, Local<v8::Object> holder, KeyHandle* handle, size_t size)
      : handle_(handle), bytes_(size) {
    Hold(isolate, holder);
  }

 private:
  bool Work() override { return RAND_priv_bytes(bytes_.data(), static_cast<int>(bytes_.size())) == 1; }
  Local<Value> Made(Isolate* isolate) override {
    handle_->Fill(Key::Secret(std::move(bytes_)));
    return v8::True(isolate);
  }
  const char* Fallback() const override { return "Key generation job failed"; }

  KeyHandle* handle_;
  Bytes bytes_;
};

// generateSecret(handle, bytes, callback?)
Local<Value> GenerateSecret(Isolate* isolate, Realm& realm, KeyHandle* handle, uint32_t size, Callback callback) {
  return PoolJob::Run(realm, std::make_unique<SecretJob>(isolate, handle->object(), handle, size_t{size}), callback);
}

// The prime of a group of RFC 2409 or 3526, by its bits, as an ArrayBuffer; undefined for another number.
v8::MaybeLocal<Value> DhGroupPrime(Isolate* isolate, uint32_t bits) {
  using Get = BIGNUM* (*)(BIGNUM*);
  static constexpr std::pair<uint32_t, Get> kGroups[] = {
      {768, BN_get_rfc2409_prime_768},   {1024, BN_get_rfc2409_prime_1024}, {1536, BN_get_rfc3526_prime_1536},
      {2048, BN_get_rfc3526_prime_2048}, {3072, BN_get_rfc3526_prime_3072}, {4096, BN_get_rfc3526_prime_4096},
      {6144, BN_get_rfc3526_prime_6144}, {8192, BN_get_rfc3526_prime_8192}};
  for (const auto& [size, get] : kGroups) {
    if (size != bits) continue;
    OwnedNumber prime(get(nullptr));
    Bytes out(size / 8);
    BN_bn2binpad(prime.get(), out.data(), static_cast<int>(out.size()));
    return ToArrayBuffer(isolate, out);
  }
  return {};
}

bool HasDigest(const std::string& name) { return FindDigest(name) != nullptr; }

bool HasCipher(const std::string& name) { return FindCipher(name) != nullptr; }

}  // namespace

void DefineKeyGeneration(BindingTarget& target) {
  target.Function<&GenerateRsa>("generateRsa");
  target.Function<&GenerateDsa>("generateDsa");
  target.Function<&GenerateEc>("generateEc");
  target.Function<&GeneratePlain>("generatePlain");
  target.Function<&GenerateDh>("generateDh");
  target.Function<&GenerateSecret>("generateSecret");
  target.Function<&DhGroupPrime>("dhGroupPrime");
  target.Function<&HasDigest>("hasDigest");
  target.Function<&HasCipher>("hasCipher");
}

}  // namespace eddy::bindings::crypto
