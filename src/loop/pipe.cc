#include "loop/pipe.h"

#include <sys/stat.h>
#include <unistd.h>

#include "loop/loop.h"
#include "loop/socket_calls.h"

namespace eddy::loop {

Status PipeServer::Listen(std::string_view path, const PipeListenOptions& options) {
  if (fd() >= 0) return Status(-EBUSY);
  Result<SocketAddress> address = SocketAddress::FromUnixPath(path);
  if (!address.ok()) return address.status();
  Result<FileDescriptor> made = MakeSocket(AF_UNIX);
  if (!made.ok()) return made.status();
  if (Status status = BindSocket(made->get(), *address); !status.ok()) return status;
  if (path[0] != '\0') {
    path_ = path;
    struct stat info;
    mode_t more = 0;
    if (options.readable_by_all) more |= S_IRUSR | S_IRGRP | S_IROTH;
    if (options.writable_by_all) more |= S_IWUSR | S_IWGRP | S_IWOTH;
    if (more != 0 && (stat(path_.c_str(), &info) != 0 || chmod(path_.c_str(), (info.st_mode & 07777) | more) != 0)) {
      Status status = Status::FromErrno();
      unlink(path_.c_str());
      path_.clear();
      return status;
    }
  }
  if (Status status = Adopt(std::move(*made)); !status.ok()) return status;
  return BeginListening(options.backlog);
}

Result<SocketAddress> PipeServer::LocalAddress() const { return LocalAddressOf(fd()); }

void PipeServer::Stopping() {
  // Before the descriptor goes: once it is closed, another process may have bound the name anew.
  if (!path_.empty()) unlink(path_.c_str());
  StreamServer::Stopping();
}

Status PipeSocket::Connect(std::string_view path) {
  if (IsClosing()) return Status(-ECANCELED);
  if (IsConnecting()) return Status(-EALREADY);
  Result<SocketAddress> address = SocketAddress::FromUnixPath(path);
  if (!address.ok()) return address.status();
  if (fd() < 0) {
    Result<FileDescriptor> made = MakeSocket(AF_UNIX);
    if (!made.ok()) return made.status();
    if (Status status = Adopt(std::move(*made)); !status.ok()) return status;
  }
  const int error = ConnectSocket(fd(), *address);
  if (error == -EISCONN) return Status(error);
  BeginConnect(error);
  return {};
}

Result<SocketAddress> PipeSocket::LocalAddress() const { return LocalAddressOf(fd()); }

Result<SocketAddress> PipeSocket::PeerAddress() const { return PeerAddressOf(fd()); }

}  // namespace eddy::loop
