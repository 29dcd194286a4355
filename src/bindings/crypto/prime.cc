// Prime numbers: finding and checking them. https://docs.openssl.org/3.0/man3/BN_generate_prime/
#include <openssl/bn.h>
#include <openssl/err.h>

#include "bindings/crypto/crypto_job.h"
#include "bindings/crypto/key_handle.h"

namespace eddy::bindings::crypto {
namespace {

using v8::Isolate;
using v8::Local;
using v8::Value;

class PrimeJob final : public CryptoJob {
 public:
  PrimeJob(uint32_t bits, bool safe, OwnedNumber add, OwnedNumber rem)
      : bits_(bits), safe_(safe), add_(std::move(add)), rem_(std::move(rem)) {}

 private:
  bool Work() override {
    OwnedNumber prime(BN_secure_new());
    if (prime == nullptr || BN_generate_prime_ex(prime.get(), static_cast<int>(bits_), safe_ ? 1 : 0, add_.get(),
                                                 rem_.get(), nullptr) != 1) {
      return false;
    }
    out_.resize((bits_ + 7) / 8);
    return BN_bn2binpad(prime.get(), out_.data(), static_cast<int>(out_.size())) >= 0;
  }
  Local<Value> Made(Isolate* isolate) override { return ToArrayBuffer(isolate, out_); }
  const char* Fallback() const override { return "Prime generation failed"; }

  uint32_t bits_;
  bool safe_;
  OwnedNumber add_;
  OwnedNumber rem_;
  Bytes out_;
};

class CheckPrimeJob final : public CryptoJob {
 public:
  explicit CheckPrimeJob(OwnedNumber candidate) : candidate_(std::move(candidate)) {}

 private:
  bool Work() override {
    std::unique_ptr<BN_CTX, Deleter<BN_CTX_free>> context(BN_CTX_new());
    // It makes 64 rounds, 128 for more than 2048 bits, which is the least that OpenSSL 3 makes whatever it is told:
    // enough for any number of checks that tells more than the odds of a broken machine.
    const int answer = BN_check_prime(candidate_.get(), context.get(), nullptr);
    is_prime_ = answer == 1;
    return answer >= 0;
  }

  Local<Value> Made(Isolate* isolate) override { return v8::Boolean::New(isolate, is_prime_); }
  const char* Fallback() const override { return "Prime check failed"; }

  OwnedNumber candidate_;
  bool is_prime_ = false;
};

// generatePrime(bits, safe, add?, rem?, callback?): big-endian bytes in an ArrayBuffer, or an Error; 1 or 2 where add
// or rem leave no room for a random prime.
Local<Value> GeneratePrime(Isolate* isolate, Realm& realm, uint32_t bits, bool safe, OptionalBytes add,
                           OptionalBytes rem, Callback callback) {
  OwnedNumber add_number = add ? NumberFrom(*add) : nullptr;
  OwnedNumber rem_number = add && rem ? NumberFrom(*rem) : nullptr;
  if (add_number != nullptr) {
    if (static_cast<uint32_t>(BN_num_bits(add_number.get())) > bits || BN_is_zero(add_number.get())) {
      return v8::Integer::New(isolate, 1);
    }
    if (rem_number != nullptr && BN_cmp(add_number.get(), rem_number.get()) <= 0) return v8::Integer::New(isolate, 2);
  }
  return PoolJob::Run(realm, std::make_unique<PrimeJob>(bits, safe, std::move(add_number), std::move(rem_number)),
                      callback);
}

// checkPrime(candidate, callback?): whether it is a prime, or an Error. Throws for a number that is too long.
v8::MaybeLocal<Value> CheckPrime(Isolate* isolate, Realm& realm, std::span<const uint8_t> candidate,
                                 Callback callback) {
  ERR_clear_error();
  OwnedNumber number = NumberFrom(candidate);
  if (number == nullptr) {
    ThrowError(isolate, "Candidate is too long");
    return {};
  }
  return PoolJob::Run(realm, std::make_unique<CheckPrimeJob>(std::move(number)), callback);
}

}  // namespace

void DefinePrimes(BindingTarget& target) {
  target.Function<&GeneratePrime>("generatePrime");
  target.Function<&CheckPrime>("checkPrime");
}

}  // namespace eddy::bindings::crypto
