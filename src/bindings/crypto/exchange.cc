// Secrets agreed on by two parties: DiffieHellman, ECDH, diffieHellman() and key encapsulation.
// https://docs.openssl.org/3.0/man3/EVP_PKEY_derive/
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/dherr.h>
#include <openssl/ec.h>
#include <openssl/err.h>

#include "bindings/crypto/crypto_job.h"
#include "bindings/crypto/key_handle.h"
#include "bindings/crypto/key_import.h"

namespace eddy::bindings::crypto {
namespace {

using v8::Isolate;
using v8::Local;
using v8::Value;
using Context = std::unique_ptr<BN_CTX, Deleter<BN_CTX_free>>;
using Group = std::unique_ptr<EC_GROUP, Deleter<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Deleter<EC_POINT_free>>;

Local<Value> ToBytes(Isolate* isolate, const BIGNUM* number, size_t size = 0) {
  Bytes out(std::max(static_cast<size_t>(BN_num_bytes(number)), size));
  BN_bn2binpad(number, out.data(), static_cast<int>(out.size()));
  Local<Value> made = ToArrayBuffer(isolate, out);
  OPENSSL_cleanse(out.data(), out.size());
  return made;
}

OwnedKey FromParameters(OSSL_PARAM_BLD* builder, int selection) {
  Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "DH", nullptr));
  EVP_PKEY* made = nullptr;
  if (parameters == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, selection, parameters.get()) != 1) {
    EVP_PKEY_free(made);
    return nullptr;
  }
  return OwnedKey(made);
}

// Diffie-Hellman by numbers: a prime and a generator, and keys that may be missing. RFC 2631.
class DiffieHellman final : public engine::Wrapper {
 public:
  static std::unique_ptr<DiffieHellman> Make() { return std::unique_ptr<DiffieHellman>(new DiffieHellman); }

  // Finds a safe prime of `bits` bits; throws when OpenSSL refuses.
  void Search(Isolate* isolate, int32_t bits, int32_t generator) {
    ERR_clear_error();
    if (bits < 512) {
      ERR_raise(ERR_LIB_DH, DH_R_MODULUS_TOO_SMALL);
    } else if (generator <= 1) {
      ERR_raise(ERR_LIB_DH, DH_R_BAD_GENERATOR);
    } else {
      KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "DH", nullptr));
      EVP_PKEY* made = nullptr;
      BIGNUM* prime = nullptr;
      if (context != nullptr && EVP_PKEY_paramgen_init(context.get()) == 1 &&
          EVP_PKEY_CTX_set_dh_paramgen_prime_len(context.get(), bits) == 1 &&
          EVP_PKEY_CTX_set_dh_paramgen_generator(context.get(), generator) == 1 &&
          EVP_PKEY_paramgen(context.get(), &made) == 1 &&
          EVP_PKEY_get_bn_param(made, OSSL_PKEY_PARAM_FFC_P, &prime) == 1) {
        prime_.reset(prime);
        generator_.reset(BN_new());
        BN_set_word(generator_.get(), static_cast<BN_ULONG>(generator));
      }
      EVP_PKEY_free(made);
    }
    if (prime_ == nullptr) ThrowError(isolate, "Invalid DH parameters");
  }

  // Takes what the program has; throws for a generator that can't be one.
  void Take(Isolate* isolate, std::span<const uint8_t> prime, std::span<const uint8_t> generator) {
    ERR_clear_error();
    prime_ = NumberFrom(prime);
    generator_ = NumberFrom(generator);
    if (prime_ == nullptr || generator_ == nullptr) return ThrowError(isolate, "Invalid DH parameters");
    // 0 and 1 generate nothing, p and what is above it isn't in the group.
    if (BN_is_zero(generator_.get()) || BN_is_one(generator_.get()) ||
        (!BN_is_zero(prime_.get()) && BN_num_bits(prime_.get()) >= 512 &&
         BN_cmp(generator_.get(), prime_.get()) >= 0)) {
      ERR_raise(ERR_LIB_DH, DH_R_BAD_GENERATOR);
      ThrowError(isolate, "Invalid DH parameters");
    }
  }

  // What is wrong with prime and generator, as DH_CHECK_* and DH_*_GENERATOR; -1 without a prime.
  int32_t Check() {
    if (BN_is_zero(prime_.get())) return -1;
    IgnoreErrors ignore;
    return Flaws();
  }

  Local<Value> Prime(Isolate* isolate) { return ToBytes(isolate, prime_.get()); }
  Local<Value> Generator(Isolate* isolate) { return ToBytes(isolate, generator_.get()); }
  // Undefined when there is none.
  v8::MaybeLocal<Value> PublicKey(Isolate* isolate) {
    return public_ == nullptr ? v8::MaybeLocal<Value>() : ToBytes(isolate, public_.get());
  }
  v8::MaybeLocal<Value> PrivateKey(Isolate* isolate) {
    return private_ == nullptr ? v8::MaybeLocal<Value>() : ToBytes(isolate, private_.get());
  }
  bool SetPublicKey(std::span<const uint8_t> key) { return (public_ = NumberFrom(key)) != nullptr; }
  bool SetPrivateKey(std::span<const uint8_t> key) { return (private_ = NumberFrom(key)) != nullptr; }

  // A new private key where there is none, and the public key that belongs to it.
  bool GenerateKeys() {
    IgnoreErrors ignore;
    Context context(BN_CTX_new());
    if (private_ == nullptr && !NewPrivateKey()) return false;
    OwnedNumber made(BN_new());
    BN_set_flags(private_.get(), BN_FLG_CONSTTIME);
    if (BN_mod_exp(made.get(), generator_.get(), private_.get(), prime_.get(), context.get()) != 1) return false;
    public_ = std::move(made);
    return true;
  }

  // As many bytes as the prime has, or: -1 for a key that is too small, 1 for one that is too large, 0 when there is no
  // secret to be had. RFC 2631, 2.1.5.
  Local<Value> ComputeSecret(Isolate* isolate, std::span<const uint8_t> other) {
    IgnoreErrors ignore;
    Context context(BN_CTX_new());
    OwnedNumber key = NumberFrom(other);
    OwnedNumber most(BN_dup(prime_.get()));
    if (key == nullptr || BN_is_zero(key.get()) || BN_is_one(key.get())) return v8::Integer::New(isolate, -1);
    BN_sub_word(most.get(), 1);
    if (BN_cmp(key.get(), most.get()) >= 0) return v8::Integer::New(isolate, 1);
    OwnedNumber secret(BN_secure_new());
    if (private_ == nullptr) return v8::Integer::New(isolate, 0);
    BN_set_flags(private_.get(), BN_FLG_CONSTTIME);
    if (BN_mod_exp(secret.get(), key.get(), private_.get(), prime_.get(), context.get()) != 1 ||
        BN_is_one(secret.get())) {
      return v8::Integer::New(isolate, 0);
    }
    return ToBytes(isolate, secret.get(), static_cast<size_t>(BN_num_bytes(prime_.get())));
  }

 private:
  DiffieHellman() = default;

  int32_t Flaws() const {
    // OpenSSL's own list is of all that could be checked; these are what programs know.
    if (IsKnown()) return 0;
    int32_t flaws = 0;
    Context context(BN_CTX_new());
    const bool is_prime = BN_check_prime(prime_.get(), context.get(), nullptr) == 1;
    if (!is_prime) flaws |= DH_CHECK_P_NOT_PRIME;
    OwnedNumber half(BN_dup(prime_.get()));
    BN_rshift1(half.get(), half.get());
    if (is_prime && BN_check_prime(half.get(), context.get(), nullptr) != 1) flaws |= DH_CHECK_P_NOT_SAFE_PRIME;
    OwnedNumber most(BN_dup(prime_.get()));
    BN_sub_word(most.get(), 1);
    if (BN_cmp(generator_.get(), most.get()) >= 0) flaws |= DH_NOT_SUITABLE_GENERATOR;
    if (BN_num_bits(prime_.get()) < 512) flaws |= DH_MODULUS_TOO_SMALL;
    return flaws;
  }

  // Whether it is a group of RFC 2409 or 3526: nothing has to be checked of them, which takes seconds.
  bool IsKnown() const {
    using Get = BIGNUM* (*)(BIGNUM*);
    static constexpr Get kPrimes[] = {BN_get_rfc2409_prime_768,  BN_get_rfc2409_prime_1024, BN_get_rfc3526_prime_1536,
                                      BN_get_rfc3526_prime_2048, BN_get_rfc3526_prime_3072, BN_get_rfc3526_prime_4096,
                                      BN_get_rfc3526_prime_6144, BN_get_rfc3526_prime_8192};
    if (BN_is_word(generator_.get(), 2) != 1) return false;
    for (const Get get : kPrimes) {
      OwnedNumber known(get(nullptr));
      if (BN_cmp(known.get(), prime_.get()) == 0) return true;
    }
    return false;
  }

  // As long as the prime makes sensible: for known groups twice their strength, else the whole prime.
  bool NewPrivateKey() {
    ParameterBuilder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_FFC_P, prime_.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_FFC_G, generator_.get());
    OwnedKey parameters = FromParameters(builder.get(), EVP_PKEY_KEY_PARAMETERS);
    BIGNUM* number = nullptr;
    if (parameters != nullptr) {
      KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, parameters.get(), nullptr));
      EVP_PKEY* made = nullptr;
      if (context != nullptr && EVP_PKEY_keygen_init(context.get()) == 1 &&
          EVP_PKEY_generate(context.get(), &made) == 1) {
        EVP_PKEY_get_bn_param(made, OSSL_PKEY_PARAM_PRIV_KEY, &number);
      }
      EVP_PKEY_free(made);
    }
    if (number == nullptr) {
      // Primes that are too small for OpenSSL's generation still have keys.
      OwnedNumber range(BN_dup(prime_.get()));
      number = BN_secure_new();
      if (BN_num_bits(range.get()) < 3 || BN_sub_word(range.get(), 2) != 1 ||
          BN_priv_rand_range(number, range.get()) != 1 || BN_add_word(number, 1) != 1) {
        BN_clear_free(number);
        return false;
      }
    }
    private_.reset(number);
    return true;
  }

  OwnedNumber prime_;
  OwnedNumber generator_;
  OwnedNumber public_;
  OwnedNumber private_;
};

point_conversion_form_t Form(int32_t form) { return static_cast<point_conversion_form_t>(form); }

Local<Value> Encoded(Isolate* isolate, const EC_GROUP* group, const EC_POINT* point, int32_t form) {
  unsigned char* out = nullptr;
  const size_t size = EC_POINT_point2buf(group, point, Form(form), &out, nullptr);
  Local<Value> made = ToArrayBuffer(isolate, {out, size});
  OPENSSL_free(out);
  return made;
}

Point Decoded(const EC_GROUP* group, std::span<const uint8_t> bytes) {
  Point point(EC_POINT_new(group));
  if (point == nullptr || EC_POINT_oct2point(group, point.get(), bytes.data(), bytes.size(), nullptr) != 1)
    return nullptr;
  return point;
}

// Diffie-Hellman on a curve. SEC 1, 3.3.1.
class Ecdh final : public engine::Wrapper {
 public:
  static std::unique_ptr<Ecdh> Make() { return std::unique_ptr<Ecdh>(new Ecdh); }

  // False for an unknown curve.
  bool Start(const std::string& curve) {
    IgnoreErrors ignore;
    const int id = OBJ_sn2nid(curve.c_str());
    group_.reset(id == NID_undef ? nullptr : EC_GROUP_new_by_curve_name(id));
    return group_ != nullptr;
  }

  bool GenerateKeys() {
    IgnoreErrors ignore;
    OwnedNumber scalar(BN_secure_new());
    do {
      if (BN_priv_rand_range(scalar.get(), EC_GROUP_get0_order(group_.get())) != 1) return false;
    } while (BN_is_zero(scalar.get()));
    return Accept(std::move(scalar));
  }

  // Sets the public key, too. False for a number that is no key on the curve, which changes nothing.
  bool SetPrivateKey(std::span<const uint8_t> key) {
    IgnoreErrors ignore;
    OwnedNumber scalar = NumberFrom(key);
    if (scalar == nullptr || BN_is_zero(scalar.get()) || BN_cmp(scalar.get(), EC_GROUP_get0_order(group_.get())) >= 0) {
      return false;
    }
    return Accept(std::move(scalar));
  }

  // False for what is no point of the curve.
  bool SetPublicKey(std::span<const uint8_t> key) {
    IgnoreErrors ignore;
    Point point = Decoded(group_.get(), key);
    if (point == nullptr) return false;
    public_ = std::move(point);
    return true;
  }

  // Undefined when there is none. `form`: POINT_CONVERSION_*.
  v8::MaybeLocal<Value> PublicKey(Isolate* isolate, int32_t form) {
    return public_ == nullptr ? v8::MaybeLocal<Value>() : Encoded(isolate, group_.get(), public_.get(), form);
  }
  v8::MaybeLocal<Value> PrivateKey(Isolate* isolate) {
    return private_ == nullptr ? v8::MaybeLocal<Value>() : ToBytes(isolate, private_.get());
  }

  // An ArrayBuffer, or: 1 for what is no public key on the curve, 2 when the own keys are missing or don't belong
  // together.
  Local<Value> ComputeSecret(Isolate* isolate, std::span<const uint8_t> other) {
    IgnoreErrors ignore;
    Point point = Decoded(group_.get(), other);
    if (point == nullptr || EC_POINT_is_at_infinity(group_.get(), point.get()) == 1) {
      return v8::Integer::New(isolate, 1);
    }
    if (!IsPair()) return v8::Integer::New(isolate, 2);
    Point product(EC_POINT_new(group_.get()));
    OwnedNumber x(BN_secure_new());
    OwnedNumber scalar(BN_dup(private_.get()));
    // Of points outside the group's own subgroup nothing is learnt. SEC 1, 3.3.2.
    const BIGNUM* cofactor = EC_GROUP_get0_cofactor(group_.get());
    Context context(BN_CTX_new());
    if (cofactor != nullptr && !BN_is_one(cofactor)) {
      BN_mul(scalar.get(), scalar.get(), cofactor, context.get());
    }
    BN_set_flags(scalar.get(), BN_FLG_CONSTTIME);
    if (EC_POINT_mul(group_.get(), product.get(), nullptr, point.get(), scalar.get(), context.get()) != 1 ||
        EC_POINT_is_at_infinity(group_.get(), product.get()) == 1 ||
        EC_POINT_get_affine_coordinates(group_.get(), product.get(), x.get(), nullptr, context.get()) != 1) {
      return v8::Integer::New(isolate, 1);
    }
    return ToBytes(isolate, x.get(), static_cast<size_t>((EC_GROUP_get_degree(group_.get()) + 7) / 8));
  }

 private:
  Ecdh() = default;

  bool Accept(OwnedNumber scalar) {
    Point point(EC_POINT_new(group_.get()));
    BN_set_flags(scalar.get(), BN_FLG_CONSTTIME);
    if (EC_POINT_mul(group_.get(), point.get(), scalar.get(), nullptr, nullptr, nullptr) != 1) return false;
    private_ = std::move(scalar);
    public_ = std::move(point);
    return true;
  }

  // The public key may have been set apart from the private one.
  bool IsPair() const {
    if (private_ == nullptr || public_ == nullptr) return false;
    Point point(EC_POINT_new(group_.get()));
    return EC_POINT_mul(group_.get(), point.get(), private_.get(), nullptr, nullptr, nullptr) == 1 &&
           EC_POINT_cmp(group_.get(), point.get(), public_.get(), nullptr) == 0;
  }

  Group group_;
  OwnedNumber private_;
  Point public_;
};

// convertPoint(bytes, curve, form): an ArrayBuffer, or: 1 for an unknown curve, 2 for what is no point of it.
Local<Value> ConvertPoint(Isolate* isolate, std::span<const uint8_t> bytes, const std::string& curve, int32_t form) {
  IgnoreErrors ignore;
  const int id = OBJ_sn2nid(curve.c_str());
  Group group(id == NID_undef ? nullptr : EC_GROUP_new_by_curve_name(id));
  if (group == nullptr) return v8::Integer::New(isolate, 1);
  Point point = Decoded(group.get(), bytes);
  if (point == nullptr) return v8::Integer::New(isolate, 2);
  return Encoded(isolate, group.get(), point.get(), form);
}

std::vector<std::string> GetCurves() {
  std::vector<EC_builtin_curve> curves(EC_get_builtin_curves(nullptr, 0));
  EC_get_builtin_curves(curves.data(), curves.size());
  std::vector<std::string> names;
  for (const auto& curve : curves) names.emplace_back(OBJ_nid2sn(curve.nid));
  return names;
}

// What two keys agree on, as an ArrayBuffer.
class AgreementJob final : public CryptoJob {
 public:
  AgreementJob(SharedKey own, SharedKey peer) : own_(std::move(own)), peer_(std::move(peer)) {}
  ~AgreementJob() override { OPENSSL_cleanse(out_.data(), out_.size()); }

 private:
  bool Work() override {
    KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, own_->pkey(), nullptr));
    size_t size = 0;
    if (context == nullptr || EVP_PKEY_derive_init(context.get()) != 1 ||
        EVP_PKEY_derive_set_peer(context.get(), peer_->pkey()) != 1 ||
        EVP_PKEY_derive(context.get(), nullptr, &size) != 1) {
      return false;
    }
    out_.resize(size);
    if (EVP_PKEY_derive(context.get(), out_.data(), &size) != 1) return false;
    // The secret of numbers may come out short: zeros go before it, as many as the prime has bytes.
    if (size < out_.size() && EVP_PKEY_get_base_id(own_->pkey()) == EVP_PKEY_DH) {
      std::copy_backward(out_.begin(), out_.begin() + static_cast<ptrdiff_t>(size), out_.end());
      std::fill(out_.begin(), out_.end() - static_cast<ptrdiff_t>(size), uint8_t{0});
    } else {
      out_.resize(size);
    }
    return true;
  }
  Local<Value> Made(Isolate* isolate) override { return ToArrayBuffer(isolate, out_); }
  const char* Fallback() const override { return "Deriving bits failed"; }

  SharedKey own_;
  SharedKey peer_;
  Bytes out_;
};

// agree(private key, public key, callback?): an ArrayBuffer or an Error.
Local<Value> Agree(Realm& realm, KeyHandle* own, KeyHandle* peer, Callback callback) {
  return PoolJob::Run(realm, std::make_unique<AgreementJob>(own->key(), peer->key()), callback);
}

// The methods of encapsulation: of what this OpenSSL has, RSA's. SP 800-56B, 7.2.1.2.
bool ChooseKem(EVP_PKEY_CTX* context, const EVP_PKEY* pkey) {
  return EVP_PKEY_get_base_id(pkey) != EVP_PKEY_RSA || EVP_PKEY_CTX_set_kem_op(context, "RSASVE") == 1;
}

// [secret, what the other needs to get it], ArrayBuffers; null when the key can't do that.
class EncapsulateJob final : public CryptoJob {
 public:
  explicit EncapsulateJob(SharedKey key) : key_(std::move(key)) {}

 private:
  bool Work() override {
    KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key_->pkey(), nullptr));
    size_t wrapped_size = 0;
    size_t secret_size = 0;
    if (context == nullptr || EVP_PKEY_encapsulate_init(context.get(), nullptr) != 1 ||
        !ChooseKem(context.get(), key_->pkey()) ||
        EVP_PKEY_encapsulate(context.get(), nullptr, &wrapped_size, nullptr, &secret_size) != 1) {
      return true;
    }
    wrapped_.resize(wrapped_size);
    secret_.resize(secret_size);
    ok_ = EVP_PKEY_encapsulate(context.get(), wrapped_.data(), &wrapped_size, secret_.data(), &secret_size) == 1;
    return true;
  }
  Local<Value> Made(Isolate* isolate) override {
    if (!ok_) return v8::Null(isolate);
    Local<Value> both[] = {ToArrayBuffer(isolate, secret_), ToArrayBuffer(isolate, wrapped_)};
    OPENSSL_cleanse(secret_.data(), secret_.size());
    return v8::Array::New(isolate, both, 2);
  }
  const char* Fallback() const override { return ""; }

  SharedKey key_;
  Bytes secret_;
  Bytes wrapped_;
  bool ok_ = false;
};

// The secret as an ArrayBuffer; null when the key can't do that.
class DecapsulateJob final : public CryptoJob {
 public:
  DecapsulateJob(SharedKey key, std::span<const uint8_t> wrapped)
      : key_(std::move(key)), wrapped_(wrapped.begin(), wrapped.end()) {}

 private:
  bool Work() override {
    KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key_->pkey(), nullptr));
    size_t size = 0;
    if (context == nullptr || !IsPlausible() || EVP_PKEY_decapsulate_init(context.get(), nullptr) != 1 ||
        !ChooseKem(context.get(), key_->pkey()) ||
        EVP_PKEY_decapsulate(context.get(), nullptr, &size, wrapped_.data(), wrapped_.size()) != 1) {
      return true;
    }
    secret_.resize(size);
    ok_ = EVP_PKEY_decapsulate(context.get(), secret_.data(), &size, wrapped_.data(), wrapped_.size()) == 1;
    secret_.resize(size);
    return true;
  }
  Local<Value> Made(Isolate* isolate) override {
    if (!ok_) return v8::Null(isolate);
    Local<Value> made = ToArrayBuffer(isolate, secret_);
    OPENSSL_cleanse(secret_.data(), secret_.size());
    return made;
  }
  const char* Fallback() const override { return ""; }

  // Of RSA, 0, 1 and n - 1 stand for themselves: whoever sends them knows the secret. SP 800-56B, 7.1.2.
  bool IsPlausible() const {
    if (EVP_PKEY_get_base_id(key_->pkey()) != EVP_PKEY_RSA) return true;
    BIGNUM* found = nullptr;
    if (EVP_PKEY_get_bn_param(key_->pkey(), OSSL_PKEY_PARAM_RSA_N, &found) != 1) return false;
    OwnedNumber most(found);
    OwnedNumber sent = NumberFrom(wrapped_);
    return sent != nullptr && BN_cmp(sent.get(), BN_value_one()) > 0 && BN_sub_word(most.get(), 1) == 1 &&
           BN_cmp(sent.get(), most.get()) < 0;
  }

  SharedKey key_;
  Bytes wrapped_;
  Bytes secret_;
  bool ok_ = false;
};

Local<Value> Encapsulate(Realm& realm, KeyHandle* key, Callback callback) {
  return PoolJob::Run(realm, std::make_unique<EncapsulateJob>(key->key()), callback);
}

Local<Value> Decapsulate(Realm& realm, KeyHandle* key, std::span<const uint8_t> wrapped, Callback callback) {
  return PoolJob::Run(realm, std::make_unique<DecapsulateJob>(key->key(), wrapped), callback);
}

}  // namespace

void DefineExchange(BindingTarget& target) {
  target.Class<DiffieHellman, &DiffieHellman::Make>("DiffieHellman", [](engine::ClassTarget& methods) {
    methods.Method<DiffieHellman, &DiffieHellman::Search>("search");
    methods.Method<DiffieHellman, &DiffieHellman::Take>("take");
    methods.Method<DiffieHellman, &DiffieHellman::Check>("check");
    methods.Method<DiffieHellman, &DiffieHellman::Prime>("prime");
    methods.Method<DiffieHellman, &DiffieHellman::Generator>("generator");
    methods.Method<DiffieHellman, &DiffieHellman::PublicKey>("publicKey");
    methods.Method<DiffieHellman, &DiffieHellman::PrivateKey>("privateKey");
    methods.Method<DiffieHellman, &DiffieHellman::SetPublicKey>("setPublicKey");
    methods.Method<DiffieHellman, &DiffieHellman::SetPrivateKey>("setPrivateKey");
    methods.Method<DiffieHellman, &DiffieHellman::GenerateKeys>("generateKeys");
    methods.Method<DiffieHellman, &DiffieHellman::ComputeSecret>("computeSecret");
  });
  target.Class<Ecdh, &Ecdh::Make>("Ecdh", [](engine::ClassTarget& methods) {
    methods.Method<Ecdh, &Ecdh::Start>("start");
    methods.Method<Ecdh, &Ecdh::GenerateKeys>("generateKeys");
    methods.Method<Ecdh, &Ecdh::SetPrivateKey>("setPrivateKey");
    methods.Method<Ecdh, &Ecdh::SetPublicKey>("setPublicKey");
    methods.Method<Ecdh, &Ecdh::PublicKey>("publicKey");
    methods.Method<Ecdh, &Ecdh::PrivateKey>("privateKey");
    methods.Method<Ecdh, &Ecdh::ComputeSecret>("computeSecret");
  });
  target.Function<&ConvertPoint>("convertPoint");
  target.Function<&GetCurves>("getCurves");
  target.Function<&Agree>("agree");
  target.Function<&Encapsulate>("encapsulate");
  target.Function<&Decapsulate>("decapsulate");
}

}  // namespace eddy::bindings::crypto
