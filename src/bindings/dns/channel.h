// DnsChannel: questions to name servers, by c-ares on a loop of ours.
//
// c-ares chooses ids, repeats what is lost, goes to the next server, and changes to TCP for what is truncated. Which
// server is asked first is decided here: the one that has answered. The sockets are ours
// (ares_set_socket_functions): they are polled by handles of the loop, and every datagram is read and checked here, so
// that it may be as long as a datagram can be and a malformed one counts as a fault of its server. c-ares itself gets
// to see no more than header and question of an answer.
#pragma once
#include <ares.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/dns/message.h"
#include "base/intrusive_list.h"
#include "loop/loop.h"
#include "loop/socket_address.h"
#include "loop/timer.h"

namespace eddy::bindings {

class DnsChannel;
struct DnsLane;
struct InDnsChannel;

// One question. The asker owns it, and keeps it until Finish or Abandoned.
class DnsQuery : public ListNode<InDnsChannel> {
 public:
  // `name`: in its usual form (RFC 1035 section 5.1), international ones in ASCII.
  DnsQuery(std::string name, uint16_t type) : name_(std::move(name)), type_(type) {}
  virtual ~DnsQuery() = default;

  // The outcome is there: comes once, from a turn of the loop. May delete this, and use the channel.
  virtual void Finish() = 0;
  // Comes instead when the channel is destroyed first. May delete this.
  virtual void Abandoned() = 0;

  // ARES_SUCCESS, or what is wrong: one of the ARES_E* numbers.
  int status() const { return status_; }
  // What the server said; also with a status that a server's response code gave.
  const dns::Message& answer() const { return answer_; }

 private:
  friend class DnsChannel;

  std::string name_;
  uint16_t type_;
  int status_ = ARES_SUCCESS;
  int rounds_ = 0;          // how often more it may be asked in the lane of longest timeouts
  int faults_ = 0;          // how often it was asked again for another reason than a timeout
  bool malformed_ = false;  // a server has answered what nobody can read
  DnsChannel* channel_ = nullptr;
  DnsLane* lane_ = nullptr;
  dns::Message answer_;
};

// A channel of c-ares.
struct DnsLane {
  DnsLane(DnsChannel& channel, int timeout, int rounds) : owner(channel), timeout_ms(timeout), tries(rounds) {}
  DnsLane(const DnsLane&) = delete;
  DnsLane& operator=(const DnsLane&) = delete;
  // Ends what is asked.
  ~DnsLane();

  ares_channel handle = nullptr;
  DnsChannel& owner;
  const int timeout_ms;
  const int tries;
  size_t asked = 0;  // how many questions wait here
};

struct DnsOptions {
  // How long the first try waits, in milliseconds; each later round of all servers waits twice as long as that before.
  int timeout_ms = 2000;
  // How often each server is asked, at least once.
  int tries = 4;
  // No try waits longer than this, in milliseconds; 0: no such limit.
  uint32_t longest_timeout_ms = 0;
};

class DnsChannel final : private loop::TimerListener, private loop::PendingCallback {
 public:
  // Errors: ENOMEM, and what reading the system's configuration fails with. /etc/resolv.conf gives the servers.
  static Result<std::unique_ptr<DnsChannel>> Create(loop::Loop& loop, const DnsOptions& options);
  DnsChannel(const DnsChannel&) = delete;
  DnsChannel& operator=(const DnsChannel&) = delete;
  // Abandons what is under way. Its sockets close later, by themselves.
  ~DnsChannel() override;

  // Asks. Finish never comes from inside.
  void Start(DnsQuery& query);
  // Has `query` finish with success, later, without asking anybody.
  void Settle(DnsQuery& query);
  // Makes every question that has been asked finish with ARES_ECANCELLED, later.
  void Cancel();
  // How many have not finished. While there are some, the loop is kept alive.
  size_t pending() const { return pending_; }

  const std::vector<loop::SocketAddress>& servers() const { return servers_; }
  // Asks `servers` from now on; the same one twice counts once. EBUSY while something is pending.
  Status SetServers(const std::vector<loop::SocketAddress>& servers);
  // Where questions to IPv4 and IPv6 servers are sent from; AF_UNSPEC leaves it to the system.
  void SetLocalAddresses(const loop::SocketAddress& v4, const loop::SocketAddress& v6);

  // In which order the system looks for names: "f" for its file of hosts, "b" for servers.
  const std::string& lookups() const { return lookups_; }

 private:
  class Socket;
  friend class Socket;

  using Lane = DnsLane;

  DnsChannel(loop::Loop& loop, const DnsOptions& options);

  Result<std::unique_ptr<Lane>> OpenLane(int timeout_ms, int tries);
  Status TellServers(Lane& lane);
  Status Prefer(size_t server);
  template <typename F>
  void ForEachLane(F&& visit);
  void DropRetired();
  void ReadConfiguration();
  void Ask(Lane& lane, DnsQuery& query);
  static int StatusOfName(const DnsQuery& query);
  void NoteOutcome(DnsQuery& query, int status, ByteView answer);
  void Process(Lane& lane, int readable_fd, int writable_fd);
  void Deliver();
  // Has the timer fire when the first question is due; looks at all of them.
  void StartTimer();
  void Forget(int fd) { sockets_.erase(fd); }

  int Connect(int fd, const sockaddr* address, socklen_t length);
  ares_ssize_t Receive(int fd, void* data, size_t size, sockaddr* from, ares_socklen_t* from_length);
  ares_ssize_t ReceiveDatagram(int fd, ByteSpan room, sockaddr* from, ares_socklen_t* from_length);
  ares_ssize_t Send(int fd, const iovec* pieces, int count);

  void OnTimer(loop::Timer&) override;
  void RunPending() override { Deliver(); }

  static void OnStatus(void* query, int status, int timeouts, unsigned char* answer, int length);
  static void OnSocketState(void* lane, int fd, int readable, int writable);
  static const ares_socket_functions kSocketFunctions;

  loop::Loop& loop_;
  const DnsOptions options_;
  loop::Timer timer_;
  int doubling_tries_ = 0;
  int longest_ms_ = 0;
  // Where questions are asked: first with timeouts that double, then, when timeouts have a limit, of which c-ares knows
  // nothing, one by one with the timeout that is the limit. Either may be null.
  std::unique_ptr<Lane> doubling_;
  std::unique_ptr<Lane> longest_;
  // Lanes with another order of servers, in which something is still asked.
  std::vector<std::unique_ptr<Lane>> retired_;
  std::vector<loop::SocketAddress> servers_;
  size_t preferred_ = 0;   // which of them is asked first: the one that has answered
  size_t last_heard_ = 0;  // which has said something last
  loop::SocketAddress local_v4_;
  loop::SocketAddress local_v6_;
  std::string lookups_;
  std::unordered_map<int, Socket*> sockets_;
  IntrusiveList<DnsQuery, InDnsChannel> asked_;
  IntrusiveList<DnsQuery, InDnsChannel> done_;
  size_t pending_ = 0;
  // The datagram that c-ares has been given last; read by whatever query it answers.
  dns::Message received_;
  bool has_received_ = false;
  size_t receiving_from_ = 0;  // the server whose socket is read
  bool destroying_ = false;
};

}  // namespace eddy::bindings
