// binding('os'): what the system tells of itself. Failures are negative errnos.
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <pwd.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>

#include "bindings/registry.h"

namespace eddy::bindings {

namespace {

using Value = v8::Local<v8::Value>;

// names() -> [sysname, release, version, machine, hostname]
Result<std::vector<std::string>> Names() {
  utsname names;
  if (uname(&names) == -1) return Status::FromErrno();
  return std::vector<std::string>{names.sysname, names.release, names.version, names.machine, names.nodename};
}

// The number of kibibytes that /proc/meminfo gives for `key`; negative when it has no such line.
double MemoryInfo(const char* key) {
  std::unique_ptr<FILE, int (*)(FILE*)> file(fopen("/proc/meminfo", "re"), fclose);
  if (file == nullptr) return -1;
  char line[256];
  size_t length = strlen(key);
  while (fgets(line, sizeof line, file.get()) != nullptr) {
    if (strncmp(line, key, length) == 0 && line[length] == ':') return strtod(line + length + 1, nullptr);
  }
  return -1;
}

// Bytes that a program can have without making others go (MemAvailable), or that are unused where the kernel does not
// tell.
double FreeMemory() {
  double available = MemoryInfo("MemAvailable");
  if (available >= 0) return available * 1024;
  struct sysinfo information;
  return sysinfo(&information) == 0 ? static_cast<double>(information.freeram) * information.mem_unit : 0;
}

double TotalMemory() {
  double total = MemoryInfo("MemTotal");
  if (total >= 0) return total * 1024;
  struct sysinfo information;
  return sysinfo(&information) == 0 ? static_cast<double>(information.totalram) * information.mem_unit : 0;
}

// Seconds since the system was started, in hundredths.
double Uptime() {
  std::unique_ptr<FILE, int (*)(FILE*)> file(fopen("/proc/uptime", "re"), fclose);
  double seconds = 0;
  if (file != nullptr && fscanf(file.get(), "%lf", &seconds) == 1) return seconds;
  timespec now;
  if (clock_gettime(CLOCK_BOOTTIME, &now) == -1) return 0;
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec / 10'000'000) / 100;
}

// As the kernel words them, in hundredths.
std::vector<double> LoadAverages() {
  std::vector<double> averages(3, 0);
  std::unique_ptr<FILE, int (*)(FILE*)> file(fopen("/proc/loadavg", "re"), fclose);
  if (file != nullptr && fscanf(file.get(), "%lf %lf %lf", &averages[0], &averages[1], &averages[2]) == 3)
    return averages;
  if (getloadavg(averages.data(), 3) != 3) return std::vector<double>(3, 0);
  return averages;
}

// How many processors this process may use at once.
int32_t AvailableParallelism() {
  cpu_set_t set;
  int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
  if (count == 0) count = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
  return count > 0 ? count : 1;
}

struct Processor {
  std::string model = "unknown";
  double mhz = 0;
  double times[5]{};  // user, nice, sys, idle, irq: milliseconds
};

// cpus() -> [model, MHz, user, nice, sys, idle, irq, model, ...]; /proc/stat and /proc/cpuinfo.
Value Cpus(v8::Isolate* isolate) {
  std::vector<Processor> processors;
  std::vector<int> numbers;
  double tick_ms = 1000.0 / static_cast<double>(sysconf(_SC_CLK_TCK));
  std::ifstream stat("/proc/stat");
  std::string line;
  while (std::getline(stat, line)) {
    int number;
    double user, nice, system, idle, waiting, irq;
    // The first line, of all together, has no number.
    if (line.size() < 4 || line[3] < '0' || line[3] > '9') continue;
    if (sscanf(line.c_str(), "cpu%d %lf %lf %lf %lf %lf %lf", &number, &user, &nice, &system, &idle, &waiting, &irq) !=
        7) {
      continue;
    }
    Processor processor;
    const double ticks[] = {user, nice, system, idle, irq};
    for (size_t i = 0; i < 5; i++) processor.times[i] = ticks[i] * tick_ms;
    processors.push_back(std::move(processor));
    numbers.push_back(number);
  }
  std::ifstream information("/proc/cpuinfo");
  Processor* current = nullptr;
  while (std::getline(information, line)) {
    size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    std::string value = colon + 2 <= line.size() ? line.substr(colon + 2) : std::string();
    if (line.rfind("processor", 0) == 0) {
      current = nullptr;
      for (size_t i = 0; i < numbers.size(); i++) {
        if (numbers[i] == atoi(value.c_str())) current = &processors[i];
      }
    } else if (current != nullptr && line.rfind("model name", 0) == 0) {
      current->model = value;
    }
  }
  std::vector<Value> flat;
  for (size_t i = 0; i < processors.size(); i++) {
    Processor& processor = processors[i];
    // The frequency of the moment, as the governor tells it; 0 where there is none (virtual machines).
    std::string path = "/sys/devices/system/cpu/cpu" + std::to_string(numbers[i]) + "/cpufreq/scaling_cur_freq";
    if (std::ifstream frequency(path); frequency) {
      double khz = 0;
      frequency >> khz;
      processor.mhz = static_cast<double>(static_cast<int64_t>(khz / 1000));
    }
    flat.push_back(engine::FromUtf8(isolate, processor.model));
    flat.push_back(v8::Number::New(isolate, processor.mhz));
    for (double time : processor.times) flat.push_back(v8::Number::New(isolate, time));
  }
  return v8::Array::New(isolate, flat.data(), flat.size());
}

struct Interfaces {
  ~Interfaces() {
    if (first != nullptr) freeifaddrs(first);
  }
  ifaddrs* first = nullptr;
};

std::string HardwareAddress(const ifaddrs* first, const char* name) {
  for (const ifaddrs* entry = first; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr || entry->ifa_addr->sa_family != AF_PACKET || strcmp(entry->ifa_name, name) != 0) {
      continue;
    }
    const uint8_t* b = reinterpret_cast<const sockaddr_ll*>(entry->ifa_addr)->sll_addr;
    char text[18];
    snprintf(text, sizeof text, "%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3], b[4], b[5]);
    return text;
  }
  return "00:00:00:00:00:00";
}

// interfaces() -> [[name, address, netmask, prefix length or -1, is IPv6, mac, internal, scope id], ...]
Value NetworkInterfaces(v8::Isolate* isolate) {
  Interfaces interfaces;
  if (getifaddrs(&interfaces.first) == -1) return v8::Integer::New(isolate, -errno);
  std::vector<Value> rows;
  for (const ifaddrs* entry = interfaces.first; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr || (entry->ifa_flags & IFF_UP) == 0 || (entry->ifa_flags & IFF_RUNNING) == 0)
      continue;
    int family = entry->ifa_addr->sa_family;
    if (family != AF_INET && family != AF_INET6) continue;
    auto bytes_of = [family](const sockaddr* address) {
      if (family == AF_INET)
        return reinterpret_cast<const uint8_t*>(&reinterpret_cast<const sockaddr_in*>(address)->sin_addr);
      return reinterpret_cast<const uint8_t*>(&reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr);
    };
    char address[INET6_ADDRSTRLEN] = "";
    char netmask[INET6_ADDRSTRLEN] = "";
    inet_ntop(family, bytes_of(entry->ifa_addr), address, sizeof address);
    int prefix = 0;
    if (entry->ifa_netmask != nullptr) {
      const uint8_t* mask = bytes_of(entry->ifa_netmask);
      inet_ntop(family, mask, netmask, sizeof netmask);
      size_t length = family == AF_INET ? 4 : 16;
      bool ended = false;
      for (size_t i = 0; i < length * 8; i++) {
        bool set = (mask[i / 8] & (0x80 >> (i % 8))) != 0;
        if (set && ended) prefix = -1;  // ones after a zero: no prefix
        if (!set) ended = true;
        if (set && prefix >= 0) prefix++;
      }
    }
    uint32_t scope = family == AF_INET6 ? reinterpret_cast<const sockaddr_in6*>(entry->ifa_addr)->sin6_scope_id : 0;
    Value row[] = {engine::FromUtf8(isolate, entry->ifa_name),
                   engine::FromUtf8(isolate, address),
                   engine::FromUtf8(isolate, netmask),
                   v8::Integer::New(isolate, prefix),
                   v8::Boolean::New(isolate, family == AF_INET6),
                   engine::FromUtf8(isolate, HardwareAddress(interfaces.first, entry->ifa_name)),
                   v8::Boolean::New(isolate, (entry->ifa_flags & IFF_LOOPBACK) != 0),
                   v8::Integer::NewFromUnsigned(isolate, scope)};
    rows.push_back(v8::Array::New(isolate, row, std::size(row)));
  }
  return v8::Array::New(isolate, rows.data(), rows.size());
}

// priorityRank(pid) -> 1 (lowest) to 40, or a negative errno: as the kernel answers it, before the C library turns it
// into a nice value that could be taken for an error.
int32_t PriorityRank(int32_t pid) {
  const long rank = syscall(SYS_getpriority, PRIO_PROCESS, pid);
  return rank < 0 ? -errno : static_cast<int32_t>(rank);
}

Status SetPriority(int32_t pid, int32_t priority) {
  if (setpriority(PRIO_PROCESS, static_cast<id_t>(pid), priority) == -1) return Status::FromErrno();
  return {};
}

// user() -> [username, home, shell, uid, gid], the three texts as ArrayBuffers
Value User(v8::Isolate* isolate) {
  std::vector<char> buffer(4096);
  passwd entry;
  passwd* found = nullptr;
  int error;
  while ((error = getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found)) == ERANGE) {
    buffer.resize(buffer.size() * 2);
  }
  if (error != 0 || found == nullptr) return v8::Integer::New(isolate, error != 0 ? -error : -ENOENT);
  auto bytes = [isolate](const char* text) {
    auto array = v8::ArrayBuffer::New(isolate, strlen(text));
    if (text[0] != '\0') memcpy(array->Data(), text, strlen(text));
    return array;
  };
  Value row[] = {bytes(found->pw_name), bytes(found->pw_dir), bytes(found->pw_shell),
                 v8::Integer::NewFromUnsigned(isolate, found->pw_uid),
                 v8::Integer::NewFromUnsigned(isolate, found->pw_gid)};
  return v8::Array::New(isolate, row, std::size(row));
}

}  // namespace

void DefineOs(BindingTarget& target) {
  target.Function<&Names>("names");
  target.Function<&FreeMemory>("freeMemory");
  target.Function<&TotalMemory>("totalMemory");
  target.Function<&Uptime>("uptime");
  target.Function<&LoadAverages>("loadAverages");
  target.Function<&AvailableParallelism>("availableParallelism");
  target.Function<&Cpus>("cpus");
  target.Function<&NetworkInterfaces>("interfaces");
  target.Function<&PriorityRank>("priorityRank");
  target.Function<&SetPriority>("setPriority");
  target.Function<&User>("user");
}

}  // namespace eddy::bindings
