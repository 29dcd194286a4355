#include "loop/uring/held_input.h"

#include <cstring>
#include <utility>

namespace eddy::loop {
namespace {

// A buffer of its own, gone when it is returned.
class HeapBuffer final : public LeaseOwner {
 public:
  explicit HeapBuffer(ByteView bytes) : bytes_(new uint8_t[bytes.size()]) {
    std::memcpy(bytes_.get(), bytes.data(), bytes.size());
  }
  uint8_t* data() { return bytes_.get(); }
  void Return(uint32_t) override { delete this; }

 private:
  std::unique_ptr<uint8_t[]> bytes_;
};

}  // namespace

void HeldInput::HoldBytes(ByteView bytes) {
  auto* buffer = new HeapBuffer(bytes);
  items_.push_back({{}, Lease(*buffer, 0, buffer->data(), bytes.size())});
}

HeldInput::Item HeldInput::Take() {
  Item item = std::move(items_.front());
  items_.pop_front();
  return item;
}

}  // namespace eddy::loop
