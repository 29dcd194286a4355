#include "loop/fs_tree.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <memory>
#include <utility>
#include <vector>

#include "loop/file_descriptor.h"
#include "loop/fs.h"
#include "loop/fs_directory.h"

namespace eddy::loop::fs {
namespace {

// The length of the first `length` bytes of `path` without what follows their last slash, and without that; 0 when
// there is none.
size_t ParentLength(const std::string& path, size_t length) {
  size_t slash = path.rfind('/', length - 1);
  return slash == std::string::npos ? 0 : slash;
}

void Sleep(uint64_t milliseconds) {
  timespec left{.tv_sec = static_cast<time_t>(milliseconds / 1000),
                .tv_nsec = static_cast<long>(milliseconds % 1000) * 1'000'000};
  while (nanosleep(&left, &left) == -1 && errno == EINTR) {
  }
}

bool WorthRetrying(int code) {
  return code == -EBUSY || code == -EMFILE || code == -ENFILE || code == -ENOTEMPTY || code == -EPERM;
}

// Empties and removes one directory. Holds the descriptor of the directory it is in, no other: going up is "..",
// checked to be the directory that it came from.
class TreeRemover {
 public:
  explicit TreeRemover(std::string path) : path_(std::move(path)) {}

  TreeOutcome Run() {
    if (Status status = Enter(AT_FDCWD, path_.c_str()); !status.ok()) return Failure(status, "scandir");
    while (!levels_.empty()) {
      Level& level = levels_.back();
      if (level.next == level.entries.size()) {
        if (TreeOutcome outcome = Leave(); !outcome.status.ok()) return outcome;
        continue;
      }
      DirectoryEntry& entry = level.entries[level.next++];
      if (entry.type != EntryType::kDirectory && unlinkat(current_.get(), entry.name.c_str(), 0) == 0) continue;
      if (entry.type != EntryType::kDirectory && errno != EISDIR && errno != EPERM) {
        if (errno == ENOENT) continue;  // somebody else removed it: what we wanted
        Status status = Status::FromErrno();
        path_ += "/" + entry.name;
        return Failure(status, "unlink");
      }
      Status refused = Status::FromErrno();
      size_t length = path_.size();
      path_ += "/" + entry.name;
      std::string name = std::move(entry.name);
      Status status = Enter(current_.get(), name.c_str());
      if (status.ok()) continue;
      if (status.code() == -ENOENT) {
        path_.resize(length);
        continue;
      }
      // The kind changed meanwhile (or unlink was refused for something that is no directory).
      if (status.code() == -ENOTDIR || status.code() == -ELOOP) {
        if (entry.type == EntryType::kDirectory && unlinkat(current_.get(), name.c_str(), 0) == 0) {
          path_.resize(length);
          continue;
        }
        return Failure(entry.type == EntryType::kDirectory ? Status::FromErrno() : refused, "unlink");
      }
      return Failure(status, "scandir");
    }
    return {};
  }

 private:
  struct Level {
    std::string name;  // within its parent
    dev_t device;
    ino_t inode;
    std::vector<DirectoryEntry> entries;
    size_t next = 0;
  };

  TreeOutcome Failure(Status status, const char* syscall) const { return {status, syscall, path_}; }

  Status Enter(int parent, const char* name) {
    FileDescriptor fd(openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct stat information;
    if (!fd.valid() || fstat(fd.get(), &information) == -1) return Status::FromErrno();
    Level level{name, information.st_dev, information.st_ino, {}, 0};
    FileDescriptor reading(fcntl(fd.get(), F_DUPFD_CLOEXEC, 0));
    if (!reading.valid()) return Status::FromErrno();
    if (Status status = Directory(std::move(reading)).Read(SIZE_MAX, level.entries); !status.ok()) return status;
    levels_.push_back(std::move(level));
    current_ = std::move(fd);
    return {};
  }

  // Removes the directory that has been emptied and goes back to its parent.
  TreeOutcome Leave() {
    Level done = std::move(levels_.back());
    levels_.pop_back();
    if (levels_.empty()) {
      current_.Reset();
      if (rmdir(path_.c_str()) == -1 && errno != ENOENT) return Failure(Status::FromErrno(), "rmdir");
      return {};
    }
    FileDescriptor parent(openat(current_.get(), "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    struct stat information;
    if (!parent.valid() || fstat(parent.get(), &information) == -1) return Failure(Status::FromErrno(), "scandir");
    if (information.st_dev != levels_.back().device || information.st_ino != levels_.back().inode) {
      return Failure(Status(-ENOENT), "scandir");  // moved elsewhere meanwhile: nothing there is ours to remove
    }
    current_ = std::move(parent);
    if (unlinkat(current_.get(), done.name.c_str(), AT_REMOVEDIR) == -1 && errno != ENOENT) {
      return Failure(Status::FromErrno(), "rmdir");
    }
    path_.resize(path_.size() - done.name.size() - 1);
    return {};
  }

  std::string path_;  // of the current directory, for messages
  FileDescriptor current_;
  std::vector<Level> levels_;
};

TreeOutcome RemoveOnce(const std::string& path, const RemoveOptions& options) {
  Result<FileStatus> status = LStat(path.c_str());
  if (!status.ok()) {
    if (options.force && status.code() == -ENOENT) return {};
    return {status.status(), "lstat", path};
  }
  if (!S_ISDIR(status->mode)) {
    Status removed = Unlink(path.c_str());
    if (removed.ok() || (options.force && removed.code() == -ENOENT)) return {};
    return {removed, "unlink", path};
  }
  if (!options.recursive) return {Status(-EISDIR), "rm", path};
  // An empty directory needs no look inside (and may be unreadable).
  Status removed = RemoveDirectory(path.c_str());
  if (removed.ok()) return {};
  // For other reasons than what is in it nothing in it is touched.
  if (removed.code() != -ENOTEMPTY && removed.code() != -EEXIST && removed.code() != -EPERM) {
    return {removed, "rmdir", path};
  }
  return TreeRemover(path).Run();
}

// The components of a path from the last to the first, so that the next one is popped from the end.
void PushComponents(const std::string& path, std::vector<std::string>& pending) {
  size_t end = path.size();
  while (end > 0) {
    size_t slash = path.rfind('/', end - 1);
    size_t begin = slash == std::string::npos ? 0 : slash + 1;
    if (begin < end) pending.push_back(path.substr(begin, end - begin));
    if (slash == std::string::npos) break;
    end = slash;
  }
}

}  // namespace

MadeDirectories MakeDirectories(const std::string& path, uint32_t mode) {
  // What is still to be made, as lengths of prefixes; the last is the next.
  std::vector<size_t> pending{path.size()};
  std::string first;
  bool parent_exists = false;  // the prefix above the next one has just been found or made
  while (!pending.empty()) {
    std::string prefix = path.substr(0, pending.back());
    Status status = MakeDirectory(prefix.c_str(), mode);
    if (status.ok()) {
      if (first.empty()) first = std::move(prefix);
      pending.pop_back();
      parent_exists = true;
      continue;
    }
    if (status.code() == -ENOENT && !parent_exists) {
      size_t parent = ParentLength(path, pending.back());
      if (parent == 0) return {{status, "mkdir", std::move(prefix)}, {}};
      pending.push_back(parent);
      continue;
    }
    if (status.code() == -ENOENT || status.code() == -ENOTDIR) return {{status, "mkdir", std::move(prefix)}, {}};
    // Whatever was refused, it may be there already.
    Result<FileStatus> there = Stat(prefix.c_str());
    if (!there.ok()) {
      if (status.code() != -EEXIST) return {{status, "mkdir", std::move(prefix)}, {}};
      return {{there.status(), pending.size() > 1 ? "stat" : "mkdir", std::move(prefix)}, {}};
    }
    if (!S_ISDIR(there->mode)) return {{status, "mkdir", std::move(prefix)}, {}};
    pending.pop_back();
    parent_exists = true;
  }
  return {{}, std::move(first)};
}

TreeOutcome Remove(const std::string& path, const RemoveOptions& options) {
  for (uint32_t attempt = 1;; attempt++) {
    TreeOutcome outcome = RemoveOnce(path, options);
    if (outcome.status.ok() || attempt > options.retries || !WorthRetrying(outcome.status.code())) return outcome;
    Sleep(uint64_t{options.retry_delay} * attempt);
  }
}

TreeOutcome RemoveDirectories(const std::string& path, const RemoveOptions& options) {
  Result<FileStatus> status = LStat(path.c_str());
  if (!status.ok()) return {status.status(), "lstat", path};
  if (!S_ISDIR(status->mode)) return {RemoveDirectory(path.c_str()), "rmdir", path};
  return Remove(path, options);
}

ResolvedPath ResolveLinks(const std::string& path) {
  constexpr int kMostLinks = 40;  // as the kernel's own limit, path_resolution(7)
  std::vector<std::string> pending;
  PushComponents(path, pending);
  std::string resolved;
  if (path.empty() || path[0] != '/') {
    std::unique_ptr<char, void (*)(void*)> here(getcwd(nullptr, 0), free);
    if (here == nullptr) return {{Status::FromErrno(), "getcwd", path}, {}};
    resolved = here.get();
    if (resolved == "/") resolved.clear();
  }
  int links = 0;
  while (!pending.empty()) {
    std::string name = std::move(pending.back());
    pending.pop_back();
    if (name == ".") continue;
    if (name == "..") {
      size_t slash = resolved.rfind('/');
      resolved.resize(slash == std::string::npos ? 0 : slash);
      continue;
    }
    size_t parent = resolved.size();
    resolved += '/';
    resolved += name;
    Result<FileStatus> status = LStat(resolved.c_str());
    if (!status.ok()) return {{status.status(), "lstat", resolved}, {}};
    if (!S_ISLNK(status->mode)) continue;
    // Links such as /proc/self/fd/3 lead to files that have no path: they are the end of the way.
    Result<FileStatus> target_status = Stat(resolved.c_str());
    if (!target_status.ok()) return {{target_status.status(), "stat", resolved}, {}};
    Result<std::string> target = ReadLink(resolved.c_str());
    if (!target.ok()) return {{target.status(), "readlink", resolved}, {}};
    if (S_ISFIFO(target_status->mode) || S_ISSOCK(target_status->mode)) {
      Result<FileStatus> named = LStat(target->c_str());
      if (!named.ok()) continue;
    }
    if (++links > kMostLinks) return {{Status(-ELOOP), "stat", resolved}, {}};
    if ((*target)[0] == '/') {
      resolved.clear();
    } else {
      resolved.resize(parent);
    }
    PushComponents(*target, pending);
  }
  if (resolved.empty()) resolved = "/";
  return {{}, std::move(resolved)};
}

}  // namespace eddy::loop::fs
