#include "runtime/locks.h"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>

namespace eddy::runtime {

struct LockRegistry {
  struct Entry {
    uint64_t id;
    LockClient* client;
    bool shared;
  };
  struct Named {
    std::vector<Entry> held;
    std::deque<Entry> pending;

    bool Grantable(bool shared) const {
      if (held.empty()) return true;
      return shared && std::all_of(held.begin(), held.end(), [](const Entry& entry) { return entry.shared; });
    }
  };

  std::mutex mutex;
  std::map<std::string, Named> names;
  uint64_t last = 0;

  static LockRegistry& Get() {
    static auto* registry = new LockRegistry;
    return *registry;
  }

  static void Tell(const Entry& entry, LockEvent event) { entry.client->listener_.OnLockEvent(entry.id, event); }

  static void GrantWaiting(Named& named) {
    while (!named.pending.empty() && named.Grantable(named.pending.front().shared)) {
      named.held.push_back(named.pending.front());
      named.pending.pop_front();
      Tell(named.held.back(), LockEvent::kGranted);
    }
  }

  // Removes every entry that `matches`, then grants what waited for it. Whether one of them waited.
  template <typename F>
  bool Remove(F matches) {
    bool waited = false;
    for (auto it = names.begin(); it != names.end();) {
      Named& named = it->second;
      waited = std::erase_if(named.pending, matches) > 0 || waited;
      std::erase_if(named.held, matches);
      GrantWaiting(named);
      it = named.held.empty() && named.pending.empty() ? names.erase(it) : std::next(it);
    }
    return waited;
  }
};

LockClient::~LockClient() {
  auto& registry = LockRegistry::Get();
  const std::scoped_lock lock(registry.mutex);
  registry.Remove([this](const LockRegistry::Entry& entry) { return entry.client == this; });
}

uint64_t LockClient::Request(const std::string& name, bool shared, bool at_once, bool steal) {
  auto& registry = LockRegistry::Get();
  const std::scoped_lock lock(registry.mutex);
  auto& named = registry.names[name];
  const LockRegistry::Entry entry{++registry.last, this, shared};
  if (steal) {
    for (const auto& held : named.held) LockRegistry::Tell(held, LockEvent::kStolen);
    named.held.assign(1, entry);
    LockRegistry::Tell(entry, LockEvent::kGranted);
  } else if (at_once && !(named.pending.empty() && named.Grantable(shared))) {
    LockRegistry::Tell(entry, LockEvent::kUnavailable);
  } else {
    named.pending.push_back(entry);
    LockRegistry::GrantWaiting(named);
  }
  return entry.id;
}

bool LockClient::Release(uint64_t request) {
  auto& registry = LockRegistry::Get();
  const std::scoped_lock lock(registry.mutex);
  return registry.Remove([request](const LockRegistry::Entry& entry) { return entry.id == request; });
}

void LockClient::Query(std::vector<LockState>& held, std::vector<LockState>& pending) {
  auto& registry = LockRegistry::Get();
  const std::scoped_lock lock(registry.mutex);
  for (const auto& [name, named] : registry.names) {
    for (const auto& entry : named.held) held.push_back({name, entry.shared, entry.client->thread_});
    for (const auto& entry : named.pending) pending.push_back({name, entry.shared, entry.client->thread_});
  }
}

}  // namespace eddy::runtime
