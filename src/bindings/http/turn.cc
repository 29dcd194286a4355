#include "bindings/http/turn.h"

#include <cstring>
#include <utility>

#include "bindings/http/connection.h"
#include "engine/strings.h"

namespace eddy::bindings {

namespace {

void AppendNumber(std::string& out, uint32_t number, int bytes) {
  for (int i = 0; i < bytes; i++) out.push_back(static_cast<char>(number >> (8 * i)));
}

}  // namespace

// lib/internal/http/fields.js reads this: number, form of the name (1 canonical, 2 lower case, 0 another), then offset
// and length of name (3 and 2 bytes) and value (3 and 3 bytes), little-endian; offsets are from the head's start.
uint32_t AppendFieldTable(std::string& out, const http::Head& head) {
  for (const http::Field& field : head.fields) {
    std::string_view name = head.Name(field);
    const http::HeaderName& known = http::HeaderNames()[static_cast<size_t>(field.id)];
    uint32_t form = field.id == http::HeaderId::kOther ? 0 : name == known.canonical ? 1 : name == known.lower ? 2 : 0;
    AppendNumber(out, static_cast<uint32_t>(field.id), 1);
    AppendNumber(out, form, 1);
    AppendNumber(out, field.name, 3);
    AppendNumber(out, field.name_size, 2);
    AppendNumber(out, field.value, 3);
    AppendNumber(out, field.value_size, 3);
  }
  return static_cast<uint32_t>(head.fields.size());
}

HttpTurn::HttpTurn(Realm& realm) : realm_(realm) { realm_.loop().AddFlushHook(*this); }

HttpTurn::~HttpTurn() { realm_.loop().RemoveFlushHook(*this); }

void HttpTurn::SetReceiver(v8::Local<v8::Function> on_turn, v8::Local<v8::Uint32Array> words) {
  on_turn_.Reset(realm_.isolate(), on_turn);
  array_.Reset(realm_.isolate(), words);
  words_ = reinterpret_cast<uint32_t*>(static_cast<uint8_t*>(words->Buffer()->Data()) + words->ByteOffset());
}

void HttpTurn::ResumeLater(HttpConnection& connection) {
  resuming_.push_back(&connection);
  realm_.loop().Defer(*this);
}

uint32_t* HttpTurn::Add(HttpRecord kind, uint32_t server, uint32_t slot, uint32_t generation) {
  if (used_ == 0) realm_.loop().Defer(*this);
  bool fresh = used_ == 0 || batches_[used_ - 1].text.size() > kTextLimit ||
               batches_[used_ - 1].words.size() >= size_t{kWords} * kMostRecords;
  if (fresh) {
    if (used_ == batches_.size()) batches_.emplace_back();
    used_++;
  }
  Batch& batch = batches_[used_ - 1];
  size_t at = batch.words.size();
  batch.words.resize(at + kWords);
  uint32_t* words = batch.words.data() + at;
  words[0] = static_cast<uint32_t>(kind);
  words[1] = server;
  words[2] = slot;
  words[3] = generation;
  return words;
}

uint32_t HttpTurn::AddText(std::string_view text) {
  std::string& out = batches_[used_ - 1].text;
  auto start = static_cast<uint32_t>(out.size());
  out.append(text);
  return start;
}

uint32_t HttpTurn::AddHead(const http::Head& head, uint32_t& table) {
  uint32_t start = AddText(head.bytes);
  std::string& out = batches_[used_ - 1].text;
  table = static_cast<uint32_t>(out.size());
  AppendFieldTable(out, head);
  return start;
}

uint32_t HttpTurn::AddBuffer(std::string_view bytes) {
  v8::Isolate* isolate = realm_.isolate();
  auto store =
      v8::ArrayBuffer::NewBackingStore(isolate, bytes.size(), v8::BackingStoreInitializationMode::kUninitialized);
  // Bodies are garbage as soon as they are read, and V8 lets 64 MiB of such memory gather before it looks. Told of
  // pressure for each few MiB, it begins, and goes on with, a collection in time for a gigabyte to pass through little.
  buffered_ += bytes.size();
  if (buffered_ >= kPressureEvery) {
    buffered_ = 0;
    isolate->AdjustAmountOfExternalAllocatedMemory(kPressure);
    isolate->AdjustAmountOfExternalAllocatedMemory(-kPressure);
  }
  std::memcpy(store->Data(), bytes.data(), bytes.size());
  auto& buffers = batches_[used_ - 1].buffers;
  buffers.push_back(std::move(store));
  return static_cast<uint32_t>(buffers.size() - 1);
}

void HttpTurn::Forget(HttpConnection& connection) {
  for (HttpConnection*& each : resuming_) {
    if (each == &connection) each = nullptr;
  }
}

void HttpTurn::OnFlush(loop::Loop&) {
  // A response that JavaScript writes from a batch may free a connection to read on in what it had kept.
  if (delivering_) return;
  delivering_ = true;
  Unlink();
  for (int round = 0; round < 64 && (used_ != 0 || !resuming_.empty()); round++) {
    std::vector<HttpConnection*> resuming = std::move(resuming_);
    resuming_.clear();
    for (HttpConnection* connection : resuming) {
      if (connection != nullptr) connection->ReadKept();
    }
    std::vector<Batch> batches = std::move(batches_);
    size_t used = std::exchange(used_, 0);
    batches_.clear();
    for (size_t i = 0; i < used; i++) Deliver(batches[i]);
    // The memory of the first batch serves the next turn.
    if (batches_.empty() && !batches.empty()) {
      batches[0].words.clear();
      batches[0].text.clear();
      batches[0].buffers.clear();
      batches_.push_back(std::move(batches[0]));
    }
  }
  delivering_ = false;
  if (used_ == 0 && resuming_.empty()) Unlink();
}

void HttpTurn::Deliver(Batch& batch) {
  if (words_ == nullptr || batch.words.empty()) return;
  v8::Isolate* isolate = realm_.isolate();
  v8::HandleScope handles(isolate);
  v8::Context::Scope scope(realm_.context());
  std::memcpy(words_, batch.words.data(), batch.words.size() * sizeof(uint32_t));
  auto count = static_cast<int32_t>(batch.words.size() / kWords);
  v8::Local<v8::Value> buffers = v8::Undefined(isolate);
  if (!batch.buffers.empty()) {
    std::vector<v8::Local<v8::Value>> list;
    for (auto& store : batch.buffers) list.push_back(v8::ArrayBuffer::New(isolate, std::move(store)));
    buffers = v8::Array::New(isolate, list.data(), list.size());
  }
  v8::Local<v8::Value> arguments[] = {v8::Integer::New(isolate, count), engine::FromLatin1(isolate, batch.text),
                                      buffers};
  (void)realm_.Call(on_turn_.Get(isolate), v8::Undefined(isolate), arguments);
}

}  // namespace eddy::bindings
