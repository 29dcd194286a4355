// binding('process'): the process as the kernel and V8 see it. https://nodejs.org/api/process.html
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "bindings/registry.h"
#include "engine/array_buffer_allocator.h"
#include "engine/heap_limits.h"

extern char** environ;

namespace eddy::bindings {

namespace {

using engine::CallInfo;

Status OrErrno(int result) { return result < 0 ? Status::FromErrno() : Status(); }

std::vector<std::string> Argv(Realm& realm) { return realm.options().argv; }
std::vector<std::string> ExecArgv(Realm& realm) { return realm.options().exec_argv; }

// execPath() -> the executable's absolute path, or argv[0] where /proc is not mounted.
std::string ExecPath(Realm& realm) {
  char path[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path);
  if (length <= 0) return realm.options().argv.empty() ? "eddy" : realm.options().argv[0];
  return std::string(path, static_cast<size_t>(length));
}

int32_t Pid() { return getpid(); }
int32_t Ppid() { return getppid(); }

Result<std::string> Cwd() {
  char path[PATH_MAX];
  if (getcwd(path, sizeof path) == nullptr) return Status::FromErrno();
  return std::string(path);
}

Status Chdir(std::string path) { return OrErrno(chdir(path.c_str())); }

// umask(mask): sets it, or only reads it when `mask` is undefined; the one before.
uint32_t Umask(std::optional<uint32_t> mask) {
  mode_t before = umask(mask.value_or(0));
  if (!mask) umask(before);
  return before;
}

Status Kill(int32_t pid, int32_t signal) { return OrErrno(kill(pid, signal)); }

uint32_t GetUid() { return getuid(); }
uint32_t GetEuid() { return geteuid(); }
uint32_t GetGid() { return getgid(); }
uint32_t GetEgid() { return getegid(); }
Status SetUid(uint32_t id) { return OrErrno(setuid(id)); }
Status SetEuid(uint32_t id) { return OrErrno(seteuid(id)); }
Status SetGid(uint32_t id) { return OrErrno(setgid(id)); }
Status SetEgid(uint32_t id) { return OrErrno(setegid(id)); }

Result<std::vector<uint32_t>> GetGroups() {
  int count = getgroups(0, nullptr);
  if (count < 0) return Status::FromErrno();
  std::vector<gid_t> groups(static_cast<size_t>(count));
  count = getgroups(count, groups.data());
  if (count < 0) return Status::FromErrno();
  groups.resize(static_cast<size_t>(count));
  return std::vector<uint32_t>(groups.begin(), groups.end());
}

Status SetGroups(std::vector<uint32_t> groups) {
  std::vector<gid_t> ids(groups.begin(), groups.end());
  return OrErrno(setgroups(ids.size(), ids.data()));
}

Status InitGroups(std::string user, uint32_t group) { return OrErrno(initgroups(user.c_str(), group)); }

// userId(name) and groupId(name) -> the id, or -1 when there is no such name.
int64_t UserId(std::string name) {
  passwd* entry = getpwnam(name.c_str());
  return entry != nullptr ? static_cast<int64_t>(entry->pw_uid) : -1;
}
int64_t GroupId(std::string name) {
  group* entry = getgrnam(name.c_str());
  return entry != nullptr ? static_cast<int64_t>(entry->gr_gid) : -1;
}

// errorText(errno) -> what the C library calls it.
std::string ErrorText(int32_t number) { return strerror(number); }

// Nanoseconds of the monotonic clock.
int64_t MonotonicNs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

// hrtime(out): out[0] the seconds' high half, out[1] their low half, out[2] the nanoseconds (CLOCK_MONOTONIC).
void HrTime(v8::Local<v8::Uint32Array> out) {
  const int64_t now = MonotonicNs();
  const auto seconds = static_cast<uint64_t>(now / 1000000000);
  auto* words = reinterpret_cast<uint32_t*>(static_cast<uint8_t*>(out->Buffer()->Data()) + out->ByteOffset());
  words[0] = static_cast<uint32_t>(seconds >> 32);
  words[1] = static_cast<uint32_t>(seconds);
  words[2] = static_cast<uint32_t>(now % 1000000000);
}

// Monotonic milliseconds with a fraction: what performance.now() is made of.
double MonotonicMs() { return static_cast<double>(MonotonicNs()) / 1e6; }

// Wall clock, milliseconds since 1970 with a fraction.
double WallClockMs() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// The monotonic clock (ms) at which this process started; falls back to now where /proc is not mounted.
double StartTimeMs() {
  std::ifstream stat("/proc/self/stat");
  std::string text((std::istreambuf_iterator<char>(stat)), {});
  size_t after_name = text.rfind(')');
  if (after_name == std::string::npos) return MonotonicMs();
  const char* field = text.c_str() + after_name + 2;  // field 3
  for (int i = 3; i < 22 && field != nullptr; i++) {
    field = strchr(field, ' ');
    if (field != nullptr) field++;
  }
  if (field == nullptr) return MonotonicMs();
  timespec boot, now;
  clock_gettime(CLOCK_BOOTTIME, &boot);
  clock_gettime(CLOCK_MONOTONIC, &now);
  double since_boot = strtod(field, nullptr) * 1e3 / static_cast<double>(sysconf(_SC_CLK_TCK));
  double suspended = static_cast<double>(boot.tv_sec - now.tv_sec) * 1e3;
  return since_boot - suspended;
}

size_t ResidentBytes() {
  FILE* file = fopen("/proc/self/statm", "re");
  if (file == nullptr) return 0;
  unsigned long size = 0, resident = 0;
  int read = fscanf(file, "%lu %lu", &size, &resident);
  fclose(file);
  return read == 2 ? resident * static_cast<size_t>(sysconf(_SC_PAGESIZE)) : 0;
}

double Rss() { return static_cast<double>(ResidentBytes()); }

// memoryUsage() -> [rss, heapTotal, heapUsed, external, arrayBuffers] in bytes.
std::vector<double> MemoryUsage(v8::Isolate* isolate) {
  v8::HeapStatistics heap;
  isolate->GetHeapStatistics(&heap);
  return {
      Rss(), static_cast<double>(heap.total_heap_size()), static_cast<double>(heap.used_heap_size()),
      static_cast<double>(heap.external_memory()),
      static_cast<double>(static_cast<engine::ArrayBufferAllocator*>(isolate->GetArrayBufferAllocator())->allocated())};
}

// constrainedMemory() -> the cgroup's limit in bytes, 0 when there is none.
double ConstrainedMemory() { return static_cast<double>(engine::ConstrainedMemory()); }

double AvailableMemory() {
  std::ifstream info("/proc/meminfo");
  std::string key;
  double kib = 0;
  std::string unit;
  while (info >> key >> kib && std::getline(info, unit)) {
    if (key == "MemAvailable:") return kib * 1024;
  }
  return 0;
}

double Micros(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
}

// resourceUsage(thread) -> getrusage's fields, in Node's order of process.resourceUsage(); times in microseconds.
std::vector<double> ResourceUsage(bool thread) {
  rusage usage{};
  getrusage(thread ? RUSAGE_THREAD : RUSAGE_SELF, &usage);
  return {Micros(usage.ru_utime),
          Micros(usage.ru_stime),
          static_cast<double>(usage.ru_maxrss),
          static_cast<double>(usage.ru_ixrss),
          static_cast<double>(usage.ru_idrss),
          static_cast<double>(usage.ru_isrss),
          static_cast<double>(usage.ru_minflt),
          static_cast<double>(usage.ru_majflt),
          static_cast<double>(usage.ru_nswap),
          static_cast<double>(usage.ru_inblock),
          static_cast<double>(usage.ru_oublock),
          static_cast<double>(usage.ru_msgsnd),
          static_cast<double>(usage.ru_msgrcv),
          static_cast<double>(usage.ru_nsignals),
          static_cast<double>(usage.ru_nvcsw),
          static_cast<double>(usage.ru_nivcsw)};
}

std::string GetTitle() {
  std::ifstream file("/proc/self/cmdline");
  std::string title;
  std::getline(file, title, '\0');
  char name[16] = {};
  prctl(PR_GET_NAME, name);
  return title.empty() ? name : title;
}

// The thread's name (15 bytes): what ps -o comm shows.
void SetTitle(std::string title) { prctl(PR_SET_NAME, title.c_str()); }

[[noreturn]] void Abort() { abort(); }

// execve(path, args, env) -> never, or a negative errno. The standard descriptors stay open; what this process ignores
// or blocks of signals, the program that comes does not.
int32_t Execve(std::string path, std::vector<std::string> args, std::vector<std::string> environment) {
  auto pointers = [](std::vector<std::string>& list) {
    std::vector<char*> out;
    for (auto& text : list) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
  };
  auto argv = pointers(args);
  auto envp = pointers(environment);
  for (int fd = 0; fd <= 2; fd++) {
    const int flags = fcntl(fd, F_GETFD);
    if (flags >= 0) fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC);
  }
  sigset_t none;
  sigset_t before;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, &before);
  signal(SIGPIPE, SIG_DFL);
  execve(path.c_str(), argv.data(), envp.data());
  const int error = errno;
  signal(SIGPIPE, SIG_IGN);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return -error;
}

// All of `rest`, waiting where the descriptor would block.
Status WriteWhole(int32_t fd, std::string_view rest) {
  while (!rest.empty()) {
    ssize_t written = write(fd, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<size_t>(written));
    } else if (errno == EAGAIN) {
      pollfd wait{fd, POLLOUT, 0};
      poll(&wait, 1, -1);
    } else if (errno != EINTR) {
      return Status::FromErrno();
    }
  }
  return Status();
}

// writeSync(fd, text) and writeBytesSync(fd, bytes): for stdio; 0 or a negative errno.
Status WriteSync(int32_t fd, std::string text) { return WriteWhole(fd, text); }
Status WriteBytesSync(int32_t fd, std::span<const uint8_t> bytes) {
  return WriteWhole(fd, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

void DefineProcess(BindingTarget& target) {
  target.Function<&Argv>("argv");
  target.Function<&ExecArgv>("execArgv");
  target.Function<&ExecPath>("execPath");
  target.Function<&Pid>("pid");
  target.Function<&Ppid>("ppid");
  target.Function<&Cwd>("cwd");
  target.Function<&Chdir>("chdir");
  target.Function<&Umask>("umask");
  target.Function<&Kill>("kill");
  target.Function<&GetUid>("getuid");
  target.Function<&GetEuid>("geteuid");
  target.Function<&GetGid>("getgid");
  target.Function<&GetEgid>("getegid");
  target.Function<&SetUid>("setuid");
  target.Function<&SetEuid>("seteuid");
  target.Function<&SetGid>("setgid");
  target.Function<&SetEgid>("setegid");
  target.Function<&GetGroups>("getgroups");
  target.Function<&SetGroups>("setgroups");
  target.Function<&InitGroups>("initgroups");
  target.Function<&UserId>("userId");
  target.Function<&GroupId>("groupId");
  target.Function<&ErrorText>("errorText");
  target.FastFunction<&HrTime>("hrtime");
  target.FastBigInt<&MonotonicNs>("monotonicNs");
  target.FastFunction<&MonotonicMs>("monotonicMs");
  target.Function<&WallClockMs>("wallClockMs");
  target.Function<&StartTimeMs>("startTimeMs");
  target.Function<&Rss>("rss");
  target.Function<&MemoryUsage>("memoryUsage");
  target.Function<&ConstrainedMemory>("constrainedMemory");
  target.Function<&AvailableMemory>("availableMemory");
  target.Function<&ResourceUsage>("resourceUsage");
  target.Function<&GetTitle>("getTitle");
  target.Function<&SetTitle>("setTitle");
  target.Function<&Abort>("abort");
  target.Function<&Execve>("execve");
  target.Function<&WriteSync>("writeSync");
  target.Function<&WriteBytesSync>("writeBytesSync");
}

}  // namespace eddy::bindings
