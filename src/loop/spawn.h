// Spawn: starts a program in a child process, without a loop. ChildProcess (child_process.h) and SpawnSync build on it.
#pragma once
#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "loop/file_descriptor.h"

namespace eddy::loop {

struct SpawnOptions {
  std::string file;               // looked for in the PATH of `environment` unless it holds a slash
  std::vector<std::string> args;  // argv, args[0] among it
  std::optional<std::vector<std::string>> environment;  // "NAME=value"; the parent's when absent
  std::optional<std::string> cwd;                       // the parent's when absent
  std::optional<uid_t> uid;
  std::optional<gid_t> gid;
  bool detached = false;  // a session of its own
  // stdio[i] is the parent's descriptor that becomes the child's descriptor i; -1: /dev/null for 0 to 2, else closed.
  // They stay the caller's. All others are closed in the child.
  std::vector<int> stdio;
};

struct SpawnedChild {
  pid_t pid = -1;
  FileDescriptor pidfd;  // readable when the child has ended; empty where the kernel has no pidfd (before 5.3)
};

// Starts the child and returns when it runs the program, or could not. Errors: those of execve(2) (ENOENT, EACCES,
// E2BIG, ENOEXEC), chdir, setuid (EPERM), and of making the process (EAGAIN, ENOMEM, EMFILE); no child is left then.
//
// The child shares this process's memory until it runs the program (vfork semantics): starting it costs the same
// however much memory the parent has. Signal dispositions are reset to their defaults, the signal mask is emptied.
[[nodiscard]] Result<SpawnedChild> Spawn(const SpawnOptions& options);

// What waitid tells of a child's end: an exit code, or the signal that ended it.
struct ExitStatus {
  int code = 0;
  int signal = 0;
};

// Takes the status of an ended child, without waiting. Errors: EAGAIN when it still runs, ECHILD.
[[nodiscard]] Result<ExitStatus> Reap(const SpawnedChild& child);

}  // namespace eddy::loop
