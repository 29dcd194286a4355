// Symmetric ciphers, with and without authentication. https://docs.openssl.org/3.0/man3/EVP_EncryptInit/
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "bindings/crypto/openssl.h"
#include "bindings/pool_job.h"

namespace eddy::bindings::crypto {
namespace {

using v8::Isolate;
using v8::Local;
using v8::Value;

// What lib/ makes errors of.
enum Outcome : int32_t {
  kDone = 0,
  kUnknownCipher = 1,
  kInvalidKeyLength = 2,
  kInvalidIv = 3,
  kTagLengthRequired = 4,
  kInvalidTagLength = 5,
  kInvalidState = 6,
  kFailed = 7,
  kInvalidMessageLength = 8,
  kShortTag = 9,  // done, but deprecated
};

bool IsAuthenticated(const EVP_CIPHER* cipher) {
  // Not by OpenSSL's flag, which TLS's ciphers with a digest of their own (aes-128-cbc-hmac-sha1) have, too.
  const int mode = EVP_CIPHER_get_mode(cipher);
  return mode == EVP_CIPH_GCM_MODE || mode == EVP_CIPH_CCM_MODE || mode == EVP_CIPH_OCB_MODE ||
         EVP_CIPHER_is_a(cipher, "ChaCha20-Poly1305");
}

// Of the names that providers have those that programs have always known.
const EVP_CIPHER* Known(const std::string& name) {
  return EVP_get_cipherbyname(name.c_str()) == nullptr ? nullptr : FindCipher(name);
}

class Cipher final : public engine::Wrapper {
 public:
  static std::unique_ptr<Cipher> Make(bool encrypting) { return std::unique_ptr<Cipher>(new Cipher(encrypting)); }

  // An Outcome; throws OpenSSL's error. `tag_length`: of the authentication tag, in bytes; none for the default.
  int32_t Start(Isolate* isolate, const std::string& name, std::span<const uint8_t> key,
                std::optional<std::span<const uint8_t>> iv, std::optional<uint32_t> tag_length) {
    ERR_clear_error();
    cipher_ = Known(name);
    if (cipher_ == nullptr) return kUnknownCipher;
    mode_ = EVP_CIPHER_get_mode(cipher_);
    authenticated_ = IsAuthenticated(cipher_);
    const bool poly1305 = EVP_CIPHER_is_a(cipher_, "ChaCha20-Poly1305") == 1;
    const auto expected_iv = static_cast<size_t>(EVP_CIPHER_get_iv_length(cipher_));
    const size_t iv_size = iv ? iv->size() : 0;
    // Authenticated modes take other lengths, though not every one.
    if (!iv && expected_iv != 0) return kInvalidIv;
    if (authenticated_ ? iv_size == 0 || (poly1305 && iv_size > 12) : iv && iv_size != expected_iv) return kInvalidIv;

    context_.reset(EVP_CIPHER_CTX_new());
    if (mode_ == EVP_CIPH_WRAP_MODE) EVP_CIPHER_CTX_set_flags(context_.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    if (EVP_CipherInit_ex2(context_.get(), cipher_, nullptr, nullptr, encrypting_ ? 1 : 0, nullptr) != 1)
      return Refused(isolate);
    if (authenticated_) {
      // Even where it is what OpenSSL reports: CCM's default is another.
      if (EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_IVLEN, static_cast<int>(iv_size), nullptr) != 1) {
        return kInvalidIv;
      }
      int32_t outcome = SetTagLength(tag_length, poly1305);
      if (outcome != kDone) return outcome;
      if (mode_ == EVP_CIPH_CCM_MODE) {
        // The length of the message's length field takes what the nonce leaves of 15 bytes.
        const size_t field = 15 - iv_size;
        most_bytes_ = field >= 4 ? INT32_MAX : static_cast<size_t>((uint64_t{1} << (8 * field)) - 1);
      }
    }
    if (key.size() != static_cast<size_t>(EVP_CIPHER_CTX_get_key_length(context_.get())) &&
        EVP_CIPHER_CTX_set_key_length(context_.get(), static_cast<int>(key.size())) != 1) {
      return kInvalidKeyLength;
    }
    if (EVP_CipherInit_ex2(context_.get(), nullptr, key.data(), iv && iv_size > 0 ? iv->data() : nullptr,
                           encrypting_ ? 1 : 0, nullptr) != 1) {
      return Refused(isolate);
    }
    return kDone;
  }

  // An ArrayBuffer, or an Outcome.
  Local<Value> Update(Isolate* isolate, std::span<const uint8_t> data) {
    IgnoreErrors ignore;
    if (context_ == nullptr || data.size() > static_cast<size_t>(INT32_MAX) - EVP_MAX_BLOCK_LENGTH) {
      return Number(isolate, kInvalidState);
    }
    if (mode_ == EVP_CIPH_CCM_MODE && data.size() > most_bytes_) return Number(isolate, kInvalidMessageLength);
    if (authenticated_ && !encrypting_ && !PassTag()) return Number(isolate, kFailed);
    size_t room = data.size() + static_cast<size_t>(std::max(EVP_CIPHER_CTX_get_block_size(context_.get()), 1));
    if (mode_ == EVP_CIPH_WRAP_MODE) room = data.size() * 2 + 16;
    std::vector<uint8_t> out(room);
    int size = 0;
    int ok = EVP_CipherUpdate(context_.get(), out.data(), &size, data.data(), static_cast<int>(data.size()));
    if (ok != 1) {
      // CCM checks the tag in this step; that is told in Final.
      if (mode_ == EVP_CIPH_CCM_MODE && !encrypting_) {
        ccm_refused_ = true;
        return ToArrayBuffer(isolate, {});
      }
      return Number(isolate, kFailed);
    }
    return ToArrayBuffer(isolate, {out.data(), static_cast<size_t>(size)});
  }

  // An ArrayBuffer, or an Outcome; throws OpenSSL's error.
  v8::MaybeLocal<Value> Final(Isolate* isolate) {
    ERR_clear_error();
    if (context_ == nullptr) return Number(isolate, kInvalidState);
    if (authenticated_ && !encrypting_) {
      // Without a tag nothing is authentic.
      if (!has_tag_ || !PassTag()) return Unauthenticated(isolate);
    }
    uint8_t out[EVP_MAX_BLOCK_LENGTH];
    int size = 0;
    bool ok;
    if (mode_ == EVP_CIPH_CCM_MODE && !encrypting_) {
      ok = !ccm_refused_;
    } else {
      ok = EVP_CipherFinal_ex(context_.get(), out, &size) == 1;
    }
    if (!ok) {
      if (authenticated_) return Unauthenticated(isolate);
      context_.reset();
      isolate->ThrowException(TakeReadError(isolate, "Unsupported state"));
      return {};
    }
    if (authenticated_ && encrypting_) {
      if (tag_length_ == kUnset) tag_length_ = sizeof(tag_);
      has_tag_ = EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag_length_), tag_) == 1;
    }
    context_.reset();
    return ToArrayBuffer(isolate, {out, static_cast<size_t>(size)});
  }

  bool SetAutoPadding(bool on) {
    return context_ != nullptr && EVP_CIPHER_CTX_set_padding(context_.get(), on ? 1 : 0) == 1;
  }

  // `length`: of the text that follows, which CCM must know.
  int32_t SetAad(std::span<const uint8_t> data, std::optional<uint32_t> length) {
    IgnoreErrors ignore;
    if (context_ == nullptr || !authenticated_) return kInvalidState;
    int size = 0;
    if (mode_ == EVP_CIPH_CCM_MODE) {
      if (!length) return kTagLengthRequired;
      if (*length > most_bytes_) return kInvalidMessageLength;
      if (!encrypting_ && !PassTag()) return kInvalidState;
      if (EVP_CipherUpdate(context_.get(), nullptr, &size, nullptr, static_cast<int>(*length)) != 1)
        return kInvalidState;
    }
    // No data, being null, would stand for a length.
    if (data.empty()) return kDone;
    return EVP_CipherUpdate(context_.get(), nullptr, &size, data.data(), static_cast<int>(data.size())) == 1
               ? kDone
               : kInvalidState;
  }

  // An ArrayBuffer; undefined before the text has ended.
  v8::MaybeLocal<Value> GetAuthTag(Isolate* isolate) {
    if (context_ != nullptr || !encrypting_ || !has_tag_) return {};
    return ToArrayBuffer(isolate, {tag_, tag_length_});
  }

  int32_t SetAuthTag(std::span<const uint8_t> tag) {
    if (context_ == nullptr || !authenticated_ || encrypting_ || has_tag_) return kInvalidState;
    bool fits = tag_length_ != kUnset ? tag.size() == tag_length_ : IsGcmTagLength(tag.size());
    if (!fits || tag.size() > sizeof(tag_)) return kInvalidTagLength;
    std::copy(tag.begin(), tag.end(), tag_);
    const bool is_short = tag_length_ == kUnset && tag.size() < sizeof(tag_);
    tag_length_ = tag.size();
    has_tag_ = true;
    return is_short ? kShortTag : kDone;
  }

 private:
  static constexpr size_t kUnset = SIZE_MAX;

  explicit Cipher(bool encrypting) : encrypting_(encrypting) {}

  static int32_t Refused(Isolate* isolate) {
    isolate->ThrowException(TakeReadError(isolate, "Failed to initialize cipher"));
    return kFailed;
  }

  static Local<Value> Number(Isolate* isolate, int32_t outcome) { return v8::Integer::New(isolate, outcome); }
  static bool IsGcmTagLength(size_t length) { return length == 4 || length == 8 || (length >= 12 && length <= 16); }

  int32_t SetTagLength(std::optional<uint32_t> asked, bool poly1305) {
    if (mode_ == EVP_CIPH_GCM_MODE) {
      if (asked) {
        if (!IsGcmTagLength(*asked)) return kInvalidTagLength;
        tag_length_ = *asked;
      }
      return kDone;
    }
    if (!asked) {
      if (!poly1305) return kTagLengthRequired;
      tag_length_ = 16;
      return kDone;
    }
    if (*asked == 0 || *asked > sizeof(tag_)) return kInvalidTagLength;
    if (EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(*asked), nullptr) != 1 &&
        !poly1305) {
      return kInvalidTagLength;
    }
    tag_length_ = *asked;
    return kDone;
  }

  // Hands the expected tag to OpenSSL, once, before the text is read.
  bool PassTag() {
    if (!has_tag_ || tag_passed_) return true;
    tag_passed_ = true;
    return EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag_length_), tag_) == 1;
  }

  v8::MaybeLocal<Value> Unauthenticated(Isolate* isolate) {
    context_.reset();
    (void)TakeError(isolate, "");
    isolate->ThrowException(
        v8::Exception::Error(engine::FromUtf8(isolate, "Unsupported state or unable to authenticate data")));
    return {};
  }

  const bool encrypting_;
  const EVP_CIPHER* cipher_ = nullptr;
  int mode_ = 0;
  CipherContext context_;
  bool authenticated_ = false;
  bool has_tag_ = false;
  bool tag_passed_ = false;
  bool ccm_refused_ = false;
  size_t tag_length_ = kUnset;
  size_t most_bytes_ = INT32_MAX;
  uint8_t tag_[16] = {};
};

std::vector<std::string> GetCiphers() {
  std::set<std::string> names;
  EVP_CIPHER_do_all_sorted(
      [](const EVP_CIPHER*, const char* from, const char*, void* out) {
        if (from != nullptr && IsProvided(FindCipher(from))) static_cast<std::set<std::string>*>(out)->insert(from);
      },
      &names);
  // OpenSSL lists many names in two cases.
  std::vector<std::string> listed;
  for (const std::string& name : names) {
    std::string small = name;
    std::transform(small.begin(), small.end(), small.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (small == name || !names.contains(small)) listed.push_back(name);
  }
  return listed;
}

const char* ModeName(int mode) {
  switch (mode) {
    case EVP_CIPH_CBC_MODE:
      return "cbc";
    case EVP_CIPH_CCM_MODE:
      return "ccm";
    case EVP_CIPH_CFB_MODE:
      return "cfb";
    case EVP_CIPH_CTR_MODE:
      return "ctr";
    case EVP_CIPH_ECB_MODE:
      return "ecb";
    case EVP_CIPH_GCM_MODE:
      return "gcm";
    case EVP_CIPH_OCB_MODE:
      return "ocb";
    case EVP_CIPH_OFB_MODE:
      return "ofb";
    case EVP_CIPH_WRAP_MODE:
      return "wrap";
    case EVP_CIPH_XTS_MODE:
      return "xts";
    default:
      return "stream";
  }
}

// [mode, name, nid, block size, IV length, key length]; undefined for an unknown cipher or a length that it can't have.
v8::MaybeLocal<Value> GetCipherInfo(Isolate* isolate, std::optional<std::string> name, uint32_t nid,
                                    std::optional<uint32_t> key_length, std::optional<uint32_t> iv_length) {
  IgnoreErrors ignore;
  const char* short_name = name ? nullptr : OBJ_nid2sn(static_cast<int>(nid));
  if (!name && (nid == 0 || short_name == nullptr)) return {};
  const EVP_CIPHER* cipher = Known(name ? *name : short_name);
  if (cipher == nullptr) return {};
  auto iv = static_cast<uint32_t>(EVP_CIPHER_get_iv_length(cipher));
  auto key = static_cast<uint32_t>(EVP_CIPHER_get_key_length(cipher));
  if (key_length || iv_length) {
    CipherContext context(EVP_CIPHER_CTX_new());
    if (EVP_CipherInit_ex2(context.get(), cipher, nullptr, nullptr, 1, nullptr) != 1) return {};
    if (key_length) {
      if (EVP_CIPHER_CTX_set_key_length(context.get(), static_cast<int>(*key_length)) != 1) return {};
      key = *key_length;
    }
    if (iv_length) {
      if (IsAuthenticated(cipher)) {
        if (EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_IVLEN, static_cast<int>(*iv_length), nullptr) != 1)
          return {};
      } else if (*iv_length != iv) {
        return {};
      }
      iv = *iv_length;
    }
  }
  const int id = EVP_CIPHER_get_nid(cipher);
  std::string shown = id != 0 ? OBJ_nid2sn(id) : EVP_CIPHER_get0_name(cipher);
  std::transform(shown.begin(), shown.end(), shown.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const int mode = EVP_CIPHER_get_mode(cipher);
  Local<Value> values[] = {engine::To(isolate, ModeName(mode)),
                           engine::To(isolate, shown),
                           engine::To(isolate, int32_t{id}),
                           engine::To(isolate, static_cast<uint32_t>(EVP_CIPHER_get_block_size(cipher))),
                           engine::To(isolate, iv),
                           engine::To(isolate, key)};
  return v8::Array::New(isolate, values, std::size(values)).As<Value>();
}

}  // namespace

void DefineCipher(BindingTarget& target) {
  target.Class<Cipher, &Cipher::Make>("Cipher", [](engine::ClassTarget& methods) {
    methods.Method<Cipher, &Cipher::Start>("start");
    methods.Method<Cipher, &Cipher::Update>("update");
    methods.Method<Cipher, &Cipher::Final>("final");
    methods.Method<Cipher, &Cipher::SetAutoPadding>("setAutoPadding");
    methods.Method<Cipher, &Cipher::SetAad>("setAAD");
    methods.Method<Cipher, &Cipher::GetAuthTag>("getAuthTag");
    methods.Method<Cipher, &Cipher::SetAuthTag>("setAuthTag");
  });
  target.Function<&GetCiphers>("getCiphers");
  target.Function<&GetCipherInfo>("getCipherInfo");
}

}  // namespace eddy::bindings::crypto
