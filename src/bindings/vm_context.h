// Contexts of node:vm: a realm of its own whose global object is an object of the program's.
// https://nodejs.org/api/vm.html#what-does-it-mean-to-contextify-an-object
#pragma once
#include <v8.h>

#include "engine/binding.h"
#include "runtime/realm.h"

namespace eddy::bindings {

struct VmContextOptions {
  bool code_from_strings = true;
  bool wasm = true;
  bool own_microtasks = false;  // a queue of its own, run after each evaluation
};

// Makes a context. Its global object reads and writes `sandbox`, or is a plain one when that is empty. The context
// lives as long as its global object, which `sandbox` keeps. Empty when that threw.
v8::MaybeLocal<v8::Context> MakeVmContext(Realm& realm, v8::Local<v8::Object> sandbox, const VmContextOptions& options);

// The context of a contextified object, or of a global object of one; empty when it is neither.
v8::MaybeLocal<v8::Context> VmContextOf(v8::Isolate* isolate, v8::Local<v8::Value> object);

// The context's own microtasks, if it has a queue of its own.
void RunOwnMicrotasks(v8::Local<v8::Context> context);

}  // namespace eddy::bindings
