// Web Crypto's computations, and what defines their functions for lib/.
// https://w3c.github.io/webcrypto/#subtlecrypto-interface
//
// Each function makes an ArrayBuffer (or another value, where its comment says so), or an Error of what OpenSSL said.
// With a callback as its last argument it computes on the thread pool, and the callback gets the outcome; without one
// it computes at once and returns it, which lib/ asks for where that takes less time than a trip to another thread.
#pragma once
#include <optional>
#include <span>

#include "bindings/crypto/crypto_job.h"
#include "bindings/crypto/key_handle.h"

namespace eddy::bindings::crypto {

using ConstBytes = std::span<const uint8_t>;

inline Bytes CopyOf(ConstBytes bytes) { return {bytes.begin(), bytes.end()}; }
inline Bytes CopyOf(const OptionalBytes& bytes) { return bytes ? CopyOf(*bytes) : Bytes(); }

// Computes bytes with OpenSSL.
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

void DefineSubtleDigest(BindingTarget& target);
void DefineSubtleCipher(BindingTarget& target);
void DefineSubtleSignature(BindingTarget& target);

// binding('crypto').subtle*: all of the above.
void DefineSubtle(BindingTarget& target);

}  // namespace eddy::bindings::crypto
