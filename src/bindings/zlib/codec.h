// A compressor or decompressor: one interface over zlib, Brotli and Zstandard. https://nodejs.org/api/zlib.html
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace eddy::bindings::zlib {

// As node:zlib numbers them (zlib.constants.DEFLATE and so on).
enum class Mode : int32_t {
  kDeflate = 1,
  kInflate,
  kGzip,
  kGunzip,
  kDeflateRaw,
  kInflateRaw,
  kUnzip,
  kBrotliDecode,
  kBrotliEncode,
  kZstdCompress,
  kZstdDecompress,
};

// Why a step failed; no code is no failure.
struct Failure {
  std::string code;  // "Z_DATA_ERROR"
  std::string message;
  int32_t number = 0;  // the error's errno

  explicit operator bool() const { return !code.empty(); }
};

// One step: reads from `in`, writes to `out`, as far as both reach. What was used is taken off both.
struct Step {
  std::span<const uint8_t> in;
  std::span<uint8_t> out;
  int flush = 0;
};

// Not thread-safe; may be used by one thread after another.
class Codec {
 public:
  virtual ~Codec() = default;
  virtual Failure Run(Step& step) = 0;
  // Forgets what was begun, and begins anew with the same settings.
  virtual Failure Reset() = 0;
  // Only zlib's compressors have these.
  virtual Failure SetParams(int level, int strategy) { return {}; }
};

struct ZlibSettings {
  int window_bits = 15;
  int level = -1;
  int mem_level = 8;
  int strategy = 0;
  std::vector<uint8_t> dictionary;
  bool one_member = false;  // a gzip file's first member is all of it
};

// A number for a parameter of Brotli or Zstandard.
struct Parameter {
  int32_t key;
  int32_t value;
};

// Null with `failure` set when the settings are refused.
std::unique_ptr<Codec> MakeDeflateCodec(Mode mode, ZlibSettings settings, Failure& failure);
std::unique_ptr<Codec> MakeInflateCodec(Mode mode, ZlibSettings settings, Failure& failure);
std::unique_ptr<Codec> MakeBrotliCodec(Mode mode, std::vector<Parameter> parameters, Failure& failure);
// `pledged_size`: of the whole input, -1 when it isn't known. Only the first frame is
// decompressed, as Node has it.
std::unique_ptr<Codec> MakeZstdCodec(Mode mode, std::vector<Parameter> parameters, std::vector<uint8_t> dictionary,
                                     int64_t pledged_size, Failure& failure);

// What every codec says of input that ends too early.
inline Failure UnexpectedEnd() { return {"Z_BUF_ERROR", "unexpected end of file", -5}; }
inline Failure InitializationFailed(const char* message) { return {"ERR_ZLIB_INITIALIZATION_FAILED", message, -1}; }

}  // namespace eddy::bindings::zlib
