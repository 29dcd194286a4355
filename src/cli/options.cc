#include "cli/options.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace eddy::cli {

namespace {

enum class Kind { kSwitch, kString, kV8 };

struct Option {
  std::string_view name;   // "--eval"; switches also take "--no-..."
  std::string_view alias;  // "-e"
  Kind kind;
  std::string_view help;
};

constexpr Option kOptions[] = {
    {"--check", "-c", Kind::kSwitch, "check the syntax of the script without running it"},
    {"--conditions", "-C", Kind::kString, "an additional condition for conditional exports and imports"},
    {"--deprecation", "", Kind::kSwitch, "(--no-deprecation) silence deprecation warnings"},
    {"--disable-warning", "", Kind::kString, "silence warnings of a code or type"},
    {"--dns-result-order", "", Kind::kString, "the order of dns.lookup's results: ipv4first, ipv6first, verbatim"},
    {"--enable-source-maps", "", Kind::kSwitch, "source map support for stack traces"},
    {"--eval", "-e", Kind::kString, "evaluate script"},
    {"--experimental-default-type", "", Kind::kString, "the module type of files whose type is ambiguous"},
    {"--force-node-api-uncaught-exceptions-policy", "", Kind::kSwitch, "route exceptions of asynchronous addons"},
    {"--help", "-h", Kind::kSwitch, "print this text"},
    {"--import", "", Kind::kString, "an ES module to load before the program"},
    {"--input-type", "", Kind::kString, "the module type of --eval and of a program from stdin"},
    {"--insecure-http-parser", "", Kind::kSwitch, "accept HTTP messages that are not valid"},
    {"--max-http-header-size", "", Kind::kString, "bytes that the headers of an HTTP message may take (16384)"},
    {"--network-family-autoselection", "", Kind::kSwitch, "(--no-...) try addresses of both families in turn"},
    {"--network-family-autoselection-attempt-timeout", "", Kind::kString, "milliseconds given to each address (250)"},
    {"--pending-deprecation", "", Kind::kSwitch, "print pending deprecation warnings"},
    {"--preserve-symlinks", "", Kind::kSwitch, "keep symbolic links when modules are resolved"},
    {"--preserve-symlinks-main", "", Kind::kSwitch, "the same for the main module"},
    {"--print", "-p", Kind::kString, "evaluate script and print the result"},
    {"--require", "-r", Kind::kString, "a CommonJS module to load before the program"},
    {"--stack-trace-limit", "", Kind::kV8, "frames that an error's stack keeps (10)"},
    {"--throw-deprecation", "", Kind::kSwitch, "throw on deprecations"},
    {"--title", "", Kind::kString, "the process's title"},
    {"--trace-deprecation", "", Kind::kSwitch, "print stacks of deprecations"},
    {"--trace-exit", "", Kind::kSwitch, "print a stack when the process is ended by process.exit"},
    {"--trace-uncaught", "", Kind::kSwitch, "print where an uncaught value was thrown"},
    {"--trace-warnings", "", Kind::kSwitch, "print stacks of warnings"},
    {"--unhandled-rejections", "", Kind::kString, "strict, warn, none, throw (default) or warn-with-error-code"},
    {"--verify-base-objects", "", Kind::kSwitch, "accepted for compatibility"},
    {"--version", "-v", Kind::kSwitch, "print the version"},
    {"--warnings", "", Kind::kSwitch, "(--no-warnings) silence all warnings"},
};

const Option* FindOption(std::string_view name) {
  for (const Option& option : kOptions) {
    if (name == option.name || (!option.alias.empty() && name == option.alias)) return &option;
  }
  return nullptr;
}

// "--stack_size" is V8's and Node's other way to write "--stack-size"; only the name, not the value.
std::string Normalize(std::string_view name) {
  std::string out(name);
  if (!out.starts_with("--")) return out;
  std::replace(out.begin() + 2, out.end(), '_', '-');
  return out;
}

bool ValidRejectionMode(std::string_view mode) {
  return mode == "strict" || mode == "warn" || mode == "none" || mode == "throw" || mode == "warn-with-error-code";
}

class Parser {
 public:
  explicit Parser(CommandLine& out) : out_(out) {}

  // Reads one argument (and the next one when it is its value). False: not an option, the program begins here.
  bool Take(const std::vector<std::string>& arguments, size_t& i) {
    const std::string& argument = arguments[i];
    if (argument.size() < 2 || argument[0] != '-') return false;
    size_t equals = argument.starts_with("--") ? argument.find('=') : std::string::npos;
    std::string name = Normalize(argument.substr(0, equals));
    if (name == "-pe") {
      out_.values.emplace_back("--print", "");
      name = "-p";
    }
    bool negated = false;
    const Option* option = FindOption(name);
    if (option == nullptr && name.starts_with("--no-")) {
      option = FindOption("--" + name.substr(5));
      negated = option != nullptr && option->kind == Kind::kSwitch;
      if (!negated) option = nullptr;
    }
    if (option == nullptr || option->kind == Kind::kV8) {
      out_.v8_flags.push_back(argument);
      return true;
    }
    if (option->kind == Kind::kSwitch) {
      out_.values.emplace_back(negated ? "--no-" + std::string(option->name.substr(2)) : std::string(option->name), "");
      return true;
    }
    std::string value;
    if (equals != std::string::npos) {
      value = argument.substr(equals + 1);
    } else if (i + 1 < arguments.size() &&
               (arguments[i + 1].empty() || arguments[i + 1][0] != '-' || name == "-p" || name == "--print")) {
      value = arguments[++i];
    } else if (option->name == "--print") {
      out_.values.emplace_back("--print", "");
      return true;
    } else {
      out_.error = argument + " requires an argument";
      return true;
    }
    if (option->name == "--unhandled-rejections" && !ValidRejectionMode(value)) {
      out_.error = "invalid value for --unhandled-rejections";
    }
    out_.values.emplace_back(std::string(option->name), value);
    return true;
  }

 private:
  CommandLine& out_;
};

// NODE_OPTIONS: words separated by spaces; double quotes keep spaces, a backslash inside them escapes.
std::vector<std::string> SplitWords(std::string_view text) {
  std::vector<std::string> words;
  bool quoted = false, open = false;
  for (size_t i = 0; i < text.size(); i++) {
    char c = text[i];
    if (c == ' ' && !quoted) {
      open = false;
      continue;
    }
    if (!open) words.emplace_back();
    open = true;
    if (c == '"') {
      quoted = !quoted;
    } else if (c == '\\' && quoted && i + 1 < text.size()) {
      words.back() += text[++i];
    } else {
      words.back() += c;
    }
  }
  return words;
}

}  // namespace

const std::string* CommandLine::Find(const std::string& name) const {
  for (auto it = values.rbegin(); it != values.rend(); ++it) {
    if (it->first == name) return &it->second;
  }
  return nullptr;
}

CommandLine ParseCommandLine(int argc, char** argv, const char* node_options) {
  CommandLine out;
  Parser parser(out);
  if (node_options != nullptr) {
    std::vector<std::string> words = SplitWords(node_options);
    for (size_t i = 0; i < words.size() && out.error.empty(); i++) {
      if (!parser.Take(words, i)) out.error = words[i] + " is not allowed in NODE_OPTIONS";
    }
  }
  std::vector<std::string> arguments(argv, argv + argc);
  size_t i = 1;
  for (; i < arguments.size() && out.error.empty(); i++) {
    if (arguments[i] == "--") {
      out.exec_argv.push_back(arguments[i++]);
      break;
    }
    size_t first = i;
    if (!parser.Take(arguments, i)) break;
    for (size_t taken = first; taken <= i && taken < arguments.size(); taken++) {
      out.exec_argv.push_back(arguments[taken]);
    }
  }
  if (!out.exec_argv.empty() && out.exec_argv.back() == "--") out.exec_argv.pop_back();
  out.argv.push_back(arguments.empty() ? "eddy" : arguments[0]);
  for (; i < arguments.size(); i++) out.argv.push_back(arguments[i]);
  return out;
}

std::string HelpText() {
  std::string text =
      "Usage: eddy [options] [ script.js ] [arguments]\n\nOptions:\n"
      "  -                           script read from stdin\n"
      "  --                          the end of options\n";
  for (const Option& option : kOptions) {
    std::string names =
        option.alias.empty() ? std::string(option.name) : std::string(option.alias) + ", " + std::string(option.name);
    if (option.kind == Kind::kString) names += "=...";
    text += "  " + names;
    if (names.size() < 27) {
      text.append(28 - names.size(), ' ');
    } else {
      text += "\n                              ";
    }
    text += std::string(option.help) + "\n";
  }
  text +=
      "\nV8's own options (--stack-size=..., --max-old-space-size=...) are passed on.\n\nEnvironment variables:\n"
      "EDDY_LOOP                     uring or epoll: the event loop's backend\n"
      "EDDY_NO_SNAPSHOT              1: start from source\n"
      "NODE_OPTIONS                  options, as on the command line\n"
      "NODE_PATH                     folders, separated by ':', where modules are looked for last\n"
      "UV_THREADPOOL_SIZE            threads for work that has no asynchronous form in the kernel (4)\n";
  return text;
}

}  // namespace eddy::cli
