// What nghttp2 tells a session while it reads and writes.
#include <algorithm>

#include "http2/session.h"

namespace eddy::http2 {

namespace {

std::string_view View(const uint8_t* bytes, size_t size) {
  return std::string_view(reinterpret_cast<const char*>(bytes), size);
}

std::string_view View(nghttp2_rcbuf* buffer) {
  const nghttp2_vec bytes = nghttp2_rcbuf_get_buf(buffer);
  return View(bytes.base, bytes.len);
}

// The stream whose headers a frame carries.
int32_t HeadersStream(const nghttp2_frame& frame) {
  return frame.hd.type == NGHTTP2_PUSH_PROMISE ? frame.push_promise.promised_stream_id : frame.hd.stream_id;
}

HeaderCategory CategoryOf(const nghttp2_frame& frame) {
  if (frame.hd.type == NGHTTP2_PUSH_PROMISE) return HeaderCategory::kPromise;
  switch (frame.headers.cat) {
    case NGHTTP2_HCAT_REQUEST:
      return HeaderCategory::kRequest;
    case NGHTTP2_HCAT_RESPONSE:
      return HeaderCategory::kResponse;
    case NGHTTP2_HCAT_PUSH_RESPONSE:
      return HeaderCategory::kPushResponse;
    default:
      return HeaderCategory::kLater;
  }
}

// The code of RFC 9113 for what kept a frame from being sent.
uint32_t ErrorCodeOf(int error) {
  switch (error) {
    case NGHTTP2_ERR_STREAM_CLOSED:
      return NGHTTP2_STREAM_CLOSED;
    case NGHTTP2_ERR_FRAME_SIZE_ERROR:
      return NGHTTP2_FRAME_SIZE_ERROR;
    case NGHTTP2_ERR_REFUSED_STREAM:
      return NGHTTP2_REFUSED_STREAM;
    case NGHTTP2_ERR_CANCEL:
      return NGHTTP2_CANCEL;
    case NGHTTP2_ERR_FLOW_CONTROL:
      return NGHTTP2_FLOW_CONTROL_ERROR;
    case NGHTTP2_ERR_HEADER_COMP:
      return NGHTTP2_COMPRESSION_ERROR;
    case NGHTTP2_ERR_PROTO:
      return NGHTTP2_PROTOCOL_ERROR;
    default:
      return NGHTTP2_INTERNAL_ERROR;
  }
}

}  // namespace

int Session::OnBeginHeaders(nghttp2_session* native, const nghttp2_frame* frame, void* self) {
  auto& session = *static_cast<Session*>(self);
  session.block_fields_.clear();
  session.block_text_.clear();
  const int32_t id = HeadersStream(*frame);
  Stream* known = session.Find(id);
  if (known == nullptr) {
    if (!session.CanAddStream()) {
      if (++session.rejected_streams_ > session.options_.max_rejected_streams) {
        session.Fail(static_cast<int64_t>(Failure::kTooManyRejectedStreams));
        return NGHTTP2_ERR_CALLBACK_FAILURE;
      }
      nghttp2_submit_rst_stream(native, NGHTTP2_FLAG_NONE, id, NGHTTP2_ENHANCE_YOUR_CALM);
      return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    }
    session.rejected_streams_ = 0;
    known = &session.Add(id);
  }
  known->header_count = 0;
  known->header_bytes = 0;
  return 0;
}

int Session::OnHeader(nghttp2_session* native, const nghttp2_frame* frame, nghttp2_rcbuf* name, nghttp2_rcbuf* value,
                      uint8_t flags, void* self) {
  auto& session = *static_cast<Session*>(self);
  const int32_t id = HeadersStream(*frame);
  Stream* stream = session.Find(id);
  // Refused already.
  if (stream == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  const std::string_view name_text = View(name);
  const std::string_view value_text = View(value);
  // RFC 9113 6.5.2: a field counts with 32 bytes more.
  const size_t size = name_text.size() + value_text.size() + 32;
  if (stream->header_count == session.options_.max_header_pairs ||
      stream->header_bytes + size > stream->max_header_bytes) {
    nghttp2_submit_rst_stream(native, NGHTTP2_FLAG_NONE, id, NGHTTP2_ENHANCE_YOUR_CALM);
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  }
  // An empty name is no field: it is not told.
  if (name_text.empty()) return 0;
  stream->header_count++;
  stream->header_bytes += static_cast<uint32_t>(size);
  session.block_fields_.push_back({session.block_text_.size(), static_cast<uint32_t>(name_text.size()),
                                   static_cast<uint32_t>(value_text.size()), (flags & NGHTTP2_NV_FLAG_NO_INDEX) != 0});
  session.block_text_.append(name_text).append(value_text);
  return 0;
}

// A field that is malformed, and whose loss does no harm, is left out.
int Session::OnInvalidHeader(nghttp2_session*, const nghttp2_frame*, nghttp2_rcbuf*, nghttp2_rcbuf*, uint8_t, void*) {
  return 0;
}

void Session::FinishHeaders(const nghttp2_frame& frame) {
  Event& event =
      Push(EventKind::kHeaders, HeadersStream(frame), static_cast<int64_t>(CategoryOf(frame)), frame.hd.flags);
  event.c = frame.hd.stream_id;
  event.first_field = events_.fields.size();
  event.field_count = block_fields_.size();
  const size_t base = events_.text.size();
  for (Field field : block_fields_) {
    field.at += base;
    events_.fields.push_back(field);
  }
  events_.text.append(block_text_);
  block_fields_.clear();
  block_text_.clear();
}

void Session::NoteSettings(const nghttp2_frame& frame) {
  for (size_t i = 0; i < frame.settings.niv; i++) {
    const nghttp2_settings_entry& entry = frame.settings.iv[i];
    const auto& wanted = options_.remote_custom_settings;
    if (std::find(wanted.begin(), wanted.end(), entry.settings_id) == wanted.end()) continue;
    const auto id = static_cast<uint16_t>(entry.settings_id);
    const auto known =
        std::find_if(remote_custom_.begin(), remote_custom_.end(), [id](const Setting& each) { return each.id == id; });
    if (known == remote_custom_.end()) {
      remote_custom_.push_back({id, entry.value});
    } else {
      known->value = entry.value;
    }
  }
  AddNumbers(Push(EventKind::kSettings), RemoteSettings());
}

int Session::OnFrame(nghttp2_session*, const nghttp2_frame* frame, void* self) {
  auto& session = *static_cast<Session*>(self);
  const int32_t id = frame->hd.stream_id;
  const bool ack = (frame->hd.flags & NGHTTP2_FLAG_ACK) != 0;
  session.frames_received_++;
  switch (frame->hd.type) {
    case NGHTTP2_DATA:
      if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) {
        session.Push(EventKind::kEndStream, id);
      } else if (frame->hd.length == 0 && session.invalid_frames_++ > session.options_.max_invalid_frames) {
        // An empty frame that ends nothing has no purpose.
        session.Fail(static_cast<int64_t>(Failure::kTooManyInvalidFrames));
        return NGHTTP2_ERR_CALLBACK_FAILURE;
      }
      break;
    case NGHTTP2_HEADERS:
      session.FinishHeaders(*frame);
      if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) session.Push(EventKind::kEndStream, id);
      break;
    case NGHTTP2_PUSH_PROMISE:
      session.FinishHeaders(*frame);
      break;
    case NGHTTP2_PRIORITY: {
      const nghttp2_priority_spec& spec = frame->priority.pri_spec;
      session.Push(EventKind::kPriority, id, spec.stream_id, spec.weight).c = spec.exclusive;
      break;
    }
    case NGHTTP2_SETTINGS:
      if (ack) {
        session.AddNumbers(session.Push(EventKind::kSettingsAck), session.LocalSettings());
      } else {
        session.NoteSettings(*frame);
      }
      break;
    case NGHTTP2_PING:
      session.AddText(session.Push(ack ? EventKind::kPingAck : EventKind::kPing),
                      View(frame->ping.opaque_data, sizeof frame->ping.opaque_data));
      break;
    case NGHTTP2_GOAWAY: {
      const nghttp2_goaway& goaway = frame->goaway;
      session.AddText(session.Push(EventKind::kGoaway, 0, goaway.error_code, goaway.last_stream_id),
                      View(goaway.opaque_data, goaway.opaque_data_len));
      break;
    }
    case NGHTTP2_ALTSVC: {
      const auto& altsvc = *static_cast<const nghttp2_ext_altsvc*>(frame->ext.payload);
      std::string text(View(altsvc.origin, altsvc.origin_len));
      text.append(View(altsvc.field_value, altsvc.field_value_len));
      session.AddText(session.Push(EventKind::kAltsvc, id, static_cast<int64_t>(altsvc.origin_len)), text);
      break;
    }
    case NGHTTP2_ORIGIN: {
      const auto& origin = *static_cast<const nghttp2_ext_origin*>(frame->ext.payload);
      Event& event = session.Push(EventKind::kOrigin);
      event.first_field = session.events_.fields.size();
      event.field_count = origin.nov;
      for (size_t i = 0; i < origin.nov; i++) {
        const size_t size = origin.ov[i].origin_len;
        session.events_.fields.push_back({session.events_.text.size(), static_cast<uint32_t>(size), 0, false});
        session.events_.text.append(View(origin.ov[i].origin, size));
      }
      break;
    }
    default:
      break;
  }
  return 0;
}

int Session::OnInvalidFrame(nghttp2_session*, const nghttp2_frame*, int error, void* self) {
  auto& session = *static_cast<Session*>(self);
  if (session.invalid_frames_++ > session.options_.max_invalid_frames) {
    session.Fail(static_cast<int64_t>(Failure::kTooManyInvalidFrames));
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  }
  // These end the connection; others only their stream.
  if (nghttp2_is_fatal(error) != 0 || error == NGHTTP2_ERR_STREAM_CLOSED || error == NGHTTP2_ERR_PROTO) {
    session.Fail(error);
  }
  return 0;
}

int Session::OnData(nghttp2_session* native, uint8_t, int32_t id, const uint8_t* data, size_t size, void* self) {
  auto& session = *static_cast<Session*>(self);
  nghttp2_session_consume_connection(native, size);
  Stream* stream = session.Find(id);
  if (stream == nullptr || size == 0) {
    nghttp2_session_consume_stream(native, id, size);
    return 0;
  }
  if (stream->flowing) {
    nghttp2_session_consume_stream(native, id, size);
  } else {
    stream->unconsumed += size;
  }
  const std::span<const uint8_t> input = session.receiving_;
  if (data >= input.data() && data + size <= input.data() + input.size()) {
    session.Push(EventKind::kData, id, data - input.data(), static_cast<int64_t>(size));
  } else {
    session.AddText(session.Push(EventKind::kData, id, -1, static_cast<int64_t>(size)), View(data, size));
  }
  return 0;
}

int Session::OnStreamClose(nghttp2_session*, int32_t id, uint32_t code, void* self) {
  auto& session = *static_cast<Session*>(self);
  const auto found = session.streams_.find(id);
  if (found == session.streams_.end()) return 0;
  session.queued_bytes_ -= found->second.queued;
  session.streams_.erase(found);
  session.Push(EventKind::kStreamClosed, id, code);
  return 0;
}

int Session::OnFrameSent(nghttp2_session*, const nghttp2_frame* frame, void* self) {
  auto& session = *static_cast<Session*>(self);
  session.frames_sent_++;
  // nghttp2 has found that the peer overran a stream's window: it can't be trusted with the others'. RFC 9113 6.9.1.
  if (frame->hd.type == NGHTTP2_RST_STREAM && frame->rst_stream.error_code == NGHTTP2_FLOW_CONTROL_ERROR &&
      session.resets_.erase(frame->hd.stream_id) == 0) {
    session.Fail(NGHTTP2_ERR_PROTO);
  }
  return 0;
}

int Session::OnFrameNotSent(nghttp2_session* native, const nghttp2_frame* frame, int error, void* self) {
  // What is closed, or closing, needs nothing of it any more.
  if (error == NGHTTP2_ERR_SESSION_CLOSING || error == NGHTTP2_ERR_STREAM_CLOSED ||
      error == NGHTTP2_ERR_STREAM_CLOSING) {
    return 0;
  }
  auto& session = *static_cast<Session*>(self);
  const uint32_t code = ErrorCodeOf(error);
  const int32_t id = frame->hd.stream_id;
  session.Push(EventKind::kFrameError, id, frame->hd.type, code);
  // nghttp2 closes a stream whose request can't be sent; one whose answer or trailers can't be sent is ours to close.
  if (id != 0 && session.Find(id) != nullptr &&
      (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST)) {
    nghttp2_submit_rst_stream(native, NGHTTP2_FLAG_NONE, id, code);
  }
  return 0;
}

ssize_t Session::OnSelectPadding(nghttp2_session*, const nghttp2_frame* frame, size_t max_payload, void* self) {
  const size_t length = frame->hd.length;
  if (static_cast<Session*>(self)->options_.padding == Padding::kMax) return static_cast<ssize_t>(max_payload);
  constexpr size_t kFrameHead = 9;
  const size_t over = (length + kFrameHead) % 8;
  if (over == 0) return static_cast<ssize_t>(length);
  return static_cast<ssize_t>(std::min(max_payload, length + 8 - over));
}

ssize_t Session::OnReadBody(nghttp2_session*, int32_t id, uint8_t*, size_t size, uint32_t* flags, nghttp2_data_source*,
                            void* self) {
  auto& session = *static_cast<Session*>(self);
  Stream* stream = session.Find(id);
  if (stream == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  if (stream->queued == 0 && !stream->ended) {
    // Empty writes are done without a frame.
    if (!stream->queue.empty()) {
      session.Push(EventKind::kWritten, id, static_cast<int64_t>(stream->queue.size()));
      stream->queue.clear();
    }
    stream->waits = true;
    return NGHTTP2_ERR_DEFERRED;
  }
  const size_t amount = std::min(size, stream->queued);
  *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
  if (amount == stream->queued && stream->ended) {
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (stream->want_trailers) {
      *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
      session.Push(EventKind::kWantTrailers, id);
    }
  }
  return static_cast<ssize_t>(amount);
}

ssize_t Session::OnReadNothing(nghttp2_session*, int32_t, uint8_t*, size_t, uint32_t* flags, nghttp2_data_source*,
                               void*) {
  *flags |= NGHTTP2_DATA_FLAG_EOF;
  return 0;
}

int Session::OnSendData(nghttp2_session*, nghttp2_frame* frame, const uint8_t* head, size_t size, nghttp2_data_source*,
                        void* self) {
  constexpr size_t kFrameHead = 9;
  auto& session = *static_cast<Session*>(self);
  Stream* stream = session.Find(frame->hd.stream_id);
  if (stream == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  std::vector<uint8_t>& output = session.output_;
  const auto cut = [&session, &output] { session.pieces_.push_back(output.size()); };
  output.insert(output.end(), head, head + kFrameHead);
  cut();
  const size_t padding = frame->data.padlen;
  if (padding > 0) {
    output.push_back(static_cast<uint8_t>(padding - 1));
    cut();
  }
  int64_t chunks = 0;
  int64_t bytes = 0;
  size_t left = size;
  while (!stream->queue.empty()) {
    const Chunk& chunk = stream->queue.front();
    const size_t amount = std::min(left, chunk.bytes.size() - stream->sent_of_front);
    const uint8_t* start = chunk.bytes.data() + stream->sent_of_front;
    if (amount > 0) {
      output.insert(output.end(), start, start + amount);
      cut();
    }
    left -= amount;
    bytes += static_cast<int64_t>(amount);
    stream->sent_of_front += amount;
    if (stream->sent_of_front < chunk.bytes.size()) break;
    stream->queue.pop_front();
    stream->sent_of_front = 0;
    chunks++;
  }
  stream->queued -= size - left;
  session.queued_bytes_ -= size - left;
  if (padding > 1) {
    output.insert(output.end(), padding - 1, 0);
    cut();
  }
  session.Push(EventKind::kWritten, frame->hd.stream_id, chunks, bytes);
  return 0;
}

}  // namespace eddy::http2
