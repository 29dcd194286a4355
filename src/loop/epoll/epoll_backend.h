// The epoll backend: tries each call at once and parks it when it would block.
//
// Sockets are registered once, edge-triggered, for both directions: reading and writing then cost no epoll_ctl.
// Whatever is not a socket, and PollHandles, are registered level-triggered, with what is wanted at the moment.
#pragma once
#include <memory>
#include <vector>

#include "loop/backend_base.h"
#include "loop/file_descriptor.h"

namespace eddy::loop {

class EpollBackend final : public BackendBase {
 public:
  // Errors: EMFILE, ENFILE, ENOMEM.
  static Result<std::unique_ptr<Backend>> Create(const BackendOptions& options);

  const char* name() const override { return "epoll"; }
  Status Attach(IoHandle& handle) override;
  void StartAccept(IoHandle& handle) override;
  void StopAccept(IoHandle& handle) override;
  void StartRead(IoHandle& handle) override;
  void StopRead(IoHandle& handle) override;
  void AwaitWritable(IoHandle& handle) override;
  void SetPoll(IoHandle& handle, uint32_t events, bool edge) override;
  void Detach(IoHandle& handle) override;
  bool Wait(Loop& loop, int64_t timeout_ns) override;
  int PollDescriptor() const override { return epoll_.get(); }

 private:
  EpollBackend(FileDescriptor epoll, const BackendOptions& options);

  void Dispatch(IoHandle& handle, uint64_t token, uint32_t mask);
  void ReadReady(IoHandle& handle, bool to_the_end);
  void AcceptReady(IoHandle& handle);
  // Puts the handle on the list of those to be tried again in the next Wait without a new event.
  void TryLater(IoHandle& handle);
  // Registers what a level-triggered handle wants.
  Status UpdateInterest(IoHandle& handle);

  FileDescriptor epoll_;
  ReadBuffers buffers_;
  std::vector<uint64_t> try_later_;
  std::vector<uint64_t> trying_;
};

}  // namespace eddy::loop
