#include "bindings/zlib/zlib_failure.h"

namespace eddy::bindings::zlib {
namespace {

const char* CodeName(int error) {
  switch (error) {
    case Z_NEED_DICT:
      return "Z_NEED_DICT";
    case Z_ERRNO:
      return "Z_ERRNO";
    case Z_STREAM_ERROR:
      return "Z_STREAM_ERROR";
    case Z_DATA_ERROR:
      return "Z_DATA_ERROR";
    case Z_MEM_ERROR:
      return "Z_MEM_ERROR";
    case Z_VERSION_ERROR:
      return "Z_VERSION_ERROR";
    default:
      return "Z_BUF_ERROR";
  }
}

}  // namespace

Failure ZlibFailure(const z_stream& stream, int error, const char* message) {
  // zlib's own words say more, but not of dictionaries.
  if (stream.msg != nullptr && error != Z_NEED_DICT) message = stream.msg;
  return {CodeName(error), message, error};
}

}  // namespace eddy::bindings::zlib
