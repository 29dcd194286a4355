// Typed bindings: an ordinary C++ function becomes a JavaScript function by its signature alone.
//
//   Result<int32_t> Kill(int32_t pid, int32_t signal);
//   void DefineProcess(BindingTarget& target) { target.Function<&Kill>("kill"); }
//
// Arguments are converted and checked by type (convert.h); a mismatch throws a TypeError with code
// ERR_INVALID_ARG_TYPE: lib/ validates first, so a program meets it only through a bug of ours. A Result's error
// becomes a negative errno, which lib/ turns into Node's error. Leading parameters `v8::Isolate*` and those with an
// Inject<T> (Realm&) are supplied, not read. A v8::MaybeLocal result that is empty means that an exception is pending.
//
// A binding is defined twice over: once to collect the addresses of its functions (V8's startup snapshot refers to
// native code by index in that list, so the order must be the same in every process), and once to fill the JavaScript
// object.
#pragma once
#include <v8-fast-api-calls.h>
#include <v8.h>

#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/convert.h"
#include "engine/wrapper.h"

namespace eddy::engine {

using CallInfo = v8::FunctionCallbackInfo<v8::Value>;

// Inject<T>::Get(isolate) supplies a leading parameter of type T that JavaScript does not pass.
template <typename T>
struct Inject;

template <>
struct Inject<v8::Isolate*> {
  static v8::Isolate* Get(v8::Isolate* isolate) { return isolate; }
};

// The raw call, for the few functions whose arguments vary in kind: read arguments with From<T>.
template <>
struct Inject<const CallInfo&>;

template <typename T>
concept Injected = requires(v8::Isolate* isolate) {
  Inject<T>::Get(isolate);
};

// Throws TypeError [ERR_INVALID_ARG_TYPE] for argument `index` (from 0).
void ThrowArgumentType(v8::Isolate* isolate, size_t index, const char* expected);

// A wrapped C++ object as a parameter: T* must point to a Wrapper of exactly class T.
template <typename T>
requires std::derived_from<T, Wrapper>
struct From<T*> {
  static constexpr const char* kName = "a native object";
  static std::optional<T*> Read(v8::Isolate*, v8::Local<v8::Value> v) {
    T* pointer = Unwrap<T>(v);
    if (pointer == nullptr) return std::nullopt;
    return pointer;
  }
};

namespace detail {

template <typename T>
using Stored = std::remove_cvref_t<T>;

// How many leading parameters are injected.
template <typename... Args>
constexpr size_t InjectedCount() {
  size_t count = 0;
  bool leading = true;
  ((leading = leading && Injected<Args>, count += leading ? 1 : 0), ...);
  return count;
}

template <typename R>
void SetReturn(const CallInfo& info, R&& result) {
  using Plain = Stored<R>;
  if constexpr (std::is_same_v<Plain, bool> || std::is_same_v<Plain, int32_t> || std::is_same_v<Plain, uint32_t> ||
                std::is_same_v<Plain, double>) {
    info.GetReturnValue().Set(result);
  } else if constexpr (requires {
                         result.IsEmpty();
                         result.ToLocalChecked();
                       }) {
    if (!result.IsEmpty()) info.GetReturnValue().Set(result.ToLocalChecked());
  } else {
    info.GetReturnValue().Set(To(info.GetIsolate(), std::forward<R>(result)));
  }
}

// Converts, checks and calls. `invoke` receives the injected and the converted arguments.
template <typename R, typename... Args, typename Invoke>
void Apply(const CallInfo& info, Invoke&& invoke) {
  constexpr size_t kInjected = InjectedCount<Args...>();
  v8::Isolate* isolate = info.GetIsolate();
  [&]<size_t... I, size_t... J>(std::index_sequence<I...>, std::index_sequence<J...>) {
    using Tuple = std::tuple<Args...>;
    std::tuple<std::optional<Stored<std::tuple_element_t<kInjected + J, Tuple>>>...> arguments{
        From<Stored<std::tuple_element_t<kInjected + J, Tuple>>>::Read(isolate, info[J])...};
    constexpr size_t kRead = sizeof...(J);
    size_t bad = kRead;
    const char* expected = nullptr;
    ((std::get<J>(arguments) || bad != kRead
          ? void()
          : (bad = J, expected = From<Stored<std::tuple_element_t<kInjected + J, Tuple>>>::kName, void())),
     ...);
    if (expected != nullptr) return ThrowArgumentType(isolate, bad, expected);
    if constexpr (std::is_void_v<R>) {
      invoke(Inject<std::tuple_element_t<I, Tuple>>::Get(isolate)..., std::move(*std::get<J>(arguments))...);
    } else {
      SetReturn(info,
                invoke(Inject<std::tuple_element_t<I, Tuple>>::Get(isolate)..., std::move(*std::get<J>(arguments))...));
    }
  }
  (std::make_index_sequence<kInjected>{}, std::make_index_sequence<sizeof...(Args) - kInjected>{});
}

// How optimised code passes a parameter: plain numbers as they are, anything else as a handle.
template <typename T>
using FastParameter = std::conditional_t<std::is_arithmetic_v<Stored<T>>, Stored<T>, v8::Local<v8::Value>>;

template <typename Tuple, typename Indices>
struct SkipInjected;
template <typename... Args, size_t... I>
struct SkipInjected<std::tuple<Args...>, std::index_sequence<I...>> {
  using Type = std::tuple<std::tuple_element_t<InjectedCount<Args...>() + I, std::tuple<Args...>>...>;
};

// The parameters that JavaScript passes.
template <typename... Args>
using PassedParameters =
    typename SkipInjected<std::tuple<Args...>,
                          std::make_index_sequence<sizeof...(Args) - InjectedCount<Args...>()>>::Type;

template <typename T>
std::optional<Stored<T>> ReadFast(v8::Isolate* isolate, FastParameter<T> value) {
  if constexpr (std::is_arithmetic_v<Stored<T>>) {
    return value;
  } else {
    return From<Stored<T>>::Read(isolate, value);
  }
}

// Whether a function that takes Args has no way to make handles: neither the isolate nor anything that has to be
// converted. Optimised code calls it as it stands.
template <typename... Args>
constexpr bool MakesNoHandles() {
  return InjectedCount<Args...>() == 0 &&
         ((std::is_arithmetic_v<Stored<Args>> || std::is_same_v<Stored<Args>, v8::Local<v8::Value>>)&&...);
}

// As Apply, for a call from optimised code.
template <typename R, typename... Args, typename Invoke, typename... Passed>
R FastApply(v8::Isolate* isolate, Invoke&& invoke, Passed... passed) {
  constexpr size_t kInjected = InjectedCount<Args...>();
  v8::HandleScope handles(isolate);
  return [&]<size_t... I, size_t... J>(std::index_sequence<I...>, std::index_sequence<J...>)->R {
    using Tuple = std::tuple<Args...>;
    [[maybe_unused]] auto arguments =
        std::make_tuple(ReadFast<std::tuple_element_t<kInjected + J, Tuple>>(isolate, passed)...);
    if (!(std::get<J>(arguments).has_value() && ...)) {
      ThrowArgumentType(isolate, 0, "of the type that the function has");
      return R();
    }
    return invoke(Inject<std::tuple_element_t<I, Tuple>>::Get(isolate)..., std::move(*std::get<J>(arguments))...);
  }
  (std::make_index_sequence<kInjected>{}, std::make_index_sequence<sizeof...(Passed)>{});
}

template <auto Fn, typename Signature = decltype(Fn)>
struct FunctionCaller;

template <auto Fn, typename R, typename... Args>
struct FunctionCaller<Fn, R (*)(Args...)> {
  static constexpr int kLength = static_cast<int>(sizeof...(Args) - InjectedCount<Args...>());
  static void Call(const CallInfo& info) {
    Apply<R, Args...>(info, [](auto&&... args) -> R { return Fn(std::forward<decltype(args)>(args)...); });
  }
  // The shape that V8's optimised code calls directly.
  template <typename Parameters, bool kIsPlain>
  struct Fast;
  template <typename... Passed>
  struct Fast<std::tuple<Passed...>, true> {
    static R Call(v8::Local<v8::Value>, FastParameter<Passed>... passed) { return Fn(passed...); }
  };
  template <typename... Passed>
  struct Fast<std::tuple<Passed...>, false> {
    static R Call(v8::Local<v8::Value>, FastParameter<Passed>... passed, v8::FastApiCallbackOptions& options) {
      return FastApply<R, Args...>(
          options.isolate, [](auto&&... args) -> R { return Fn(std::forward<decltype(args)>(args)...); }, passed...);
    }
  };
  using FastForm = Fast<PassedParameters<Args...>, MakesNoHandles<Args...>()>;
};

// Fn(const CallInfo&): the raw form.
template <auto Fn>
struct FunctionCaller<Fn, void (*)(const CallInfo&)> {
  static constexpr int kLength = 0;
  static void Call(const CallInfo& info) { Fn(info); }
};

// What Fn returns, as a BigInt.
template <auto Fn, typename Signature = decltype(Fn)>
struct AsBigInt;

template <auto Fn, typename... Args>
struct AsBigInt<Fn, int64_t (*)(Args...)> {
  static v8::Local<v8::Value> Call(v8::Isolate* isolate, Args... args) {
    return v8::BigInt::New(isolate, Fn(std::forward<Args>(args)...));
  }
};

template <typename T, auto Fn, typename Signature = decltype(Fn)>
struct MethodCaller;

template <typename T, auto Fn, typename Class, typename R, typename... Args>
struct MethodCaller<T, Fn, R (Class::*)(Args...)> {
  static constexpr int kLength = static_cast<int>(sizeof...(Args) - InjectedCount<Args...>());
  static void Call(const CallInfo& info) {
    T* self = Unwrap<T>(info.This());
    if (self == nullptr) return ThrowArgumentType(info.GetIsolate(), 0, "called on a native object");
    if constexpr (std::is_same_v<std::tuple<Args...>, std::tuple<const CallInfo&>>) {
      (self->*Fn)(info);
    } else {
      Apply<R, Args...>(info,
                        [self](auto&&... args) -> R { return (self->*Fn)(std::forward<decltype(args)>(args)...); });
    }
  }
};

template <typename T, auto Fn, typename Class, typename R, typename... Args>
struct MethodCaller<T, Fn, R (Class::*)(Args...) const> : MethodCaller<T, Fn, R (Class::*)(Args...)> {};

}  // namespace detail

// The methods of a wrapped class; see BindingTarget::Class.
class ClassTarget;

// The object that a binding fills, or the list of addresses that it refers to.
class BindingTarget {
 public:
  // Fills `object`, in `context`.
  BindingTarget(v8::Local<v8::Context> context, v8::Local<v8::Object> object)
      : isolate_(v8::Isolate::GetCurrent()), context_(context), object_(object) {}
  // Only collects addresses into `references`.
  explicit BindingTarget(std::vector<intptr_t>& references) : references_(&references) {}

  bool collecting() const { return references_ != nullptr; }
  // Only when not collecting.
  v8::Isolate* isolate() const { return isolate_; }
  v8::Local<v8::Context> context() const { return context_; }
  v8::Local<v8::Object> object() const { return object_; }

  // Exposes the C++ function Fn as `name`.
  template <auto Fn>
  void Function(const char* name) {
    using Caller = detail::FunctionCaller<Fn>;
    SetFunction(name, &Caller::Call, Caller::kLength, nullptr);
  }

  // The same with a fast variant that optimised JavaScript calls without crossing the API. The result must be int32_t,
  // uint32_t, double, bool or void, and Fn must not call JavaScript. lib/ must pass numbers and booleans exactly where
  // the signature has them: other values are coerced by the engine.
  template <auto Fn>
  void FastFunction(const char* name) {
    using Caller = detail::FunctionCaller<Fn>;
    static const v8::CFunction fast = v8::CFunction::Make(&Caller::FastForm::Call);
    SetFunction(name, &Caller::Call, Caller::kLength, &fast);
  }

  // The same for a function that returns int64_t, which JavaScript gets as a BigInt.
  template <auto Fn>
  void FastBigInt(const char* name) {
    using Caller = detail::FunctionCaller<&detail::AsBigInt<Fn>::Call>;
    static const v8::CFunction fast = v8::CFunction::Make(&detail::FunctionCaller<Fn>::FastForm::Call,
                                                          v8::CFunctionInfo::Int64Representation::kBigInt);
    SetFunction(name, &Caller::Call, Caller::kLength, &fast);
  }

  // A number, string or boolean.
  template <typename T>
  void Constant(const char* name, T value) {
    if (!collecting()) Set(name, To(isolate_, value));
  }

  // Any value; only when not collecting.
  void Set(const char* name, v8::Local<v8::Value> value);

  // A class whose instances wrap a T: `new binding.Name(...)` calls `std::unique_ptr<T> Make(args...)` (typed like
  // Function), which returns null when it has thrown. `methods(ClassTarget&)` lists the methods.
  template <typename T, auto Make, typename Methods>
  void Class(const char* name, Methods methods);

  // Registers an address that the binding refers to in a way of its own (accessors, interceptors).
  void Reference(const void* address) {
    if (collecting()) references_->push_back(reinterpret_cast<intptr_t>(address));
  }

 private:
  friend class ClassTarget;
  void SetFunction(const char* name, v8::FunctionCallback callback, int length, const v8::CFunction* fast);
  void CollectFast(const v8::CFunction& fast);

  v8::Isolate* isolate_ = nullptr;
  v8::Local<v8::Context> context_;
  v8::Local<v8::Object> object_;
  std::vector<intptr_t>* references_ = nullptr;
};

class ClassTarget {
 public:
  ClassTarget(BindingTarget& target, v8::Local<v8::FunctionTemplate> constructor)
      : target_(target), constructor_(constructor) {}

  // Exposes T's member function Fn as the method `name`; T is the class given to BindingTarget::Class.
  template <typename T, auto Fn>
  void Method(const char* name) {
    using Caller = detail::MethodCaller<T, Fn>;
    SetMethod(name, &Caller::Call, Caller::kLength);
  }

  // Exposes T's member function Fn, which takes no arguments from JavaScript, as the property `name`, which can't be
  // set.
  template <typename T, auto Fn>
  void Getter(const char* name) {
    SetGetter(name, &detail::MethodCaller<T, Fn>::Call);
  }

 private:
  void SetGetter(const char* name, v8::FunctionCallback callback);
  void SetMethod(const char* name, v8::FunctionCallback callback, int length);

  BindingTarget& target_;
  v8::Local<v8::FunctionTemplate> constructor_;
};

namespace detail {

template <typename T, auto Make, typename Signature = decltype(Make)>
struct Constructor;

template <typename T, auto Make, typename... Args>
struct Constructor<T, Make, std::unique_ptr<T> (*)(Args...)> {
  static void Call(const CallInfo& info) {
    if (!info.IsConstructCall()) return ThrowArgumentType(info.GetIsolate(), 0, "called with new");
    Apply<void, Args...>(info, [&info](auto&&... args) {
      std::unique_ptr<T> made = Make(std::forward<decltype(args)>(args)...);
      if (made == nullptr) return;
      // The JavaScript object owns it from here.
      WrapperAccess::Attach(*made.release(), info.GetIsolate(), info.This(), WrapperAccess::TagOf<T>());
    });
  }
};

// Leaves instances that have no constructor call (made natively by Instantiate) empty until they are attached.
v8::Local<v8::FunctionTemplate> MakeClassTemplate(v8::Isolate* isolate, const char* name,
                                                  v8::FunctionCallback construct);

}  // namespace detail

template <typename T, auto Make, typename Methods>
void BindingTarget::Class(const char* name, Methods methods) {
  using Construct = detail::Constructor<T, Make>;
  Reference(reinterpret_cast<const void*>(&Construct::Call));
  v8::Local<v8::FunctionTemplate> constructor;
  if (!collecting()) constructor = detail::MakeClassTemplate(isolate_, name, &Construct::Call);
  ClassTarget target(*this, constructor);
  methods(target);
  if (!collecting()) Set(name, constructor->GetFunction(context_).ToLocalChecked());
}

// Joins a C++ object that was made natively (an accepted socket) to `object`, an empty instance of T's class whose
// constructor was called with no C++ half (Make returned null without throwing).
template <typename T>
void Adopt(v8::Isolate* isolate, std::unique_ptr<T> native, v8::Local<v8::Object> object) {
  WrapperAccess::Attach(*native.release(), isolate, object, WrapperAccess::TagOf<T>());
}

}  // namespace eddy::engine

namespace eddy {
using engine::BindingTarget;
}
