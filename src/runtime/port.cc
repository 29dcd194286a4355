#include "runtime/port.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace eddy::runtime {

struct PortEnd::Channel {
  std::mutex mutex;
  std::vector<PortEnd*> ends;
  std::string name;  // of a broadcast
  bool broadcast = false;
};

namespace {

// The broadcasts of the process, by name: what threads share on purpose.
template <typename Channel>
struct Broadcasts {
  std::mutex mutex;
  std::unordered_map<std::string, std::weak_ptr<Channel>> by_name;

  static Broadcasts& Get() {
    // Never destroyed: threads may end after main has.
    static auto* broadcasts = new Broadcasts;
    return *broadcasts;
  }
};

}  // namespace

PortEnd::PortEnd(std::shared_ptr<Channel> channel) : channel_(std::move(channel)) {
  const std::scoped_lock lock(channel_->mutex);
  channel_->ends.push_back(this);
}

PortEnd::~PortEnd() { Close(); }

PortEnd::Pair PortEnd::MakePair() {
  auto channel = std::make_shared<Channel>();
  return {std::unique_ptr<PortEnd>(new PortEnd(channel)), std::unique_ptr<PortEnd>(new PortEnd(channel))};
}

std::unique_ptr<PortEnd> PortEnd::Join(const std::string& name) {
  auto& broadcasts = Broadcasts<Channel>::Get();
  const std::scoped_lock lock(broadcasts.mutex);
  std::weak_ptr<Channel>& known = broadcasts.by_name[name];
  std::shared_ptr<Channel> channel = known.lock();
  if (channel == nullptr) {
    channel = std::make_shared<Channel>();
    channel->name = name;
    channel->broadcast = true;
    known = channel;
  }
  return std::unique_ptr<PortEnd>(new PortEnd(std::move(channel)));
}

void PortEnd::Deliver(Item item) {
  queue_.push_back(std::move(item));
  if (receiver_ != nullptr) receiver_->Notify();
}

bool PortEnd::Send(std::shared_ptr<Message> message) {
  const std::scoped_lock lock(channel_->mutex);
  if (closed_ || channel_->ends.size() < 2) return false;
  for (PortEnd* end : channel_->ends) {
    if (end != this) end->Deliver({message, false});
  }
  return true;
}

PortEnd::Item PortEnd::Take(bool only_closed) {
  const std::scoped_lock lock(channel_->mutex);
  if (queue_.empty() || (only_closed && !queue_.front().closed)) return {};
  Item item = std::move(queue_.front());
  queue_.pop_front();
  return item;
}

size_t PortEnd::Waiting() const {
  const std::scoped_lock lock(channel_->mutex);
  return queue_.size();
}

void PortEnd::SetReceiver(PortReceiver* receiver) {
  const std::scoped_lock lock(channel_->mutex);
  receiver_ = receiver;
  if (receiver_ != nullptr && !queue_.empty()) receiver_->Notify();
}

void PortEnd::Close() {
  // Destroyed without the lock: messages may hold ends of this very channel.
  std::deque<Item> dropped;
  const bool broadcast = channel_->broadcast;
  bool last = false;
  {
    const std::scoped_lock lock(channel_->mutex);
    if (closed_) return;
    closed_ = true;
    receiver_ = nullptr;
    dropped.swap(queue_);
    std::erase(channel_->ends, this);
    last = channel_->ends.empty();
    if (!broadcast) {
      for (PortEnd* end : channel_->ends) end->Deliver({nullptr, true});
    }
  }
  if (!broadcast || !last) return;
  auto& broadcasts = Broadcasts<Channel>::Get();
  const std::scoped_lock lock(broadcasts.mutex);
  auto found = broadcasts.by_name.find(channel_->name);
  // Somebody may have joined the name again meanwhile, with this channel or a new one.
  if (found == broadcasts.by_name.end() || found->second.lock() != channel_) return;
  const std::scoped_lock inner(channel_->mutex);
  if (channel_->ends.empty()) broadcasts.by_name.erase(found);
}

bool PortEnd::IsClosed() const {
  const std::scoped_lock lock(channel_->mutex);
  return closed_ || (!channel_->broadcast && channel_->ends.size() < 2);
}

bool PortEnd::IsBroadcast() const { return channel_->broadcast; }

bool PortEnd::IsPeerOf(const PortEnd& other) const {
  return this != &other && channel_ == other.channel_ && !channel_->broadcast;
}

}  // namespace eddy::runtime
