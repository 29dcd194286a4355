// Brotli, RFC 7932. https://github.com/google/brotli
#include <brotli/decode.h>
#include <brotli/encode.h>

#include "bindings/zlib/codec.h"

namespace eddy::bindings::zlib {
namespace {

class BrotliEncoder final : public Codec {
 public:
  explicit BrotliEncoder(std::vector<Parameter> parameters) : parameters_(std::move(parameters)) {}
  ~BrotliEncoder() override { BrotliEncoderDestroyInstance(state_); }

  Failure Reset() override {
    BrotliEncoderDestroyInstance(state_);
    state_ = BrotliEncoderCreateInstance(nullptr, nullptr, nullptr);
    if (state_ == nullptr) return InitializationFailed("Could not initialize Brotli instance");
    for (const Parameter& parameter : parameters_) {
      if (BrotliEncoderSetParameter(state_, static_cast<BrotliEncoderParameter>(parameter.key),
                                    static_cast<uint32_t>(parameter.value)) == BROTLI_FALSE) {
        return InitializationFailed("Setting parameter failed");
      }
    }
    return {};
  }

  Failure Run(Step& step) override {
    size_t in_left = step.in.size();
    size_t out_left = step.out.size();
    const uint8_t* in = step.in.data();
    uint8_t* out = step.out.data();
    bool ok = BrotliEncoderCompressStream(state_, static_cast<BrotliEncoderOperation>(step.flush), &in_left, &in,
                                          &out_left, &out, nullptr) == BROTLI_TRUE;
    step.in = step.in.last(in_left);
    step.out = step.out.last(out_left);
    if (!ok) return {"ERR_BROTLI_COMPRESSION_FAILED", "Compression failed", -1};
    return {};
  }

 private:
  const std::vector<Parameter> parameters_;
  BrotliEncoderState* state_ = nullptr;
};

class BrotliDecoder final : public Codec {
 public:
  explicit BrotliDecoder(std::vector<Parameter> parameters) : parameters_(std::move(parameters)) {}
  ~BrotliDecoder() override { BrotliDecoderDestroyInstance(state_); }

  Failure Reset() override {
    BrotliDecoderDestroyInstance(state_);
    state_ = BrotliDecoderCreateInstance(nullptr, nullptr, nullptr);
    if (state_ == nullptr) return InitializationFailed("Could not initialize Brotli instance");
    for (const Parameter& parameter : parameters_) {
      if (BrotliDecoderSetParameter(state_, static_cast<BrotliDecoderParameter>(parameter.key),
                                    static_cast<uint32_t>(parameter.value)) == BROTLI_FALSE) {
        return InitializationFailed("Setting parameter failed");
      }
    }
    return {};
  }

  Failure Run(Step& step) override {
    size_t in_left = step.in.size();
    size_t out_left = step.out.size();
    const uint8_t* in = step.in.data();
    uint8_t* out = step.out.data();
    BrotliDecoderResult result = BrotliDecoderDecompressStream(state_, &in_left, &in, &out_left, &out, nullptr);
    step.in = step.in.last(in_left);
    step.out = step.out.last(out_left);
    if (result == BROTLI_DECODER_RESULT_ERROR) {
      BrotliDecoderErrorCode error = BrotliDecoderGetErrorCode(state_);
      return {std::string("ERR_") + BrotliDecoderErrorString(error), "Decompression failed", error};
    }
    if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT && step.flush == BROTLI_OPERATION_FINISH)
      return UnexpectedEnd();
    return {};
  }

 private:
  const std::vector<Parameter> parameters_;
  BrotliDecoderState* state_ = nullptr;
};

}  // namespace

std::unique_ptr<Codec> MakeBrotliCodec(Mode mode, std::vector<Parameter> parameters, Failure& failure) {
  std::unique_ptr<Codec> codec;
  if (mode == Mode::kBrotliEncode) {
    codec = std::make_unique<BrotliEncoder>(std::move(parameters));
  } else {
    codec = std::make_unique<BrotliDecoder>(std::move(parameters));
  }
  failure = codec->Reset();
  if (failure) return nullptr;
  return codec;
}

}  // namespace eddy::bindings::zlib
