// Status codes and their reason phrases (RFC 9110 15 and the IANA registry).
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace eddy::http {

struct StatusText {
  uint16_t code;
  std::string_view reason;
};

// Every registered status, in ascending order.
std::span<const StatusText> Statuses();

// The reason phrase of `code`, or "unknown" as Node writes it.
std::string_view ReasonPhrase(uint32_t code);

}  // namespace eddy::http
