#include "runtime/fatal.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "engine/strings.h"
#include "runtime/realm.h"
#include "runtime/worker.h"

namespace eddy::runtime {

namespace {

using engine::ToUtf8;

// Never through JavaScript: the program may have replaced process.stderr.
void PrintError(std::string_view text) {
  while (!text.empty()) {
    ssize_t written = write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<size_t>(written));
  }
}

// The error as text: by JavaScript's inspect where it is up, else by V8 alone.
std::string Describe(Realm& realm, v8::Local<v8::Value> error) {
  v8::Isolate* isolate = realm.isolate();
  v8::TryCatch ignored(isolate);
  v8::Local<v8::Value> text;
  if (realm.HasEntry(Entry::kFormatUncaught) &&
      realm.entry(Entry::kFormatUncaught)->Call(realm.context(), v8::Undefined(isolate), 1, &error).ToLocal(&text) &&
      text->IsString()) {
    return ToUtf8(isolate, text);
  }
  v8::Local<v8::Value> stack;
  if (error->IsObject() &&
      error.As<v8::Object>()->Get(realm.context(), engine::Internalized(isolate, "stack")).ToLocal(&stack) &&
      stack->IsString()) {
    return ToUtf8(isolate, stack);
  }
  return ToUtf8(isolate, error);
}

int EmitExit(Realm& realm, int code) {
  if (!realm.HasEntry(Entry::kEmitExit)) return code;
  v8::Isolate* isolate = realm.isolate();
  v8::TryCatch ignored(isolate);
  v8::Local<v8::Value> argument = v8::Integer::New(isolate, code);
  v8::Local<v8::Value> result;
  if (realm.entry(Entry::kEmitExit)->Call(realm.context(), v8::Undefined(isolate), 1, &argument).ToLocal(&result) &&
      result->IsInt32()) {
    return result.As<v8::Int32>()->Value();
  }
  return code;
}

void OnFatalError(const char* location, const char* message) {
  fprintf(stderr, "FATAL ERROR: %s %s\n", location != nullptr ? location : "V8", message);
  fflush(stderr);
  abort();
}

void OnOutOfMemory(const char* location, const v8::OOMDetails& details) {
  Worker::EndOutOfMemory();
  const char* what = details.is_heap_oom ? "JavaScript heap out of memory" : "Process out of memory";
  fprintf(stderr, "FATAL ERROR: %s Allocation failed - %s\n", location, what);
  if (details.detail != nullptr) fprintf(stderr, "Reason: %s\n", details.detail);
  fprintf(stderr, "The heap limit is raised with --max-old-space-size=<MiB>.\n");
  fflush(stderr);
  abort();
}

}  // namespace

std::string SourceFrame(v8::Isolate* isolate, v8::Local<v8::Message> message) {
  auto context = isolate->GetCurrentContext();
  v8::Local<v8::String> source;
  if (message.IsEmpty() || !message->GetSourceLine(context).ToLocal(&source)) return {};
  v8::Local<v8::Value> resource = message->GetScriptOrigin().ResourceName();
  std::string name = resource->IsString() ? ToUtf8(isolate, resource) : "<anonymous_script>";
  std::string line = ToUtf8(isolate, source);
  int number = message->GetLineNumber(context).FromMaybe(0);
  int start = message->GetStartColumn(context).FromMaybe(0);
  int end = message->GetEndColumn(context).FromMaybe(start + 1);
  std::string caret;
  for (int i = 0; i < start && i < static_cast<int>(line.size()); i++)
    caret += line[static_cast<size_t>(i)] == '\t' ? '\t' : ' ';
  caret.append(static_cast<size_t>(end > start ? end - start : 1), '^');
  return name + ":" + std::to_string(number) + "\n" + line + "\n" + caret + "\n";
}

namespace {

v8::Local<v8::Private> FrameKey(v8::Isolate* isolate) {
  return v8::Private::ForApi(isolate, engine::Internalized(isolate, "eddy:sourceFrame"));
}

}  // namespace

std::string SourceFrameOf(v8::Isolate* isolate, v8::Local<v8::Value> error, v8::Local<v8::Message> message) {
  v8::Local<v8::Value> kept;
  if (error->IsObject() &&
      error.As<v8::Object>()->GetPrivate(isolate->GetCurrentContext(), FrameKey(isolate)).ToLocal(&kept) &&
      kept->IsString()) {
    return ToUtf8(isolate, kept);
  }
  if (message.IsEmpty() && error->IsNativeError()) message = v8::Exception::CreateMessage(isolate, error);
  return SourceFrame(isolate, message);
}

namespace {

// --trace-uncaught: the stack of the throw, which an error made earlier does not tell. Empty when it was not kept.
std::string ThrownAt(v8::Isolate* isolate, v8::Local<v8::Message> message) {
  if (message.IsEmpty() || message->GetStackTrace().IsEmpty()) return {};
  std::string text = "\nThrown at:";
  v8::Local<v8::StackTrace> stack = message->GetStackTrace();
  for (int i = 0; i < stack->GetFrameCount(); i++) {
    v8::Local<v8::StackFrame> frame = stack->GetFrame(isolate, static_cast<uint32_t>(i));
    v8::Local<v8::String> name = frame->GetScriptName();
    std::string place = (name.IsEmpty() ? "<anonymous>" : ToUtf8(isolate, name)) + ":" +
                        std::to_string(frame->GetLineNumber()) + ":" + std::to_string(frame->GetColumn());
    v8::Local<v8::String> function = frame->GetFunctionName();
    bool named = !function.IsEmpty() && function->Length() > 0;
    text += "\n    at " + (named ? ToUtf8(isolate, function) + " (" + place + ")" : place);
  }
  return text + "\n";
}

}  // namespace

void SetSourceFrame(v8::Isolate* isolate, v8::Local<v8::Object> error, const std::string& frame) {
  error->SetPrivate(isolate->GetCurrentContext(), FrameKey(isolate), engine::FromUtf8(isolate, frame)).Check();
}

void ExitUncaught(Realm& realm, v8::Local<v8::Value> error, v8::Local<v8::Message> message, int code) {
  v8::Isolate* isolate = realm.isolate();
  v8::HandleScope handles(isolate);
  v8::Context::Scope scope(realm.context());
  std::string text = SourceFrameOf(isolate, error, message);
  // As Node sets it: an error apart from the line that threw it, another value right below that line.
  if (!text.empty()) text = error->IsNativeError() ? text + "\n" : "\n" + text;
  text += Describe(realm, error);
  text += ThrownAt(isolate, message);
  if (!realm.HasOption("--no-extra-info-on-fatal-exception")) text += "\n\nNode.js " EDDY_NODE_VERSION;
  // Listeners of 'exit' come first: what they print stands before, and process.exit in one leaves nothing to be said.
  code = EmitExit(realm, code);
  PrintError(text + "\n");
  realm.Exit(code);
}

void InstallFatalHandlers(v8::Isolate* isolate) {
  isolate->SetFatalErrorHandler(OnFatalError);
  isolate->SetOOMErrorHandler(OnOutOfMemory);
}

}  // namespace eddy::runtime
