// binding('fs'): file operations, each a function whose last argument is a request (then the outcome is delivered
// later, unless the kernel answers without blocking) or undefined. What is returned is an Outcome (fs_requests.h).
#include "loop/fs.h"

#include <sys/stat.h>

#include "bindings/fs_operations.h"
#include "bindings/fs_requests.h"
#include "bindings/fs_values.h"
#include "bindings/registry.h"
#include "engine/wrapper.h"
#include "loop/fs_copy.h"
#include "loop/fs_directory.h"
#include "runtime/message.h"

namespace eddy::bindings {

namespace {

namespace fs = loop::fs;
using Value = v8::Local<v8::Value>;

// connect(deliver, deliverAnswered) -> ArrayBuffer: see FsCompletions.
v8::Local<v8::ArrayBuffer> Connect(Realm& realm, v8::Local<v8::Function> deliver,
                                   v8::Local<v8::Function> deliver_answered) {
  return realm.State<FsCompletions>().Connect(deliver, deliver_answered);
}

void Cancel(Realm& realm, uint32_t request) { realm.State<FsCompletions>().Cancel(request); }

// --- Descriptors -----------------------------------------------------------------------------------------------------

Value Open(Realm& realm, PathArgument path, int32_t flags, uint32_t mode, RequestId request) {
  return RunCall(
      realm, request,
      [path, flags, mode] {
        Result<int> fd = fs::Open(path.bytes.c_str(), flags, mode);
        if (fd.ok()) fs::cached::Learn(*fd);
        return fd;
      },
      [path, flags] { return fs::cached::Open(path.bytes.c_str(), flags); });
}

Value Close(Realm& realm, int32_t fd, RequestId request) {
  return RunCall(
      realm, request, [fd] { return fs::Close(fd); }, [fd] { return fs::cached::Close(fd); });
}

Value Read(Realm& realm, int32_t fd, v8::Local<v8::ArrayBufferView> view, double offset, double length,
           int64_t position, RequestId request) {
  HeldBytes held(view, offset, length);
  return RunCall(
      realm, request, [fd, held, position] { return fs::Read(fd, held.bytes(), position); },
      [fd, held, position] { return fs::cached::Read(fd, held.bytes(), position); });
}

Value Write(Realm& realm, int32_t fd, v8::Local<v8::ArrayBufferView> view, double offset, double length,
            int64_t position, RequestId request) {
  HeldBytes held(view, offset, length);
  return RunCall(realm, request, [fd, held, position] { return fs::Write(fd, held.bytes(), position); });
}

struct HeldVectors {
  explicit HeldVectors(const std::vector<v8::Local<v8::ArrayBufferView>>& views) {
    for (const auto& view : views) {
      held.emplace_back(view);
      vectors.push_back({held.back().bytes().data(), held.back().bytes().size()});
    }
  }
  std::vector<HeldBytes> held;
  std::vector<iovec> vectors;
};

Value ReadV(Realm& realm, int32_t fd, std::vector<v8::Local<v8::ArrayBufferView>> views, int64_t position,
            RequestId request) {
  return RunCall(realm, request,
                 [fd, held = HeldVectors(views), position] { return fs::ReadV(fd, held.vectors, position); });
}

Value WriteV(Realm& realm, int32_t fd, std::vector<v8::Local<v8::ArrayBufferView>> views, int64_t position,
             RequestId request) {
  return RunCall(realm, request,
                 [fd, held = HeldVectors(views), position] { return fs::WriteV(fd, held.vectors, position); });
}

Value FSync(Realm& realm, int32_t fd, RequestId request) {
  return RunCall(realm, request, [fd] { return fs::FSync(fd); });
}
Value FDataSync(Realm& realm, int32_t fd, RequestId request) {
  return RunCall(realm, request, [fd] { return fs::FDataSync(fd); });
}
Value FTruncate(Realm& realm, int32_t fd, int64_t length, RequestId request) {
  return RunCall(realm, request, [fd, length] { return fs::FTruncate(fd, length); });
}
Value FChmod(Realm& realm, int32_t fd, uint32_t mode, RequestId request) {
  return RunCall(realm, request, [fd, mode] { return fs::FChmod(fd, mode); });
}
Value FChown(Realm& realm, int32_t fd, uint32_t uid, uint32_t gid, RequestId request) {
  return RunCall(realm, request, [fd, uid, gid] { return fs::FChown(fd, uid, gid); });
}
Value FSetTimes(Realm& realm, int32_t fd, double access, double modification, RequestId request) {
  return RunCall(realm, request, [=] { return fs::FSetTimes(fd, access, modification); });
}

// --- Status ----------------------------------------------------------------------------------------------------------

Value Stat(Realm& realm, PathArgument path, bool follow, bool bigint, RequestId request) {
  return Begin(realm, StatOperation{.path = std::move(path.bytes), .follow = follow, .bigint = bigint}, request);
}
Value FStat(Realm& realm, int32_t fd, bool bigint, RequestId request) {
  return Begin(realm, StatOperation{.path = {}, .fd = fd, .bigint = bigint}, request);
}
Value StatFs(Realm& realm, PathArgument path, bool bigint, RequestId request) {
  return Begin(realm, StatFsOperation{.path = std::move(path.bytes), .bigint = bigint}, request);
}
Value Access(Realm& realm, PathArgument path, int32_t mode, RequestId request) {
  return RunCall(
      realm, request,
      [path, mode] {
        Status status = fs::Access(path.bytes.c_str(), mode);
        if (status.ok()) fs::cached::Learn(path.bytes.c_str());
        return status;
      },
      [path, mode] { return fs::cached::Access(path.bytes.c_str(), mode); });
}
// exists(path) -> boolean
bool Exists(PathArgument path) { return fs::Access(path.bytes.c_str(), F_OK).ok(); }
// kindOf(path) -> 0 a file (or anything else), 1 a directory, negative errno when there is nothing
int32_t KindOf(PathArgument path) {
  Result<fs::FileStatus> status = fs::Stat(path.bytes.c_str());
  if (!status.ok()) return status.code();
  return S_ISDIR(status->mode) ? 1 : 0;
}

// --- Names -----------------------------------------------------------------------------------------------------------

Value MakeDirectory(Realm& realm, PathArgument path, uint32_t mode, RequestId request) {
  return RunCall(realm, request, [path, mode] { return fs::MakeDirectory(path.bytes.c_str(), mode); });
}
Value MakeDirectories(Realm& realm, PathArgument path, uint32_t mode, RequestId request) {
  return Begin(realm, MakeDirectoriesOperation{std::move(path.bytes), mode}, request);
}
Value MakeTemporaryDirectory(Realm& realm, PathArgument prefix, bool as_bytes, RequestId request) {
  return RunNameCall(realm, request, as_bytes, [prefix] { return fs::MakeTemporaryDirectory(prefix.bytes.c_str()); });
}
Value RemoveDirectory(Realm& realm, PathArgument path, RequestId request) {
  return RunCall(realm, request, [path] { return fs::RemoveDirectory(path.bytes.c_str()); });
}
Value Unlink(Realm& realm, PathArgument path, RequestId request) {
  return RunCall(realm, request, [path] { return fs::Unlink(path.bytes.c_str()); });
}
Value Remove(Realm& realm, PathArgument path, bool recursive, bool force, uint32_t retries, uint32_t delay,
             RequestId request) {
  return Begin(realm, RemoveOperation{std::move(path.bytes), {recursive, force, retries, delay}}, request);
}
Value RemoveDirectories(Realm& realm, PathArgument path, uint32_t retries, uint32_t delay, RequestId request) {
  return Begin(realm, RemoveOperation{std::move(path.bytes), {true, false, retries, delay}, true}, request);
}
Value Rename(Realm& realm, PathArgument from, PathArgument to, RequestId request) {
  return RunCall(realm, request, [from, to] { return fs::Rename(from.bytes.c_str(), to.bytes.c_str()); });
}
Value Link(Realm& realm, PathArgument existing, PathArgument path, RequestId request) {
  return RunCall(realm, request, [existing, path] { return fs::Link(existing.bytes.c_str(), path.bytes.c_str()); });
}
Value Symlink(Realm& realm, PathArgument target, PathArgument path, RequestId request) {
  return RunCall(realm, request, [target, path] { return fs::Symlink(target.bytes.c_str(), path.bytes.c_str()); });
}
Value ReadLink(Realm& realm, PathArgument path, bool as_bytes, RequestId request) {
  return RunNameCall(realm, request, as_bytes, [path] { return fs::ReadLink(path.bytes.c_str()); });
}
Value RealPath(Realm& realm, PathArgument path, bool as_bytes, RequestId request) {
  return RunNameCall(realm, request, as_bytes, [path] { return fs::RealPath(path.bytes.c_str()); });
}
Value ResolveLinks(Realm& realm, PathArgument path, bool as_bytes, RequestId request) {
  return Begin(realm, ResolveLinksOperation{std::move(path.bytes), as_bytes}, request);
}
Value CopyFile(Realm& realm, PathArgument from, PathArgument to, int32_t flags, RequestId request) {
  return RunCall(realm, request, [=] { return fs::CopyFile(from.bytes.c_str(), to.bytes.c_str(), flags); });
}
// copyFiles(from, to, names, flags, request): names each with a NUL after it; the value is how many were copied.
Value CopyFiles(Realm& realm, PathArgument from, PathArgument to, std::string names, int32_t flags, RequestId request) {
  return RunCall(realm, request, [=] { return Result<int32_t>(fs::CopyFiles(from.bytes, to.bytes, names, flags)); });
}
// copyDirectory(from, to, mode, flags, request): see CopyDirectory; the value is [[names, types], copied, hasMode].
Value CopyDirectory(Realm& realm, PathArgument from, PathArgument to, uint32_t mode, int32_t flags, RequestId request) {
  return Begin(realm, CopyDirectoryOperation{std::move(from.bytes), std::move(to.bytes), mode, flags}, request);
}
Value Chmod(Realm& realm, PathArgument path, uint32_t mode, RequestId request) {
  return RunCall(realm, request, [path, mode] { return fs::Chmod(path.bytes.c_str(), mode); });
}
Value Chown(Realm& realm, PathArgument path, uint32_t uid, uint32_t gid, RequestId request) {
  return RunCall(realm, request, [=] { return fs::Chown(path.bytes.c_str(), uid, gid); });
}
Value LChown(Realm& realm, PathArgument path, uint32_t uid, uint32_t gid, RequestId request) {
  return RunCall(realm, request, [=] { return fs::LChown(path.bytes.c_str(), uid, gid); });
}
Value SetTimes(Realm& realm, PathArgument path, double access, double modification, RequestId request) {
  return RunCall(realm, request, [=] { return fs::SetTimes(path.bytes.c_str(), access, modification); });
}
Value LSetTimes(Realm& realm, PathArgument path, double access, double modification, RequestId request) {
  return RunCall(realm, request, [=] { return fs::LSetTimes(path.bytes.c_str(), access, modification); });
}

// --- Whole files and directories
// ---------------------------------------------------------------------------------------

// readFile(path or fd, flags, asText, request)
Value ReadFile(Realm& realm, Value source, int32_t flags, bool as_text, RequestId request) {
  ReadFileOperation operation;
  if (source->IsInt32()) {
    operation.fd = source.As<v8::Int32>()->Value();
  } else if (auto path = engine::From<PathArgument>::Read(realm.isolate(), source)) {
    operation.path = std::move(path->bytes);
  }
  operation.flags = flags;
  operation.as_text = as_text;
  return Begin(realm, std::move(operation), request);
}

// writeFile(path or fd, bytes, flags, mode, flush, request)
Value WriteFile(Realm& realm, Value target, v8::Local<v8::ArrayBufferView> bytes, int32_t flags, uint32_t mode,
                bool flush, RequestId request) {
  WriteFileOperation operation;
  if (target->IsInt32()) {
    operation.fd = target.As<v8::Int32>()->Value();
  } else if (auto path = engine::From<PathArgument>::Read(realm.isolate(), target)) {
    operation.path = std::move(path->bytes);
  }
  operation.flags = flags;
  operation.mode = mode;
  operation.flush = flush;
  operation.bytes = HeldBytes(bytes);
  return Begin(realm, std::move(operation), request);
}

Value ReadDirectory(Realm& realm, PathArgument path, bool with_types, bool as_bytes, RequestId request) {
  return Begin(realm, ReadDirectoryOperation{std::move(path.bytes), with_types, as_bytes}, request);
}

// A descriptor in a message, which owns it: one that nobody receives is closed with it.
class DescriptorParcel final : public runtime::Parcel {
 public:
  explicit DescriptorParcel(loop::FileDescriptor fd) : fd_(std::move(fd)) {}
  // What it opens to is a parcel again, from which lib/ takes the number.
  v8::MaybeLocal<v8::Value> Open(Realm& realm) override {
    v8::Local<v8::Object> holder;
    auto parcel = std::make_shared<DescriptorParcel>(std::move(fd_));
    if (!runtime::ParcelHolder::Make(realm, std::move(parcel)).ToLocal(&holder)) return {};
    return holder.As<v8::Value>();
  }
  loop::FileDescriptor& fd() { return fd_; }

 private:
  loop::FileDescriptor fd_;
};

// pack(fd) -> an object that takes the descriptor into a message
v8::MaybeLocal<v8::Value> Pack(Realm& realm, int32_t fd) {
  v8::Local<v8::Object> holder;
  auto parcel = std::make_shared<DescriptorParcel>(loop::FileDescriptor(fd));
  if (!runtime::ParcelHolder::Make(realm, std::move(parcel)).ToLocal(&holder)) return {};
  return holder.As<v8::Value>();
}

// unpack(parcel) -> the descriptor that pack made it of, now the caller's; EBADF when it is none
int32_t Unpack(Value value) {
  auto* holder = engine::Unwrap<runtime::ParcelHolder>(value);
  auto parcel = holder == nullptr ? nullptr : holder->Take();
  // Whoever calls has made the parcel by pack.
  return parcel == nullptr ? -EBADF : static_cast<DescriptorParcel*>(parcel.get())->fd().Release();
}

// new DirectoryReader(fd): reads the directory that fd stands for, and owns it.
class DirectoryReader final : public engine::Wrapper {
 public:
  explicit DirectoryReader(int fd) : directory_(loop::FileDescriptor(fd)) {}

  // read(count, asBytes, request) -> [names, types], empty at the end
  Value Read(Realm& realm, uint32_t count, bool as_bytes, RequestId request) {
    if (request) KeepAlive();
    return Begin(realm, ReadOperation{this, count, as_bytes, request.has_value()}, request);
  }
  // close(request)
  Value Close(Realm& realm, RequestId request) {
    return RunCall(realm, request, [this] { return directory_.Close(); });
  }

 private:
  struct ReadOperation {
    DirectoryReader* reader;
    uint32_t count;
    bool as_bytes;
    bool kept;
    Status status = Status(-ECANCELED);
    std::vector<fs::DirectoryEntry> entries{};

    bool RunCached() { return false; }
    void Run() { status = reader->directory_.Read(count, entries); }
    int code() const { return status.code(); }
    v8::Local<v8::Value> Value(Realm& realm, double*) {
      if (kept) reader->Release();
      if (!status.ok()) return v8::Undefined(realm.isolate());
      return EntriesValue(realm.isolate(), entries, true, as_bytes);
    }
  };

  fs::Directory directory_;
};

std::unique_ptr<DirectoryReader> MakeDirectoryReader(int32_t fd) { return std::make_unique<DirectoryReader>(fd); }

}  // namespace

void DefineFs(BindingTarget& target) {
  target.Function<&Connect>("connect");
  target.Function<&Cancel>("cancel");
  target.Function<&Open>("open");
  target.Function<&Close>("close");
  target.Function<&Read>("read");
  target.Function<&Write>("write");
  target.Function<&ReadV>("readv");
  target.Function<&WriteV>("writev");
  target.Function<&FSync>("fsync");
  target.Function<&FDataSync>("fdatasync");
  target.Function<&FTruncate>("ftruncate");
  target.Function<&FChmod>("fchmod");
  target.Function<&FChown>("fchown");
  target.Function<&FSetTimes>("futimes");
  target.Function<&Stat>("stat");
  target.Function<&FStat>("fstat");
  target.Function<&StatFs>("statfs");
  target.Function<&Access>("access");
  target.Function<&Exists>("exists");
  target.Function<&KindOf>("kindOf");
  target.Function<&MakeDirectory>("mkdir");
  target.Function<&MakeDirectories>("mkdirs");
  target.Function<&MakeTemporaryDirectory>("mkdtemp");
  target.Function<&RemoveDirectory>("rmdir");
  target.Function<&Unlink>("unlink");
  target.Function<&Remove>("rm");
  target.Function<&RemoveDirectories>("removeDirectories");
  target.Function<&Rename>("rename");
  target.Function<&Link>("link");
  target.Function<&Symlink>("symlink");
  target.Function<&ReadLink>("readlink");
  target.Function<&RealPath>("realpath");
  target.Function<&ResolveLinks>("resolveLinks");
  target.Function<&CopyFile>("copyFile");
  target.Function<&CopyFiles>("copyFiles");
  target.Function<&CopyDirectory>("copyDirectory");
  target.Function<&Chmod>("chmod");
  target.Function<&Chown>("chown");
  target.Function<&LChown>("lchown");
  target.Function<&SetTimes>("utimes");
  target.Function<&LSetTimes>("lutimes");
  target.Function<&ReadFile>("readFile");
  target.Function<&WriteFile>("writeFile");
  target.Function<&ReadDirectory>("readdir");
  target.Function<&Pack>("pack");
  target.Function<&Unpack>("unpack");
  target.Class<DirectoryReader, &MakeDirectoryReader>("DirectoryReader", [](auto& methods) {
    methods.template Method<DirectoryReader, &DirectoryReader::Read>("read");
    methods.template Method<DirectoryReader, &DirectoryReader::Close>("close");
  });
}

}  // namespace eddy::bindings
