// Files of environment variables: NAME=value, a line each. https://nodejs.org/api/cli.html#--env-filefile
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eddy::encoding {

// The variables in `text`, in order; a name may be there more than once, and the last one counts. Comments (#),
// `export` before a name, and values in ", ' or ` that may span lines are understood; \n is an escape within double
// quotes only. Lines that are none of it are passed over.
std::vector<std::pair<std::string, std::string>> ParseDotenv(std::string_view text);

}  // namespace eddy::encoding
