// Session: one HTTP/2 connection, without a socket: bytes of the peer's in, events out; bytes for the peer out.
// RFC 9113, RFC 7541 (HPACK), RFC 8441 (extended CONNECT), RFC 7838 (ALTSVC), RFC 8336 (ORIGIN); on nghttp2.
//
// Nothing is called back. Receive and Take work and leave what they found in events(); whoever runs the session reads
// them and calls Clear. What a Submit* function queues leaves with the next Take.
//
// Flow control: the connection's window is opened again as soon as bytes have come; a stream's window only while the
// stream flows (SetFlowing; not at first), so a reader that stops holds its sender back, and only that one.
#pragma once
#include <nghttp2/nghttp2.h>

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "http2/counted_memory.h"
#include "http2/event.h"
#include "http2/options.h"

namespace eddy::http2 {

// A header field to send. Views are read during the call only.
struct OutgoingField {
  std::string_view name;  // lower case
  std::string_view value;
  bool sensitive = false;  // not to be indexed by HPACK
};

// Bytes of a body and what keeps them in memory until they are sent.
struct Chunk {
  std::shared_ptr<const void> owner;
  std::span<const uint8_t> bytes;
};

class Session {
 public:
  // Null when there is no memory for it.
  static std::unique_ptr<Session> Make(Role role, const Options& options);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  // Takes bytes of the peer's. After kFailed every call does nothing.
  void Receive(std::span<const uint8_t> bytes);

  // Appends what is to be sent to output(), frames of at least `limit` bytes at most a frame more, and returns whether
  // more is ready to be sent.
  bool Take(size_t limit);
  std::vector<uint8_t>& output() { return output_; }
  // Where output() may be cut so that each piece is a frame, or a DATA frame's head, body or padding: ends of pieces.
  std::vector<size_t>& pieces() { return pieces_; }

  // What Receive and Take have found since the last Clear.
  Events& events() { return events_; }

  // Opens a stream (clients). The stream's number, or a negative error number of nghttp2.
  int32_t SubmitRequest(std::span<const OutgoingField> fields, bool end_stream, bool want_trailers);
  // Answers (servers); at most once for a stream. 0 or an error number; so do the next ones.
  int SubmitResponse(int32_t stream, std::span<const OutgoingField> fields, bool end_stream, bool want_trailers);
  int SubmitInformation(int32_t stream, std::span<const OutgoingField> fields);
  // After kWantTrailers; none ends the stream without.
  int SubmitTrailers(int32_t stream, std::span<const OutgoingField> fields);
  // The promised stream's number, or an error number.
  int32_t SubmitPush(int32_t stream, std::span<const OutgoingField> fields);
  // Ends a stream at once, after what can be sent of it now. `code`: RFC 9113 7.
  int SubmitReset(int32_t stream, uint32_t code);
  int SubmitSettings(std::span<const Setting> settings);
  int SubmitPing(std::span<const uint8_t, 8> payload);
  int SubmitGoaway(uint32_t code, int32_t last_stream, std::span<const uint8_t> opaque);
  // GOAWAY, after which nothing more is read.
  int Terminate(uint32_t code);
  int SubmitAltsvc(int32_t stream, std::string_view origin, std::string_view value);
  int SubmitOrigins(std::span<const std::string_view> origins);
  int SetLocalWindowSize(int32_t size);
  int SetNextStreamId(int32_t stream);

  // What a negative error number of nghttp2's means.
  static const char* Describe(int error) { return nghttp2_strerror(error); }

  // Queues bytes of a body; kWritten tells when they have become frames. False when the stream is gone.
  bool Write(int32_t stream, Chunk chunk);
  // No more will be written.
  bool End(int32_t stream);
  // Whether the peer may go on sending on a stream.
  void SetFlowing(int32_t stream, bool flowing);

  // Values of settings 1 to 6 and 8, by id: index 0 and 7 are unused.
  std::array<uint32_t, 9> LocalSettings() const;
  std::array<uint32_t, 9> RemoteSettings() const;
  // Those of the peer's that Options::remote_custom_settings asked for.
  const std::vector<Setting>& remote_custom_settings() const { return remote_custom_; }

  struct State {
    double effective_local_window, effective_received, next_stream, local_window, last_processed_stream, remote_window,
        outbound_queue, deflate_table, inflate_table;
  };
  State GetState() const;
  struct StreamState {
    double state, local_close, remote_close, local_window;
  };
  StreamState GetStreamState(int32_t stream) const;

  // Whether anything is left to do: false once both ends have said goodbye.
  bool WantsRead() const { return nghttp2_session_want_read(session_) != 0; }
  bool WantsWrite() const { return nghttp2_session_want_write(session_) != 0 || !output_.empty(); }
  uint64_t frames_received() const { return frames_received_; }
  uint64_t frames_sent() const { return frames_sent_; }
  // Bytes that the session holds.
  uint64_t memory() const { return memory_.used() + queued_bytes_ + block_text_.size(); }

 private:
  struct Stream {
    int32_t id = 0;
    std::deque<Chunk> queue;
    size_t sent_of_front = 0;  // bytes of the first chunk that have gone out
    size_t queued = 0;         // bytes not yet sent
    bool ended = false;
    bool waits = false;  // nghttp2 was told that there is nothing to send
    bool want_trailers = false;
    bool flowing = false;
    size_t unconsumed = 0;  // bytes received while it did not flow
    uint32_t header_count = 0;
    uint32_t header_bytes = 0;
    uint32_t max_header_bytes = 0;
  };

  explicit Session(const Options& options) : options_(options) {}

  Stream* Find(int32_t id);
  Stream& Add(int32_t id);
  Event& Push(EventKind kind, int32_t stream = 0, int64_t a = 0, int64_t b = 0);
  void AddText(Event& event, std::string_view text);
  void AddNumbers(Event& event, const std::array<uint32_t, 9>& numbers);
  void Fail(int64_t code);
  void Resume(Stream& stream);
  bool CanAddStream() const;
  void FinishHeaders(const nghttp2_frame& frame);
  void NoteSettings(const nghttp2_frame& frame);

  static int OnBeginHeaders(nghttp2_session*, const nghttp2_frame* frame, void* self);
  static int OnHeader(nghttp2_session*, const nghttp2_frame* frame, nghttp2_rcbuf* name, nghttp2_rcbuf* value,
                      uint8_t flags, void* self);
  static int OnInvalidHeader(nghttp2_session*, const nghttp2_frame* frame, nghttp2_rcbuf* name, nghttp2_rcbuf* value,
                             uint8_t flags, void* self);
  static int OnFrame(nghttp2_session*, const nghttp2_frame* frame, void* self);
  static int OnInvalidFrame(nghttp2_session*, const nghttp2_frame* frame, int error, void* self);
  static int OnData(nghttp2_session*, uint8_t flags, int32_t stream, const uint8_t* data, size_t size, void* self);
  static int OnStreamClose(nghttp2_session*, int32_t stream, uint32_t code, void* self);
  static int OnFrameSent(nghttp2_session*, const nghttp2_frame* frame, void* self);
  static int OnFrameNotSent(nghttp2_session*, const nghttp2_frame* frame, int error, void* self);
  static ssize_t OnSelectPadding(nghttp2_session*, const nghttp2_frame* frame, size_t max_payload, void* self);
  static ssize_t OnReadBody(nghttp2_session*, int32_t stream, uint8_t* buffer, size_t size, uint32_t* flags,
                            nghttp2_data_source* source, void* self);
  static ssize_t OnReadNothing(nghttp2_session*, int32_t stream, uint8_t* buffer, size_t size, uint32_t* flags,
                               nghttp2_data_source* source, void* self);
  static int OnSendData(nghttp2_session*, nghttp2_frame* frame, const uint8_t* head, size_t size,
                        nghttp2_data_source* source, void* self);

  const Options options_;
  CountedMemory memory_;
  nghttp2_session* session_ = nullptr;
  std::unordered_map<int32_t, Stream> streams_;
  Events events_;
  // Streams that were reset with FLOW_CONTROL_ERROR on request.
  std::unordered_set<int32_t> resets_;
  std::vector<uint8_t> output_;
  std::vector<size_t> pieces_;
  std::vector<Setting> remote_custom_;
  std::span<const uint8_t> receiving_;
  // The header block that is coming in: nghttp2 gives one at a time.
  std::vector<Field> block_fields_;
  std::string block_text_;
  uint64_t queued_bytes_ = 0;
  uint64_t frames_received_ = 0;
  uint64_t frames_sent_ = 0;
  uint32_t invalid_frames_ = 0;
  uint32_t rejected_streams_ = 0;
  bool failed_ = false;
};

}  // namespace eddy::http2
