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
  auto part = bytes->subspan(static_cast<size_t>(offset), static_cast<size_t>(size));
  return PoolJob::Run(realm, std::make_unique<RandomJob>(isolate, memory, part), callback);
}

// The sizes are equal.
bool TimingSafeEqual(std::span<const uint8_t> a, std::span<const uint8_t> b) {
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

void DefineRandom(BindingTarget& target) {
  target.Function<&RandomFill>("randomFill");
  target.Function<&TimingSafeEqual>("timingSafeEqual");
}

}  // namespace eddy::bindings::crypto
