// Files, as plain calls that may block: what the thread pool runs and what the *Sync functions of a program call.
// fs_request.h has the asynchronous form.
//
// Paths are NUL-terminated bytes in the file system's own encoding. Every function restarts when a signal interrupts
// it (EINTR), opens descriptors with O_CLOEXEC, and reports the kernel's errno unchanged. Where nothing else is said,
// the errors and the meaning of arguments are those of the POSIX function of the same name.
#pragma once
#include <sys/types.h>
#include <sys/uio.h>

#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"

namespace eddy::loop::fs {

// A point in time as the file system keeps it; nanoseconds are 0 to 999,999,999, also before 1970.
struct FileTime {
  int64_t seconds = 0;
  int64_t nanoseconds = 0;
};

// What statx(2) tells of a file. `birth_time` is zero where the file system keeps none.
struct FileStatus {
  uint64_t device = 0;
  uint64_t mode = 0;  // type and permissions, S_IFMT and below
  uint64_t link_count = 0;
  uint64_t uid = 0;
  uint64_t gid = 0;
  uint64_t special_device = 0;  // what a device file stands for
  uint64_t block_size = 0;      // preferred for I/O, bytes
  uint64_t inode = 0;
  uint64_t size = 0;    // bytes
  uint64_t blocks = 0;  // allocated, of 512 bytes
  FileTime access_time;
  FileTime modification_time;
  FileTime change_time;
  FileTime birth_time;
};

// What statfs(2) tells of a file system.
struct FileSystemStatus {
  uint64_t type = 0;              // magic number, linux/magic.h
  uint64_t block_size = 0;        // optimal transfer size, bytes
  uint64_t fragment_size = 0;     // the unit of the three block counts, bytes
  uint64_t blocks = 0;            // in all
  uint64_t free_blocks = 0;       // free
  uint64_t available_blocks = 0;  // free for unprivileged users
  uint64_t files = 0;             // inodes in all
  uint64_t free_files = 0;
};

// The current position of a descriptor, where a function takes a position.
constexpr int64_t kCurrentPosition = -1;

// Opens `path`; O_CLOEXEC is added to `flags`. `mode` is for files that O_CREAT makes, before the umask.
Result<int> Open(const char* path, int flags, uint32_t mode);
// Closes a descriptor. It is gone afterwards whatever the result: an interrupted close counts as done.
Status Close(int fd);

// Reads at `position` (kCurrentPosition moves the descriptor's own). The count may be short; 0 is the end.
Result<int64_t> Read(int fd, std::span<uint8_t> buffer, int64_t position);
Result<int64_t> ReadV(int fd, std::span<const iovec> buffers, int64_t position);
// Writes at `position` (kCurrentPosition moves the descriptor's own). The count may be short.
Result<int64_t> Write(int fd, std::span<const uint8_t> bytes, int64_t position);
Result<int64_t> WriteV(int fd, std::span<const iovec> buffers, int64_t position);
// Writes all of `bytes`, however many calls that takes.
Status WriteAll(int fd, std::span<const uint8_t> bytes, int64_t position);

Result<FileStatus> Stat(const char* path);
Result<FileStatus> LStat(const char* path);
Result<FileStatus> FStat(int fd);
Result<FileSystemStatus> StatFs(const char* path);

// Checks for F_OK, or R_OK, W_OK and X_OK together, with the process's real ids, as access(2) does.
Status Access(const char* path, int mode);
Status MakeDirectory(const char* path, uint32_t mode);
Status RemoveDirectory(const char* path);
Status Unlink(const char* path);
Status Rename(const char* from, const char* to);
Status Link(const char* existing, const char* path);
Status Symlink(const char* target, const char* path);
Result<std::string> ReadLink(const char* path);
// realpath(3): the absolute path without links, by the C library.
Result<std::string> RealPath(const char* path);
// Makes a directory named `prefix` and six random characters, mode 0700, and tells its name.
Result<std::string> MakeTemporaryDirectory(const char* prefix);

Status Chmod(const char* path, uint32_t mode);
Status FChmod(int fd, uint32_t mode);
// An id of UINT32_MAX leaves that one as it is.
Status Chown(const char* path, uint32_t uid, uint32_t gid);
Status FChown(int fd, uint32_t uid, uint32_t gid);
Status LChown(const char* path, uint32_t uid, uint32_t gid);
// Times are seconds since 1970, with a fraction; kept to the microsecond or finer as the double allows.
Status SetTimes(const char* path, double access, double modification);
Status FSetTimes(int fd, double access, double modification);
Status LSetTimes(const char* path, double access, double modification);
// `length` in bytes, 0 or more: cuts, or extends with zeros.
Status FTruncate(int fd, int64_t length);
Status FSync(int fd);
Status FDataSync(int fd);

}  // namespace eddy::loop::fs
