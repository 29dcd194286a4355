// Random bytes of cryptographic strength, and comparing in constant time.
// https://docs.openssl.org/3.0/man3/RAND_bytes/
#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "bindings/crypto/openssl.h"
#include "bindings/pool_job.h"

namespace eddy::bindings::crypto {
namespace {

using v8::Isolate;
using v8::Local;
using v8::Value;

bool Fill(std::span<uint8_t> out) {
  while (!out.empty()) {
    size_t count = std::min<size_t>(out.size(), INT32_MAX);
    if (RAND_bytes(out.data(), static_cast<int>(count)) != 1) return false;
    out = out.subspan(count);
  }
  return true;
}

// Fills the program's own memory, which it holds.
class RandomJob final : public PoolJob {
 public:
  RandomJob(Isolate* isolate, Local<Value> holder, std::span<uint8_t> out) : out_(out) { Hold(isolate, holder); }

 private:
  void Compute() override { ok_ = Fill(out_); }
  Local<Value> Result(Isolate* isolate) override { return v8::Boolean::New(isolate, ok_); }

  std::span<uint8_t> out_;
  bool ok_ = false;
};

// Whether it succeeded; with a callback, undefined, and the callback gets it.
Local<Value> RandomFill(Isolate* isolate, Realm& realm, Local<Value> memory, double offset, double size,
                        std::optional<Local<v8::Function>> callback) {
  auto bytes = engine::From<std::span<uint8_t>>::Read(isolate, memory);
  if (!bytes) return v8::False(isolate);
  // lib/ knows the memory by its byteLength, which a program can put another property before.
  if (!(offset >= 0 && size >= 0 && offset + size <= static_cast<double>(bytes->size()))) return v8::False(isolate);
  auto part = bytes->subspan(static_cast<size_t>(offset), static_cast<size_t>(size));
  return PoolJob::Run(realm, std::make_unique<RandomJob>(isolate, memory, part), callback);
}

// RFC 9562 from 16 bytes, of which version and variant are set.
Local<Value> FormatUuid(Isolate* isolate, std::span<const uint8_t> random, uint8_t version) {
  constexpr char kDigits[] = "0123456789abcdef";
  uint8_t text[36];
  uint8_t* out = text;
  for (size_t i = 0; i < 16; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *out++ = '-';
    uint8_t byte = random[i];
    if (i == 6) byte = static_cast<uint8_t>((byte & 0x0F) | version << 4);
    if (i == 8) byte = (byte & 0x3F) | 0x80;
    *out++ = static_cast<uint8_t>(kDigits[byte >> 4]);
    *out++ = static_cast<uint8_t>(kDigits[byte & 15]);
  }
  return v8::String::NewFromOneByte(isolate, text, v8::NewStringType::kNormal, sizeof(text)).ToLocalChecked();
}

// 16 random bytes; false when there is no randomness. `cached`: of those that were drawn for many at once, each used
// once and erased.
bool DrawUuid(bool cached, std::span<uint8_t, 16> out) {
  constexpr size_t kSize = 16;
  static thread_local uint8_t drawn[128 * kSize];
  static thread_local size_t next = sizeof(drawn);
  if (!cached) return Fill(out);
  if (next == sizeof(drawn)) {
    if (!Fill(drawn)) return false;
    next = 0;
  }
  std::copy_n(drawn + next, kSize, out.begin());
  OPENSSL_cleanse(drawn + next, kSize);
  next += kSize;
  return true;
}

// randomUuid(cached): version 4; undefined when there is no randomness.
v8::MaybeLocal<Value> RandomUuid(Isolate* isolate, bool cached) {
  uint8_t bytes[16];
  if (!DrawUuid(cached, bytes)) return {};
  return FormatUuid(isolate, bytes, 4);
}

// randomUuidV7(cached, time): version 7, beginning with milliseconds since 1970; undefined when there is no randomness.
v8::MaybeLocal<Value> RandomUuidV7(Isolate* isolate, bool cached, double time) {
  uint8_t bytes[16];
  if (!DrawUuid(cached, bytes)) return {};
  auto milliseconds = static_cast<uint64_t>(time);
  for (size_t i = 6; i-- > 0; milliseconds >>= 8) bytes[i] = static_cast<uint8_t>(milliseconds);
  return FormatUuid(isolate, bytes, 7);
}

// The sizes are equal.
bool TimingSafeEqual(std::span<const uint8_t> a, std::span<const uint8_t> b) {
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

void DefineRandom(BindingTarget& target) {
  target.Function<&RandomFill>("randomFill");
  target.Function<&RandomUuid>("randomUuid");
  target.Function<&RandomUuidV7>("randomUuidV7");
  target.Function<&TimingSafeEqual>("timingSafeEqual");
}

}  // namespace eddy::bindings::crypto
