#include "runtime/boot.h"

#include <libplatform/libplatform.h>
#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <shared_mutex>

#include "engine/builtins.h"
#include "engine/heap_limits.h"
#include "engine/minor_gc.h"
#include "engine/v8_locks.h"
#include "loop/loop.h"
#include "loop/thread_pool.h"
#include "runtime/event_loop.h"
#include "runtime/fatal.h"
#include "runtime/promise_bridge.h"
#include "runtime/worker.h"

namespace eddy::runtime {

namespace {

// Where the snapshot has the context that bootstrap ran in.
constexpr size_t kMainContext = 0;

// Every native address that the snapshot may refer to, in an order that is the same in every process; ends with 0.
std::vector<intptr_t> CollectReferences(std::span<const BindingDefinition> bindings);

// binding(name): the native module of that name, a new object each time (lib/internal/bootstrap/realm.js caches it).
void GetBinding(const v8::FunctionCallbackInfo<v8::Value>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  Realm& realm = Realm::From(isolate);
  std::string name = engine::ToUtf8(isolate, info[0]);
  for (const auto& binding : realm.options().bindings) {
    if (name != binding.name) continue;
    auto object = v8::Object::New(isolate);
    BindingTarget target(isolate->GetCurrentContext(), object);
    binding.define(target);
    info.GetReturnValue().Set(object);
    return;
  }
  isolate->ThrowException(v8::Exception::Error(engine::FromUtf8(isolate, "No such native binding: " + name)));
}

std::vector<intptr_t> CollectReferences(std::span<const BindingDefinition> bindings) {
  std::vector<intptr_t> references;
  references.reserve(2048);
  references.push_back(reinterpret_cast<intptr_t>(&GetBinding));
  BindingTarget target(references);
  for (const auto& binding : bindings) binding.define(target);
  engine::CollectBuiltinReferences(references);
  references.push_back(0);
  return references;
}

// The same for all realms of the process.
const intptr_t* References(std::span<const BindingDefinition> bindings) {
  static const auto* references = new std::vector<intptr_t>(CollectReferences(bindings));
  return references->data();
}

void OnPromiseReject(v8::PromiseRejectMessage message) {
  v8::Local<v8::Promise> promise = message.GetPromise();
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  Realm& realm = Realm::From(isolate);
  if (!realm.HasEntry(Entry::kOnRejection)) return;
  v8::Local<v8::Value> reason = message.GetValue();
  if (reason.IsEmpty()) reason = v8::Undefined(isolate);
  v8::Local<v8::Value> arguments[] = {v8::Integer::New(isolate, message.GetEvent()), promise, reason};
  // Called in the middle of JavaScript: an ordinary call, no callback from the loop.
  v8::TryCatch caught(isolate);
  auto result = realm.entry(Entry::kOnRejection)->Call(realm.context(), v8::Undefined(isolate), 3, arguments);
  if (!result.IsEmpty()) return;
  if (caught.HasTerminated()) {
    isolate->TerminateExecution();
    return;
  }
  // Out of stack, most likely: the code that rejected the promise must go on all the same.
  std::string text = "Exception in PromiseRejectCallback:\n" + SourceFrame(isolate, caught.Message());
  v8::Local<v8::Value> stack;
  if (v8::TryCatch::StackTrace(realm.context(), caught.Exception()).ToLocal(&stack))
    text += engine::ToUtf8(isolate, stack);
  fprintf(stderr, "%s\n", text.c_str());
}

// import(): the program's, answered by lib/internal/modules/esm. Attributes go as [key, value, ...].
v8::MaybeLocal<v8::Promise> ImportDynamically(v8::Local<v8::Context> context, v8::Local<v8::Data> host_defined,
                                              v8::Local<v8::Value> referrer, v8::Local<v8::String> specifier,
                                              v8::Local<v8::FixedArray> attributes) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::Value> symbol = v8::Undefined(isolate);
  auto options = host_defined.As<v8::PrimitiveArray>();
  if (options->Length() > 0) {
    symbol = options->Get(isolate, 0);
  } else if (!context->Global()->GetPrivate(context, ContextImporterKey(isolate)).ToLocal(&symbol)) {
    // Code without a place of its own, such as what eval compiles from a microtask.
    symbol = v8::Undefined(isolate);
  }
  v8::Local<v8::Value> pairs = v8::Undefined(isolate);
  if (attributes->Length() > 0) {
    std::vector<v8::Local<v8::Value>> all;
    for (int i = 0; i < attributes->Length(); i++) all.push_back(attributes->Get(context, i).As<v8::Value>());
    pairs = v8::Array::New(isolate, all.data(), all.size());
  }
  v8::Local<v8::Value> arguments[] = {referrer, specifier, pairs, symbol};
  v8::Local<v8::Value> promise;
  if (!Realm::From(isolate)
           .entry(Entry::kDynamicImport)
           ->Call(context, v8::Undefined(isolate), 4, arguments)
           .ToLocal(&promise)) {
    return {};
  }
  if (context == Realm::From(isolate).context()) return promise.As<v8::Promise>();
  return FollowPromise(context, promise.As<v8::Promise>());
}

// new ShadowRealm(), with --experimental-shadow-realm: a context of the language alone.
// https://tc39.es/proposal-shadowrealm/
v8::MaybeLocal<v8::Context> CreateShadowRealm(v8::Local<v8::Context> initiator) {
  v8::Local<v8::Context> context = v8::Context::New(v8::Isolate::GetCurrent());
  // Functions pass between the two, wrapped.
  if (!context.IsEmpty()) context->SetSecurityToken(initiator->GetSecurityToken());
  return context;
}

// What error.stack becomes when it is first read: JavaScript adds the code of coded errors, leaves out frames of the
// runtime's own checks, and lets Error.prepareStackTrace decide.
v8::MaybeLocal<v8::Value> PrepareStackTrace(v8::Local<v8::Context> context, v8::Local<v8::Value> error,
                                            v8::Local<v8::Array> sites) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  Realm& realm = Realm::From(isolate);
  if (realm.HasEntry(Entry::kPrepareStackTrace)) {
    std::array<v8::Local<v8::Value>, 3> arguments{error, sites, context->Global()};
    return realm.entry(Entry::kPrepareStackTrace)->Call(context, v8::Undefined(isolate), 3, arguments.data());
  }
  // Before bootstrap has registered anything.
  std::string text = engine::ToUtf8(isolate, error);
  for (uint32_t i = 0; i < sites->Length(); i++) {
    v8::Local<v8::Value> site;
    if (sites->Get(context, i).ToLocal(&site)) text += "\n    at " + engine::ToUtf8(isolate, site);
  }
  return engine::FromUtf8(isolate, text).As<v8::Value>();
}

// V8 would open /dev/urandom several times and read blocks of it.
bool Entropy(unsigned char* buffer, size_t length) {
  while (length > 0) {
    ssize_t got = getrandom(buffer, length, 0);
    if (got < 0 && errno != EINTR) return false;
    if (got < 0) continue;
    buffer += got;
    length -= static_cast<size_t>(got);
  }
  return true;
}

}  // namespace

std::vector<std::string> StartV8(engine::Platform& platform, const std::vector<std::string>& flags) {
  engine::ForgoDeadlockDetection();
  std::vector<char*> argv = {const_cast<char*>("eddy")};
  for (const auto& flag : flags) {
    argv.push_back(const_cast<char*>(flag.c_str()));
    engine::NoteFlags(flag);
  }
  int argc = static_cast<int>(argv.size());
  // v8.setFlagsFromString and CollectYoung change flags later.
  v8::V8::SetFlagsFromString("--no-freeze-flags-after-init");
  // WebAssembly.Suspending and promising, which Node has.
  v8::V8::SetFlagsFromString("--experimental-wasm-jspi");
  v8::V8::SetFlagsFromCommandLine(&argc, argv.data(), true);
  std::vector<std::string> unknown(argv.begin() + 1, argv.begin() + argc);
  v8::V8::SetEntropySource(&Entropy);
  v8::V8::InitializePlatform(&platform);
  v8::V8::Initialize();
  return unknown;
}

std::unique_ptr<Boot> Boot::Create(engine::Platform& platform, loop::Loop* loop, RealmOptions options, bool snapshot,
                                   v8::ResourceConstraints* constraints, uintptr_t stack_limit) {
  std::unique_ptr<Boot> boot(new Boot(platform));
  boot->blob_ = engine::EmbeddedSnapshot();
  if (boot->blob_.data == nullptr) snapshot = false;

  v8::Isolate::CreateParams params;
  params.array_buffer_allocator_shared = boot->allocator_;
  params.external_references = References(options.bindings);
  v8::ResourceConstraints usual;
  if (constraints == nullptr) constraints = &usual;
  engine::FillInHeapLimits(*constraints);
  params.constraints = *constraints;
  if (snapshot) params.snapshot_blob = &boot->blob_;
  v8::Isolate* isolate = boot->isolate_ = v8::Isolate::Allocate();
  boot->tasks_ = platform.RegisterIsolate(isolate);
  v8::Isolate::Initialize(isolate, params);
  isolate->Enter();
  boot->allocator_->CollectIn(isolate);
  if (stack_limit != 0) isolate->SetStackLimit(stack_limit);
  boot->wrappers_.emplace(isolate);
  boot->realm_.reset(new Realm(isolate, loop, std::move(options)));
  boot->realm_->platform_ = &platform;
  boot->realm_->from_snapshot_ = snapshot;

  v8::HandleScope handles(isolate);
  boot->InstallHooks();
  if (boot->realm_->HasOption("--trace-uncaught")) {
    isolate->SetCaptureStackTraceForUncaughtExceptions(true, 10, v8::StackTrace::kDetailed);
  }
  std::shared_lock flags(engine::FlagsMutex());
  v8::Local<v8::Context> context =
      snapshot ? v8::Context::FromSnapshot(isolate, kMainContext).ToLocalChecked() : v8::Context::New(isolate);
  flags.unlock();
  boot->realm_->context_.Reset(isolate, context);
  v8::Context::Scope scope(context);
  if (snapshot) {
    v8::Local<v8::Array> entries;
    if (!context->GetDataFromSnapshotOnce<v8::Array>(0).ToLocal(&entries)) abort();
    boot->LoadEntries(entries);
  } else {
    boot->RunBootstrap(context);
  }
  return boot;
}

v8::StartupData Boot::MakeSnapshot(engine::Platform& platform, RealmOptions options) {
  std::unique_ptr<Boot> boot(new Boot(platform));
  v8::Isolate::CreateParams params;
  params.array_buffer_allocator_shared = boot->allocator_;
  params.external_references = References(options.bindings);
  v8::Isolate* isolate = v8::Isolate::Allocate();
  boot->tasks_ = platform.RegisterIsolate(isolate);
  v8::SnapshotCreator creator(isolate, params);
  {
    boot->realm_.reset(new Realm(isolate, nullptr, std::move(options)));
    v8::HandleScope handles(isolate);
    v8::Local<v8::Context> context = v8::Context::New(isolate);
    boot->realm_->context_.Reset(isolate, context);
    v8::Context::Scope scope(context);
    boot->RunBootstrap(context);
    v8::Local<v8::Array> entries = v8::Array::New(isolate, static_cast<int>(Entry::kCount));
    for (uint32_t i = 0; i < static_cast<uint32_t>(Entry::kCount); i++) {
      auto& entry = boot->realm_->entries_[i];
      if (!entry.IsEmpty()) entries->Set(context, i, entry.Get(isolate)).Check();
      entry.Reset();
    }
    creator.AddData(context, entries);
    // The default context, which v8::Context::New starts from, is a bare one: what node:vm makes contexts of.
    creator.SetDefaultContext(v8::Context::New(isolate));
    if (creator.AddContext(context) != kMainContext) abort();
    boot->realm_->context_.Reset();
  }
  v8::StartupData blob = creator.CreateBlob(v8::SnapshotCreator::FunctionCodeHandling::kKeep);
  boot->realm_.reset();
  return blob;
}

Boot::~Boot() {
  if (isolate_ == nullptr) return;
  {
    v8::HandleScope handles(isolate_);
    v8::Context::Scope scope(realm_->context());
    realm_->stopping_.store(true);
    // What is made and let go of below must not find that JavaScript is being terminated.
    isolate_->CancelTerminateExecution();
    while (!realm_->workers().empty()) realm_->workers().back()->StopAndJoin();
    loop::Loop* loop = realm_->loop_;
    if (loop != nullptr) {
      loop::ThreadPool::Process().Withdraw(*loop);
      loop->CloseAllHandles();
    }
    wrappers_->DeleteAll();
    realm_->DestroyStates();
    // Those that only the wrappers and states have let go of.
    if (loop != nullptr) loop->CloseAllHandles();
    realm_.reset();
  }
  allocator_->CollectIn(nullptr);
  isolate_->Exit();
  isolate_->Dispose();
  platform_.UnregisterIsolate(isolate_);
}

int Boot::RunProgram() {
  v8::HandleScope handles(isolate_);
  v8::Context::Scope scope(realm_->context());
  v8::Local<v8::Value> receiver = v8::Undefined(isolate_);
  auto& event_loop = realm_->State<EventLoop>();
  event_loop.Attach(tasks_);
  (void)realm_->Call(realm_->entry(Entry::kRunMain), receiver, {});
  do {
    do {
      event_loop.RunUntilIdle();
      // What V8 does on other threads (compiling WebAssembly) may still give the loop work.
      if (!realm_->stopping()) platform_.WaitForWorkers(*tasks_, [this] { return realm_->stopping(); });
      if (realm_->stopping()) return realm_->exit_code();
    } while (event_loop.RunForegroundTasks() || event_loop.Alive());
    (void)realm_->Call(realm_->entry(Entry::kEmitBeforeExit), receiver, {});
  } while (event_loop.Alive() && !realm_->stopping());
  v8::Local<v8::Value> argument = receiver;
  v8::Local<v8::Value> code;
  bool emitted = realm_->Call(realm_->entry(Entry::kEmitExit), receiver, {&argument, 1}).ToLocal(&code);
  if (realm_->stopping()) return realm_->exit_code();
  // A listener of 'exit' threw, and 'uncaughtException' took it: asked again, only the code is told.
  if (!emitted) emitted = realm_->Call(realm_->entry(Entry::kEmitExit), receiver, {&argument, 1}).ToLocal(&code);
  return emitted && code->IsInt32() ? code.As<v8::Int32>()->Value() : 1;
}

void Boot::InstallHooks() {
  isolate_->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
  isolate_->SetPromiseRejectCallback(OnPromiseReject);
  isolate_->SetHostImportModuleDynamicallyCallback(ImportDynamically);
  isolate_->SetHostCreateShadowRealmContextCallback(CreateShadowRealm);
  isolate_->SetPrepareStackTraceCallback(PrepareStackTrace);
  // With --abort-on-uncaught-exception.
  isolate_->SetAbortOnUncaughtExceptionCallback([](v8::Isolate* isolate) {
    Realm& realm = Realm::From(isolate);
    // The parent takes what a worker throws.
    return realm.flag(Flag::kCapturing) == 0 && realm.options().worker == nullptr;
  });
  InstallFatalHandlers(isolate_);
}

void Boot::RunBootstrap(v8::Local<v8::Context> context) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::TryCatch caught(isolate);
  auto get_binding = v8::FunctionTemplate::New(isolate, GetBinding)->GetFunction(context).ToLocalChecked();
  v8::Local<v8::Value> arguments[] = {v8::Undefined(isolate), v8::Undefined(isolate), v8::Undefined(isolate),
                                      get_binding};
  v8::Local<v8::Function> bootstrap;
  int index = engine::FindBuiltin("internal/bootstrap/realm");
  if (index < 0 || !engine::CompileBuiltin(context, index).ToLocal(&bootstrap) ||
      bootstrap->Call(context, v8::Undefined(isolate), 4, arguments).IsEmpty()) {
    v8::Local<v8::Value> stack;
    std::string text = SourceFrame(isolate, caught.Message());
    if (v8::TryCatch::StackTrace(context, caught.Exception()).ToLocal(&stack)) text += engine::ToUtf8(isolate, stack);
    fprintf(stderr, "eddy: bootstrap failed\n%s\n", text.c_str());
    exit(1);
  }
}

void Boot::LoadEntries(v8::Local<v8::Array> entries) {
  auto context = realm_->context();
  for (uint32_t i = 0; i < static_cast<uint32_t>(Entry::kCount); i++) {
    auto value = entries->Get(context, i).ToLocalChecked();
    if (!value->IsUndefined()) realm_->SetEntry(static_cast<Entry>(i), value);
  }
}

}  // namespace eddy::runtime
