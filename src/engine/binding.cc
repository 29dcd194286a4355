#include "engine/binding.h"

namespace eddy::engine {

void ThrowArgumentType(v8::Isolate* isolate, size_t index, const char* expected) {
  std::string text = "native argument " + std::to_string(index) + " must be " + expected;
  auto error = v8::Exception::TypeError(FromUtf8(isolate, text)).As<v8::Object>();
  error->Set(isolate->GetCurrentContext(), Internalized(isolate, "code"), FromLatin1(isolate, "ERR_INVALID_ARG_TYPE"))
      .Check();
  isolate->ThrowException(error);
}

void BindingTarget::Set(const char* name, v8::Local<v8::Value> value) {
  object_->Set(context_, Internalized(isolate_, name), value).Check();
}

void BindingTarget::CollectFast(const v8::CFunction& fast) {
  Reference(fast.GetAddress());
  Reference(fast.GetTypeInfo());
}

void BindingTarget::SetFunction(const char* name, v8::FunctionCallback callback, int length,
                                const v8::CFunction* fast) {
  Reference(reinterpret_cast<const void*>(callback));
  if (collecting()) {
    if (fast != nullptr) CollectFast(*fast);
    return;
  }
  auto function = v8::FunctionTemplate::New(isolate_, callback, {}, {}, length, v8::ConstructorBehavior::kThrow,
                                            v8::SideEffectType::kHasSideEffect, fast)
                      ->GetFunction(context_)
                      .ToLocalChecked();
  auto key = Internalized(isolate_, name);
  function->SetName(key);
  object_->Set(context_, key, function).Check();
}

void ClassTarget::SetMethod(const char* name, v8::FunctionCallback callback, int length) {
  target_.Reference(reinterpret_cast<const void*>(callback));
  if (target_.collecting()) return;
  v8::Isolate* isolate = target_.isolate();
  auto method = v8::FunctionTemplate::New(isolate, callback, {}, v8::Signature::New(isolate, constructor_), length,
                                          v8::ConstructorBehavior::kThrow);
  auto key = Internalized(isolate, name);
  method->SetClassName(key);
  constructor_->PrototypeTemplate()->Set(key, method);
}

void ClassTarget::SetGetter(const char* name, v8::FunctionCallback callback) {
  target_.Reference(reinterpret_cast<const void*>(callback));
  if (target_.collecting()) return;
  v8::Isolate* isolate = target_.isolate();
  auto getter = v8::FunctionTemplate::New(isolate, callback, {}, v8::Signature::New(isolate, constructor_), 0,
                                          v8::ConstructorBehavior::kThrow);
  constructor_->PrototypeTemplate()->SetAccessorProperty(Internalized(isolate, name), getter);
}

namespace detail {

v8::Local<v8::FunctionTemplate> MakeClassTemplate(v8::Isolate* isolate, const char* name,
                                                  v8::FunctionCallback construct) {
  auto constructor = v8::FunctionTemplate::New(isolate, construct);
  constructor->SetClassName(Internalized(isolate, name));
  constructor->InstanceTemplate()->SetInternalFieldCount(Wrapper::kFieldCount);
  return constructor;
}

}  // namespace detail

}  // namespace eddy::engine
