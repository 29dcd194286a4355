// The native handles of a realm that are open and known to JavaScript: for process._getActiveHandles.
#pragma once
#include <unordered_set>

#include "engine/wrapper.h"
#include "runtime/realm.h"

namespace eddy::bindings {

class LiveHandles {
 public:
  explicit LiveHandles(Realm&) {}

  void Add(engine::Wrapper& handle) { handles_.insert(&handle); }
  void Remove(engine::Wrapper& handle) { handles_.erase(&handle); }
  const std::unordered_set<engine::Wrapper*>& all() const { return handles_; }

 private:
  std::unordered_set<engine::Wrapper*> handles_;
};

}  // namespace eddy::bindings
