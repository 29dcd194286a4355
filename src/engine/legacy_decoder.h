// Text in encodings other than Unicode's, by the ICU that V8 contains.
// https://encoding.spec.whatwg.org/#legacy-single-byte-encodings
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct UConverter;

namespace eddy::engine {

// One stream of text. Not thread-safe.
class LegacyConverter {
 public:
  // `encoding`: a name of the Encoding Standard, in lower case. `fatal`: malformed bytes end the decoding instead of
  // becoming U+FFFD.
  LegacyConverter(std::string_view encoding, bool fatal);
  ~LegacyConverter();
  LegacyConverter(const LegacyConverter&) = delete;
  LegacyConverter& operator=(const LegacyConverter&) = delete;

  // Whether ICU knows the encoding.
  bool IsOpen() const { return user_defined_ || converter_ != nullptr || upper_half_ != nullptr; }
  // Forgets what was begun.
  void Reset();
  // Where each byte is a character of its own: which one, for the upper 128 bytes; 0xFFFD for those that stand for
  // none. Null for other encodings.
  const char16_t* UpperHalf() const { return upper_half_; }
  // Appends the text of `bytes` to `out`; `flush`: nothing follows. False when fatal and malformed.
  [[nodiscard]] bool Decode(std::span<const uint8_t> bytes, bool flush, std::u16string& out);

 private:
  UConverter* converter_ = nullptr;
  const char16_t* upper_half_ = nullptr;
  bool user_defined_ = false;
};

}  // namespace eddy::engine
