// The operations of binding('fs') as structs, in the shape that fs_requests.h describes.
#pragma once
#include <fcntl.h>

#include <atomic>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "bindings/fs_requests.h"
#include "bindings/fs_values.h"
#include "loop/fs_cached.h"
#include "loop/fs_copy.h"
#include "loop/fs_tree.h"
#include "loop/fs_whole_file.h"

namespace eddy::bindings {

// Results as JavaScript values. Status: undefined; numbers as they are; names as text or bytes.
inline v8::Local<v8::Value> ResultValue(v8::Isolate* isolate, const Status&) { return v8::Undefined(isolate); }
template <typename T>
v8::Local<v8::Value> ResultValue(v8::Isolate* isolate, const Result<T>& result) {
  if (!result.ok()) return v8::Undefined(isolate);
  return engine::To(isolate, *result);
}

// `call` runs anywhere; `cached` (returning an optional of the same type) on the loop's thread before it.
template <typename Call, typename Cached>
struct CallOperation {
  Call call;
  Cached cached;
  std::invoke_result_t<Call> result = Status(-ECANCELED);

  bool RunCached() {
    auto answer = cached();
    if (!answer) return false;
    result = std::move(*answer);
    return true;
  }
  void Run() { result = call(); }
  int code() const { return result.code(); }
  v8::Local<v8::Value> Value(Realm& realm, double*) { return ResultValue(realm.isolate(), result); }
};

template <typename Call, typename Cached>
v8::Local<v8::Value> RunCall(Realm& realm, RequestId request, Call call, Cached cached) {
  return Begin(realm, CallOperation<Call, Cached>{std::move(call), std::move(cached)}, request);
}

template <typename Call>
v8::Local<v8::Value> RunCall(Realm& realm, RequestId request, Call call) {
  using Answer = std::optional<std::invoke_result_t<Call>>;
  return RunCall(realm, request, std::move(call), [] { return Answer(); });
}

// A call that gives a name back.
template <typename Call>
struct NameOperation {
  Call call;
  bool as_bytes;
  Result<std::string> result = Status(-ECANCELED);

  bool RunCached() { return false; }
  void Run() { result = call(); }
  int code() const { return result.code(); }
  v8::Local<v8::Value> Value(Realm& realm, double*) {
    if (!result.ok()) return v8::Undefined(realm.isolate());
    return NameValue(realm.isolate(), *result, as_bytes);
  }
};

template <typename Call>
v8::Local<v8::Value> RunNameCall(Realm& realm, RequestId request, bool as_bytes, Call call) {
  return Begin(realm, NameOperation<Call>{std::move(call), as_bytes}, request);
}

// stat, lstat, fstat.
struct StatOperation {
  static constexpr size_t kAlone = 8;

  std::string path;  // unless fd is one
  int fd = -1;
  bool follow = true;
  bool bigint = false;
  Result<loop::fs::FileStatus> result = Status(-ECANCELED);

  // A descriptor may be closed by then, and its number be another file's.
  bool MayWait() const { return fd < 0; }
  bool RunCached() {
    auto answer = fd >= 0 ? loop::fs::cached::FStat(fd) : loop::fs::cached::Stat(path.c_str(), follow);
    if (!answer) return false;
    result = *answer;
    return true;
  }
  void Run() {
    if (fd >= 0) {
      result = loop::fs::FStat(fd);
      if (result.ok()) loop::fs::cached::Learn(fd);
      return;
    }
    result = follow ? loop::fs::Stat(path.c_str()) : loop::fs::LStat(path.c_str());
    if (result.ok()) loop::fs::cached::Learn(*result, path.c_str());
  }
  int code() const { return result.code(); }
  v8::Local<v8::Value> Value(Realm& realm, double* stat) {
    if (result.ok()) WriteStat(*result, bigint, stat);
    return v8::Undefined(realm.isolate());
  }
};

struct StatFsOperation {
  std::string path;
  bool bigint = false;
  Result<loop::fs::FileSystemStatus> result = Status(-ECANCELED);

  bool RunCached() { return false; }
  void Run() { result = loop::fs::StatFs(path.c_str()); }
  int code() const { return result.code(); }
  v8::Local<v8::Value> Value(Realm& realm, double* stat) {
    if (result.ok()) WriteStatFs(*result, bigint, stat);
    return v8::Undefined(realm.isolate());
  }
};

// Where an operation on a whole file failed; the detail of its failure.
enum class FileStage : int32_t { kOpen = 0, kRead = 1, kWrite = 2, kSync = 3, kStatus = 4 };

// Word for an operation in progress that nobody waits for its outcome. It stays with its operation: moving that, before
// it has begun, leaves the word behind.
class CancelWord {
 public:
  CancelWord() = default;
  CancelWord(CancelWord&&) noexcept {}
  std::atomic<bool>& flag() { return flag_; }

 private:
  std::atomic<bool> flag_{false};
};

// Opens (or takes fd from its position on), reads to the end, closes. The value is an ArrayBuffer, or text when
// as_text; after a failure the FileStage, or of a file that is too large (EFBIG) its size in bytes.
struct ReadFileOperation {
  static constexpr size_t kAlone = 2;

  std::string path;
  int fd = -1;
  int flags = O_RDONLY;
  bool as_text = false;
  Status status = Status(-ECANCELED);
  FileStage stage = FileStage::kOpen;
  loop::fs::FileBytes bytes{kLargeFileMemory};
  loop::FileDescriptor opened;  // by RunCached, for Run to go on with
  bool wait_for_data = false;
  double refused_size = 0;
  CancelWord cancelled;

  bool MayWait() const { return fd < 0; }
  bool RunCached();
  void Run();
  // Learns nothing about the file system: that would cost as much as reading a small file.
  void RunSync() { ReadAll(false); }
  void RequestCancel() { cancelled.flag().store(true, std::memory_order_relaxed); }
  int code() const { return status.code(); }
  v8::Local<v8::Value> Value(Realm& realm, double*);

 private:
  void ReadAll(bool learn);
};

// Opens (or takes fd), writes all, flushes on demand, closes. After a failure the value is the FileStage.
struct WriteFileOperation {
  std::string path;
  int fd = -1;
  int flags = 0;
  uint32_t mode = 0;
  bool flush = false;
  HeldBytes bytes;
  Status status = Status(-ECANCELED);
  FileStage stage = FileStage::kOpen;
  CancelWord cancelled;

  bool RunCached() { return false; }
  void Run();
  void RequestCancel() { cancelled.flag().store(true, std::memory_order_relaxed); }
  int code() const { return status.code(); }
  v8::Local<v8::Value> Value(Realm& realm, double*);
};

// Operations on trees: after a failure the value is [syscall, path].
struct RemoveOperation {
  std::string path;
  loop::fs::RemoveOptions options;
  bool directories_only = false;
  loop::fs::TreeOutcome outcome{Status(-ECANCELED), "rm", {}};

  bool RunCached() { return false; }
  void Run() {
    outcome = directories_only ? loop::fs::RemoveDirectories(path, options) : loop::fs::Remove(path, options);
  }
  int code() const { return outcome.status.code(); }
  v8::Local<v8::Value> Value(Realm& realm, double*);
};

// The value is the first directory that was made; "" when none.
struct MakeDirectoriesOperation {
  std::string path;
  uint32_t mode = 0;
  loop::fs::MadeDirectories made{{Status(-ECANCELED), "mkdir", {}}, {}};

  bool RunCached() { return false; }
  void Run() { made = loop::fs::MakeDirectories(path, mode); }
  int code() const { return made.outcome.status.code(); }
  v8::Local<v8::Value> Value(Realm& realm, double*);
};

struct ResolveLinksOperation {
  std::string path;
  bool as_bytes = false;
  loop::fs::ResolvedPath result{{Status(-ECANCELED), "lstat", {}}, {}};

  bool RunCached() { return false; }
  void Run() { result = loop::fs::ResolveLinks(path); }
  int code() const { return result.outcome.status.code(); }
  v8::Local<v8::Value> Value(Realm& realm, double*);
};

struct ReadDirectoryOperation {
  std::string path;
  bool with_types = false;
  bool as_bytes = false;
  Result<std::vector<loop::fs::DirectoryEntry>> result = Status(-ECANCELED);

  bool RunCached() { return false; }
  void Run() { result = loop::fs::ReadDirectory(path.c_str()); }
  int code() const { return result.code(); }
  v8::Local<v8::Value> Value(Realm& realm, double*) {
    if (!result.ok()) return v8::Undefined(realm.isolate());
    return EntriesValue(realm.isolate(), *result, with_types, as_bytes);
  }
};

// The value is [[names, types], copied, hasMode].
struct CopyDirectoryOperation {
  std::string source;
  std::string destination;
  uint32_t mode = 0;
  int32_t flags = 0;
  Result<loop::fs::DirectoryCopy> result = Status(-ECANCELED);

  bool RunCached() { return false; }
  void Run() { result = loop::fs::CopyDirectory(source, destination, mode, flags); }
  int code() const { return result.code(); }
  v8::Local<v8::Value> Value(Realm& realm, double*);
};

}  // namespace eddy::bindings
