#include "bindings/message_port.h"

#include <algorithm>
#include <utility>

#include "engine/binding.h"
#include "loop/loop.h"

namespace eddy::bindings {

namespace {

// A turn delivers what waits at its beginning, and at least so many: one port must not keep the others from the loop.
constexpr size_t kAtLeastPerTurn = 1000;

enum Kind : int { kMessage, kMessageError, kClosed };

class PortParcel final : public runtime::Parcel {
 public:
  explicit PortParcel(std::unique_ptr<runtime::PortEnd> end) : end_(std::move(end)) {}
  v8::MaybeLocal<v8::Value> Open(Realm& realm) override { return Port::Make(realm, std::move(end_)); }

 private:
  std::unique_ptr<runtime::PortEnd> end_;
};

// The JavaScript class of ports, which lib/internal/cloneable.js has told.
struct PortClass {
  explicit PortClass(Realm&) {}

  // A new instance without a native half; empty when JavaScript is being terminated.
  v8::MaybeLocal<v8::Object> Instantiate(Realm& realm) {
    v8::Isolate* isolate = realm.isolate();
    if (constructor.IsEmpty()) {
      v8::Local<v8::Value> made;
      if (!realm.entry(runtime::Entry::kCloneProtocol)
               ->Call(realm.context(), v8::Undefined(isolate), 0, nullptr)
               .ToLocal(&made)) {
        return {};
      }
      v8::Local<v8::Value> found = made.As<v8::Array>()->Get(realm.context(), 5).ToLocalChecked();
      constructor.Reset(isolate, found.As<v8::Function>());
    }
    return constructor.Get(isolate)->NewInstance(realm.context());
  }
  v8::Global<v8::Function> constructor;
};

}  // namespace

// Names of a port's properties, looked up for each message.
struct Port::Names {
  explicit Names(Realm& realm)
      : deliver(realm.isolate(), engine::Internalized(realm.isolate(), "deliver")),
        frame(realm.isolate(), engine::Internalized(realm.isolate(), "frame")),
        revive(realm.isolate(), engine::Internalized(realm.isolate(), "revive")) {}
  const v8::Eternal<v8::String> deliver;
  const v8::Eternal<v8::String> frame;
  const v8::Eternal<v8::String> revive;
};

namespace {

// The realm's broadcast ports, oldest first: the order in which they receive what was sent before the loop went on, in
// whatever order they were sent to.
struct BroadcastPorts {
  explicit BroadcastPorts(Realm&) {}
  // Shared with the ports, which may outlive it at the realm's end.
  std::shared_ptr<std::vector<Port*>> ports = std::make_shared<std::vector<Port*>>();
};

}  // namespace

// The port's place on its loop.
class Port::Inbox final : public runtime::PortReceiver, private loop::WakeupListener {
 public:
  Inbox(loop::Loop& loop, Port& port) : wakeup_(loop, *this), port_(&port) { wakeup_.Unref(); }
  void Notify() override { wakeup_.Send(); }
  void Leave() {
    port_ = nullptr;
    wakeup_.Close();
  }
  loop::Wakeup& wakeup() { return wakeup_; }

 private:
  void OnWakeup(loop::Wakeup&) override {
    if (port_ == nullptr) return;
    wakeup_.loop().NoteAnswer();
    if (port_->broadcasts_ != nullptr) return DeliverBroadcasts(port_->realm_, port_->broadcasts_);
    port_->Deliver();
  }
  static void DeliverBroadcasts(Realm& realm, const std::shared_ptr<std::vector<Port*>> members) {
    const std::vector<Port*> ports = *members;
    for (Port* port : ports) {
      // What is delivered may close ports.
      if (realm.stopping() || std::find(members->begin(), members->end(), port) == members->end()) continue;
      if (port->end_ == nullptr || port->end_->Waiting() > 0) port->Deliver();
    }
  }
  void OnClose(loop::Wakeup&) override {
    // Closed by the loop itself, at the end of the realm: the port is still there.
    if (port_ != nullptr) port_->ForgetInbox();
    delete this;
  }

  loop::Wakeup wakeup_;
  Port* port_;
};

Port::Port(Realm& realm, std::unique_ptr<runtime::PortEnd> end)
    : realm_(realm), names_(realm.State<Names>()), end_(std::move(end)), inbox_(new Inbox(realm.loop(), *this)) {
  if (end_->IsBroadcast()) {
    broadcasts_ = realm_.State<BroadcastPorts>().ports;
    broadcasts_->push_back(this);
  }
  end_->SetReceiver(inbox_);
}

void Port::ForgetInbox() {
  // Whoever sends at this moment holds the channel's lock.
  if (end_ != nullptr) end_->SetReceiver(nullptr);
  inbox_ = nullptr;
}

Port::~Port() {
  if (broadcasts_ != nullptr) std::erase(*broadcasts_, this);
  if (end_ != nullptr) end_->SetReceiver(nullptr);
  if (inbox_ != nullptr) inbox_->Leave();
}

v8::MaybeLocal<v8::Value> Port::Make(Realm& realm, std::unique_ptr<runtime::PortEnd> end) {
  v8::Local<v8::Object> object;
  if (!realm.State<PortClass>().Instantiate(realm).ToLocal(&object)) return {};
  engine::Adopt(realm.isolate(), std::make_unique<Port>(realm, std::move(end)), object);
  return object.As<v8::Value>();
}

v8::MaybeLocal<v8::Value> Port::Send(Realm& realm, v8::Local<v8::Value> value,
                                     std::optional<v8::Local<v8::Array>> transfer, std::optional<bool> lost) {
  using runtime::Message;
  const bool broadcast = end_ != nullptr && end_->IsBroadcast();
  std::shared_ptr<Message> message = Message::Serialize(realm, value, transfer.value_or(v8::Local<v8::Array>()),
                                                        broadcast ? Message::Readers::kMany : Message::Readers::kOne);
  if (message == nullptr) return {};
  // Getters of the value may have closed the port.
  const bool sent = end_ != nullptr && !closing_ && !lost.value_or(false) && end_->Send(std::move(message));
  return v8::Boolean::New(realm.isolate(), sent).As<v8::Value>();
}

void Port::Start() {
  if (end_ == nullptr || inbox_ == nullptr || started_) return;
  started_ = true;
  UpdateHold();
  if (end_->Waiting() > 0) inbox_->Notify();
}

void Port::Stop() {
  started_ = false;
  UpdateHold();
}

v8::MaybeLocal<v8::Value> Port::Take(Realm& realm) {
  v8::Isolate* isolate = realm.isolate();
  if (end_ == nullptr) return v8::Undefined(isolate).As<v8::Value>();
  runtime::PortEnd::Item item = end_->Take();
  if (item.closed) {
    Close();
    return v8::Undefined(isolate).As<v8::Value>();
  }
  if (item.message == nullptr) return v8::Undefined(isolate).As<v8::Value>();
  std::vector<v8::Local<v8::Value>> transferred;
  v8::Local<v8::Value> value;
  if (!item.message->Deserialize(realm, transferred).ToLocal(&value)) return {};
  return v8::Array::New(isolate, &value, 1).As<v8::Value>();
}

void Port::Ref() {
  if (inbox_ == nullptr) return;
  referenced_ = true;
  inbox_->wakeup().Ref();
  UpdateHold();
}

void Port::Unref() {
  referenced_ = false;
  if (inbox_ != nullptr) inbox_->wakeup().Unref();
  UpdateHold();
}

bool Port::HasRef() { return inbox_ != nullptr && referenced_; }

void Port::Close() {
  if (end_ == nullptr || inbox_ == nullptr) return;
  if (delivering_) {
    // What this turn found waiting is still delivered.
    closing_ = true;
    return;
  }
  std::unique_ptr<runtime::PortEnd> end = std::move(end_);
  end->SetReceiver(nullptr);
  // The loop lives until JavaScript has heard of the end, before the other side does.
  inbox_->wakeup().Ref();
  inbox_->Notify();
  end->Close();
  UpdateHold();
}

std::unique_ptr<runtime::PortEnd> Port::TakeEnd() {
  end_->SetReceiver(nullptr);
  std::unique_ptr<runtime::PortEnd> end = std::move(end_);
  Leave();
  return end;
}

v8::MaybeLocal<v8::Value> Port::Detach(Realm& realm) {
  if (end_ == nullptr) return v8::Undefined(realm.isolate()).As<v8::Value>();
  v8::Local<v8::Object> holder;
  if (!runtime::ParcelHolder::Make(realm, std::make_shared<PortParcel>(TakeEnd())).ToLocal(&holder)) return {};
  return holder.As<v8::Value>();
}

void Port::Deliver() {
  const v8::HandleScope handles(realm_.isolate());
  // Collected already; this follows.
  if (object().IsEmpty()) return;
  const size_t waiting = end_ == nullptr ? 0 : end_->Waiting();
  const size_t budget = std::max(waiting, kAtLeastPerTurn);
  delivering_ = true;
  for (size_t i = 0; end_ != nullptr && i < (closing_ ? waiting : budget); ++i) {
    runtime::PortEnd::Item item = end_->Take(!started_);
    if (item.closed) end_.reset();
    if (item.message == nullptr) break;
    DeliverMessage(*item.message);
    if (realm_.isolate()->IsExecutionTerminating()) return;
  }
  delivering_ = false;
  if (closing_) Close();
  if (inbox_ == nullptr) return;
  if (end_ == nullptr) {
    const v8::Local<v8::Value> undefined = v8::Undefined(realm_.isolate());
    Leave();
    Call(Property(names_.deliver), kClosed, undefined, undefined);
  } else if (started_ && end_->Waiting() > 0) {
    inbox_->Notify();
  }
}

void Port::DeliverMessage(runtime::Message& message) {
  v8::Isolate* isolate = realm_.isolate();
  const v8::HandleScope handles(isolate);
  const v8::Local<v8::Value> deliver = Property(names_.deliver);
  const v8::Context::Scope scope(DeliveryContext(deliver));
  std::vector<v8::Local<v8::Value>> transferred;
  v8::Local<v8::Value> value;
  bool read = false;
  {
    v8::TryCatch caught(isolate);
    const v8::Local<v8::Value> revive = Property(names_.revive);
    v8::Local<v8::Function> reviver;
    if (revive->IsFunction()) reviver = revive.As<v8::Function>();
    read = message.Deserialize(realm_, transferred, reviver).ToLocal(&value);
    if (caught.HasTerminated()) return;
    if (!read) {
      value = caught.HasCaught()
                  ? caught.Exception()
                  : v8::Exception::Error(engine::FromLatin1(isolate, "Unable to deserialize cloned data."));
    }
  }
  v8::Local<v8::Value> moved = v8::Undefined(isolate);
  if (read && !transferred.empty()) moved = v8::Array::New(isolate, transferred.data(), transferred.size());
  Call(deliver, read ? kMessage : kMessageError, value, moved);
}

v8::Local<v8::Context> Port::DeliveryContext(v8::Local<v8::Value> deliver) {
  v8::Local<v8::Context> context;
  if (deliver->IsFunction() && deliver.As<v8::Function>()->GetCreationContext(realm_.isolate()).ToLocal(&context)) {
    return context;
  }
  return realm_.context();
}

v8::Local<v8::Value> Port::Property(const v8::Eternal<v8::String>& name) {
  v8::Isolate* isolate = realm_.isolate();
  v8::Local<v8::Value> value;
  if (object()->Get(realm_.context(), name.Get(isolate)).ToLocal(&value)) return value;
  return v8::Undefined(isolate);
}

void Port::Call(v8::Local<v8::Value> deliver, int kind, v8::Local<v8::Value> value, v8::Local<v8::Value> transferred) {
  if (!deliver->IsFunction()) return;
  v8::Isolate* isolate = realm_.isolate();
  v8::Local<v8::Value> arguments[] = {v8::Integer::New(isolate, kind), value, transferred};
  (void)realm_.Call(deliver.As<v8::Function>(), v8::Undefined(isolate), arguments, Property(names_.frame));
}

void Port::Leave() {
  started_ = referenced_ = false;
  if (inbox_ != nullptr) std::exchange(inbox_, nullptr)->Leave();
  UpdateHold();
}

void Port::UpdateHold() {
  const bool hold = inbox_ != nullptr && (started_ || referenced_ || end_ == nullptr);
  if (hold == held_) return;
  held_ = hold;
  if (hold) {
    KeepAlive();
  } else {
    Release();
  }
}

}  // namespace eddy::bindings
