// Unix-domain sockets, and pipes, FIFOs and terminals as streams.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "loop/socket_address.h"
#include "loop/stream.h"
#include "loop/stream_server.h"

namespace eddy::loop {

struct PipeListenOptions {
  int backlog = 511;
  bool readable_by_all = false;  // chmod the socket file: group and others may read
  bool writable_by_all = false;  // ... may write, that is connect
};

// A listening Unix-domain socket. Removes its file when it closes, if Listen made it.
class PipeServer final : public StreamServer {
 public:
  PipeServer(Loop& loop, ServerListener& listener) : StreamServer(loop, listener) {}
  std::string_view Kind() const override { return "pipe-server"; }

  // Binds and listens; once per server. `path` as in SocketAddress::FromUnixPath. Errors: EADDRINUSE also for the stale
  // file of a dead process, EACCES, ENOENT for a missing directory, ENAMETOOLONG.
  [[nodiscard]] Status Listen(std::string_view path, const PipeListenOptions& options = {});

  // Errors: EBADF before Listen.
  [[nodiscard]] Result<SocketAddress> LocalAddress() const;

 protected:
  void Stopping() override;

 private:
  std::string path_;
};

// A Unix-domain stream socket; or with Open any descriptor that carries a stream of bytes.
class PipeSocket final : public Stream {
 public:
  explicit PipeSocket(Loop& loop) : Stream(loop) {}
  PipeSocket(Loop& loop, StreamListener& listener) : Stream(loop) { SetListener(&listener); }
  std::string_view Kind() const override { return "pipe"; }

  // Connects to a listening socket; OnConnect tells the outcome: ENOENT, ECONNREFUSED, EACCES, EAGAIN when its backlog
  // is full. Errors at once: EISCONN, EALREADY, EINVAL, ENAMETOOLONG, EMFILE.
  [[nodiscard]] Status Connect(std::string_view path);

  // Errors: EBADF before a descriptor exists, ENOTSOCK when it is no socket.
  [[nodiscard]] Result<SocketAddress> LocalAddress() const;
  [[nodiscard]] Result<SocketAddress> PeerAddress() const;
};

}  // namespace eddy::loop
