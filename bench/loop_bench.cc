// What the event loop's parts cost, on both backends: build/release/loop_bench.
#include <benchmark/benchmark.h>
#include <sys/socket.h>

#include <memory>
#include <vector>

#include "eddy/loop.h"

namespace eddy::loop {
namespace {

std::unique_ptr<Loop> MakeLoop(const benchmark::State& state) {
  LoopOptions options;
  options.backend = state.range(0) == 0 ? BackendKind::kUring : BackendKind::kEpoll;
  auto loop = Loop::Create(options);
  return loop.ok() ? std::move(*loop) : nullptr;
}

void Name(benchmark::State& state, const Loop& loop) { state.SetLabel(loop.backend_name()); }

void LoopCreation(benchmark::State& state) {
  for (auto _ : state) {
    auto loop = MakeLoop(state);
    benchmark::DoNotOptimize(loop);
  }
}
BENCHMARK(LoopCreation)->Arg(0)->Arg(1);

struct Nothing : TimerListener, PhaseHookListener {
  void OnTimer(Timer&) override {}
  void OnPhase(PhaseHook&) override {}
};

// A turn that has nothing to do but look.
void EmptyTurn(benchmark::State& state) {
  auto loop = MakeLoop(state);
  if (loop == nullptr) return state.SkipWithError("no io_uring here");
  Nothing nothing;
  Idle idle(*loop, nothing);
  idle.Start();
  for (auto _ : state) loop->Run(RunMode::kNoWait);
  Name(state, *loop);
}
BENCHMARK(EmptyTurn)->Arg(0)->Arg(1);

void TimerStartAndStop(benchmark::State& state) {
  auto loop = MakeLoop(state);
  if (loop == nullptr) return state.SkipWithError("no io_uring here");
  Nothing nothing;
  std::vector<std::unique_ptr<Timer>> others;
  for (int i = 0; i < 10000; ++i) {
    others.push_back(std::make_unique<Timer>(*loop, nothing));
    others.back()->Start(static_cast<uint64_t>(1000 + i * 7 % 5000));
  }
  Timer timer(*loop, nothing);
  for (auto _ : state) {
    timer.Start(2000);
    timer.Stop();
  }
}
BENCHMARK(TimerStartAndStop)->Arg(1);

void TimerRefresh(benchmark::State& state) {
  auto loop = MakeLoop(state);
  if (loop == nullptr) return state.SkipWithError("no io_uring here");
  Nothing nothing;
  std::vector<std::unique_ptr<Timer>> others;
  for (int i = 0; i < 10000; ++i) {
    others.push_back(std::make_unique<Timer>(*loop, nothing));
    others.back()->Start(static_cast<uint64_t>(1000 + i * 7 % 5000));
  }
  size_t next = 0;
  for (auto _ : state) others[next++ % others.size()]->Start(6000);
}
BENCHMARK(TimerRefresh)->Arg(1);

void PostAndRun(benchmark::State& state) {
  auto loop = MakeLoop(state);
  if (loop == nullptr) return state.SkipWithError("no io_uring here");
  int ran = 0;
  for (auto _ : state) {
    loop->AddRequest();
    loop->PostFunction([&] {
      ++ran;
      loop->RemoveRequest();
    });
    loop->Run();
  }
  Name(state, *loop);
}
BENCHMARK(PostAndRun)->Arg(0)->Arg(1);

// Sends back what it gets.
struct Echo : StreamListener {
  explicit Echo(Loop& loop) : socket(loop, *this) {}
  void OnData(Stream& stream, Lease& lease) override { static_cast<void>(stream.WriteCopy(lease.bytes())); }
  void OnEnd(Stream& stream) override { stream.Close(); }
  void OnError(Stream& stream, Status) override { stream.Close(); }
  PipeSocket socket;
};

// Counts what comes back, and sends the next.
struct Asker : StreamListener {
  Asker(Loop& loop, size_t size, int& left) : socket(loop, *this), message(size, 'x'), left(left) {}
  void Ask() { static_cast<void>(socket.WriteCopy(message)); }
  void OnData(Stream&, Lease& lease) override {
    got += lease.size();
    if (got < message.size()) return;
    got = 0;
    if (--left > 0) {
      Ask();
    } else if (left == 0) {
      socket.loop().Stop();
    }
  }
  void OnEnd(Stream& stream) override { stream.Close(); }
  void OnError(Stream& stream, Status) override { stream.Close(); }
  PipeSocket socket;
  std::vector<uint8_t> message;
  size_t got = 0;
  int& left;
};

// Questions and answers over pairs of sockets, both ends on this loop: time per exchange (two messages).
void Exchange(benchmark::State& state) {
  auto loop = MakeLoop(state);
  if (loop == nullptr) return state.SkipWithError("no io_uring here");
  const int pairs = static_cast<int>(state.range(1));
  const auto size = static_cast<size_t>(state.range(2));
  int left = 0;
  std::vector<std::unique_ptr<Echo>> echoes;
  std::vector<std::unique_ptr<Asker>> askers;
  for (int i = 0; i < pairs; ++i) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return state.SkipWithError("no socket pair");
    echoes.push_back(std::make_unique<Echo>(*loop));
    askers.push_back(std::make_unique<Asker>(*loop, size, left));
    static_cast<void>(echoes.back()->socket.Open(FileDescriptor(ends[0])));
    static_cast<void>(askers.back()->socket.Open(FileDescriptor(ends[1])));
    static_cast<void>(echoes.back()->socket.StartReading());
    static_cast<void>(askers.back()->socket.StartReading());
  }
  constexpr int kBatch = 1000;
  for (auto _ : state) {
    left = kBatch;
    for (auto& asker : askers) asker->Ask();
    loop->Run();
  }
  state.SetItemsProcessed(state.iterations() * kBatch);
  state.SetBytesProcessed(state.iterations() * kBatch * static_cast<int64_t>(size) * 2);
  Name(state, *loop);
  loop->CloseAllHandles();
}
BENCHMARK(Exchange)->ArgsProduct({{0, 1}, {1, 64}, {64, 65536}});

}  // namespace
}  // namespace eddy::loop

BENCHMARK_MAIN();
