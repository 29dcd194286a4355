#include "bindings/crypto/plain_der.h"

#include <openssl/asn1.h>
#include <openssl/objects.h>

#include <optional>
#include <vector>

#include "bindings/crypto/key_import.h"

namespace eddy::bindings::crypto {
namespace {

using View = std::span<const uint8_t>;

constexpr uint8_t kInteger = 0x02;
constexpr uint8_t kBitString = 0x03;
constexpr uint8_t kOctetString = 0x04;
constexpr uint8_t kNull = 0x05;
constexpr uint8_t kObjectId = 0x06;
constexpr uint8_t kSequence = 0x30;
constexpr uint8_t kContext0 = 0xA0;
constexpr uint8_t kContext1 = 0xA1;

// Takes elements off the front of DER. X.690.
class Der {
 public:
  explicit Der(View bytes) : left_(bytes) {}
  bool empty() const { return left_.empty(); }

  // Whether the next element has that tag; its contents then, and it is taken.
  bool Take(uint8_t tag, View& contents) {
    if (left_.size() < 2 || left_[0] != tag) return false;
    size_t size = left_[1];
    size_t head = 2;
    if (size >= 0x80) {
      const size_t digits = size & 0x7F;
      if (digits == 0 || digits > 4 || left_.size() < 2 + digits) return false;
      size = 0;
      for (size_t i = 0; i < digits; i++) size = size << 8 | left_[2 + i];
      head += digits;
      // The shortest form only.
      if (size < 0x80 || (digits > 1 && size >> (8 * (digits - 1)) == 0)) return false;
    }
    if (left_.size() - head < size) return false;
    contents = left_.subspan(head, size);
    left_ = left_.subspan(head + size);
    return true;
  }

  // As Take, for the only element that there is.
  bool TakeAll(uint8_t tag, View& contents) { return Take(tag, contents) && empty(); }

  // A number that isn't negative, without its leading zero.
  bool TakeNumber(View& digits) {
    if (!Take(kInteger, digits) || digits.empty() || (digits[0] & 0x80) != 0) return false;
    if (digits[0] == 0 && digits.size() > 1) digits = digits.subspan(1);
    return true;
  }

  bool TakeVersion(uint8_t version) {
    View digits;
    return Take(kInteger, digits) && digits.size() == 1 && digits[0] == version;
  }

 private:
  View left_;
};

// What is in a sequence that is all there is.
std::optional<Der> SequenceIn(View der) {
  View contents;
  if (!Der(der).TakeAll(kSequence, contents)) return std::nullopt;
  return Der(contents);
}

int IdOf(View contents) {
  // With its tag and length again, which are short.
  if (contents.empty() || contents.size() > 100) return NID_undef;
  std::vector<uint8_t> whole = {kObjectId, static_cast<uint8_t>(contents.size())};
  whole.insert(whole.end(), contents.begin(), contents.end());
  const unsigned char* at = whole.data();
  std::unique_ptr<ASN1_OBJECT, Deleter<ASN1_OBJECT_free>> object(
      d2i_ASN1_OBJECT(nullptr, &at, static_cast<long>(whole.size())));
  return object == nullptr ? NID_undef : OBJ_obj2nid(object.get());
}

// What kind of key it is, and on which curve.
struct Algorithm {
  int type = NID_undef;
  int curve = NID_undef;
};

bool ReadAlgorithm(View contents, Algorithm& out) {
  Der der(contents);
  View id;
  if (!der.Take(kObjectId, id)) return false;
  out.type = IdOf(id);
  View parameters;
  switch (out.type) {
    case EVP_PKEY_RSA:
      return der.TakeAll(kNull, parameters) && parameters.empty();
    case EVP_PKEY_EC:
      if (!der.TakeAll(kObjectId, parameters)) return false;
      out.curve = IdOf(parameters);
      return out.curve != NID_undef;
    case EVP_PKEY_ED25519:
    case EVP_PKEY_ED448:
    case EVP_PKEY_X25519:
    case EVP_PKEY_X448:
      return der.empty();
    default:
      return false;
  }
}

// The bytes of a bit string that has no bits left over.
bool WholeBytes(View& bits) {
  if (bits.empty() || bits[0] != 0) return false;
  bits = bits.subspan(1);
  return true;
}

OwnedKey RsaPrivate(View der) {
  auto fields = SequenceIn(der);
  if (!fields) return nullptr;
  if (!fields->TakeVersion(0)) return nullptr;
  View numbers[8];
  for (View& number : numbers) {
    if (!fields->TakeNumber(number)) return nullptr;
  }
  return fields->empty() ? RsaFromNumbers(numbers) : nullptr;
}

// `curve`: NID_undef where the key must tell it itself.
OwnedKey EcPrivate(View der, int curve) {
  auto fields = SequenceIn(der);
  if (!fields) return nullptr;
  View scalar;
  if (!fields->TakeVersion(1) || !fields->Take(kOctetString, scalar)) return nullptr;
  View parameters;
  if (fields->Take(kContext0, parameters)) {
    View id;
    if (!Der(parameters).TakeAll(kObjectId, id)) return nullptr;
    const int told = IdOf(id);
    if (curve != NID_undef && told != curve) return nullptr;
    curve = told;
  }
  View outer;
  View point;
  if (curve == NID_undef || !fields->Take(kContext1, outer) || !fields->empty() ||
      !Der(outer).TakeAll(kBitString, point) || !WholeBytes(point)) {
    return nullptr;
  }
  OwnedNumber number = NumberFrom(scalar);
  return number == nullptr ? nullptr : EcFromPoint(curve, point, number.get());
}

}  // namespace

OwnedKey PublicFromPlainSpki(View der) {
  IgnoreErrors ignore;
  auto fields = SequenceIn(der);
  if (!fields) return nullptr;
  View algorithm;
  View key;
  Algorithm kind;
  if (!fields->Take(kSequence, algorithm) || !fields->TakeAll(kBitString, key) || !WholeBytes(key) ||
      !ReadAlgorithm(algorithm, kind)) {
    return nullptr;
  }
  if (kind.type == EVP_PKEY_EC) return EcFromPoint(kind.curve, key, nullptr);
  if (kind.type != EVP_PKEY_RSA) {
    return OwnedKey(EVP_PKEY_new_raw_public_key(kind.type, nullptr, key.data(), key.size()));
  }
  auto numbers = SequenceIn(key);
  if (!numbers) return nullptr;
  View both[2];
  return numbers->TakeNumber(both[0]) && numbers->TakeNumber(both[1]) && numbers->empty() ? RsaFromNumbers(both)
                                                                                          : nullptr;
}

OwnedKey PrivateFromPlainPkcs8(View der) {
  IgnoreErrors ignore;
  auto fields = SequenceIn(der);
  if (!fields) return nullptr;
  View algorithm;
  View key;
  Algorithm kind;
  if (!fields->TakeVersion(0) || !fields->Take(kSequence, algorithm) || !fields->TakeAll(kOctetString, key) ||
      !ReadAlgorithm(algorithm, kind)) {
    return nullptr;
  }
  if (kind.type == EVP_PKEY_RSA) return RsaPrivate(key);
  if (kind.type == EVP_PKEY_EC) return EcPrivate(key, kind.curve);
  View seed;
  if (!Der(key).TakeAll(kOctetString, seed)) return nullptr;
  return OwnedKey(EVP_PKEY_new_raw_private_key(kind.type, nullptr, seed.data(), seed.size()));
}

OwnedKey PrivateFromPlainPkcs1(View der) {
  IgnoreErrors ignore;
  return RsaPrivate(der);
}

OwnedKey PrivateFromPlainSec1(View der) {
  IgnoreErrors ignore;
  return EcPrivate(der, NID_undef);
}

}  // namespace eddy::bindings::crypto
