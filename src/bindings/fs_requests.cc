#include "bindings/fs_requests.h"

#include "bindings/fs_values.h"

namespace eddy::bindings {

static_assert(FsCompletions::kBlockBytes ==
              (FsCompletions::kBatch + 1) * kStatFields * sizeof(double) + FsCompletions::kBatch * 2 * sizeof(int32_t));

FsCompletions::FsCompletions(Realm& realm)
    : realm_(realm), block_(v8::ArrayBuffer::NewBackingStore(realm.isolate(), kBlockBytes)) {
  stats_ = static_cast<double*>(block_->Data());
  outcomes_ = reinterpret_cast<int32_t*>(stats_ + (kBatch + 1) * kStatFields);
  realm_.loop().AddFlushHook(*this);
}

FsCompletions::~FsCompletions() {
  // Nothing of this realm is in the pool any more, or its threads would come back to what is gone.
  loop::ThreadPool::Process().Withdraw(realm_.loop());
  realm_.loop().RemoveFlushHook(*this);
}

v8::Local<v8::ArrayBuffer> FsCompletions::Connect(v8::Local<v8::Function> deliver) {
  deliver_.Reset(realm_.isolate(), deliver);
  return v8::ArrayBuffer::New(realm_.isolate(), block_);
}

void FsCompletions::Begin(std::unique_ptr<FsRequestBase> owned) {
  FsRequestBase* request = owned.release();
  if (request->id() >= live_.size()) live_.resize(request->id() + 16);
  live_[request->id()] = request;
  if (!request->RunCached()) {
    Status status = loop::ThreadPool::Process().Submit(realm_.loop(), *request);
    if (status.ok()) return;
    request->Fail(status.code());
  }
  answered_.push_back(request);
  realm_.loop().Defer(*this);
}

void FsCompletions::Cancel(uint32_t id) {
  if (id >= live_.size() || live_[id] == nullptr) return;
  live_[id]->RequestCancel();
  (void)loop::ThreadPool::Process().Cancel(*live_[id]);
}

void FsCompletions::Deliver(std::vector<FsRequestBase*>& requests) {
  if (requests.empty()) return;
  // What callbacks add is delivered another time. A callback that runs the loop again is no concern: loops do not nest.
  delivering_.swap(requests);
  v8::Isolate* isolate = realm_.isolate();
  runtime::CallbackScope scope(realm_);
  for (size_t begin = 0; begin < delivering_.size(); begin += kBatch) {
    v8::HandleScope handles(isolate);
    size_t count = std::min(kBatch, delivering_.size() - begin);
    v8::Local<v8::Value> values[kBatch];
    bool any = false;
    for (size_t i = 0; i < count; i++) {
      std::unique_ptr<FsRequestBase> request(delivering_[begin + i]);
      outcomes_[2 * i] = static_cast<int32_t>(request->id());
      outcomes_[2 * i + 1] = request->code();
      values[i] = request->Value(realm_, stats_ + i * kStatFields);
      any = any || !values[i]->IsUndefined();
      live_[request->id()] = nullptr;
    }
    v8::Local<v8::Value> arguments[] = {
        v8::Integer::New(isolate, static_cast<int32_t>(count)),
        any ? v8::Array::New(isolate, values, count).As<v8::Value>() : v8::Undefined(isolate).As<v8::Value>()};
    auto function = deliver_.Get(isolate);
    // An exception out of a callback has been routed when Call returns; the outcomes after it are still to be told.
    while (realm_.Call(function, v8::Undefined(isolate), arguments).IsEmpty()) {
      if (realm_.stopping() || isolate->IsExecutionTerminating()) return;
      arguments[0] = v8::Integer::New(isolate, kContinue);
    }
  }
  delivering_.clear();
}

}  // namespace eddy::bindings
