// Wire: what an SSL reads from and writes to, instead of a socket: bytes of the peer's that are lent for a call, and
// bytes for the peer until somebody sends them. A BIO of OpenSSL's own copies both, and clears them after use.
#pragma once
#include <openssl/bio.h>

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"

namespace eddy::bindings::tls {

class Wire {
 public:
  Wire() = default;
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // A new BIO over this, which must outlive it.
  BIO* MakeBio();

  // Lends bytes until Keep. Within another loan they are copied, and come after it.
  void Lend(ByteView bytes);
  // The loan is over: what was not read is copied.
  void Keep();
  size_t InputSize() const { return kept_.size() - kept_at_ + lent_.size() + later_.size(); }
  // The next byte; -1 when there is none.
  int Peek() const;

  // What is to be sent; Sent drops it. Room is kept from one message to the next, but not a large one.
  ByteView Output() const { return output_; }
  void Sent();
  // There will be about `size` bytes more.
  void Reserve(size_t size) { output_.reserve(output_.size() + size); }

 private:
  static int Read(BIO* bio, char* out, size_t size, size_t* done);
  static int Write(BIO* bio, const char* data, size_t size, size_t* done);
  static long Control(BIO* bio, int command, long number, void* pointer);

  size_t Take(uint8_t* out, size_t size);

  std::vector<uint8_t> kept_;
  size_t kept_at_ = 0;
  ByteView lent_;
  std::vector<uint8_t> later_;
  std::vector<uint8_t> output_;
  bool is_lent_ = false;
};

}  // namespace eddy::bindings::tls
