// Waker: the loop's own eventfd, by which other threads interrupt its wait.
#pragma once
#include "base/result.h"
#include "loop/io_handle.h"

namespace eddy::loop {

// Part of every loop; hidden from Walk and from the counts that keep a loop alive.
class Waker final : public IoHandle {
 public:
  explicit Waker(Loop& loop) : IoHandle(loop, Visibility::kHidden) {}
  std::string_view Kind() const override { return "waker"; }

  // Errors: EMFILE, ENFILE, ENOMEM.
  Status Open();

  // Makes the wait end, now or the next time. Any thread; async-signal-safe.
  void Wake();

 private:
  void NotifyClosed() override {}
};

}  // namespace eddy::loop
