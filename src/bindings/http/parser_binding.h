// The parser as JavaScript sees it: for connections whose bytes come through a stream (internal/http/stream_parser.js).
#pragma once
#include <v8.h>

#include <cstdint>
#include <memory>
#include <string>

#include "engine/wrapper.h"
#include "http/parser.h"

namespace eddy::bindings {

class HttpParserBinding final : public engine::Wrapper {
 public:
  explicit HttpParserBinding(const http::ParserOptions& options) : parser_(options) {}
  // `kind`: 0 for requests, 1 for responses; `leniency`: http::Leniency's number; the size in bytes.
  static std::unique_ptr<HttpParserBinding> Make(uint32_t kind, uint32_t leniency, uint32_t max_header_size);

  // Reads on in `bytes` from `offset`. Returns the http::Event; `words` then holds:
  //   [0] the offset where reading stopped
  //   [1] method | flags << 8 | major << 24 | minor << 28, as in a request's record; [2] status
  //   [3] offset, [4] length of target or reason in text()  [5] where the table of fields begins, [6] their number
  //   [7] offset, [8] length of the body in `bytes`
  //   [9] the error's number
  uint32_t Next(v8::Local<v8::Uint8Array> bytes, uint32_t offset, v8::Local<v8::Uint32Array> words);
  // The head or the trailers that Next has reported, with their table.
  v8::Local<v8::Value> Text();
  // The input has ended: an http::Event.
  uint32_t Finish() { return static_cast<uint32_t>(parser_.Finish()); }
  uint32_t Error() { return static_cast<uint32_t>(parser_.error()); }
  void SkipBody() { parser_.SkipBody(); }
  void TakeUpgrade() { parser_.TakeUpgrade(); }
  bool InMessage() { return parser_.in_message(); }
  bool KeepAlive() { return parser_.keep_alive(); }

  // Goes on where another parser was.
  void Adopt(http::Parser parser) { parser_ = std::move(parser); }

 private:
  http::Parser parser_;
  http::Head head_;
  std::string text_;
};

}  // namespace eddy::bindings
