// The command line: Eddy's own options, V8's, and the program's arguments. https://nodejs.org/api/cli.html
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "runtime/realm.h"

namespace eddy::cli {

struct CommandLine {
  std::vector<std::string> argv;       // argv[0], then the script and its arguments
  std::vector<std::string> exec_argv;  // the options before them, as given
  std::vector<std::string> v8_flags;   // those that are V8's to judge
  // Options by their long name ("--eval"), in order; a value of "" for switches. Of an option given twice the last one
  // counts, and of a switch and its negation, too; lists are there as often as they were given.
  std::vector<std::pair<std::string, std::string>> values;
  bool has_eval = false;  // whether --eval (or --print with a script) was given, empty or not
  std::string error;      // not empty: what is wrong ("-e requires an argument"); the process ends with error_code
  int error_code = 9;

  // The last value of `name`, or null.
  const std::string* Find(const std::string& name) const;
};

// Reads argv[1..] and NODE_OPTIONS (`node_options`, may be null). Options that Eddy does not know go to V8.
CommandLine ParseCommandLine(int argc, char** argv, const char* node_options);

// The options that NODE_OPTIONS may hold, switches with their "--no-" form.
std::vector<std::string> AllowedInEnvironment();

// Reads what a worker is given: options, and NODE_OPTIONS (may be null). What concerns V8 or the process is refused.
runtime::ParsedOptions ParseWorkerOptions(const std::vector<std::string>& arguments, const std::string* node_options);

// --completion-bash: the function that completes the options in bash, under the names that the program may have.
std::string CompletionScript();

// The text of --help.
std::string HelpText();

}  // namespace eddy::cli
