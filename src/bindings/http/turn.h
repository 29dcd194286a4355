// One turn's worth of HTTP events, gathered as flat records and handed to JavaScript by one call.
//
// A record is kWords numbers in an array that both sides see; texts (request heads, small bodies) lie in one latin1
// string beside it. Connections report while the loop's I/O is delivered; the flush hook then enters JavaScript once
// (or a few times when the texts are long: a string lives as long as any slice of it, so batches are kept small).
#pragma once
#include <v8.h>

#include <cstdint>
#include <string>
#include <vector>

#include "http/head.h"
#include "loop/loop.h"
#include "loop/task.h"
#include "runtime/realm.h"

namespace eddy::bindings {

class HttpConnection;

enum class HttpRecord : uint32_t {
  kRequest,  // a head, perhaps with the whole body
  kBody,     // a piece of the body, in the list of buffers
  kBodyEnd,  // the body has ended; texts: trailers
  kDrain,    // the output queue has run empty
  kClosed,   // the peer is gone before the response was whole: word 4 is a negative errno, or 0
  kError,    // the input is wrong: word 4 is the http::ParseError, word 5 how many bytes of the input were good
  kTimeout,  // headersTimeout or requestTimeout has passed
  kEmpty,    // the server's last connection is gone
  kGone,     // a watched connection is gone: word 4 is a negative errno, or 0
  kAhead,    // more has come than the request that is not answered yet
};

class HttpTurn final : public loop::FlushHook, private loop::PendingCallback {
 public:
  static constexpr uint32_t kWords = 16;
  static constexpr uint32_t kMostRecords = 256;
  // Texts beyond this start another batch.
  static constexpr size_t kTextLimit = 8192;

  // Bits of word 5 of a request.
  static constexpr uint32_t kWhole = 1;       // the body is here, or there is none
  static constexpr uint32_t kPersistent = 2;  // the client keeps the connection

  explicit HttpTurn(Realm& realm);
  ~HttpTurn() override;

  // onTurn(count, text, buffers), and the array that it reads records from.
  void SetReceiver(v8::Local<v8::Function> on_turn, v8::Local<v8::Uint32Array> words);
  bool ready() const { return words_ != nullptr; }

  // A new record; the caller fills words 4 and up. Valid until the next call.
  uint32_t* Add(HttpRecord kind, uint32_t server, uint32_t slot, uint32_t generation);
  // Appends a head and its table of fields to the texts; returns where the head begins, and the table by `table`.
  uint32_t AddHead(const http::Head& head, uint32_t& table);
  uint32_t AddText(std::string_view text);
  // Adds a buffer with a copy of `bytes`; its index.
  uint32_t AddBuffer(std::string_view bytes);

  // Connections whose kept input is to be looked at after JavaScript has returned. Removed with the connection.
  void ResumeLater(HttpConnection& connection);
  void Forget(HttpConnection& connection);

  void OnFlush(loop::Loop& loop) override;

 private:
  // What is reported while output is sent comes after the hooks have run: the loop must not wait with it.
  void RunPending() override { OnFlush(realm_.loop()); }

  static constexpr size_t kPressureEvery = 4 << 20;
  static constexpr int64_t kPressure = 64 << 20;

  // A batch that is full; the one being filled is the last.
  struct Batch {
    std::vector<uint32_t> words;
    std::string text;
    std::vector<std::unique_ptr<v8::BackingStore>> buffers;
  };
  void Deliver(Batch& batch);

  Realm& realm_;
  v8::Global<v8::Function> on_turn_;
  v8::Global<v8::Uint32Array> array_;
  uint32_t* words_ = nullptr;
  std::vector<Batch> batches_;
  size_t used_ = 0;  // batches in use
  bool delivering_ = false;
  size_t buffered_ = 0;  // bytes of bodies since V8 was last told
  std::vector<HttpConnection*> resuming_;
};

// Appends the table of fields that JavaScript reads: kFieldBytes latin1 characters each. Returns how many fields.
uint32_t AppendFieldTable(std::string& out, const http::Head& head);

}  // namespace eddy::bindings
