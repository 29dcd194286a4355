// Deflate, gzip and raw deflate by zlib. https://zlib.net/manual.html
#include <zlib.h>

#include "bindings/zlib/codec.h"

namespace eddy::bindings::zlib {
namespace {

const char* CodeName(int error) {
  switch (error) {
    case Z_NEED_DICT:
      return "Z_NEED_DICT";
    case Z_ERRNO:
      return "Z_ERRNO";
    case Z_STREAM_ERROR:
      return "Z_STREAM_ERROR";
    case Z_DATA_ERROR:
      return "Z_DATA_ERROR";
    case Z_MEM_ERROR:
      return "Z_MEM_ERROR";
    case Z_VERSION_ERROR:
      return "Z_VERSION_ERROR";
    default:
      return "Z_BUF_ERROR";
  }
}

class ZlibCodec final : public Codec {
 public:
  ZlibCodec(Mode mode, ZlibSettings settings) : mode_(mode), settings_(std::move(settings)) {}
  ~ZlibCodec() override {
    if (!open_) return;
    if (Compresses()) {
      deflateEnd(&stream_);
    } else {
      inflateEnd(&stream_);
    }
  }

  Failure Open() {
    int bits = settings_.window_bits;
    if (mode_ == Mode::kGzip || mode_ == Mode::kGunzip) bits += 16;
    if (mode_ == Mode::kUnzip) bits += 32;  // zlib tells the two formats apart
    if (mode_ == Mode::kDeflateRaw || mode_ == Mode::kInflateRaw) bits = -bits;
    int error = Compresses()
                    ? deflateInit2(&stream_, settings_.level, Z_DEFLATED, bits, settings_.mem_level, settings_.strategy)
                    : inflateInit2(&stream_, bits);
    if (error != Z_OK) return InitializationFailed("Initialization failed");
    open_ = true;
    return SetDictionary();
  }

  Failure Run(Step& step) override {
    // zlib counts in 32 bits; a step is never larger.
    stream_.next_in = const_cast<Bytef*>(step.in.data());
    stream_.avail_in = static_cast<uInt>(step.in.size());
    stream_.next_out = step.out.data();
    stream_.avail_out = static_cast<uInt>(step.out.size());
    int result = Compresses() ? deflate(&stream_, step.flush) : Inflate(step.flush);
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
        return Fail(result, settings_.dictionary.empty() ? "Missing dictionary" : "Bad dictionary");
      default:
        return Fail(result, "Zlib error");
    }
  }

  Failure Reset() override {
    at_start_ = true;
    int error = Compresses() ? deflateReset(&stream_) : inflateReset(&stream_);
    if (error != Z_OK) return Fail(error, "Failed to reset stream");
    return SetDictionary();
  }

  Failure SetParams(int level, int strategy) override {
    if (mode_ != Mode::kDeflate && mode_ != Mode::kGzip && mode_ != Mode::kDeflateRaw) return {};
    // lib/ has flushed, so nothing is written; zlib wants a place all the same.
    Bytef nothing;
    stream_.next_out = &nothing;
    stream_.avail_out = 0;
    int error = deflateParams(&stream_, level, strategy);
    if (error != Z_OK && error != Z_BUF_ERROR) return Fail(error, "Failed to set parameters");
    return {};
  }

 private:
  bool Compresses() const { return mode_ == Mode::kDeflate || mode_ == Mode::kGzip || mode_ == Mode::kDeflateRaw; }

  int Inflate(int flush) {
    if (mode_ == Mode::kUnzip && at_start_ && stream_.avail_in > 0) {
      is_gzip_ = stream_.next_in[0] == 0x1F;  // no zlib header begins so
    }
    if (stream_.avail_in > 0) at_start_ = false;
    int result = inflate(&stream_, flush);
    if (result == Z_NEED_DICT && mode_ != Mode::kInflateRaw && !settings_.dictionary.empty()) {
      result =
          inflateSetDictionary(&stream_, settings_.dictionary.data(), static_cast<uInt>(settings_.dictionary.size()));
      if (result == Z_OK) {
        result = inflate(&stream_, flush);
      } else if (result == Z_DATA_ERROR) {
        result = Z_NEED_DICT;
      }
    }
    // A gzip file may have several members, and be padded with zeros.
    while (!settings_.one_member && result == Z_STREAM_END && (mode_ == Mode::kGunzip || is_gzip_) &&
           stream_.avail_in > 0 && stream_.next_in[0] != 0) {
      if (inflateReset(&stream_) != Z_OK) return Z_STREAM_ERROR;
      result = inflate(&stream_, flush);
    }
    return result;
  }

  Failure SetDictionary() {
    if (settings_.dictionary.empty()) return {};
    const auto size = static_cast<uInt>(settings_.dictionary.size());
    int error = Z_OK;
    if (mode_ == Mode::kDeflate || mode_ == Mode::kDeflateRaw) {
      error = deflateSetDictionary(&stream_, settings_.dictionary.data(), size);
    } else if (mode_ == Mode::kInflateRaw) {
      error = inflateSetDictionary(&stream_, settings_.dictionary.data(), size);
    }
    return error == Z_OK ? Failure{} : Fail(error, "Failed to set dictionary");
  }

  Failure Fail(int error, const char* message) const {
    // zlib's own words say more, but not of dictionaries.
    if (stream_.msg != nullptr && error != Z_NEED_DICT) message = stream_.msg;
    return {CodeName(error), message, error};
  }

  const Mode mode_;
  const ZlibSettings settings_;
  z_stream stream_{};
  bool open_ = false;
  bool at_start_ = true;
  bool is_gzip_ = false;
};

}  // namespace

std::unique_ptr<Codec> MakeZlibCodec(Mode mode, ZlibSettings settings, Failure& failure) {
  auto codec = std::make_unique<ZlibCodec>(mode, std::move(settings));
  failure = codec->Open();
  if (failure) return nullptr;
  return codec;
}

}  // namespace eddy::bindings::zlib
