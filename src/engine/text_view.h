// The characters of a string for the duration of a call, as they lie in V8's heap. String::ValueView gives the same, by
// a call into V8 with a handle and a scope of its own, which costs more than what is done to short text.
#pragma once
#include <v8.h>

#include <cstdint>
#include <optional>
#include <span>

namespace eddy::engine {

// Nothing may be allocated in V8's heap while a view is used: the string would move.
class TextView {
 public:
  TextView(v8::Isolate* isolate, v8::Local<v8::String> string) {
    if (!ReadFlat(v8::internal::ValueHelper::ValueAsAddress(*string))) Ask(isolate, string);
  }
  TextView(const TextView&) = delete;
  TextView& operator=(const TextView&) = delete;

  bool is_one_byte() const { return one_byte_; }
  size_t length() const { return length_; }
  // Either, by is_one_byte.
  std::span<const uint8_t> latin1() const { return {static_cast<const uint8_t*>(characters_), length_}; }
  std::span<const uint16_t> utf16() const { return {static_cast<const uint16_t*>(characters_), length_}; }

 private:
  using Internals = v8::internal::Internals;

  // A string's form, by the lowest bits of its instance type; the bit for one-byte characters stands beside it.
  enum Form { kSequential = 0, kJoined = 1, kForwarded = 5 };
  static constexpr int kFormMask = Internals::kStringRepresentationAndEncodingMask & ~Internals::kStringEncodingMask;
  // Every form's own fields begin where an external string's resource stands.
  static constexpr int kFields = Internals::kStringResourceOffset;
  static constexpr int kLengthField = kFields - v8::internal::kApiInt32Size;

  // False for what takes more: joined strings that are not flat, slices, external ones.
  bool ReadFlat(v8::internal::Address string) {
    int type = Internals::GetInstanceType(string);
    if ((type & kFormMask) == kJoined) {
      const auto second = Internals::ReadTaggedPointerField(string, kFields + v8::internal::kApiTaggedSize);
      if (Length(second) != 0) return false;
      string = Internals::ReadTaggedPointerField(string, kFields);
      type = Internals::GetInstanceType(string);
    }
    if ((type & kFormMask) == kForwarded) {
      string = Internals::ReadTaggedPointerField(string, kFields);
      type = Internals::GetInstanceType(string);
    }
    if ((type & kFormMask) != kSequential) return false;
    characters_ = reinterpret_cast<const void*>(string + kFields - v8::internal::kHeapObjectTag);
    length_ = Length(string);
    one_byte_ = (type & Internals::kStringEncodingMask) != 0;
    return true;
  }

  static size_t Length(v8::internal::Address string) {
    return static_cast<size_t>(Internals::ReadRawField<uint32_t>(string, kLengthField));
  }

  void Ask(v8::Isolate* isolate, v8::Local<v8::String> string) {
    view_.emplace(isolate, string);
    length_ = view_->length();
    one_byte_ = view_->is_one_byte();
    characters_ = one_byte_ ? static_cast<const void*>(view_->data8()) : view_->data16();
  }

  const void* characters_ = nullptr;
  size_t length_ = 0;
  bool one_byte_ = false;
  std::optional<v8::String::ValueView> view_;
};

}  // namespace eddy::engine
