// How binding('fs') runs its operations: at once for the *Sync functions, or as requests whose outcomes reach
// JavaScript in batches, one entry into JavaScript for all that a turn of the loop has finished.
//
// A request is a number that lib/internal/fs/requests.js gave out. What the kernel answers without blocking is returned
// at once, and lib/ keeps it until this tells it, in the loop's next pending phase, that callbacks may run: such a
// request needs nothing on the heap here. The others go to the thread pool. Their outcomes lie in one block of memory
// that both sides share: per outcome the request, a code (0 or a negative errno) and a stat record; values of other
// kinds come as an array.
//
// An operation is a struct with its arguments and
//   bool RunCached()            on the loop's thread; false when it would block
//   static constexpr size_t kAlone   (if any) of more than so many in one turn of the loop, threads share the work
//   bool MayWait() const             (with it) whether this one may, until the next turn: fs_backlog.h
//   void Run()                  anywhere
//   void RunSync()              (if any) instead of Run, where the program waits
//   int code() const            afterwards: 0 or a negative errno
//   v8::Local<v8::Value> Value(Realm&, double* stat)   its result, after success or failure; a stat record goes to
//   `stat`
#pragma once
#include <v8.h>

#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "bindings/fs_backlog.h"
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

  // deliver(count, values) takes the outcomes; deliverAnswered() those that were returned at once. Both are called
  // again, with kContinue, after they have thrown. Returns the shared block.
  v8::Local<v8::ArrayBuffer> Connect(v8::Local<v8::Function> deliver, v8::Local<v8::Function> deliver_answered);

  // The stat record of what is returned at once.
  double* sync_stat() { return stats_ + kBatch * 18; }

  // Hands the request to the pool.
  void Begin(std::unique_ptr<FsRequestBase> request);
  // Whether the turn has begun `alone` operations already, so that the next one goes to the backlog.
  bool Crowded(size_t alone) { return ++begun_ > alone && FsBacklog::Useful(); }
  void BeginShared(std::unique_ptr<FsRequestBase> request);
  // A request's outcome is being returned: its callback is due in the next pending phase.
  void Answered();
  // Takes a request back as far as that goes: not begun, it ends with ECANCELED; reading or writing whole files stop
  // between two portions; others end as they would have.
  void Cancel(uint32_t id);
  void Finished(FsRequestBase& request) { finished_.push_back(&request); }

 private:
  void RunPending() override;
  void OnFlush(loop::Loop&) override;
  void Register(FsRequestBase* request);
  void Submit(FsRequestBase* request);
  void SubmitBlocking();
  void DeliverAnswered();
  void Deliver(std::vector<FsRequestBase*>& requests);
  // Until it returns without having thrown; false when the realm is ending.
  bool CallUntilDone(v8::Local<v8::Function> function, std::span<v8::Local<v8::Value>> arguments);

  // What a turn of the loop does itself of the backlog.
  static constexpr size_t kMostOfBacklog = 128;

  Realm& realm_;
  FsBacklog backlog_;
  size_t begun_ = 0;         // in this turn, of what threads may share
  bool backlogged_ = false;  // it has requests that no thread has begun
  size_t shared_out_ = 0;    // requests given to the backlog and not delivered yet
  v8::Global<v8::Function> deliver_;
  v8::Global<v8::Function> deliver_answered_;
  std::shared_ptr<v8::BackingStore> block_;
  double* stats_;
  int32_t* outcomes_;
  bool answered_ = false;                 // lib/ holds outcomes that are due in the next pending phase
  std::vector<FsRequestBase*> refused_;   // by the pool: due then, too
  std::vector<FsRequestBase*> finished_;  // by the pool: due when the turn's completions are all in
  std::vector<FsRequestBase*> blocking_;  // out of the backlog, for the pool
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
  bool shared() const { return shared_; }
  void SetShared() { shared_ = true; }

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
  bool shared_ = false;  // given to the backlog
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

// The outcome of an operation that has run as one value: after a success its own (0 when it has none), after a failure
// the negative errno, or [errno, detail].
template <typename Operation>
v8::Local<v8::Value> Outcome(Realm& realm, Operation& operation, double* stat) {
  v8::Local<v8::Value> value = operation.Value(realm, stat);
  int code = operation.code();
  if (code == 0) return value->IsUndefined() ? v8::Integer::New(realm.isolate(), 0).template As<v8::Value>() : value;
  v8::Local<v8::Value> failure = v8::Integer::New(realm.isolate(), code);
  if (value->IsUndefined()) return failure;
  v8::Local<v8::Value> both[] = {failure, value};
  return v8::Array::New(realm.isolate(), both, 2);
}

// Runs `operation`. Without a request at once, returning its Outcome. With a request on the pool, returning undefined,
// unless the kernel answers without blocking: then the Outcome is returned, too.
template <typename Operation>
v8::Local<v8::Value> Begin(Realm& realm, Operation operation, RequestId request) {
  auto& completions = realm.State<FsCompletions>();
  if (!request) {
    if constexpr (requires { operation.RunSync(); }) {
      operation.RunSync();
    } else {
      operation.Run();
    }
    return Outcome(realm, operation, completions.sync_stat());
  }
  if constexpr (requires { Operation::kAlone; }) {
    if (operation.MayWait() && completions.Crowded(Operation::kAlone)) {
      completions.BeginShared(
          std::make_unique<OperationRequest<Operation>>(completions, *request, std::move(operation)));
      return v8::Undefined(realm.isolate());
    }
  }
  if (operation.RunCached()) {
    completions.Answered();
    return Outcome(realm, operation, completions.sync_stat());
  }
  completions.Begin(std::make_unique<OperationRequest<Operation>>(completions, *request, std::move(operation)));
  return v8::Undefined(realm.isolate());
}

}  // namespace eddy::bindings
