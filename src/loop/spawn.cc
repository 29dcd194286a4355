#include "loop/spawn.h"

#include <fcntl.h>
#include <grp.h>
#include <sanitizer/asan_interface.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <optional>

extern char** environ;

#if defined(__SANITIZE_THREAD__)
// glibc's clone under the name that ThreadSanitizer does not put its own in place of, which takes the child for a fork
// of the parent and from then on watches the parent no more.
extern "C" int __clone(int (*function)(void*), void* stack, int flags, void* argument, ...);
#define EDDY_CLONE __clone
#else
#define EDDY_CLONE clone
#endif

namespace eddy::loop {

namespace {

constexpr size_t kChildStack = 64 * 1024;
constexpr int kSignalCount = 64;

// Everything that the child needs, made before it exists: between clone and execve it must not allocate.
struct ChildPlan {
  const SpawnOptions* options;
  std::vector<std::string> candidates;  // paths to try, in the order of PATH
  std::vector<char*> argv;
  std::vector<char*> script_argv;  // for a file that is no program: the shell's, with a place for the file's path
  std::vector<char*> envp;
  sigset_t old_mask;
  int error = 0;  // what stopped the child before the program ran
};

constexpr char kShell[] = "/bin/sh";

std::optional<std::string_view> FindVariable(char* const* environment, std::string_view name) {
  for (; environment != nullptr && *environment != nullptr; environment++) {
    std::string_view variable = *environment;
    if (variable.starts_with(name) && variable.size() > name.size() && variable[name.size()] == '=') {
      return variable.substr(name.size() + 1);
    }
  }
  return std::nullopt;
}

// Where exec(3) looks: an empty PATH is the current folder.
std::vector<std::string> Candidates(const std::string& file, char* const* environment) {
  if (file.find('/') != std::string::npos || file.empty()) return {file};
  std::string_view path = FindVariable(environment, "PATH").value_or("/bin:/usr/bin");
  std::vector<std::string> candidates;
  while (true) {
    size_t colon = path.find(':');
    std::string_view folder = path.substr(0, colon);
    candidates.push_back(folder.empty() ? file : std::string(folder) + "/" + file);
    if (colon == std::string_view::npos) break;
    path.remove_prefix(colon + 1);
  }
  return candidates;
}

// The rest runs in the child, which shares the parent's memory: system calls only, by their raw numbers. What glibc
// wraps around setuid and setgid would change every thread of the parent; what ThreadSanitizer wraps around close and
// dup2 would change what it knows of the parent's descriptors. To it this would also be the parent's thread, in
// functions that it never leaves.
#if defined(__SANITIZE_THREAD__)
#define EDDY_IN_CHILD __attribute__((no_sanitize("thread")))
#else
#define EDDY_IN_CHILD
#endif

// A system call. Returns its result, or -1 with errno set.
template <typename... Arguments>
EDDY_IN_CHILD long Call(long number, Arguments... arguments) {
  return syscall(number, arguments...);
}

EDDY_IN_CHILD bool ResetSignals(const ChildPlan& plan) {
  // By the raw call: glibc's refuses its own two, 32 and 33, which a parent may have left ignored.
  const struct {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)();
    uint64_t mask;
  } action = {SIG_DFL, 0, nullptr, 0};
  for (int number = 1; number <= kSignalCount; number++) {
    if (number == SIGKILL || number == SIGSTOP) continue;
    Call(SYS_rt_sigaction, number, &action, nullptr, sizeof action.mask);
  }
  const uint64_t none = 0;
  return Call(SYS_rt_sigprocmask, SIG_SETMASK, &none, nullptr, sizeof none) == 0;
}

// Puts the descriptors in place. First all sources move above the range of targets, so that none is overwritten.
EDDY_IN_CHILD bool PlaceDescriptors(const std::vector<int>& stdio, int* moved) {
  int count = static_cast<int>(stdio.size());
  for (int i = 0; i < count; i++) {
    int source = stdio[static_cast<size_t>(i)];
    if (source < 0 && i < 3) {
      source = static_cast<int>(Call(SYS_openat, AT_FDCWD, "/dev/null", i == 0 ? O_RDONLY : O_RDWR));
      if (source < 0) return false;
      moved[i] = static_cast<int>(Call(SYS_fcntl, source, F_DUPFD_CLOEXEC, count));
      if (source >= count) Call(SYS_close, source);
    } else {
      moved[i] = source < 0 ? -1 : static_cast<int>(Call(SYS_fcntl, source, F_DUPFD_CLOEXEC, count));
    }
    if (source >= 0 && moved[i] < 0) return false;
  }
  for (int i = 0; i < count; i++) {
    if (moved[i] < 0) {
      Call(SYS_close, i);
    } else if (Call(SYS_dup3, moved[i], i, 0) < 0) {
      return false;
    } else if (i < 3) {
      // Programs expect their standard descriptors to block.
      const long flags = Call(SYS_fcntl, i, F_GETFL);
      if (flags >= 0 && (flags & O_NONBLOCK) != 0) Call(SYS_fcntl, i, F_SETFL, flags & ~O_NONBLOCK);
    }
  }
  // All others go: a library of the program's may have made some without O_CLOEXEC.
  Call(SYS_close_range, static_cast<unsigned>(count < 3 ? 3 : count), ~0U, 0x4U /* CLOSE_RANGE_CLOEXEC */);
  return true;
}

EDDY_IN_CHILD bool ChangeUser(const SpawnOptions& options) {
  if (options.uid || options.gid) {
    // Without the right to do so the groups stay: the calls below decide.
    Call(SYS_setgroups, 0, nullptr);
  }
  if (options.gid && Call(SYS_setgid, *options.gid) != 0) return false;
  if (options.uid && Call(SYS_setuid, *options.uid) != 0) return false;
  return true;
}

// Runs the program as exec(3) does: the first candidate that can be run, by the shell when it is no program.
// Leaves errno when there is none.
EDDY_IN_CHILD void Execute(ChildPlan& plan) {
  bool denied = false;
  for (auto& candidate : plan.candidates) {
    Call(SYS_execve, candidate.c_str(), plan.argv.data(), plan.envp.data());
    if (errno == ENOEXEC) {
      plan.script_argv[1] = candidate.data();
      Call(SYS_execve, kShell, plan.script_argv.data(), plan.envp.data());
    }
    if (errno == EACCES) {
      denied = true;
    } else if (errno != ENOENT && errno != ESTALE && errno != ENOTDIR && errno != ENODEV && errno != ETIMEDOUT) {
      return;
    }
  }
  if (denied) errno = EACCES;
}

EDDY_IN_CHILD int RunChild(void* argument) {
  auto& plan = *static_cast<ChildPlan*>(argument);
  const SpawnOptions& options = *plan.options;
  int moved[256];
  if (options.detached) Call(SYS_setsid);
  bool ready = options.stdio.size() <= std::size(moved) && PlaceDescriptors(options.stdio, moved) &&
               (!options.cwd || Call(SYS_chdir, options.cwd->c_str()) == 0) && ChangeUser(options) &&
               ResetSignals(plan);
  if (ready) Execute(plan);
  plan.error = errno;
  while (true) Call(SYS_exit_group, 127);
}

// A stack for the child, since it runs beside the parent's frames.
class ChildStack {
 public:
  ChildStack()
      : base_(mmap(nullptr, kChildStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0)) {
    // An earlier child's frames, left by execve, may still be marked at this address.
    if (valid()) ASAN_UNPOISON_MEMORY_REGION(base_, kChildStack);
  }
  ~ChildStack() {
    if (!valid()) return;
    // The address may next be a mapping that the sanitizer does not see being made (io_uring's queues).
    ASAN_UNPOISON_MEMORY_REGION(base_, kChildStack);
    munmap(base_, kChildStack);
  }
  ChildStack(const ChildStack&) = delete;
  ChildStack& operator=(const ChildStack&) = delete;
  bool valid() const { return base_ != MAP_FAILED; }
  void* top() const { return static_cast<char*>(base_) + kChildStack; }

 private:
  void* base_;
};

}  // namespace

Result<SpawnedChild> Spawn(const SpawnOptions& options) {
  ChildPlan plan;
  plan.options = &options;
  for (const auto& arg : options.args) plan.argv.push_back(const_cast<char*>(arg.c_str()));
  plan.argv.push_back(nullptr);
  plan.script_argv = {const_cast<char*>(kShell), nullptr};
  if (options.args.size() > 1) {
    plan.script_argv.insert(plan.script_argv.end(), plan.argv.begin() + 1, plan.argv.end() - 1);
  }
  plan.script_argv.push_back(nullptr);
  if (options.environment) {
    for (const auto& variable : *options.environment) plan.envp.push_back(const_cast<char*>(variable.c_str()));
  } else {
    for (char** variable = environ; variable != nullptr && *variable != nullptr; variable++) {
      plan.envp.push_back(*variable);
    }
  }
  plan.envp.push_back(nullptr);
  plan.candidates = Candidates(options.file, plan.envp.data());

  ChildStack stack;
  if (!stack.valid()) return Status(-ENOMEM);
  // No signal handler of the parent's may run in the child while it shares the parent's memory.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &plan.old_mask);
  int pidfd = -1;
  pid_t pid = EDDY_CLONE(RunChild, stack.top(), CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &plan, &pidfd);
  int clone_error = errno;
  pthread_sigmask(SIG_SETMASK, &plan.old_mask, nullptr);
  if (pid < 0) return Status(-clone_error);

  SpawnedChild child;
  child.pid = pid;
  child.pidfd = FileDescriptor(pidfd);
  if (plan.error != 0) {
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    return Status(-plan.error);
  }
  return child;
}

Result<ExitStatus> Reap(const SpawnedChild& child) {
  int status = 0;
  pid_t pid;
  do {
    pid = waitpid(child.pid, &status, WNOHANG);
  } while (pid < 0 && errno == EINTR);
  if (pid < 0) return Status::FromErrno();
  if (pid == 0) return Status(-EAGAIN);
  ExitStatus exit;
  if (WIFSIGNALED(status)) {
    exit.signal = WTERMSIG(status);
  } else {
    exit.code = WEXITSTATUS(status);
  }
  return exit;
}

}  // namespace eddy::loop
