// binding('url'): the URL Standard's parser and setters for lib/internal/url. https://url.spec.whatwg.org/
//
// A URL crosses as its serialization and the places of its parts (url::Parts), which are written into a Uint32Array.
#include "base/url/url.h"

#include <cstring>

#include "base/url/host.h"
#include "engine/binding.h"
#include "engine/idna.h"
#include "engine/utf8_text.h"

namespace eddy::bindings {
namespace {

using v8::Isolate;
using v8::Local;
using v8::String;
using v8::Value;

// UTF-8 of a string, without allocating for short text. Lone surrogates become U+FFFD.
class Utf8Text {
 public:
  Utf8Text(Isolate* isolate, Local<String> string) {
    const auto length = static_cast<size_t>(string->Length());
    if (3 * length <= sizeof(stack_)) {
      view_ = {reinterpret_cast<const char*>(stack_), engine::WriteUtf8(isolate, string, stack_).written};
      return;
    }
    heap_ = engine::ToUtf8(isolate, string);
    view_ = heap_;
  }
  Utf8Text(const Utf8Text&) = delete;
  Utf8Text& operator=(const Utf8Text&) = delete;
  std::string_view view() const { return view_; }

 private:
  uint8_t stack_[1024];
  std::string heap_;
  std::string_view view_;
};

// The serialization, with its parts in `places`. When it is what the program gave, that string is used again.
Local<Value> Finish(Isolate* isolate, const url::Url& parsed, std::span<uint8_t> places, Local<String> given,
                    std::string_view given_text) {
  static thread_local std::string href;
  url::Parts parts;
  url::SerializeInto(href, parsed, parts);
  if (places.size() >= sizeof(parts)) std::memcpy(places.data(), &parts, sizeof(parts));
  if (href == given_text) return given;
  return engine::FromLatin1(isolate, href);
}

// Inputs up to this size are tried to be serialized without a Url.
constexpr size_t kDirect = 512;

std::optional<url::Url> ParseWithBase(Isolate* isolate, std::string_view input, std::optional<Local<String>> base) {
  if (!base) return url::Parse(input, nullptr, engine::DomainToAscii);
  // Programs resolve many references against one base.
  static thread_local std::string known_text;
  static thread_local std::optional<url::Url> known;
  Utf8Text text(isolate, *base);
  if (!known || text.view() != known_text) {
    known = url::Parse(text.view(), nullptr, engine::DomainToAscii);
    if (!known) return std::nullopt;
    known_text = text.view();
  }
  return url::Parse(input, &*known, engine::DomainToAscii);
}

// The href; undefined when `input` or `base` is no URL.
v8::MaybeLocal<Value> Parse(Isolate* isolate, Local<String> input, std::optional<Local<String>> base,
                            std::span<uint8_t> places) {
  Utf8Text text(isolate, input);
  url::Parts parts;
  if (!base && places.size() >= sizeof(parts) && url::IsSerialized(text.view(), parts)) {
    std::memcpy(places.data(), &parts, sizeof(parts));
    return input.As<Value>();
  }
  if (!base && places.size() >= sizeof(parts) && text.view().size() <= kDirect) {
    char href[url::WebRoom(kDirect)];
    if (const size_t size = url::SerializeWeb(text.view(), href, parts)) {
      std::memcpy(places.data(), &parts, sizeof(parts));
      return engine::FromLatin1(isolate, {href, size});
    }
  }
  auto parsed = ParseWithBase(isolate, text.view(), base);
  if (!parsed) return {};
  return Finish(isolate, *parsed, places, input, text.view());
}

bool CanParse(Isolate* isolate, Local<String> input, std::optional<Local<String>> base) {
  Utf8Text text(isolate, input);
  url::Parts parts;
  if (!base && url::IsSerialized(text.view(), parts)) return true;
  return ParseWithBase(isolate, text.view(), base).has_value();
}

// The href after an attribute of the URL `href` (a serialization) was set. `places` has its parts, and gets the new
// ones.
Local<Value> Set(Isolate* isolate, Local<String> href, uint32_t attribute, Local<String> value,
                 std::span<uint8_t> places) {
  url::Parts parts;
  if (places.size() < sizeof(parts)) return href;
  std::memcpy(&parts, places.data(), sizeof(parts));
  Utf8Text text(isolate, href);
  url::Url url = url::FromSerialized(text.view(), parts);
  Utf8Text value_text(isolate, value);
  url::Set(url, static_cast<url::Attribute>(attribute), value_text.view(), engine::DomainToAscii);
  return Finish(isolate, url, places, href, text.view());
}

// The host as it would stand in a URL of a special scheme; '' for what is no host.
std::string DomainToAscii(const std::string& domain) {
  return url::ParseHost(domain, true, engine::DomainToAscii).value_or("");
}

std::string DomainToUnicode(const std::string& domain) {
  auto host = url::ParseHost(domain, true, engine::DomainToAscii);
  return host ? engine::DomainToUnicode(*host) : "";
}

// UTS 46's mapping alone: what IDNA makes of a name that is in no URL. '' for what it refuses.
std::string ToAscii(const std::string& domain) {
  std::string out;
  return engine::DomainToAscii(domain, out) ? out : "";
}

}  // namespace

void DefineUrl(BindingTarget& target) {
  target.Function<&Parse>("parse");
  target.Function<&CanParse>("canParse");
  target.Function<&Set>("set");
  target.Function<&DomainToAscii>("domainToASCII");
  target.Function<&DomainToUnicode>("domainToUnicode");
  target.Function<&ToAscii>("toASCII");
}

}  // namespace eddy::bindings
