#include "loop/spawn_sync.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace eddy::loop {

namespace {

uint64_t NowMs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1000 + static_cast<uint64_t>(now.tv_nsec) / 1000000;
}

// The parent's ends of the child's pipes, moved until the child has ended and all are shut.
class SyncRun {
 public:
  explicit SyncRun(const SpawnSyncOptions& options) : options_(options), pipes_(options.stdio.size()) {
    result_.outputs.resize(options.stdio.size());
  }

  Result<SpawnSyncResult> Run() {
    SpawnOptions spawn = options_.spawn;
    Status prepared = MakePipes(spawn);
    if (!prepared.ok()) return prepared;
    auto child = Spawn(spawn);
    if (!child.ok()) return child.status();
    child_ = std::move(*child);
    result_.pid = child_.pid;
    for (auto& pipe : pipes_) pipe.child.Reset();
    if (options_.timeout_ms != 0) deadline_ = NowMs() + options_.timeout_ms;
    while (running_ || AnyOpen()) Step();
    if (result_.error == 0) result_.error = pipe_error_;
    return std::move(result_);
  }

 private:
  struct Pipe {
    FileDescriptor parent;
    FileDescriptor child;
    size_t written = 0;
  };

  Status MakePipes(SpawnOptions& spawn) {
    spawn.stdio.clear();
    for (size_t i = 0; i < pipes_.size(); i++) {
      const SyncStdio& wanted = options_.stdio[i];
      if (wanted.kind != SyncStdio::Kind::kPipe) {
        spawn.stdio.push_back(wanted.kind == SyncStdio::Kind::kInherit ? wanted.fd : -1);
        continue;
      }
      int ends[2];
      if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) return Status::FromErrno();
      pipes_[i].parent = FileDescriptor(ends[0]);
      pipes_[i].child = FileDescriptor(ends[1]);
      fcntl(ends[0], F_SETFL, O_NONBLOCK);
      spawn.stdio.push_back(ends[1]);
    }
    return Status();
  }

  bool AnyOpen() const {
    for (const auto& pipe : pipes_) {
      if (pipe.parent.valid()) return true;
    }
    return false;
  }

  void Step() {
    std::vector<pollfd> waits;
    for (size_t i = 0; i < pipes_.size(); i++) {
      if (!pipes_[i].parent.valid()) continue;
      bool writes = pipes_[i].written < options_.stdio[i].input.size();
      waits.push_back({pipes_[i].parent.get(), static_cast<short>(POLLIN | (writes ? POLLOUT : 0)), 0});
      if (!writes) shutdown(pipes_[i].parent.get(), SHUT_WR);
    }
    if (running_) waits.push_back({child_.pidfd.get(), POLLIN, 0});
    int timeout = -1;
    if (deadline_ != 0 && !killed_) {
      uint64_t now = NowMs();
      timeout = now >= deadline_ ? 0 : static_cast<int>(deadline_ - now);
    }
    int ready = poll(waits.data(), waits.size(), timeout);
    if (ready == 0) return Kill(-ETIMEDOUT);
    if (ready < 0) return;
    size_t at = 0;
    for (size_t i = 0; i < pipes_.size(); i++) {
      if (!pipes_[i].parent.valid() || waits[at].fd != pipes_[i].parent.get()) continue;
      short events = waits[at++].revents;
      if ((events & POLLOUT) != 0) Write(i);
      if ((events & (POLLIN | POLLHUP | POLLERR)) != 0) Read(i);
      if (at == waits.size()) break;
    }
    if (running_ && (waits.back().revents & POLLIN) != 0) {
      auto status = Reap(child_);
      if (!status.ok() && status.code() == -EAGAIN) return;
      running_ = false;
      if (status.ok()) result_.status = *status;
    }
  }

  void Write(size_t i) {
    auto rest = options_.stdio[i].input.subspan(pipes_[i].written);
    ssize_t count = send(pipes_[i].parent.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count > 0) pipes_[i].written += static_cast<size_t>(count);
    if (count < 0 && errno != EAGAIN && errno != EINTR) {
      // A child that does not read: what is left has nowhere to go.
      if (pipe_error_ == 0) pipe_error_ = -errno;
      pipes_[i].written = options_.stdio[i].input.size();
    }
  }

  void Read(size_t i) {
    char buffer[65536];
    ssize_t count = read(pipes_[i].parent.get(), buffer, sizeof buffer);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return pipes_[i].parent.Reset();
    std::string& output = result_.outputs[i];
    output.append(buffer, static_cast<size_t>(count));
    // What has been read is kept.
    if (options_.max_buffer && output.size() > *options_.max_buffer) Kill(-ENOBUFS);
  }

  void Kill(int error) {
    if (!killed_) result_.error = error;
    killed_ = true;
    if (running_) syscall(SYS_pidfd_send_signal, child_.pidfd.get(), options_.kill_signal, nullptr, 0);
    // Grandchildren may hold the pipes open: the output so far is the output.
    for (auto& pipe : pipes_) pipe.parent.Reset();
  }

  const SpawnSyncOptions& options_;
  std::vector<Pipe> pipes_;
  SpawnedChild child_;
  SpawnSyncResult result_;
  int pipe_error_ = 0;  // why input was not taken
  uint64_t deadline_ = 0;
  bool running_ = true;
  bool killed_ = false;
};

}  // namespace

Result<SpawnSyncResult> SpawnSync(const SpawnSyncOptions& options) { return SyncRun(options).Run(); }

}  // namespace eddy::loop
