// Port: the JavaScript half of an end of a channel. https://nodejs.org/api/worker_threads.html#class-messageport
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "engine/wrapper.h"
#include "loop/wakeup.h"
#include "runtime/port.h"
#include "runtime/realm.h"

namespace eddy::bindings {

// What arrives is handed to the JavaScript object's property `deliver`, a function (kind, value, transferred): kind 0 a
// message (transferred: what was moved with it, or undefined), 1 one that could not be read (value is the error), 2 the
// end of the channel. It is called from the loop, in its own context, with the async context of the property `frame`.
// Objects of the runtime's classes are made by the property `revive` where there is one.
//
// A new port neither receives nor keeps the loop alive. It is held against collection while it does either.
class Port final : public engine::Wrapper {
 public:
  Port(Realm& realm, std::unique_ptr<runtime::PortEnd> end);
  ~Port() override;

  // A JavaScript object (an instance of binding('messaging').Port) around `end`. Empty when JavaScript is being
  // terminated.
  static v8::MaybeLocal<v8::Value> Make(Realm& realm, std::unique_ptr<runtime::PortEnd> end);

  // send(value, transfer?, lost?): copies the value and gives it to the other end, moving what the list has. `lost`:
  // the other end itself is on the list, so nobody can receive it. False when the channel has ended; empty when an
  // exception is pending.
  v8::MaybeLocal<v8::Value> Send(Realm& realm, v8::Local<v8::Value> value, std::optional<v8::Local<v8::Array>> transfer,
                                 std::optional<bool> lost);

  // What arrives is delivered, or waits (the end of the channel does not, when nothing else waits).
  void Start();
  void Stop();

  // take(): [value] of the message at the head of the queue, undefined when there is none; what is thrown while it is
  // read is thrown.
  v8::MaybeLocal<v8::Value> Take(Realm& realm);

  // Whether the port keeps the loop alive; not any more once it is closed or detached.
  void Ref();
  void Unref();
  // drain(): delivers all that waits, now.
  void Drain() {
    while (end_ != nullptr && end_->Waiting() > 0 && !realm_.stopping()) Deliver();
  }
  bool HasRef();

  // Ends the channel. `deliver` hears of it from the loop.
  void Close();
  // Whether the channel has ended.
  bool IsClosed() { return end_ == nullptr || closing_ || end_->IsClosed(); }
  // Whether the port has no end any more: it was closed or detached.
  bool IsDetached() { return end_ == nullptr || closing_; }
  // Whether `other` is the other end of this port's channel.
  bool IsPeerOf(Port* other) { return end_ != nullptr && other->end_ != nullptr && end_->IsPeerOf(*other->end_); }

  // detach(): a parcel with the end; the port is empty afterwards.
  v8::MaybeLocal<v8::Value> Detach(Realm& realm);
  // The end, out of a port that is not empty; the port is empty afterwards.
  std::unique_ptr<runtime::PortEnd> TakeEnd();

 private:
  class Inbox;
  struct Names;

  // The loop has taken the port's place on it away.
  void ForgetInbox();
  void Deliver();
  // Reads one message and gives it to JavaScript.
  void DeliverMessage(runtime::Message& message);
  // The context that values are made in: that of `deliver`.
  v8::Local<v8::Context> DeliveryContext(v8::Local<v8::Value> deliver);
  // A property of the JavaScript object; undefined when it can't be had.
  v8::Local<v8::Value> Property(const v8::Eternal<v8::String>& name);
  void Call(v8::Local<v8::Value> deliver, int kind, v8::Local<v8::Value> value, v8::Local<v8::Value> transferred);
  // Leaves the loop.
  void Leave();
  void UpdateHold();

  Realm& realm_;
  const Names& names_;
  std::unique_ptr<runtime::PortEnd> end_;
  Inbox* inbox_;  // destroys itself after its close callback
  // Of a broadcast: all such ports of the realm, this one among them.
  std::shared_ptr<std::vector<Port*>> broadcasts_;
  bool started_ = false;
  bool referenced_ = false;
  bool held_ = false;
  bool delivering_ = false;
  bool closing_ = false;  // Close was called while delivering
};

}  // namespace eddy::bindings
