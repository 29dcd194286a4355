// binding('constants'): { os: { dlopen, errno, signals, priority }, fs }, the numbers of this system's headers, under
// the names that os.constants and fs.constants have. https://nodejs.org/api/os.html#os-constants
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <initializer_list>
#include <utility>

#include "bindings/registry.h"
#include "loop/fs_copy.h"
#include "loop/fs_directory.h"

namespace eddy::bindings {

namespace {

struct Named {
  const char* name;
  int32_t value;
};

// clang-format off
#define C(name) {#name, name},
constexpr Named kDlopen[] = {
    C(RTLD_LAZY) C(RTLD_NOW) C(RTLD_GLOBAL) C(RTLD_LOCAL) C(RTLD_DEEPBIND)
};

constexpr Named kErrno[] = {
    C(E2BIG) C(EACCES) C(EADDRINUSE) C(EADDRNOTAVAIL) C(EAFNOSUPPORT) C(EAGAIN) C(EALREADY) C(EBADF) C(EBADMSG)
    C(EBUSY) C(ECANCELED) C(ECHILD) C(ECONNABORTED) C(ECONNREFUSED) C(ECONNRESET) C(EDEADLK) C(EDESTADDRREQ) C(EDOM)
    C(EDQUOT) C(EEXIST) C(EFAULT) C(EFBIG) C(EHOSTUNREACH) C(EIDRM) C(EILSEQ) C(EINPROGRESS) C(EINTR) C(EINVAL) C(EIO)
    C(EISCONN) C(EISDIR) C(ELOOP) C(EMFILE) C(EMLINK) C(EMSGSIZE) C(EMULTIHOP) C(ENAMETOOLONG) C(ENETDOWN)
    C(ENETRESET) C(ENETUNREACH) C(ENFILE) C(ENOBUFS) C(ENODATA) C(ENODEV) C(ENOENT) C(ENOEXEC) C(ENOLCK) C(ENOLINK)
    C(ENOMEM) C(ENOMSG) C(ENOPROTOOPT) C(ENOSPC) C(ENOSR) C(ENOSTR) C(ENOSYS) C(ENOTCONN) C(ENOTDIR) C(ENOTEMPTY)
    C(ENOTSOCK) C(ENOTSUP) C(ENOTTY) C(ENXIO) C(EOPNOTSUPP) C(EOVERFLOW) C(EPERM) C(EPIPE) C(EPROTO)
    C(EPROTONOSUPPORT) C(EPROTOTYPE) C(ERANGE) C(EROFS) C(ESPIPE) C(ESRCH) C(ESTALE) C(ETIME) C(ETIMEDOUT) C(ETXTBSY)
    C(EWOULDBLOCK) C(EXDEV)
};

constexpr Named kSignals[] = {
    C(SIGHUP) C(SIGINT) C(SIGQUIT) C(SIGILL) C(SIGTRAP) C(SIGABRT) C(SIGIOT) C(SIGBUS) C(SIGFPE) C(SIGKILL) C(SIGUSR1)
    C(SIGSEGV) C(SIGUSR2) C(SIGPIPE) C(SIGALRM) C(SIGTERM) C(SIGCHLD) C(SIGSTKFLT) C(SIGCONT) C(SIGSTOP) C(SIGTSTP)
    C(SIGTTIN) C(SIGTTOU) C(SIGURG) C(SIGXCPU) C(SIGXFSZ) C(SIGVTALRM) C(SIGPROF) C(SIGWINCH) C(SIGIO) C(SIGPOLL)
    C(SIGPWR) C(SIGSYS)
};

constexpr Named kOpenWays[] = {
    C(O_RDONLY) C(O_WRONLY) C(O_RDWR)
};

constexpr Named kOpenFlags[] = {
    C(O_CREAT) C(O_EXCL)
};

constexpr Named kMoreOpenFlags[] = {
    C(O_NOCTTY) C(O_TRUNC) C(O_APPEND) C(O_DIRECTORY) C(O_NOATIME) C(O_NOFOLLOW) C(O_SYNC) C(O_DSYNC) C(O_DIRECT)
    C(O_NONBLOCK)
};

constexpr Named kModes[] = {
    C(S_IRWXU) C(S_IRUSR) C(S_IWUSR) C(S_IXUSR) C(S_IRWXG) C(S_IRGRP) C(S_IWGRP) C(S_IXGRP) C(S_IRWXO) C(S_IROTH)
    C(S_IWOTH) C(S_IXOTH)
};

constexpr Named kTypes[] = {
    C(S_IFMT) C(S_IFREG) C(S_IFDIR) C(S_IFCHR) C(S_IFBLK) C(S_IFIFO) C(S_IFLNK) C(S_IFSOCK)
};

constexpr Named kAccess[] = {
    C(F_OK) C(R_OK) C(W_OK) C(X_OK)
};

#undef C
// clang-format on

// libuv's names, which programs use on every system; those without meaning here are 0.
constexpr Named kSymlinks[] = {{"UV_FS_SYMLINK_DIR", 1}, {"UV_FS_SYMLINK_JUNCTION", 2}};
constexpr Named kFileHints[] = {{"UV_FS_O_FILEMAP", 0},
                                {"UV_FS_O_TEMPORARY", 0},
                                {"UV_FS_O_SHORT_LIVED", 0},
                                {"UV_FS_O_SEQUENTIAL", 0},
                                {"UV_FS_O_RANDOM", 0}};
using loop::fs::EntryType;
constexpr Named kEntryTypes[] = {{"UV_DIRENT_UNKNOWN", static_cast<int32_t>(EntryType::kUnknown)},
                                 {"UV_DIRENT_FILE", static_cast<int32_t>(EntryType::kFile)},
                                 {"UV_DIRENT_DIR", static_cast<int32_t>(EntryType::kDirectory)},
                                 {"UV_DIRENT_LINK", static_cast<int32_t>(EntryType::kLink)},
                                 {"UV_DIRENT_FIFO", static_cast<int32_t>(EntryType::kFifo)},
                                 {"UV_DIRENT_SOCKET", static_cast<int32_t>(EntryType::kSocket)},
                                 {"UV_DIRENT_CHAR", static_cast<int32_t>(EntryType::kCharacterDevice)},
                                 {"UV_DIRENT_BLOCK", static_cast<int32_t>(EntryType::kBlockDevice)}};
constexpr Named kCopies[] = {{"UV_FS_COPYFILE_EXCL", loop::fs::kCopyExclusive},
                             {"COPYFILE_EXCL", loop::fs::kCopyExclusive},
                             {"UV_FS_COPYFILE_FICLONE", loop::fs::kCopyClone},
                             {"COPYFILE_FICLONE", loop::fs::kCopyClone},
                             {"UV_FS_COPYFILE_FICLONE_FORCE", loop::fs::kCopyCloneForce},
                             {"COPYFILE_FICLONE_FORCE", loop::fs::kCopyCloneForce}};
constexpr Named kPriorities[] = {{"PRIORITY_LOW", 19},   {"PRIORITY_BELOW_NORMAL", 10},
                                 {"PRIORITY_NORMAL", 0}, {"PRIORITY_ABOVE_NORMAL", -7},
                                 {"PRIORITY_HIGH", -14}, {"PRIORITY_HIGHEST", -20}};

// An object without prototype: programs walk over these with `in`.
v8::Local<v8::Object> MakeTable(v8::Isolate* isolate) {
  return v8::Object::New(isolate, v8::Null(isolate), nullptr, nullptr, 0);
}

void Add(BindingTarget& target, v8::Local<v8::Object> table, std::span<const Named> constants) {
  for (const Named& constant : constants) {
    // Read-only, as Node's: a program that writes to one is told in strict mode.
    table
        ->DefineOwnProperty(target.context(), engine::Internalized(target.isolate(), constant.name),
                            v8::Integer::New(target.isolate(), constant.value),
                            static_cast<v8::PropertyAttribute>(v8::ReadOnly | v8::DontDelete))
        .Check();
  }
}

void Attach(BindingTarget& target, v8::Local<v8::Object> parent, const char* name, v8::Local<v8::Object> table) {
  parent->Set(target.context(), engine::Internalized(target.isolate(), name), table).Check();
}

}  // namespace

void DefineConstants(BindingTarget& target) {
  if (target.collecting()) return;
  auto table = [&](std::initializer_list<std::span<const Named>> parts) {
    auto object = MakeTable(target.isolate());
    for (auto part : parts) Add(target, object, part);
    return object;
  };
  auto os = MakeTable(target.isolate());
  constexpr Named kUdp[] = {{"UV_UDP_REUSEADDR", 4}};
  Add(target, os, kUdp);
  Attach(target, os, "dlopen", table({kDlopen}));
  Attach(target, os, "errno", table({kErrno}));
  Attach(target, os, "signals", table({kSignals}));
  Attach(target, os, "priority", table({kPriorities}));
  target.Set("os", os);
  target.Set("fs", table({kSymlinks, kOpenWays, kEntryTypes, kTypes, kOpenFlags, kFileHints, kMoreOpenFlags, kModes,
                          kAccess, kCopies}));
}

}  // namespace eddy::bindings
