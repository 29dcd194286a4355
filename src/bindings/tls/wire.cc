#include "bindings/tls/wire.h"

#include <algorithm>
#include <cstring>

namespace eddy::bindings::tls {

namespace {

// An output buffer beyond this is given back once it is sent.
constexpr size_t kKeptRoom = 64 * 1024;

Wire& Of(BIO* bio) { return *static_cast<Wire*>(BIO_get_data(bio)); }

}  // namespace

BIO* Wire::MakeBio() {
  static const BIO_METHOD* const kMethod = [] {
    BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "wire");
    BIO_meth_set_read_ex(method, Read);
    BIO_meth_set_write_ex(method, Write);
    BIO_meth_set_ctrl(method, Control);
    return method;
  }();
  BIO* bio = BIO_new(kMethod);
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  return bio;
}

void Wire::Lend(ByteView bytes) {
  if (is_lent_) {
    later_.insert(later_.end(), bytes.begin(), bytes.end());
    return;
  }
  is_lent_ = true;
  lent_ = bytes;
}

void Wire::Keep() {
  is_lent_ = false;
  if (kept_at_ == kept_.size()) {
    kept_.clear();
    kept_at_ = 0;
  }
  kept_.insert(kept_.end(), lent_.begin(), lent_.end());
  kept_.insert(kept_.end(), later_.begin(), later_.end());
  lent_ = {};
  later_.clear();
}

int Wire::Peek() const {
  if (kept_at_ < kept_.size()) return kept_[kept_at_];
  if (!lent_.empty()) return lent_.front();
  return later_.empty() ? -1 : later_.front();
}

size_t Wire::Take(uint8_t* out, size_t size) {
  if (kept_at_ < kept_.size()) {
    const size_t count = std::min(size, kept_.size() - kept_at_);
    memcpy(out, kept_.data() + kept_at_, count);
    kept_at_ += count;
    return count;
  }
  if (lent_.empty() && !later_.empty()) {
    kept_ = std::move(later_);
    kept_at_ = 0;
    later_.clear();
    return Take(out, size);
  }
  const size_t count = std::min(size, lent_.size());
  if (count > 0) memcpy(out, lent_.data(), count);
  lent_ = lent_.subspan(count);
  return count;
}

void Wire::Sent() {
  if (output_.capacity() > kKeptRoom) {
    output_ = {};
  } else {
    output_.clear();
  }
}

int Wire::Read(BIO* bio, char* out, size_t size, size_t* done) {
  BIO_clear_retry_flags(bio);
  *done = Of(bio).Take(reinterpret_cast<uint8_t*>(out), size);
  if (*done > 0) return 1;
  // Not yet, rather than the end.
  BIO_set_retry_read(bio);
  return 0;
}

int Wire::Write(BIO* bio, const char* data, size_t size, size_t* done) {
  BIO_clear_retry_flags(bio);
  auto& output = Of(bio).output_;
  // As bytes of its own type: that is one copy, not one for each.
  const auto* bytes = reinterpret_cast<const uint8_t*>(data);
  output.insert(output.end(), bytes, bytes + size);
  *done = size;
  return 1;
}

long Wire::Control(BIO* bio, int command, long, void*) {
  switch (command) {
    case BIO_CTRL_FLUSH:
      return 1;
    case BIO_CTRL_PENDING:
      return static_cast<long>(Of(bio).InputSize());
    case BIO_CTRL_WPENDING:
      return static_cast<long>(Of(bio).output_.size());
    default:
      return 0;
  }
}

}  // namespace eddy::bindings::tls
