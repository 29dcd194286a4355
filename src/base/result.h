// Outcomes without exceptions: Status is success or a negative errno; Result<T> is a value or a negative errno.
#pragma once
#include <cerrno>
#include <type_traits>
#include <utility>

namespace eddy {

// Success (0) or a negative errno, as the kernel returns it: -ENOENT, -EADDRINUSE.
class [[nodiscard]] Status {
 public:
  constexpr Status() = default;
  // `code`: 0 or a negative errno.
  constexpr explicit Status(int code) : code_(code) {}
  // The calling thread's errno, as a Status.
  static Status FromErrno() { return Status(-errno); }

  constexpr bool ok() const { return code_ == 0; }
  constexpr int code() const { return code_; }
  friend constexpr bool operator==(Status a, Status b) { return a.code_ == b.code_; }

 private:
  int code_ = 0;
};

// A value, or the negative errno that stands in its place.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}    // NOLINT(google-explicit-constructor): reads as `return value`
  Result(Status status) : code_(status.code()) {}  // NOLINT(google-explicit-constructor): reads as `return status`

  bool ok() const { return code_ == 0; }
  Status status() const { return Status(code_); }
  int code() const { return code_; }
  // The value; only when ok().
  T& value() { return value_; }
  const T& value() const { return value_; }
  T& operator*() { return value_; }
  const T& operator*() const { return value_; }
  T* operator->() { return &value_; }
  const T* operator->() const { return &value_; }

 private:
  T value_{};
  int code_ = 0;
};

}  // namespace eddy
