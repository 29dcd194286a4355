// Heap snapshots: V8's heap as JSON for developer tools. https://nodejs.org/api/v8.html#v8getheapsnapshotoptions
#pragma once
#include <v8.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "runtime/realm.h"

namespace eddy::bindings {

struct HeapSnapshotOptions {
  bool internals = false;  // show what V8 keeps to itself
  bool numbers = false;    // show numbers as fields
};

// Takes a snapshot and gives its JSON piece by piece to `sink`, whose failure ends that and is returned.
Status WriteHeapSnapshot(v8::Isolate* isolate, const HeapSnapshotOptions& options,
                         const std::function<Status(std::string_view)>& sink);

// The same to a descriptor.
Status WriteHeapSnapshotTo(v8::Isolate* isolate, const HeapSnapshotOptions& options, int fd);

// "Heap.<date>.<time>.<pid>.<thread>.<number>.heapsnapshot": a name that no snapshot of this process has had.
std::string HeapSnapshotName(uint64_t thread_id);

// Writes a snapshot to a file each time that the heap comes close to its limit, up to a number of times.
class NearHeapLimit {
 public:
  explicit NearHeapLimit(Realm& realm) : realm_(realm) {}
  ~NearHeapLimit() { Unwatch(); }
  NearHeapLimit(const NearHeapLimit&) = delete;
  NearHeapLimit& operator=(const NearHeapLimit&) = delete;

  // `count`: how many snapshots, from 1. Nothing happens when it watches already.
  void Watch(uint32_t count);

 private:
  static size_t OnNearLimit(void* self, size_t current_limit, size_t initial_limit);
  void Unwatch();

  Realm& realm_;
  uint32_t left_ = 0;
  bool watching_ = false;
  bool taking_ = false;
  size_t limit_ = 0;  // that was given while one is taken
};

}  // namespace eddy::bindings
