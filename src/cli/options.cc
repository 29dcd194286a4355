#include "cli/options.h"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string_view>

#include "cli/option_table.h"

namespace eddy::cli {

namespace {

// "--stack_size" is V8's and Node's other way to write "--stack-size"; only the name, not the value.
std::string Normalize(std::string_view name) {
  std::string out(name);
  if (!out.starts_with("--")) return out;
  std::replace(out.begin() + 2, out.end(), '_', '-');
  return out;
}

bool OneOf(std::string_view value, std::initializer_list<std::string_view> allowed) {
  return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

// A number above 0 and up to 100; 0 for anything else.
double ToPercentage(std::string_view text) {
  std::string copy(text);
  char* end = nullptr;
  double value = strtod(copy.c_str(), &end);
  return end != copy.c_str() && *end == '\0' && value > 0 && value <= 100 ? value : 0;
}

// V8's flag for a heap of that part of the memory that the machine, or the control group, has.
std::string OldSpaceFlag(std::string_view percentage) {
  double bytes = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  std::ifstream limit("/sys/fs/cgroup/memory.max");
  double allowed = 0;
  if (limit >> allowed && allowed > 0) bytes = std::min(bytes, allowed);
  auto megabytes = static_cast<uint64_t>(bytes * ToPercentage(percentage) / 100 / (1 << 20));
  return "--max-old-space-size=" + std::to_string(std::max<uint64_t>(megabytes, 1));
}

// Whether the number after the last colon (of [host:]port) is a port that the inspector could have; what is no number
// is a host.
bool IsPort(std::string_view place) {
  const std::string digits(place.substr(place.rfind(':') + 1));
  char* end = nullptr;
  const int64_t port = strtol(digits.c_str(), &end, 10);
  return end == digits.c_str() || *end != '\0' || port == 0 || (port >= 1024 && port <= 65535);
}

// What is wrong with an option's value; empty when nothing is.
std::string CheckValue(std::string_view name, std::string_view value) {
  if (name == "--unhandled-rejections" && !OneOf(value, {"strict", "warn", "none", "throw", "warn-with-error-code"})) {
    return "invalid value for --unhandled-rejections";
  }
  if (name == "--input-type" && !OneOf(value, {"commonjs", "module", "commonjs-typescript", "module-typescript"})) {
    return "--input-type must be \"module\",\"commonjs\", \"module-typescript\" or \"commonjs-typescript\"";
  }
  if (name == "--dns-result-order" && !OneOf(value, {"ipv4first", "ipv6first", "verbatim"})) {
    return "--dns-result-order must be \"ipv4first\", \"ipv6first\" or \"verbatim\"";
  }
  if (name == "--trace-require-module" && !OneOf(value, {"all", "no-node-modules"})) {
    return "invalid value for --trace-require-module";
  }
  if (name == "--disable-proto" && !OneOf(value, {"delete", "throw"})) {
    return "invalid mode passed to --disable-proto";
  }
  if ((name == "--inspect-port" || name == "--debug-port") && !IsPort(value)) {
    return "must be 0 or in range 1024 to 65535.";
  }
  if (name == "--security-revert") return "Error: Attempt to revert an unknown CVE [" + std::string(value) + "]";
  if (name == "--use-largepages" && !OneOf(value, {"off", "on", "silent"})) return "invalid value for --use-largepages";
  if (name == "--max-old-space-size-percentage" && !(ToPercentage(value) > 0)) {
    return "--max-old-space-size-percentage must be greater than 0 and up to 100. Got: " + std::string(value);
  }
  return {};
}

// What is wrong with the sizes of the heap for secrets, all of it; empty when nothing is.
std::string CheckSecureHeap(const CommandLine& line) {
  std::string wrong;
  for (const char* name : {"--secure-heap", "--secure-heap-min"}) {
    const std::string* value = line.Find(name);
    if (value == nullptr) continue;
    int64_t size = 0;
    std::istringstream(*value) >> size;
    if (size < 0 || size > INT32_MAX || (size & (size - 1)) != 0) {
      wrong += (wrong.empty() ? "" : "\n") + std::string(name) + " must be a power of 2";
    }
  }
  return wrong;
}

// What says more of a profile that nobody asked for; empty when nothing does.
std::string CheckProfiles(const CommandLine& line) {
  for (const std::string profile : {"--cpu-prof", "--heap-prof"}) {
    if (line.Find(profile) != nullptr) continue;
    for (const char* detail : {"-name", "-dir", "-interval"}) {
      if (line.Find(profile + detail) != nullptr) return profile + detail + " must be used with " + profile;
    }
  }
  return {};
}

std::string CheckTls(const CommandLine& line) {
  if (line.Find("--tls-min-v1.3") != nullptr && line.Find("--tls-max-v1.2") != nullptr) {
    return "either --tls-min-v1.3 or --tls-max-v1.2 can be used, not both";
  }
  if (line.Find("--use-openssl-ca") != nullptr && line.Find("--use-bundled-ca") != nullptr) {
    return "either --use-openssl-ca or --use-bundled-ca can be used, not both";
  }
  return {};
}

// What must not be combined; empty when nothing is.
std::string CheckCombination(const CommandLine& line) {
  if (std::string wrong = CheckSecureHeap(line); !wrong.empty()) return wrong;
  if (std::string missing = CheckProfiles(line); !missing.empty()) return missing;
  if (std::string wrong = CheckTls(line); !wrong.empty()) return wrong;
  bool watches = line.Find("--watch") != nullptr || line.Find("--watch-path") != nullptr;
  if (line.has_eval && line.Find("--check") != nullptr) return "either --check or --eval can be used, not both";
  if (line.has_eval && line.Find("--test") != nullptr) return "either --test or --eval can be used, not both";
  if (line.Find("--test") != nullptr && line.Find("--check") != nullptr) {
    return "either --test or --check can be used, not both";
  }
  if (line.Find("--test") != nullptr && line.Find("--interactive") != nullptr) {
    return "either --test or --interactive can be used, not both";
  }
  if (!watches || line.Find("--run") != nullptr) return {};
  if (line.Find("--check") != nullptr) return "either --watch or --check can be used, not both";
  if (line.has_eval) return "either --watch or --eval can be used, not both";
  if (line.Find("--interactive") != nullptr) return "either --watch or --interactive can be used, not both";
  if (line.Find("--watch-path") != nullptr && line.Find("--test") != nullptr) {
    return "--watch-path cannot be used in combination with --test";
  }
  if (line.Find("--test") == nullptr && line.argv.size() < 2) return "--watch requires specifying a file";
  return {};
}

// Switches of what no longer can be turned off (or on): they are taken for the sake of old command lines.
bool AlwaysOn(std::string_view name) {
  constexpr std::string_view kNames[] = {
      "--experimental-abortcontroller",
      "--experimental-fetch",
      "--experimental-global-customevent",
      "--experimental-global-webcrypto",
      "--experimental-json-modules",
      "--experimental-modules",
      "--experimental-top-level-await",
      "--experimental-wasm-modules",
      "--experimental-worker",
      "--node-memory-debug",
  };
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

class Parser {
 public:
  Parser(CommandLine& out, bool from_environment) : out_(out), from_environment_(from_environment) {}

  // Reads one argument (and the next one when it is its value). False: not an option, the program begins here.
  bool Take(const std::vector<std::string>& arguments, size_t& i) {
    const std::string& argument = arguments[i];
    if (argument.size() < 2 || argument[0] != '-') return false;
    size_t equals = argument.starts_with("--") ? argument.find('=') : std::string::npos;
    std::string name = Normalize(argument.substr(0, equals));
    std::string shown = name;
    bool has_value = equals != std::string::npos;
    if (name == "-pe") {
      out_.values.emplace_back("--print", "");
      name = "-e";
      shown = "--eval";
    }
    const Option* option = FindOption(name);
    bool negated = false;
    if (option == nullptr && name.starts_with("--no-")) {
      option = FindOption("--" + name.substr(5));
      negated = option != nullptr && option->kind != OptionKind::kV8;
      if (!negated) option = nullptr;
      if (negated && (option->kind != OptionKind::kSwitch || AlwaysOn(option->name)) && option->name != "--print") {
        out_.error = name + " is an invalid negation because it is not a boolean option";
        return true;
      }
    }
    if (from_environment_ && (option == nullptr || option->environment == FromEnvironment::kRefused)) {
      out_.error =
          argument.substr(0, equals == std::string::npos ? equals : equals + 1) + " is not allowed in NODE_OPTIONS";
      return true;
    }
    if (option != nullptr && option->name == "--stack-trace-limit" && !has_value && i + 1 == arguments.size()) {
      out_.error = shown + " requires an argument";
      return true;
    }
    if (option == nullptr || option->kind == OptionKind::kV8) {
      out_.v8_flags.push_back(argument);
      return true;
    }
    if (option->kind == OptionKind::kSwitch || negated) {
      std::string positive(option->name), negative = "--no-" + positive.substr(2);
      std::erase_if(out_.values, [&](const auto& entry) { return entry.first == positive || entry.first == negative; });
      out_.values.emplace_back(negated ? negative : positive, "");
      return true;
    }
    std::string value;
    if (has_value) {
      value = argument.substr(equals + 1);
      if (value.empty() && option->name != "--eval" && option->name != "--print") {
        out_.error = argument + " requires an argument";
        return true;
      }
    } else if (i + 1 < arguments.size() && (arguments[i + 1].empty() || arguments[i + 1][0] != '-' ||
                                            (arguments[i + 1] == "-" && option->name != "--print") ||
                                            option->name == "--env-file" || option->name == "--env-file-if-exists")) {
      value = arguments[++i];
      // "\-1": a value that begins with a dash.
      if (value.starts_with("\\-")) value.erase(0, 1);
    } else if (option->name == "--print") {
      out_.values.emplace_back("--print", "");
      return true;
    } else {
      out_.error = shown + " requires an argument";
      return true;
    }
    out_.error = CheckValue(option->name, value);
    if ((option->name == "--disable-proto" || option->name == "--security-revert") && !out_.error.empty()) {
      out_.error_code = 12;
    }
    if (option->kind == OptionKind::kString) {
      std::string_view replaced = option->name == "--print" ? "--eval" : option->name;
      std::erase_if(out_.values, [&](const auto& entry) { return entry.first == replaced; });
    }
    if (option->name == "--print") {
      std::erase_if(out_.values, [](const auto& entry) { return entry.first == "--no-print"; });
      out_.values.emplace_back("--print", "");
      out_.values.emplace_back("--eval", value);
      out_.has_eval = true;
      return true;
    }
    if (option->name == "--eval") out_.has_eval = true;
    out_.values.emplace_back(std::string(option->name), value);
    return true;
  }

 private:
  CommandLine& out_;
  bool from_environment_;
};

// NODE_OPTIONS: words separated by spaces; double quotes keep spaces, a backslash inside them escapes. False when a
// quote is not closed.
bool SplitWords(std::string_view text, std::vector<std::string>& words) {
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
  return !quoted;
}

void TakeEnvironment(CommandLine& out, const char* node_options) {
  std::vector<std::string> words;
  if (!SplitWords(node_options, words)) {
    out.error = "invalid value for NODE_OPTIONS (unterminated string)\n";
    return;
  }
  Parser parser(out, true);
  for (size_t i = 0; i < words.size() && out.error.empty(); i++) {
    // A word that is no option is passed over.
    (void)parser.Take(words, i);
  }
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
  if (node_options != nullptr) TakeEnvironment(out, node_options);
  Parser parser(out, false);
  std::vector<std::string> arguments(argv, argv + argc);
  size_t i = 1;
  for (; i < arguments.size() && out.error.empty(); i++) {
    if (arguments[i] == "--") {
      i++;
      break;
    }
    size_t first = i;
    if (!parser.Take(arguments, i)) {
      // A command of --run is given what stands behind "--", and nothing else.
      if (out.Find("--run") == nullptr) break;
      continue;
    }
    for (size_t taken = first; taken <= i && taken < arguments.size(); taken++) {
      out.exec_argv.push_back(arguments[taken]);
    }
  }
  // Last, since it wins over the size in MiB wherever the two stand.
  if (const std::string* percentage = out.Find("--max-old-space-size-percentage"); percentage && out.error.empty()) {
    out.v8_flags.push_back(OldSpaceFlag(*percentage));
  }
  for (const char* fips : {"--enable-fips", "--force-fips"}) {
    // The distribution's OpenSSL comes without the provider that this asks for.
    if (out.Find(fips) == nullptr || !out.error.empty()) continue;
    out.error = std::string(fips) +
                " requires an active OpenSSL provider named \"fips\". FIPS mode is configured through OpenSSL; see "
                "https://nodejs.org/api/crypto.html#fips-mode";
    out.error_code = 1;
  }
  if (out.Find("--experimental-shadow-realm") != nullptr) out.v8_flags.emplace_back("--harmony-shadow-realm");
  out.argv.push_back(arguments.empty() ? "eddy" : arguments[0]);
  for (; i < arguments.size(); i++) out.argv.push_back(arguments[i]);
  if (out.error.empty()) out.error = CheckCombination(out);
  // There is no permission model, so what it would allow can't be given.
  if (out.error.empty() && (out.Find("--allow-fs-read") != nullptr || out.Find("--allow-fs-write") != nullptr)) {
    out.error = "--permission is required";
    out.error_code = 1;
  }
  return out;
}

std::vector<std::string> AllowedInEnvironment() {
  std::vector<std::string> names;
  for (const Option& option : Options()) {
    if (option.environment != FromEnvironment::kAllowed) continue;
    names.emplace_back(option.name);
    if (option.kind == OptionKind::kSwitch && !AlwaysOn(option.name)) {
      names.push_back("--no-" + std::string(option.name.substr(2)));
    }
    if (!option.alias.empty()) names.emplace_back(option.alias);
  }
  return names;
}

runtime::ParsedOptions ParseWorkerOptions(const std::vector<std::string>& arguments, const std::string* node_options) {
  CommandLine out;
  runtime::ParsedOptions parsed;
  if (node_options != nullptr) TakeEnvironment(out, node_options->c_str());
  Parser parser(out, false);
  for (size_t i = 0; i < arguments.size() && out.error.empty(); i++) {
    const size_t known = out.v8_flags.size();
    const std::string& argument = arguments[i];
    const bool is_option = parser.Take(arguments, i);
    if (!is_option || out.v8_flags.size() > known) parsed.refused.push_back(argument);
  }
  for (const auto& [name, value] : out.values) {
    if (OneOf(name, {"--title", "--disable-proto", "--help", "--version"})) parsed.refused.push_back(name);
  }
  if (out.error.empty()) out.error = CheckProfiles(out);
  parsed.values = std::move(out.values);
  parsed.error = std::move(out.error);
  return parsed;
}

std::string CompletionScript() {
  std::string words;
  for (const Option& option : Options()) {
    for (const std::string_view name : {option.name, option.alias}) {
      if (!name.empty()) words += (words.empty() ? "" : " ") + std::string(name);
    }
  }
  return R"(_node_complete() {
  local cur_word options
  cur_word="${COMP_WORDS[COMP_CWORD]}"
  if [[ "${cur_word}" == -* ]] ; then
    COMPREPLY=( $(compgen -W ')" +
         words + R"(' -- "${cur_word}") )
    return 0
  else
    COMPREPLY=( $(compgen -f "${cur_word}") )
    return 0
  fi
}
complete -o filenames -o nospace -o bashdefault -F _node_complete node node_g eddy
)";
}

std::string HelpText() {
  std::string text =
      "Usage: eddy [options] [ script.js ] [arguments]\n\nOptions:\n"
      "  -                           script read from stdin\n"
      "  --                          the end of options\n";
  for (const Option& option : Options()) {
    if (option.help.empty()) continue;
    std::string names =
        option.alias.empty() ? std::string(option.name) : std::string(option.alias) + ", " + std::string(option.name);
    if (option.kind == OptionKind::kString || option.kind == OptionKind::kList) names += "=...";
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
      "NODE_NO_WARNINGS              1: as --no-warnings\n"
      "NODE_OPTIONS                  options, as on the command line\n"
      "NODE_PATH                     folders, separated by ':', where modules are looked for last\n"
      "UV_THREADPOOL_SIZE            threads for work that has no asynchronous form in the kernel (4)\n";
  return text;
}

}  // namespace eddy::cli
