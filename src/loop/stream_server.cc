#include "loop/stream_server.h"

#include <fcntl.h>
#include <sys/socket.h>

#include "loop/backend.h"
#include "loop/loop.h"

namespace eddy::loop {

StreamServer::StreamServer(Loop& loop, ServerListener& listener)
    : IoHandle(loop), listener_(listener), retry_(loop, *this) {
  retry_.Unref();
}

Status StreamServer::ListenOn(FileDescriptor fd, int backlog) {
  if (!fd.valid()) return Status(-EBADF);
  fcntl(fd.get(), F_SETFL, fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
  if (Status status = Adopt(std::move(fd)); !status.ok()) return status;
  return BeginListening(backlog);
}

Status StreamServer::BeginListening(int backlog) {
  if (listen(fd(), backlog) != 0) return Status::FromErrno();
  listening_ = true;
  SetActive(true);
  if (!paused_) loop().backend().StartAccept(*this);
  return {};
}

void StreamServer::PauseAccepting() {
  if (paused_) return;
  paused_ = true;
  retry_.Stop();
  if (listening_ && !IsClosing()) loop().backend().StopAccept(*this);
}

void StreamServer::ResumeAccepting() {
  if (!paused_) return;
  paused_ = false;
  if (listening_ && !IsClosing()) loop().backend().StartAccept(*this);
}

void StreamServer::OnAccept(int result) {
  if (result >= 0) {
    listener_.OnConnection(*this, FileDescriptor(result));
    return;
  }
  switch (-result) {
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
      // Nothing can be accepted until something is freed; the connections wait in the backlog meanwhile.
      if (!paused_) retry_.Start(kExhaustedPause);
      return;
    case ECONNABORTED:
    case EPERM:
    case EPROTO:
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case ENETUNREACH:
      // One connection was lost before it was taken (accept(2)); the next is none the worse.
      if (!paused_) loop().backend().StartAccept(*this);
      return;
    default:
      listening_ = false;
      SetActive(false);
      listener_.OnError(*this, Status(result));
  }
}

void StreamServer::OnTimer(Timer& timer) {
  if (!paused_ && listening_ && !IsClosing()) loop().backend().StartAccept(*this);
}

void StreamServer::Stopping() {
  retry_.Stop();
  IoHandle::Stopping();
}

}  // namespace eddy::loop
