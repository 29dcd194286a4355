#include "bindings/crypto/subtle/job.h"

#include <openssl/crypto.h>

namespace eddy::bindings::crypto {

SubtleJob::~SubtleJob() { OPENSSL_cleanse(out_.data(), out_.size()); }

v8::Local<v8::Value> SubtleJob::Made(v8::Isolate* isolate) { return ToArrayBuffer(isolate, out_); }

void DefineSubtle(BindingTarget& target) {
  DefineSubtleDigest(target);
  DefineSubtleCipher(target);
  DefineSubtleSignature(target);
}

}  // namespace eddy::bindings::crypto
