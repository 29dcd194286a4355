// Request methods: the ones that node:http knows, numbered as http parsers of Node number them.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace eddy::http {

// A method's number: an index into Methods(). kConnect and kHead change how a message is framed.
enum class Method : uint8_t { kDelete, kGet, kHead, kPost, kPut, kConnect, kOptions, kNone = 255 };

// Every method, by number.
std::span<const std::string_view> Methods();

// The method's name, as it stands on the wire.
inline std::string_view MethodName(Method method) { return Methods()[static_cast<size_t>(method)]; }

// How far `text` agrees with the names of methods: the number of leading bytes that some method starts with.
// `exact` is the method that equals those bytes, if there is one.
struct MethodMatch {
  size_t length = 0;
  Method exact = Method::kNone;
};
MethodMatch MatchMethod(std::string_view text);

}  // namespace eddy::http
