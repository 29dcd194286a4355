// Zstandard, RFC 8878. https://facebook.github.io/zstd/zstd_manual.html
#include <zstd.h>
#include <zstd_errors.h>

#include "bindings/zlib/codec.h"

namespace eddy::bindings::zlib {
namespace {

std::string CodeName(ZSTD_ErrorCode error) {
#define EDDY_NAME(name)   \
  case ZSTD_error_##name: \
    return "ZSTD_error_" #name;
  switch (error) {
    EDDY_NAME(no_error)
    EDDY_NAME(GENERIC)
    EDDY_NAME(prefix_unknown)
    EDDY_NAME(version_unsupported)
    EDDY_NAME(frameParameter_unsupported)
    EDDY_NAME(frameParameter_windowTooLarge)
    EDDY_NAME(corruption_detected)
    EDDY_NAME(checksum_wrong)
    EDDY_NAME(dictionary_corrupted)
    EDDY_NAME(dictionary_wrong)
    EDDY_NAME(dictionaryCreation_failed)
    EDDY_NAME(parameter_unsupported)
    EDDY_NAME(parameter_outOfBound)
    EDDY_NAME(tableLog_tooLarge)
    EDDY_NAME(maxSymbolValue_tooLarge)
    EDDY_NAME(maxSymbolValue_tooSmall)
    EDDY_NAME(stage_wrong)
    EDDY_NAME(init_missing)
    EDDY_NAME(memory_allocation)
    EDDY_NAME(workSpace_tooSmall)
    EDDY_NAME(dstSize_tooSmall)
    EDDY_NAME(srcSize_wrong)
    EDDY_NAME(dstBuffer_null)
    default:
      return "ZSTD_error_GENERIC";
  }
#undef EDDY_NAME
}

Failure FailureOf(size_t result) {
  ZSTD_ErrorCode error = ZSTD_getErrorCode(result);
  return {CodeName(error), ZSTD_getErrorString(error), static_cast<int32_t>(error)};
}

class ZstdCompressor final : public Codec {
 public:
  ZstdCompressor(std::vector<Parameter> parameters, std::vector<uint8_t> dictionary, int64_t pledged_size)
      : parameters_(std::move(parameters)), dictionary_(std::move(dictionary)), pledged_size_(pledged_size) {}
  ~ZstdCompressor() override { ZSTD_freeCCtx(context_); }

  Failure Reset() override {
    if (context_ == nullptr) context_ = ZSTD_createCCtx();
    if (context_ == nullptr) return InitializationFailed("Could not initialize zstd instance");
    ZSTD_CCtx_reset(context_, ZSTD_reset_session_and_parameters);
    total_ = 0;
    if (pledged_size_ >= 0 &&
        ZSTD_isError(ZSTD_CCtx_setPledgedSrcSize(context_, static_cast<unsigned long long>(pledged_size_))) != 0) {
      return InitializationFailed("Could not set pledged src size");
    }
    if (!dictionary_.empty() &&
        ZSTD_isError(ZSTD_CCtx_loadDictionary(context_, dictionary_.data(), dictionary_.size())) != 0) {
      return InitializationFailed("Failed to load zstd dictionary");
    }
    for (const Parameter& parameter : parameters_) {
      if (ZSTD_isError(
              ZSTD_CCtx_setParameter(context_, static_cast<ZSTD_cParameter>(parameter.key), parameter.value)) != 0) {
        return InitializationFailed("Setting parameter failed");
      }
    }
    return {};
  }

  Failure Run(Step& step) override {
    ZSTD_inBuffer in{step.in.data(), step.in.size(), 0};
    ZSTD_outBuffer out{step.out.data(), step.out.size(), 0};
    size_t result = ZSTD_compressStream2(context_, &out, &in, static_cast<ZSTD_EndDirective>(step.flush));
    step.in = step.in.subspan(in.pos);
    step.out = step.out.subspan(out.pos);
    if (ZSTD_isError(result) != 0) return FailureOf(result);
    // zstd doesn't compare what was pledged when all of the input comes with the end.
    total_ += static_cast<int64_t>(in.pos);
    if (step.flush == ZSTD_e_end && result == 0 && pledged_size_ >= 0 && total_ != pledged_size_) {
      return {CodeName(ZSTD_error_srcSize_wrong), ZSTD_getErrorString(ZSTD_error_srcSize_wrong),
              ZSTD_error_srcSize_wrong};
    }
    return {};
  }

 private:
  const std::vector<Parameter> parameters_;
  const std::vector<uint8_t> dictionary_;
  const int64_t pledged_size_;
  int64_t total_ = 0;
  ZSTD_CCtx* context_ = nullptr;
};

class ZstdDecompressor final : public Codec {
 public:
  ZstdDecompressor(std::vector<Parameter> parameters, std::vector<uint8_t> dictionary)
      : parameters_(std::move(parameters)), dictionary_(std::move(dictionary)) {}
  ~ZstdDecompressor() override { ZSTD_freeDCtx(context_); }

  Failure Reset() override {
    if (context_ == nullptr) context_ = ZSTD_createDCtx();
    if (context_ == nullptr) return InitializationFailed("Could not initialize zstd instance");
    ZSTD_DCtx_reset(context_, ZSTD_reset_session_and_parameters);
    complete_ = false;
    if (!dictionary_.empty() &&
        ZSTD_isError(ZSTD_DCtx_loadDictionary(context_, dictionary_.data(), dictionary_.size())) != 0) {
      return InitializationFailed("Failed to load zstd dictionary");
    }
    for (const Parameter& parameter : parameters_) {
      if (ZSTD_isError(
              ZSTD_DCtx_setParameter(context_, static_cast<ZSTD_dParameter>(parameter.key), parameter.value)) != 0) {
        return InitializationFailed("Setting parameter failed");
      }
    }
    return {};
  }

  Failure Run(Step& step) override {
    ZSTD_inBuffer in{step.in.data(), step.in.size(), 0};
    ZSTD_outBuffer out{step.out.data(), step.out.size(), 0};
    if (complete_) return {};
    // zstd stops where a block ends, though there may be room for more.
    do {
      size_t result = ZSTD_decompressStream(context_, &out, &in);
      if (ZSTD_isError(result) != 0) return FailureOf(result);
      // Asked again after a frame's end without input, it begins to wait for the next frame.
      if (result == 0 || in.size > 0 || out.pos > 0) complete_ = result == 0;
      if (complete_) break;
    } while (in.pos < in.size && out.pos < out.size);
    step.in = step.in.subspan(in.pos);
    step.out = step.out.subspan(out.pos);
    if (step.flush == ZSTD_e_end && !complete_ && !step.out.empty()) return UnexpectedEnd();
    return {};
  }

 private:
  const std::vector<Parameter> parameters_;
  const std::vector<uint8_t> dictionary_;
  ZSTD_DCtx* context_ = nullptr;
  bool complete_ = false;
};

}  // namespace

std::unique_ptr<Codec> MakeZstdCodec(Mode mode, std::vector<Parameter> parameters, std::vector<uint8_t> dictionary,
                                     int64_t pledged_size, Failure& failure) {
  std::unique_ptr<Codec> codec;
  if (mode == Mode::kZstdCompress) {
    codec = std::make_unique<ZstdCompressor>(std::move(parameters), std::move(dictionary), pledged_size);
  } else {
    codec = std::make_unique<ZstdDecompressor>(std::move(parameters), std::move(dictionary));
  }
  failure = codec->Reset();
  if (failure) return nullptr;
  return codec;
}

}  // namespace eddy::bindings::zlib
