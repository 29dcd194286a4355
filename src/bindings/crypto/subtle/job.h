// Web Crypto's computations on the thread pool, and what defines their functions for lib/.
// https://w3c.github.io/webcrypto/#subtlecrypto-interface
//
// Each function takes a callback as its last argument, which gets the output as an ArrayBuffer (or another value, where
// its comment says so), or OpenSSL's errors as an Error.
#pragma once
#include <optional>
#include <span>

#include "bindings/crypto/crypto_job.h"
#include "bindings/crypto/key_handle.h"

namespace eddy::bindings::crypto {

using ConstBytes = std::span<const uint8_t>;
using OptionalBytes = std::optional<std::span<const uint8_t>>;
using Callback = v8::Local<v8::Function>;

inline Bytes CopyOf(ConstBytes bytes) { return {bytes.begin(), bytes.end()}; }
inline Bytes CopyOf(const OptionalBytes& bytes) { return bytes ? CopyOf(*bytes) : Bytes(); }

// Computes bytes with OpenSSL on the pool.
class SubtleJob : public CryptoJob {
 public:
  ~SubtleJob() override;

 protected:
  // `failure`: the message of the Error when OpenSSL gives no reason.
  explicit SubtleJob(const char* failure) : failure_(failure) {}

  // An ArrayBuffer with `out_`.
  v8::Local<v8::Value> Made(v8::Isolate* isolate) override;
  const char* Fallback() const final { return failure_; }

  Bytes out_;

 private:
  const char* failure_;
};

// Starts a job; the callback comes from the loop.
void StartJob(Realm& realm, std::unique_ptr<SubtleJob> job, Callback callback);

void DefineSubtleDigest(BindingTarget& target);
void DefineSubtleCipher(BindingTarget& target);
void DefineSubtleSignature(BindingTarget& target);
void DefineSubtleAsymmetric(BindingTarget& target);

// binding('crypto').subtle*: all of the above.
void DefineSubtle(BindingTarget& target);

}  // namespace eddy::bindings::crypto
