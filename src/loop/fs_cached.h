// File operations on the loop's own thread, as far as the kernel promises not to block: it answers from its caches or
// declines; files of file systems that are memory (tmpfs) are read plainly.
//
// Every function returns nullopt where it declines: the caller hands the operation to the thread pool then. It declines
// for what is not cached (RESOLVE_CACHED of openat2(2), RWF_NOWAIT of preadv2(2)), for file systems whose attributes
// may live on another machine, and for everything on kernels before 5.12. A path that was resolved so within the last
// second is taken for cached still.
#pragma once
#include <cstdint>
#include <optional>
#include <span>

#include "base/result.h"
#include "loop/file_descriptor.h"
#include "loop/fs.h"

namespace eddy::loop::fs::cached {

// The file that `path` leads to, or with follow = false what is at `path` itself.
std::optional<Result<FileStatus>> Stat(const char* path, bool follow);
std::optional<Result<FileStatus>> FStat(int fd);
std::optional<Status> Access(const char* path, int mode);

struct OpenFile {
  FileDescriptor fd;
  uint64_t size = 0;       // bytes, when regular
  bool regular = false;    // else a FIFO, which reads without blocking: WaitForData before reading it on the pool
  bool in_memory = false;  // on a file system that is memory: reading waits for nothing
};

// Opens an existing regular file or directory. Declines for FIFOs and devices, where opening may wait, and for O_CREAT
// and O_TRUNC.
std::optional<Result<int>> Open(const char* path, int flags);

// Opens a regular file or a FIFO to read all of it; one system call less than Open. Declines for devices.
std::optional<Result<OpenFile>> OpenToReadAll(const char* path);

// Blocks until the FIFO that OpenToReadAll gave has data or has had a writer, and makes its reads block.
Status WaitForData(int fd);

// Reads at `position` (kCurrentPosition moves the descriptor's own). A short count is the end of a regular file, or all
// that another kind of file has now. Declines also for more than kMostOnThread bytes: copying takes time, too.
std::optional<Result<int64_t>> Read(int fd, std::span<uint8_t> buffer, int64_t position);
constexpr size_t kMostOnThread = 256 * 1024;

// Closes what was opened for reading only: nothing has to be written back. Declines for others.
std::optional<Status> Close(int fd);

// Learns, on the pool because it may block, whether the file system that a file is on keeps its attributes on this
// machine: until then Stat and the others decline there. Cheap when it is known already.
void Learn(const FileStatus& status, const char* path);
void Learn(int fd);
void Learn(const char* path);

}  // namespace eddy::loop::fs::cached
