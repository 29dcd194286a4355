#include "bindings/fs_values.h"

#include <algorithm>
#include <cstring>

#include "base/encoding/ascii.h"
#include "engine/array_buffer_allocator.h"
#include "engine/block_pool.h"

namespace eddy::bindings {

using engine::BlockPool;

HeldBytes::HeldBytes(v8::Local<v8::ArrayBufferView> view) : store_(view->Buffer()->GetBackingStore()) {
  bytes_ = {static_cast<uint8_t*>(store_->Data()) + view->ByteOffset(), view->ByteLength()};
}

HeldBytes::HeldBytes(v8::Local<v8::ArrayBufferView> view, double offset, double length) : HeldBytes(view) {
  size_t begin = std::min(static_cast<size_t>(std::max(offset, 0.0)), bytes_.size());
  bytes_ = bytes_.subspan(begin, std::min(static_cast<size_t>(std::max(length, 0.0)), bytes_.size() - begin));
}

namespace {

template <typename Field>
void WriteFields(std::span<const Field> fields, bool bigint, double* out) {
  for (size_t i = 0; i < fields.size(); i++) {
    if (bigint) {
      auto exact = static_cast<int64_t>(fields[i]);
      std::memcpy(out + i, &exact, sizeof exact);
    } else {
      out[i] = static_cast<double>(fields[i]);
    }
  }
}

}  // namespace

void WriteStat(const loop::fs::FileStatus& s, bool bigint, double* out) {
  const uint64_t numbers[] = {s.device,         s.mode,       s.link_count, s.uid,  s.gid,
                              s.special_device, s.block_size, s.inode,      s.size, s.blocks};
  const int64_t times[] = {
      s.access_time.seconds, s.access_time.nanoseconds, s.modification_time.seconds, s.modification_time.nanoseconds,
      s.change_time.seconds, s.change_time.nanoseconds, s.birth_time.seconds,        s.birth_time.nanoseconds};
  WriteFields(std::span<const uint64_t>(numbers), bigint, out);
  WriteFields(std::span<const int64_t>(times), bigint, out + std::size(numbers));
  static_assert(std::size(numbers) + std::size(times) == kStatFields);
}

void WriteStatFs(const loop::fs::FileSystemStatus& s, bool bigint, double* out) {
  const uint64_t numbers[] = {s.type,        s.block_size,       s.fragment_size, s.blocks,
                              s.free_blocks, s.available_blocks, s.files,         s.free_files};
  WriteFields(std::span<const uint64_t>(numbers), bigint, out);
}

v8::Local<v8::Value> NameValue(v8::Isolate* isolate, const std::string& name, bool as_bytes) {
  if (!as_bytes) {
    // Most names are ASCII, which V8 takes as it is.
    std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t*>(name.data()), name.size());
    if (!encoding::IsAscii(bytes)) return engine::FromUtf8(isolate, name);
    return v8::String::NewFromOneByte(isolate, bytes.data(), v8::NewStringType::kNormal, static_cast<int>(bytes.size()))
        .ToLocalChecked();
  }
  auto buffer = v8::ArrayBuffer::New(isolate, name.size());
  if (!name.empty()) std::memcpy(buffer->Data(), name.data(), name.size());
  return buffer;
}

v8::Local<v8::Value> EntriesValue(v8::Isolate* isolate, const std::vector<loop::fs::DirectoryEntry>& entries,
                                  bool with_types, bool as_bytes) {
  std::vector<v8::Local<v8::Value>> names;
  names.reserve(entries.size());
  for (const auto& entry : entries) names.push_back(NameValue(isolate, entry.name, as_bytes));
  auto name_array = v8::Array::New(isolate, names.data(), names.size());
  if (!with_types) return name_array;
  for (size_t i = 0; i < entries.size(); i++) {
    names[i] = v8::Integer::New(isolate, static_cast<int32_t>(entries[i].type));
  }
  v8::Local<v8::Value> both[] = {name_array, v8::Array::New(isolate, names.data(), names.size())};
  return v8::Array::New(isolate, both, 2);
}

constinit const loop::fs::FileMemory kLargeFileMemory{
    .serves = &BlockPool::Serves,
    .take = [](size_t size) { return BlockPool::Get().Take(size, false); },
    .give_back = [](void* block, size_t size) { BlockPool::Get().Return(block, size); },
};

v8::Local<v8::ArrayBuffer> TakeBytes(v8::Isolate* isolate, loop::fs::FileBytes& bytes) {
  size_t size = bytes.size();
  if (size == 0) return v8::ArrayBuffer::New(isolate, 0);
  size_t capacity = bytes.capacity();
  v8::BackingStore::DeleterCallback release = [](void* data, size_t, void*) { std::free(data); };
  void* detail = nullptr;
  if (BlockPool::Serves(capacity)) {
    static_cast<engine::ArrayBufferAllocator*>(isolate->GetArrayBufferAllocator())->NoteAdopted(size);
    // The block is larger than the bytes when the file has become shorter: its size goes along.
    detail = reinterpret_cast<void*>(capacity);
    release = [](void* data, size_t, void* taken) { BlockPool::Get().Return(data, reinterpret_cast<size_t>(taken)); };
  }
  return v8::ArrayBuffer::New(isolate, v8::ArrayBuffer::NewBackingStore(bytes.Release(), size, release, detail));
}

}  // namespace eddy::bindings
