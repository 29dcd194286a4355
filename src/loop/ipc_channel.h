// IpcChannel: a Unix-domain stream socket between two processes, over which bytes go and descriptors with them
// (SCM_RIGHTS, unix(7)).
#pragma once
#include <deque>
#include <string>

#include "base/bytes.h"
#include "loop/poll.h"

namespace eddy::loop {

class IpcChannel;

class IpcListener {
 public:
  virtual ~IpcListener() = default;
  // Bytes have come. They are the loop's and may be overwritten by the next read.
  virtual void OnBytes(IpcChannel& channel, ByteView bytes) = 0;
  // A descriptor has come with the bytes that OnBytes tells of next. It is empty where it was lost on its way: this
  // process has too many.
  virtual void OnDescriptor(IpcChannel& channel, FileDescriptor fd) = 0;
  // The peer has closed its end; nothing more comes.
  virtual void OnEnd(IpcChannel& channel) = 0;
  // Sending has failed (EPIPE ...); what was queued is gone.
  virtual void OnSendError(IpcChannel& channel, Status status) = 0;
  // `count` messages that Send had queued are with the kernel.
  virtual void OnSent(IpcChannel& channel, size_t count) = 0;
  virtual void OnClose(IpcChannel& channel) {}
};

// Active while it reads. Queued messages keep the loop alive by themselves, also without a reference.
class IpcChannel final : public Handle, private PollListener {
 public:
  IpcChannel(Loop& loop, IpcListener& listener);
  std::string_view Kind() const override { return "ipc-channel"; }

  // Takes a connected socket. Once. Errors: those of PollHandle::Open.
  [[nodiscard]] Status Open(FileDescriptor fd);
  int fd() const { return fd_; }

  // Errors: EBADF before Open, ECANCELED when closing, ENOTCONN after the end.
  Status StartReading();
  void StopReading();

  // Reads what is there now, without waiting and whether or not reading was started: before a child's end is told.
  void ReadWaiting();

  // Sends `bytes`, at least one, and with the first of them `descriptor` unless it is -1; it stays the caller's.
  // Returns whether the kernel has taken everything; otherwise OnSent tells, in the order of sending. Errors: EPIPE,
  // ECONNRESET, EBADF before Open, ECANCELED when closing, EMFILE when the descriptor can't be kept.
  [[nodiscard]] Result<bool> Send(std::string bytes, int descriptor = -1);

  size_t QueuedBytes() const { return queued_bytes_; }

 private:
  struct Message {
    std::string bytes;
    size_t sent = 0;
    FileDescriptor descriptor;
  };

  void OnReady(PollHandle& handle, uint32_t events, Status status) override;
  void OnClose(PollHandle& handle) override { FinishClose(); }
  void Stopping() override;
  void NotifyClosed() override { listener_.OnClose(*this); }

  // Sends what it can of the queue.
  void Flush();
  void DropQueue();
  // Reads once. Whether there may be more: with `to_the_end`, until the kernel has said that there is none.
  bool ReadOnce(bool to_the_end);
  void UpdatePoll();

  IpcListener& listener_;
  PollHandle poll_;
  int fd_ = -1;
  std::deque<Message> queue_;
  size_t queued_bytes_ = 0;
  bool reading_ = false;
  bool ended_ = false;
};

}  // namespace eddy::loop
