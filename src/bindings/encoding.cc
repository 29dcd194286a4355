// binding('encoding'): UTF-8, UTF-16 and legacy encodings for TextEncoder and TextDecoder.
// https://encoding.spec.whatwg.org/
#include <algorithm>
#include <cstring>

#include "base/encoding/ascii.h"
#include "base/encoding/utf8.h"
#include "engine/binding.h"
#include "engine/legacy_decoder.h"
#include "engine/scratch.h"
#include "engine/simdutf.h"
#include "engine/text_view.h"
#include "engine/utf8_text.h"

namespace eddy::bindings {
namespace {

using v8::Isolate;
using v8::Local;
using v8::String;
using v8::Value;

// What stands for text that can't be given: malformed, or longer than a string may be.
constexpr int32_t kMalformed = -1;
constexpr int32_t kTooLong = -2;

Local<Value> Refused(Isolate* isolate, int32_t reason) { return v8::Integer::New(isolate, reason); }

// Whether the one-byte text is ASCII; `out` has it then.
bool CopyAscii(Isolate* isolate, Local<String> text, uint8_t* out) {
  const engine::TextView view(isolate, text);
  return encoding::CopyAscii(view.latin1(), out);
}

Local<v8::Uint8Array> Encode(Isolate* isolate, Local<String> text) {
  // Text that is not short is taken for ASCII where it may be. Other text is written once and copied: measuring costs
  // as much as converting.
  constexpr int kShort = 1 << 11;
  constexpr int kMeasured = 1 << 18;
  if (text->Length() > kShort && text->IsOneByte()) {
    const auto length = static_cast<size_t>(text->Length());
    auto memory = v8::ArrayBuffer::New(isolate, length, v8::BackingStoreInitializationMode::kUninitialized);
    if (CopyAscii(isolate, text, static_cast<uint8_t*>(memory->Data()))) return v8::Uint8Array::New(memory, 0, length);
  }
  if (text->Length() > kMeasured) {
    const size_t size = engine::Utf8Length(isolate, text);
    auto memory = v8::ArrayBuffer::New(isolate, size, v8::BackingStoreInitializationMode::kUninitialized);
    engine::WriteUtf8(isolate, text, {static_cast<uint8_t*>(memory->Data()), size});
    return v8::Uint8Array::New(memory, 0, size);
  }
  engine::Scratch room(3 * static_cast<size_t>(text->Length()));
  const size_t size = engine::WriteUtf8(isolate, text, room.span()).written;
  auto memory = v8::ArrayBuffer::New(isolate, size, v8::BackingStoreInitializationMode::kUninitialized);
  if (size > 0) std::memcpy(memory->Data(), room.data(), size);
  return v8::Uint8Array::New(memory, 0, size);
}

// Puts the characters read and the bytes written into `progress`, two 32-bit numbers.
void EncodeInto(Isolate* isolate, Local<String> text, std::span<uint8_t> bytes, std::span<uint8_t> progress) {
  const auto done = engine::WriteUtf8(isolate, text, bytes);
  const uint32_t result[] = {static_cast<uint32_t>(done.read), static_cast<uint32_t>(done.written)};
  std::memcpy(progress.data(), result, std::min(progress.size(), sizeof(result)));
}

Local<Value> DecodeUtf8(Isolate* isolate, std::span<const uint8_t> bytes, bool keeps_mark, bool fatal) {
  if (!keeps_mark && bytes.size() >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF) {
    bytes = bytes.subspan(3);
  }
  bool malformed = false;
  Local<String> text;
  if (engine::TextFromUtf8(isolate, bytes, fatal ? &malformed : nullptr).ToLocal(&text)) return text;
  return Refused(isolate, malformed ? kMalformed : kTooLong);
}

Local<Value> TwoByte(Isolate* isolate, std::u16string_view units) {
  Local<String> text;
  if (units.size() <= static_cast<size_t>(String::kMaxLength) &&
      String::NewFromTwoByte(isolate, reinterpret_cast<const uint16_t*>(units.data()), v8::NewStringType::kNormal,
                             static_cast<int>(units.size()))
          .ToLocal(&text)) {
    return text;
  }
  return Refused(isolate, kTooLong);
}

bool IsHigh(char16_t unit) { return (unit & 0xFC00) == 0xD800; }
bool IsLow(char16_t unit) { return (unit & 0xFC00) == 0xDC00; }

Local<Value> DecodeUtf16(Isolate* isolate, std::span<const uint8_t> bytes, bool big_endian, bool keeps_mark,
                         bool fatal) {
  if (!big_endian && !bytes.empty() && bytes.size() % 2 == 0) {
    engine::Scratch copy(bytes.size());
    const size_t length = bytes.size() / 2;
    std::memcpy(copy.data(), bytes.data(), bytes.size());
    std::u16string_view text(reinterpret_cast<const char16_t*>(copy.data()), length);
    if (simdutf::validate_utf16le(text.data(), length)) {
      if (!keeps_mark && text[0] == u'\uFEFF') text.remove_prefix(1);
      return TwoByte(isolate, text);
    }
  }
  std::u16string units(bytes.size() / 2, u'\0');
  std::memcpy(units.data(), bytes.data(), units.size() * 2);
  if (big_endian) {
    for (char16_t& unit : units) unit = static_cast<char16_t>(unit << 8 | unit >> 8);
  }
  for (size_t i = 0; i < units.size(); i++) {
    if (IsHigh(units[i]) && i + 1 < units.size() && IsLow(units[i + 1])) {
      i++;
    } else if (IsHigh(units[i]) || IsLow(units[i])) {
      if (fatal) return Refused(isolate, kMalformed);
      units[i] = u'\uFFFD';
    }
  }
  if (bytes.size() % 2 != 0) {
    if (fatal) return Refused(isolate, kMalformed);
    // A high surrogate and the odd byte are one error.
    if (units.empty() || units.back() != u'\uFFFD' ||
        !IsHigh(static_cast<char16_t>(big_endian ? bytes[bytes.size() - 3] << 8 : bytes[bytes.size() - 2] << 8))) {
      units += u'\uFFFD';
    }
  }
  std::u16string_view text = units;
  if (!keeps_mark && !text.empty() && text[0] == u'\uFEFF') text.remove_prefix(1);
  return TwoByte(isolate, text);
}

uint32_t Utf8Tail(std::span<const uint8_t> bytes) { return static_cast<uint32_t>(encoding::IncompleteUtf8Tail(bytes)); }

// How many bytes at the end wait for others: an odd byte, and a high surrogate before it.
uint32_t Utf16Tail(std::span<const uint8_t> bytes, bool big_endian) {
  const auto odd = static_cast<uint32_t>(bytes.size() % 2);
  const size_t whole = bytes.size() - odd;
  if (whole < 2) return odd;
  const uint8_t high_byte = big_endian ? bytes[whole - 2] : bytes[whole - 1];
  return (high_byte & 0xFC) == 0xD8 ? odd + 2 : odd;
}

class LegacyDecoder final : public engine::Wrapper {
 public:
  static std::unique_ptr<LegacyDecoder> Make(const std::string& encoding, bool fatal) {
    return std::unique_ptr<LegacyDecoder>(new LegacyDecoder(encoding, fatal));
  }
  bool IsOpen() { return converter_.IsOpen(); }
  void Reset() { converter_.Reset(); }
  Local<Value> Decode(Isolate* isolate, std::span<const uint8_t> bytes, bool flush) {
    if (converter_.UpperHalf() != nullptr) return DecodeSingleBytes(isolate, bytes);
    std::u16string units;
    if (!converter_.Decode(bytes, flush, units)) return Refused(isolate, kMalformed);
    return TwoByte(isolate, units);
  }

 private:
  LegacyDecoder(const std::string& encoding, bool fatal) : converter_(encoding, fatal), fatal_(fatal) {}

  Local<Value> DecodeSingleBytes(Isolate* isolate, std::span<const uint8_t> bytes) {
    if (bytes.size() > static_cast<size_t>(String::kMaxLength)) return Refused(isolate, kTooLong);
    const size_t ascii = encoding::AsciiPrefix(bytes);
    Local<String> text;
    if (ascii == bytes.size()) {
      if (!String::NewFromOneByte(isolate, bytes.data(), v8::NewStringType::kNormal, static_cast<int>(ascii))
               .ToLocal(&text)) {
        return Refused(isolate, kTooLong);
      }
      return text;
    }
    engine::Scratch scratch(2 * bytes.size());
    auto* units = reinterpret_cast<char16_t*>(scratch.data());
    const char16_t* upper_half = converter_.UpperHalf();
    for (size_t i = 0; i < bytes.size(); i++) {
      units[i] = bytes[i] < 0x80 ? bytes[i] : upper_half[bytes[i] - 0x80];
      if (fatal_ && units[i] == u'\uFFFD') return Refused(isolate, kMalformed);
    }
    return TwoByte(isolate, {units, bytes.size()});
  }

  engine::LegacyConverter converter_;
  bool fatal_;
};

bool IsAnyArrayBuffer(Local<Value> value) { return value->IsArrayBuffer() || value->IsSharedArrayBuffer(); }
bool IsUint8Array(Local<Value> value) { return value->IsUint8Array(); }

}  // namespace

void DefineEncoding(BindingTarget& target) {
  target.Function<&Encode>("encode");
  target.FastFunction<&EncodeInto>("encodeInto");
  target.Function<&DecodeUtf8>("decodeUtf8");
  target.Function<&DecodeUtf16>("decodeUtf16");
  target.FastFunction<&Utf8Tail>("utf8Tail");
  target.FastFunction<&Utf16Tail>("utf16Tail");
  target.FastFunction<&IsAnyArrayBuffer>("isAnyArrayBuffer");
  target.FastFunction<&IsUint8Array>("isUint8Array");
  target.Class<LegacyDecoder, &LegacyDecoder::Make>("LegacyDecoder", [](engine::ClassTarget& methods) {
    methods.Method<LegacyDecoder, &LegacyDecoder::IsOpen>("isOpen");
    methods.Method<LegacyDecoder, &LegacyDecoder::Reset>("reset");
    methods.Method<LegacyDecoder, &LegacyDecoder::Decode>("decode");
  });
}

}  // namespace eddy::bindings
