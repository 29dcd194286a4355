// binding('options'): what the command line and NODE_OPTIONS gave.
#include "bindings/registry.h"

namespace eddy::bindings {

namespace {

// values() -> { '--name': true | string | string[] }: true for a switch, an array when given more than once.
v8::Local<v8::Value> Values(Realm& realm) {
  v8::Isolate* isolate = realm.isolate();
  auto context = isolate->GetCurrentContext();
  auto values = v8::Object::New(isolate, v8::Null(isolate), nullptr, nullptr, 0);
  for (const auto& [name, text] : realm.options().values) {
    auto key = engine::FromUtf8(isolate, name);
    v8::Local<v8::Value> value =
        text.empty() ? v8::Local<v8::Value>(v8::True(isolate)) : engine::FromUtf8(isolate, text);
    v8::Local<v8::Value> before = values->Get(context, key).ToLocalChecked();
    if (before->IsArray()) {
      auto array = before.As<v8::Array>();
      array->Set(context, array->Length(), value).Check();
      value = array;
    } else if (!before->IsUndefined() && !text.empty()) {
      v8::Local<v8::Value> both[] = {before, value};
      value = v8::Array::New(isolate, both, 2);
    }
    values->Set(context, key, value).Check();
  }
  return values;
}

// allowedInEnvironment() -> the options that NODE_OPTIONS may hold.
std::vector<std::string> AllowedInEnvironment(Realm& realm) {
  auto* list = realm.options().allowed_in_environment;
  return list != nullptr ? list() : std::vector<std::string>();
}

}  // namespace

void DefineOptions(BindingTarget& target) {
  target.Function<&Values>("values");
  target.Function<&AllowedInEnvironment>("allowedInEnvironment");
}

}  // namespace eddy::bindings
