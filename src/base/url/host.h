// The host parser. https://url.spec.whatwg.org/#host-parsing
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/url/url.h"

namespace eddy::url {

// Parses and serializes a host; nullopt is failure. `special`: whether the scheme is, so that the host is a domain or
// an address, not an opaque host.
[[nodiscard]] std::optional<std::string> ParseHost(std::string_view input, bool special, DomainToAscii domain_to_ascii);

}  // namespace eddy::url
