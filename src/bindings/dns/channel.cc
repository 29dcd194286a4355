#include "bindings/dns/channel.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "loop/poll.h"
#include "loop/socket_calls.h"

namespace eddy::bindings {

namespace {

constexpr int kDnsPort = 53;
// How often a question is asked again at once, because a server could not be asked: c-ares does so by recursion. Nor do
// more timeouts ever pass that double.
constexpr int kMostFaults = 32;
constexpr uint8_t kLastResponseCode = 11;  // DSOTYPENI, RFC 8490

// From an outcome of c-ares's functions to an errno.
Status FromAres(int status) {
  switch (status) {
    case ARES_SUCCESS:
      return {};
    case ARES_ENOMEM:
      return Status(-ENOMEM);
    case ARES_ENOTIMP:
      return Status(-EBUSY);
    default:
      return Status(-EINVAL);
  }
}

// What a response code means for whoever asked; RFC 1035 section 4.1.1. The codes that came later are about updates and
// say nothing about the answers.
int StatusOf(const dns::Message& answer) {
  switch (answer.response_code) {
    case 1:
      return ARES_EFORMERR;
    case 2:
      return ARES_ESERVFAIL;
    case 3:
      return ARES_ENOTFOUND;
    case 4:
      return ARES_ENOTIMP;
    case 5:
      return ARES_EREFUSED;
    default:
      if (answer.response_code > kLastResponseCode) return ARES_ESERVFAIL;
      return answer.answer_count == 0 ? ARES_ENODATA : ARES_SUCCESS;
  }
}

bool SameAddress(const loop::SocketAddress& address, const sockaddr* native) {
  if (address.family() != native->sa_family) return false;
  if (address.family() == AF_INET) {
    const auto* a = reinterpret_cast<const sockaddr_in*>(address.native());
    const auto* b = reinterpret_cast<const sockaddr_in*>(native);
    return a->sin_port == b->sin_port && a->sin_addr.s_addr == b->sin_addr.s_addr;
  }
  const auto* a = reinterpret_cast<const sockaddr_in6*>(address.native());
  const auto* b = reinterpret_cast<const sockaddr_in6*>(native);
  return a->sin6_port == b->sin6_port && std::memcmp(&a->sin6_addr, &b->sin6_addr, sizeof a->sin6_addr) == 0;
}

loop::SocketAddress FromNode(const ares_addr_port_node& node) {
  const int port = node.udp_port == 0 ? kDnsPort : node.udp_port;
  if (node.family == AF_INET) {
    sockaddr_in native{};
    native.sin_family = AF_INET;
    native.sin_port = htons(static_cast<uint16_t>(port));
    native.sin_addr = node.addr.addr4;
    return loop::SocketAddress::FromNative(reinterpret_cast<const sockaddr*>(&native), sizeof native);
  }
  sockaddr_in6 native{};
  native.sin6_family = AF_INET6;
  native.sin6_port = htons(static_cast<uint16_t>(port));
  std::memcpy(&native.sin6_addr, &node.addr.addr6, sizeof native.sin6_addr);
  return loop::SocketAddress::FromNative(reinterpret_cast<const sockaddr*>(&native), sizeof native);
}

// c-ares counts who uses it without a lock.
bool LibraryIsReady() {
  static const bool ready = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;
  return ready;
}

}  // namespace

// A socket that c-ares has asked for. It outlives the channel's interest until the loop has closed it, then deletes
// itself.
class DnsChannel::Socket final : private loop::PollListener {
 public:
  Socket(Lane& lane, bool is_stream) : lane_(&lane), handle_(lane.owner.loop_, *this), is_stream_(is_stream) {}

  Status Open(loop::FileDescriptor fd) {
    fd_ = fd.get();
    return handle_.Open(std::move(fd));
  }
  void Want(uint32_t events) { handle_.Want(events); }
  // The channel needs it no longer.
  void Close() {
    lane_ = nullptr;
    handle_.Close();
  }
  bool is_stream() const { return is_stream_; }
  // Which of the channel's servers it is connected to.
  size_t server() const { return server_; }
  void set_server(size_t server) { server_ = server; }

 private:
  void OnReady(loop::PollHandle&, uint32_t events, Status status) override {
    if (lane_ == nullptr) return;
    if (!status.ok()) events = loop::kReadable | loop::kWritable;
    lane_->owner.Process(*lane_, (events & loop::kReadable) != 0 ? fd_ : ARES_SOCKET_BAD,
                         (events & loop::kWritable) != 0 ? fd_ : ARES_SOCKET_BAD);
  }
  void OnClose(loop::PollHandle&) override {
    if (lane_ != nullptr) lane_->owner.Forget(fd_);
    delete this;
  }

  Lane* lane_;
  loop::PollHandle handle_;
  int fd_ = -1;
  bool is_stream_;
  size_t server_ = 0;
};

DnsLane::~DnsLane() {
  if (handle != nullptr) ares_destroy(handle);
}

const ares_socket_functions DnsChannel::kSocketFunctions = {
    // asocket
    [](int family, int type, int, void* data) -> ares_socket_t {
      auto& lane = *static_cast<Lane*>(data);
      auto made = loop::MakeSocket(family, type);
      if (!made.ok()) {
        errno = -made.code();
        return ARES_SOCKET_BAD;
      }
      const int fd = made->get();
      const bool is_stream = type == SOCK_STREAM;
      // A question is one segment: there is nothing to wait for.
      if (is_stream) static_cast<void>(loop::SetSocketOption(fd, IPPROTO_TCP, TCP_NODELAY, 1));
      auto socket = std::make_unique<Socket>(lane, is_stream);
      Status status = socket->Open(std::move(*made));
      if (!status.ok()) {
        errno = -status.code();
        return ARES_SOCKET_BAD;
      }
      lane.owner.sockets_.emplace(fd, socket.release());
      return fd;
    },
    // aclose
    [](ares_socket_t fd, void* data) -> int {
      auto& sockets = static_cast<Lane*>(data)->owner.sockets_;
      auto found = sockets.find(fd);
      if (found == sockets.end()) return 0;
      found->second->Close();
      sockets.erase(found);
      return 0;
    },
    // aconnect
    [](ares_socket_t fd, const sockaddr* address, ares_socklen_t length, void* data) -> int {
      return static_cast<Lane*>(data)->owner.Connect(fd, address, length);
    },
    // arecvfrom
    [](ares_socket_t fd, void* room, size_t size, int, sockaddr* from, ares_socklen_t* from_length, void* data) {
      return static_cast<Lane*>(data)->owner.Receive(fd, room, size, from, from_length);
    },
    // asendv
    [](ares_socket_t fd, const iovec* pieces, int count, void* data) {
      return static_cast<Lane*>(data)->owner.Send(fd, pieces, count);
    },
};

DnsChannel::DnsChannel(loop::Loop& loop, const DnsOptions& options)
    : loop_(loop), options_(options), timer_(loop, *this), doubling_tries_(options.tries) {
  const auto limit = static_cast<uint64_t>(options.longest_timeout_ms);
  if (limit == 0) return;
  // As many tries as end before the limit have timeouts that double.
  int rounds = 0;
  for (uint64_t timeout = options.timeout_ms; rounds < options.tries && timeout <= limit; timeout *= 2) rounds++;
  if (rounds == options.tries) return;
  doubling_tries_ = rounds;
  longest_ms_ = static_cast<int>(std::min<uint64_t>(limit, INT32_MAX));
}

Result<std::unique_ptr<DnsChannel>> DnsChannel::Create(loop::Loop& loop, const DnsOptions& options) {
  if (!LibraryIsReady()) return Status(-ENOMEM);
  std::unique_ptr<DnsChannel> channel(new DnsChannel(loop, options));
  if (channel->doubling_tries_ > 0) {
    auto lane = channel->OpenLane(options.timeout_ms, channel->doubling_tries_);
    if (!lane.ok()) return lane.status();
    channel->doubling_ = std::move(*lane);
  }
  if (channel->longest_ms_ > 0) {
    auto lane = channel->OpenLane(channel->longest_ms_, 1);
    if (!lane.ok()) return lane.status();
    channel->longest_ = std::move(*lane);
  }
  channel->ReadConfiguration();
  return channel;
}

DnsChannel::~DnsChannel() {
  destroying_ = true;
  retired_.clear();
  doubling_.reset();
  longest_.reset();
  while (!done_.empty()) {
    DnsQuery& query = *done_.Front();
    query.Unlink();
    query.Abandoned();
  }
}

Result<std::unique_ptr<DnsLane>> DnsChannel::OpenLane(int timeout_ms, int tries) {
  auto lane = std::make_unique<Lane>(*this, timeout_ms, tries);
  ares_options options{};
  // Response codes are for whoever asks, not a reason to try another server.
  options.flags = ARES_FLAG_NOCHECKRESP;
  options.timeout = timeout_ms;
  options.tries = std::min(tries, kMostFaults);
  options.sock_state_cb = &OnSocketState;
  options.sock_state_cb_data = lane.get();
  const int given = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
  Status status = FromAres(ares_init_options(&lane->handle, &options, given));
  if (!status.ok()) return status;
  ares_set_socket_functions(lane->handle, &kSocketFunctions, lane.get());
  return lane;
}

template <typename F>
void DnsChannel::ForEachLane(F&& visit) {
  if (doubling_ != nullptr) visit(*doubling_);
  if (longest_ != nullptr) visit(*longest_);
  for (auto& lane : retired_) visit(*lane);
}

// Not from within a callback of c-ares.
void DnsChannel::DropRetired() {
  std::erase_if(retired_, [](const std::unique_ptr<Lane>& lane) { return lane->asked == 0; });
}

// Has new questions asked of this server first. What is asked already goes on where it is, as c-ares changes no servers
// while it asks.
Status DnsChannel::Prefer(size_t server) {
  preferred_ = server;
  for (auto* lane : {&doubling_, &longest_}) {
    if (*lane == nullptr) continue;
    if ((*lane)->asked != 0) {
      auto fresh = OpenLane((*lane)->timeout_ms, (*lane)->tries);
      if (!fresh.ok()) return fresh.status();
      retired_.push_back(std::move(*lane));
      *lane = std::move(*fresh);
    }
    Status status = TellServers(**lane);
    if (!status.ok()) return status;
  }
  return {};
}

void DnsChannel::ReadConfiguration() {
  ares_channel handle = (doubling_ != nullptr ? doubling_ : longest_)->handle;
  ares_addr_port_node* nodes = nullptr;
  if (ares_get_servers_ports(handle, &nodes) == ARES_SUCCESS) {
    for (const ares_addr_port_node* node = nodes; node != nullptr; node = node->next)
      servers_.push_back(FromNode(*node));
    ares_free_data(nodes);
  }
  ares_options options{};
  int given = 0;
  if (ares_save_options(handle, &options, &given) == ARES_SUCCESS) {
    if (options.lookups != nullptr) lookups_ = options.lookups;
    ares_destroy_options(&options);
  }
}

Status DnsChannel::SetServers(const std::vector<loop::SocketAddress>& servers) {
  if (pending_ != 0) return Status(-EBUSY);
  servers_.clear();
  for (const auto& server : servers) {
    const bool known = std::any_of(servers_.begin(), servers_.end(), [&](const loop::SocketAddress& other) {
      return SameAddress(other, server.native()) && other.Ip() == server.Ip();
    });
    if (!known) servers_.push_back(server);
  }
  last_heard_ = 0;
  return Prefer(0);
}

Status DnsChannel::TellServers(Lane& lane) {
  std::vector<ares_addr_port_node> nodes(servers_.size());
  for (size_t i = 0; i < nodes.size(); i++) {
    // The preferred one, then the others in their order.
    const size_t at = i == 0 ? preferred_ : i <= preferred_ ? i - 1 : i;
    const loop::SocketAddress& server = servers_[at];
    nodes[i].next = i + 1 < nodes.size() ? &nodes[i + 1] : nullptr;
    nodes[i].family = server.family();
    nodes[i].udp_port = nodes[i].tcp_port = server.Port();
    if (server.family() == AF_INET) {
      nodes[i].addr.addr4 = reinterpret_cast<const sockaddr_in*>(server.native())->sin_addr;
    } else {
      std::memcpy(&nodes[i].addr.addr6, &reinterpret_cast<const sockaddr_in6*>(server.native())->sin6_addr,
                  sizeof nodes[i].addr.addr6);
    }
  }
  return FromAres(ares_set_servers_ports(lane.handle, nodes.empty() ? nullptr : nodes.data()));
}

void DnsChannel::SetLocalAddresses(const loop::SocketAddress& v4, const loop::SocketAddress& v6) {
  local_v4_ = v4;
  local_v6_ = v6;
}

void DnsChannel::Start(DnsQuery& query) {
  pending_++;
  query.channel_ = this;
  query.rounds_ = options_.tries - doubling_tries_;
  asked_.PushBack(query);
  // Where a server is found silent and another answers, that one is asked first from now on. Without the memory for it
  // everything stays as it is.
  if (last_heard_ != preferred_) static_cast<void>(Prefer(last_heard_));
  if (doubling_ != nullptr) {
    Ask(*doubling_, query);
  } else {
    query.rounds_--;
    Ask(*longest_, query);
  }
  if (!done_.empty()) loop_.Defer(*this);
}

void DnsChannel::Settle(DnsQuery& query) {
  pending_++;
  query.channel_ = this;
  done_.PushBack(query);
  loop_.Defer(*this);
}

// What is wrong where there is no server to ask: the name, or just that.
int DnsChannel::StatusOfName(const DnsQuery& query) {
  unsigned char* bytes = nullptr;
  int length = 0;
  const int status = ares_create_query(query.name_.c_str(), dns::kInternet, query.type_, 0, 1, &bytes, &length, 0);
  ares_free_string(bytes);
  return status == ARES_SUCCESS ? ARES_ECONNREFUSED : status;
}

void DnsChannel::Ask(Lane& lane, DnsQuery& query) {
  // c-ares would take what is before a zero byte for the whole name.
  if (query.name_.find('\0') != std::string::npos) return NoteOutcome(query, ARES_EBADNAME, {});
  if (servers_.empty()) return NoteOutcome(query, StatusOfName(query), {});
  const auto wait = static_cast<uint64_t>(lane.timeout_ms);
  if (!timer_.IsActive() || timer_.DueIn() > wait) timer_.Start(wait);
  lane.asked++;
  query.lane_ = &lane;
  ares_query(lane.handle, query.name_.c_str(), dns::kInternet, query.type_, &OnStatus, &query);
}

void DnsChannel::Cancel() {
  ForEachLane([](Lane& lane) { ares_cancel(lane.handle); });
  DropRetired();
  if (!done_.empty()) loop_.Defer(*this);
}

void DnsChannel::OnStatus(void* data, int status, int, unsigned char* answer, int length) {
  auto& query = *static_cast<DnsQuery*>(data);
  query.lane_->asked--;
  query.channel_->NoteOutcome(query, status, {answer, static_cast<size_t>(answer == nullptr ? 0 : length)});
}

void DnsChannel::NoteOutcome(DnsQuery& query, int status, ByteView answer) {
  if (destroying_) {
    query.Unlink();
    query.Abandoned();
    return;
  }
  if (!answer.empty()) {
    bool readable = has_received_;
    if (has_received_) {
      query.answer_ = std::move(received_);
      has_received_ = false;
    } else {
      readable = dns::ReadMessage(answer, query.answer_);  // what came over TCP is all there
    }
    status = readable ? StatusOf(query.answer_) : ARES_EBADRESP;
    if (readable) last_heard_ = receiving_from_;
  } else if (status == ARES_ECONNREFUSED && query.malformed_) {
    status = ARES_EBADRESP;
  }
  const bool unanswered = status == ARES_ETIMEOUT || status == ARES_ECONNREFUSED || status == ARES_EBADRESP;
  if (unanswered && query.rounds_ > 0 && !servers_.empty() &&
      (status == ARES_ETIMEOUT || ++query.faults_ < kMostFaults)) {
    query.rounds_--;
    return Ask(*longest_, query);
  }
  query.status_ = status;
  query.Unlink();
  done_.PushBack(query);
}

void DnsChannel::Deliver() {
  // What finishes meanwhile because of what is told comes in the next turn.
  IntrusiveList<DnsQuery, InDnsChannel> finished;
  while (!done_.empty()) {
    DnsQuery& query = *done_.Front();
    query.Unlink();
    finished.PushBack(query);
  }
  if (finished.empty()) return;
  while (!finished.empty()) {
    DnsQuery& query = *finished.Front();
    query.Unlink();
    pending_--;
    if (pending_ == 0) timer_.Stop();
    // The last one may be what keeps this alive.
    query.Finish();
  }
}

void DnsChannel::Process(Lane& lane, int readable_fd, int writable_fd) {
  ares_process_fd(lane.handle, readable_fd, writable_fd);
  has_received_ = false;
  // What was asked again after a fault is due after one timeout at the earliest.
  if (timer_.IsActive() && timer_.DueIn() > static_cast<uint64_t>(lane.timeout_ms)) StartTimer();
  DropRetired();
  Deliver();
}

void DnsChannel::OnTimer(loop::Timer&) {
  ForEachLane([](Lane& lane) { ares_process_fd(lane.handle, ARES_SOCKET_BAD, ARES_SOCKET_BAD); });
  DropRetired();
  StartTimer();
  Deliver();
}

void DnsChannel::StartTimer() {
  bool any = false;
  int64_t wait_us = 0;
  ForEachLane([&](Lane& lane) {
    timeval next{};
    if (ares_timeout(lane.handle, nullptr, &next) == nullptr) return;
    const int64_t us = int64_t{next.tv_sec} * 1000000 + next.tv_usec;
    wait_us = any ? std::min(wait_us, us) : us;
    any = true;
  });
  if (any) timer_.Start(static_cast<uint64_t>((wait_us + 999) / 1000));
}

void DnsChannel::OnSocketState(void* data, int fd, int readable, int writable) {
  auto& sockets = static_cast<Lane*>(data)->owner.sockets_;
  auto found = sockets.find(fd);
  if (found == sockets.end()) return;
  found->second->Want((readable != 0 ? loop::kReadable : 0u) | (writable != 0 ? loop::kWritable : 0u));
}

int DnsChannel::Connect(int fd, const sockaddr* address, socklen_t length) {
  const loop::SocketAddress& local = address->sa_family == AF_INET ? local_v4_ : local_v6_;
  if (local.is_ip()) {
    Status status = loop::BindSocket(fd, local);
    if (!status.ok()) {
      errno = -status.code();
      return -1;
    }
  }
  // c-ares doesn't know of the scopes that link-local addresses have.
  for (size_t i = 0; i < servers_.size(); i++) {
    if (!SameAddress(servers_[i], address)) continue;
    if (auto found = sockets_.find(fd); found != sockets_.end()) found->second->set_server(i);
    const int connected = loop::ConnectSocket(fd, servers_[i]);
    if (connected == 0) return 0;
    errno = -connected;
    return -1;
  }
  return ::connect(fd, address, length);
}

ares_ssize_t DnsChannel::Receive(int fd, void* data, size_t size, sockaddr* from, ares_socklen_t* from_length) {
  auto found = sockets_.find(fd);
  if (found == sockets_.end()) {
    errno = EBADF;
    return -1;
  }
  receiving_from_ = found->second->server();
  if (found->second->is_stream()) return ::recv(fd, data, size, 0);
  return ReceiveDatagram(fd, {static_cast<uint8_t*>(data), size}, from, from_length);
}

ares_ssize_t DnsChannel::ReceiveDatagram(int fd, ByteSpan room, sockaddr* from, ares_socklen_t* from_length) {
  has_received_ = false;
  uint8_t buffer[dns::kLongestMessage];
  ssize_t length;
  do {
    length = ::recvfrom(fd, buffer, sizeof buffer, 0, from, from_length);
    if (length < 0) return -1;
  } while (length == 0);  // an empty datagram says nothing
  ByteView bytes(buffer, static_cast<size_t>(length));
  // Of a truncated answer nothing is used: it comes again over TCP.
  if (!dns::ReadQuestion(bytes, received_) || (!received_.truncated && !dns::ReadMessage(bytes, received_)) ||
      received_.question_end > room.size()) {
    // For c-ares it is a fault of the connection: whoever waits for this server asks again, or another one.
    for (DnsQuery* query = asked_.Front(); query != nullptr; query = asked_.Next(*query)) query->malformed_ = true;
    errno = EBADMSG;
    return -1;
  }
  has_received_ = true;
  std::memcpy(room.data(), buffer, received_.question_end);
  return static_cast<ares_ssize_t>(received_.question_end);
}

ares_ssize_t DnsChannel::Send(int fd, const iovec* pieces, int count) {
  auto found = sockets_.find(fd);
  if (found == sockets_.end()) {
    errno = EBADF;
    return -1;
  }
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(pieces);
  message.msg_iovlen = static_cast<size_t>(count);
  const ssize_t sent = ::sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent >= 0 || found->second->is_stream() || (errno != EAGAIN && errno != ENOBUFS)) return sent;
  // A datagram that finds no room is as good as lost on its way: it is sent again when its time is over.
  size_t length = 0;
  for (int i = 0; i < count; i++) length += pieces[i].iov_len;
  return static_cast<ares_ssize_t>(length);
}

}  // namespace eddy::bindings
