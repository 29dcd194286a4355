// binding('ipc'): the channel between a parent and a child that was forked (lib/internal/child_process/channel.js).
//
// Bytes become messages here: a line of JSON each, or V8's serialization with a length before it.
#include <algorithm>
#include <cstring>
#include <vector>

#include "base/encoding/ascii.h"
#include "bindings/ipc/value_coder.h"
#include "bindings/registry.h"
#include "engine/utf8_text.h"
#include "loop/ipc_channel.h"
#include "runtime/realm.h"

namespace eddy::bindings {

namespace {

// More descriptors than this that no message has asked for, and the peer does not speak our language.
constexpr size_t kMaxDescriptors = 1024;
constexpr size_t kLengthBytes = 4;

// new Channel(advanced, Buffer.prototype, onMessage, onEnd, onFailure, onSent): the functions are called with the
// channel as `this`. onMessage(value), onEnd(), onFailure(error, or a negative errno of sending), onSent(count).
class ChannelBinding final : public engine::Wrapper, private loop::IpcListener {
 public:
  ChannelBinding(Realm& realm, bool advanced, v8::Local<v8::Object> buffer_prototype,
                 v8::Local<v8::Function> on_message, v8::Local<v8::Function> on_end, v8::Local<v8::Function> on_failure,
                 v8::Local<v8::Function> on_sent)
      : realm_(realm),
        channel_(realm.loop(), *this),
        advanced_(advanced),
        buffer_prototype_(realm.isolate(), buffer_prototype),
        on_message_(realm.isolate(), on_message),
        on_end_(realm.isolate(), on_end),
        on_failure_(realm.isolate(), on_failure),
        on_sent_(realm.isolate(), on_sent) {}

  static std::unique_ptr<ChannelBinding> Make(Realm& realm, bool advanced, v8::Local<v8::Object> buffer_prototype,
                                              v8::Local<v8::Function> on_message, v8::Local<v8::Function> on_end,
                                              v8::Local<v8::Function> on_failure, v8::Local<v8::Function> on_sent) {
    return std::make_unique<ChannelBinding>(realm, advanced, buffer_prototype, on_message, on_end, on_failure, on_sent);
  }

  // Takes the socket over. Errors: loop::IpcChannel::Open's.
  Status Open(int32_t fd) {
    Status status = channel_.Open(loop::FileDescriptor(fd));
    if (status.ok()) KeepAlive();
    return status;
  }
  Status ReadStart() { return channel_.StartReading(); }
  void ReadStop() { channel_.StopReading(); }
  void ReadWaiting() {
    runtime::CallbackScope scope(realm_);
    channel_.ReadWaiting();
  }
  int32_t Descriptor() { return channel_.fd(); }
  double QueuedBytes() { return static_cast<double>(channel_.QueuedBytes()); }
  void Ref() { channel_.Ref(); }
  void Unref() { channel_.Unref(); }
  bool HasRef() { return channel_.HasRef(); }
  void Close() {
    descriptors_.clear();
    channel_.Close();
  }

  // send(text or value, fd or -1) -> 0 when it is with the kernel, 1 when onSent will tell, or a negative errno. In the
  // advanced mode it throws for what can't be copied; otherwise it takes JSON text.
  v8::MaybeLocal<v8::Value> Send(v8::Isolate* isolate, v8::Local<v8::Value> message, int32_t fd) {
    std::string bytes;
    if (advanced_) {
      auto encoded = EncodeValue(isolate, message, buffer_prototype_.Get(isolate));
      if (!encoded) return {};
      bytes = std::move(*encoded);
    } else {
      auto text = message.As<v8::String>();
      const size_t length = engine::Utf8Length(isolate, text);
      bytes.resize(length + 1);
      auto* room = reinterpret_cast<uint8_t*>(bytes.data());
      if (text->IsOneByte() && length == static_cast<size_t>(text->Length())) {
        text->WriteOneByteV2(isolate, 0, static_cast<uint32_t>(length), room);
      } else {
        engine::WriteUtf8(isolate, text, {room, length});
      }
      bytes.back() = '\n';
    }
    Result<bool> sent = channel_.Send(std::move(bytes), fd);
    return v8::Integer::New(isolate, !sent.ok() ? sent.code() : *sent ? 0 : 1);
  }

  // The oldest descriptor that has come and was not taken; -1 when there is none or it was lost. The caller's from
  // here.
  int32_t TakeDescriptor() {
    if (descriptors_.empty()) return -1;
    const int fd = descriptors_.front().Release();
    descriptors_.erase(descriptors_.begin());
    return fd;
  }

 private:
  void OnDescriptor(loop::IpcChannel&, loop::FileDescriptor fd) override {
    if (descriptors_.size() < kMaxDescriptors) descriptors_.push_back(std::move(fd));
  }

  void OnBytes(loop::IpcChannel&, ByteView bytes) override {
    runtime::CallbackScope scope(realm_);
    // A message that came in one piece is read where it lies.
    if (rest_.empty()) {
      const size_t used = Deliver(bytes);
      if (!channel_.IsClosing() && !failed_) rest_.assign(bytes.begin() + static_cast<ptrdiff_t>(used), bytes.end());
      return;
    }
    rest_.insert(rest_.end(), bytes.begin(), bytes.end());
    // A large message comes in many pieces: not before it is whole is it worth looking at again.
    if (rest_.size() < needed_) return;
    std::vector<uint8_t> all;
    all.swap(rest_);
    const size_t used = Deliver(all);
    if (channel_.IsClosing() || failed_) return;
    all.erase(all.begin(), all.begin() + static_cast<ptrdiff_t>(used));
    rest_.swap(all);
  }

  // Hands over the whole messages at the front of `bytes`; how many bytes they are.
  size_t Deliver(ByteView bytes) {
    size_t at = 0;
    needed_ = 0;
    while (!channel_.IsClosing() && !failed_) {
      const ByteView rest = bytes.subspan(at);
      ByteView message;
      size_t size;
      if (advanced_) {
        if (rest.size() < kLengthBytes) break;
        const size_t length = size_t{rest[0]} << 24 | size_t{rest[1]} << 16 | size_t{rest[2]} << 8 | size_t{rest[3]};
        size = kLengthBytes + length;
        if (rest.size() < size) {
          needed_ = size;
          break;
        }
        message = rest.subspan(kLengthBytes, length);
      } else {
        const size_t from = at == 0 ? std::min(scanned_, rest.size()) : 0;
        const void* newline = rest.size() == from ? nullptr : std::memchr(rest.data() + from, '\n', rest.size() - from);
        scanned_ = 0;
        if (newline == nullptr) {
          scanned_ = rest.size();
          break;
        }
        const auto length = static_cast<size_t>(static_cast<const uint8_t*>(newline) - rest.data());
        size = length + 1;
        message = rest.first(length);
      }
      at += size;
      DeliverOne(message);
    }
    return at;
  }

  void DeliverOne(ByteView bytes) {
    v8::Isolate* isolate = realm_.isolate();
    v8::HandleScope handles(isolate);
    v8::Local<v8::Value> value;
    {
      v8::TryCatch failure(isolate);
      if (!Parse(bytes).ToLocal(&value)) {
        failed_ = true;
        channel_.StopReading();
        value = failure.Exception();
      }
    }
    Tell(failed_ ? on_failure_ : on_message_, value);
  }

  v8::MaybeLocal<v8::Value> Parse(ByteView bytes) {
    v8::Isolate* isolate = realm_.isolate();
    if (advanced_) return DecodeValue(isolate, bytes, buffer_prototype_.Get(isolate));
    v8::Local<v8::String> string;
    if (!engine::TextFromUtf8(isolate, bytes).ToLocal(&string)) return {};
    return v8::JSON::Parse(realm_.context(), string);
  }

  void Tell(const v8::Global<v8::Function>& receiver, v8::Local<v8::Value> argument) {
    realm_.Call(receiver.Get(isolate()), object(), {&argument, 1});
  }

  void OnEnd(loop::IpcChannel&) override {
    runtime::CallbackScope scope(realm_);
    Tell(on_end_, v8::Undefined(isolate()));
  }
  void OnSendError(loop::IpcChannel&, Status status) override {
    runtime::CallbackScope scope(realm_);
    Tell(on_failure_, v8::Integer::New(isolate(), status.code()));
  }
  void OnSent(loop::IpcChannel&, size_t count) override {
    runtime::CallbackScope scope(realm_);
    Tell(on_sent_, v8::Number::New(isolate(), static_cast<double>(count)));
  }
  void OnClose(loop::IpcChannel&) override {
    // They hold the object that holds this one.
    for (auto* receiver : {&on_message_, &on_end_, &on_failure_, &on_sent_}) receiver->Reset();
    buffer_prototype_.Reset();
    Release();
  }

  Realm& realm_;
  loop::IpcChannel channel_;
  bool advanced_;
  bool failed_ = false;
  v8::Global<v8::Object> buffer_prototype_;
  v8::Global<v8::Function> on_message_;
  v8::Global<v8::Function> on_end_;
  v8::Global<v8::Function> on_failure_;
  v8::Global<v8::Function> on_sent_;
  std::vector<loop::FileDescriptor> descriptors_;
  std::vector<uint8_t> rest_;  // the beginning of a message that is not whole
  size_t scanned_ = 0;         // how much of it is known to hold no line's end
  size_t needed_ = 0;          // how many bytes it has, where that is known
};

}  // namespace

void DefineIpc(BindingTarget& target) {
  target.Class<ChannelBinding, &ChannelBinding::Make>("Channel", [](engine::ClassTarget& methods) {
    methods.Method<ChannelBinding, &ChannelBinding::Open>("open");
    methods.Method<ChannelBinding, &ChannelBinding::ReadStart>("readStart");
    methods.Method<ChannelBinding, &ChannelBinding::ReadStop>("readStop");
    methods.Method<ChannelBinding, &ChannelBinding::ReadWaiting>("readWaiting");
    methods.Method<ChannelBinding, &ChannelBinding::Descriptor>("fd");
    methods.Method<ChannelBinding, &ChannelBinding::QueuedBytes>("queuedBytes");
    methods.Method<ChannelBinding, &ChannelBinding::Ref>("ref");
    methods.Method<ChannelBinding, &ChannelBinding::Unref>("unref");
    methods.Method<ChannelBinding, &ChannelBinding::HasRef>("hasRef");
    methods.Method<ChannelBinding, &ChannelBinding::Close>("close");
    methods.Method<ChannelBinding, &ChannelBinding::Send>("send");
    methods.Method<ChannelBinding, &ChannelBinding::TakeDescriptor>("takeDescriptor");
  });
}

}  // namespace eddy::bindings
