#include "bindings/dns/resolver.h"

#include <arpa/inet.h>

#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include "bindings/dns/channel.h"
#include "bindings/dns/hosts_file.h"
#include "engine/wrapper.h"

namespace eddy::bindings {

namespace {

using Value = v8::Local<v8::Value>;

Value ToValue(v8::Isolate* isolate, const dns::Field& field) {
  if (const auto* number = std::get_if<uint32_t>(&field)) return v8::Integer::NewFromUnsigned(isolate, *number);
  if (const auto* text = std::get_if<std::string>(&field)) return engine::FromLatin1(isolate, *text);
  if (const auto* texts = std::get_if<std::vector<std::string>>(&field)) {
    std::vector<Value> elements;
    for (const std::string& text : *texts) elements.push_back(engine::FromLatin1(isolate, text));
    return v8::Array::New(isolate, elements.data(), elements.size());
  }
  const auto& bytes = std::get<dns::Binary>(field);
  auto buffer = v8::ArrayBuffer::New(isolate, bytes.size());
  if (!bytes.empty()) std::memcpy(buffer->Data(), bytes.data(), bytes.size());
  return buffer;
}

// [type, ttl, field ...] for each record
Value ToRecords(v8::Isolate* isolate, const std::vector<dns::Record>& records) {
  std::vector<Value> all;
  for (const dns::Record& record : records) {
    std::vector<Value> parts = {v8::Integer::New(isolate, static_cast<int>(record.type)),
                                v8::Integer::NewFromUnsigned(isolate, record.ttl)};
    for (const dns::Field& field : record.fields) parts.push_back(ToValue(isolate, field));
    all.push_back(v8::Array::New(isolate, parts.data(), parts.size()));
  }
  return v8::Array::New(isolate, all.data(), all.size());
}

// The name under which the servers of a reverse domain know an address. RFC 1035 section 3.5, RFC 3596 section 2.5.
std::string ReverseName(const loop::SocketAddress& address) {
  char part[16];
  std::string name;
  if (address.family() == AF_INET) {
    uint32_t bits = ntohl(reinterpret_cast<const sockaddr_in*>(address.native())->sin_addr.s_addr);
    for (int i = 0; i < 4; i++, bits >>= 8) {
      std::snprintf(part, sizeof part, "%u.", bits & 0xFF);
      name += part;
    }
    return name + "in-addr.arpa";
  }
  const uint8_t* bytes = reinterpret_cast<const sockaddr_in6*>(address.native())->sin6_addr.s6_addr;
  for (int i = 15; i >= 0; i--) {
    std::snprintf(part, sizeof part, "%x.%x.", bytes[i] & 0xF, bytes[i] >> 4);
    name += part;
  }
  return name + "ip6.arpa";
}

// new DnsResolver(timeout, tries, maxTimeout): milliseconds; 0 for no maximum
class DnsResolver final : public engine::Wrapper {
 public:
  // About what c-ares's tables take: programs that make a resolver for each question are to be collected in time.
  static constexpr int64_t kMemorySize = 80 * 1024;

  DnsResolver(Realm& realm, std::unique_ptr<DnsChannel> channel) : realm_(realm), channel_(std::move(channel)) {
    realm.isolate()->AdjustAmountOfExternalAllocatedMemory(kMemorySize);
  }
  ~DnsResolver() override { isolate()->AdjustAmountOfExternalAllocatedMemory(-kMemorySize); }

  static std::unique_ptr<DnsResolver> Make(Realm& realm, int32_t timeout, int32_t tries, double longest_timeout) {
    auto channel = DnsChannel::Create(realm.loop(), {timeout, tries, static_cast<uint32_t>(longest_timeout)});
    if (!channel.ok()) {
      v8::Isolate* isolate = realm.isolate();
      isolate->ThrowException(v8::Exception::Error(engine::Internalized(isolate, "c-ares can't be set up")));
      return nullptr;
    }
    return std::make_unique<DnsResolver>(realm, std::move(*channel));
  }

  // query(name, type, callback): callback(status, records, question) comes later: one of c-ares's numbers; the
  // answer's records if that is 0, and the name that the server has answered
  void Query(std::string name, int32_t type, v8::Local<v8::Function> callback) {
    Begin(std::make_unique<Asked>(*this, std::move(name), static_cast<uint16_t>(type), callback));
  }

  // reverse(address, callback) -> 0, or EINVAL for what is no address; callback(status, names) comes later
  Status Reverse(std::string text, v8::Local<v8::Function> callback) {
    auto address = loop::SocketAddress::FromIp(text, 0);
    // An unknown scope is no matter: addresses are looked for without one.
    if (!address.ok()) address = loop::SocketAddress::FromIp(text.substr(0, text.find('%')), 0);
    if (!address.ok()) return address.status();
    auto asked =
        std::make_unique<Asked>(*this, ReverseName(*address), static_cast<uint16_t>(dns::Type::kPtr), callback);
    const size_t file = channel_->lookups().find('f');
    const size_t servers = channel_->lookups().find('b');
    if (file != std::string::npos) asked->LookInHostsFile(*address, file < servers);
    Begin(std::move(asked));
    return {};
  }

  void Cancel() { channel_->Cancel(); }

  // [address, port, address, port, ...]
  v8::Local<v8::Value> Servers() {
    std::vector<Value> flat;
    for (const auto& server : channel_->servers()) {
      flat.push_back(engine::FromUtf8(isolate(), server.Ip()));
      flat.push_back(v8::Integer::New(isolate(), server.Port()));
    }
    return v8::Array::New(isolate(), flat.data(), flat.size());
  }

  // setServers([address, port, ...]) -> 0, or EBUSY while questions are pending, or EINVAL for what is no address
  Status SetServers(v8::Local<v8::Array> flat) {
    v8::Local<v8::Context> context = realm_.context();
    std::vector<loop::SocketAddress> servers;
    for (uint32_t i = 0; i + 1 < flat->Length(); i += 2) {
      Value ip;
      Value port;
      if (!flat->Get(context, i).ToLocal(&ip) || !flat->Get(context, i + 1).ToLocal(&port)) return Status(-EINVAL);
      const std::string text = engine::ToUtf8(isolate(), ip);
      const int32_t number = port->Int32Value(context).FromMaybe(0);
      auto server = loop::SocketAddress::FromIp(text, number);
      if (!server.ok()) server = loop::SocketAddress::FromIp(text.substr(0, text.find('%')), number);
      if (!server.ok()) return server.status();
      servers.push_back(*server);
    }
    return channel_->SetServers(servers);
  }

  // setLocalAddresses(ipv4, ipv6) -> 0, or EINVAL for what is none; "" leaves the choice to the system
  Status SetLocalAddresses(std::string ipv4, std::string ipv6) {
    auto v4 = LocalAddress(ipv4, AF_INET);
    auto v6 = LocalAddress(ipv6, AF_INET6);
    if (!v4.ok() || !v6.ok()) return Status(-EINVAL);
    channel_->SetLocalAddresses(*v4, *v6);
    return {};
  }

 private:
  // A question that calls back into JavaScript once, and deletes itself.
  class Asked final : public DnsQuery {
   public:
    Asked(DnsResolver& resolver, std::string name, uint16_t type, v8::Local<v8::Function> callback)
        : DnsQuery(std::move(name), type),
          resolver_(resolver),
          callback_(resolver.isolate(), callback),
          frame_(resolver.isolate(), resolver.realm_.AsyncContext()) {}

    // Has the hosts file asked, too: `first`, or when the servers know nothing.
    void LookInHostsFile(const loop::SocketAddress& address, bool first) {
      address_ = address;
      file_first_ = first;
      if (first) names_ = NamesInHostsFile(address);
    }
    bool answered_by_file() const { return !names_.empty(); }

    void Finish() override {
      std::unique_ptr<Asked> self(this);
      // The resolver's object is held until this has been told.
      Realm& realm = resolver_.realm_;
      runtime::CallbackScope scope(realm);
      v8::Isolate* isolate = realm.isolate();
      int outcome = status();
      if (answered_by_file()) outcome = ARES_SUCCESS;
      if (outcome != ARES_SUCCESS && outcome != ARES_ECANCELLED && address_.is_ip() && !file_first_) {
        names_ = NamesInHostsFile(address_);
        if (answered_by_file()) outcome = ARES_SUCCESS;
      }
      Value arguments[] = {v8::Integer::New(isolate, outcome), v8::Undefined(isolate), v8::Undefined(isolate)};
      if (outcome == ARES_SUCCESS && answered_by_file()) {
        arguments[1] = ToValue(isolate, dns::Field(std::move(names_)));
      } else if (outcome == ARES_SUCCESS) {
        arguments[1] = ToRecords(isolate, answer().answers);
        arguments[2] = engine::FromLatin1(isolate, answer().question);
      }
      (void)realm.Call(callback_.Get(isolate), v8::Undefined(isolate), arguments, frame_.Get(isolate));
      if (resolver_.channel_->pending() == 0) resolver_.LetGo();
    }
    void Abandoned() override { delete this; }

   private:
    DnsResolver& resolver_;
    v8::Global<v8::Function> callback_;
    v8::Global<v8::Value> frame_;
    loop::SocketAddress address_;
    bool file_first_ = false;
    std::vector<std::string> names_;
  };

  void Begin(std::unique_ptr<Asked> asked) {
    if (!held_) {
      held_ = true;
      KeepAlive();
    }
    Asked& query = *asked.release();
    if (query.answered_by_file()) {
      channel_->Settle(query);
    } else {
      channel_->Start(query);
    }
  }
  void LetGo() {
    if (!held_) return;
    held_ = false;
    Release();
  }

  static Result<loop::SocketAddress> LocalAddress(const std::string& ip, int family) {
    if (ip.empty()) return loop::SocketAddress();
    auto address = loop::SocketAddress::FromIp(ip, 0);
    if (address.ok() && address->family() != family) return Status(-EINVAL);
    return address;
  }

  Realm& realm_;
  std::unique_ptr<DnsChannel> channel_;
  bool held_ = false;
};

}  // namespace

void DefineDnsResolver(BindingTarget& target) {
  target.Class<DnsResolver, &DnsResolver::Make>("DnsResolver", [](engine::ClassTarget& methods) {
    methods.Method<DnsResolver, &DnsResolver::Query>("query");
    methods.Method<DnsResolver, &DnsResolver::Reverse>("reverse");
    methods.Method<DnsResolver, &DnsResolver::Cancel>("cancel");
    methods.Method<DnsResolver, &DnsResolver::Servers>("getServers");
    methods.Method<DnsResolver, &DnsResolver::SetServers>("setServers");
    methods.Method<DnsResolver, &DnsResolver::SetLocalAddresses>("setLocalAddresses");
  });
}

}  // namespace eddy::bindings
