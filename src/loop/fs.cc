#include "loop/fs.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "loop/fs_status.h"

namespace eddy::loop::fs {
namespace {

// The most that one read or write moves: Linux stops at this many bytes itself (read(2)).
constexpr size_t kMostPerCall = 0x7ffff000;

// Calls until no signal interrupts it.
template <typename Call>
auto Restarting(Call call) {
  decltype(call()) result;
  do result = call();
  while (result == -1 && errno == EINTR);
  return result;
}

template <typename Call>
Status Outcome(Call call) {
  return Restarting(call) == -1 ? Status::FromErrno() : Status();
}

template <typename Call>
Result<int64_t> Count(Call call) {
  ssize_t count = Restarting(call);
  if (count < 0) return Status::FromErrno();
  return int64_t{count};
}

Result<FileStatus> StatAt(int fd, const char* path, int flags) {
  struct statx raw;
  if (Restarting([&] { return statx(fd, path, flags, kStatusMask, &raw); }) == -1) return Status::FromErrno();
  return ToFileStatus(raw);
}

// What the kernel refuses to take for a time (EINVAL).
constexpr timespec kNoTime{.tv_sec = 0, .tv_nsec = -1};

// What is infinite stands for now, no number for what there is.
timespec ToTimespec(double seconds) {
  if (std::isnan(seconds)) return {.tv_sec = 0, .tv_nsec = UTIME_OMIT};
  if (std::isinf(seconds)) return {.tv_sec = 0, .tv_nsec = UTIME_NOW};
  if (std::abs(seconds) >= 0x1p63) return kNoTime;
  double whole = std::floor(seconds);
  return {.tv_sec = static_cast<time_t>(whole), .tv_nsec = static_cast<long>((seconds - whole) * 1e9)};
}

struct TwoTimes {
  timespec times[2];
  TwoTimes(double access, double modification) : times{ToTimespec(access), ToTimespec(modification)} {}
};

}  // namespace

FileStatus ToFileStatus(const struct statx& raw) {
  auto time = [](const statx_timestamp& t) { return FileTime{t.tv_sec, t.tv_nsec}; };
  FileStatus status;
  status.device = makedev(raw.stx_dev_major, raw.stx_dev_minor);
  status.mode = raw.stx_mode;
  status.link_count = raw.stx_nlink;
  status.uid = raw.stx_uid;
  status.gid = raw.stx_gid;
  status.special_device = makedev(raw.stx_rdev_major, raw.stx_rdev_minor);
  status.block_size = raw.stx_blksize;
  status.inode = raw.stx_ino;
  status.size = raw.stx_size;
  status.blocks = raw.stx_blocks;
  status.access_time = time(raw.stx_atime);
  status.modification_time = time(raw.stx_mtime);
  status.change_time = time(raw.stx_ctime);
  if ((raw.stx_mask & STATX_BTIME) != 0) status.birth_time = time(raw.stx_btime);
  return status;
}

Result<int> Open(const char* path, int flags, uint32_t mode) {
  int fd = Restarting([&] { return open(path, flags | O_CLOEXEC, static_cast<mode_t>(mode)); });
  if (fd < 0) return Status::FromErrno();
  return fd;
}

Status Close(int fd) {
  // Linux frees the number before it can be interrupted: calling again might close somebody else's (close(2)).
  if (close(fd) == -1 && errno != EINTR && errno != EINPROGRESS) return Status::FromErrno();
  return {};
}

Result<int64_t> Read(int fd, std::span<uint8_t> buffer, int64_t position) {
  size_t size = std::min(buffer.size(), kMostPerCall);
  if (position < 0) return Count([&] { return read(fd, buffer.data(), size); });
  return Count([&] { return pread(fd, buffer.data(), size, position); });
}

Result<int64_t> ReadV(int fd, std::span<const iovec> buffers, int64_t position) {
  if (buffers.empty()) return Status(-EINVAL);
  // What can't be read at all refuses to read nothing, but not into many buffers of nothing.
  if (buffers.size() == 1) return Read(fd, {static_cast<uint8_t*>(buffers[0].iov_base), buffers[0].iov_len}, position);
  // More than IOV_MAX buffers: a short count, as any read may be.
  int count = static_cast<int>(std::min<size_t>(buffers.size(), IOV_MAX));
  if (position < 0) return Count([&] { return readv(fd, buffers.data(), count); });
  return Count([&] { return preadv(fd, buffers.data(), count, position); });
}

Result<int64_t> Write(int fd, std::span<const uint8_t> bytes, int64_t position) {
  size_t size = std::min(bytes.size(), kMostPerCall);
  if (position < 0) return Count([&] { return write(fd, bytes.data(), size); });
  return Count([&] { return pwrite(fd, bytes.data(), size, position); });
}

Result<int64_t> WriteV(int fd, std::span<const iovec> buffers, int64_t position) {
  int64_t total = 0;
  while (!buffers.empty()) {
    int count = static_cast<int>(std::min<size_t>(buffers.size(), IOV_MAX));
    Result<int64_t> written = position < 0 ? Count([&] { return writev(fd, buffers.data(), count); })
                                           : Count([&] { return pwritev(fd, buffers.data(), count, position); });
    if (!written.ok()) return total > 0 ? Result<int64_t>(total) : written;
    total += *written;
    int64_t expected = 0;
    for (const iovec& buffer : buffers.first(count)) expected += static_cast<int64_t>(buffer.iov_len);
    if (*written < expected) break;
    if (position >= 0) position += *written;
    buffers = buffers.subspan(count);
  }
  return total;
}

Status WriteAll(int fd, std::span<const uint8_t> bytes, int64_t position) {
  while (!bytes.empty()) {
    Result<int64_t> written = Write(fd, bytes, position);
    if (!written.ok()) return written.status();
    bytes = bytes.subspan(static_cast<size_t>(*written));
    if (position >= 0) position += *written;
  }
  return {};
}

Result<FileStatus> Stat(const char* path) { return StatAt(AT_FDCWD, path, 0); }
Result<FileStatus> LStat(const char* path) { return StatAt(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW); }
Result<FileStatus> FStat(int fd) { return StatAt(fd, "", AT_EMPTY_PATH); }

Result<FileSystemStatus> StatFs(const char* path) {
  struct statfs raw;
  if (Restarting([&] { return statfs(path, &raw); }) == -1) return Status::FromErrno();
  FileSystemStatus status;
  status.type = static_cast<uint64_t>(raw.f_type);
  status.block_size = static_cast<uint64_t>(raw.f_bsize);
  status.fragment_size = static_cast<uint64_t>(raw.f_frsize);
  status.blocks = raw.f_blocks;
  status.free_blocks = raw.f_bfree;
  status.available_blocks = raw.f_bavail;
  status.files = raw.f_files;
  status.free_files = raw.f_ffree;
  return status;
}

Status Access(const char* path, int mode) {
  return Outcome([&] { return access(path, mode); });
}
Status MakeDirectory(const char* path, uint32_t mode) {
  return Outcome([&] { return mkdir(path, static_cast<mode_t>(mode)); });
}
Status RemoveDirectory(const char* path) {
  return Outcome([&] { return rmdir(path); });
}
Status Unlink(const char* path) {
  return Outcome([&] { return unlink(path); });
}
Status Rename(const char* from, const char* to) {
  return Outcome([&] { return rename(from, to); });
}
Status Link(const char* existing, const char* path) {
  return Outcome([&] { return link(existing, path); });
}
Status Symlink(const char* target, const char* path) {
  return Outcome([&] { return symlink(target, path); });
}

Result<std::string> ReadLink(const char* path) {
  std::string target(256, '\0');
  while (true) {
    ssize_t length = Restarting([&] { return readlink(path, target.data(), target.size()); });
    if (length < 0) return Status::FromErrno();
    if (static_cast<size_t>(length) < target.size()) {
      target.resize(static_cast<size_t>(length));
      return target;
    }
    target.resize(target.size() * 4);  // a full buffer may mean a cut one
  }
}

Result<std::string> RealPath(const char* path) {
  std::unique_ptr<char, void (*)(void*)> resolved(realpath(path, nullptr), free);
  if (resolved == nullptr) return Status::FromErrno();
  return std::string(resolved.get());
}

Result<std::string> MakeTemporaryDirectory(const char* prefix) {
  std::string name = std::string(prefix) + "XXXXXX";
  if (mkdtemp(name.data()) == nullptr) return Status::FromErrno();
  return name;
}

Status Chmod(const char* path, uint32_t mode) {
  return Outcome([&] { return chmod(path, static_cast<mode_t>(mode)); });
}
Status FChmod(int fd, uint32_t mode) {
  return Outcome([&] { return fchmod(fd, static_cast<mode_t>(mode)); });
}
Status Chown(const char* path, uint32_t uid, uint32_t gid) {
  return Outcome([&] { return chown(path, uid, gid); });
}
Status FChown(int fd, uint32_t uid, uint32_t gid) {
  return Outcome([&] { return fchown(fd, uid, gid); });
}
Status LChown(const char* path, uint32_t uid, uint32_t gid) {
  return Outcome([&] { return lchown(path, uid, gid); });
}
Status SetTimes(const char* path, double access, double modification) {
  TwoTimes both(access, modification);
  return Outcome([&] { return utimensat(AT_FDCWD, path, both.times, 0); });
}
Status FSetTimes(int fd, double access, double modification) {
  TwoTimes both(access, modification);
  return Outcome([&] { return futimens(fd, both.times); });
}
Status LSetTimes(const char* path, double access, double modification) {
  TwoTimes both(access, modification);
  return Outcome([&] { return utimensat(AT_FDCWD, path, both.times, AT_SYMLINK_NOFOLLOW); });
}
Status FTruncate(int fd, int64_t length) {
  return Outcome([&] { return ftruncate(fd, length); });
}
Status FSync(int fd) {
  return Outcome([&] { return fsync(fd); });
}
Status FDataSync(int fd) {
  return Outcome([&] { return fdatasync(fd); });
}

}  // namespace eddy::loop::fs
