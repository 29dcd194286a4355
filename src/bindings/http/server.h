// The C++ side of http.Server: keeps its connections in a slab, and closes those whose time is over.
//
// JavaScript names a connection by slot and generation; calls for one that is gone do nothing and return false.
#pragma once
#include <v8.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bindings/http/connection.h"
#include "bindings/http/turn.h"
#include "engine/binding.h"
#include "http/parser.h"
#include "http/serializer.h"
#include "loop/tcp.h"
#include "loop/timer.h"
#include "runtime/realm.h"

namespace eddy::bindings {

class HttpServer final : public engine::Wrapper, public loop::TimerListener {
 public:
  // Numbers that lib/internal/http/native_connection.js sets; times in milliseconds, 0 for none.
  enum class Setting : uint32_t {
    kMaxHeaderSize,
    kLeniency,
    kKeepAliveTimeout,
    kHeadersTimeout,
    kRequestTimeout,
    kCheckingInterval,
    kNoDelay,
    kKeepAlive,
    kKeepAliveInitialDelay,
    kAllowHalfOpen,
    kCount,
  };

  HttpServer(Realm& realm, uint32_t id);
  ~HttpServer() override;
  static std::unique_ptr<HttpServer> Make(Realm& realm, uint32_t id) { return std::make_unique<HttpServer>(realm, id); }

  // For JavaScript.
  void Set(uint32_t setting, double value);
  // Takes a connection that was accepted; its slot. Errors: loop::Stream::Open's.
  Result<uint32_t> Accept(int32_t fd);
  // Of the connection in `slot`, which there is.
  uint32_t GenerationOf(uint32_t slot) { return slots_[slot]->generation(); }
  // From here on kEmpty is reported when there is no connection (any more).
  void ReportEmpty();
  // respond(slot, generation, head, flags, body or undefined, latin1) -> whether the connection is there: a whole
  // response. `head` is status line and fields; `flags` say what to add, see server.cc.
  void Respond(const engine::CallInfo& info);
  // write(slot, generation, text or undefined, data or undefined, latin1, chunked, wanted) -> bytes queued, or -1: part
  // of a response. `text` goes as it is; `data` as a chunk when `chunked`. kDrain is reported when `wanted` are queued.
  void Write(const engine::CallInfo& info);
  // The response that Write began is whole.
  bool Finish(uint32_t slot, uint32_t generation, bool keep);
  bool PauseBody(uint32_t slot, uint32_t generation);
  bool ResumeBody(uint32_t slot, uint32_t generation);
  bool Proceed(uint32_t slot, uint32_t generation);
  bool Destroy(uint32_t slot, uint32_t generation);
  // Answers with `response` and ends the connection.
  bool Refuse(uint32_t slot, uint32_t generation, std::string response);
  // From here on its end is reported as kGone. False when it is gone already.
  bool Watch(uint32_t slot, uint32_t generation);
  // 0 when the connection is gone, else kOpen and what else holds.
  enum : uint32_t { kOpen = 1, kPeerEnded = 2, kEnding = 4 };
  uint32_t Look(uint32_t slot, uint32_t generation);
  // [address, port, family]; undefined when the connection is gone.
  v8::Local<v8::Value> LocalAddress(uint32_t slot, uint32_t generation);
  v8::Local<v8::Value> PeerAddress(uint32_t slot, uint32_t generation);
  // The next CloseIdle leaves this connection: its response is only just being finished.
  void Spare(uint32_t slot, uint32_t generation);
  void CloseIdle();
  void CloseAll();
  uint32_t Connections() const { return live_; }
  uint32_t Queued(uint32_t slot, uint32_t generation);

  // The connection, or null when it is gone.
  HttpConnection* Find(uint32_t slot, uint32_t generation) {
    if (slot >= slots_.size() || slots_[slot] == nullptr || slots_[slot]->generation() != generation) return nullptr;
    return slots_[slot].get();
  }

  // For connections.
  loop::Loop& loop() { return realm_.loop(); }
  bool allow_half_open() const { return setting(Setting::kAllowHalfOpen) != 0; }
  HttpTurn& turn() { return turn_; }
  http::Head& turn_head() { return head_; }
  const http::ParserOptions& parser_options() const { return parser_options_; }
  uint32_t* Report(HttpRecord kind, HttpConnection& connection) {
    return turn_.Add(kind, id_, connection.slot(), connection.generation());
  }
  void OnIdle(HttpConnection& connection);
  void Remove(HttpConnection& connection);

 private:
  void OnTimer(loop::Timer& timer) override;
  void SendWithBody(HttpConnection& connection, v8::Local<v8::Value> body, bool latin1, std::string_view tail);
  void ArmIdleTimer();
  void CheckConnections();
  double setting(Setting s) const { return settings_[static_cast<size_t>(s)]; }

  Realm& realm_;
  HttpTurn& turn_;
  uint32_t id_;
  uint32_t generations_ = 0;
  uint32_t live_ = 0;
  bool report_empty_ = false;
  loop::Timer idle_timer_;
  loop::Timer check_timer_;
  IntrusiveList<HttpConnection, IdleList> idle_;  // in the order in which they became idle
  std::vector<std::unique_ptr<HttpConnection>> slots_;
  std::vector<uint32_t> free_;
  std::vector<HttpConnection*> spared_;
  http::ParserOptions parser_options_;
  http::Head head_;
  http::DateCache date_;
  std::string out_;
  double settings_[static_cast<size_t>(Setting::kCount)] = {};
};

}  // namespace eddy::bindings
