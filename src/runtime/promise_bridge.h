// Promises that pass from one context to another: code sees promises of its own realm, and they settle even where the
// other context's microtasks are run by hand (node:vm's `microtaskMode`).
#pragma once
#include <v8.h>

namespace eddy::runtime {

// A promise of `context` that settles as `promise`, of another context, does. Empty when that threw.
v8::MaybeLocal<v8::Promise> FollowPromise(v8::Local<v8::Context> context, v8::Local<v8::Promise> promise);

}  // namespace eddy::runtime
