// Locks: names that threads of the process hold, shared or alone. https://w3c.github.io/web-locks/
//
// Requests for a name are granted in order: one that is exclusive when nobody holds the name, a shared one when nobody
// holds it exclusively. What becomes of a request is told by its client's listener, from any thread.
//
// Threads: a client belongs to one realm; several clients act at the same time.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace eddy::runtime {

enum class LockEvent : uint32_t {
  kGranted,
  kUnavailable,  // asked for only if it was to be had at once
  kStolen,       // held until now, given to somebody else
};

class LockListener {
 public:
  virtual ~LockListener() = default;
  // Called with the registry's lock held, from any thread: it may only note it and wake its own thread.
  virtual void OnLockEvent(uint64_t request, LockEvent event) = 0;
};

struct LockState {
  std::string name;
  bool shared = false;
  int64_t thread = 0;
};

class LockClient {
 public:
  // `thread`: the number of the realm's thread.
  LockClient(LockListener& listener, int64_t thread) : listener_(listener), thread_(thread) {}
  LockClient(const LockClient&) = delete;
  LockClient& operator=(const LockClient&) = delete;
  // Releases all it holds and forgets all it waits for.
  ~LockClient();

  // Asks for `name`; the number of the request. `at_once`: now or not at all. `steal`: takes it from whoever has it.
  uint64_t Request(const std::string& name, bool shared, bool at_once, bool steal);
  // Lets go of a lock that was granted, or of one that still waits; whether it waited.
  bool Release(uint64_t request);
  // All locks of the process that are held, and those that wait, in order.
  static void Query(std::vector<LockState>& held, std::vector<LockState>& pending);

 private:
  friend struct LockRegistry;
  LockListener& listener_;
  int64_t thread_;
};

}  // namespace eddy::runtime
