// binding('stream'): who is told of what happens on sockets, pipes and servers.
#include "bindings/registry.h"
#include "bindings/stream_binding.h"

namespace eddy::bindings {

namespace {

// setReceivers([onConnect, onData, onEnd, onError, onWriteDone, onShutdown, onClose, onConnection]); see
// StreamReceivers.
void SetReceivers(Realm& realm, std::vector<v8::Local<v8::Function>> functions) {
  StreamReceivers& receivers = realm.State<StreamReceivers>();
  v8::Global<v8::Function>* slots[] = {
      &receivers.on_connect,    &receivers.on_data,     &receivers.on_end,   &receivers.on_error,
      &receivers.on_write_done, &receivers.on_shutdown, &receivers.on_close, &receivers.on_connection,
  };
  size_t index = 0;
  for (auto* slot : slots) {
    if (index < functions.size()) slot->Reset(realm.isolate(), functions[index++]);
  }
}

}  // namespace

void DefineStream(BindingTarget& target) { target.Function<&SetReceivers>("setReceivers"); }

}  // namespace eddy::bindings
