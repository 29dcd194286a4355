// PortEnd: one end of a channel between realms, of the same thread or of two. No JavaScript in it.
//
// A channel is a pair of ends, or a broadcast: all ends that joined the same name in the process. What one end sends
// waits in the queue of the other (in the queues of all others). When an end of a pair closes, the other is told after
// what is queued for it. An end is owned by one object at a time, which may pass it on with its queue: a port that is
// transferred. An end that is destroyed closes.
//
// Threads: every function may be called from any thread.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "runtime/message.h"

namespace eddy::runtime {

// Who takes what arrives at an end.
class PortReceiver {
 public:
  virtual ~PortReceiver() = default;
  // Something waits in the end's queue. Called from any thread, with a lock held: it may only wake its own thread.
  virtual void Notify() = 0;
};

class PortEnd {
 public:
  using Pair = std::pair<std::unique_ptr<PortEnd>, std::unique_ptr<PortEnd>>;
  // The two ends of a new channel.
  static Pair MakePair();
  // A new end of the broadcast `name`.
  static std::unique_ptr<PortEnd> Join(const std::string& name);

  PortEnd(const PortEnd&) = delete;
  PortEnd& operator=(const PortEnd&) = delete;
  ~PortEnd();

  // What is at the head of the queue: a message, or the news that the other end of the pair has closed.
  struct Item {
    std::shared_ptr<Message> message;
    bool closed = false;
  };

  // Gives `message` to the other ends. False when there is none.
  bool Send(std::shared_ptr<Message> message);

  // Takes what is at the head of the queue: neither a message nor closed when nothing waits. With `only_closed` only
  // the news.
  Item Take(bool only_closed = false);
  // How many messages wait.
  size_t Waiting() const;

  // Sets who is told, at once when something waits already; null for nobody. When this has returned, the receiver
  // before is not called any more.
  void SetReceiver(PortReceiver* receiver);

  // Ends the channel (leaves the broadcast): nothing arrives any more, and what waits is dropped.
  void Close();
  // Whether the channel has ended, by this end or the other.
  bool IsClosed() const;

  // Whether this is an end of a broadcast: what it sends may be read by many.
  bool IsBroadcast() const;

  // Whether `other` is the other end of this pair.
  bool IsPeerOf(const PortEnd& other) const;

 private:
  struct Channel;
  explicit PortEnd(std::shared_ptr<Channel> channel);
  void Deliver(Item item);

  // All below is guarded by the channel's mutex.
  std::shared_ptr<Channel> channel_;
  std::deque<Item> queue_;
  PortReceiver* receiver_ = nullptr;
  bool closed_ = false;
};

}  // namespace eddy::runtime
