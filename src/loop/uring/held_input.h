// Input that arrived after reading was paused.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "loop/lease.h"

namespace eddy::loop {

// What the kernel had read for a socket before it learned of the pause, in order. The bytes are copied: paused sockets
// must not keep the shared buffers from the others.
class HeldInput {
 public:
  struct Item {
    Status status;
    Lease lease;
  };

  void HoldBytes(ByteView bytes);
  // The end (ok) or an error: nothing comes after it.
  void HoldOutcome(Status status) { items_.push_back({status, {}}); }
  bool empty() const { return items_.empty(); }
  // The oldest; there must be one.
  Item Take();

 private:
  std::deque<Item> items_;
};

}  // namespace eddy::loop
