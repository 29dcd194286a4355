#include "bindings/sigint_trace.h"

#include <semaphore.h>
#include <v8.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>

#include "engine/strings.h"
#include "loop/loop.h"

namespace eddy::bindings {
namespace {

void PrintAndEnd(v8::Isolate* isolate, void*) {
  v8::HandleScope handles(isolate);
  std::string text = "KEYBOARD_INTERRUPT: Script execution was interrupted by `SIGINT`\n";
  constexpr int kFrames = 10;
  v8::Local<v8::StackTrace> stack = v8::StackTrace::CurrentStackTrace(isolate, kFrames);
  for (int i = 0; i < stack->GetFrameCount(); i++) {
    v8::Local<v8::StackFrame> frame = stack->GetFrame(isolate, static_cast<uint32_t>(i));
    const v8::Local<v8::String> script = frame->GetScriptName();
    const v8::Local<v8::String> function = frame->GetFunctionName();
    const std::string place = (script.IsEmpty() ? std::string() : engine::ToUtf8(isolate, script)) + ":" +
                              std::to_string(frame->GetLineNumber()) + ":" + std::to_string(frame->GetColumn());
    const bool named = !function.IsEmpty() && function->Length() > 0;
    text += "    at " + (named ? engine::ToUtf8(isolate, function) + " (" + place + ")" : place) + "\n";
  }
  fputs(text.c_str(), stderr);
  fflush(stderr);
  // Whoever started this process learns what ended it.
  signal(SIGINT, SIG_DFL);
  raise(SIGINT);
}

// Handlers may do next to nothing: a thread waits for their word.
class Tracer {
 public:
  explicit Tracer(runtime::Realm& realm) : isolate_(realm.isolate()), loop_(realm.loop()) {
    sem_init(&wake_, 0, 0);
    current_.store(this);
    thread_ = std::thread([this] { Wait(); });
    struct sigaction action {};
    action.sa_handler = [](int) {
      const int saved = errno;
      if (Tracer* tracer = current_.load()) sem_post(&tracer->wake_);
      errno = saved;
    };
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, &before_);
  }

  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;

  ~Tracer() {
    sigaction(SIGINT, &before_, nullptr);
    current_.store(nullptr);
    done_.store(true);
    sem_post(&wake_);
    thread_.join();
    sem_destroy(&wake_);
  }

 private:
  void Wait() {
    while (sem_wait(&wake_) != 0 && errno == EINTR) {
    }
    if (done_.load()) return;
    // In the midst of JavaScript, or, where the loop waits, from the loop.
    isolate_->RequestInterrupt(PrintAndEnd, nullptr);
    v8::Isolate* isolate = isolate_;
    loop_.PostFunction([isolate] { PrintAndEnd(isolate, nullptr); });
  }

  static inline std::atomic<Tracer*> current_{nullptr};

  v8::Isolate* isolate_;
  loop::Loop& loop_;
  sem_t wake_;
  std::atomic<bool> done_{false};
  struct sigaction before_ {};
  std::thread thread_;
};

}  // namespace

void SetTraceSigint(runtime::Realm& realm, bool enable) {
  // Never destroyed with the process: its thread may wait to the end.
  static std::unique_ptr<Tracer>& tracer = *new std::unique_ptr<Tracer>;
  if (!enable) {
    tracer.reset();
  } else if (tracer == nullptr) {
    tracer = std::make_unique<Tracer>(realm);
  }
}

}  // namespace eddy::bindings
