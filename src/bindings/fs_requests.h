// How binding('fs') runs its operations: at once for the *Sync functions, or as requests whose outcomes reach
// JavaScript in batches, one entry into JavaScript for all that a turn of the loop has finished.
//
// A request is a number that lib/internal/fs/requests.js gave out. Outcomes lie in one block of memory that both sides
// share: per outcome the request, a code (0 or a negative errno) and a stat record; values of other kinds come as an
// array.
//
// An operation is a struct with its arguments and
//   bool RunCached()            on the loop's thread; false when it would block
//   void Run()                  anywhere
//   int code() const            afterwards: 0 or a negative errno
//   v8::Local<v8::Value> Value(Realm&, double* stat)   its result, after success or failure; a stat record goes to
//   `stat`
#pragma once
#include <v8.h>

#include <atomic>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "loop/loop.h"
#include "loop/thread_pool.h"
#include "runtime/realm.h"

namespace eddy::bindings {

class FsRequestBase;

// The requests of one realm that have finished and wait for delivery.
class FsCompletions final : private loop::PendingCallback, private loop::FlushHook {
 public:
  explicit FsCompletions(Realm& realm);
  ~FsCompletions() override;

  // The most outcomes that one entry into JavaScript gets.
  static constexpr size_t kBatch = 64;
  static constexpr int32_t kContinue = -1;
  // The shared block: kBatch stat records, one more for synchronous calls, then kBatch pairs of request and code.
  static constexpr size_t kBlockBytes = (kBatch + 1) * 18 * sizeof(double) + kBatch * 2 * sizeof(int32_t);

  // deliver(count, values): what takes the outcomes; called again with kContinue after it has thrown. Returns the
  // shared block.
  v8::Local<v8::ArrayBuffer> Connect(v8::Local<v8::Function> deliver);

  // The stat record of synchronous calls.
  double* sync_stat() { return stats_ + kBatch * 18; }

  void Begin(std::unique_ptr<FsRequestBase> request);
  // Takes a request back as far as that goes: not begun, it ends with ECANCELED; reading or writing whole files stop
  // between two portions; others end as they would have.
  void Cancel(uint32_t id);
  void Finished(FsRequestBase& request) { finished_.push_back(&request); }

 private:
  void RunPending() override { Deliver(answered_); }
  void OnFlush(loop::Loop&) override { Deliver(finished_); }
  void Deliver(std::vector<FsRequestBase*>& requests);

  Realm& realm_;
  v8::Global<v8::Function> deliver_;
  std::shared_ptr<v8::BackingStore> block_;
  double* stats_;
  int32_t* outcomes_;
  std::vector<FsRequestBase*> answered_;  // without leaving the thread: due in the next pending phase
  std::vector<FsRequestBase*> finished_;  // by the pool: due when the turn's completions are all in
  std::vector<FsRequestBase*> delivering_;
  std::vector<FsRequestBase*> live_;  // by id
};

class FsRequestBase : public loop::Work {
 public:
  FsRequestBase(FsCompletions& completions, uint32_t id) : completions_(completions), id_(id) {}
  ~FsRequestBase() override = default;
  uint32_t id() const { return id_; }
  // 0 or a negative errno; kept from cancelling, or the operation's own.
  int code() const { return failure_ != 0 ? failure_ : OperationCode(); }
  void Fail(int code) { failure_ = code; }

  virtual bool RunCached() = 0;
  virtual v8::Local<v8::Value> Value(Realm& realm, double* stat) = 0;
  virtual void RequestCancel() {}

 private:
  void Finish(Status status) final {
    if (!status.ok()) failure_ = status.code();
    completions_.Finished(*this);
  }
  void Hurry() final { RequestCancel(); }
  void Abandoned() final { delete this; }
  virtual int OperationCode() const = 0;

  FsCompletions& completions_;
  uint32_t id_;
  int failure_ = 0;
};

template <typename Operation>
class OperationRequest final : public FsRequestBase {
 public:
  OperationRequest(FsCompletions& completions, uint32_t id, Operation operation)
      : FsRequestBase(completions, id), operation_(std::move(operation)) {}
  bool RunCached() override { return operation_.RunCached(); }
  void Execute() override { operation_.Run(); }
  v8::Local<v8::Value> Value(Realm& realm, double* stat) override { return operation_.Value(realm, stat); }
  void RequestCancel() override {
    if constexpr (requires { operation_.RequestCancel(); }) operation_.RequestCancel();
  }

 private:
  int OperationCode() const override { return operation_.code(); }

  Operation operation_;
};

using RequestId = std::optional<uint32_t>;

// Runs `operation`: without a request at once, returning its value, or after a failure what FailureValue says; with a
// request later, returning undefined.
template <typename Operation>
v8::Local<v8::Value> Begin(Realm& realm, Operation operation, RequestId request) {
  auto& completions = realm.State<FsCompletions>();
  if (request) {
    completions.Begin(std::make_unique<OperationRequest<Operation>>(completions, *request, std::move(operation)));
    return v8::Undefined(realm.isolate());
  }
  operation.Run();
  int code = operation.code();
  if (code == 0) return operation.Value(realm, completions.sync_stat());
  v8::Local<v8::Value> failure = v8::Integer::New(realm.isolate(), code);
  v8::Local<v8::Value> detail = operation.Value(realm, completions.sync_stat());
  if (detail->IsUndefined()) return failure;
  // What failed where: [code, detail].
  v8::Local<v8::Value> both[] = {failure, detail};
  return v8::Array::New(realm.isolate(), both, 2);
}

}  // namespace eddy::bindings
