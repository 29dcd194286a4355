#include "bindings/crypto/subtle/keccak.h"

#include <algorithm>
#include <array>
#include <bit>

namespace eddy::bindings::crypto {
namespace {

using ConstBytes = std::span<const uint8_t>;

// FIPS 202, 3.2.5.
constexpr std::array<uint64_t, 24> kRoundConstants = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000A, 0x000000008000808B, 0x800000000000008B, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

// Where pi moves each lane from lane 1 on, and by how much rho turns it.
constexpr std::array<uint8_t, 24> kPi = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                                         15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};
constexpr std::array<uint8_t, 24> kRho = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                          27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};

constexpr uint64_t kNoBytes = 0;

// A sponge over Keccak-p[1600]: absorb any number of times, then squeeze any number of times.
class Sponge {
 public:
  // `rounds`: the last so many of the 24. `domain`: the bits between message and padding.
  Sponge(size_t rate, size_t rounds, uint8_t domain) : rate_(rate), rounds_(rounds), domain_(domain) {}
  ~Sponge() { std::fill(lanes_.begin(), lanes_.end(), kNoBytes); }
  Sponge(const Sponge&) = delete;
  Sponge& operator=(const Sponge&) = delete;

  size_t rate() const { return rate_; }

  void Absorb(ConstBytes bytes) {
    for (uint8_t byte : bytes) {
      Add(at_++, byte);
      if (at_ == rate_) Turn();
    }
    absorbed_ += bytes.size();
  }

  // Fills up to a multiple of `width` bytes of all that was absorbed.
  void PadTo(size_t width) {
    while (absorbed_ % width != 0) {
      absorbed_++;
      if (++at_ == rate_) Turn();
    }
  }

  void Squeeze(std::span<uint8_t> out) {
    if (!squeezing_) {
      Add(at_, domain_);
      Add(rate_ - 1, 0x80);
      Turn();
      squeezing_ = true;
    }
    for (uint8_t& byte : out) {
      if (at_ == rate_) Turn();
      byte = static_cast<uint8_t>(lanes_[at_ / 8] >> (8 * (at_ % 8)));
      at_++;
    }
  }

 private:
  void Add(size_t at, uint8_t byte) { lanes_[at / 8] ^= uint64_t{byte} << (8 * (at % 8)); }

  void Turn() {
    at_ = 0;
    auto& a = lanes_;
    for (size_t round = kRoundConstants.size() - rounds_; round < kRoundConstants.size(); round++) {
      std::array<uint64_t, 5> c;
      for (size_t x = 0; x < 5; x++) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
      for (size_t x = 0; x < 5; x++) {
        const uint64_t d = c[(x + 4) % 5] ^ std::rotl(c[(x + 1) % 5], 1);
        for (size_t y = 0; y < 25; y += 5) a[y + x] ^= d;
      }
      uint64_t moving = a[1];
      for (size_t i = 0; i < 24; i++) {
        const uint64_t next = a[kPi[i]];
        a[kPi[i]] = std::rotl(moving, kRho[i]);
        moving = next;
      }
      for (size_t y = 0; y < 25; y += 5) {
        const std::array<uint64_t, 5> row = {a[y], a[y + 1], a[y + 2], a[y + 3], a[y + 4]};
        for (size_t x = 0; x < 5; x++) a[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
      }
      a[0] ^= kRoundConstants[round];
    }
  }

  std::array<uint64_t, 25> lanes_ = {};
  size_t rate_;
  size_t rounds_;
  uint8_t domain_;
  size_t at_ = 0;
  uint64_t absorbed_ = 0;
  bool squeezing_ = false;
};

size_t RateOf(KeccakStrength strength) { return strength == KeccakStrength::k128 ? 168 : 136; }

// A number in as few big-endian bytes as it takes, at least `least`; how many there are in `count`.
std::array<uint8_t, 8> BigEndian(uint64_t value, size_t least, size_t& count) {
  std::array<uint8_t, 8> bytes;
  count = std::max(least, (static_cast<size_t>(std::bit_width(value)) + 7) / 8);
  for (size_t i = 0; i < count; i++) bytes[i] = static_cast<uint8_t>(value >> (8 * (count - 1 - i)));
  return bytes;
}

// SP 800-185, 2.3.1.
void LeftEncode(Sponge& sponge, uint64_t value) {
  size_t count = 0;
  const auto bytes = BigEndian(value, 1, count);
  const auto prefix = static_cast<uint8_t>(count);
  sponge.Absorb({&prefix, 1});
  sponge.Absorb({bytes.data(), count});
}

// The same, after the number; RFC 9861, 3.1, lets zero take no byte: `least` is 0 there.
void RightEncode(Sponge& sponge, uint64_t value, size_t least = 1) {
  size_t count = 0;
  const auto bytes = BigEndian(value, least, count);
  const auto suffix = static_cast<uint8_t>(count);
  sponge.Absorb({bytes.data(), count});
  sponge.Absorb({&suffix, 1});
}

// SP 800-185, 2.3.2.
void EncodeString(Sponge& sponge, ConstBytes text) {
  LeftEncode(sponge, uint64_t{text.size()} * 8);
  sponge.Absorb(text);
}

void BeginCShake(Sponge& sponge, ConstBytes function_name, ConstBytes customization) {
  LeftEncode(sponge, sponge.rate());
  EncodeString(sponge, function_name);
  EncodeString(sponge, customization);
  sponge.PadTo(sponge.rate());
}

constexpr size_t kShakeRounds = 24;
constexpr size_t kTurboRounds = 12;

}  // namespace

void CShake(KeccakStrength strength, ConstBytes data, ConstBytes function_name, ConstBytes customization,
            std::span<uint8_t> out) {
  const bool plain = function_name.empty() && customization.empty();
  Sponge sponge(RateOf(strength), kShakeRounds, plain ? 0x1F : 0x04);
  if (!plain) BeginCShake(sponge, function_name, customization);
  sponge.Absorb(data);
  sponge.Squeeze(out);
}

void Kmac(KeccakStrength strength, ConstBytes key, ConstBytes data, ConstBytes customization, uint64_t bits,
          std::span<uint8_t> out) {
  static constexpr uint8_t kName[] = {'K', 'M', 'A', 'C'};
  Sponge sponge(RateOf(strength), kShakeRounds, 0x04);
  BeginCShake(sponge, kName, customization);
  LeftEncode(sponge, sponge.rate());
  EncodeString(sponge, key);
  sponge.PadTo(sponge.rate());
  sponge.Absorb(data);
  RightEncode(sponge, bits);
  sponge.Squeeze(out);
}

void TurboShake(KeccakStrength strength, ConstBytes data, uint8_t domain, std::span<uint8_t> out) {
  Sponge sponge(RateOf(strength), kTurboRounds, domain);
  sponge.Absorb(data);
  sponge.Squeeze(out);
}

void KangarooTwelve(KeccakStrength strength, ConstBytes data, ConstBytes customization, std::span<uint8_t> out) {
  constexpr size_t kChunk = 8192;
  const size_t rate = RateOf(strength);
  const size_t chaining = strength == KeccakStrength::k128 ? 32 : 64;

  // The input is the message, the customization and its length: chunks take from all three.
  size_t count = 0;
  auto length = BigEndian(customization.size(), 0, count);
  std::array<uint8_t, 9> tail;
  std::copy_n(length.begin(), count, tail.begin());
  tail[count] = static_cast<uint8_t>(count);
  std::array<ConstBytes, 3> parts = {data, customization, ConstBytes(tail.data(), count + 1)};
  size_t left = data.size() + customization.size() + count + 1;
  size_t part = 0;
  auto absorb_chunk = [&](Sponge& sponge) {
    size_t room = std::min(kChunk, left);
    left -= room;
    while (room > 0) {
      const size_t take = std::min(room, parts[part].size());
      sponge.Absorb(parts[part].first(take));
      parts[part] = parts[part].subspan(take);
      if (parts[part].empty()) part++;
      room -= take;
    }
  };

  if (left <= kChunk) {
    Sponge sponge(rate, kTurboRounds, 0x07);
    absorb_chunk(sponge);
    sponge.Squeeze(out);
    return;
  }
  static constexpr uint8_t kMark[] = {0x03, 0, 0, 0, 0, 0, 0, 0};
  static constexpr uint8_t kEnd[] = {0xFF, 0xFF};
  Sponge last(rate, kTurboRounds, 0x06);
  absorb_chunk(last);
  last.Absorb(kMark);
  uint64_t leaves = 0;
  for (; left > 0; leaves++) {
    Sponge leaf(rate, kTurboRounds, 0x0B);
    absorb_chunk(leaf);
    std::array<uint8_t, 64> value;
    leaf.Squeeze(std::span(value).first(chaining));
    last.Absorb(std::span(value).first(chaining));
  }
  RightEncode(last, leaves, 0);
  last.Absorb(kEnd);
  last.Squeeze(out);
}

}  // namespace eddy::bindings::crypto
