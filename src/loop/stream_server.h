// StreamServer: what listening TCP and Unix-domain sockets have in common.
#pragma once
#include <cstdint>

#include "base/result.h"
#include "loop/io_handle.h"
#include "loop/timer.h"

namespace eddy::loop {

class StreamServer;

class ServerListener {
 public:
  virtual ~ServerListener() = default;
  // A connection was accepted: give `connection` (nonblocking, close-on-exec) to Open of a TcpSocket or PipeSocket.
  // Letting it go closes it.
  virtual void OnConnection(StreamServer& server, FileDescriptor connection) = 0;
  // Accepting has failed for good (EBADF, EINVAL after an outside shutdown). What passes (EMFILE, ENFILE, ENOBUFS,
  // ENOMEM, ECONNABORTED, EPERM of a firewall) is waited out and not reported.
  virtual void OnError(StreamServer& server, Status status) {}
  virtual void OnClose(StreamServer& server) {}
};

// Active while it listens, also while accepting is paused.
class StreamServer : public IoHandle, private TimerListener {
 public:
  // Listens on a descriptor that is bound already (handed over by another process). `backlog` as in Listen.
  [[nodiscard]] Status ListenOn(FileDescriptor fd, int backlog);

  // Stops and resumes accepting; connections wait in the kernel's backlog. Idempotent.
  void PauseAccepting();
  void ResumeAccepting();

 protected:
  StreamServer(Loop& loop, ServerListener& listener);

  // listen(2) on the adopted descriptor, then accepts.
  Status BeginListening(int backlog);

  void Stopping() override;
  void NotifyClosed() override { listener_.OnClose(*this); }

 private:
  // How long accepting rests when descriptors have run out, in milliseconds.
  static constexpr uint64_t kExhaustedPause = 20;

  void OnAccept(int result) override;
  void OnTimer(Timer& timer) override;

  ServerListener& listener_;
  Timer retry_;
  bool listening_ = false;
  bool paused_ = false;
};

}  // namespace eddy::loop
