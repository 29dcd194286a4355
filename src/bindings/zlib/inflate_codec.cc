// Decompression of deflate, zlib and gzip by zlib, whose checksums are left to a faster one.
// https://zlib.net/manual.html
#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "bindings/zlib/checksum.h"
#include "bindings/zlib/zlib_failure.h"

namespace eddy::bindings::zlib {
namespace {

class InflateCodec final : public Codec {
 public:
  InflateCodec(Mode mode, ZlibSettings settings) : mode_(mode), settings_(std::move(settings)) {}
  ~InflateCodec() override {
    if (open_) inflateEnd(&stream_);
  }

  Failure Open() {
    int bits = settings_.window_bits;
    if (mode_ == Mode::kGunzip) bits += 16;
    if (mode_ == Mode::kUnzip) bits += 32;  // zlib tells the two formats apart
    if (mode_ == Mode::kInflateRaw) bits = -bits;
    if (inflateInit2(&stream_, bits) != Z_OK) return InitializationFailed("Initialization failed");
    open_ = true;
    return SetDictionary();
  }

  Failure Run(Step& step) override {
    // zlib counts in 32 bits; a step is never larger.
    stream_.next_in = const_cast<Bytef*>(step.in.data());
    stream_.avail_in = static_cast<uInt>(step.in.size());
    stream_.next_out = step.out.data();
    stream_.avail_out = static_cast<uInt>(step.out.size());
    const int result = Inflate(step.flush);
    step.in = step.in.last(stream_.avail_in);
    step.out = step.out.last(stream_.avail_out);
    switch (result) {
      case Z_OK:
      case Z_BUF_ERROR:
        // The input has ended, there is room, and it still isn't the end.
        if (!step.out.empty() && step.flush == Z_FINISH) return UnexpectedEnd();
        return {};
      case Z_STREAM_END:
        return {};
      case Z_NEED_DICT:
        return ZlibFailure(stream_, result, settings_.dictionary.empty() ? "Missing dictionary" : "Bad dictionary");
      default:
        return ZlibFailure(stream_, result, "Zlib error");
    }
  }

  Failure Reset() override {
    at_start_ = at_member_ = true;
    const int error = inflateReset(&stream_);
    if (error != Z_OK) return ZlibFailure(stream_, error, "Failed to reset stream");
    return SetDictionary();
  }

 private:
  int Inflate(int flush) {
    if (mode_ == Mode::kUnzip && at_start_ && stream_.avail_in > 0) {
      is_gzip_ = stream_.next_in[0] == 0x1F;  // no zlib header begins so
    }
    if (stream_.avail_in > 0) at_start_ = false;
    int result = Continue(flush);
    if (result == Z_NEED_DICT && mode_ != Mode::kInflateRaw && !settings_.dictionary.empty()) {
      result =
          inflateSetDictionary(&stream_, settings_.dictionary.data(), static_cast<uInt>(settings_.dictionary.size()));
      if (result == Z_OK) {
        result = Continue(flush);
      } else if (result == Z_DATA_ERROR) {
        result = Z_NEED_DICT;
      }
    }
    // A gzip file may have several members, and be padded with zeros.
    while (!settings_.one_member && result == Z_STREAM_END && IsGzip() && stream_.avail_in > 0 &&
           stream_.next_in[0] != 0) {
      if (inflateReset(&stream_) != Z_OK) return Z_STREAM_ERROR;
      at_member_ = true;
      result = Continue(flush);
    }
    return result;
  }

  bool IsGzip() const { return mode_ == Mode::kGunzip || is_gzip_; }

  // inflate, with the checksum of what it makes.
  int Continue(int flush) {
    if (at_member_ && stream_.avail_in > 0) BeginMember();
    if (!checks_) return inflate(&stream_, flush);
    const Bytef* in = stream_.next_in;
    const Bytef* out = stream_.next_out;
    const int result = inflate(&stream_, flush);
    checksum_.Add({out, static_cast<size_t>(stream_.next_out - out)});
    KeepTail({in, static_cast<size_t>(stream_.next_in - in)});
    if (result != Z_STREAM_END) return result;
    checks_ = false;
    return CheckTrailer();
  }

  // Takes the checksum over from zlib, unless the header has one of its own, which zlib would not look at then.
  void BeginMember() {
    constexpr size_t kFlags = 3;
    constexpr uint8_t kHasHeaderCrc = 2;
    at_member_ = false;
    const bool gzip = IsGzip();
    checks_ = mode_ != Mode::kInflateRaw &&
              (!gzip || (stream_.avail_in > kFlags && (stream_.next_in[kFlags] & kHasHeaderCrc) == 0));
    if (mode_ != Mode::kInflateRaw) inflateValidate(&stream_, checks_ ? 0 : 1);
    checksum_.Begin(gzip ? Wrapper::kGzip : Wrapper::kZlib);
    tail_size_ = 0;
  }

  // The last bytes that were read, among which the trailer is when all is read.
  void KeepTail(std::span<const uint8_t> read) {
    read = read.last(std::min(read.size(), sizeof(tail_)));
    if (read.empty()) return;
    const size_t kept = std::min(tail_size_, sizeof(tail_) - read.size());
    std::memmove(tail_, tail_ + tail_size_ - kept, kept);
    std::memcpy(tail_ + kept, read.data(), read.size());
    tail_size_ = kept + read.size();
  }

  int CheckTrailer() {
    const bool gzip = IsGzip();
    if (tail_size_ < (gzip ? 8 : 4)) return Z_DATA_ERROR;
    const uint8_t* end = tail_ + tail_size_;
    const uint32_t check = gzip ? LittleEndian(end - 8) : __builtin_bswap32(LittleEndian(end - 4));
    const char* wrong = nullptr;
    if (check != checksum_.value()) {
      wrong = "incorrect data check";
    } else if (gzip && LittleEndian(end - 4) != checksum_.size()) {
      wrong = "incorrect length check";
    }
    if (wrong == nullptr) return Z_STREAM_END;
    stream_.msg = const_cast<char*>(wrong);
    return Z_DATA_ERROR;
  }

  static uint32_t LittleEndian(const uint8_t* bytes) {
    uint32_t value;
    std::memcpy(&value, bytes, sizeof(value));
    return value;
  }

  Failure SetDictionary() {
    if (settings_.dictionary.empty() || mode_ != Mode::kInflateRaw) return {};
    const int error =
        inflateSetDictionary(&stream_, settings_.dictionary.data(), static_cast<uInt>(settings_.dictionary.size()));
    return error == Z_OK ? Failure{} : ZlibFailure(stream_, error, "Failed to set dictionary");
  }

  const Mode mode_;
  const ZlibSettings settings_;
  z_stream stream_{};
  bool open_ = false;
  bool at_start_ = true;
  // The next byte of input is the first of a gzip file's member, or of all.
  bool at_member_ = true;
  bool is_gzip_ = false;
  // Whether zlib doesn't look at the member's checksum.
  bool checks_ = false;
  Checksum checksum_;
  uint8_t tail_[8];
  size_t tail_size_ = 0;
};

}  // namespace

std::unique_ptr<Codec> MakeInflateCodec(Mode mode, ZlibSettings settings, Failure& failure) {
  auto codec = std::make_unique<InflateCodec>(mode, std::move(settings));
  failure = codec->Open();
  if (failure) return nullptr;
  return codec;
}

}  // namespace eddy::bindings::zlib
