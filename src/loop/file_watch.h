// FileWatch: tells when a file, or what is in a directory, changes. inotify(7).
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "loop/handle.h"
#include "loop/task.h"

namespace eddy::loop {

class FileWatch;
class FileWatchHub;

enum class FileEvent : uint8_t {
  kChange,  // contents or attributes
  kRename,  // a name has appeared or disappeared, or the file itself was moved or removed
};

class FileWatchListener {
 public:
  virtual ~FileWatchListener() = default;
  // `name`: within the watched directory; that of the file itself when it is a file that is watched.
  virtual void OnFileEvent(FileWatch& watch, FileEvent event, std::string_view name) = 0;
};

// One watched file or directory. Active while started. Must be closed before it is destroyed; its listener may go when
// it has been closed, without waiting for anything.
class FileWatch final : public Handle {
 public:
  FileWatch(FileWatchHub& hub, FileWatchListener& listener);
  ~FileWatch() override;
  std::string_view Kind() const override { return "file-watch"; }

  // Watches what is at `path` now; links are followed. Once. ENOENT, EACCES; ENOSPC past the user's limit of watches
  // (fs.inotify.max_user_watches), EMFILE past that of instances.
  [[nodiscard]] Status Start(const std::string& path);

 private:
  friend class FileWatchHub;

  void Stopping() override;
  void NotifyClosed() override {}

  FileWatchHub& hub_;
  FileWatchListener& listener_;
  std::string name_;  // of the file itself
  int descriptor_ = -1;
};

// The inotify instance that a loop's watches share: the system gives a user few of them. Opened with the first watch,
// closed a turn after the last one has gone: who closes one watch and starts another does not get a new instance for
// it.
class FileWatchHub final : private PendingCallback {
 public:
  explicit FileWatchHub(Loop& loop) : loop_(loop) {}
  ~FileWatchHub() override;
  Loop& loop() const { return loop_; }

 private:
  friend class FileWatch;
  class Instance;

  Status Add(FileWatch& watch, const std::string& path);
  void Remove(FileWatch& watch);
  Status Open();
  void Drain(const Instance& instance);
  void Close();
  void RunPending() override;
  void Tell(int descriptor, uint32_t mask, std::string_view name);

  Loop& loop_;
  Instance* instance_ = nullptr;  // owns itself: it goes when its descriptor is closed
  std::unordered_map<int, std::vector<FileWatch*>> watches_;
  std::vector<FileWatch*> telling_;  // whom the event being delivered is for; null where one has left meanwhile
};

}  // namespace eddy::loop
