#include "loop/fs_copy.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <span>
#include <utility>

#include "loop/file_descriptor.h"
#include "loop/fs.h"

namespace eddy::loop::fs {
namespace {

constexpr size_t kMostPerCall = 1 << 30;

// By reading and writing: works for every kind of file, also those whose size is not known before (/proc).
Status CopyThroughMemory(int from, int to) {
  constexpr size_t kBufferSize = 128 * 1024;
  auto buffer = std::make_unique<uint8_t[]>(kBufferSize);
  while (true) {
    Result<int64_t> count = Read(from, {buffer.get(), kBufferSize}, kCurrentPosition);
    if (!count.ok()) return count.status();
    if (*count == 0) return {};
    Status status = WriteAll(to, {buffer.get(), static_cast<size_t>(*count)}, kCurrentPosition);
    if (!status.ok()) return status;
  }
}

// Both descriptors' positions move along, so that a way that gives up is continued by the next.
Status CopyContents(int from, int to, const struct stat& information) {
  if (!S_ISREG(information.st_mode) || information.st_size == 0) return CopyThroughMemory(from, to);
  int64_t moved = 0;
  while (true) {
    ssize_t count = copy_file_range(from, nullptr, to, nullptr, kMostPerCall, 0);
    if (count > 0) {
      moved += count;
      if (moved >= information.st_size) return {};
      continue;
    }
    if (count == 0 && moved > 0) return {};
    if (count == 0) break;  // some file systems answer 0 instead of doing it
    if (errno == EINTR) continue;
    if (errno == ENOSPC || errno == EDQUOT || errno == EIO || errno == EFBIG) return Status::FromErrno();
    break;  // EXDEV, EINVAL, ENOSYS, EOPNOTSUPP, EPERM ...: not between these two files
  }
  while (true) {
    ssize_t count = sendfile(to, from, nullptr, kMostPerCall);
    if (count > 0) continue;
    if (count == 0) return {};
    if (errno == EINTR) continue;
    if (errno == EINVAL || errno == ENOSYS || errno == EIO) return CopyThroughMemory(from, to);
    return Status::FromErrno();
  }
}

// Names in one directory, as paths.
class FolderPath {
 public:
  explicit FolderPath(const std::string& folder) : path_(folder + '/'), folder_(path_.size()) {}
  // Until the next call.
  const char* Of(std::string_view name) {
    path_.replace(folder_, std::string::npos, name);
    return path_.c_str();
  }

 private:
  std::string path_;
  size_t folder_;
};

}  // namespace

Status CopyFile(const char* source, const char* destination, int flags) {
  Result<int> opened = Open(source, O_RDONLY, 0);
  if (!opened.ok()) return opened.status();
  FileDescriptor from(*opened);
  struct stat information;
  if (fstat(from.get(), &information) == -1) return Status::FromErrno();

  // Truncated only after it is known that both are not the same file.
  bool existed = false;
  opened = Open(destination, O_WRONLY | O_CREAT | O_EXCL, information.st_mode & 07777);
  if (opened.code() == -EEXIST && (flags & kCopyExclusive) == 0) {
    existed = true;
    opened = Open(destination, O_WRONLY | O_CREAT, information.st_mode & 07777);
  }
  if (!opened.ok()) return opened.status();
  FileDescriptor to(*opened);
  struct stat target;
  if (fstat(to.get(), &target) == -1) return Status::FromErrno();
  if (target.st_dev == information.st_dev && target.st_ino == information.st_ino) return {};

  Status status = S_ISDIR(information.st_mode) ? Status(-EISDIR) : Status();
  bool regular = S_ISREG(target.st_mode);
  if (status.ok() && regular && target.st_size > 0 && ftruncate(to.get(), 0) == -1) status = Status::FromErrno();
  // The umask has taken bits away that a copy shall have; a file system without permissions refuses, and may.
  if (status.ok() && regular && (target.st_mode & 07777) != (information.st_mode & 07777) &&
      fchmod(to.get(), information.st_mode & 07777) == -1 && errno != EPERM && errno != EOPNOTSUPP) {
    status = Status::FromErrno();
  }
  if (status.ok()) {
    bool cloned = false;
    if ((flags & (kCopyClone | kCopyCloneForce)) != 0) {
      cloned = ioctl(to.get(), FICLONE, from.get()) == 0;
      if (!cloned && (flags & kCopyCloneForce) != 0) {
        // The kernel has several words for "not here".
        status = errno == EOPNOTSUPP || errno == EINVAL || errno == ENOTTY || errno == ENOSYS ? Status(-ENOTSUP)
                                                                                              : Status::FromErrno();
      }
    }
    if (status.ok() && !cloned) status = CopyContents(from.get(), to.get(), information);
  }
  Status closed = Close(to.Release());
  if (status.ok()) status = closed;
  // What is not a copy is nothing that anyone wants, also where a file was before.
  if (!status.ok() && (regular || !existed)) (void)Unlink(destination);
  return status;
}

int32_t CopyFiles(const std::string& source, const std::string& destination, std::string_view names, int flags) {
  int32_t copied = 0;
  FolderPath from(source);
  FolderPath to(destination);
  for (size_t end; (end = names.find('\0')) != std::string_view::npos; names.remove_prefix(end + 1)) {
    const std::string_view name = names.substr(0, end);
    if (!CopyFile(from.Of(name), to.Of(name), flags).ok()) break;
    copied++;
  }
  return copied;
}

Result<DirectoryCopy> CopyDirectory(const std::string& source, const std::string& destination, uint32_t mode,
                                    int flags) {
  Result<std::vector<DirectoryEntry>> entries = ReadDirectory(source.c_str());
  if (!entries.ok()) return entries.status();
  Status made = MakeDirectory(destination.c_str(), mode | S_IRWXU);
  if (!made.ok()) return made;
  DirectoryCopy copy;
  copy.entries = std::move(*entries);
  struct stat there;
  copy.has_mode = lstat(destination.c_str(), &there) == 0 && (there.st_mode & 07777) == mode;
  FolderPath from(source);
  FolderPath to(destination);
  for (const auto& [name, type] : copy.entries) {
    if (type != EntryType::kFile) continue;
    if (copy.copied == kMostCopiedAtOnce || !CopyFile(from.Of(name), to.Of(name), flags).ok()) break;
    copy.copied++;
  }
  return copy;
}

}  // namespace eddy::loop::fs
