#include "bindings/pool_job.h"

#include <cstring>

namespace eddy::bindings {
namespace {

// Sees to it that no thread works for a realm that has ended.
class PoolJobs {
 public:
  explicit PoolJobs(Realm& realm) : loop_(realm.loop()) {}
  ~PoolJobs() { loop::ThreadPool::Process().Withdraw(loop_); }

 private:
  loop::Loop& loop_;
};

}  // namespace

PoolJob::~PoolJob() = default;

v8::Local<v8::Value> PoolJob::Run(Realm& realm, std::unique_ptr<PoolJob> job,
                                  std::optional<v8::Local<v8::Function>> callback) {
  v8::Isolate* isolate = realm.isolate();
  if (!callback) {
    job->Compute();
    return job->Result(isolate);
  }
  realm.State<PoolJobs>();
  job->realm_ = &realm;
  job->callback_.Reset(isolate, *callback);
  job->context_.Reset(isolate, realm.AsyncContext());
  PoolJob* queued = job.release();
  Status status = loop::ThreadPool::Process().Submit(realm.loop(), *queued);
  if (!status.ok()) {
    // No thread can be had: the computation holds the loop up, which is better than losing it.
    queued->Compute();
    queued->Finish(Status());
  }
  return v8::Undefined(isolate);
}

void PoolJob::Finish(Status) {
  std::unique_ptr<PoolJob> self(this);
  v8::Isolate* isolate = realm_->isolate();
  runtime::CallbackScope scope(*realm_);
  v8::Local<v8::Value> arguments[] = {Result(isolate)};
  (void)realm_->Call(callback_.Get(isolate), v8::Undefined(isolate), arguments, context_.Get(isolate));
}

v8::Local<v8::Value> ToArrayBuffer(v8::Isolate* isolate, std::span<const uint8_t> bytes) {
  auto memory = v8::ArrayBuffer::New(isolate, bytes.size(), v8::BackingStoreInitializationMode::kUninitialized);
  if (!bytes.empty()) std::memcpy(memory->Data(), bytes.data(), bytes.size());
  return memory;
}

}  // namespace eddy::bindings
