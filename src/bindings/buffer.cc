// binding('buffer'): memory that is not zeroed, text to bytes and back, comparing and searching.
// https://nodejs.org/api/buffer.html
//
// lib/ has checked every position by `length`, which a program can put another property before: what lies outside of
// the memory is cut off here.
#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "base/encoding/ascii.h"
#include "base/encoding/base64.h"
#include "base/encoding/hex.h"
#include "base/encoding/search.h"
#include "base/encoding/utf8.h"
#include "engine/binding.h"
#include "engine/scratch.h"
#include "engine/simdutf.h"
#include "engine/text_view.h"
#include "engine/utf8_text.h"

namespace eddy::bindings {
namespace {

using engine::Scratch;
using engine::TextView;
using v8::ArrayBufferView;
using v8::Isolate;
using v8::Local;
using v8::String;
using v8::Value;

// A position as a count of bytes, from 0 to `most`.
size_t Within(double position, size_t most) {
  if (!(position > 0)) return 0;
  return position < static_cast<double>(most) ? static_cast<size_t>(position) : most;
}

// The bytes of a view, for reading. Small arrays live in V8's heap, where they move: those are copied, so the span is
// good whatever the engine does meanwhile.
class ReadableBytes {
 public:
  explicit ReadableBytes(Local<ArrayBufferView> view) {
    auto contents = view->GetContents({storage_, sizeof(storage_)});
    span_ = {contents.data(), contents.size()};
  }
  ReadableBytes(const ReadableBytes&) = delete;
  ReadableBytes& operator=(const ReadableBytes&) = delete;

  std::span<const uint8_t> span() const { return span_; }
  std::span<const uint8_t> part(double start, double end) const {
    const size_t first = Within(start, span_.size());
    return span_.subspan(first, std::max(first, Within(end, span_.size())) - first);
  }

 private:
  uint8_t storage_[64];
  std::span<const uint8_t> span_;
};

std::span<uint8_t> Part(std::span<uint8_t> bytes, double offset, double length) {
  const size_t first = Within(offset, bytes.size());
  return bytes.subspan(first, Within(length, bytes.size() - first));
}

// Text of one-byte characters; empty, which is undefined in JavaScript, past V8's limit.
v8::MaybeLocal<Value> OneByte(Isolate* isolate, std::span<const uint8_t> text) {
  Local<String> string;
  if (text.size() > static_cast<size_t>(String::kMaxLength) ||
      !String::NewFromOneByte(isolate, text.data(), v8::NewStringType::kNormal, static_cast<int>(text.size()))
           .ToLocal(&string)) {
    return {};
  }
  return string;
}

// Long text that V8 reads where it was made.
class LongText final : public String::ExternalOneByteStringResource {
 public:
  explicit LongText(size_t size) : text_(std::make_unique_for_overwrite<uint8_t[]>(size)), size_(size) {}
  uint8_t* bytes() { return text_.get(); }
  const char* data() const override { return reinterpret_cast<const char*>(text_.get()); }
  size_t length() const override { return size_; }

 private:
  std::unique_ptr<uint8_t[]> text_;
  size_t size_;
};

// From this size on text is not copied into V8's heap.
constexpr size_t kLongText = 1024 * 1024;

// One-byte text of `size` characters, written by `write(uint8_t*)`.
template <typename Write>
v8::MaybeLocal<Value> MakeText(Isolate* isolate, size_t size, Write write) {
  if (size > static_cast<size_t>(String::kMaxLength)) return {};
  if (size >= kLongText) {
    auto text = std::make_unique<LongText>(size);
    write(text->bytes());
    Local<String> string;
    if (!String::NewExternalOneByte(isolate, text.get()).ToLocal(&string)) return {};
    text.release();  // the string deletes it
    return string;
  }
  Scratch text(size);
  write(text.data());
  return OneByte(isolate, text.span());
}

// An ArrayBuffer with arbitrary contents; undefined when there is not so much memory.
v8::MaybeLocal<Value> Uninitialized(Isolate* isolate, double size) {
  Local<v8::ArrayBuffer> memory;
  if (size > static_cast<double>(v8::ArrayBuffer::kMaxByteLength) ||
      !v8::ArrayBuffer::MaybeNew(isolate, static_cast<size_t>(size), v8::BackingStoreInitializationMode::kUninitialized)
           .ToLocal(&memory)) {
    return {};
  }
  return memory;
}

bool IsAnyArrayBuffer(Local<Value> value) { return value->IsArrayBuffer() || value->IsSharedArrayBuffer(); }
bool IsUint8Array(Local<Value> value) { return value->IsUint8Array(); }

double Utf8Length(Isolate* isolate, Local<String> text) {
  return static_cast<double>(engine::Utf8Length(isolate, text));
}

// Whole characters only; lone surrogates become U+FFFD.
double WriteUtf8(Isolate* isolate, std::span<uint8_t> bytes, Local<String> text, double offset, double length) {
  return static_cast<double>(engine::WriteUtf8(isolate, text, Part(bytes, offset, length)).written);
}

double WriteLatin1(Isolate* isolate, std::span<uint8_t> bytes, Local<String> text, double offset, double length) {
  auto part = Part(bytes, offset, length);
  const TextView view(isolate, text);
  const size_t count = std::min(part.size(), view.length());
  if (count == 0) return 0;
  if (view.is_one_byte()) {
    std::memcpy(part.data(), view.latin1().data(), count);
  } else {
    std::copy_n(view.utf16().data(), count, part.data());
  }
  return static_cast<double>(count);
}

double WriteUtf16(Isolate* isolate, std::span<uint8_t> bytes, Local<String> text, double offset, double length) {
  auto part = Part(bytes, offset, length);
  const auto count = static_cast<uint32_t>(std::min<size_t>(part.size() / 2, static_cast<size_t>(text->Length())));
  if (reinterpret_cast<uintptr_t>(part.data()) % 2 == 0) {
    text->WriteV2(isolate, 0, count, reinterpret_cast<uint16_t*>(part.data()));
  } else {
    Scratch scratch(size_t{2} * count);
    text->WriteV2(isolate, 0, count, reinterpret_cast<uint16_t*>(scratch.data()));
    std::memcpy(part.data(), scratch.data(), size_t{2} * count);
  }
  return 2.0 * count;
}

// The low bytes of the text's characters: what base64 and hex are decoded from.
template <size_t (*Decode)(std::span<const uint8_t>, std::span<uint8_t>)>
double WriteDecoded(Isolate* isolate, std::span<uint8_t> bytes, Local<String> text, double offset, double length) {
  auto out = Part(bytes, offset, length);
  const TextView view(isolate, text);
  if (view.is_one_byte()) return static_cast<double>(Decode(view.latin1(), out));
  Scratch low(view.length());
  std::copy_n(view.utf16().data(), view.length(), low.data());
  return static_cast<double>(Decode(low.span(), out));
}

// Bytes that are enough for any base64 text of such a length.
constexpr size_t Base64Room(size_t length) { return length / 4 * 3 + 3; }

size_t DecodeStrictBase64(std::span<const uint8_t> text, uint8_t* room, bool& done) {
  const auto result = simdutf::base64_to_binary(reinterpret_cast<const char*>(text.data()), text.size(),
                                                reinterpret_cast<char*>(room), simdutf::base64_default, simdutf::loose);
  done = result.error == simdutf::SUCCESS;
  return result.count;
}

// As encoding::Base64Decode; text that is base64 and nothing else takes the short way. Both put bytes that mean nothing
// behind those that they answer, which must not get into `out`.
size_t DecodeBase64(std::span<const uint8_t> text, std::span<uint8_t> out) {
  bool done = false;
  Scratch room(Base64Room(text.size()));
  size_t count = DecodeStrictBase64(text, room.data(), done);
  if (!done || count > out.size()) {
    count = encoding::Base64Decode(text, room.span().first(std::min(room.span().size(), out.size())));
  }
  if (count > 0) std::memcpy(out.data(), room.data(), count);
  return count;
}

// The same where whatever stands in `out` behind the answer doesn't matter.
size_t DecodeBase64IntoFree(std::span<const uint8_t> text, std::span<uint8_t> out) {
  if (out.size() < Base64Room(text.size())) return DecodeBase64(text, out);
  bool done = false;
  const size_t count = DecodeStrictBase64(text, out.data(), done);
  return done ? count : encoding::Base64Decode(text, out);
}

// The slab that small Buffers are parts of: lib/ holds it, and tells of each new one.
thread_local std::span<uint8_t> slab;

void UseSlab(Local<v8::ArrayBuffer> memory) { slab = {static_cast<uint8_t*>(memory->Data()), memory->ByteLength()}; }

enum Coding : uint32_t { kUtf8, kLatin1, kUtf16, kBase64, kHex };

// writeSlab(text, offset, length, coding): as the functions above, into the slab.
double WriteSlab(Isolate* isolate, Local<String> text, double offset, double length, uint32_t coding) {
  switch (coding) {
    case kUtf8:
      return WriteUtf8(isolate, slab, text, offset, length);
    case kLatin1:
      return WriteLatin1(isolate, slab, text, offset, length);
    case kUtf16:
      return WriteUtf16(isolate, slab, text, offset, length);
    case kBase64:
      return WriteDecoded<DecodeBase64IntoFree>(isolate, slab, text, offset, length);
    default:
      return WriteDecoded<encoding::HexDecode>(isolate, slab, text, offset, length);
  }
}

v8::MaybeLocal<Value> SliceUtf8(Isolate* isolate, Local<ArrayBufferView> view, double start, double end) {
  ReadableBytes bytes(view);
  auto part = bytes.part(start, end);
  Local<String> string;
  if (!engine::TextFromUtf8(isolate, part).ToLocal(&string)) return {};
  return string;
}

v8::MaybeLocal<Value> SliceLatin1(Isolate* isolate, Local<ArrayBufferView> view, double start, double end) {
  ReadableBytes bytes(view);
  return OneByte(isolate, bytes.part(start, end));
}

v8::MaybeLocal<Value> SliceAscii(Isolate* isolate, Local<ArrayBufferView> view, double start, double end) {
  ReadableBytes bytes(view);
  auto part = bytes.part(start, end);
  if (encoding::IsAscii(part)) return OneByte(isolate, part);
  return MakeText(isolate, part.size(), [part](uint8_t* out) { encoding::StripHighBits(part, out); });
}

v8::MaybeLocal<Value> SliceUtf16(Isolate* isolate, Local<ArrayBufferView> view, double start, double end) {
  ReadableBytes bytes(view);
  auto part = bytes.part(start, end);
  const size_t count = part.size() / 2;
  if (count > static_cast<size_t>(String::kMaxLength)) return {};
  Local<String> string;
  if (reinterpret_cast<uintptr_t>(part.data()) % 2 == 0) {
    if (!String::NewFromTwoByte(isolate, reinterpret_cast<const uint16_t*>(part.data()), v8::NewStringType::kNormal,
                                static_cast<int>(count))
             .ToLocal(&string)) {
      return {};
    }
  } else {
    Scratch aligned(2 * count);
    std::memcpy(aligned.data(), part.data(), 2 * count);
    if (!String::NewFromTwoByte(isolate, reinterpret_cast<const uint16_t*>(aligned.data()), v8::NewStringType::kNormal,
                                static_cast<int>(count))
             .ToLocal(&string)) {
      return {};
    }
  }
  return string;
}

v8::MaybeLocal<Value> SliceHex(Isolate* isolate, Local<ArrayBufferView> view, double start, double end) {
  ReadableBytes bytes(view);
  auto part = bytes.part(start, end);
  return MakeText(isolate, part.size() * 2, [part](uint8_t* out) { encoding::HexEncode(part, out); });
}

template <encoding::Base64Alphabet Alphabet>
void EncodeBase64(std::span<const uint8_t> bytes, uint8_t* out) {
  constexpr auto kOptions = Alphabet == encoding::Base64Alphabet::kUrl ? simdutf::base64_url : simdutf::base64_default;
  simdutf::binary_to_base64(reinterpret_cast<const char*>(bytes.data()), bytes.size(), reinterpret_cast<char*>(out),
                            kOptions);
}

template <encoding::Base64Alphabet Alphabet>
v8::MaybeLocal<Value> SliceBase64(Isolate* isolate, Local<ArrayBufferView> view, double start, double end) {
  ReadableBytes bytes(view);
  auto part = bytes.part(start, end);
  return MakeText(isolate, encoding::Base64Length(part.size(), Alphabet),
                  [part](uint8_t* out) { EncodeBase64<Alphabet>(part, out); });
}

// sliceBase64Behind(held, bytes, start, end, url): the same of a part behind three bytes that came before it.
v8::MaybeLocal<Value> SliceBase64Behind(Isolate* isolate, Local<ArrayBufferView> held_view, Local<ArrayBufferView> view,
                                        double start, double end, bool url) {
  constexpr size_t kGroup = 3;
  ReadableBytes held(held_view);
  ReadableBytes bytes(view);
  if (held.span().size() != kGroup) return {};
  auto part = bytes.part(start, end);
  const auto alphabet = url ? encoding::Base64Alphabet::kUrl : encoding::Base64Alphabet::kStandard;
  return MakeText(isolate, 4 + encoding::Base64Length(part.size(), alphabet), [&held, part, url](uint8_t* out) {
    if (url) {
      EncodeBase64<encoding::Base64Alphabet::kUrl>(held.span(), out);
      EncodeBase64<encoding::Base64Alphabet::kUrl>(part, out + 4);
    } else {
      EncodeBase64<encoding::Base64Alphabet::kStandard>(held.span(), out);
      EncodeBase64<encoding::Base64Alphabet::kStandard>(part, out + 4);
    }
  });
}

int32_t Order(std::span<const uint8_t> a, std::span<const uint8_t> b) {
  const size_t shorter = std::min(a.size(), b.size());
  int order = shorter == 0 ? 0 : std::memcmp(a.data(), b.data(), shorter);
  if (order == 0) order = a.size() < b.size() ? -1 : a.size() > b.size() ? 1 : 0;
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

int32_t Compare(Local<ArrayBufferView> a, Local<ArrayBufferView> b) {
  ReadableBytes first(a);
  ReadableBytes second(b);
  return Order(first.span(), second.span());
}

// Starts may lie past the ends of the views: such a part is empty.
int32_t CompareParts(Local<ArrayBufferView> a, Local<ArrayBufferView> b, double a_start, double a_end, double b_start,
                     double b_end) {
  ReadableBytes first(a);
  ReadableBytes second(b);
  return Order(first.part(a_start, a_end), second.part(b_start, b_end));
}

double Find(Local<ArrayBufferView> view, Local<ArrayBufferView> needle_view, double from, uint32_t unit, bool forward) {
  ReadableBytes bytes(view);
  ReadableBytes needle(needle_view);
  if (needle.span().empty()) return -1;
  const size_t start = Within(from, bytes.span().size());
  return static_cast<double>(forward ? encoding::FindForward(bytes.span(), needle.span(), start, unit)
                                     : encoding::FindBackward(bytes.span(), needle.span(), start, unit));
}

// The same for text, not empty, as UTF-8.
double FindText(Isolate* isolate, Local<ArrayBufferView> view, Local<String> text, double from, bool forward) {
  ReadableBytes bytes(view);
  const size_t size = engine::Utf8Length(isolate, text);
  if (size > bytes.span().size()) return -1;
  Scratch needle(size);
  engine::WriteUtf8(isolate, text, needle.span());
  const size_t start = Within(from, bytes.span().size());
  return static_cast<double>(forward ? encoding::FindForward(bytes.span(), needle.span(), start, 1)
                                     : encoding::FindBackward(bytes.span(), needle.span(), start, 1));
}

double FindByte(Local<ArrayBufferView> view, uint32_t byte, double from, bool forward) {
  ReadableBytes bytes(view);
  const uint8_t* data = bytes.span().data();
  const size_t size = bytes.span().size();
  const size_t start = Within(from, size);
  const void* found = forward ? memchr(data + start, static_cast<int>(byte), size - start)
                              : memrchr(data, static_cast<int>(byte), std::min(start + 1, size));
  return found == nullptr ? -1 : static_cast<double>(static_cast<const uint8_t*>(found) - data);
}

void Fill(std::span<uint8_t> bytes, Local<ArrayBufferView> pattern, double start, double end) {
  ReadableBytes repeated(pattern);
  if (repeated.span().empty()) return;
  encoding::FillPattern(Part(bytes, start, end - start), repeated.span());
}

// The same with text, not empty, as UTF-8.
void FillText(Isolate* isolate, std::span<uint8_t> bytes, Local<String> text, double start, double end) {
  Scratch pattern(3 * static_cast<size_t>(text->Length()));
  const size_t size = engine::WriteUtf8(isolate, text, pattern.span()).written;
  encoding::FillPattern(Part(bytes, start, end - start), pattern.span().first(size));
}

// The parts may overlap.
void Copy(Local<ArrayBufferView> source, std::span<uint8_t> target, double source_start, double target_start,
          double count) {
  ReadableBytes bytes(source);
  auto from = bytes.part(source_start, source_start + count);
  auto to = Part(target, target_start, count);
  if (!to.empty()) std::memmove(to.data(), from.data(), std::min(from.size(), to.size()));
}

void Swap(std::span<uint8_t> bytes, uint32_t width) { encoding::SwapBytes(bytes, width); }

// What is read of any view, or of an ArrayBuffer or SharedArrayBuffer.
template <typename Ask>
bool AskBytes(Isolate* isolate, Local<Value> value, Ask ask) {
  if (value->IsArrayBufferView()) return ask(ReadableBytes(value.As<ArrayBufferView>()).span());
  auto bytes = engine::From<std::span<uint8_t>>::Read(isolate, value);
  return bytes && ask(std::span<const uint8_t>(*bytes));
}

bool IsUtf8(Isolate* isolate, Local<Value> value) {
  return AskBytes(isolate, value, [](std::span<const uint8_t> bytes) {
    return simdutf::validate_utf8(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  });
}

bool IsAscii(Isolate* isolate, Local<Value> value) {
  return AskBytes(isolate, value, [](std::span<const uint8_t> bytes) { return encoding::IsAscii(bytes); });
}

// Text; -1 for a character, -2 for a length that is refused.
v8::MaybeLocal<Value> Atob(Isolate* isolate, Local<String> text) {
  const auto length = static_cast<size_t>(text->Length());
  Scratch bytes(Base64Room(length));
  size_t size = 0;
  {
    const TextView view(isolate, text);
    // Characters past U+00FF are in no alphabet.
    if (!view.is_one_byte() && !text->ContainsOnlyOneByte()) return v8::Integer::New(isolate, -1).As<Value>();
    Scratch narrow(view.is_one_byte() ? 0 : length);
    if (!view.is_one_byte()) std::copy_n(view.utf16().data(), length, narrow.data());
    const std::span<const uint8_t> characters = view.is_one_byte() ? view.latin1() : narrow.span();
    auto done =
        simdutf::base64_to_binary(reinterpret_cast<const char*>(characters.data()), length,
                                  reinterpret_cast<char*>(bytes.data()), simdutf::base64_default, simdutf::loose);
    size = done.count;
    if (done.error != simdutf::SUCCESS) {
      // Says what is wrong with it.
      const ptrdiff_t decoded = encoding::Base64DecodeForgiving(characters, bytes.data());
      if (decoded < 0) return v8::Integer::New(isolate, static_cast<int32_t>(decoded)).As<Value>();
      size = static_cast<size_t>(decoded);
    }
  }
  return OneByte(isolate, bytes.span().first(size));
}

// Undefined for a character past U+00FF.
v8::MaybeLocal<Value> Btoa(Isolate* isolate, Local<String> text) {
  const auto length = static_cast<size_t>(text->Length());
  Scratch out(encoding::Base64Length(length, encoding::Base64Alphabet::kStandard));
  {
    const TextView view(isolate, text);
    if (view.is_one_byte()) {
      EncodeBase64<encoding::Base64Alphabet::kStandard>(view.latin1(), out.data());
    } else {
      if (!text->ContainsOnlyOneByte()) return {};
      Scratch narrow(length);
      std::copy_n(view.utf16().data(), length, narrow.data());
      EncodeBase64<encoding::Base64Alphabet::kStandard>(narrow.span(), out.data());
    }
  }
  return OneByte(isolate, out.span());
}

}  // namespace

void DefineBuffer(BindingTarget& target) {
  using encoding::Base64Alphabet;
  target.Function<&Uninitialized>("uninitialized");
  target.FastFunction<&IsAnyArrayBuffer>("isAnyArrayBuffer");
  target.FastFunction<&IsUint8Array>("isUint8Array");
  target.FastFunction<&Utf8Length>("utf8Length");
  target.FastFunction<&WriteUtf8>("writeUtf8");
  target.FastFunction<&WriteLatin1>("writeLatin1");
  target.FastFunction<&WriteUtf16>("writeUtf16");
  target.FastFunction<&WriteDecoded<DecodeBase64>>("writeBase64");
  target.FastFunction<&WriteDecoded<encoding::HexDecode>>("writeHex");
  target.Function<&SliceUtf8>("sliceUtf8");
  target.Function<&SliceLatin1>("sliceLatin1");
  target.Function<&SliceAscii>("sliceAscii");
  target.Function<&SliceUtf16>("sliceUtf16");
  target.Function<&SliceHex>("sliceHex");
  target.Function<&SliceBase64<Base64Alphabet::kStandard>>("sliceBase64");
  target.Function<&SliceBase64<Base64Alphabet::kUrl>>("sliceBase64Url");
  target.Function<&SliceBase64Behind>("sliceBase64Behind");
  target.FastFunction<&Compare>("compare");
  target.FastFunction<&CompareParts>("compareParts");
  target.FastFunction<&Find>("find");
  target.FastFunction<&FindText>("findText");
  target.FastFunction<&FindByte>("findByte");
  target.FastFunction<&Fill>("fill");
  target.FastFunction<&FillText>("fillText");
  target.Function<&UseSlab>("useSlab");
  target.FastFunction<&WriteSlab>("writeSlab");
  target.FastFunction<&Copy>("copy");
  target.FastFunction<&Swap>("swap");
  target.FastFunction<&IsUtf8>("isUtf8");
  target.FastFunction<&IsAscii>("isAscii");
  target.Function<&Atob>("atob");
  target.Function<&Btoa>("btoa");
}

}  // namespace eddy::bindings
