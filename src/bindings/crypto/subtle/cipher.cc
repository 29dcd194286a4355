// Symmetric encryption: AES-CBC, AES-CTR, AES-GCM, AES-OCB, AES-KW, ChaCha20-Poly1305.
// https://w3c.github.io/webcrypto/#aes-ctr and following
#include <algorithm>
#include <climits>

#include "bindings/crypto/subtle/job.h"

namespace eddy::bindings::crypto {
namespace {

class CipherJob final : public SubtleJob {
 public:
  struct Input {
    bool encrypting = false;
    const EVP_CIPHER* cipher = nullptr;
    SharedKey key;
    Bytes iv;
    Bytes additional_data;
    // In bytes; 0 for a mode without a tag.
    size_t tag_length = 0;
    // Of AES-CTR, in bits; 0 for other modes.
    uint32_t counter_length = 0;
    Bytes data;
  };

  CipherJob(v8::Isolate* isolate, Input input) : SubtleJob("Cipher job failed"), in_(std::move(input)) {
    // Where the length of the output is known, it is written to where it stays.
    const bool is_stream = in_.tag_length != 0 || in_.counter_length != 0;
    if (!is_stream || (!in_.encrypting && in_.data.size() < in_.tag_length)) return;
    const size_t size = in_.encrypting ? in_.data.size() + in_.tag_length : in_.data.size() - in_.tag_length;
    memory_ = v8::ArrayBuffer::NewBackingStore(isolate, size, v8::BackingStoreInitializationMode::kUninitialized);
  }
  ~CipherJob() override { OPENSSL_cleanse(in_.data.data(), in_.data.size()); }

 private:
  v8::Local<v8::Value> Made(v8::Isolate* isolate) override {
    if (memory_ == nullptr) return SubtleJob::Made(isolate);
    return v8::ArrayBuffer::New(isolate, std::move(memory_));
  }

  // Room for `size` more bytes of output.
  uint8_t* Room(size_t size) {
    if (memory_ != nullptr) return static_cast<uint8_t*>(memory_->Data()) + made_;
    out_.resize(made_ + size);
    return out_.data() + made_;
  }

  // So many of them are there.
  void Keep(int size) {
    made_ += static_cast<size_t>(size);
    if (memory_ == nullptr) out_.resize(made_);
  }

  bool Work() override {
    // OpenSSL counts in int.
    if (in_.cipher == nullptr || in_.data.size() > static_cast<size_t>(INT_MAX) - 64) return false;
    if (in_.counter_length != 0) return Count();
    if (in_.tag_length != 0) return in_.encrypting ? Seal() : Open();
    ConstBytes data = in_.data;
    return Start(in_.iv) && Run(data) && Finish();
  }

  bool Start(ConstBytes iv) {
    context_.reset(EVP_CIPHER_CTX_new());
    if (context_ == nullptr) return false;
    const int direction = in_.encrypting ? 1 : 0;
    if (EVP_CIPHER_get_mode(in_.cipher) == EVP_CIPH_WRAP_MODE) {
      EVP_CIPHER_CTX_set_flags(context_.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    }
    if (EVP_CipherInit_ex2(context_.get(), in_.cipher, nullptr, nullptr, direction, nullptr) != 1) return false;
    if (in_.tag_length != 0) {
      const auto iv_size = static_cast<int>(iv.size());
      if (EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_IVLEN, iv_size, nullptr) != 1) return false;
      // OCB needs the length before it starts; the others take it with the tag.
      if (EVP_CIPHER_get_mode(in_.cipher) == EVP_CIPH_OCB_MODE &&
          EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(in_.tag_length), nullptr) != 1) {
        return false;
      }
    }
    const ConstBytes key = in_.key->bytes();
    if (key.size() != static_cast<size_t>(EVP_CIPHER_CTX_get_key_length(context_.get()))) return false;
    if (EVP_CipherInit_ex2(context_.get(), nullptr, key.data(), iv.empty() ? nullptr : iv.data(), direction, nullptr) !=
        1) {
      return false;
    }
    int size = 0;
    return in_.additional_data.empty() || EVP_CipherUpdate(context_.get(), nullptr, &size, in_.additional_data.data(),
                                                           static_cast<int>(in_.additional_data.size())) == 1;
  }

  // Appends what comes of `data`.
  bool Run(ConstBytes data) {
    if (data.empty()) return true;
    uint8_t* to = Room(data.size() + 2 * EVP_MAX_BLOCK_LENGTH);
    int size = 0;
    if (EVP_CipherUpdate(context_.get(), to, &size, data.data(), static_cast<int>(data.size())) != 1) return false;
    Keep(size);
    return true;
  }

  bool Finish() {
    // Of what is written in place, less than a block is left here, if anything.
    uint8_t last[EVP_MAX_BLOCK_LENGTH];
    int size = 0;
    if (EVP_CipherFinal_ex(context_.get(), last, &size) != 1) return false;
    std::copy_n(last, size, Room(static_cast<size_t>(size)));
    Keep(size);
    OPENSSL_cleanse(last, sizeof last);
    return true;
  }

  bool Seal() {
    if (!Start(in_.iv) || !Run(in_.data) || !Finish()) return false;
    return EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(in_.tag_length),
                               Room(in_.tag_length)) == 1;
  }

  bool Open() {
    if (in_.data.size() < in_.tag_length || !Start(in_.iv)) return false;
    const size_t size = in_.data.size() - in_.tag_length;
    if (EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(in_.tag_length),
                            in_.data.data() + size) != 1) {
      return false;
    }
    return Run(ConstBytes(in_.data).first(size)) && Finish();
  }

  // AES-CTR counts in the last `counter_length` bits alone, and never reaches the same counter twice. OpenSSL counts in
  // all 128: where the short counter starts anew, so does OpenSSL, with the same nonce.
  bool Count() {
    constexpr size_t kBlock = 16;
    if (in_.iv.size() != kBlock) return false;
    const size_t blocks = (in_.data.size() + kBlock - 1) / kBlock;
    // The blocks until the counter is zero again; more than there can be when it has more bits than a size.
    size_t until_zero = SIZE_MAX;
    if (in_.counter_length < 8 * sizeof(size_t)) {
      const size_t counters = size_t{1} << in_.counter_length;
      if (blocks > counters) return false;
      size_t counter = 0;
      for (size_t i = kBlock - sizeof(size_t); i < kBlock; i++) counter = counter << 8 | in_.iv[i];
      until_zero = counters - (counter & (counters - 1));
    } else {
      // With 64 bits and more the carry out of the low 64 matters only if those can overflow.
      size_t low = 0;
      for (size_t i = kBlock - sizeof(size_t); i < kBlock; i++) low = low << 8 | in_.iv[i];
      if (low != 0 && AllOnesAbove(8 * sizeof(size_t))) until_zero = SIZE_MAX - low + 1;
    }
    const ConstBytes data = in_.data;
    if (!Start(in_.iv)) return false;
    if (blocks <= until_zero) return Run(data) && Finish();
    if (!Run(data.first(until_zero * kBlock)) || !Finish()) return false;
    Bytes anew = in_.iv;
    for (uint32_t bit = 0; bit < in_.counter_length; bit++) {
      anew[kBlock - 1 - bit / 8] &= static_cast<uint8_t>(~(1u << bit % 8));
    }
    return Start(anew) && Run(data.subspan(until_zero * kBlock)) && Finish();
  }

  // Whether every bit of the counter from `first` on is set.
  bool AllOnesAbove(uint32_t first) const {
    for (uint32_t bit = first; bit < in_.counter_length; bit++) {
      if ((in_.iv[15 - bit / 8] >> bit % 8 & 1) == 0) return false;
    }
    return true;
  }

  Input in_;
  CipherContext context_;
  std::unique_ptr<v8::BackingStore> memory_;
  size_t made_ = 0;
};

// `tag_length` in bytes, `counter_length` in bits: 0 where the mode has none. The tag follows the ciphertext.
v8::Local<v8::Value> Cipher(Realm& realm, bool encrypting, const std::string& name, KeyHandle* key, OptionalBytes iv,
                            OptionalBytes additional_data, uint32_t tag_length, uint32_t counter_length,
                            ConstBytes data, Callback callback) {
  CipherJob::Input input;
  input.encrypting = encrypting;
  input.cipher = FindCipher(name);
  input.key = key->key();
  input.iv = CopyOf(iv);
  input.additional_data = CopyOf(additional_data);
  input.tag_length = tag_length;
  input.counter_length = counter_length;
  input.data = CopyOf(data);
  return PoolJob::Run(realm, std::make_unique<CipherJob>(realm.isolate(), std::move(input)), callback);
}

}  // namespace

void DefineSubtleCipher(BindingTarget& target) { target.Function<&Cipher>("subtleCipher"); }

}  // namespace eddy::bindings::crypto
