#include "engine/binding.h"

#include <gtest/gtest.h>

#include <memory>

#include "engine/array_buffer_allocator.h"
#include "engine/platform.h"
#include "engine/wrapper.h"

namespace eddy::engine {
namespace {

int live_counters = 0;

class Counter final : public Wrapper {
 public:
  explicit Counter(int32_t start) : value_(start) { live_counters++; }
  ~Counter() override { live_counters--; }
  static std::unique_ptr<Counter> Make(int32_t start) { return std::make_unique<Counter>(start); }
  int32_t Add(int32_t by) { return value_ += by; }
  int32_t Get() const { return value_; }
  void Hold() { KeepAlive(); }

 private:
  int32_t value_;
};

Result<int32_t> Half(int32_t value) {
  if (value % 2 != 0) return Status(-EINVAL);
  return value / 2;
}
double Sum(double a, int32_t b) { return a + b; }
std::string Greet(std::string name, std::optional<uint32_t> times) {
  std::string out;
  for (uint32_t i = 0; i < times.value_or(1); i++) out += "hello " + name + ";";
  return out;
}
uint32_t LastByte(std::span<uint8_t> bytes) { return bytes.empty() ? 256 : bytes.back(); }
int32_t Peek(Counter* counter) { return counter->Get(); }
v8::MaybeLocal<v8::Value> Fail(v8::Isolate* isolate) {
  isolate->ThrowException(FromLatin1(isolate, "failed"));
  return {};
}

void Define(BindingTarget& target) {
  target.Function<&Half>("half");
  target.FastFunction<&Sum>("sum");
  target.Function<&Greet>("greet");
  target.Function<&LastByte>("lastByte");
  target.Function<&Peek>("peek");
  target.Function<&Fail>("fail");
  target.Constant("answer", 42);
  target.Class<Counter, &Counter::Make>("Counter", [](ClassTarget& methods) {
    methods.Method<Counter, &Counter::Add>("add");
    methods.Method<Counter, &Counter::Get>("get");
    methods.Method<Counter, &Counter::Hold>("hold");
  });
}

class BindingTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    platform_ = new Platform(1);
    v8::V8::SetFlagsFromString("--expose-gc");
    v8::V8::InitializePlatform(platform_);
    v8::V8::Initialize();
  }

  void SetUp() override {
    v8::Isolate::CreateParams params;
    params.array_buffer_allocator = &allocator_;
    isolate_ = v8::Isolate::Allocate();
    platform_->RegisterIsolate(isolate_);
    v8::Isolate::Initialize(isolate_, params);
    isolate_->Enter();
    wrappers_ = std::make_unique<WrapperList>(isolate_);
    v8::HandleScope handles(isolate_);
    auto context = v8::Context::New(isolate_);
    context_.Reset(isolate_, context);
    v8::Context::Scope scope(context);
    auto object = v8::Object::New(isolate_);
    BindingTarget target(context, object);
    Define(target);
    context->Global()->Set(context, Internalized(isolate_, "native"), object).Check();
  }

  void TearDown() override {
    context_.Reset();
    wrappers_.reset();
    isolate_->Exit();
    isolate_->Dispose();
    platform_->UnregisterIsolate(isolate_);
  }

  // The result of a script as text; "throws: ..." when it threw.
  std::string Run(std::string_view source) {
    v8::HandleScope handles(isolate_);
    auto context = context_.Get(isolate_);
    v8::Context::Scope scope(context);
    v8::TryCatch caught(isolate_);
    v8::Local<v8::Script> script;
    v8::Local<v8::Value> result;
    if (!v8::Script::Compile(context, FromUtf8(isolate_, source)).ToLocal(&script) ||
        !script->Run(context).ToLocal(&result)) {
      return "throws: " + ToUtf8(isolate_, caught.Exception());
    }
    return ToUtf8(isolate_, result);
  }

  static Platform* platform_;
  ArrayBufferAllocator allocator_;
  v8::Isolate* isolate_ = nullptr;
  std::unique_ptr<WrapperList> wrappers_;
  v8::Global<v8::Context> context_;
};

Platform* BindingTest::platform_ = nullptr;

TEST_F(BindingTest, ConvertsArgumentsAndResults) {
  EXPECT_EQ(Run("native.half(10)"), "5");
  EXPECT_EQ(Run("native.greet('Ada', 2)"), "hello Ada;hello Ada;");
  EXPECT_EQ(Run("native.greet('\\u00e9')"), "hello \xC3\xA9;");
  EXPECT_EQ(Run("native.answer"), "42");
}

TEST_F(BindingTest, AFailedResultIsANegativeErrno) { EXPECT_EQ(Run("native.half(3)"), std::to_string(-EINVAL)); }

TEST_F(BindingTest, AnArgumentOfAnotherTypeThrows) {
  EXPECT_EQ(Run("native.half('x')"), "throws: TypeError: native argument 0 must be an integer");
  EXPECT_EQ(Run("try { native.greet('x', -1) } catch (e) { e.code }"), "ERR_INVALID_ARG_TYPE");
  EXPECT_EQ(Run("native.half()"), "throws: TypeError: native argument 0 must be an integer");
}

TEST_F(BindingTest, BytesAreThoseOfTheView) {
  EXPECT_EQ(Run("native.lastByte(new Uint8Array([1, 2, 3]).subarray(0, 2))"), "2");
  EXPECT_EQ(Run("native.lastByte(new ArrayBuffer(0))"), "256");
  EXPECT_EQ(Run("native.lastByte(new DataView(new Uint8Array([9]).buffer))"), "9");
}

TEST_F(BindingTest, FastFunctionsAgreeWhenOptimised) {
  EXPECT_EQ(Run("let s = 0; for (let i = 0; i < 200000; i++) s = native.sum(s, 1); s"), "200000");
}

TEST_F(BindingTest, APendingExceptionIsThrown) { EXPECT_EQ(Run("native.fail()"), "throws: failed"); }

TEST_F(BindingTest, WrappedObjectsHaveMethodsAndPassAsArguments) {
  EXPECT_EQ(Run("const c = new native.Counter(5); c.add(2); native.peek(c)"), "7");
  EXPECT_EQ(Run("native.peek({})"), "throws: TypeError: native argument 0 must be a native object");
  EXPECT_EQ(Run("native.Counter.prototype.get.call({})"), "throws: TypeError: Illegal invocation");
  EXPECT_EQ(Run("native.Counter(1)"), "throws: TypeError: native argument 0 must be called with new");
}

TEST_F(BindingTest, WrappedObjectsAreCollectedUnlessKeptAlive) {
  live_counters = 0;
  Run("for (let i = 0; i < 10; i++) new native.Counter(i); null");
  Run("globalThis.kept = undefined; new native.Counter(1).hold(); null");
  Run("gc(); gc();");
  EXPECT_EQ(live_counters, 1);
}

TEST_F(BindingTest, CollectingGivesTheSameAddressesEachTime) {
  std::vector<intptr_t> first, second;
  BindingTarget a(first), b(second);
  Define(a);
  Define(b);
  EXPECT_EQ(first, second);
  EXPECT_GE(first.size(), 10u);
}

TEST_F(BindingTest, ArrayBuffersAreCounted) {
  size_t before = allocator_.allocated();
  Run("globalThis.big = new ArrayBuffer(1 << 20); null");
  EXPECT_GE(allocator_.allocated(), before + (1 << 20));
}

}  // namespace
}  // namespace eddy::engine
