#include "bindings/promise_hooks.h"

namespace eddy::bindings {

void PromiseHooks::Set(const std::array<v8::Local<v8::Value>, 4>& functions) {
  v8::Isolate* isolate = realm_.isolate();
  for (size_t i = 0; i < functions.size(); ++i) {
    functions_[i].Reset();
    if (functions[i]->IsFunction()) functions_[i].Reset(isolate, functions[i].As<v8::Function>());
  }
  Apply(realm_.context());
  std::erase_if(contexts_, [](const auto& context) { return context.IsEmpty(); });
  for (const auto& context : contexts_) Apply(context.Get(isolate));
}

void PromiseHooks::AddContext(v8::Local<v8::Context> context) {
  std::erase_if(contexts_, [](const auto& each) { return each.IsEmpty(); });
  contexts_.emplace_back(realm_.isolate(), context);
  contexts_.back().SetWeak();
  for (const auto& function : functions_) {
    if (function.IsEmpty()) continue;
    Apply(context);
    return;
  }
}

void PromiseHooks::Apply(v8::Local<v8::Context> context) {
  v8::Isolate* isolate = realm_.isolate();
  std::array<v8::Local<v8::Function>, 4> functions;
  for (size_t i = 0; i < functions.size(); ++i) {
    if (!functions_[i].IsEmpty()) functions[i] = functions_[i].Get(isolate);
  }
  context->SetPromiseHooks(functions[0], functions[1], functions[2], functions[3]);
}

}  // namespace eddy::bindings
