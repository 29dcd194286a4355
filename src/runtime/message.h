// Message: a JavaScript value on its way from one realm to another, or to a copy of itself in the same one.
// https://html.spec.whatwg.org/multipage/structured-data.html
//
// Serialize copies a value into bytes that know no realm and takes what is transferred out of the sender; Deserialize
// makes the value again in the realm that reads it. What stands for something native travels as a Parcel. How instances
// of the runtime's own JavaScript classes are copied and moved is told in lib/internal/cloneable.js.
//
// Threads: a message belongs to whoever holds it; Deserialize may run in several realms at once when nothing was
// transferred (a broadcast).
#pragma once
#include <v8.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/wrapper.h"

namespace eddy::runtime {

class Realm;

// Something native between realms: an end of a channel, a descriptor, a key. One that is never opened releases what it
// holds when it is destroyed, on any thread.
class Parcel {
 public:
  Parcel() = default;
  Parcel(const Parcel&) = delete;
  Parcel& operator=(const Parcel&) = delete;
  virtual ~Parcel() = default;

  // What stands for it in the receiving realm; empty when an exception is pending. For what can be copied this is
  // called once by every receiver, possibly at the same time.
  virtual v8::MaybeLocal<v8::Value> Open(Realm& realm) = 0;
};

// The JavaScript object that carries a parcel into a message, once: what `cloneable` and `transferable` methods put
// into their data.
class ParcelHolder final : public engine::Wrapper {
 public:
  explicit ParcelHolder(std::shared_ptr<Parcel> parcel) : parcel_(std::move(parcel)) {}
  // Null the second time: a message that nobody reads must not find its parcels held elsewhere.
  std::shared_ptr<Parcel> Take() { return std::move(parcel_); }

  // A JavaScript object around `parcel`. Empty when JavaScript is being terminated.
  static v8::MaybeLocal<v8::Object> Make(Realm& realm, std::shared_ptr<Parcel> parcel);

 private:
  std::shared_ptr<Parcel> parcel_;
};

class Message {
 public:
  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;
  ~Message();

  // Copies `value` and takes what `transfer` lists, in the current context. The list (empty for none) is one that
  // lib/internal/messaging/transfer.js has checked: distinct, detachable ArrayBuffers and objects with a method under
  // `transferable`. Null when an exception is pending: a DataCloneError, which leaves the buffers where they are, or
  // what a getter or a method of the value has thrown.
  // `readers`: how many realms Deserialize will run in at most; for one, the copy of a large buffer becomes its own.
  enum class Readers { kOne, kMany };
  static std::unique_ptr<Message> Serialize(Realm& realm, v8::Local<v8::Value> value,
                                            v8::Local<v8::Array> transfer = {}, Readers readers = Readers::kOne);

  // Makes the value in the current context, in the caller's HandleScope. `transferred` gets what was moved with it, in
  // the order of the list, buffers aside. `revive` makes objects of the runtime's classes, (name, data) => object;
  // empty for the realm's own. Empty when an exception is pending. Once only, if anything was transferred or there was
  // to be one reader.
  v8::MaybeLocal<v8::Value> Deserialize(Realm& realm, std::vector<v8::Local<v8::Value>>& transferred,
                                        v8::Local<v8::Function> revive = {});

 private:
  friend class MessageWriter;
  friend class MessageReader;

  struct Transferred {
    std::string name;  // of the class, for the reviver
    std::unique_ptr<Message> data;
  };

  Message() = default;

  // Makes room for `size` bytes, keeping what is there; 0 frees them. False when there is no memory.
  bool ResizeBytes(size_t size);

  uint8_t* bytes_ = nullptr;  // of `capacity_`, in which size_ are used; see ResizeBytes
  size_t capacity_ = 0;
  size_t size_ = 0;
  std::vector<std::shared_ptr<v8::BackingStore>> buffers_;
  std::vector<std::shared_ptr<v8::BackingStore>> shared_;
  std::vector<v8::CompiledWasmModule> modules_;
  std::vector<std::shared_ptr<Parcel>> parcels_;
  std::vector<Transferred> transferred_;
};

}  // namespace eddy::runtime
