// Reading directories: whole, or by portions for those too large to hold. getdents64(2).
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "loop/file_descriptor.h"

namespace eddy::loop::fs {

// What kind of file a name stands for. The numbers are those of libuv's uv_dirent_type_t, which programs see as
// fs.constants.UV_DIRENT_*.
enum class EntryType : uint8_t {
  kUnknown = 0,  // the file system does not tell: ask LStat
  kFile = 1,
  kDirectory = 2,
  kLink = 3,
  kFifo = 4,
  kSocket = 5,
  kCharacterDevice = 6,
  kBlockDevice = 7,
};

// From the type bits of a mode (S_IFMT).
EntryType EntryTypeOf(uint64_t mode);

struct DirectoryEntry {
  std::string name;  // without the directory
  EntryType type = EntryType::kUnknown;
};

// An open directory. "." and ".." are left out. Not for two threads at a time.
class Directory {
 public:
  // ENOTDIR when `path` is something else.
  static Result<std::unique_ptr<Directory>> Open(const char* path);
  // Reads the directory that `fd` stands for, and closes it in the end.
  explicit Directory(FileDescriptor fd) : fd_(std::move(fd)) {}

  // Appends up to `count` entries to `entries`, in the file system's order; none left when it appends nothing.
  Status Read(size_t count, std::vector<DirectoryEntry>& entries);
  // Closes; further reads are EBADF.
  Status Close();
  int fd() const { return fd_.get(); }

 private:
  static constexpr size_t kBufferSize = 32 * 1024;

  FileDescriptor fd_;
  std::unique_ptr<char[]> buffer_;
  size_t position_ = 0;
  size_t filled_ = 0;
};

// All entries of a directory, sorted by name (bytes), as scandir(3) gives them; types resolved by LStat where the file
// system keeps none.
Result<std::vector<DirectoryEntry>> ReadDirectory(const char* path);

}  // namespace eddy::loop::fs
