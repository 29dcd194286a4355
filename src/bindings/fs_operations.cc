#include "bindings/fs_operations.h"

#include <algorithm>

#include "engine/utf8_text.h"

namespace eddy::bindings {

namespace fs = loop::fs;

bool ReadFileOperation::RunCached() {
  if (fd >= 0 || flags != O_RDONLY) return false;
  auto file = fs::cached::OpenToReadAll(path.c_str());
  if (!file) return false;
  if (!file->ok()) {
    status = file->status();
    return true;
  }
  opened = std::move((*file)->fd);
  wait_for_data = !(*file)->regular;
  stage = FileStage::kRead;
  size_t size = (*file)->size;
  // A size of 0 says nothing (/proc); more than this takes longer to copy than the loop should be away.
  if (wait_for_data || size == 0 || size > fs::cached::kMostOnThread || !bytes.Reserve(size)) return false;
  const std::span<uint8_t> room(bytes.data(), size);
  auto count =
      (*file)->in_memory ? std::optional(fs::Read(opened.get(), room, 0)) : fs::cached::Read(opened.get(), room, 0);
  if (!count) return false;
  status = count->status();
  if (count->ok()) bytes.SetSize(static_cast<size_t>(**count));
  opened.Reset();
  return true;
}

void ReadFileOperation::Run() { ReadAll(true); }

void ReadFileOperation::ReadAll(bool learn) {
  int source = fd;
  if (fd < 0) {
    if (!opened.valid()) {
      Result<int> result = fs::Open(path.c_str(), flags, 0666);
      if (!result.ok()) {
        status = result.status();
        return;
      }
      opened.Reset(*result);
      if (learn) fs::cached::Learn(*result);
    }
    source = opened.get();
  }
  stage = FileStage::kRead;
  status = wait_for_data ? fs::cached::WaitForData(source) : Status();
  if (status.ok()) status = fs::ReadToEnd(source, cancelled.flag(), bytes);
  // Text is read without a look at the descriptor before.
  if (status.code() == -EBADF && !as_text && !fs::FStat(source).ok()) stage = FileStage::kStatus;
  if (status.code() == -EFBIG) {
    Result<fs::FileStatus> file = fs::FStat(source);
    // What has no size of its own has had more than this.
    refused_size = static_cast<double>(fs::kLargestFile + 1);
    if (file.ok() && file->size > fs::kLargestFile) refused_size = static_cast<double>(file->size);
  }
  opened.Reset();
}

v8::Local<v8::Value> ReadFileOperation::Value(Realm& realm, double*) {
  v8::Isolate* isolate = realm.isolate();
  if (status.code() == -EFBIG && stage == FileStage::kRead) return v8::Number::New(isolate, refused_size);
  if (!status.ok()) return v8::Integer::New(isolate, static_cast<int32_t>(stage));
  if (!as_text) return TakeBytes(isolate, bytes);
  v8::Local<v8::String> text;
  if (!engine::TextFromUtf8(isolate, {bytes.data(), bytes.size()}).ToLocal(&text)) {
    // lib/ decodes what is too long for one string itself, and words the error.
    return TakeBytes(isolate, bytes);
  }
  return text;
}

void WriteFileOperation::Run() {
  loop::FileDescriptor opened;
  int target = fd;
  bool replaces = fd < 0 && fs::ReplacesInPlace(flags, bytes.bytes().size());
  if (fd < 0) {
    Result<int> result = fs::Open(path.c_str(), replaces ? flags & ~O_TRUNC : flags, mode);
    if (!result.ok()) {
      status = result.status();
      return;
    }
    opened.Reset(*result);
    target = *result;
  }
  stage = FileStage::kWrite;
  status = replaces ? fs::ReplaceContents(target, bytes.bytes(), cancelled.flag())
                    : fs::WriteToEnd(target, bytes.bytes(), cancelled.flag());
  if (status.ok() && flush) {
    stage = FileStage::kSync;
    status = fs::FSync(target);
  }
  if (!opened.valid()) return;
  Status closed = fs::Close(opened.Release());
  if (status.ok()) status = closed;
}

v8::Local<v8::Value> WriteFileOperation::Value(Realm& realm, double*) {
  if (status.ok()) return v8::Undefined(realm.isolate());
  return v8::Integer::New(realm.isolate(), static_cast<int32_t>(stage));
}

namespace {

v8::Local<v8::Value> FailureDetail(v8::Isolate* isolate, const fs::TreeOutcome& outcome) {
  v8::Local<v8::Value> both[] = {engine::Internalized(isolate, outcome.syscall),
                                 engine::FromUtf8(isolate, outcome.path)};
  return v8::Array::New(isolate, both, 2);
}

}  // namespace

v8::Local<v8::Value> RemoveOperation::Value(Realm& realm, double*) {
  if (outcome.status.ok()) return v8::Undefined(realm.isolate());
  return FailureDetail(realm.isolate(), outcome);
}

v8::Local<v8::Value> MakeDirectoriesOperation::Value(Realm& realm, double*) {
  if (!made.outcome.status.ok()) return FailureDetail(realm.isolate(), made.outcome);
  return NameValue(realm.isolate(), made.first, false);
}

v8::Local<v8::Value> ResolveLinksOperation::Value(Realm& realm, double*) {
  if (!result.outcome.status.ok()) return FailureDetail(realm.isolate(), result.outcome);
  return NameValue(realm.isolate(), result.path, as_bytes);
}

v8::Local<v8::Value> CopyDirectoryOperation::Value(Realm& realm, double*) {
  v8::Isolate* isolate = realm.isolate();
  if (!result.ok()) return v8::Undefined(isolate);
  v8::Local<v8::Value> parts[] = {EntriesValue(isolate, result->entries, true, false),
                                  v8::Integer::New(isolate, result->copied),
                                  v8::Boolean::New(isolate, result->has_mode)};
  return v8::Array::New(isolate, parts, std::size(parts));
}

}  // namespace eddy::bindings
