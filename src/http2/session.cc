#include "http2/session.h"

#include <algorithm>

#include "base/invariant.h"

namespace eddy::http2 {

namespace {

struct OptionDeleter {
  void operator()(nghttp2_option* option) const { nghttp2_option_del(option); }
};
struct CallbacksDeleter {
  void operator()(nghttp2_session_callbacks* callbacks) const { nghttp2_session_callbacks_del(callbacks); }
};

std::unique_ptr<nghttp2_option, OptionDeleter> MakeOption(Role role, const Options& options) {
  nghttp2_option* option = nullptr;
  if (nghttp2_option_new(&option) != 0) return nullptr;
  nghttp2_option_set_no_closed_streams(option, 1);
  nghttp2_option_set_no_auto_window_update(option, 1);
  if (options.max_deflate_table_size) {
    nghttp2_option_set_max_deflate_dynamic_table_size(option, *options.max_deflate_table_size);
  }
  if (options.max_send_header_block_length) {
    nghttp2_option_set_max_send_header_block_length(option, *options.max_send_header_block_length);
  }
  nghttp2_option_set_peer_max_concurrent_streams(option, options.peer_max_concurrent_streams);
  nghttp2_option_set_max_settings(option, options.max_settings);
  nghttp2_option_set_no_rfc9113_leading_and_trailing_ws_validation(option, options.strict_whitespace ? 0 : 1);
  if (role == Role::kClient) {
    nghttp2_option_set_max_reserved_remote_streams(option, options.max_reserved_remote_streams);
    nghttp2_option_set_builtin_recv_extension_type(option, NGHTTP2_ALTSVC);
    nghttp2_option_set_builtin_recv_extension_type(option, NGHTTP2_ORIGIN);
  } else {
    nghttp2_option_set_stream_reset_rate_limit(option, options.reset_burst, options.reset_rate);
  }
  return std::unique_ptr<nghttp2_option, OptionDeleter>(option);
}

uint8_t* Bytes(std::string_view text) { return reinterpret_cast<uint8_t*>(const_cast<char*>(text.data())); }

// As nghttp2 wants them; it copies what they point to.
std::vector<nghttp2_nv> ToPairs(std::span<const OutgoingField> fields) {
  std::vector<nghttp2_nv> pairs;
  pairs.reserve(fields.size());
  for (const OutgoingField& field : fields) {
    const uint8_t flags = field.sensitive ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE;
    pairs.push_back({Bytes(field.name), Bytes(field.value), field.name.size(), field.value.size(), flags});
  }
  return pairs;
}

constexpr std::array<nghttp2_settings_id, 7> kKnownSettings = {
    NGHTTP2_SETTINGS_HEADER_TABLE_SIZE,      NGHTTP2_SETTINGS_ENABLE_PUSH,    NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS,
    NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE,    NGHTTP2_SETTINGS_MAX_FRAME_SIZE, NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE,
    NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL};

}  // namespace

std::unique_ptr<Session> Session::Make(Role role, const Options& options) {
  std::unique_ptr<nghttp2_option, OptionDeleter> option = MakeOption(role, options);
  nghttp2_session_callbacks* raw = nullptr;
  if (option == nullptr || nghttp2_session_callbacks_new(&raw) != 0) return nullptr;
  std::unique_ptr<nghttp2_session_callbacks, CallbacksDeleter> callbacks(raw);
  nghttp2_session_callbacks_set_on_begin_headers_callback(raw, &OnBeginHeaders);
  nghttp2_session_callbacks_set_on_header_callback2(raw, &OnHeader);
  nghttp2_session_callbacks_set_on_invalid_header_callback2(raw, &OnInvalidHeader);
  nghttp2_session_callbacks_set_on_frame_recv_callback(raw, &OnFrame);
  nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(raw, &OnInvalidFrame);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(raw, &OnData);
  nghttp2_session_callbacks_set_on_stream_close_callback(raw, &OnStreamClose);
  nghttp2_session_callbacks_set_on_frame_send_callback(raw, &OnFrameSent);
  nghttp2_session_callbacks_set_on_frame_not_send_callback(raw, &OnFrameNotSent);
  nghttp2_session_callbacks_set_send_data_callback(raw, &OnSendData);
  if (options.padding != Padding::kNone) nghttp2_session_callbacks_set_select_padding_callback(raw, &OnSelectPadding);

  std::unique_ptr<Session> session(new Session(options));
  const auto create = role == Role::kServer ? &nghttp2_session_server_new3 : &nghttp2_session_client_new3;
  if (create(&session->session_, raw, session.get(), option.get(), session->memory_.functions()) != 0) return nullptr;
  return session;
}

Session::~Session() { nghttp2_session_del(session_); }

void Session::Receive(std::span<const uint8_t> bytes) {
  if (failed_) return;
  receiving_ = bytes;
  const ssize_t taken = nghttp2_session_mem_recv(session_, bytes.data(), bytes.size());
  receiving_ = {};
  if (taken < 0) Fail(taken);
}

bool Session::Take(size_t limit) {
  while (output_.size() < limit) {
    const uint8_t* bytes = nullptr;
    const ssize_t size = nghttp2_session_mem_send(session_, &bytes);
    if (size < 0) {
      Fail(size);
      return false;
    }
    if (size == 0) return false;
    output_.insert(output_.end(), bytes, bytes + size);
    pieces_.push_back(output_.size());
  }
  return nghttp2_session_want_write(session_) != 0;
}

int32_t Session::SubmitRequest(std::span<const OutgoingField> fields, bool end_stream, bool want_trailers) {
  const std::vector<nghttp2_nv> pairs = ToPairs(fields);
  const nghttp2_data_provider body{{0}, &OnReadBody};
  const int32_t id =
      nghttp2_submit_request(session_, nullptr, pairs.data(), pairs.size(), end_stream ? nullptr : &body, nullptr);
  if (id < 0) return id;
  Stream& stream = Add(id);
  stream.ended = end_stream;
  stream.want_trailers = want_trailers;
  return id;
}

int Session::SubmitResponse(int32_t id, std::span<const OutgoingField> fields, bool end_stream, bool want_trailers) {
  Stream* stream = Find(id);
  if (stream == nullptr) return NGHTTP2_ERR_STREAM_CLOSED;
  const std::vector<nghttp2_nv> pairs = ToPairs(fields);
  const nghttp2_data_provider body{{0}, &OnReadBody};
  if (end_stream) stream->ended = true;
  stream->want_trailers = want_trailers;
  return nghttp2_submit_response(session_, id, pairs.data(), pairs.size(), end_stream ? nullptr : &body);
}

int Session::SubmitInformation(int32_t id, std::span<const OutgoingField> fields) {
  const std::vector<nghttp2_nv> pairs = ToPairs(fields);
  return nghttp2_submit_headers(session_, NGHTTP2_FLAG_NONE, id, nullptr, pairs.data(), pairs.size(), nullptr);
}

int Session::SubmitTrailers(int32_t id, std::span<const OutgoingField> fields) {
  if (fields.empty()) {
    // An empty HEADERS frame is more than some peers can take.
    const nghttp2_data_provider nothing{{0}, &OnReadNothing};
    return nghttp2_submit_data(session_, NGHTTP2_FLAG_END_STREAM, id, &nothing);
  }
  const std::vector<nghttp2_nv> pairs = ToPairs(fields);
  return nghttp2_submit_trailer(session_, id, pairs.data(), pairs.size());
}

int32_t Session::SubmitPush(int32_t id, std::span<const OutgoingField> fields) {
  const std::vector<nghttp2_nv> pairs = ToPairs(fields);
  const int32_t promised =
      nghttp2_submit_push_promise(session_, NGHTTP2_FLAG_NONE, id, pairs.data(), pairs.size(), nullptr);
  if (promised > 0) Add(promised);
  return promised;
}

int Session::SubmitReset(int32_t id, uint32_t code) {
  // RST_STREAM overtakes what is queued: what can go out goes first.
  Take(SIZE_MAX);
  if (code == NGHTTP2_FLOW_CONTROL_ERROR) resets_.insert(id);
  return nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, code);
}

int Session::SubmitSettings(std::span<const Setting> settings) {
  std::vector<nghttp2_settings_entry> entries;
  entries.reserve(settings.size());
  for (const Setting& setting : settings) entries.push_back({setting.id, setting.value});
  return nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, entries.data(), entries.size());
}

int Session::SubmitPing(std::span<const uint8_t, 8> payload) {
  return nghttp2_submit_ping(session_, NGHTTP2_FLAG_NONE, payload.data());
}

int Session::SubmitGoaway(uint32_t code, int32_t last_stream, std::span<const uint8_t> opaque) {
  if (last_stream <= 0) last_stream = nghttp2_session_get_last_proc_stream_id(session_);
  return nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE, last_stream, code, opaque.data(), opaque.size());
}

int Session::Terminate(uint32_t code) { return nghttp2_session_terminate_session(session_, code); }

int Session::SubmitAltsvc(int32_t stream, std::string_view origin, std::string_view value) {
  return nghttp2_submit_altsvc(session_, NGHTTP2_FLAG_NONE, stream, Bytes(origin), origin.size(), Bytes(value),
                               value.size());
}

int Session::SubmitOrigins(std::span<const std::string_view> origins) {
  std::vector<nghttp2_origin_entry> entries;
  entries.reserve(origins.size());
  for (std::string_view origin : origins) entries.push_back({Bytes(origin), origin.size()});
  return nghttp2_submit_origin(session_, NGHTTP2_FLAG_NONE, entries.data(), entries.size());
}

int Session::SetLocalWindowSize(int32_t size) {
  return nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, size);
}

int Session::SetNextStreamId(int32_t stream) { return nghttp2_session_set_next_stream_id(session_, stream); }

bool Session::Write(int32_t id, Chunk chunk) {
  Stream* stream = Find(id);
  if (stream == nullptr || stream->ended) return false;
  stream->queued += chunk.bytes.size();
  queued_bytes_ += chunk.bytes.size();
  stream->queue.push_back(std::move(chunk));
  Resume(*stream);
  return true;
}

bool Session::End(int32_t id) {
  Stream* stream = Find(id);
  if (stream == nullptr) return false;
  stream->ended = true;
  Resume(*stream);
  return true;
}

void Session::Resume(Stream& stream) {
  if (!stream.waits) return;
  stream.waits = false;
  nghttp2_session_resume_data(session_, stream.id);
}

void Session::SetFlowing(int32_t id, bool flowing) {
  Stream* stream = Find(id);
  if (stream == nullptr) return;
  stream->flowing = flowing;
  if (!flowing || stream->unconsumed == 0) return;
  nghttp2_session_consume_stream(session_, id, stream->unconsumed);
  stream->unconsumed = 0;
}

std::array<uint32_t, 9> Session::LocalSettings() const {
  std::array<uint32_t, 9> values{};
  for (nghttp2_settings_id id : kKnownSettings) values[id] = nghttp2_session_get_local_settings(session_, id);
  return values;
}

std::array<uint32_t, 9> Session::RemoteSettings() const {
  std::array<uint32_t, 9> values{};
  for (nghttp2_settings_id id : kKnownSettings) values[id] = nghttp2_session_get_remote_settings(session_, id);
  return values;
}

Session::State Session::GetState() const {
  return {
      static_cast<double>(nghttp2_session_get_effective_local_window_size(session_)),
      static_cast<double>(nghttp2_session_get_effective_recv_data_length(session_)),
      static_cast<double>(nghttp2_session_get_next_stream_id(session_)),
      static_cast<double>(nghttp2_session_get_local_window_size(session_)),
      static_cast<double>(nghttp2_session_get_last_proc_stream_id(session_)),
      static_cast<double>(nghttp2_session_get_remote_window_size(session_)),
      static_cast<double>(nghttp2_session_get_outbound_queue_size(session_)),
      static_cast<double>(nghttp2_session_get_hd_deflate_dynamic_table_size(session_)),
      static_cast<double>(nghttp2_session_get_hd_inflate_dynamic_table_size(session_)),
  };
}

Session::StreamState Session::GetStreamState(int32_t id) const {
  nghttp2_stream* stream = nghttp2_session_find_stream(session_, id);
  if (stream == nullptr) return {NGHTTP2_STREAM_STATE_IDLE, 0, 0, 0};
  return {static_cast<double>(nghttp2_stream_get_state(stream)),
          static_cast<double>(nghttp2_session_get_stream_local_close(session_, id)),
          static_cast<double>(nghttp2_session_get_stream_remote_close(session_, id)),
          static_cast<double>(nghttp2_session_get_stream_local_window_size(session_, id))};
}

Session::Stream* Session::Find(int32_t id) {
  const auto found = streams_.find(id);
  return found == streams_.end() ? nullptr : &found->second;
}

Session::Stream& Session::Add(int32_t id) {
  Stream& stream = streams_[id];
  stream.id = id;
  // A list of any size unless we have announced a limit; ours when we have announced none.
  constexpr uint32_t kDefaultListSize = 65535;
  const uint32_t announced = nghttp2_session_get_local_settings(session_, NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE);
  stream.max_header_bytes = announced == UINT32_MAX ? kDefaultListSize : announced;
  return stream;
}

Event& Session::Push(EventKind kind, int32_t stream, int64_t a, int64_t b) {
  Event& event = events_.list.emplace_back();
  event.kind = kind;
  event.stream = stream;
  event.a = a;
  event.b = b;
  return event;
}

void Session::AddText(Event& event, std::string_view text) {
  event.text = events_.text.size();
  event.text_size = text.size();
  events_.text.append(text);
}

void Session::AddNumbers(Event& event, const std::array<uint32_t, 9>& numbers) {
  AddText(event, {reinterpret_cast<const char*>(numbers.data()), sizeof numbers});
}

void Session::Fail(int64_t code) {
  if (failed_) return;
  failed_ = true;
  Push(EventKind::kFailed, 0, code);
}

bool Session::CanAddStream() const {
  const uint32_t most = nghttp2_session_get_local_settings(session_, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
  return streams_.size() < most && memory() < options_.max_memory;
}

}  // namespace eddy::http2
