#include "loop/fs_cached.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>
#include <ctime>
#include <string_view>

#include "loop/fs_status.h"

namespace eddy::loop::fs::cached {
namespace {

int OpenAt2(const char* path, int flags, uint64_t resolve) {
  open_how how{};
  how.flags = static_cast<uint64_t>(flags | O_CLOEXEC);
  how.resolve = resolve;
  return static_cast<int>(syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how));
}

// Whether the kernel (5.12 or later, with no filter against it) knows RESOLVE_CACHED.
bool Supported() {
  static const bool supported = [] {
    int fd = OpenAt2("/", O_PATH, RESOLVE_CACHED);
    if (fd >= 0) close(fd);
    return fd >= 0 || errno == EAGAIN;
  }();
  return supported;
}

// Device numbers of file systems that are known to be on this machine. Only ever grows: a number that is used again for
// a remote file system would make a call block, at worst, where it could have been avoided.
class LocalDevices {
 public:
  bool Contains(uint64_t device) const {
    int count = count_.load(std::memory_order_acquire);
    for (int i = 0; i < count; i++) {
      if (devices_[static_cast<size_t>(i)].load(std::memory_order_relaxed) == device) return true;
    }
    return false;
  }
  void Add(uint64_t device) {
    // Two threads may add at once: one of them loses, and learns again with a later file.
    int count = count_.load(std::memory_order_relaxed);
    if (count == static_cast<int>(devices_.size()) || Contains(device)) return;
    devices_[static_cast<size_t>(count)].store(device, std::memory_order_relaxed);
    count_.compare_exchange_strong(count, count + 1, std::memory_order_release);
  }

 private:
  std::array<std::atomic<uint64_t>, 32> devices_{};
  std::atomic<int> count_{0};
};

LocalDevices local_devices;
// Those of them whose files are memory: reading these waits for no disk.
LocalDevices memory_devices;

// statfs(2) magic numbers, linux/magic.h and each file system's own header.
bool IsMemoryType(int64_t type) {
  return static_cast<uint32_t>(type) == 0x01021994 || static_cast<uint32_t>(type) == 0x858458F6;  // tmpfs, ramfs
}

// Those whose files are on this machine's disks, or made by its kernel.
bool IsLocalType(int64_t type) {
  switch (static_cast<uint32_t>(type)) {
    case 0xEF53:      // ext2, ext3, ext4
    case 0x58465342:  // xfs
    case 0x9123683E:  // btrfs
    case 0x794C7630:  // overlayfs
    case 0x73717368:  // squashfs
    case 0xE0F5E1E2:  // erofs
    case 0xF2F52010:  // f2fs
    case 0xCA451A4E:  // bcachefs
    case 0x2FC12FC1:  // zfs
    case 0x9660:      // isofs
    case 0x4D44:      // vfat
    case 0x2011BAB0:  // exfat
    case 0x9FA0:      // proc
    case 0x62656572:  // sysfs
      return true;
    default:
      return false;
  }
}

uint64_t DeviceOf(const struct statx& raw) { return makedev(raw.stx_dev_major, raw.stx_dev_minor); }
bool IsLocal(const struct statx& raw) { return local_devices.Contains(DeviceOf(raw)); }

void AddDevice(uint64_t device, const struct statfs& system) {
  const bool memory = IsMemoryType(system.f_type);
  // First what makes reads plain, which those that find it local look for.
  if (memory) memory_devices.Add(device);
  if (memory || IsLocalType(system.f_type)) local_devices.Add(device);
}

// Whether it is a regular file that is memory. Such file systems do not know RWF_NOWAIT.
bool IsInMemory(int fd) {
  struct stat information;
  return fstat(fd, &information) == 0 && S_ISREG(information.st_mode) && memory_devices.Contains(information.st_dev);
}

// Paths that the kernel has just resolved from its caches. Their names can hardly have left these within a second, so
// asking for them plainly does not wait either, and takes one system call instead of three. Held as hashes: taking one
// path for another costs a look at the disk at worst. Each thread remembers its own.
class RecentPaths {
 public:
  bool Contains(std::string_view path, bool follow) {
    uint64_t hash = Hash(path, follow);
    return Slot(hash) == Key(hash);
  }
  void Add(std::string_view path, bool follow) {
    uint64_t hash = Hash(path, follow);
    Slot(hash) = Key(hash);
  }

 private:
  // Of FNV-1a's shape, eight bytes a step.
  static uint64_t Hash(std::string_view path, bool follow) {
    uint64_t hash = 0xcbf29ce484222325 ^ path.size() ^ (uint64_t{follow} << 32);
    for (; path.size() >= 8; path.remove_prefix(8)) {
      uint64_t word;
      std::memcpy(&word, path.data(), 8);
      hash = (hash ^ word) * 0x9E3779B97F4A7C15;
      hash ^= hash >> 29;
    }
    uint64_t rest = 0;
    std::memcpy(&rest, path.data(), path.size());
    hash = (hash ^ rest) * 0x9E3779B97F4A7C15;
    return hash ^ hash >> 32;
  }
  // A hash and the second in which it was put there.
  static uint64_t Key(uint64_t hash) {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (hash & ~uint64_t{0xffff}) | (static_cast<uint64_t>(now.tv_sec) & 0xffff);
  }
  uint64_t& Slot(uint64_t hash) { return keys_[hash % keys_.size()]; }

  std::array<uint64_t, 1024> keys_{};
};

thread_local RecentPaths recent_paths;

// The attributes at hand; never asks another machine. Declines where they might not be the true ones.
std::optional<Result<FileStatus>> StatAt(int fd, const char* path, int flags) {
  struct statx raw;
  if (statx(fd, path, flags | AT_STATX_DONT_SYNC, kStatusMask, &raw) == -1) {
    return Result<FileStatus>(Status::FromErrno());
  }
  if (!IsLocal(raw)) return std::nullopt;
  return Result<FileStatus>(ToFileStatus(raw));
}

std::optional<Result<FileStatus>> StatOpened(int fd) { return StatAt(fd, "", AT_EMPTY_PATH); }

// Opens for asking, not for reading: no driver is called, nothing waits. nullopt when the path is not cached.
std::optional<Result<int>> OpenPath(const char* path, bool follow) {
  if (!Supported()) return std::nullopt;
  int fd = OpenAt2(path, O_PATH | (follow ? 0 : O_NOFOLLOW), RESOLVE_CACHED);
  if (fd >= 0) return Result<int>(fd);
  // Without a descriptor to spare the answer may still be had by the ordinary call.
  if (errno == EAGAIN || errno == EMFILE || errno == ENFILE || errno == EINTR) return std::nullopt;
  return Result<int>(Status::FromErrno());
}

// Opening a device twice, here and on the pool, may be more than its driver takes for nothing.
bool MayBeDevice(std::string_view path) { return path.starts_with("/dev/") && !path.starts_with("/dev/shm/"); }

}  // namespace

std::optional<Result<FileStatus>> Stat(const char* path, bool follow) {
  if (recent_paths.Contains(path, follow)) return StatAt(AT_FDCWD, path, follow ? 0 : AT_SYMLINK_NOFOLLOW);
  auto opened = OpenPath(path, follow);
  if (!opened) return std::nullopt;
  if (!opened->ok()) return Result<FileStatus>(opened->status());
  FileDescriptor fd(**opened);
  auto status = StatOpened(fd.get());
  if (status && status->ok()) recent_paths.Add(path, follow);
  return status;
}

std::optional<Result<FileStatus>> FStat(int fd) { return StatOpened(fd); }

std::optional<Status> Access(const char* path, int mode) {
  if (recent_paths.Contains(path, true)) return fs::Access(path, mode);
  auto opened = OpenPath(path, true);
  if (!opened) return std::nullopt;
  if (!opened->ok()) return opened->status();
  FileDescriptor fd(**opened);
  auto status = StatOpened(fd.get());
  if (!status) return std::nullopt;
  if (!status->ok()) return status->status();
  recent_paths.Add(path, true);
  if (mode == F_OK) return Status();
  // The C library's faccessat would take AT_EMPTY_PATH apart on its own; the system call (5.8) checks the real ids.
  if (syscall(SYS_faccessat2, fd.get(), "", mode, AT_EMPTY_PATH) == 0) return Status();
  if (errno == ENOSYS || errno == EINVAL) return std::nullopt;
  return Status::FromErrno();
}

std::optional<Result<int>> Open(const char* path, int flags) {
  if ((flags & (O_CREAT | O_TRUNC | O_PATH | O_DIRECT | __O_TMPFILE)) != 0) return std::nullopt;
  auto status = Stat(path, (flags & O_NOFOLLOW) == 0);
  if (!status) return std::nullopt;
  if (!status->ok()) {
    if (status->code() == -EBADF) return std::nullopt;
    return Result<int>(status->status());
  }
  uint64_t type = (*status)->mode & S_IFMT;
  if (type != S_IFREG && type != S_IFDIR) return std::nullopt;
  // Not blocking on a lease either (fcntl(2), F_SETLEASE), nor on what has taken the file's place meanwhile.
  int fd = OpenAt2(path, flags | O_NONBLOCK, RESOLVE_CACHED);
  if (fd < 0) {
    if (errno == EAGAIN || errno == EINVAL || errno == ENXIO || errno == EINTR) return std::nullopt;
    return Result<int>(Status::FromErrno());
  }
  if ((flags & O_NONBLOCK) == 0) (void)fcntl(fd, F_SETFL, flags & (O_APPEND | O_NOATIME));
  return Result<int>(fd);
}

std::optional<Result<OpenFile>> OpenToReadAll(const char* path) {
  if (!Supported() || MayBeDevice(path)) return std::nullopt;
  FileDescriptor fd(OpenAt2(path, O_RDONLY | O_NONBLOCK, RESOLVE_CACHED));
  if (!fd.valid()) {
    if (errno == EAGAIN || errno == ENXIO || errno == EINTR) return std::nullopt;
    return Result<OpenFile>(Status::FromErrno());
  }
  struct statx raw;
  if (statx(fd.get(), "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_TYPE | STATX_SIZE, &raw) == -1) return std::nullopt;
  if (S_ISFIFO(raw.stx_mode)) {
    OpenFile fifo;
    fifo.fd = std::move(fd);
    return Result<OpenFile>(std::move(fifo));
  }
  if (!S_ISREG(raw.stx_mode) || !IsLocal(raw)) return std::nullopt;
  OpenFile file;
  file.fd = std::move(fd);
  file.size = raw.stx_size;
  file.regular = true;
  file.in_memory = memory_devices.Contains(DeviceOf(raw));
  return Result<OpenFile>(std::move(file));
}

Status WaitForData(int fd) {
  pollfd waiting{fd, POLLIN, 0};
  int ready;
  do ready = poll(&waiting, 1, -1);
  while (ready == -1 && errno == EINTR);
  if (ready == -1 || fcntl(fd, F_SETFL, 0) == -1) return Status::FromErrno();
  return {};
}

std::optional<Result<int64_t>> Read(int fd, std::span<uint8_t> buffer, int64_t position) {
  if (buffer.size() > kMostOnThread) return std::nullopt;
  iovec vector{buffer.data(), buffer.size()};
  ssize_t count = preadv2(fd, &vector, 1, position < 0 ? -1 : position, RWF_NOWAIT);
  if (count < 0) {
    if (errno == EOPNOTSUPP && IsInMemory(fd)) return fs::Read(fd, buffer, position);
    if (errno == EAGAIN || errno == EOPNOTSUPP || errno == EINTR || errno == ENOSYS || errno == EINVAL) {
      return std::nullopt;
    }
    return Result<int64_t>(Status::FromErrno());
  }
  // Half in the cache: a program may take a short count for the end of the file, so the rest is fetched.
  if (count > 0 && static_cast<size_t>(count) < buffer.size()) {
    iovec rest{buffer.data() + count, buffer.size() - static_cast<size_t>(count)};
    ssize_t more = preadv2(fd, &rest, 1, position < 0 ? -1 : position + count, RWF_NOWAIT);
    if (more > 0) {
      count += more;
    } else if (more < 0 && (position >= 0 || lseek(fd, -count, SEEK_CUR) != -1)) {
      return std::nullopt;  // from the start, on the pool; where there is no going back (a pipe) this is all there is
                            // now
    }
  }
  return Result<int64_t>(int64_t{count});
}

std::optional<Status> Close(int fd) {
  int flags = fcntl(fd, F_GETFL);
  if (flags == -1) return Status::FromErrno();
  if ((flags & O_ACCMODE) != O_RDONLY) return std::nullopt;
  return fs::Close(fd);
}

void Learn(const FileStatus& status, const char* path) {
  // Asking for a link's file system would follow it.
  if (S_ISLNK(status.mode) || local_devices.Contains(status.device)) return;
  struct statfs system;
  if (statfs(path, &system) == 0) AddDevice(status.device, system);
}

void Learn(const char* path) {
  Result<FileStatus> status = fs::Stat(path);
  if (status.ok()) Learn(*status, path);
}

void Learn(int fd) {
  struct stat information;
  struct statfs system;
  if (fstat(fd, &information) == -1 || local_devices.Contains(information.st_dev)) return;
  if (fstatfs(fd, &system) == 0) AddDevice(information.st_dev, system);
}

}  // namespace eddy::loop::fs::cached
