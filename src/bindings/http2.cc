// binding('http2'): sessions, and what nghttp2's error numbers mean. https://nodejs.org/api/http2.html
#include "bindings/http2/session_binding.h"
#include "bindings/registry.h"

namespace eddy::bindings {

namespace {

// describeError(number) -> nghttp2's words for a negative error number of its own.
std::string DescribeError(int32_t number) { return http2::Session::Describe(number); }

}  // namespace

void DefineHttp2(BindingTarget& target) {
  target.Class<Http2SessionBinding, &Http2SessionBinding::Make>("Session", Http2SessionBinding::Methods);
  target.Function<&DescribeError>("describeError");
}

}  // namespace eddy::bindings
