// binding('pipe'): Unix-domain sockets and servers; and pipes, FIFOs and terminals as streams. lib/net.js, lib/tty.js.
#include "loop/pipe.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bindings/registry.h"
#include "bindings/stream_binding.h"
#include "loop/socket_calls.h"

namespace eddy::bindings {

namespace {

class PipeSocketBinding final : public StreamBinding {
 public:
  explicit PipeSocketBinding(Realm& realm) : StreamBinding(realm, pipe_), pipe_(realm.loop(), *this) {}
  static std::unique_ptr<PipeSocketBinding> Make(Realm& realm) { return std::make_unique<PipeSocketBinding>(realm); }

  Status Connect(std::string path) {
    Status status = pipe_.Connect(path);
    if (pipe_.fd() >= 0) Hold();
    return status;
  }

  v8::Local<v8::Value> LocalAddress() { return DescribeAddress(isolate(), pipe_.LocalAddress()); }
  v8::Local<v8::Value> PeerAddress() { return DescribeAddress(isolate(), pipe_.PeerAddress()); }

 private:
  loop::PipeSocket pipe_;
};

class PipeServerBinding final : public ServerBinding {
 public:
  explicit PipeServerBinding(Realm& realm) : ServerBinding(realm, server_), server_(realm.loop(), *this) {}
  static std::unique_ptr<PipeServerBinding> Make(Realm& realm) { return std::make_unique<PipeServerBinding>(realm); }

  Status Listen(std::string path, int32_t backlog, bool readable_by_all, bool writable_by_all) {
    loop::PipeListenOptions options;
    options.backlog = backlog;
    options.readable_by_all = readable_by_all;
    options.writable_by_all = writable_by_all;
    Status status = server_.Listen(path, options);
    if (status.ok()) Hold();
    return status;
  }

  // Gives the connection that on_connection tells of to `socket`.
  Status Accept(PipeSocketBinding* socket) { return socket->OpenDescriptor(TakePending()); }

  v8::Local<v8::Value> LocalAddress() { return DescribeAddress(isolate(), server_.LocalAddress()); }

 private:
  loop::PipeServer server_;
};

// What kind of thing a descriptor is: 'FILE', 'TTY', 'PIPE', 'TCP', 'UDP' or 'UNKNOWN'; a Unix-domain stream is a pipe.
std::string KindOfDescriptor(int32_t fd) {
  struct stat info;
  if (fstat(fd, &info) != 0) return "UNKNOWN";
  if (isatty(fd) == 1) return "TTY";
  if (S_ISREG(info.st_mode) || S_ISCHR(info.st_mode)) return "FILE";
  if (S_ISFIFO(info.st_mode)) return "PIPE";
  if (!S_ISSOCK(info.st_mode)) return "UNKNOWN";
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  int type = 0;
  socklen_t type_size = sizeof type;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return "UNKNOWN";
  if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_size) != 0) return "UNKNOWN";
  bool is_ip = address.ss_family == AF_INET || address.ss_family == AF_INET6;
  if (type == SOCK_STREAM) return is_ip ? "TCP" : address.ss_family == AF_UNIX ? "PIPE" : "UNKNOWN";
  return type == SOCK_DGRAM && is_ip ? "UDP" : "UNKNOWN";
}

// bindDescriptor(path) -> a Unix-domain stream socket that is bound and nothing more, owned by the caller; or a
// negative errno. A path that begins with a NUL is an abstract name.
Result<int32_t> BindDescriptor(std::string path) {
  auto address = loop::SocketAddress::FromUnixPath(path);
  if (!address.ok()) return address.status();
  auto socket = loop::MakeSocket(AF_UNIX);
  if (!socket.ok()) return socket.status();
  if (Status status = loop::BindSocket(socket->get(), *address); !status.ok()) return status;
  return socket->Release();
}

// isListening(fd) -> whether it is a socket that accepts connections.
bool IsListening(int32_t fd) {
  int listening = 0;
  socklen_t size = sizeof listening;
  return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 && listening != 0;
}

// duplicateDescriptor(fd) -> another one for the same, close-on-exec, owned by the caller; or a negative errno.
Result<int32_t> DuplicateDescriptor(int32_t fd) {
  int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) return Status::FromErrno();
  return copy;
}

void CloseDescriptor(int32_t fd) { close(fd); }

}  // namespace

void DefinePipe(BindingTarget& target) {
  target.Class<PipeSocketBinding, &PipeSocketBinding::Make>("Socket", [](engine::ClassTarget& methods) {
    StreamBinding::Methods<PipeSocketBinding>(methods);
    methods.Method<PipeSocketBinding, &PipeSocketBinding::Connect>("connect");
    methods.Method<PipeSocketBinding, &PipeSocketBinding::LocalAddress>("localAddress");
    methods.Method<PipeSocketBinding, &PipeSocketBinding::PeerAddress>("peerAddress");
  });
  target.Class<PipeServerBinding, &PipeServerBinding::Make>("Server", [](engine::ClassTarget& methods) {
    ServerBinding::Methods<PipeServerBinding>(methods);
    methods.Method<PipeServerBinding, &PipeServerBinding::Listen>("listen");
    methods.Method<PipeServerBinding, &PipeServerBinding::Accept>("accept");
    methods.Method<PipeServerBinding, &PipeServerBinding::LocalAddress>("localAddress");
  });
  target.Function<&BindDescriptor>("bindDescriptor");
  target.Function<&KindOfDescriptor>("kindOfDescriptor");
  target.Function<&IsListening>("isListening");
  target.Function<&DuplicateDescriptor>("duplicateDescriptor");
  target.Function<&CloseDescriptor>("closeDescriptor");
}

}  // namespace eddy::bindings
