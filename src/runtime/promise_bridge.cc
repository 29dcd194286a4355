#include "runtime/promise_bridge.h"

#include "runtime/realm.h"

namespace eddy::runtime {
namespace {

void Settle(const v8::FunctionCallbackInfo<v8::Value>& info, bool fulfilled) {
  const v8::Local<v8::Context> context = info.GetIsolate()->GetCurrentContext();
  const auto resolver = info.Data().As<v8::Promise::Resolver>();
  if (fulfilled) {
    resolver->Resolve(context, info[0]).Check();
  } else {
    resolver->Reject(context, info[0]).Check();
  }
}

void Fulfil(const v8::FunctionCallbackInfo<v8::Value>& info) { Settle(info, true); }
void Reject(const v8::FunctionCallbackInfo<v8::Value>& info) { Settle(info, false); }

}  // namespace

v8::MaybeLocal<v8::Promise> FollowPromise(v8::Local<v8::Context> context, v8::Local<v8::Promise> promise) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(context).ToLocal(&resolver)) return {};
  // The handlers belong to the main context, whose microtasks always run.
  const v8::Local<v8::Context> main = Realm::From(isolate).context();
  v8::Local<v8::Function> fulfil;
  v8::Local<v8::Function> reject;
  if (!v8::Function::New(main, Fulfil, resolver).ToLocal(&fulfil) ||
      !v8::Function::New(main, Reject, resolver).ToLocal(&reject) || promise->Then(main, fulfil, reject).IsEmpty()) {
    return {};
  }
  return resolver->GetPromise();
}

}  // namespace eddy::runtime
