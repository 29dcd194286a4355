// Special schemes. https://url.spec.whatwg.org/#special-scheme
#pragma once
#include <cstdint>
#include <string_view>

namespace eddy::url {

inline bool IsSpecialScheme(std::string_view scheme) {
  switch (scheme.size()) {
    case 2:
      return scheme == "ws";
    case 3:
      return scheme == "wss" || scheme == "ftp";
    case 4:
      return scheme == "http" || scheme == "file";
    case 5:
      return scheme == "https";
    default:
      return false;
  }
}

// -1 for a scheme without one.
inline int DefaultPort(std::string_view scheme) {
  if (scheme == "http" || scheme == "ws") return 80;
  if (scheme == "https" || scheme == "wss") return 443;
  return scheme == "ftp" ? 21 : -1;
}

}  // namespace eddy::url
