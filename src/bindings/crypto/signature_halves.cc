#include "bindings/crypto/signature_halves.h"

#include <openssl/ec.h>

namespace eddy::bindings::crypto {
namespace {

// DSA and ECDSA write the same.
using Pair = std::unique_ptr<ECDSA_SIG, Deleter<ECDSA_SIG_free>>;

}  // namespace

bool ToHalves(size_t half, Bytes& signature) {
  const unsigned char* at = signature.data();
  Pair pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(signature.size())));
  if (pair == nullptr) return false;
  Bytes raw(2 * half);
  if (BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), raw.data(), static_cast<int>(half)) < 0 ||
      BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), raw.data() + half, static_cast<int>(half)) < 0) {
    return false;
  }
  signature = std::move(raw);
  return true;
}

bool FromHalves(size_t half, Bytes& signature) {
  if (signature.size() != 2 * half) return false;
  Pair pair(ECDSA_SIG_new());
  OwnedNumber r = NumberFrom(std::span(signature).first(half));
  OwnedNumber s = NumberFrom(std::span(signature).subspan(half));
  if (pair == nullptr || r == nullptr || s == nullptr || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) {
    return false;
  }
  // The pair owns them now.
  (void)r.release();
  (void)s.release();
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return false;
  signature.assign(der, der + size);
  OPENSSL_free(der);
  return true;
}

}  // namespace eddy::bindings::crypto
