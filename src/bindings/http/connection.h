// One client of an HTTP server, without JavaScript: parses what comes, reports to the turn, and writes what it is
// given.
//
// One request at a time: while its response is not whole, further input is kept (at most kMostKept bytes, then reading
// stops), so pipelined requests are answered in order. A program that does not answer at once gets those behind it as
// well: JavaScript is told (kAhead) and takes the connection over.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/intrusive_list.h"
#include "http/parser.h"
#include "loop/tcp.h"

namespace eddy::bindings {

class HttpServer;
struct IdleList;

class HttpConnection final : public loop::StreamListener, public ListNode<IdleList> {
 public:
  // Input that is kept behind an unfinished request.
  static constexpr size_t kMostKept = 64 * 1024;
  // A body up to this size that is all there goes along with its head.
  static constexpr size_t kMostFolded = 8 * 1024;

  HttpConnection(HttpServer& server, uint32_t slot, uint32_t generation);
  ~HttpConnection() override;

  // Takes an accepted descriptor and starts to read.
  Status Open(loop::FileDescriptor fd);

  // What JavaScript does with the connection; see lib/internal/http/native_connection.js.
  // Sends `bytes`; the response goes on.
  void Send(std::string_view bytes);
  // Sends long bytes without copying them; `hold` keeps them alive.
  void SendHeld(std::string_view bytes, std::shared_ptr<void> hold);
  // The response is whole. Without `keep`, the connection ends when all is sent.
  void FinishResponse(bool keep);
  // Reports once when the output queue runs empty.
  void ReportDrain() { report_drain_ = true; }
  // Reports when the connection is closed.
  void Watch() { watched_ = true; }
  void PauseBody();
  void ResumeBody();
  // After a request that asks for another protocol: it is an ordinary one, read on.
  void Proceed();
  void Destroy();
  // Ends the connection, which is idle, once its client has the last response.
  void EndWhenSent();
  // The server gives the connection up, with the request in progress.
  void GiveUp() { Gone(0); }
  // As if it had become idle now.
  void WaitAgain();
  // Sends a last response, to input that makes no sense, and ends the connection.
  void Refuse(std::string_view response);

  // Gives up the socket for another owner; this connection is closed then. What was read and not parsed goes to `kept`.
  // Writes of SendHeld that are under way go to `held`: whoever is told of their end deletes them.
  std::unique_ptr<loop::TcpSocket> Release(http::Parser& parser, std::string& kept,
                                           std::vector<loop::WriteRequest*>& held);

  // Goes on with what was kept; called by the turn.
  void ReadKept();

  uint32_t slot() const { return slot_; }
  uint32_t generation() const { return generation_; }
  bool idle() const { return !busy_ && !parser_.in_message(); }
  bool busy() const { return busy_; }
  bool closing() const { return closing_; }
  bool peer_ended() const { return ended_; }
  bool ending() const { return finishing_; }
  uint32_t requests() const { return requests_; }
  size_t queued_bytes() const { return socket_->QueuedBytes(); }
  loop::TcpSocket& socket() { return *socket_; }
  // Loop::Now when the connection became idle, or the message in progress began.
  uint64_t since() const { return since_; }
  bool reading_head() const { return head_pending_; }
  bool reading_request() const { return head_pending_ || body_pending_; }

 private:
  void OnData(loop::Stream& stream, loop::Lease& lease) override;
  void OnEnd(loop::Stream& stream) override;
  void OnError(loop::Stream& stream, Status status) override;
  void OnWriteDone(loop::Stream& stream, loop::WriteRequest& request, Status status) override;
  void OnDrain(loop::Stream& stream) override;
  void OnShutdown(loop::Stream& stream, Status status) override;
  void OnClose(loop::Stream& stream) override;

  void Read(std::string_view input);
  void ReportHead(std::string_view& input, http::Head& head);
  void Keep(std::string_view input);
  void BecomeIdle();
  void Gone(int error);

  HttpServer& server_;
  std::unique_ptr<loop::TcpSocket> socket_;  // destroyed in its close callback, with this
  http::Parser parser_;
  std::unique_ptr<std::string> kept_;
  std::vector<loop::WriteRequest*> held_;
  uint64_t since_ = 0;
  uint32_t slot_;
  uint32_t generation_;
  uint32_t requests_ = 0;
  int error_ = 0;              // what ended the connection, for whoever watches
  bool busy_ = false;          // a request was reported and its response is not whole
  bool head_pending_ = true;   // waiting for (the rest of) a head
  bool body_pending_ = false;  // the request's body has not ended
  bool discard_ = false;
  bool awaiting_ = false;  // JavaScript decides whether the connection changes protocol
  bool paused_ = false;    // by JavaScript
  bool ended_ = false;     // the peer has ended its side
  bool closing_ = false;
  bool finishing_ = false;  // shut down after the output
  bool resuming_ = false;
  bool report_drain_ = false;
  bool watched_ = false;
  bool ahead_ = false;   // input behind the unfinished request was reported
  bool failed_ = false;  // the input made no sense, which was reported
};

}  // namespace eddy::bindings
