// A connection of the server's native path that has become a socket: somebody wants to see it, or it changes protocol.
// Towards JavaScript it is what binding('tcp').Socket is, so lib/net.js makes a Socket of it.
#pragma once
#include <v8.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bindings/http/connection.h"
#include "bindings/http/parser_binding.h"
#include "bindings/http/server.h"
#include "bindings/stream_binding.h"
#include "loop/tcp.h"

namespace eddy::bindings {

class HttpSocketBinding final : public StreamBinding {
 public:
  HttpSocketBinding(Realm& realm, std::unique_ptr<loop::TcpSocket> socket, std::vector<loop::WriteRequest*> foreign,
                    std::string kept);
  ~HttpSocketBinding() override;

  // new Socket(server, slot, generation, parser): takes the connection from the server; `parser` goes on where its
  // parser was. Throws ENOTCONN as an Error when it is gone.
  static std::unique_ptr<HttpSocketBinding> Make(Realm& realm, HttpServer* server, uint32_t slot, uint32_t generation,
                                                 HttpParserBinding* parser);

  // To be called once, right after construction: begins to own itself.
  void Start() { Hold(); }
  // What had been read and not looked at.
  v8::Local<v8::Value> TakeKept();

  // Whether the peer's end had been seen before: it is not reported again.
  bool HasEnded() { return socket_->HasEnded(); }

  Status SetNoDelay(bool on) { return socket_->SetNoDelay(on); }
  // Seconds.
  Status SetKeepAlive(bool on, int32_t initial_delay, int32_t interval, int32_t count);
  Status Reset() { return socket_->Reset(); }
  v8::Local<v8::Value> LocalAddress() { return DescribeAddress(isolate(), socket_->LocalAddress()); }
  v8::Local<v8::Value> PeerAddress() { return DescribeAddress(isolate(), socket_->PeerAddress()); }

 private:
  void OnWriteDone(loop::Stream& stream, loop::WriteRequest& request, Status status) override;

  std::unique_ptr<loop::TcpSocket> socket_;
  std::vector<loop::WriteRequest*> foreign_;  // writes that the connection had begun
  std::string kept_;
};

}  // namespace eddy::bindings
