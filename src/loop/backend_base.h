// What both backends share: the table that tells completions of the present from those of the past, and delivery.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "loop/backend.h"
#include "loop/io_handle.h"
#include "loop/lease.h"
#include "loop/observer.h"

namespace eddy::loop {

// Every attached handle has a slot, and every use of a slot a generation. A completion names slot, generation and
// operation, never an address: one that comes after its handle is gone, or after the descriptor's number is in use
// again, is recognised and dropped.
class BackendBase : public Backend {
 protected:
  // What a completion belongs to.
  enum Operation : uint8_t { kNone, kAccept, kRecv, kReadPoll, kWritePoll, kPoll, kCancel };

  // IoHandle::wanted_, in_flight_ and cancelling_ are sets of these.
  static constexpr uint16_t Bit(Operation operation) { return static_cast<uint16_t>(1U << operation); }

  static uint64_t Token(uint32_t slot, uint32_t generation, Operation operation) {
    return uint64_t{slot} << 32 | uint64_t{generation & 0xffffff} << 8 | operation;
  }
  static Operation OperationOf(uint64_t token) { return static_cast<Operation>(token & 0xff); }

  // Gives `handle` a slot.
  void AssignSlot(IoHandle& handle);
  // Ends the present use of the handle's slot.
  void ReleaseSlot(IoHandle& handle);
  // The token of `operation` on an attached handle.
  uint64_t TokenFor(const IoHandle& handle, Operation operation) const {
    return Token(handle.slot_, slots_[handle.slot_].generation, operation);
  }
  // Whose completion this is; null when the slot has gone on since.
  IoHandle* Resolve(uint64_t token) const {
    const uint32_t slot = static_cast<uint32_t>(token >> 32);
    if (slot >= slots_.size() || (slots_[slot].generation & 0xffffff) != (token >> 8 & 0xffffff)) return nullptr;
    return slots_[slot].handle;
  }

  // Reports to the handle; the observer hears of it.
  void ReportAccept(IoHandle& handle, int result);
  void ReportRead(IoHandle& handle, Status status, Lease lease);
  void ReportWritable(IoHandle& handle);
  void ReportReady(IoHandle& handle, uint32_t events, Status status);

  // Accepts what waits on a listening socket, up to a limit for one turn, and reports each; after an error other than
  // that nothing waits, accepting has stopped.
  enum class Accepted {
    kAll,       // nothing waits any more
    kSome,      // more may wait
    kNoLonger,  // a callback has stopped accepting, or an error has
  };
  Accepted AcceptWaiting(IoHandle& handle);

  // Closes the descriptor unless it is borrowed, releases the slot and reports.
  void FinishDetach(IoHandle& handle);

  // Translates between PollEvents and poll(2)'s bits, which epoll's equal.
  static uint32_t ToPollMask(uint32_t events);
  static uint32_t FromPollMask(uint32_t mask, uint32_t wanted);

 private:
  struct Slot {
    IoHandle* handle;
    uint32_t generation;
  };

  std::vector<Slot> slots_;
  std::vector<uint32_t> free_slots_;
};

// Read buffers for plain calls: a stack of equal pieces of memory, made as they are needed.
class ReadBuffers final : public LeaseOwner {
 public:
  ReadBuffers(uint32_t size, uint32_t count) : size_(size), limit_(count) {}
  ~ReadBuffers();
  ReadBuffers(const ReadBuffers&) = delete;
  ReadBuffers& operator=(const ReadBuffers&) = delete;

  uint32_t size() const { return size_; }

  // A buffer of size() bytes; null data when all are lent out.
  struct Buffer {
    uint32_t id;
    uint8_t* data;
  };
  Buffer Take();
  void Return(uint32_t id) override;
  // Whether Take would succeed.
  bool Available() const { return !free_.empty() || buffers_.size() < limit_; }

 private:
  uint32_t size_;
  uint32_t limit_;
  std::vector<uint8_t*> buffers_;
  std::vector<uint32_t> free_;
};

}  // namespace eddy::loop
