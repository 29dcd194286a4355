// binding('http2').Session: an http2::Session as JavaScript sees it. lib/internal/http2/session.js carries its bytes.
//
// Events cross as one flat array, kEventSlots values for each: kind, stream, a, b, c as in http2::Event, then what it
// carries (an array of names and values, a string, an ArrayBuffer, or undefined), then the names of fields that are
// marked as sensitive (an array, or undefined).
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "engine/binding.h"
#include "http2/session.h"

namespace eddy::bindings {

class Http2SessionBinding final : public engine::Wrapper {
 public:
  static constexpr int kEventSlots = 7;

  // `limits`: the numbers of http2::Options in their order, -1 for those that are not set; then the ids of the peer's
  // custom settings that are wanted.
  static std::unique_ptr<Http2SessionBinding> Make(v8::Isolate* isolate, int32_t role, std::vector<double> limits);
  static void Methods(engine::ClassTarget& methods);

  // The events that the bytes have caused; undefined when there are none.
  v8::Local<v8::Value> Receive(v8::Isolate* isolate, std::span<const uint8_t> bytes);
  // What is to be sent, at least `limit` bytes where there are so many, as an ArrayBuffer; undefined when nothing is.
  // `state` gets: whether more is ready, whether there are events, whether the session has come to its end.
  v8::Local<v8::Value> Take(v8::Isolate* isolate, uint32_t limit, v8::Local<v8::Int32Array> state);
  // Where what Take gave last may be cut: ends of frames and of their parts.
  v8::Local<v8::Value> TakePieces(v8::Isolate* isolate);
  v8::Local<v8::Value> TakeEvents(v8::Isolate* isolate);

  // `fields` are written as one latin1 text: a digit (1: sensitive), name, NUL, value, NUL for each.
  int32_t Request(v8::Isolate* isolate, v8::Local<v8::String> fields, bool end_stream, bool want_trailers);
  int32_t Respond(v8::Isolate* isolate, int32_t stream, v8::Local<v8::String> fields, bool end_stream,
                  bool want_trailers);
  int32_t Inform(v8::Isolate* isolate, int32_t stream, v8::Local<v8::String> fields);
  int32_t Trailers(v8::Isolate* isolate, int32_t stream, v8::Local<v8::String> fields);
  int32_t PushPromise(v8::Isolate* isolate, int32_t stream, v8::Local<v8::String> fields);
  int32_t Reset(int32_t stream, uint32_t code);
  // `pairs`: id, value, id, value ...
  int32_t Settings(std::vector<uint32_t> pairs);
  int32_t Ping(std::span<const uint8_t> payload);
  int32_t Goaway(uint32_t code, int32_t last_stream, std::optional<std::span<const uint8_t>> opaque);
  int32_t Terminate(uint32_t code);
  int32_t Altsvc(v8::Isolate* isolate, int32_t stream, v8::Local<v8::String> origin, v8::Local<v8::String> value);
  int32_t Origins(v8::Isolate* isolate, std::vector<v8::Local<v8::String>> origins);
  int32_t SetLocalWindowSize(int32_t size);
  int32_t SetNextStreamId(int32_t stream);

  // Each: false when the stream takes nothing more.
  bool Write(int32_t stream, v8::Local<v8::ArrayBufferView> bytes);
  bool WriteUtf8(v8::Isolate* isolate, int32_t stream, v8::Local<v8::String> text);
  bool WriteLatin1(v8::Isolate* isolate, int32_t stream, v8::Local<v8::String> text);
  bool End(int32_t stream);
  void SetFlowing(int32_t stream, bool flowing);

  // Nine numbers by the settings' ids.
  v8::Local<v8::Value> LocalSettings(v8::Isolate* isolate);
  v8::Local<v8::Value> RemoteSettings(v8::Isolate* isolate);
  // id, value, id, value ... of custom settings.
  v8::Local<v8::Value> RemoteCustomSettings(v8::Isolate* isolate);
  v8::Local<v8::Value> State(v8::Isolate* isolate);
  v8::Local<v8::Value> StreamState(v8::Isolate* isolate, int32_t stream);
  // Frames received, frames sent.
  v8::Local<v8::Value> Counts(v8::Isolate* isolate);

  // Frees the session; nothing may be called after.
  void Close() { session_.reset(); }

 private:
  explicit Http2SessionBinding(std::unique_ptr<http2::Session> session) : session_(std::move(session)) {}

  std::unique_ptr<http2::Session> session_;
};

}  // namespace eddy::bindings
