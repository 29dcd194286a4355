#include "bindings/tls/session_error.h"

#include <openssl/err.h>

#include <string>

#include "bindings/crypto/openssl.h"

namespace eddy::bindings::tls {

v8::Local<v8::Value> TakeSessionError(v8::Isolate* isolate) {
  const unsigned long first = ERR_peek_error();
  std::string message;
  ERR_print_errors_cb(
      [](const char* line, size_t size, void* out) {
        static_cast<std::string*>(out)->append(line, size);
        return 1;
      },
      &message);
  if (first == 0) message = "TLS failed";
  return crypto::ErrorWithMessage(isolate, first, message);
}

}  // namespace eddy::bindings::tls
