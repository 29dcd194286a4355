// Arguments and results of binding('fs') that are no plain numbers: paths, bytes that outlive a call, stat records,
// names.
#pragma once
#include <v8.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/convert.h"
#include "loop/fs.h"
#include "loop/fs_directory.h"
#include "loop/fs_whole_file.h"

namespace eddy::bindings {

// A path: a string (as UTF-8) or the bytes of a Uint8Array. lib/ has seen to it that there is no NUL inside.
struct PathArgument {
  std::string bytes;
};

// Bytes of an ArrayBufferView that an operation uses after the call has returned: their memory is held.
class HeldBytes {
 public:
  HeldBytes() = default;
  explicit HeldBytes(v8::Local<v8::ArrayBufferView> view);
  // A part of the view, taken into its bounds.
  HeldBytes(v8::Local<v8::ArrayBufferView> view, double offset, double length);
  std::span<uint8_t> bytes() const { return bytes_; }

 private:
  std::shared_ptr<v8::BackingStore> store_;
  std::span<uint8_t> bytes_;
};

// A stat record as 18 numbers: device, mode, links, uid, gid, special device, block size, inode, size, blocks, then
// seconds and nanoseconds of access, modification, change and birth. As doubles, or as int64 for bigint.
constexpr size_t kStatFields = 18;
void WriteStat(const loop::fs::FileStatus& status, bool bigint, double* out);
// The same for a file system: type, block size, fragment size, blocks, free, available, files, free files.
void WriteStatFs(const loop::fs::FileSystemStatus& status, bool bigint, double* out);

// A name from the file system: text (malformed UTF-8 replaced), or its bytes as an ArrayBuffer.
v8::Local<v8::Value> NameValue(v8::Isolate* isolate, const std::string& name, bool as_bytes);

// The names of entries as an array; with types, [names, types].
v8::Local<v8::Value> EntriesValue(v8::Isolate* isolate, const std::vector<loop::fs::DirectoryEntry>& entries,
                                  bool with_types, bool as_bytes);

// The memory that large files are read into: that of large ArrayBuffers.
extern const loop::fs::FileMemory kLargeFileMemory;

// An ArrayBuffer that owns `bytes`, whose memory is malloc's or kLargeFileMemory's.
v8::Local<v8::ArrayBuffer> TakeBytes(v8::Isolate* isolate, loop::fs::FileBytes& bytes);

}  // namespace eddy::bindings

namespace eddy::engine {

template <>
struct From<bindings::PathArgument> {
  static constexpr const char* kName = "a path";
  static std::optional<bindings::PathArgument> Read(v8::Isolate* isolate, v8::Local<v8::Value> v) {
    if (v->IsString()) return bindings::PathArgument{ToUtf8(isolate, v.As<v8::String>())};
    if (!v->IsUint8Array()) return std::nullopt;
    auto bytes = *From<std::span<uint8_t>>::Read(isolate, v);
    return bindings::PathArgument{std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size())};
  }
};

}  // namespace eddy::engine
