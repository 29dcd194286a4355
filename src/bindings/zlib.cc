// binding('zlib'): codecs for lib/zlib.js, run at once or on the thread pool. https://nodejs.org/api/zlib.html
#include <zlib.h>

#include <cstring>

#include "bindings/pool_job.h"
#include "bindings/zlib/codec.h"
#include "bindings/zlib/whole.h"
#include "engine/binding.h"
#include "engine/scratch.h"
#include "engine/utf8_text.h"

namespace eddy::bindings {
namespace {

using v8::Isolate;
using v8::Local;
using v8::Value;
using zlib::Failure;
using zlib::Mode;

// [message, code, errno]; undefined where nothing failed.
Local<Value> ToValue(Isolate* isolate, const Failure& failure) {
  if (!failure) return v8::Undefined(isolate);
  Local<Value> parts[] = {engine::To(isolate, failure.message), engine::To(isolate, failure.code),
                          engine::To(isolate, failure.number)};
  return v8::Array::New(isolate, parts, std::size(parts));
}

std::vector<zlib::Parameter> Parameters(std::span<const uint8_t> pairs) {
  std::vector<zlib::Parameter> parameters(pairs.size() / sizeof(zlib::Parameter));
  if (!parameters.empty()) std::memcpy(parameters.data(), pairs.data(), parameters.size() * sizeof(zlib::Parameter));
  return parameters;
}

std::vector<uint8_t> Copy(std::optional<std::span<const uint8_t>> bytes) {
  if (!bytes) return {};
  return {bytes->begin(), bytes->end()};
}

bool Compresses(Mode mode) { return mode == Mode::kDeflate || mode == Mode::kGzip || mode == Mode::kDeflateRaw; }

// One stream. While a step is on the thread pool, nothing else is done with it; closing then waits for its end.
class Coder final : public engine::Wrapper {
 public:
  static std::unique_ptr<Coder> Make(int32_t mode) {
    return std::unique_ptr<Coder>(new Coder(static_cast<Mode>(mode)));
  }

  Local<Value> StartZlib(Isolate* isolate, int32_t window_bits, int32_t level, int32_t mem_level, int32_t strategy,
                         std::optional<std::span<const uint8_t>> dictionary, bool one_member) {
    Failure failure;
    zlib::ZlibSettings settings{window_bits, level, mem_level, strategy, Copy(dictionary), one_member};
    codec_ = Compresses(mode_) ? zlib::MakeDeflateCodec(mode_, std::move(settings), failure)
                               : zlib::MakeInflateCodec(mode_, std::move(settings), failure);
    CountMemory(isolate);
    return ToValue(isolate, failure);
  }

  // `pairs`: keys and values of parameters in turn, as Int32Array.
  Local<Value> StartBrotli(Isolate* isolate, std::span<const uint8_t> pairs) {
    Failure failure;
    codec_ = zlib::MakeBrotliCodec(mode_, Parameters(pairs), failure);
    CountMemory(isolate);
    return ToValue(isolate, failure);
  }

  Local<Value> StartZstd(Isolate* isolate, std::span<const uint8_t> pairs,
                         std::optional<std::span<const uint8_t>> dictionary, double pledged_size) {
    Failure failure;
    codec_ =
        zlib::MakeZstdCodec(mode_, Parameters(pairs), Copy(dictionary), static_cast<int64_t>(pledged_size), failure);
    CountMemory(isolate);
    return ToValue(isolate, failure);
  }

  // One step. `left` gets what is left of the output and of the input, in bytes. Without a callback, returns what
  // failed; with one it comes as the argument.
  Local<Value> Run(Isolate* isolate, Realm& realm, int32_t flush, Local<v8::ArrayBufferView> input, uint32_t in_offset,
                   uint32_t in_length, Local<v8::ArrayBufferView> output, uint32_t out_offset, uint32_t out_length,
                   Local<v8::Uint32Array> left, std::optional<Local<v8::Function>> callback);

  Local<Value> Reset(Isolate* isolate) { return ToValue(isolate, codec_ ? codec_->Reset() : Failure{}); }
  Local<Value> SetParams(Isolate* isolate, int32_t level, int32_t strategy) {
    return ToValue(isolate, codec_ ? codec_->SetParams(level, strategy) : Failure{});
  }

  void Close() {
    if (busy_) {
      closing_ = true;
      return;
    }
    codec_.reset();
    UncountMemory();
  }

  ~Coder() override { UncountMemory(); }

 private:
  friend class StepJob;
  explicit Coder(Mode mode) : mode_(mode) {}

  // What a codec takes, about, so that the collector knows what an unused stream costs.
  int64_t MemorySize() const {
    switch (mode_) {
      case Mode::kInflate:
      case Mode::kGunzip:
      case Mode::kInflateRaw:
      case Mode::kUnzip:
        return 48 * 1024;
      case Mode::kDeflate:
      case Mode::kGzip:
      case Mode::kDeflateRaw:
        return 264 * 1024;
      default:
        return 1024 * 1024;
    }
  }
  void CountMemory(Isolate* isolate) {
    if (codec_ == nullptr || counted_) return;
    counted_ = true;
    isolate->AdjustAmountOfExternalAllocatedMemory(MemorySize());
  }
  void UncountMemory() {
    if (!counted_) return;
    counted_ = false;
    isolate()->AdjustAmountOfExternalAllocatedMemory(-MemorySize());
  }

  const Mode mode_;
  std::unique_ptr<zlib::Codec> codec_;
  bool busy_ = false;
  bool closing_ = false;
  bool counted_ = false;
};

class StepJob final : public PoolJob {
 public:
  // `held`: keeps the memory of the views that the step and `left` point into.
  StepJob(Isolate* isolate, Coder& coder, zlib::Step step, uint32_t* left, Local<Value> held)
      : coder_(coder), step_(step), left_(left) {
    Hold(isolate, held);
    coder_.busy_ = true;
  }

 private:
  void Compute() override { failure_ = coder_.codec_->Run(step_); }
  Local<Value> Result(Isolate* isolate) override {
    left_[0] = static_cast<uint32_t>(step_.out.size());
    left_[1] = static_cast<uint32_t>(step_.in.size());
    coder_.busy_ = false;
    if (coder_.closing_) coder_.Close();
    return ToValue(isolate, failure_);
  }

  Coder& coder_;
  zlib::Step step_;
  uint32_t* left_;
  Failure failure_;
};

uint8_t* DataOf(Local<v8::ArrayBufferView> view) {
  return static_cast<uint8_t*>(view->Buffer()->Data()) + view->ByteOffset();
}

Local<Value> Coder::Run(Isolate* isolate, Realm& realm, int32_t flush, Local<v8::ArrayBufferView> input,
                        uint32_t in_offset, uint32_t in_length, Local<v8::ArrayBufferView> output, uint32_t out_offset,
                        uint32_t out_length, Local<v8::Uint32Array> left, std::optional<Local<v8::Function>> callback) {
  auto* left_data = reinterpret_cast<uint32_t*>(DataOf(left));
  if (codec_ == nullptr || busy_) {
    left_data[0] = out_length;
    left_data[1] = 0;
    return ToValue(isolate, {"Z_STREAM_ERROR", "Stream is closed", -2});
  }
  if (uint64_t{in_offset} + in_length > input->ByteLength() ||
      uint64_t{out_offset} + out_length > output->ByteLength()) {
    left_data[0] = out_length;
    left_data[1] = 0;
    return ToValue(isolate, {"ERR_OUT_OF_RANGE", "Input or output lies outside of its memory", 0});
  }
  zlib::Step step{{DataOf(input) + in_offset, in_length}, {DataOf(output) + out_offset, out_length}, flush};
  if (!callback) {
    Failure failure = codec_->Run(step);
    left_data[0] = static_cast<uint32_t>(step.out.size());
    left_data[1] = static_cast<uint32_t>(step.in.size());
    return ToValue(isolate, failure);
  }
  Local<Value> held[] = {object(), input, output, left};
  auto holder = v8::Array::New(isolate, held, std::size(held));
  return PoolJob::Run(realm, std::make_unique<StepJob>(isolate, *this, step, left_data, holder), callback);
}

double Crc32(std::span<const uint8_t> bytes, uint32_t value) { return zlib::Crc32(value, bytes); }

// Of the text as UTF-8.
double Crc32Text(Isolate* isolate, Local<v8::String> text, uint32_t value) {
  engine::Scratch bytes(3 * static_cast<size_t>(text->Length()));
  return zlib::Crc32(value, bytes.span().first(engine::WriteUtf8(isolate, text, bytes.span()).written));
}

// runWhole(mode, input, length, level, limit): the output as an ArrayBuffer; undefined where zlib is to do it, or to
// say what is wrong. `length` is what the input says it has, which is not so where a program has replaced the property;
// `level` is for compressing.
Local<Value> RunWhole(Isolate* isolate, int32_t mode_number, std::span<const uint8_t> input, double length,
                      int32_t level, double limit) {
  Local<Value> output = v8::Undefined(isolate);
  if (length != static_cast<double>(input.size())) return output;
  const auto make = [&](size_t size) {
    auto memory = v8::ArrayBuffer::New(isolate, size, v8::BackingStoreInitializationMode::kUninitialized);
    output = memory;
    return std::span(static_cast<uint8_t*>(memory->Data()), size);
  };
  const auto mode = static_cast<Mode>(mode_number);
  const auto most = static_cast<size_t>(limit);
  const bool done = Compresses(mode) ? zlib::DeflateWhole(mode, input, level, most, make)
                                     : zlib::InflateWhole(mode, input, most, make);
  return done ? output : v8::Undefined(isolate).As<Value>();
}

}  // namespace

void DefineZlib(BindingTarget& target) {
  target.Class<Coder, &Coder::Make>("Coder", [](engine::ClassTarget& methods) {
    methods.Method<Coder, &Coder::StartZlib>("startZlib");
    methods.Method<Coder, &Coder::StartBrotli>("startBrotli");
    methods.Method<Coder, &Coder::StartZstd>("startZstd");
    methods.Method<Coder, &Coder::Run>("run");
    methods.Method<Coder, &Coder::Reset>("reset");
    methods.Method<Coder, &Coder::SetParams>("setParams");
    methods.Method<Coder, &Coder::Close>("close");
  });
  target.Function<&RunWhole>("runWhole");
  target.Function<&Crc32>("crc32");
  target.Function<&Crc32Text>("crc32Text");
  target.Constant("zlibVersion", static_cast<int32_t>(ZLIB_VERNUM));
}

}  // namespace eddy::bindings
