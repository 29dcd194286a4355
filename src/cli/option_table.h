// The options that Eddy itself understands; every other one is V8's to judge. https://nodejs.org/api/cli.html#options
#pragma once
#include <span>
#include <string_view>

namespace eddy::cli {

enum class OptionKind {
  kSwitch,  // takes no value; "--no-name" turns it off
  kString,  // takes a value, "--name=value" or the next argument
  kList,    // the same, and may be given several times
  kV8,      // V8 reads it
};

// Whether NODE_OPTIONS may hold it.
enum class FromEnvironment { kAllowed, kRefused };

struct Option {
  std::string_view name;   // "--eval"
  std::string_view alias;  // "-e", or empty
  OptionKind kind;
  FromEnvironment environment;
  std::string_view help;  // empty: accepted for compatibility, not listed
};

// All of them, by name.
std::span<const Option> Options();

// The option called `name` (or so abbreviated); null when there is none.
const Option* FindOption(std::string_view name);

}  // namespace eddy::cli
