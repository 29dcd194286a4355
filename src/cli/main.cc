// eddy: the composition root. Reads the command line, starts V8 and the loop, makes the realm and runs the program.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

#include "bindings/registry.h"
#include "cli/env_files.h"
#include "cli/options.h"
#include "loop/loop.h"
#include "runtime/boot.h"

namespace eddy::cli {

namespace {

constexpr int kExitInvalidArgument = 9;

int Fail(const char* program, const std::string& what, int code = kExitInvalidArgument) {
  fprintf(stderr, "%s: %s\n", program, what.c_str());
  return code;
}

int WorkerThreads() {
  unsigned cores = std::thread::hardware_concurrency();
  return cores > 4 ? 4 : static_cast<int>(cores > 1 ? cores - 1 : 1);
}

// Opens what is closed of the standard descriptors on /dev/null: otherwise the next file that is opened would be one of
// them, and get what is printed. False when that fails.
bool OpenStandardDescriptors() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
    if (fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
    if (open("/dev/null", O_RDWR) != fd) return false;
  }
  return true;
}

int Main(int argc, char** argv) {
  if (!OpenStandardDescriptors()) abort();
  // A write to a closed pipe is an error to be reported (EPIPE), not the end.
  signal(SIGPIPE, SIG_IGN);
  // The same for a file that grows past its limit (EFBIG). A handler, as children must not inherit that.
  signal(SIGXFSZ, [](int) {});
  CommandLine line = ParseCommandLine(argc, argv, getenv("NODE_OPTIONS"));
  bool options_given = getenv("NODE_OPTIONS") != nullptr;
  // A watched program runs in a child, which reads the files each time; the commands of --run do not get them.
  bool runs_here =
      line.Find("--watch") == nullptr && line.Find("--watch-path") == nullptr && line.Find("--run") == nullptr;
  if (runs_here) {
    if (std::string wrong = LoadEnvFiles(line); !wrong.empty()) return Fail(argv[0], wrong);
  }
  // A file may set NODE_OPTIONS, too.
  if (!options_given && getenv("NODE_OPTIONS") != nullptr) line = ParseCommandLine(argc, argv, getenv("NODE_OPTIONS"));
  if (!line.error.empty()) return Fail(argv[0], line.error, line.error_code);
  if (line.Find("--version") != nullptr) {
    puts(EDDY_NODE_VERSION);
    return 0;
  }
  if (line.Find("--help") != nullptr) {
    fputs(HelpText().c_str(), stdout);
    return 0;
  }
  if (line.Find("--completion-bash") != nullptr) {
    fputs(CompletionScript().c_str(), stdout);
    return 0;
  }

  if (line.Find("--v8-options") != nullptr) line.v8_flags = {"--help"};

  // Never freed: threads of V8 may still use it while the process exits.
  auto* platform = new engine::Platform(WorkerThreads());
  std::vector<std::string> unknown = runtime::StartV8(*platform, line.v8_flags);
  if (!unknown.empty()) return Fail(argv[0], "bad option: " + unknown[0]);

  auto loop = loop::Loop::Create();
  if (!loop.ok()) return Fail(argv[0], std::string("cannot make an event loop: ") + strerror(-loop.code()));

  runtime::RealmOptions options;
  options.bindings = bindings::AllBindings();
  options.argv = std::move(line.argv);
  options.exec_argv = std::move(line.exec_argv);
  options.values = std::move(line.values);
  options.allowed_in_environment = &AllowedInEnvironment;
  options.parse = ParseWorkerOptions;
  const char* no_snapshot = getenv("EDDY_NO_SNAPSHOT");
  bool snapshot = no_snapshot == nullptr || strcmp(no_snapshot, "1") != 0;
  auto boot = runtime::Boot::Create(*platform, loop->get(), std::move(options), snapshot);
  int code = boot->RunProgram();
  boot->realm().Exit(code);
  return code;
}

}  // namespace

}  // namespace eddy::cli

int main(int argc, char** argv) { return eddy::cli::Main(argc, argv); }
