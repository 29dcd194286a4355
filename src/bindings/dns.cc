// binding('dns'): look-ups by the C library (src/loop/resolver.h), and questions to name servers (dns/resolver.h).
// Errors of the former are libuv's numbers, which Node's error objects carry.
#include "bindings/dns/resolver.h"
#include "bindings/registry.h"
#include "loop/resolver.h"

namespace eddy::bindings {

namespace {

using Value = v8::Local<v8::Value>;

// From the C library's EAI_* to the numbers that err.errno has in Node programs.
int ErrorNumber(int error, int system_error) {
  switch (error) {
    case 0:
      return 0;
    case EAI_ADDRFAMILY:
      return -3000;
    case EAI_AGAIN:
      return -3001;
    case EAI_BADFLAGS:
      return -3002;
    case EAI_CANCELED:
      return -3003;
    case EAI_FAIL:
      return -3004;
    case EAI_FAMILY:
      return -3005;
    case EAI_MEMORY:
      return -3006;
    case EAI_NODATA:
      return -3007;
    case EAI_NONAME:
      return -3008;
    case EAI_OVERFLOW:
      return -3009;
    case EAI_SERVICE:
      return -3010;
    case EAI_SOCKTYPE:
      return -3011;
    case EAI_SYSTEM:
      return system_error;
    default:
      return -3004;
  }
}

// A look-up of the kind T that calls back into JavaScript once, and deletes itself.
template <typename T>
class Lookup final : public T {
 public:
  template <typename... Args>
  Lookup(Realm& realm, v8::Local<v8::Function> callback, Args&&... args)
      : T(std::forward<Args>(args)...),
        realm_(realm),
        callback_(realm.isolate(), callback),
        frame_(realm.isolate(), realm.AsyncContext()) {}

  void Finish(Status status) override {
    std::unique_ptr<Lookup> self(this);
    runtime::CallbackScope scope(realm_);
    v8::Isolate* isolate = realm_.isolate();
    int error = status.ok() ? ErrorNumber(this->error(), this->system_error()) : -3003;
    Value arguments[] = {v8::Integer::New(isolate, error),
                         error == 0 ? Answer() : v8::Undefined(isolate).As<v8::Value>()};
    (void)realm_.Call(callback_.Get(isolate), v8::Undefined(isolate), arguments, frame_.Get(isolate));
  }
  void Abandoned() override { delete this; }

 private:
  Value Answer() const;

  Realm& realm_;
  v8::Global<v8::Function> callback_;
  v8::Global<v8::Value> frame_;
};

// [address, family, address, family, ...]
template <>
Value Lookup<loop::AddressLookup>::Answer() const {
  std::vector<Value> flat;
  for (const auto& address : addresses()) {
    flat.push_back(engine::FromUtf8(realm_.isolate(), address.text));
    flat.push_back(v8::Integer::New(realm_.isolate(), address.family == AF_INET6 ? 6 : 4));
  }
  return v8::Array::New(realm_.isolate(), flat.data(), flat.size());
}

// [hostname, service]
template <>
Value Lookup<loop::NameLookup>::Answer() const {
  Value both[] = {engine::FromUtf8(realm_.isolate(), hostname()), engine::FromUtf8(realm_.isolate(), service())};
  return v8::Array::New(realm_.isolate(), both, 2);
}

// lookup(host, family 0|4|6, flags, callback(error, addresses)) -> 0 or a negative errno, and then no callback
Status LookupAddress(Realm& realm, std::string host, int32_t family, int32_t flags, v8::Local<v8::Function> callback) {
  int native_family = family == 4 ? AF_INET : family == 6 ? AF_INET6 : AF_UNSPEC;
  auto lookup = std::make_unique<Lookup<loop::AddressLookup>>(realm, callback, std::move(host), native_family, flags);
  Status status = lookup->Start(realm.loop());
  if (status.ok()) (void)lookup.release();
  return status;
}

// lookupService(address, port, callback(error, [hostname, service])) -> as above; EINVAL for what is no address
Status LookupService(Realm& realm, std::string address, uint32_t port, v8::Local<v8::Function> callback) {
  auto lookup =
      std::make_unique<Lookup<loop::NameLookup>>(realm, callback, std::move(address), static_cast<uint16_t>(port));
  if (!lookup->ok()) return Status(-EINVAL);
  Status status = lookup->Start(realm.loop());
  if (status.ok()) (void)lookup.release();
  return status;
}

}  // namespace

void DefineDns(BindingTarget& target) {
  target.Function<&LookupAddress>("lookup");
  target.Function<&LookupService>("lookupService");
  DefineDnsResolver(target);
  target.Constant("ADDRCONFIG", int32_t{AI_ADDRCONFIG});
  target.Constant("V4MAPPED", int32_t{AI_V4MAPPED});
  target.Constant("ALL", int32_t{AI_ALL});
}

}  // namespace eddy::bindings
