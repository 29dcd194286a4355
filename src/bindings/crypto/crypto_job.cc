#include "bindings/crypto/crypto_job.h"

#include <openssl/err.h>

namespace eddy::bindings::crypto {

void CryptoJob::Compute() {
  ERR_clear_error();
  ok_ = Work();
  errors_ = TakeErrors();
}

v8::Local<v8::Value> CryptoJob::Result(v8::Isolate* isolate) {
  return ok_ ? Made(isolate) : ErrorOf(isolate, errors_, Fallback());
}

}  // namespace eddy::bindings::crypto
