// The errors of TLS connections, as programs know them.
#pragma once
#include <v8.h>

namespace eddy::bindings::tls {

// What OpenSSL has queued on this thread, as an Error with code, library and reason of the first, and a message that
// lists all with where they arose, a line each (ERR_print_errors(3)). The queue is empty then.
v8::Local<v8::Value> TakeSessionError(v8::Isolate* isolate);

}  // namespace eddy::bindings::tls
