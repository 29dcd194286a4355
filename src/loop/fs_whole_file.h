// Whole files in one operation: read all of one, write all of one.
#pragma once
#include <atomic>
#include <cstdint>
#include <span>
#include <utility>

#include "base/result.h"

namespace eddy::loop::fs {

// Where the memory of large files comes from and goes to; for whoever keeps such memory to use it again. Any thread.
struct FileMemory {
  // Whether blocks of `size` bytes are to be had here; else malloc is asked.
  bool (*serves)(size_t size) = [](size_t) { return false; };
  // A block, whatever is in it; null when there is none.
  void* (*take)(size_t size) = nullptr;
  // Takes back what `take` gave for `size`.
  void (*give_back)(void* block, size_t size) = nullptr;
};

// The bytes of a file, in memory that can be taken out.
class FileBytes {
 public:
  FileBytes() = default;
  explicit FileBytes(const FileMemory& memory) : memory_(&memory) {}
  FileBytes(FileBytes&& other) noexcept { *this = std::move(other); }
  FileBytes& operator=(FileBytes&& other) noexcept;
  ~FileBytes() { Free(); }

  uint8_t* data() const { return data_; }
  size_t size() const { return size_; }
  // Gives the memory away: capacity() bytes of it, to be freed with free(3), or given back where it came from if that
  // serves this capacity.
  [[nodiscard]] uint8_t* Release();
  // Room for `capacity` bytes in all; false when there is no memory.
  [[nodiscard]] bool Reserve(size_t capacity);
  size_t capacity() const { return capacity_; }
  // Sets how many bytes are used, up to capacity().
  void SetSize(size_t size) { size_ = size; }
  // Gives back memory that is not used.
  void Trim();

 private:
  bool Served(size_t capacity) const { return capacity > 0 && memory_->serves(capacity); }
  // Moves what is used to a block of `capacity` bytes, as it is to be had for that many.
  bool Move(size_t capacity);
  void Free();

  static const FileMemory kMalloc;

  const FileMemory* memory_ = &kMalloc;
  uint8_t* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

// The largest file that ReadToEnd takes: 2 GiB - 1, as Node has it.
constexpr uint64_t kLargestFile = (uint64_t{1} << 31) - 1;

// Reads `fd` from its current position to the end and appends to `bytes`. For a regular file that is as far as its size
// says at the beginning; endless files end with EFBIG past kLargestFile. Between portions of 512 KiB it looks at
// `cancelled` and stops with ECANCELED. ENOMEM when the memory is not to be had.
Status ReadToEnd(int fd, const std::atomic<bool>& cancelled, FileBytes& bytes);

// Writes all of `bytes` at the current position, in portions as above.
Status WriteToEnd(int fd, std::span<const uint8_t> bytes, const std::atomic<bool>& cancelled);

// Whether a file of `size` bytes that is to be opened with `flags` is better opened without O_TRUNC and given to
// ReplaceContents: ext4 writes a file that was cut to nothing to the disk when it is closed, which takes a hundred
// times as long as the write itself.
bool ReplacesInPlace(int flags, size_t size);

// Writes `bytes` at the beginning of `fd`, just opened, in place of what is there. Who reads the file meanwhile sees
// what was there, or a beginning of `bytes` (none of it, too), as with O_TRUNC; not the one with the rest of the other.
Status ReplaceContents(int fd, std::span<const uint8_t> bytes, const std::atomic<bool>& cancelled);

}  // namespace eddy::loop::fs
