#include "bindings/http/connection.h"

#include <algorithm>
#include <utility>

#include "bindings/http/server.h"
#include "bindings/http/turn.h"

namespace eddy::bindings {

namespace {

// A write of memory that something else owns.
struct HeldWrite final : loop::WriteRequest {
  HeldWrite(std::string_view bytes, std::shared_ptr<void> held)
      : loop::WriteRequest(ByteView(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size())),
        hold(std::move(held)) {}
  std::shared_ptr<void> hold;
};

ByteView Bytes(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

}  // namespace

HttpConnection::HttpConnection(HttpServer& server, uint32_t slot, uint32_t generation)
    : server_(server),
      socket_(new loop::TcpSocket(server.loop(), *this)),
      parser_(server.parser_options()),
      slot_(slot),
      generation_(generation) {}

HttpConnection::~HttpConnection() = default;

Status HttpConnection::Open(loop::FileDescriptor fd) {
  since_ = server_.loop().Now();
  Status status = socket_->Open(std::move(fd));
  if (status.ok()) status = socket_->StartReading();
  return status;
}

void HttpConnection::OnData(loop::Stream&, loop::Lease& lease) {
  if (closing_) return;
  Read({reinterpret_cast<const char*>(lease.data()), lease.size()});
}

void HttpConnection::Read(std::string_view input) {
  if (finishing_ || failed_) return;
  if (awaiting_ || (busy_ && !body_pending_)) return Keep(input);
  http::Head& head = server_.turn_head();
  std::string_view whole = input;
  bool end_reported = false;
  for (;;) {
    bool began = parser_.in_message();
    http::Event event = parser_.Next(input, head);
    if (!began && parser_.in_message()) {
      Unlink();
      since_ = server_.loop().Now();
    }
    switch (event) {
      case http::Event::kNeedData:
        return;
      case http::Event::kHead:
        ReportHead(input, head);
        if (closing_) return;
        if (!body_pending_ || awaiting_) {
          if (!input.empty()) Keep(input);
          return;
        }
        break;
      case http::Event::kBody:
        if (discard_) break;
        {
          uint32_t* words = server_.Report(HttpRecord::kBody, *this);
          std::string_view body = parser_.body();
          words[4] = server_.turn().AddBuffer(body);
        }
        break;
      case http::Event::kTrailers: {
        uint32_t* words = server_.Report(HttpRecord::kBodyEnd, *this);
        uint32_t table = 0;
        uint32_t start = server_.turn().AddHead(head, table);
        words[6] = start;
        words[8] = table;
        words[9] = static_cast<uint32_t>(head.fields.size());
        end_reported = true;
        break;
      }
      case http::Event::kComplete:
        body_pending_ = false;
        if (busy_ && !end_reported) server_.Report(HttpRecord::kBodyEnd, *this)[9] = 0;
        end_reported = false;
        if (!busy_) {
          BecomeIdle();
          break;
        }
        if (!input.empty()) Keep(input);
        return;
      case http::Event::kUpgraded:
        return Keep(input);
      case http::Event::kError: {
        Unlink();
        failed_ = true;
        head_pending_ = body_pending_ = false;
        socket_->StopReading();
        uint32_t* words = server_.Report(HttpRecord::kError, *this);
        words[4] = static_cast<uint32_t>(parser_.error());
        words[5] = static_cast<uint32_t>(whole.size() - input.size());
        words[6] = server_.turn().AddText(whole);
        words[7] = static_cast<uint32_t>(whole.size());
        return;
      }
    }
  }
}

void HttpConnection::ReportHead(std::string_view& input, http::Head& head) {
  busy_ = true;
  head_pending_ = false;
  discard_ = false;
  requests_++;
  uint32_t flags = head.has(http::kKeepAlive) ? HttpTurn::kPersistent : 0;
  std::string_view body;
  // Of other protocols and of what waits for 100 Continue the body is no part yet.
  bool special = head.has(http::kUpgrade) || head.has(http::kExpect);
  if (head.has(http::kNoBody)) {
    flags |= HttpTurn::kWhole;
  } else if (!special && head.has(http::kHasContentLength) && head.content_length <= kMostFolded &&
             head.content_length <= input.size()) {
    body = input.substr(0, head.content_length);
    flags |= HttpTurn::kWhole;
  }
  uint32_t* words = server_.Report(HttpRecord::kRequest, *this);
  HttpTurn& turn = server_.turn();
  uint32_t table = 0;
  uint32_t start = turn.AddHead(head, table);
  words[4] = static_cast<uint32_t>(head.method) | uint32_t{head.flags} << 8 | uint32_t{head.major} << 24 |
             uint32_t{head.minor} << 28;
  words[5] = flags;
  words[6] = start;
  words[7] = static_cast<uint32_t>(head.bytes.size());
  words[8] = table;
  words[9] = static_cast<uint32_t>(head.fields.size());
  words[10] = head.target;
  words[11] = head.target_size;
  words[12] = body.empty() ? 0 : turn.AddText(body);
  words[13] = static_cast<uint32_t>(body.size());
  words[14] = requests_;
  body_pending_ = (flags & HttpTurn::kWhole) == 0;
  awaiting_ = body_pending_ && head.has(http::kUpgrade);
  if (!body_pending_) {
    // The parser passes over what went along: its end is due at once.
    http::Head& scratch = server_.turn_head();
    if (!body.empty()) (void)parser_.Next(input, scratch);
    (void)parser_.Next(input, scratch);
  }
}

void HttpConnection::Keep(std::string_view input) {
  if (kept_ == nullptr) kept_ = std::make_unique<std::string>();
  kept_->append(input);
  if (kept_->size() > kMostKept) socket_->StopReading();
  if (busy_ && !awaiting_ && !ahead_) {
    ahead_ = true;
    server_.Report(HttpRecord::kAhead, *this);
  }
  if (!busy_ && !resuming_) {
    resuming_ = true;
    server_.turn().ResumeLater(*this);
  }
}

void HttpConnection::ReadKept() {
  resuming_ = false;
  if (closing_ || finishing_ || awaiting_ || kept_ == nullptr || (busy_ && !body_pending_)) return;
  std::unique_ptr<std::string> kept = std::move(kept_);
  Read(*kept);
  if (closing_ || finishing_) return;
  if (kept_ == nullptr && !paused_ && !ended_) (void)socket_->StartReading();
  if (ended_ && idle()) Destroy();
}

void HttpConnection::Send(std::string_view bytes) {
  if (closing_) return;
  (void)socket_->WriteCopy(Bytes(bytes));
}

void HttpConnection::SendHeld(std::string_view bytes, std::shared_ptr<void> hold) {
  if (closing_) return;
  auto* write = new HeldWrite(bytes, std::move(hold));
  if (socket_->Write(*write).ok()) {
    held_.push_back(write);
  } else {
    delete write;
  }
}

void HttpConnection::FinishResponse(bool keep) {
  if (!busy_) return;
  busy_ = ahead_ = false;
  if (!keep || !parser_.keep_alive() || (ended_ && kept_ == nullptr)) {
    finishing_ = true;
    socket_->StopReading();
    if (!socket_->Shutdown().ok()) Destroy();
    return;
  }
  if (body_pending_) {
    // The answer came before the request had ended: what is left of it is read and dropped.
    discard_ = true;
    if (paused_) ResumeBody();
    return;
  }
  BecomeIdle();
}

void HttpConnection::BecomeIdle() {
  head_pending_ = true;
  since_ = server_.loop().Now();
  server_.OnIdle(*this);
  if (kept_ != nullptr && !resuming_) {
    resuming_ = true;
    server_.turn().ResumeLater(*this);
  }
}

void HttpConnection::PauseBody() {
  paused_ = true;
  socket_->StopReading();
}

void HttpConnection::ResumeBody() {
  paused_ = false;
  if (!closing_ && !finishing_) (void)socket_->StartReading();
}

void HttpConnection::Destroy() {
  if (closing_) return;
  closing_ = true;
  Unlink();
  if (socket_ != nullptr) socket_->Close();
}

void HttpConnection::EndWhenSent() {
  if (closing_ || socket_->QueuedBytes() == 0) return Destroy();
  Unlink();
  finishing_ = true;
  socket_->StopReading();
  if (!socket_->Shutdown().ok()) Destroy();
}

void HttpConnection::WaitAgain() {
  Unlink();
  since_ = server_.loop().Now();
}

void HttpConnection::Proceed() {
  awaiting_ = false;
  if (kept_ == nullptr || resuming_) return;
  resuming_ = true;
  server_.turn().ResumeLater(*this);
}

void HttpConnection::Refuse(std::string_view response) {
  if (closing_) return;
  Unlink();
  busy_ = head_pending_ = body_pending_ = false;
  finishing_ = true;
  kept_.reset();
  socket_->StopReading();
  Send(response);
  if (!socket_->Shutdown().ok()) Destroy();
}

std::unique_ptr<loop::TcpSocket> HttpConnection::Release(http::Parser& parser, std::string& kept,
                                                         std::vector<loop::WriteRequest*>& held) {
  Unlink();
  closing_ = true;
  socket_->StopReading();
  parser = std::move(parser_);
  if (kept_ != nullptr) kept = std::move(*kept_);
  held = std::move(held_);
  auto socket = std::move(socket_);
  server_.Remove(*this);
  return socket;
}

void HttpConnection::Gone(int error) {
  error_ = error;
  if (busy_) server_.Report(HttpRecord::kClosed, *this)[4] = static_cast<uint32_t>(error);
  Destroy();
}

void HttpConnection::OnEnd(loop::Stream&) {
  ended_ = true;
  if (closing_ || finishing_ || failed_) return;
  // Node gives up a request whose client has half-closed, unless told otherwise (httpAllowHalfOpen).
  if (busy_ && !body_pending_) {
    if (!server_.allow_half_open()) server_.Report(HttpRecord::kClosed, *this)[4] = 0;
    return;
  }
  if (parser_.in_message()) {
    if (parser_.Finish() != http::Event::kError) return Gone(0);
    failed_ = true;
    uint32_t* words = server_.Report(HttpRecord::kError, *this);
    words[4] = static_cast<uint32_t>(parser_.error());
    words[5] = words[7] = 0;
    words[6] = server_.turn().AddText({});
    return;
  }
  if (kept_ == nullptr) Destroy();
}

void HttpConnection::OnError(loop::Stream&, Status status) { Gone(status.code()); }

void HttpConnection::OnWriteDone(loop::Stream&, loop::WriteRequest& request, Status status) {
  std::erase(held_, &request);
  delete &request;
  if (!status.ok() && status.code() != -ECANCELED) Gone(status.code());
}

void HttpConnection::OnDrain(loop::Stream&) {
  if (!report_drain_ || !busy_ || closing_) return;
  report_drain_ = false;
  server_.Report(HttpRecord::kDrain, *this);
}

void HttpConnection::OnShutdown(loop::Stream&, Status) { Destroy(); }

void HttpConnection::OnClose(loop::Stream&) {
  if (watched_) server_.Report(HttpRecord::kGone, *this)[4] = static_cast<uint32_t>(error_);
  server_.Remove(*this);
}

}  // namespace eddy::bindings
