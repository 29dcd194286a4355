#include "loop/file_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/invariant.h"
#include "loop/file_descriptor.h"
#include "loop/loop.h"
#include "loop/poll.h"

namespace eddy::loop {
namespace {

constexpr uint32_t kChanges = IN_ATTRIB | IN_MODIFY;
constexpr uint32_t kRenames = IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_MOVED_FROM | IN_MOVED_TO;

}  // namespace

// The inotify descriptor in the loop.
class FileWatchHub::Instance final : private PollListener {
 public:
  explicit Instance(FileWatchHub& hub) : hub_(&hub), poll_(hub.loop(), *this) {}

  Status Open(FileDescriptor fd) {
    if (Status status = poll_.Open(std::move(fd)); !status.ok()) return status;
    // The watches keep the loop alive, not what carries them.
    poll_.Unref();
    return poll_.Start(kReadable);
  }
  int fd() const { return poll_.fd(); }
  // Tells the hub nothing more; deletes this later.
  void Close() {
    hub_ = nullptr;
    poll_.Close();
  }

 private:
  void OnReady(PollHandle&, uint32_t, Status status) override {
    if (status.ok() && hub_ != nullptr) hub_->Drain(*this);
  }
  void OnClose(PollHandle&) override {
    if (hub_ != nullptr) hub_->instance_ = nullptr;
    delete this;
  }

  FileWatchHub* hub_;
  PollHandle poll_;
};

FileWatch::FileWatch(FileWatchHub& hub, FileWatchListener& listener)
    : Handle(hub.loop()), hub_(hub), listener_(listener) {}

FileWatch::~FileWatch() { EDDY_INVARIANT(IsClosed(), "a file watch was destroyed before its close callback"); }

Status FileWatch::Start(const std::string& path) {
  if (IsClosing()) return Status(-ECANCELED);
  if (descriptor_ >= 0) return Status(-EBUSY);
  if (Status status = hub_.Add(*this, path); !status.ok()) return status;
  size_t end = path.find_last_not_of('/');
  size_t begin = end == std::string::npos ? 0 : path.find_last_of('/', end) + 1;
  name_ = end == std::string::npos ? path : path.substr(begin, end - begin + 1);
  SetActive(true);
  return {};
}

void FileWatch::Stopping() {
  SetActive(false);
  hub_.Remove(*this);
  FinishClose();
}

FileWatchHub::~FileWatchHub() {
  EDDY_INVARIANT(watches_.empty(), "a file watch outlives its hub");
  if (instance_ != nullptr) Close();
}

Status FileWatchHub::Open() {
  FileDescriptor fd(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!fd.valid()) return Status::FromErrno();
  instance_ = new Instance(*this);
  Status status = instance_->Open(std::move(fd));
  if (!status.ok()) Close();
  return status;
}

void FileWatchHub::Close() {
  instance_->Close();
  instance_ = nullptr;
}

void FileWatchHub::RunPending() {
  if (watches_.empty() && instance_ != nullptr) Close();
}

Status FileWatchHub::Add(FileWatch& watch, const std::string& path) {
  if (instance_ == nullptr) {
    if (Status status = Open(); !status.ok()) return status;
  }
  int descriptor = inotify_add_watch(instance_->fd(), path.c_str(), kChanges | kRenames);
  if (descriptor < 0) {
    Status status = Status::FromErrno();
    if (watches_.empty()) loop_.Defer(*this);
    return status;
  }
  // Two watches of one file share a descriptor.
  watches_[descriptor].push_back(&watch);
  watch.descriptor_ = descriptor;
  return {};
}

void FileWatchHub::Remove(FileWatch& watch) {
  if (watch.descriptor_ < 0) return;
  std::replace(telling_.begin(), telling_.end(), &watch, static_cast<FileWatch*>(nullptr));
  auto found = watches_.find(watch.descriptor_);
  if (found != watches_.end()) {
    std::erase(found->second, &watch);
    if (found->second.empty()) {
      // The kernel may have dropped it already (IN_IGNORED): then this does nothing.
      (void)inotify_rm_watch(instance_->fd(), found->first);
      watches_.erase(found);
    }
  }
  watch.descriptor_ = -1;
  if (watches_.empty()) loop_.Defer(*this);
}

void FileWatchHub::Drain(const Instance& instance) {
  alignas(inotify_event) char buffer[16 * 1024];
  while (instance_ == &instance) {
    ssize_t size = read(instance.fd(), buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return;  // all read
    // Callbacks may close every watch, and with the last one the instance.
    for (ssize_t at = 0; at < size && instance_ == &instance;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
      at += static_cast<ssize_t>(sizeof *event + event->len);
      Tell(event->wd, event->mask, event->len > 0 ? std::string_view(event->name) : std::string_view());
    }
  }
}

void FileWatchHub::Tell(int descriptor, uint32_t mask, std::string_view name) {
  if ((mask & (kChanges | kRenames)) == 0) return;
  auto found = watches_.find(descriptor);
  if (found == watches_.end()) return;
  FileEvent event = (mask & kRenames) != 0 ? FileEvent::kRename : FileEvent::kChange;
  telling_ = found->second;
  for (size_t i = 0; i < telling_.size(); i++) {
    FileWatch* watch = telling_[i];
    if (watch == nullptr) continue;
    watch->listener_.OnFileEvent(*watch, event, name.empty() ? std::string_view(watch->name_) : name);
  }
  telling_.clear();
}

}  // namespace eddy::loop
