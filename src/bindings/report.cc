// binding('report'): what the process is made of at this moment. lib/internal/process/report.js and resources.js.
#include <dlfcn.h>
#include <execinfo.h>
#include <gnu/libc-version.h>
#include <link.h>
#include <sys/resource.h>

#include <array>
#include <cinttypes>
#include <cstdio>

#include "bindings/live_handles.h"
#include "bindings/registry.h"
#include "loop/loop.h"
#include "runtime/realm.h"

namespace eddy::bindings {

namespace {

using Value = v8::Local<v8::Value>;

// handles() -> [[kind, is active, is referenced, is open], ...] of the loop's handles, oldest first.
Value Handles(Realm& realm) {
  v8::Isolate* isolate = realm.isolate();
  std::vector<Value> rows;
  realm.loop().Walk([&](loop::Handle& handle) {
    Value row[] = {engine::FromUtf8(isolate, handle.Kind()), v8::Boolean::New(isolate, handle.IsActive()),
                   v8::Boolean::New(isolate, handle.HasRef()), v8::Boolean::New(isolate, !handle.IsClosing())};
    rows.push_back(v8::Array::New(isolate, row, std::size(row)));
  });
  return v8::Array::New(isolate, rows.data(), rows.size());
}

// objects() -> the JavaScript sides of sockets, servers and children that are open.
Value Objects(Realm& realm) {
  std::vector<Value> objects;
  for (engine::Wrapper* handle : realm.State<LiveHandles>().all()) objects.push_back(handle->object());
  return v8::Array::New(realm.isolate(), objects.data(), objects.size());
}

// requests() -> how many operations are under way elsewhere: on the thread pool, or in the kernel.
uint32_t Requests(Realm& realm) { return realm.loop().active_requests(); }

// limits() -> [[name, soft, hard], ...]; -1 for none. getrlimit(2).
Value Limits(v8::Isolate* isolate) {
  struct Limit {
    const char* name;
    decltype(RLIMIT_CORE) resource;
  };
  constexpr Limit kLimits[] = {
      {"core_file_size_blocks", RLIMIT_CORE}, {"data_seg_size_bytes", RLIMIT_DATA},
      {"file_size_blocks", RLIMIT_FSIZE},     {"max_locked_memory_bytes", RLIMIT_MEMLOCK},
      {"max_memory_size_bytes", RLIMIT_RSS},  {"open_files", RLIMIT_NOFILE},
      {"stack_size_bytes", RLIMIT_STACK},     {"cpu_time_seconds", RLIMIT_CPU},
      {"max_user_processes", RLIMIT_NPROC},   {"virtual_memory_bytes", RLIMIT_AS},
  };
  auto number = [isolate](rlim_t value) {
    return v8::Number::New(isolate, value == RLIM_INFINITY ? -1 : static_cast<double>(value));
  };
  std::vector<Value> rows;
  for (const Limit& limit : kLimits) {
    rlimit values;
    if (getrlimit(limit.resource, &values) != 0) continue;
    Value row[] = {engine::FromUtf8(isolate, limit.name), number(values.rlim_cur), number(values.rlim_max)};
    rows.push_back(v8::Array::New(isolate, row, std::size(row)));
  }
  return v8::Array::New(isolate, rows.data(), rows.size());
}

// sharedObjects() -> the paths of the libraries that are loaded.
std::vector<std::string> SharedObjects() {
  std::vector<std::string> paths;
  dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* data) {
        if (info->dlpi_name[0] != '\0') static_cast<std::vector<std::string>*>(data)->emplace_back(info->dlpi_name);
        return 0;
      },
      &paths);
  return paths;
}

// nativeStack() -> [[address, symbol or ''], ...], the innermost first.
Value NativeStack(v8::Isolate* isolate) {
  std::array<void*, 64> frames;
  const int count = backtrace(frames.data(), static_cast<int>(frames.size()));
  std::vector<Value> rows;
  for (int i = 0; i < count; i++) {
    char address[32];
    snprintf(address, sizeof address, "0x%016" PRIxPTR, reinterpret_cast<uintptr_t>(frames[static_cast<size_t>(i)]));
    Dl_info info;
    const bool known = dladdr(frames[static_cast<size_t>(i)], &info) != 0;
    std::string symbol = known && info.dli_sname != nullptr ? info.dli_sname : "";
    if (known && info.dli_fname != nullptr) symbol += " [" + std::string(info.dli_fname) + "]";
    Value row[] = {engine::FromUtf8(isolate, address), engine::FromUtf8(isolate, symbol)};
    rows.push_back(v8::Array::New(isolate, row, std::size(row)));
  }
  return v8::Array::New(isolate, rows.data(), rows.size());
}

// libraryVersions() -> [the C library's version at run time, and when Eddy was built]
std::vector<std::string> LibraryVersions() {
  return {gnu_get_libc_version(), std::to_string(__GLIBC__) + "." + std::to_string(__GLIBC_MINOR__)};
}

}  // namespace

void DefineReport(BindingTarget& target) {
  target.Function<&Handles>("handles");
  target.Function<&Objects>("objects");
  target.Function<&Requests>("requests");
  target.Function<&Limits>("limits");
  target.Function<&SharedObjects>("sharedObjects");
  target.Function<&NativeStack>("nativeStack");
  target.Function<&LibraryVersions>("libraryVersions");
}

}  // namespace eddy::bindings
