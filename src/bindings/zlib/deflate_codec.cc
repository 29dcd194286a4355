// Compression to deflate, zlib and gzip. zlib makes raw deflate; what wraps it is written here, with a faster checksum.
// https://zlib.net/manual.html, https://www.rfc-editor.org/rfc/rfc1950, https://www.rfc-editor.org/rfc/rfc1952
#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "bindings/zlib/checksum.h"
#include "bindings/zlib/zlib_failure.h"

namespace eddy::bindings::zlib {
namespace {

class DeflateCodec final : public Codec {
 public:
  DeflateCodec(Mode mode, ZlibSettings settings)
      : wrapper_(mode == Mode::kGzip      ? Wrapper::kGzip
                 : mode == Mode::kDeflate ? Wrapper::kZlib
                                          : Wrapper::kNone),
        settings_(std::move(settings)) {
    // A window of 256 bytes is not made without a wrapper; zlib takes one of 512 in its place too.
    if (wrapper_ != Wrapper::kNone) settings_.window_bits = std::max(settings_.window_bits, 9);
  }
  ~DeflateCodec() override {
    if (open_) deflateEnd(&stream_);
  }

  Failure Open() {
    if (deflateInit2(&stream_, settings_.level, Z_DEFLATED, -settings_.window_bits, settings_.mem_level,
                     settings_.strategy) != Z_OK) {
      return InitializationFailed("Initialization failed");
    }
    open_ = true;
    Tune();
    return SetDictionary();
  }

  Failure Run(Step& step) override {
    if (!begun_) Begin();
    Give(step);
    if (step.out.empty()) return {};
    // zlib counts in 32 bits; a step is never larger.
    stream_.next_in = const_cast<Bytef*>(step.in.data());
    stream_.avail_in = static_cast<uInt>(step.in.size());
    stream_.next_out = step.out.data();
    stream_.avail_out = static_cast<uInt>(step.out.size());
    const int result = deflate(&stream_, step.flush);
    checksum_.Add(step.in.first(step.in.size() - stream_.avail_in));
    step.in = step.in.last(stream_.avail_in);
    step.out = step.out.last(stream_.avail_out);
    switch (result) {
      case Z_OK:
      case Z_BUF_ERROR:
        // The input has ended, there is room, and it still isn't the end.
        if (!step.out.empty() && step.flush == Z_FINISH) return UnexpectedEnd();
        return {};
      case Z_STREAM_END:
        End();
        Give(step);
        return {};
      default:
        return ZlibFailure(stream_, result, "Zlib error");
    }
  }

  Failure Reset() override {
    begun_ = ended_ = false;
    waiting_ = 0;
    const int error = deflateReset(&stream_);
    if (error != Z_OK) return ZlibFailure(stream_, error, "Failed to reset stream");
    Tune();
    return SetDictionary();
  }

  Failure SetParams(int level, int strategy) override {
    // lib/ has flushed, so nothing is written; zlib wants a place all the same.
    Bytef nothing;
    stream_.next_out = &nothing;
    stream_.avail_out = 0;
    const int error = deflateParams(&stream_, level, strategy);
    if (error != Z_OK && error != Z_BUF_ERROR) return ZlibFailure(stream_, error, "Failed to set parameters");
    settings_.level = level;
    settings_.strategy = strategy;
    Tune();
    return {};
  }

 private:
  // What Z_DEFAULT_COMPRESSION stands for.
  static constexpr int kDefaultLevel = 6;

  bool IsFast() const { return settings_.strategy >= Z_HUFFMAN_ONLY || (settings_.level >= 0 && settings_.level < 2); }

  // At its default level zlib looks at up to 128 earlier places for each match. A quarter of them finds all but about a
  // hundredth of what the others would save, in two thirds of the time.
  void Tune() {
    if (settings_.level == Z_DEFAULT_COMPRESSION || settings_.level == kDefaultLevel) {
      deflateTune(&stream_, 8, 16, 128, 32);
    }
  }

  // The header.
  void Begin() {
    begun_ = true;
    checksum_.Begin(wrapper_);
    if (wrapper_ == Wrapper::kGzip) {
      constexpr uint8_t kUnix = 3;
      const uint8_t effort = settings_.level == 9 ? 2 : IsFast() ? 4 : 0;
      for (uint8_t byte : {0x1F, 0x8B, Z_DEFLATED, 0, 0, 0, 0, 0}) Wait(byte);
      Wait(effort);
      Wait(kUnix);
    } else if (wrapper_ == Wrapper::kZlib) {
      constexpr uint32_t kHasDictionary = 0x20;
      const int level = settings_.level < 0 ? kDefaultLevel : settings_.level;
      const uint32_t effort = IsFast() ? 0 : level < 6 ? 1 : level == 6 ? 2 : 3;
      auto header = static_cast<uint32_t>(Z_DEFLATED + ((settings_.window_bits - 8) << 4)) << 8 | effort << 6;
      if (!settings_.dictionary.empty()) header |= kHasDictionary;
      header += 31 - header % 31;
      Wait(static_cast<uint8_t>(header >> 8));
      Wait(static_cast<uint8_t>(header));
      if (!settings_.dictionary.empty()) {
        WaitBigEndian(libdeflate_adler32(1, settings_.dictionary.data(), settings_.dictionary.size()));
      }
    }
  }

  // The trailer.
  void End() {
    if (ended_) return;
    ended_ = true;
    if (wrapper_ == Wrapper::kGzip) {
      WaitLittleEndian(checksum_.value());
      WaitLittleEndian(checksum_.size());
    } else if (wrapper_ == Wrapper::kZlib) {
      WaitBigEndian(checksum_.value());
    }
  }

  void Wait(uint8_t byte) { waiting_bytes_[waiting_++] = byte; }
  void WaitBigEndian(uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) Wait(static_cast<uint8_t>(value >> shift));
  }
  void WaitLittleEndian(uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) Wait(static_cast<uint8_t>(value >> shift));
  }

  // Gives as much of what waits as there is room for.
  void Give(Step& step) {
    const size_t count = std::min(waiting_, step.out.size());
    if (count == 0) return;
    std::memcpy(step.out.data(), waiting_bytes_, count);
    std::memmove(waiting_bytes_, waiting_bytes_ + count, waiting_ - count);
    waiting_ -= count;
    step.out = step.out.subspan(count);
  }

  Failure SetDictionary() {
    if (settings_.dictionary.empty() || wrapper_ == Wrapper::kGzip) return {};
    const int error =
        deflateSetDictionary(&stream_, settings_.dictionary.data(), static_cast<uInt>(settings_.dictionary.size()));
    return error == Z_OK ? Failure{} : ZlibFailure(stream_, error, "Failed to set dictionary");
  }

  const Wrapper wrapper_;
  ZlibSettings settings_;
  z_stream stream_{};
  bool open_ = false;
  bool begun_ = false;
  bool ended_ = false;
  Checksum checksum_;
  // Bytes of the wrapper that are to be given before anything else.
  uint8_t waiting_bytes_[20];
  size_t waiting_ = 0;
};

}  // namespace

std::unique_ptr<Codec> MakeDeflateCodec(Mode mode, ZlibSettings settings, Failure& failure) {
  auto codec = std::make_unique<DeflateCodec>(mode, std::move(settings));
  failure = codec->Open();
  if (failure) return nullptr;
  return codec;
}

}  // namespace eddy::bindings::zlib
