// --env-file: variables that a file adds to the environment. https://nodejs.org/api/cli.html#--env-filefile
#pragma once
#include <string>

#include "cli/options.h"

namespace eddy::cli {

// Puts into the environment what the files named by `line` set and the environment does not have yet; what a later file
// sets replaces what earlier ones did. Returns what is wrong; empty when nothing is. A file that may be missing
// (--env-file-if-exists) and is gets a note on stderr.
std::string LoadEnvFiles(const CommandLine& line);

}  // namespace eddy::cli
