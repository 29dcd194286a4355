// An owned file descriptor.
#pragma once
#include <unistd.h>

#include <utility>

namespace eddy::loop {

// Closes its descriptor when it goes. Move-only; empty holds -1.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  // Takes ownership of `fd`; -1 makes an empty one.
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    if (this != &other) Reset(std::exchange(other.fd_, -1));
    return *this;
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() { Reset(); }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

  // Gives the descriptor up: the caller closes it.
  [[nodiscard]] int Release() { return std::exchange(fd_, -1); }

  // Closes what it holds and takes `fd` instead. close(2) is never retried after EINTR: on Linux the number is free
  // again even then, and another thread may already own it.
  void Reset(int fd = -1) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
  }

 private:
  int fd_ = -1;
};

}  // namespace eddy::loop
