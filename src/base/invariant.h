// Broken invariants end the process with a message: they are mistakes in this program, never answers of the system.
#pragma once
#include <cstdio>
#include <cstdlib>

namespace eddy {

// Prints `message` with its place to stderr and aborts.
[[noreturn]] inline void FailInvariant(const char* message, const char* file, int line) {
  std::fprintf(stderr, "eddy: %s (%s:%d)\n", message, file, line);
  std::abort();
}

}  // namespace eddy

// Aborts unless `condition` holds, in every build.
#define EDDY_INVARIANT(condition, message) \
  (static_cast<bool>(condition) ? static_cast<void>(0) : ::eddy::FailInvariant(message, __FILE__, __LINE__))
