// Common header names, by number, so that a name on the wire becomes an interned string without being copied.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace eddy::http {

// The names that framing depends on; the others have numbers only.
enum class HeaderId : uint8_t {
  kOther,  // not in the table
  kConnection,
  kContentLength,
  kTransferEncoding,
  kHost,
  kExpect,
  kUpgrade,
  kKeepAlive,
  kProxyConnection,
  kDate,
  kFirstPlain,
};

struct HeaderName {
  std::string_view lower;      // content-type
  std::string_view canonical;  // Content-Type
};

// The table, by number; entry 0 is empty.
std::span<const HeaderName> HeaderNames();

// The number of `name` in any case, or kOther.
HeaderId FindHeader(std::string_view name);

}  // namespace eddy::http
