#include "loop/fs_whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <string>

#include "loop/file_descriptor.h"
#include "loop/fs.h"

namespace eddy::loop::fs {
namespace {

// Small enough to be cancelled soon, large enough that the number of calls does not matter.
constexpr size_t kPortion = 512 * 1024;
// The first guess for files that don't tell their size (/proc, FIFOs).
constexpr size_t kFirstCapacity = 64 * 1024;
constexpr size_t kPage = 4096;

// How many bytes of the first page the file has already as `bytes` has them; 0 when that can't be found out.
size_t CommonBeginning(int fd, std::span<const uint8_t> bytes) {
  // `fd` may be for writing only.
  std::string path = "/proc/self/fd/" + std::to_string(fd);
  Result<int> opened = Open(path.c_str(), O_RDONLY, 0);
  if (!opened.ok()) return 0;
  FileDescriptor reading(*opened);
  std::array<uint8_t, kPage> there;
  Result<int64_t> count = Read(reading.get(), std::span(there).first(std::min(kPage, bytes.size())), 0);
  if (!count.ok()) return 0;
  auto end = there.begin() + *count;
  return static_cast<size_t>(std::mismatch(there.begin(), end, bytes.begin()).first - there.begin());
}

}  // namespace

constinit const FileMemory FileBytes::kMalloc;

FileBytes& FileBytes::operator=(FileBytes&& other) noexcept {
  if (this == &other) return *this;
  Free();
  memory_ = other.memory_;
  data_ = std::exchange(other.data_, nullptr);
  size_ = std::exchange(other.size_, 0);
  capacity_ = std::exchange(other.capacity_, 0);
  return *this;
}

void FileBytes::Free() {
  if (Served(capacity_)) return memory_->give_back(data_, capacity_);
  std::free(data_);
}

uint8_t* FileBytes::Release() {
  size_ = 0;
  capacity_ = 0;
  return std::exchange(data_, nullptr);
}

bool FileBytes::Move(size_t capacity) {
  void* moved = nullptr;
  if (Served(capacity) || Served(capacity_)) {
    moved = Served(capacity) ? memory_->take(capacity) : std::malloc(capacity);
    if (moved == nullptr) return false;
    if (size_ > 0) std::memcpy(moved, data_, size_);
    Free();
  } else {
    moved = std::realloc(data_, capacity);
    if (moved == nullptr) return false;
  }
  data_ = static_cast<uint8_t*>(moved);
  capacity_ = capacity;
  return true;
}

bool FileBytes::Reserve(size_t capacity) { return capacity <= capacity_ || Move(capacity); }

void FileBytes::Trim() {
  if (size_ == capacity_ || size_ == 0) return;
  // A block that is used again keeps its size, unless the file has become much shorter while it was read.
  if (!Served(capacity_) || size_ < capacity_ / 2) (void)Move(size_);
}

Status ReadToEnd(int fd, const std::atomic<bool>& cancelled, FileBytes& bytes) {
  struct stat information;
  if (fstat(fd, &information) == -1) return Status::FromErrno();
  size_t known = 0;  // what the file says it has; 0 when it says nothing
  if (S_ISREG(information.st_mode) && information.st_size > 0) {
    if (static_cast<uint64_t>(information.st_size) > kLargestFile) return Status(-EFBIG);
    known = static_cast<size_t>(information.st_size);
    if (!bytes.Reserve(bytes.size() + known)) return Status(-ENOMEM);
  }
  size_t start = bytes.size();
  while (true) {
    if (cancelled.load(std::memory_order_relaxed)) return Status(-ECANCELED);
    size_t done = bytes.size() - start;
    if (known != 0 && done == known) break;
    if (done > kLargestFile) return Status(-EFBIG);
    if (bytes.size() == bytes.capacity()) {
      size_t capacity = std::max(kFirstCapacity, bytes.capacity() + std::min(bytes.capacity(), size_t{64} << 20));
      if (!bytes.Reserve(capacity)) return Status(-ENOMEM);
    }
    size_t room = std::min(bytes.capacity() - bytes.size(), kPortion);
    Result<int64_t> count = Read(fd, {bytes.data() + bytes.size(), room}, kCurrentPosition);
    if (!count.ok()) return count.status();
    if (*count == 0) break;
    bytes.SetSize(bytes.size() + static_cast<size_t>(*count));
  }
  bytes.Trim();
  return {};
}

Status WriteToEnd(int fd, std::span<const uint8_t> bytes, const std::atomic<bool>& cancelled) {
  // Once for no bytes, too: a descriptor that can't be written says so.
  do {
    if (cancelled.load(std::memory_order_relaxed)) return Status(-ECANCELED);
    Result<int64_t> count = Write(fd, bytes.first(std::min(bytes.size(), kPortion)), kCurrentPosition);
    if (!count.ok()) return count.status();
    bytes = bytes.subspan(static_cast<size_t>(*count));
  } while (!bytes.empty());
  return {};
}

bool ReplacesInPlace(int flags, size_t size) {
  return (flags & O_TRUNC) != 0 && (flags & (O_APPEND | O_EXCL)) == 0 && (flags & O_ACCMODE) != O_RDONLY && size > 0 &&
         size <= kPortion;
}

Status ReplaceContents(int fd, std::span<const uint8_t> bytes, const std::atomic<bool>& cancelled) {
  struct stat information;
  if (fstat(fd, &information) == -1) return Status::FromErrno();
  if (!S_ISREG(information.st_mode)) return WriteToEnd(fd, bytes, cancelled);
  auto size = static_cast<size_t>(information.st_size);
  // Within one page one write replaces all that is there.
  if (size > bytes.size() || (size > 0 && bytes.size() > kPage)) {
    size_t same = CommonBeginning(fd, bytes);
    if (same < size && ftruncate(fd, static_cast<off_t>(same)) == -1) return Status::FromErrno();
    size = same;
  }
  Status status = WriteToEnd(fd, bytes, cancelled);
  if (status.ok()) return status;
  // What has been written, as if it had been cut off before.
  off_t end = std::max<off_t>(lseek(fd, 0, SEEK_CUR), 0);
  if (static_cast<off_t>(size) > end) (void)ftruncate(fd, end);
  return status;
}

}  // namespace eddy::loop::fs
