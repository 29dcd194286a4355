#include "bindings/http2/session_binding.h"

#include "bindings/pool_job.h"
#include "engine/strings.h"

namespace eddy::bindings {

namespace {

using v8::Isolate;
using v8::Local;
using v8::Value;

std::span<const uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string ToLatin1(Isolate* isolate, Local<v8::String> text) {
  std::string out(static_cast<size_t>(text->Length()), '\0');
  text->WriteOneByteV2(isolate, 0, static_cast<uint32_t>(out.size()), reinterpret_cast<uint8_t*>(out.data()));
  return out;
}

// Header fields out of their text, which they point into.
class FieldList {
 public:
  FieldList(Isolate* isolate, Local<v8::String> text) : text_(ToLatin1(isolate, text)) {
    std::string_view left = text_;
    while (!left.empty()) {
      const size_t name_end = left.find('\0');
      if (name_end == std::string_view::npos || name_end < 1) return;
      const size_t value_end = left.find('\0', name_end + 1);
      if (value_end == std::string_view::npos) return;
      fields_.push_back(
          {left.substr(1, name_end - 1), left.substr(name_end + 1, value_end - name_end - 1), left[0] == '1'});
      left.remove_prefix(value_end + 1);
    }
  }
  std::span<const http2::OutgoingField> fields() const { return fields_; }

 private:
  std::string text_;
  std::vector<http2::OutgoingField> fields_;
};

template <size_t N>
Local<Value> ToNumbers(Isolate* isolate, const std::array<double, N>& numbers) {
  std::array<Local<Value>, N> values;
  for (size_t i = 0; i < N; i++) values[i] = v8::Number::New(isolate, numbers[i]);
  return v8::Array::New(isolate, values.data(), N);
}

Local<Value> ToNumbers(Isolate* isolate, const std::array<uint32_t, 9>& numbers) {
  std::array<double, 9> copy;
  for (size_t i = 0; i < copy.size(); i++) copy[i] = numbers[i];
  return ToNumbers(isolate, copy);
}

Local<Value> PayloadOf(Isolate* isolate, const http2::Events& events, const http2::Event& event) {
  switch (event.kind) {
    case http2::EventKind::kHeaders: {
      std::vector<Local<Value>> parts;
      parts.reserve(event.field_count * 2);
      for (size_t i = 0; i < event.field_count; i++) {
        const http2::Field& field = events.fields[event.first_field + i];
        parts.push_back(engine::Internalized(isolate, events.NameOf(field)));
        parts.push_back(engine::FromLatin1(isolate, events.ValueOf(field)));
      }
      return v8::Array::New(isolate, parts.data(), parts.size());
    }
    case http2::EventKind::kOrigin: {
      std::vector<Local<Value>> names;
      for (size_t i = 0; i < event.field_count; i++) {
        names.push_back(engine::FromLatin1(isolate, events.NameOf(events.fields[event.first_field + i])));
      }
      return v8::Array::New(isolate, names.data(), names.size());
    }
    case http2::EventKind::kAltsvc:
      return engine::FromLatin1(isolate, events.TextOf(event));
    default:
      if (event.text_size == 0) return v8::Undefined(isolate);
      return ToArrayBuffer(isolate, Bytes(events.TextOf(event)));
  }
}

Local<Value> SensitiveOf(Isolate* isolate, const http2::Events& events, const http2::Event& event) {
  std::vector<Local<Value>> names;
  for (size_t i = 0; i < event.field_count; i++) {
    const http2::Field& field = events.fields[event.first_field + i];
    if (field.sensitive) names.push_back(engine::Internalized(isolate, events.NameOf(field)));
  }
  if (names.empty()) return v8::Undefined(isolate);
  return v8::Array::New(isolate, names.data(), names.size());
}

std::optional<uint32_t> Limit(double value) {
  if (value < 0) return std::nullopt;
  return static_cast<uint32_t>(value);
}

}  // namespace

std::unique_ptr<Http2SessionBinding> Http2SessionBinding::Make(Isolate* isolate, int32_t role,
                                                               std::vector<double> limits) {
  constexpr size_t kLimits = 13;
  if (limits.size() < kLimits) limits.resize(kLimits, -1);
  http2::Options options;
  const auto set = [&limits](size_t index, auto& option) {
    if (limits[index] >= 0) option = static_cast<std::decay_t<decltype(option)>>(limits[index]);
  };
  options.max_deflate_table_size = Limit(limits[0]);
  set(1, options.max_reserved_remote_streams);
  options.max_send_header_block_length = Limit(limits[2]);
  set(3, options.peer_max_concurrent_streams);
  set(4, options.max_settings);
  set(5, options.max_header_pairs);
  set(6, options.max_memory);
  set(7, options.max_invalid_frames);
  set(8, options.max_rejected_streams);
  set(9, options.reset_burst);
  set(10, options.reset_rate);
  if (limits[11] >= 0) options.strict_whitespace = limits[11] != 0;
  if (limits[12] >= 0) options.padding = static_cast<http2::Padding>(static_cast<int32_t>(limits[12]));
  for (size_t i = kLimits; i < limits.size(); i++) {
    options.remote_custom_settings.push_back(static_cast<uint16_t>(limits[i]));
  }
  std::unique_ptr<http2::Session> session = http2::Session::Make(static_cast<http2::Role>(role), options);
  if (session == nullptr) {
    isolate->ThrowException(v8::Exception::Error(engine::FromLatin1(isolate, "Out of memory")));
    return nullptr;
  }
  return std::unique_ptr<Http2SessionBinding>(new Http2SessionBinding(std::move(session)));
}

Local<Value> Http2SessionBinding::Receive(Isolate* isolate, std::span<const uint8_t> bytes) {
  if (session_ == nullptr) return v8::Undefined(isolate);
  session_->Receive(bytes);
  return TakeEvents(isolate);
}

Local<Value> Http2SessionBinding::TakeEvents(Isolate* isolate) {
  if (session_ == nullptr || session_->events().empty()) return v8::Undefined(isolate);
  const http2::Events& events = session_->events();
  std::vector<Local<Value>> slots;
  slots.reserve(events.list.size() * kEventSlots);
  for (const http2::Event& event : events.list) {
    slots.push_back(v8::Integer::New(isolate, static_cast<int32_t>(event.kind)));
    slots.push_back(v8::Integer::New(isolate, event.stream));
    for (int64_t number : {event.a, event.b, event.c}) {
      slots.push_back(v8::Number::New(isolate, static_cast<double>(number)));
    }
    slots.push_back(PayloadOf(isolate, events, event));
    slots.push_back(SensitiveOf(isolate, events, event));
  }
  session_->events().Clear();
  return v8::Array::New(isolate, slots.data(), slots.size());
}

Local<Value> Http2SessionBinding::Take(Isolate* isolate, uint32_t limit, Local<v8::Int32Array> state) {
  if (session_ == nullptr || state->Length() < 3) return v8::Undefined(isolate);
  session_->pieces().clear();
  const bool more = session_->Take(limit);
  std::vector<uint8_t>& output = session_->output();
  Local<Value> bytes = v8::Undefined(isolate);
  if (!output.empty()) {
    bytes = ToArrayBuffer(isolate, output);
    constexpr size_t kKeptCapacity = 1 << 18;
    if (output.capacity() > kKeptCapacity) {
      output = {};
    } else {
      output.clear();
    }
  }
  auto* flags = reinterpret_cast<int32_t*>(static_cast<uint8_t*>(state->Buffer()->Data()) + state->ByteOffset());
  flags[0] = more ? 1 : 0;
  flags[1] = session_->events().empty() ? 0 : 1;
  flags[2] = session_->WantsRead() || session_->WantsWrite() ? 0 : 1;
  return bytes;
}

Local<Value> Http2SessionBinding::TakePieces(Isolate* isolate) {
  std::vector<Local<Value>> ends;
  if (session_ == nullptr) return v8::Array::New(isolate, 0);
  for (size_t end : session_->pieces()) ends.push_back(v8::Number::New(isolate, static_cast<double>(end)));
  session_->pieces().clear();
  return v8::Array::New(isolate, ends.data(), ends.size());
}

int32_t Http2SessionBinding::Request(Isolate* isolate, Local<v8::String> fields, bool end_stream, bool want_trailers) {
  if (session_ == nullptr) return NGHTTP2_ERR_INVALID_STATE;
  const FieldList list(isolate, fields);
  return session_->SubmitRequest(list.fields(), end_stream, want_trailers);
}

int32_t Http2SessionBinding::Respond(Isolate* isolate, int32_t stream, Local<v8::String> fields, bool end_stream,
                                     bool want_trailers) {
  if (session_ == nullptr) return NGHTTP2_ERR_INVALID_STATE;
  const FieldList list(isolate, fields);
  return session_->SubmitResponse(stream, list.fields(), end_stream, want_trailers);
}

int32_t Http2SessionBinding::Inform(Isolate* isolate, int32_t stream, Local<v8::String> fields) {
  if (session_ == nullptr) return NGHTTP2_ERR_INVALID_STATE;
  const FieldList list(isolate, fields);
  return session_->SubmitInformation(stream, list.fields());
}

int32_t Http2SessionBinding::Trailers(Isolate* isolate, int32_t stream, Local<v8::String> fields) {
  if (session_ == nullptr) return NGHTTP2_ERR_INVALID_STATE;
  const FieldList list(isolate, fields);
  return session_->SubmitTrailers(stream, list.fields());
}

int32_t Http2SessionBinding::PushPromise(Isolate* isolate, int32_t stream, Local<v8::String> fields) {
  if (session_ == nullptr) return NGHTTP2_ERR_INVALID_STATE;
  const FieldList list(isolate, fields);
  return session_->SubmitPush(stream, list.fields());
}

int32_t Http2SessionBinding::Reset(int32_t stream, uint32_t code) {
  return session_ == nullptr ? 0 : session_->SubmitReset(stream, code);
}

int32_t Http2SessionBinding::Settings(std::vector<uint32_t> pairs) {
  if (session_ == nullptr) return NGHTTP2_ERR_INVALID_STATE;
  std::vector<http2::Setting> settings;
  for (size_t i = 0; i + 1 < pairs.size(); i += 2) {
    settings.push_back({static_cast<uint16_t>(pairs[i]), pairs[i + 1]});
  }
  return session_->SubmitSettings(settings);
}

int32_t Http2SessionBinding::Ping(std::span<const uint8_t> payload) {
  constexpr size_t kPayload = 8;
  if (session_ == nullptr || payload.size() != kPayload) return NGHTTP2_ERR_INVALID_ARGUMENT;
  return session_->SubmitPing(payload.first<kPayload>());
}

int32_t Http2SessionBinding::Goaway(uint32_t code, int32_t last_stream,
                                    std::optional<std::span<const uint8_t>> opaque) {
  if (session_ == nullptr) return NGHTTP2_ERR_INVALID_STATE;
  return session_->SubmitGoaway(code, last_stream, opaque.value_or(std::span<const uint8_t>()));
}

int32_t Http2SessionBinding::Terminate(uint32_t code) { return session_ == nullptr ? 0 : session_->Terminate(code); }

int32_t Http2SessionBinding::Altsvc(Isolate* isolate, int32_t stream, Local<v8::String> origin,
                                    Local<v8::String> value) {
  if (session_ == nullptr) return NGHTTP2_ERR_INVALID_STATE;
  return session_->SubmitAltsvc(stream, ToLatin1(isolate, origin), ToLatin1(isolate, value));
}

int32_t Http2SessionBinding::Origins(Isolate* isolate, std::vector<Local<v8::String>> origins) {
  if (session_ == nullptr) return NGHTTP2_ERR_INVALID_STATE;
  std::vector<std::string> texts;
  for (Local<v8::String> origin : origins) texts.push_back(ToLatin1(isolate, origin));
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  return session_->SubmitOrigins(views);
}

int32_t Http2SessionBinding::SetLocalWindowSize(int32_t size) {
  return session_ == nullptr ? NGHTTP2_ERR_INVALID_STATE : session_->SetLocalWindowSize(size);
}

int32_t Http2SessionBinding::SetNextStreamId(int32_t stream) {
  return session_ == nullptr ? NGHTTP2_ERR_INVALID_STATE : session_->SetNextStreamId(stream);
}

bool Http2SessionBinding::Write(int32_t stream, Local<v8::ArrayBufferView> bytes) {
  if (session_ == nullptr) return false;
  std::shared_ptr<v8::BackingStore> store = bytes->Buffer()->GetBackingStore();
  const auto* start = static_cast<const uint8_t*>(store->Data()) + bytes->ByteOffset();
  return session_->Write(stream, {std::move(store), {start, bytes->ByteLength()}});
}

bool Http2SessionBinding::WriteUtf8(Isolate* isolate, int32_t stream, Local<v8::String> text) {
  if (session_ == nullptr) return false;
  auto owner = std::make_shared<const std::string>(engine::ToUtf8(isolate, text));
  const std::span<const uint8_t> bytes = Bytes(*owner);
  return session_->Write(stream, {std::move(owner), bytes});
}

bool Http2SessionBinding::WriteLatin1(Isolate* isolate, int32_t stream, Local<v8::String> text) {
  if (session_ == nullptr) return false;
  auto owner = std::make_shared<const std::string>(ToLatin1(isolate, text));
  const std::span<const uint8_t> bytes = Bytes(*owner);
  return session_->Write(stream, {std::move(owner), bytes});
}

bool Http2SessionBinding::End(int32_t stream) { return session_ != nullptr && session_->End(stream); }

void Http2SessionBinding::SetFlowing(int32_t stream, bool flowing) {
  if (session_ != nullptr) session_->SetFlowing(stream, flowing);
}

Local<Value> Http2SessionBinding::LocalSettings(Isolate* isolate) {
  if (session_ == nullptr) return v8::Undefined(isolate);
  return ToNumbers(isolate, session_->LocalSettings());
}

Local<Value> Http2SessionBinding::RemoteSettings(Isolate* isolate) {
  if (session_ == nullptr) return v8::Undefined(isolate);
  return ToNumbers(isolate, session_->RemoteSettings());
}

Local<Value> Http2SessionBinding::RemoteCustomSettings(Isolate* isolate) {
  std::vector<Local<Value>> pairs;
  if (session_ == nullptr) return v8::Array::New(isolate, 0);
  for (const http2::Setting& setting : session_->remote_custom_settings()) {
    pairs.push_back(v8::Integer::New(isolate, setting.id));
    pairs.push_back(v8::Integer::NewFromUnsigned(isolate, setting.value));
  }
  return v8::Array::New(isolate, pairs.data(), pairs.size());
}

Local<Value> Http2SessionBinding::State(Isolate* isolate) {
  if (session_ == nullptr) return v8::Undefined(isolate);
  const http2::Session::State state = session_->GetState();
  return ToNumbers(isolate,
                   std::array<double, 9>{state.effective_local_window, state.effective_received, state.next_stream,
                                         state.local_window, state.last_processed_stream, state.remote_window,
                                         state.outbound_queue, state.deflate_table, state.inflate_table});
}

Local<Value> Http2SessionBinding::StreamState(Isolate* isolate, int32_t stream) {
  if (session_ == nullptr) return v8::Undefined(isolate);
  const http2::Session::StreamState state = session_->GetStreamState(stream);
  return ToNumbers(isolate,
                   std::array<double, 4>{state.state, state.local_close, state.remote_close, state.local_window});
}

Local<Value> Http2SessionBinding::Counts(Isolate* isolate) {
  if (session_ == nullptr) return v8::Undefined(isolate);
  return ToNumbers(isolate, std::array<double, 2>{static_cast<double>(session_->frames_received()),
                                                  static_cast<double>(session_->frames_sent())});
}

void Http2SessionBinding::Methods(engine::ClassTarget& methods) {
  using B = Http2SessionBinding;
  methods.Method<B, &B::Receive>("receive");
  methods.Method<B, &B::Take>("take");
  methods.Method<B, &B::TakePieces>("takePieces");
  methods.Method<B, &B::TakeEvents>("takeEvents");
  methods.Method<B, &B::Request>("request");
  methods.Method<B, &B::Respond>("respond");
  methods.Method<B, &B::Inform>("inform");
  methods.Method<B, &B::Trailers>("trailers");
  methods.Method<B, &B::PushPromise>("pushPromise");
  methods.Method<B, &B::Reset>("reset");
  methods.Method<B, &B::Settings>("settings");
  methods.Method<B, &B::Ping>("ping");
  methods.Method<B, &B::Goaway>("goaway");
  methods.Method<B, &B::Terminate>("terminate");
  methods.Method<B, &B::Altsvc>("altsvc");
  methods.Method<B, &B::Origins>("origins");
  methods.Method<B, &B::SetLocalWindowSize>("setLocalWindowSize");
  methods.Method<B, &B::SetNextStreamId>("setNextStreamId");
  methods.Method<B, &B::Write>("write");
  methods.Method<B, &B::WriteUtf8>("writeUtf8");
  methods.Method<B, &B::WriteLatin1>("writeLatin1");
  methods.Method<B, &B::End>("end");
  methods.Method<B, &B::SetFlowing>("setFlowing");
  methods.Method<B, &B::LocalSettings>("localSettings");
  methods.Method<B, &B::RemoteSettings>("remoteSettings");
  methods.Method<B, &B::RemoteCustomSettings>("remoteCustomSettings");
  methods.Method<B, &B::State>("state");
  methods.Method<B, &B::StreamState>("streamState");
  methods.Method<B, &B::Counts>("counts");
  methods.Method<B, &B::Close>("close");
}

}  // namespace eddy::bindings
