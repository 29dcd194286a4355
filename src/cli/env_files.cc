#include "cli/env_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string_view>

#include "base/encoding/dotenv.h"

namespace eddy::cli {

std::string LoadEnvFiles(const CommandLine& line) {
  std::map<std::string, std::string> variables;
  for (const auto& [name, file] : line.values) {
    bool optional = name == "--env-file-if-exists";
    if (!optional && name != "--env-file") continue;
    struct stat found;
    if (stat(file.c_str(), &found) == 0 && S_ISDIR(found.st_mode)) return file + ": invalid format";
    std::ifstream input(file, std::ios::binary);
    std::string text;
    if (input) text.assign(std::istreambuf_iterator<char>(input), {});
    if (!input.is_open() || input.bad()) {
      if (!optional) return file + ": not found";
      fprintf(stderr, "%s not found. Continuing without it.\n", file.c_str());
      continue;
    }
    for (auto& [key, value] : encoding::ParseDotenv(text)) variables[key] = std::move(value);
  }
  for (const auto& [key, value] : variables) setenv(key.c_str(), value.c_str(), 0);
  return {};
}

}  // namespace eddy::cli
