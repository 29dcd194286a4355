#include "bindings/http/socket_binding.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace eddy::bindings {

HttpSocketBinding::HttpSocketBinding(Realm& realm, std::unique_ptr<loop::TcpSocket> socket,
                                     std::vector<loop::WriteRequest*> foreign, std::string kept)
    : StreamBinding(realm, *socket), socket_(std::move(socket)), foreign_(std::move(foreign)), kept_(std::move(kept)) {
  socket_->SetListener(this);
}

HttpSocketBinding::~HttpSocketBinding() = default;

std::unique_ptr<HttpSocketBinding> HttpSocketBinding::Make(Realm& realm, HttpServer* server, uint32_t slot,
                                                           uint32_t generation, HttpParserBinding* parser) {
  HttpConnection* connection = server->Find(slot, generation);
  if (connection == nullptr || connection->closing()) {
    realm.isolate()->ThrowException(v8::Exception::Error(engine::Internalized(realm.isolate(), "ENOTCONN")));
    return nullptr;
  }
  http::Parser state{http::ParserOptions{}};
  std::string kept;
  std::vector<loop::WriteRequest*> foreign;
  auto socket = connection->Release(state, kept, foreign);
  parser->Adopt(std::move(state));
  return std::make_unique<HttpSocketBinding>(realm, std::move(socket), std::move(foreign), std::move(kept));
}

v8::Local<v8::Value> HttpSocketBinding::TakeKept() {
  v8::Local<v8::ArrayBuffer> memory = v8::ArrayBuffer::New(isolate(), kept_.size());
  if (!kept_.empty()) std::memcpy(memory->Data(), kept_.data(), kept_.size());
  kept_ = {};
  return memory;
}

Status HttpSocketBinding::SetKeepAlive(bool on, int32_t initial_delay, int32_t, int32_t) {
  return socket_->SetKeepAlive(on, initial_delay);
}

void HttpSocketBinding::OnWriteDone(loop::Stream& stream, loop::WriteRequest& request, Status status) {
  auto found = std::find(foreign_.begin(), foreign_.end(), &request);
  if (found == foreign_.end()) return StreamBinding::OnWriteDone(stream, request, status);
  foreign_.erase(found);
  delete &request;
}

}  // namespace eddy::bindings
