// CryptoJob: a computation with OpenSSL that a program asks for with a callback, or without one at once.
#pragma once
#include <optional>
#include <span>

#include "bindings/crypto/openssl.h"
#include "bindings/pool_job.h"

namespace eddy::bindings::crypto {

// What lib/ may leave out: the function that is called with the outcome, and bytes.
using Callback = std::optional<v8::Local<v8::Function>>;
using OptionalBytes = std::optional<std::span<const uint8_t>>;

// What lib/ gets is the value, or an Error made of what OpenSSL said: it tells them apart by util.types.isNativeError.
class CryptoJob : public PoolJob {
 protected:
  // On any thread; no V8. False when OpenSSL refuses, with its errors in this thread's queue.
  virtual bool Work() = 0;
  // What the work has made; on the realm's thread.
  virtual v8::Local<v8::Value> Made(v8::Isolate* isolate) = 0;
  // The message where OpenSSL gives no reason.
  virtual const char* Fallback() const = 0;

 private:
  void Compute() final;
  v8::Local<v8::Value> Result(v8::Isolate* isolate) final;

  bool ok_ = false;
  ErrorQueue errors_;
};

}  // namespace eddy::bindings::crypto
