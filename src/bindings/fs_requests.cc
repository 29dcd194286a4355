#include "bindings/fs_requests.h"

#include "bindings/fs_values.h"

namespace eddy::bindings {

static_assert(FsCompletions::kBlockBytes ==
              (FsCompletions::kBatch + 1) * kStatFields * sizeof(double) + FsCompletions::kBatch * 2 * sizeof(int32_t));

FsCompletions::FsCompletions(Realm& realm)
    : realm_(realm), backlog_(realm.loop()), block_(v8::ArrayBuffer::NewBackingStore(realm.isolate(), kBlockBytes)) {
  stats_ = static_cast<double*>(block_->Data());
  outcomes_ = reinterpret_cast<int32_t*>(stats_ + (kBatch + 1) * kStatFields);
  realm_.loop().AddFlushHook(*this);
}

FsCompletions::~FsCompletions() {
  // Nothing of this realm is in the pool any more, or its threads would come back to what is gone.
  loop::ThreadPool::Process().Withdraw(realm_.loop());
  realm_.loop().RemoveFlushHook(*this);
}

v8::Local<v8::ArrayBuffer> FsCompletions::Connect(v8::Local<v8::Function> deliver,
                                                  v8::Local<v8::Function> deliver_answered) {
  deliver_.Reset(realm_.isolate(), deliver);
  deliver_answered_.Reset(realm_.isolate(), deliver_answered);
  return v8::ArrayBuffer::New(realm_.isolate(), block_);
}

void FsCompletions::Register(FsRequestBase* request) {
  if (request->id() >= live_.size()) live_.resize(request->id() + 16);
  live_[request->id()] = request;
}

void FsCompletions::BeginShared(std::unique_ptr<FsRequestBase> owned) {
  FsRequestBase* request = owned.release();
  Register(request);
  request->SetShared();
  backlog_.Add(*request);
  backlogged_ = true;
  shared_out_++;
  realm_.loop().Defer(*this);
}

void FsCompletions::Begin(std::unique_ptr<FsRequestBase> owned) {
  FsRequestBase* request = owned.release();
  Register(request);
  Submit(request);
}

void FsCompletions::SubmitBlocking() {
  for (FsRequestBase* request : blocking_) Submit(request);
  blocking_.clear();
}

void FsCompletions::Submit(FsRequestBase* request) {
  Status status = loop::ThreadPool::Process().Submit(realm_.loop(), *request);
  if (status.ok()) return;
  request->Fail(status.code());
  refused_.push_back(request);
  realm_.loop().Defer(*this);
}

void FsCompletions::Answered() {
  answered_ = true;
  realm_.loop().Defer(*this);
}

void FsCompletions::Cancel(uint32_t id) {
  if (id >= live_.size() || live_[id] == nullptr) return;
  live_[id]->RequestCancel();
  (void)loop::ThreadPool::Process().Cancel(*live_[id]);
}

bool FsCompletions::CallUntilDone(v8::Local<v8::Function> function, std::span<v8::Local<v8::Value>> arguments) {
  v8::Isolate* isolate = realm_.isolate();
  // An exception out of a callback has been routed when Call returns; the outcomes after it are still to be told.
  while (realm_.Call(function, v8::Undefined(isolate), arguments).IsEmpty()) {
    if (realm_.stopping() || isolate->IsExecutionTerminating()) return false;
    arguments[0] = v8::Integer::New(isolate, kContinue);
  }
  return true;
}

void FsCompletions::RunPending() {
  begun_ = 0;
  if (backlogged_) {
    // Before callbacks run, which add to it.
    backlogged_ = backlog_.WorkOff(kMostOfBacklog, finished_, blocking_);
    if (backlogged_) realm_.loop().Defer(*this);
    SubmitBlocking();
  }
  DeliverAnswered();
  Deliver(refused_);
  Deliver(finished_);
}

void FsCompletions::OnFlush(loop::Loop&) {
  if (shared_out_ > 0) {
    backlog_.Collect(finished_, blocking_);
    SubmitBlocking();
  }
  Deliver(finished_);
}

void FsCompletions::DeliverAnswered() {
  if (!answered_) return;
  answered_ = false;
  runtime::CallbackScope scope(realm_);
  v8::HandleScope handles(realm_.isolate());
  v8::Local<v8::Value> arguments[] = {v8::Integer::New(realm_.isolate(), 0)};
  (void)CallUntilDone(deliver_answered_.Get(realm_.isolate()), arguments);
}

void FsCompletions::Deliver(std::vector<FsRequestBase*>& requests) {
  if (requests.empty()) return;
  // What callbacks add is delivered another time. A callback that runs the loop again is no concern: loops do not nest.
  delivering_.swap(requests);
  v8::Isolate* isolate = realm_.isolate();
  bool ending = false;
  for (size_t begin = 0; begin < delivering_.size(); begin += kBatch) {
    size_t count = std::min(kBatch, delivering_.size() - begin);
    if (ending) {
      for (size_t i = 0; i < count; i++) delete delivering_[begin + i];
      continue;
    }
    runtime::CallbackScope scope(realm_);
    v8::HandleScope handles(isolate);
    v8::Local<v8::Value> values[kBatch];
    bool any = false;
    for (size_t i = 0; i < count; i++) {
      std::unique_ptr<FsRequestBase> request(delivering_[begin + i]);
      outcomes_[2 * i] = static_cast<int32_t>(request->id());
      outcomes_[2 * i + 1] = request->code();
      values[i] = request->Value(realm_, stats_ + i * kStatFields);
      any = any || !values[i]->IsUndefined();
      live_[request->id()] = nullptr;
      if (request->shared()) shared_out_--;
    }
    v8::Local<v8::Value> arguments[] = {
        v8::Integer::New(isolate, static_cast<int32_t>(count)),
        any ? v8::Array::New(isolate, values, count).As<v8::Value>() : v8::Undefined(isolate).As<v8::Value>()};
    ending = !CallUntilDone(deliver_.Get(isolate), arguments);
  }
  delivering_.clear();
}

}  // namespace eddy::bindings
