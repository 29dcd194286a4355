// Wrapper: a C++ object that a JavaScript object stands for.
//
// Ownership: the JavaScript object owns the C++ object. It is deleted after the JavaScript object is collected, unless
// KeepAlive holds it: while an operation is in flight, call KeepAlive, and Release when it has ended. Deletion happens
// in a second-pass weak callback, or when the isolate ends: a destructor must not call into JavaScript.
#pragma once
#include <v8.h>

#include "base/intrusive_list.h"

namespace eddy::engine {

class Wrapper;
struct InWrapperList;

// All wrappers of one isolate, which knows it by a slot of its own. V8 collects nothing when an isolate ends: whoever
// ends one destroys its list before.
class WrapperList {
 public:
  // Makes this the list of `isolate`.
  explicit WrapperList(v8::Isolate* isolate) { isolate->SetData(kSlot, this); }
  WrapperList(const WrapperList&) = delete;
  WrapperList& operator=(const WrapperList&) = delete;
  // Deletes what is left.
  ~WrapperList() { DeleteAll(); }

  static WrapperList* Of(v8::Isolate* isolate) { return static_cast<WrapperList*>(isolate->GetData(kSlot)); }
  void Add(Wrapper& wrapper);
  // Deletes every wrapper, oldest first, whatever holds it.
  void DeleteAll();

 private:
  static constexpr uint32_t kSlot = 1;
  IntrusiveList<Wrapper, InWrapperList> wrappers_;
};

class Wrapper : public ListNode<InWrapperList> {
 public:
  static constexpr int kTagField = 0;
  static constexpr int kPointerField = 1;
  static constexpr int kFieldCount = 2;

  Wrapper(const Wrapper&) = delete;
  Wrapper& operator=(const Wrapper&) = delete;
  virtual ~Wrapper();

  v8::Isolate* isolate() const { return isolate_; }
  // The JavaScript object. Needs a HandleScope.
  v8::Local<v8::Object> object() const { return object_.Get(isolate_); }

  // Holds the JavaScript object (and so this) against collection; nests.
  void KeepAlive();
  // Undoes one KeepAlive.
  void Release();

 protected:
  Wrapper() = default;

 private:
  friend class WrapperAccess;
  void Attach(v8::Isolate* isolate, v8::Local<v8::Object> object, const void* tag);
  void MakeWeak();

  v8::Isolate* isolate_ = nullptr;
  v8::Global<v8::Object> object_;
  int keep_alive_ = 0;
};

// What typed bindings use to join the two halves; programs of other rooms have no need of it.
class WrapperAccess {
 public:
  static void Attach(Wrapper& wrapper, v8::Isolate* isolate, v8::Local<v8::Object> object, const void* tag) {
    wrapper.Attach(isolate, object, tag);
  }
  // The C++ half of `value` when it is an object of the class that `tag` stands for, else null.
  static Wrapper* Unwrap(v8::Local<v8::Value> value, const void* tag) {
    if (!value->IsObject()) return nullptr;
    auto object = value.As<v8::Object>();
    if (object->InternalFieldCount() < Wrapper::kFieldCount) return nullptr;
    if (object->GetAlignedPointerFromInternalField(Wrapper::kTagField) != tag) return nullptr;
    return static_cast<Wrapper*>(object->GetAlignedPointerFromInternalField(Wrapper::kPointerField));
  }
  // One address per class: what tells a wrapped Socket from a wrapped Hash.
  template <typename T>
  static const void* TagOf() {
    alignas(16) static char tag = 0;
    return &tag;
  }
};

// The C++ half of `value`, or null when it is not an object of class T.
template <typename T>
T* Unwrap(v8::Local<v8::Value> value) {
  return static_cast<T*>(WrapperAccess::Unwrap(value, WrapperAccess::TagOf<T>()));
}

}  // namespace eddy::engine
