#include "runtime/realm.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>

#include "loop/loop.h"
#include "runtime/fatal.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#endif

namespace eddy::runtime {

Realm::Realm(v8::Isolate* isolate, loop::Loop* loop, RealmOptions options)
    : isolate_(isolate), loop_(loop), options_(std::move(options)) {
  isolate_->SetData(0, this);
}

Realm::~Realm() { DestroyStates(); }

void Realm::DestroyStates() {
  // In reverse: a later state may use an earlier one.
  while (!states_.empty()) states_.pop_back();
}

v8::MaybeLocal<v8::Value> Realm::Call(v8::Local<v8::Function> function, v8::Local<v8::Value> receiver,
                                      std::span<v8::Local<v8::Value>> arguments, v8::Local<v8::Value> frame) {
  if (stopping()) return {};
  v8::EscapableHandleScope handles(isolate_);
  v8::Local<v8::Context> context = context_.Get(isolate_);
  v8::Context::Scope scope(context);
  if (!frame.IsEmpty()) isolate_->SetContinuationPreservedEmbedderData(frame);
  depth_++;
  bool ended = !frame.IsEmpty();
  v8::MaybeLocal<v8::Value> result;
  {
    v8::TryCatch caught(isolate_);
    result = function->Call(context, receiver, static_cast<int>(arguments.size()), arguments.data());
    if (caught.HasCaught() && !caught.HasTerminated()) {
      // The context is still that of the code that threw, for those who listen; it ends with the report.
      ReportUncaught(caught.Exception(), caught.Message());
      ended |= depth_ == 1;
    }
  }
  if (ended) isolate_->SetContinuationPreservedEmbedderData(v8::Undefined(isolate_));
  if (--depth_ == 0) Drain();
  v8::Local<v8::Value> value;
  if (!result.ToLocal(&value)) return {};
  return handles.Escape(value);
}

void Realm::SetEntry(Entry entry, v8::Local<v8::Value> value) {
  entries_[static_cast<size_t>(entry)].Reset(isolate_, value);
  if (entry != Entry::kFlags) return;
  auto flags = value.As<v8::Int32Array>();
  flags_ = reinterpret_cast<int32_t*>(static_cast<uint8_t*>(flags->Buffer()->Data()) + flags->ByteOffset());
}

void Realm::Drain() {
  if (stopping()) return;
  // Promise jobs first when no tick waits: the common case needs no JavaScript of ours.
  if (flag(Flag::kHasTicks) == 0 && flag(Flag::kHasRejections) == 0) isolate_->PerformMicrotaskCheckpoint();
  while (flag(Flag::kHasTicks) != 0 || flag(Flag::kHasRejections) != 0) {
    if (stopping() || isolate_->IsExecutionTerminating()) return;
    v8::HandleScope handles(isolate_);
    v8::TryCatch caught(isolate_);
    depth_++;
    auto result = entry(Entry::kProcessTicks)->Call(context(), v8::Undefined(isolate_), 0, nullptr);
    depth_--;
    if (result.IsEmpty()) {
      if (caught.HasTerminated()) return;
      ReportUncaught(caught.Exception(), caught.Message());
    }
  }
}

void Realm::ReportUncaught(v8::Local<v8::Value> error, v8::Local<v8::Message> message, bool from_promise) {
  if (stopping()) return;
  v8::HandleScope handles(isolate_);
  // Without a message the place is the error's own; another value's would be that of our own code.
  if (message.IsEmpty() && error->IsNativeError()) message = v8::Exception::CreateMessage(isolate_, error);
  if (entries_[static_cast<size_t>(Entry::kOnUncaught)].IsEmpty()) return ExitUncaught(*this, error, message);
  v8::TryCatch caught(isolate_);
  v8::Local<v8::Value> arguments[] = {
      error, engine::Internalized(isolate_, from_promise ? "unhandledRejection" : "uncaughtException")};
  v8::Local<v8::Value> handled;
  depth_++;
  bool returned = entry(Entry::kOnUncaught)->Call(context(), v8::Undefined(isolate_), 2, arguments).ToLocal(&handled);
  depth_--;
  if (caught.HasTerminated() || stopping()) return;
  // An exception out of the handler itself: Node's exit code 7.
  if (!returned) return ExitUncaught(*this, caught.Exception(), caught.Message(), 7);
  if (handled->IsInt32()) return ExitUncaught(*this, error, message, handled.As<v8::Int32>()->Value());
  if (!handled->IsTrue()) ExitUncaught(*this, error, message);
}

namespace {

std::array<std::atomic<void (*)()>, 4> exit_actions{};

}  // namespace

void Realm::AtProcessExit(void (*action)()) {
  for (auto& slot : exit_actions) {
    void (*none)() = nullptr;
    if (slot.compare_exchange_strong(none, action)) return;
  }
}

void Realm::Exit(int code) {
  if (options_.worker != nullptr) {
    exit_code_ = code;
    RequestStop();
    return;
  }
  if (loop_ != nullptr) loop_->FlushWrites();
  for (auto& slot : exit_actions) {
    if (void (*action)() = slot.load(); action != nullptr) action();
  }
  // Straight out: other threads may be in the middle of anything, and the kernel takes back all that is held.
  fflush(nullptr);
#if defined(__SANITIZE_ADDRESS__)
  // Which _exit leaves out: what nothing points to any more.
  __lsan_do_leak_check();
#endif
  _exit(code);
}

void Realm::RequestStop() {
  stopping_.store(true);
  isolate_->TerminateExecution();
  loop_->PostFunction([loop = loop_] { loop->Stop(); });
}

CallbackScope::CallbackScope(Realm& realm) : realm_(realm), handles_(realm.isolate()), context_(realm.context()) {
  realm_.depth_++;
}

CallbackScope::~CallbackScope() {
  if (--realm_.depth_ == 0) realm_.Drain();
}

}  // namespace eddy::runtime
