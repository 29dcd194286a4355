#include "engine/wrapper.h"

namespace eddy::engine {

void WrapperList::Add(Wrapper& wrapper) { wrappers_.PushBack(wrapper); }

void WrapperList::DeleteAll() {
  while (Wrapper* wrapper = wrappers_.PopFront()) delete wrapper;
}

Wrapper::~Wrapper() { object_.Reset(); }

void Wrapper::Attach(v8::Isolate* isolate, v8::Local<v8::Object> object, const void* tag) {
  isolate_ = isolate;
  object->SetAlignedPointerInInternalField(kTagField, const_cast<void*>(tag));
  object->SetAlignedPointerInInternalField(kPointerField, this);
  object_.Reset(isolate, object);
  WrapperList::Of(isolate)->Add(*this);
  if (keep_alive_ == 0) MakeWeak();
}

void Wrapper::KeepAlive() {
  if (keep_alive_++ == 0 && !object_.IsEmpty()) object_.ClearWeak();
}

void Wrapper::Release() {
  if (--keep_alive_ == 0) MakeWeak();
}

void Wrapper::MakeWeak() {
  object_.SetWeak(
      this,
      [](const v8::WeakCallbackInfo<Wrapper>& info) {
        info.GetParameter()->object_.Reset();
        // No list's any more: the second pass comes in any case.
        info.GetParameter()->Unlink();
        info.SetSecondPassCallback([](const v8::WeakCallbackInfo<Wrapper>& second) { delete second.GetParameter(); });
      },
      v8::WeakCallbackType::kParameter);
}

}  // namespace eddy::engine
