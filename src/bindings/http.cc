// binding('http'): what lib/internal/http/ needs of the HTTP/1.1 core: tables, the server, the parser.
#include "bindings/http/parser_binding.h"
#include "bindings/http/server.h"
#include "bindings/http/socket_binding.h"
#include "bindings/http/turn.h"
#include "bindings/registry.h"
#include "engine/strings.h"
#include "http/error.h"
#include "http/header_names.h"
#include "http/method.h"
#include "http/status.h"

namespace eddy::bindings {

namespace {

std::vector<std::string> MethodList() {
  std::vector<std::string> list;
  for (std::string_view name : http::Methods()) list.emplace_back(name);
  return list;
}

// [code, reason phrase, code, ...]
std::vector<std::string> StatusList() {
  std::vector<std::string> list;
  for (const http::StatusText& status : http::Statuses()) {
    list.push_back(std::to_string(status.code));
    list.emplace_back(status.reason);
  }
  return list;
}

// [lower case, canonical, lower case, ...] by number.
std::vector<std::string> FieldNames() {
  std::vector<std::string> list;
  for (const http::HeaderName& name : http::HeaderNames()) {
    list.emplace_back(name.lower);
    list.emplace_back(name.canonical);
  }
  return list;
}

// [code, reason] of a parse error's number.
std::vector<std::string> DescribeError(uint32_t number) {
  if (number >= static_cast<uint32_t>(http::ParseError::kCount)) return {};
  const http::ParseErrorText& text = http::Describe(static_cast<http::ParseError>(number));
  return {std::string(text.code), std::string(text.reason)};
}

void SetTurnReceiver(Realm& realm, v8::Local<v8::Function> on_turn, v8::Local<v8::Uint32Array> words) {
  realm.State<HttpTurn>().SetReceiver(on_turn, words);
}

}  // namespace

void DefineHttp(BindingTarget& target) {
  target.Function<&MethodList>("methods");
  target.Function<&StatusList>("statuses");
  target.Function<&FieldNames>("fieldNames");
  target.Function<&DescribeError>("describeError");
  target.Constant("headerOverflow", static_cast<int32_t>(http::ParseError::kHeaderOverflow));
  target.Function<&SetTurnReceiver>("setTurnReceiver");
  target.Class<HttpParserBinding, &HttpParserBinding::Make>("Parser", [](engine::ClassTarget& methods) {
    methods.Method<HttpParserBinding, &HttpParserBinding::Next>("next");
    methods.Method<HttpParserBinding, &HttpParserBinding::Text>("text");
    methods.Method<HttpParserBinding, &HttpParserBinding::Finish>("finish");
    methods.Method<HttpParserBinding, &HttpParserBinding::Error>("error");
    methods.Method<HttpParserBinding, &HttpParserBinding::SkipBody>("skipBody");
    methods.Method<HttpParserBinding, &HttpParserBinding::TakeUpgrade>("takeUpgrade");
    methods.Method<HttpParserBinding, &HttpParserBinding::InMessage>("inMessage");
    methods.Method<HttpParserBinding, &HttpParserBinding::KeepAlive>("keepAlive");
  });
  target.Class<HttpSocketBinding, &HttpSocketBinding::Make>("Socket", [](engine::ClassTarget& methods) {
    StreamBinding::Methods<HttpSocketBinding>(methods);
    methods.Method<HttpSocketBinding, &HttpSocketBinding::Start>("start");
    methods.Method<HttpSocketBinding, &HttpSocketBinding::TakeKept>("takeKept");
    methods.Method<HttpSocketBinding, &HttpSocketBinding::HasEnded>("hasEnded");
    methods.Method<HttpSocketBinding, &HttpSocketBinding::SetNoDelay>("setNoDelay");
    methods.Method<HttpSocketBinding, &HttpSocketBinding::SetKeepAlive>("setKeepAlive");
    methods.Method<HttpSocketBinding, &HttpSocketBinding::Reset>("reset");
    methods.Method<HttpSocketBinding, &HttpSocketBinding::LocalAddress>("localAddress");
    methods.Method<HttpSocketBinding, &HttpSocketBinding::PeerAddress>("peerAddress");
  });
  target.Class<HttpServer, &HttpServer::Make>("Server", [](engine::ClassTarget& methods) {
    methods.Method<HttpServer, &HttpServer::Set>("set");
    methods.Method<HttpServer, &HttpServer::Accept>("accept");
    methods.Method<HttpServer, &HttpServer::GenerationOf>("generationOf");
    methods.Method<HttpServer, &HttpServer::ReportEmpty>("reportEmpty");
    methods.Method<HttpServer, &HttpServer::Respond>("respond");
    methods.Method<HttpServer, &HttpServer::Write>("write");
    methods.Method<HttpServer, &HttpServer::Finish>("finish");
    methods.Method<HttpServer, &HttpServer::PauseBody>("pauseBody");
    methods.Method<HttpServer, &HttpServer::ResumeBody>("resumeBody");
    methods.Method<HttpServer, &HttpServer::Proceed>("proceed");
    methods.Method<HttpServer, &HttpServer::Destroy>("destroy");
    methods.Method<HttpServer, &HttpServer::Refuse>("refuse");
    methods.Method<HttpServer, &HttpServer::Watch>("watch");
    methods.Method<HttpServer, &HttpServer::Look>("look");
    methods.Method<HttpServer, &HttpServer::LocalAddress>("localAddress");
    methods.Method<HttpServer, &HttpServer::PeerAddress>("peerAddress");
    methods.Method<HttpServer, &HttpServer::Spare>("spare");
    methods.Method<HttpServer, &HttpServer::CloseIdle>("closeIdle");
    methods.Method<HttpServer, &HttpServer::CloseAll>("closeAll");
    methods.Method<HttpServer, &HttpServer::Connections>("connections");
    methods.Method<HttpServer, &HttpServer::Queued>("queued");
  });
}

}  // namespace eddy::bindings
