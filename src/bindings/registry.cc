#include "bindings/registry.h"

namespace eddy::bindings {

void DefineAbout(BindingTarget& target);
void DefineBuffer(BindingTarget& target);
void DefineChildProcess(BindingTarget& target);
void DefineCompile(BindingTarget& target);
void DefineConstants(BindingTarget& target);
void DefineCrypto(BindingTarget& target);
void DefineDns(BindingTarget& target);
void DefineEncoding(BindingTarget& target);
void DefineEnv(BindingTarget& target);
void DefineEsm(BindingTarget& target);
void DefineFileWatch(BindingTarget& target);
void DefineFs(BindingTarget& target);
void DefineHttp(BindingTarget& target);
void DefineHttp2(BindingTarget& target);
void DefineInspector(BindingTarget& target);
void DefineIpc(BindingTarget& target);
void DefineLocks(BindingTarget& target);
void DefineMessaging(BindingTarget& target);
void DefineModules(BindingTarget& target);
void DefineOptions(BindingTarget& target);
void DefineOs(BindingTarget& target);
void DefinePerf(BindingTarget& target);
void DefineProcess(BindingTarget& target);
void DefineRealm(BindingTarget& target);
void DefineReport(BindingTarget& target);
void DefineSerdes(BindingTarget& target);
void DefineSignal(BindingTarget& target);
void DefineTimers(BindingTarget& target);
void DefineTrace(BindingTarget& target);
void DefineTypes(BindingTarget& target);
void DefineUdp(BindingTarget& target);
void DefineUrl(BindingTarget& target);
void DefineUtil(BindingTarget& target);
void DefineV8(BindingTarget& target);
void DefineVm(BindingTarget& target);
void DefineWebStorage(BindingTarget& target);
void DefinePipe(BindingTarget& target);
void DefineStream(BindingTarget& target);
void DefineTcp(BindingTarget& target);
void DefineTls(BindingTarget& target);
void DefineTty(BindingTarget& target);
void DefineWorker(BindingTarget& target);
void DefineZlib(BindingTarget& target);

namespace {

// One line each, so that two changes seldom meet.
// clang-format off
constexpr runtime::BindingDefinition kBindings[] = {
    {"about", DefineAbout},
    {"buffer", DefineBuffer},
    {"child_process", DefineChildProcess},
    {"compile", DefineCompile},
    {"constants", DefineConstants},
    {"crypto", DefineCrypto},
    {"dns", DefineDns},
    {"encoding", DefineEncoding},
    {"env", DefineEnv},
    {"esm", DefineEsm},
    {"file_watch", DefineFileWatch},
    {"fs", DefineFs},
    {"http", DefineHttp},
    {"http2", DefineHttp2},
    {"inspector", DefineInspector},
    {"ipc", DefineIpc},
    {"locks", DefineLocks},
    {"messaging", DefineMessaging},
    {"modules", DefineModules},
    {"options", DefineOptions},
    {"os", DefineOs},
    {"perf", DefinePerf},
    {"process", DefineProcess},
    {"realm", DefineRealm},
    {"report", DefineReport},
    {"serdes", DefineSerdes},
    {"signal", DefineSignal},
    {"timers", DefineTimers},
    {"trace", DefineTrace},
    {"types", DefineTypes},
    {"udp", DefineUdp},
    {"url", DefineUrl},
    {"util", DefineUtil},
    {"v8", DefineV8},
    {"vm", DefineVm},
    {"pipe", DefinePipe},
    {"stream", DefineStream},
    {"tcp", DefineTcp},
    {"tls", DefineTls},
    {"tty", DefineTty},
    {"web_storage", DefineWebStorage},
    {"worker", DefineWorker},
    {"zlib", DefineZlib},
};
// clang-format on

}  // namespace

std::span<const runtime::BindingDefinition> AllBindings() { return kBindings; }

}  // namespace eddy::bindings
