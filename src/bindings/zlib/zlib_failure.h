// zlib's results as failures. https://zlib.net/manual.html
#pragma once
#include <zlib.h>

#include "bindings/zlib/codec.h"

namespace eddy::bindings::zlib {

// The failure that `error`, which is one of zlib's and not Z_OK, stands for; `message` where zlib has no words of its
// own.
[[nodiscard]] Failure ZlibFailure(const z_stream& stream, int error, const char* message);

}  // namespace eddy::bindings::zlib
