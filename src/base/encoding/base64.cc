#include "base/encoding/base64.h"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace eddy::encoding {
namespace {

constexpr char kStandardDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kUrlDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr uint8_t kInvalid = 0xFF;

constexpr auto kValues = [] {
  std::array<uint8_t, 256> values{};
  values.fill(kInvalid);
  for (int i = 0; i < 64; i++) {
    values[static_cast<uint8_t>(kStandardDigits[i])] = static_cast<uint8_t>(i);
    values[static_cast<uint8_t>(kUrlDigits[i])] = static_cast<uint8_t>(i);
  }
  return values;
}();

#if defined(__x86_64__)
bool HasAvx2() {
  static const bool has = __builtin_cpu_supports("avx2") != 0;
  return has;
}

// 24 bytes to 32 digits a step. Returns the bytes consumed; the rest is left to the caller.
// The three bytes of a group are spread over four by shuffles and multiplications, then each 6-bit value gets the
// offset of its range of the alphabet from a table of 16.
__attribute__((target("avx2"))) size_t EncodeBlocks(const uint8_t* in, size_t size, uint8_t* out,
                                                    Base64Alphabet alphabet) {
  const bool url = alphabet == Base64Alphabet::kUrl;
  const char plus = url ? '-' : '+';
  const char slash = url ? '_' : '/';
  const __m256i spread = _mm256_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10,  //
                                          1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
  // By class: 0 lower case, 1 to 10 digits, 11 '+', 12 '/', 13 upper case.
  const char l = 'a' - 26;
  const char d = '0' - 52;
  const auto p = static_cast<char>(plus - 62);
  const auto s = static_cast<char>(slash - 63);
  const __m256i offsets = _mm256_setr_epi8(l, d, d, d, d, d, d, d, d, d, d, p, s, 'A', 0, 0,  //
                                           l, d, d, d, d, d, d, d, d, d, d, p, s, 'A', 0, 0);
  size_t i = 0;
  // Both halves load 16 bytes and use 12.
  for (; i + 28 <= size; i += 24, out += 32) {
    __m256i block = _mm256_set_m128i(_mm_loadu_si128(reinterpret_cast<const __m128i*>(in + i + 12)),
                                     _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + i)));
    block = _mm256_shuffle_epi8(block, spread);
    __m256i first =
        _mm256_mulhi_epu16(_mm256_and_si256(block, _mm256_set1_epi32(0x0FC0FC00)), _mm256_set1_epi32(0x04000040));
    __m256i second =
        _mm256_mullo_epi16(_mm256_and_si256(block, _mm256_set1_epi32(0x003F03F0)), _mm256_set1_epi32(0x01000010));
    __m256i values = _mm256_or_si256(first, second);
    __m256i classes = _mm256_subs_epu8(values, _mm256_set1_epi8(51));
    __m256i upper = _mm256_cmpgt_epi8(_mm256_set1_epi8(26), values);
    classes = _mm256_or_si256(classes, _mm256_and_si256(upper, _mm256_set1_epi8(13)));
    __m256i digits = _mm256_add_epi8(values, _mm256_shuffle_epi8(offsets, classes));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), digits);
  }
  return i;
}

// 32 digits of either alphabet to 24 bytes a step, as long as all of them are digits. Returns the characters consumed.
// `room` is how many bytes may be written; each step writes 32 of which 24 count.
__attribute__((target("avx2"))) size_t DecodeBlocks(const uint8_t* in, size_t size, uint8_t* out, size_t room) {
  size_t i = 0;
  size_t written = 0;
  const __m256i zero = _mm256_setzero_si256();
  auto between = [&](__m256i text, char low, char high) __attribute__((target("avx2"))) {
    return _mm256_and_si256(_mm256_cmpgt_epi8(text, _mm256_set1_epi8(static_cast<char>(low - 1))),
                            _mm256_cmpgt_epi8(_mm256_set1_epi8(static_cast<char>(high + 1)), text));
  };
  for (; i + 32 <= size && written + 32 <= room; i += 32, written += 24) {
    __m256i text = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(in + i));
    __m256i upper = between(text, 'A', 'Z');
    __m256i lower = between(text, 'a', 'z');
    __m256i digit = between(text, '0', '9');
    __m256i plus =
        _mm256_or_si256(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('+')), _mm256_cmpeq_epi8(text, _mm256_set1_epi8('-')));
    __m256i slash =
        _mm256_or_si256(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('/')), _mm256_cmpeq_epi8(text, _mm256_set1_epi8('_')));
    __m256i letters = _mm256_or_si256(upper, lower);
    __m256i known = _mm256_or_si256(_mm256_or_si256(letters, digit), _mm256_or_si256(plus, slash));
    if (_mm256_movemask_epi8(_mm256_cmpeq_epi8(known, zero)) != 0) break;
    __m256i values = _mm256_and_si256(upper, _mm256_sub_epi8(text, _mm256_set1_epi8('A')));
    values = _mm256_or_si256(values, _mm256_and_si256(lower, _mm256_sub_epi8(text, _mm256_set1_epi8('a' - 26))));
    values = _mm256_or_si256(values, _mm256_and_si256(digit, _mm256_add_epi8(text, _mm256_set1_epi8(52 - '0'))));
    values = _mm256_or_si256(values, _mm256_and_si256(plus, _mm256_set1_epi8(62)));
    values = _mm256_or_si256(values, _mm256_and_si256(slash, _mm256_set1_epi8(63)));
    // Four 6-bit values to one 24-bit number in each 32-bit lane, then the lanes are packed.
    __m256i pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi32(0x01400140));
    __m256i groups = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
    __m256i packed =
        _mm256_shuffle_epi8(groups, _mm256_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1,  //
                                                     2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1));
    packed = _mm256_permutevar8x32_epi32(packed, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + written), packed);
  }
  return i;
}
#endif

}  // namespace

void Base64Encode(std::span<const uint8_t> bytes, uint8_t* out, Base64Alphabet alphabet) {
  const char* digits = alphabet == Base64Alphabet::kStandard ? kStandardDigits : kUrlDigits;
  const uint8_t* in = bytes.data();
  const size_t size = bytes.size();
  size_t i = 0;
#if defined(__x86_64__)
  if (size >= 32 && HasAvx2()) {
    i = EncodeBlocks(in, size, out, alphabet);
    out += i / 3 * 4;
  }
#endif
  for (; i + 3 <= size; i += 3) {
    uint32_t group = static_cast<uint32_t>(in[i]) << 16 | static_cast<uint32_t>(in[i + 1]) << 8 | in[i + 2];
    *out++ = static_cast<uint8_t>(digits[group >> 18]);
    *out++ = static_cast<uint8_t>(digits[group >> 12 & 63]);
    *out++ = static_cast<uint8_t>(digits[group >> 6 & 63]);
    *out++ = static_cast<uint8_t>(digits[group & 63]);
  }
  if (i == size) return;
  const bool two = size - i == 2;
  uint32_t group = static_cast<uint32_t>(in[i]) << 16 | (two ? static_cast<uint32_t>(in[i + 1]) << 8 : 0);
  *out++ = static_cast<uint8_t>(digits[group >> 18]);
  *out++ = static_cast<uint8_t>(digits[group >> 12 & 63]);
  if (two) *out++ = static_cast<uint8_t>(digits[group >> 6 & 63]);
  if (alphabet == Base64Alphabet::kUrl) return;
  *out++ = '=';
  if (!two) *out++ = '=';
}

size_t Base64Decode(std::span<const uint8_t> text, std::span<uint8_t> out) {
  size_t i = 0;
  size_t written = 0;
  uint32_t group = 0;
  int digits = 0;
  while (i < text.size() && written < out.size()) {
    if (digits == 0) {
#if defined(__x86_64__)
      if (text.size() - i >= 32 && HasAvx2()) {
        size_t done = DecodeBlocks(text.data() + i, text.size() - i, out.data() + written, out.size() - written);
        i += done;
        written += done / 4 * 3;
      }
#endif
      // Whole groups of digits.
      while (i + 4 <= text.size() && written + 3 <= out.size()) {
        uint32_t a = kValues[text[i]];
        uint32_t b = kValues[text[i + 1]];
        uint32_t c = kValues[text[i + 2]];
        uint32_t d = kValues[text[i + 3]];
        if ((a | b | c | d) > 63) break;
        uint32_t value = a << 18 | b << 12 | c << 6 | d;
        out[written] = static_cast<uint8_t>(value >> 16);
        out[written + 1] = static_cast<uint8_t>(value >> 8);
        out[written + 2] = static_cast<uint8_t>(value);
        written += 3;
        i += 4;
      }
      if (i == text.size() || written == out.size()) break;
    }
    const uint8_t character = text[i++];
    if (character == '=') break;
    const uint8_t value = kValues[character];
    if (value == kInvalid) continue;
    group = group << 6 | value;
    digits = (digits + 1) & 3;
    // The second, third and fourth digit of a group complete a byte each.
    if (digits == 2) {
      out[written++] = static_cast<uint8_t>(group >> 4);
    } else if (digits == 3) {
      out[written++] = static_cast<uint8_t>(group >> 2);
    } else if (digits == 0) {
      out[written++] = static_cast<uint8_t>(group);
    }
  }
  return written;
}

ptrdiff_t Base64DecodeForgiving(std::span<const uint8_t> text, uint8_t* out) {
  uint32_t group = 0;
  size_t digits = 0;
  size_t padding = 0;
  ptrdiff_t written = 0;
  for (uint8_t character : text) {
    if (character == ' ' || character == '\t' || character == '\n' || character == '\f' || character == '\r') continue;
    if (character == '=') {
      if (++padding > 2) return -1;
      continue;
    }
    uint8_t value = kValues[character];
    if (value == kInvalid || character == '-' || character == '_' || padding > 0) return -1;
    group = group << 6 | value;
    if ((++digits & 3) == 0) {
      out[written++] = static_cast<uint8_t>(group >> 16);
      out[written++] = static_cast<uint8_t>(group >> 8);
      out[written++] = static_cast<uint8_t>(group);
    }
  }
  size_t left = digits & 3;
  if (left == 1) return -2;
  if (padding > 0 && (left == 0 || left + padding != 4)) return -1;
  if (left >= 2) out[written++] = static_cast<uint8_t>(left == 2 ? group >> 4 : group >> 10);
  if (left == 3) out[written++] = static_cast<uint8_t>(group >> 2);
  return written;
}

}  // namespace eddy::encoding
