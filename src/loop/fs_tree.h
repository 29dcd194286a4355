// Operations on whole trees of directories: make a path, remove a tree, resolve links step by step.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>

#include "base/result.h"

namespace eddy::loop::fs {

// An outcome that names what failed where, for operations made of many calls.
struct TreeOutcome {
  Status status;
  const char* syscall = "";  // static text: "lstat", "unlink", "rmdir"; only on failure
  std::string path;          // on failure what the call was about
};

struct MadeDirectories {
  TreeOutcome outcome;
  std::string first;  // the first (shallowest) directory that was made, a prefix of the path; empty when all were there
};

// Makes `path` and every directory missing above it. A failure names the directory that couldn't be made and "mkdir",
// or "stat" when something above `path` is there that leads nowhere. EEXIST when `path` is there and no directory;
// ENOTDIR when something above it is none.
MadeDirectories MakeDirectories(const std::string& path, uint32_t mode);

struct RemoveOptions {
  bool recursive = false;      // directories with what is in them
  bool force = false;          // what is not there counts as removed
  uint32_t retries = 0;        // how often to try again after EBUSY, EMFILE, ENFILE, ENOTEMPTY or EPERM
  uint32_t retry_delay = 100;  // milliseconds, times the number of the attempt
};

// Removes a file, a link (not what it points to), or with `recursive` a directory. Any depth, with a constant number
// of descriptors; a directory that is exchanged for a link meanwhile is not followed. Stops at the first failure.
TreeOutcome Remove(const std::string& path, const RemoveOptions& options);

// Removes a directory and what is in it; ENOTDIR (of "rmdir") for anything else.
TreeOutcome RemoveDirectories(const std::string& path, const RemoveOptions& options);

struct ResolvedPath {
  TreeOutcome outcome;
  std::string path;
};

// The absolute path of `path` without links, "." and "..", found by lstat and readlink of each component, so that
// failures name the component and links that are no paths (/proc/self/fd/N of a pipe) stay as they are. ELOOP after 40
// links.
ResolvedPath ResolveLinks(const std::string& path);

}  // namespace eddy::loop::fs
