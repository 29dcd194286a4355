// V8's promise hooks, which are per context: one set of functions for all contexts of a realm.
#pragma once
#include <v8.h>

#include <array>
#include <vector>

#include "runtime/realm.h"

namespace eddy::bindings {

class PromiseHooks {
 public:
  explicit PromiseHooks(Realm& realm) : realm_(realm) {}

  // Called when a promise is made, before and after a reaction runs, and when it is resolved; others than functions
  // stand for none.
  void Set(const std::array<v8::Local<v8::Value>, 4>& functions);

  // The realm has one more context, of which promises are told as well.
  void AddContext(v8::Local<v8::Context> context);

 private:
  void Apply(v8::Local<v8::Context> context);

  Realm& realm_;
  std::array<v8::Global<v8::Function>, 4> functions_;
  std::vector<v8::Global<v8::Context>> contexts_;  // weak, but for the main one, which is not among them
};

}  // namespace eddy::bindings
