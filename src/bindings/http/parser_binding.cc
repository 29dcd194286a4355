#include "bindings/http/parser_binding.h"

#include "bindings/http/turn.h"
#include "engine/strings.h"

namespace eddy::bindings {

std::unique_ptr<HttpParserBinding> HttpParserBinding::Make(uint32_t kind, uint32_t leniency, uint32_t max_header_size) {
  http::ParserOptions options;
  options.kind = kind == 0 ? http::MessageKind::kRequest : http::MessageKind::kResponse;
  options.leniency = static_cast<http::Leniency>(leniency % 3);
  options.max_header_size = max_header_size;
  return std::make_unique<HttpParserBinding>(options);
}

uint32_t HttpParserBinding::Next(v8::Local<v8::Uint8Array> bytes, uint32_t offset, v8::Local<v8::Uint32Array> words) {
  size_t size = bytes->ByteLength();
  const char* data = static_cast<const char*>(bytes->Buffer()->Data()) + bytes->ByteOffset();
  std::string_view whole(data, size);
  std::string_view input = whole.substr(std::min<size_t>(offset, size));
  http::Event event = parser_.Next(input, head_);
  auto* out = reinterpret_cast<uint32_t*>(static_cast<uint8_t*>(words->Buffer()->Data()) + words->ByteOffset());
  out[0] = static_cast<uint32_t>(size - input.size());
  switch (event) {
    case http::Event::kHead:
    case http::Event::kTrailers:
      out[1] = static_cast<uint32_t>(head_.method) | uint32_t{head_.flags} << 8 | uint32_t{head_.major} << 24 |
               uint32_t{head_.minor} << 28;
      out[2] = head_.status;
      out[3] = head_.target;
      out[4] = head_.target_size;
      text_.assign(head_.bytes);
      out[5] = static_cast<uint32_t>(text_.size());
      out[6] = AppendFieldTable(text_, head_);
      break;
    case http::Event::kBody:
      out[7] = static_cast<uint32_t>(parser_.body().data() - data);
      out[8] = static_cast<uint32_t>(parser_.body().size());
      break;
    case http::Event::kError:
      out[9] = static_cast<uint32_t>(parser_.error());
      break;
    default:
      break;
  }
  return static_cast<uint32_t>(event);
}

v8::Local<v8::Value> HttpParserBinding::Text() {
  v8::Local<v8::String> text = engine::FromLatin1(isolate(), text_);
  text_ = {};
  return text;
}

}  // namespace eddy::bindings
