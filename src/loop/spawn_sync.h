// SpawnSync: runs a program to its end while this thread waits, with its input given and its output gathered.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "loop/spawn.h"

namespace eddy::loop {

struct SyncStdio {
  enum class Kind { kIgnore, kInherit, kPipe };
  Kind kind = Kind::kPipe;
  int fd = -1;                     // kInherit: the parent's descriptor
  std::span<const uint8_t> input;  // kPipe: what the child reads from it, then the end
  bool readable = true;            // kPipe: the child writes to it and what it writes is gathered
};

struct SpawnSyncOptions {
  SpawnOptions spawn;  // its stdio is made from `stdio`
  std::vector<SyncStdio> stdio;
  uint64_t timeout_ms = 0;  // 0: none; then the child gets `kill_signal`
  int kill_signal = 15;
  std::optional<uint64_t> max_buffer;  // bytes gathered from one descriptor; one more and the child is killed
};

struct SpawnSyncResult {
  pid_t pid = 0;
  ExitStatus status;
  int error = 0;  // 0; -ETIMEDOUT or -ENOBUFS: why the child was killed; or why it did not take its input
  std::vector<std::string> outputs;  // by descriptor; empty for those that are not read
};

// Errors: Spawn's, and EMFILE when the pipes can't be made.
[[nodiscard]] Result<SpawnSyncResult> SpawnSync(const SpawnSyncOptions& options);

}  // namespace eddy::loop
