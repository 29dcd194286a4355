#include "engine/binding.h"

#include <gtest/gtest.h>

#include <memory>

#include "engine/array_buffer_allocator.h"
#include "engine/platform.h"
#include "engine/text_view.h"
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

class External final : public v8::String::ExternalOneByteStringResource {
 public:
  const char* data() const override { return "external text of some length"; }
  size_t length() const override { return 28; }
};

// Whatever form V8 gives a string, the view has the characters that V8 says it has.
TEST_F(BindingTest, ViewsOfTextReadEveryFormOfString) {
  v8::Isolate* isolate = isolate_;
  v8::HandleScope handles(isolate);
  auto context = context_.Get(isolate);
  v8::Context::Scope scope(context);
  const char* const sources[] = {
      "''",
      "'a'",
      "'plain text that is long enough'",
      "'\\u00e9t\\u00e9, an accent or two in it'",
      "'\\u20ac and \\ud83d\\ude00, and half a pair: \\ud83d'",
      // Joined, not flat.
      "'some text that is joined '.concat(String(Math.random()), ' to other text')",
      "'\\u20acuro text that is joined '.concat(String(Math.random()), ' to other text')",
      // Joined, then made flat.
      "{ const s = 'some text that is joined '.repeat(5); s.charCodeAt(40); s }",
      "{ const s = '\\u20acuro text that is joined '.repeat(5); s.charCodeAt(40); s }",
      // Internalized after it was made, so that it refers to the one copy.
      "{ const s = ['key', 'number', 'seventeen', 'or', 'so'].join(' '); ({})[s]; s }",
      "{ const t = 'key number eighteen or so'; const s = t.slice(0, 10) + t.slice(10); s.charCodeAt(12); ({ [s]: 1 "
      "}); s }",
      // Slices.
      "('the beginning, ' + 'the middle and the end of a text').slice(8)",
      "('the beginning, \\u20ac ' + 'the middle and the end of a text').slice(8)",
      "String(123456789)",
      "JSON.stringify({ a: ['b', 'c'] })",
  };
  auto check = [&](v8::Local<v8::String> string, const char* source) {
    std::vector<uint16_t> expected(static_cast<size_t>(string->Length()));
    string->WriteV2(isolate, 0, static_cast<uint32_t>(expected.size()), expected.data());
    const TextView view(isolate, string);
    ASSERT_EQ(view.length(), expected.size()) << source;
    for (size_t i = 0; i < expected.size(); i++) {
      ASSERT_EQ(view.is_one_byte() ? view.latin1()[i] : view.utf16()[i], expected[i]) << source << " at " << i;
    }
  };
  for (const char* source : sources) {
    auto code = v8::String::NewFromUtf8(isolate, source).ToLocalChecked();
    auto value = v8::Script::Compile(context, code).ToLocalChecked()->Run(context).ToLocalChecked();
    ASSERT_TRUE(value->IsString()) << source;
    check(value.As<v8::String>(), source);
    // Once more: the first time may have made it flat.
    check(value.As<v8::String>(), source);
  }
  check(v8::String::NewExternalOneByte(isolate, new External).ToLocalChecked(), "external");
}

}  // namespace
}  // namespace eddy::engine
