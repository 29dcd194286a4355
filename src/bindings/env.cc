// binding('env'): process.env, an object whose properties are the variables of the realm's environment.
// https://nodejs.org/api/process.html#processenv
#include <time.h>

#include "base/encoding/dotenv.h"
#include "bindings/registry.h"
#include "runtime/environment.h"

namespace eddy::bindings {

namespace {

using engine::FromUtf8;
using engine::ToUtf8;

runtime::Environment& Of(v8::Isolate* isolate) { return *Realm::From(isolate).options().environment; }

// A change of TZ takes effect at once, on Date too.
void AfterChange(v8::Isolate* isolate, const std::string& name) {
  if (name != "TZ") return;
  tzset();
  isolate->DateTimeConfigurationChangeNotification(v8::Isolate::TimeZoneDetection::kRedetect);
}

// parse(text) -> [name, value, name, value, ...]: the variables in the text of a .env file.
std::vector<std::string> Parse(std::string text) {
  std::vector<std::string> flat;
  for (auto& [name, value] : encoding::ParseDotenv(text)) {
    flat.push_back(std::move(name));
    flat.push_back(std::move(value));
  }
  return flat;
}

// How a realm's environment is copied by structuredClone: the function under a symbol (lib/internal/cloneable.js).
struct CopyMethod {
  explicit CopyMethod(Realm&) {}
  v8::Global<v8::Symbol> key;
  v8::Global<v8::Function> method;
};

v8::Intercepted Getter(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Value>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  if (!name->IsString()) {
    auto& copy = Realm::From(isolate).State<CopyMethod>();
    if (copy.key != name) return v8::Intercepted::kNo;
    info.GetReturnValue().Set(copy.method.Get(isolate));
    return v8::Intercepted::kYes;
  }
  auto value = Of(isolate).Get(ToUtf8(isolate, name.As<v8::String>()));
  if (!value) return v8::Intercepted::kNo;
  info.GetReturnValue().Set(FromUtf8(isolate, *value));
  return v8::Intercepted::kYes;
}

void ThrowNotString(v8::Isolate* isolate, const char* what) {
  auto error = v8::Exception::TypeError(FromUtf8(isolate, what));
  isolate->ThrowException(error);
}

// Whether the realm has been told of DEP0104.
struct ConversionWarning {
  explicit ConversionWarning(Realm&) {}
  bool given = false;
};

// DEP0104, once, with --pending-deprecation: https://nodejs.org/api/deprecations.html#DEP0104. False when it has
// thrown.
bool WarnOfConversion(v8::Isolate* isolate) {
  Realm& realm = Realm::From(isolate);
  if (!realm.HasOption("--pending-deprecation")) return true;
  auto& warning = realm.State<ConversionWarning>();
  if (warning.given) return true;
  warning.given = true;
  auto context = isolate->GetCurrentContext();
  v8::Local<v8::Value> process;
  v8::Local<v8::Value> emit;
  if (!context->Global()->Get(context, engine::Internalized(isolate, "process")).ToLocal(&process) ||
      !process->IsObject() ||
      !process.As<v8::Object>()->Get(context, engine::Internalized(isolate, "emitWarning")).ToLocal(&emit) ||
      !emit->IsFunction()) {
    return true;
  }
  v8::Local<v8::Value> arguments[] = {
      FromUtf8(isolate,
               "Assigning any value other than a string, number, or boolean to a process.env property is deprecated. "
               "Please make sure to convert the value to a string before setting process.env with it."),
      FromUtf8(isolate, "DeprecationWarning"), FromUtf8(isolate, "DEP0104")};
  return !emit.As<v8::Function>()->Call(context, process, 3, arguments).IsEmpty();
}

v8::Intercepted Setter(v8::Local<v8::Name> name, v8::Local<v8::Value> value,
                       const v8::PropertyCallbackInfo<void>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  if (!name->IsString()) {
    ThrowNotString(isolate, "Cannot convert a Symbol value to a string");
    return v8::Intercepted::kYes;
  }
  if (!value->IsString() && !value->IsNumber() && !value->IsBoolean() && !WarnOfConversion(isolate)) {
    return v8::Intercepted::kYes;
  }
  v8::Local<v8::String> text;
  if (!value->ToString(isolate->GetCurrentContext()).ToLocal(&text)) return v8::Intercepted::kYes;
  std::string key = ToUtf8(isolate, name.As<v8::String>());
  if (Of(isolate).Set(key, ToUtf8(isolate, text))) AfterChange(isolate, key);
  return v8::Intercepted::kYes;
}

v8::Intercepted Query(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Integer>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  if (!name->IsString() || !Of(isolate).Get(ToUtf8(isolate, name.As<v8::String>()))) return v8::Intercepted::kNo;
  info.GetReturnValue().Set(v8::None);
  return v8::Intercepted::kYes;
}

v8::Intercepted Deleter(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Boolean>& info) {
  if (name->IsString()) {
    v8::Isolate* isolate = info.GetIsolate();
    std::string key = ToUtf8(isolate, name.As<v8::String>());
    if (Of(isolate).Unset(key)) AfterChange(isolate, key);
  }
  info.GetReturnValue().Set(true);
  return v8::Intercepted::kYes;
}

void Enumerator(const v8::PropertyCallbackInfo<v8::Array>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  std::vector<v8::Local<v8::Value>> names;
  for (const std::string& name : Of(isolate).Names()) names.push_back(FromUtf8(isolate, name));
  info.GetReturnValue().Set(v8::Array::New(isolate, names.data(), names.size()));
}

v8::Intercepted Definer(v8::Local<v8::Name> name, const v8::PropertyDescriptor& descriptor,
                        const v8::PropertyCallbackInfo<void>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  auto refuse = [isolate](const char* message) {
    auto error = v8::Exception::TypeError(FromUtf8(isolate, message)).As<v8::Object>();
    error
        ->Set(isolate->GetCurrentContext(), engine::Internalized(isolate, "code"),
              FromUtf8(isolate, "ERR_INVALID_OBJECT_DEFINE_PROPERTY"))
        .Check();
    isolate->ThrowException(error);
    return v8::Intercepted::kYes;
  };
  if (descriptor.has_get() || descriptor.has_set()) {
    return refuse("'process.env' does not accept an accessor(getter/setter) descriptor");
  }
  if (!descriptor.has_value())
    return refuse("'process.env' only accepts a configurable, writable, and enumerable data descriptor");
  if (!descriptor.has_configurable() || !descriptor.configurable() || !descriptor.has_enumerable() ||
      !descriptor.enumerable() || !descriptor.has_writable() || !descriptor.writable()) {
    return refuse("'process.env' only accepts a configurable, writable, and enumerable data descriptor");
  }
  return Setter(name, descriptor.value(), info);
}

// create(symbol, method) -> the environment as an object. `method` is found under `symbol`, and not seen otherwise.
v8::MaybeLocal<v8::Value> Create(v8::Isolate* isolate, Realm& realm, v8::Local<v8::Symbol> symbol,
                                 v8::Local<v8::Function> method) {
  auto& copy = realm.State<CopyMethod>();
  copy.key.Reset(isolate, symbol);
  copy.method.Reset(isolate, method);
  auto constructor = v8::FunctionTemplate::New(isolate);
  constructor->SetClassName(engine::Internalized(isolate, "Object"));
  auto instances = constructor->InstanceTemplate();
  instances->SetHandler(v8::NamedPropertyHandlerConfiguration(Getter, Setter, Query, Deleter, Enumerator, Definer,
                                                              nullptr, v8::Local<v8::Value>(),
                                                              v8::PropertyHandlerFlags::kHasNoSideEffect));
  auto context = isolate->GetCurrentContext();
  v8::Local<v8::Object> env;
  if (!instances->NewInstance(context).ToLocal(&env)) return {};
  // An ordinary object to look at: its prototype is Object.prototype.
  auto prototype = v8::Object::New(isolate)->GetPrototypeV2();
  env->SetPrototypeV2(context, prototype).Check();
  return env;
}

}  // namespace

void DefineEnv(BindingTarget& target) {
  target.Function<&Create>("create");
  target.Function<&Parse>("parse");
}

}  // namespace eddy::bindings
