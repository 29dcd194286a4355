// Digests. https://docs.openssl.org/3.0/man3/EVP_DigestInit/
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/evperr.h>

#include <set>

#include "bindings/crypto/openssl.h"
#include "bindings/pool_job.h"

namespace eddy::bindings::crypto {
namespace {

using v8::Isolate;
using v8::Local;
using v8::Value;

bool IsExtendable(const EVP_MD* digest) { return (EVP_MD_get_flags(digest) & EVP_MD_FLAG_XOF) != 0; }

// The length of the output: the digest's own, or what is asked for where the digest has no length. False, with an error
// in OpenSSL's queue, where another length than the digest's own is asked for.
bool OutputLength(const EVP_MD* digest, std::optional<uint32_t> asked, size_t& length) {
  length = static_cast<size_t>(EVP_MD_get_size(digest));
  if (!asked || *asked == length) return true;
  if (!IsExtendable(digest)) {
    ERR_raise(ERR_LIB_EVP, EVP_R_NOT_XOF_OR_INVALID_LENGTH);
    return false;
  }
  length = *asked;
  return true;
}

bool Finish(EVP_MD_CTX* context, const EVP_MD* digest, std::span<uint8_t> out) {
  if (out.empty()) return true;
  if (IsExtendable(digest)) return EVP_DigestFinalXOF(context, out.data(), out.size()) == 1;
  return EVP_DigestFinal_ex(context, out.data(), nullptr) == 1;
}

class Hash final : public engine::Wrapper {
 public:
  static std::unique_ptr<Hash> Make() { return std::unique_ptr<Hash>(new Hash); }

  // False for an unknown algorithm; throws for a length that it can't have.
  bool Start(Isolate* isolate, const std::string& algorithm, std::optional<uint32_t> length) {
    ERR_clear_error();
    digest_ = FindDigest(algorithm);
    if (digest_ == nullptr) return false;
    context_.reset(EVP_MD_CTX_new());
    if (context_ == nullptr || EVP_DigestInit_ex2(context_.get(), digest_, nullptr) != 1) {
      ThrowError(isolate, "Digest method not supported");
      return true;
    }
    if (!OutputLength(digest_, length, length_)) ThrowError(isolate, "Digest method not supported");
    return true;
  }

  bool StartAsCopy(Hash* source, std::optional<uint32_t> length) {
    digest_ = source->digest_;
    context_.reset(EVP_MD_CTX_new());
    return context_ != nullptr && EVP_MD_CTX_copy_ex(context_.get(), source->context_.get()) == 1 &&
           OutputLength(digest_, length, length_);
  }

  bool Update(std::span<const uint8_t> data) { return EVP_DigestUpdate(context_.get(), data.data(), data.size()) == 1; }
  bool UpdateText(const std::string& text) { return EVP_DigestUpdate(context_.get(), text.data(), text.size()) == 1; }

  // An output that fits into `room` is written there, and its length returned; a longer one comes as an ArrayBuffer.
  // Undefined when OpenSSL refuses.
  v8::MaybeLocal<Value> Digest(Isolate* isolate, std::span<uint8_t> room) {
    if (length_ <= room.size()) {
      if (!Finish(context_.get(), digest_, room.first(length_))) return {};
      return v8::Integer::NewFromUnsigned(isolate, static_cast<uint32_t>(length_)).As<Value>();
    }
    auto memory = v8::ArrayBuffer::New(isolate, length_);
    if (!Finish(context_.get(), digest_, {static_cast<uint8_t*>(memory->Data()), length_})) return {};
    return memory.As<Value>();
  }

 private:
  Hash() = default;
  const EVP_MD* digest_ = nullptr;
  DigestContext context_;
  size_t length_ = 0;
};

// One context for all one-shot digests of a thread. An output that fits into `room` is written there, and its length
// returned; a longer one comes as an ArrayBuffer. Undefined for an unknown algorithm.
v8::MaybeLocal<Value> OneShot(Isolate* isolate, const std::string& algorithm, std::span<const uint8_t> data,
                              std::optional<uint32_t> asked, std::span<uint8_t> room) {
  const EVP_MD* digest = FindDigest(algorithm);
  if (digest == nullptr) return {};
  size_t length = 0;
  ERR_clear_error();
  if (!OutputLength(digest, asked, length)) {
    ThrowError(isolate, "Digest method not supported");
    return {};
  }
  thread_local DigestContext context(EVP_MD_CTX_new());
  std::vector<uint8_t> longer(length > room.size() ? length : 0);
  std::span<uint8_t> out = longer.empty() ? room.first(length) : std::span<uint8_t>(longer);
  if (EVP_DigestInit_ex2(context.get(), digest, nullptr) != 1) {
    ThrowError(isolate, "Digest method not supported");
    return {};
  }
  if (EVP_DigestUpdate(context.get(), data.data(), data.size()) != 1 || !Finish(context.get(), digest, out)) {
    return {};
  }
  if (longer.empty()) return v8::Integer::NewFromUnsigned(isolate, static_cast<uint32_t>(length)).As<Value>();
  return ToArrayBuffer(isolate, out);
}

v8::MaybeLocal<Value> OneShotText(Isolate* isolate, const std::string& algorithm, const std::string& text,
                                  std::optional<uint32_t> asked, std::span<uint8_t> room) {
  return OneShot(isolate, algorithm, {reinterpret_cast<const uint8_t*>(text.data()), text.size()}, asked, room);
}

std::vector<std::string> GetHashes() {
  std::set<std::string> names;
  EVP_MD_do_all_sorted(
      [](const EVP_MD*, const char* from, const char*, void* out) {
        if (from == nullptr || !IsProvided(FindDigest(from))) return;
        static_cast<std::set<std::string>*>(out)->insert(from);
      },
      &names);
  return {names.begin(), names.end()};
}

}  // namespace

void DefineHash(BindingTarget& target) {
  target.Class<Hash, &Hash::Make>("Hash", [](engine::ClassTarget& methods) {
    methods.Method<Hash, &Hash::Start>("start");
    methods.Method<Hash, &Hash::StartAsCopy>("startAsCopy");
    methods.Method<Hash, &Hash::Update>("update");
    methods.Method<Hash, &Hash::UpdateText>("updateText");
    methods.Method<Hash, &Hash::Digest>("digest");
  });
  target.Function<&OneShot>("hash");
  target.Function<&OneShotText>("hashText");
  target.Function<&GetHashes>("getHashes");
}

}  // namespace eddy::bindings::crypto
