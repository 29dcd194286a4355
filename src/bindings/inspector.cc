// binding('inspector'): sessions with V8's inspector in the process itself.
// https://chromedevtools.github.io/devtools-protocol/v8/
#include <v8-inspector.h>
#include <v8.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "bindings/vm_context.h"
#include "engine/binding.h"
#include "engine/module_resolver.h"
#include "engine/strings.h"
#include "runtime/realm.h"

namespace eddy::bindings {
namespace {

// All contexts of the realm are one group.
constexpr int kContextGroup = 1;

v8_inspector::StringView View(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string ToLatin1(const v8_inspector::StringView& text) {
  std::string out(text.length(), '\0');
  for (size_t i = 0; i < text.length(); ++i) {
    out[i] = static_cast<char>(text.is8Bit() ? text.characters8()[i] : text.characters16()[i]);
  }
  return out;
}

// The realm's inspector: made when the first session is.
class Inspector final : private v8_inspector::V8InspectorClient {
 public:
  explicit Inspector(Realm& realm) : realm_(realm) {
    inspector_ = v8_inspector::V8Inspector::create(realm.isolate(), this);
    v8::HandleScope handles(realm.isolate());
    v8_inspector::V8ContextInfo info(realm.context(), kContextGroup, View("main"));
    info.auxData = View(R"({"isDefault":true})");
    inspector_->contextCreated(info);
  }
  Inspector(const Inspector&) = delete;
  Inspector& operator=(const Inspector&) = delete;

  std::unique_ptr<v8_inspector::V8InspectorSession> Connect(v8_inspector::V8Inspector::Channel* channel) {
    return inspector_->connect(kContextGroup, channel, {}, v8_inspector::V8Inspector::kFullyTrusted);
  }

  // The number that commands know a context by. V8 forgets the context when it is collected.
  int IdOf(v8::Local<v8::Context> context) {
    const int known = v8_inspector::V8ContextInfo::executionContextId(context);
    if (known != 0) return known;
    inspector_->contextCreated(v8_inspector::V8ContextInfo(context, kContextGroup, View("vm")));
    return v8_inspector::V8ContextInfo::executionContextId(context);
  }

 private:
  v8::Local<v8::Context> ensureDefaultContextInGroup(int) override { return realm_.context(); }

  double currentTimeMS() override {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration<double, std::milli>(now).count();
  }

  // Scripts named by paths are told of by URL.
  std::unique_ptr<v8_inspector::StringBuffer> resourceNameToUrl(const v8_inspector::StringView& name) override {
    if (name.length() == 0) return nullptr;
    v8::Isolate* isolate = realm_.isolate();
    v8::HandleScope handles(isolate);
    if (name.is8Bit() ? name.characters8()[0] != '/' : name.characters16()[0] != '/') return nullptr;
    const auto length = static_cast<int>(name.length());
    v8::Local<v8::String> path;
    const bool made =
        name.is8Bit()
            ? v8::String::NewFromOneByte(isolate, name.characters8(), v8::NewStringType::kNormal, length).ToLocal(&path)
            : v8::String::NewFromTwoByte(isolate, name.characters16(), v8::NewStringType::kNormal, length)
                  .ToLocal(&path);
    if (!made) return nullptr;
    return v8_inspector::StringBuffer::create(View(engine::PathToFileUrl(engine::ToUtf8(isolate, path))));
  }

  Realm& realm_;
  std::unique_ptr<v8_inspector::V8Inspector> inspector_;
};

// A session: commands go in as JSON, and JSON comes out, during the command or when something happens.
class Session final : public engine::Wrapper, private v8_inspector::V8Inspector::Channel {
 public:
  Session(Realm& realm, v8::Local<v8::Function> on_message) : realm_(realm), on_message_(realm.isolate(), on_message) {
    session_ = realm.State<Inspector>().Connect(this);
  }

  static std::unique_ptr<Session> Make(Realm& realm, v8::Local<v8::Function> on_message) {
    return std::make_unique<Session>(realm, on_message);
  }

  // Sends one command. Its answer, and what it brings about, come before this returns, where V8 can.
  void Dispatch(v8::Isolate* isolate, v8::Local<v8::String> message) {
    if (session_ == nullptr) return;
    const v8::String::Value text(isolate, message);
    session_->dispatchProtocolMessage({*text, static_cast<size_t>(text.length())});
  }

  // contextId(sandbox): the id of a contextified object's context, or of the realm's own for null, as commands take it.
  v8::MaybeLocal<v8::Value> ContextId(v8::Isolate* isolate, v8::Local<v8::Value> sandbox) {
    v8::Local<v8::Context> context = realm_.context();
    if (!sandbox->IsNull() && !VmContextOf(isolate, sandbox).ToLocal(&context)) return {};
    return v8::Integer::New(isolate, realm_.State<Inspector>().IdOf(context)).As<v8::Value>();
  }

  // unwrap(objectId): the object that a result names; undefined when there is none (any more).
  v8::Local<v8::Value> Unwrap(v8::Isolate* isolate, std::string id) {
    v8::Local<v8::Value> value = v8::Undefined(isolate);
    v8::Local<v8::Context> context;
    if (session_ == nullptr || !session_->unwrapObject(nullptr, View(id), &value, &context, nullptr)) {
      return v8::Undefined(isolate);
    }
    return value;
  }

  void Disconnect() {
    session_.reset();
    on_message_.Reset();
  }

 private:
  void sendResponse(int, std::unique_ptr<v8_inspector::StringBuffer> message) override { Tell(*message); }
  void sendNotification(std::unique_ptr<v8_inspector::StringBuffer> message) override { Tell(*message); }
  void flushProtocolNotifications() override {}

  void Tell(const v8_inspector::StringBuffer& message) {
    if (on_message_.IsEmpty()) return;
    v8::Isolate* isolate = realm_.isolate();
    v8::HandleScope handles(isolate);
    const v8_inspector::StringView view = message.string();
    v8::Local<v8::Value> text;
    if (view.is8Bit()) {
      text = engine::FromLatin1(isolate, ToLatin1(view));
    } else {
      v8::Local<v8::String> wide;
      if (!v8::String::NewFromTwoByte(isolate, view.characters16(), v8::NewStringType::kNormal,
                                      static_cast<int>(view.length()))
               .ToLocal(&wide)) {
        return;
      }
      text = wide;
    }
    // Called in the middle of JavaScript: an ordinary call, no callback from the loop.
    v8::TryCatch caught(isolate);
    if (on_message_.Get(isolate)->Call(realm_.context(), v8::Undefined(isolate), 1, &text).IsEmpty() &&
        caught.HasCaught() && !caught.HasTerminated()) {
      realm_.ReportUncaught(caught.Exception(), caught.Message());
    }
  }

  Realm& realm_;
  v8::Global<v8::Function> on_message_;
  std::unique_ptr<v8_inspector::V8InspectorSession> session_;
};

}  // namespace

void DefineInspector(BindingTarget& target) {
  target.Class<Session, &Session::Make>("Session", [](engine::ClassTarget& methods) {
    methods.Method<Session, &Session::Dispatch>("dispatch");
    methods.Method<Session, &Session::ContextId>("contextId");
    methods.Method<Session, &Session::Unwrap>("unwrap");
    methods.Method<Session, &Session::Disconnect>("disconnect");
  });
}

}  // namespace eddy::bindings
