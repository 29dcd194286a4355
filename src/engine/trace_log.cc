#include "engine/trace_log.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstring>

namespace eddy::engine {
namespace {

// A file ends after so many events, and another begins.
constexpr size_t kEventsPerFile = 1 << 19;
constexpr size_t kBufferSize = 64 * 1024;

// Types of arguments, as V8's trace-event macros pass them.
constexpr uint8_t kBool = 1;
constexpr uint8_t kUnsigned = 2;
constexpr uint8_t kSigned = 3;
constexpr uint8_t kDouble = 4;
constexpr uint8_t kPointer = 5;
constexpr uint8_t kString = 6;
constexpr uint8_t kCopiedString = 7;
constexpr uint8_t kConvertable = 8;

constexpr unsigned kHasId = 1 << 1;

int64_t NowUs() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

long ThreadId() {
  thread_local const long id = syscall(SYS_gettid);
  return id;
}

void AppendQuoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", byte);
      out += escape;
    } else {
      out += c;
    }
  }
  out += '"';
}

void AppendHead(std::string& out, char phase, std::string_view group, std::string_view name, int64_t timestamp) {
  out += "{\"pid\":" + std::to_string(getpid()) + ",\"tid\":" + std::to_string(ThreadId());
  out += ",\"ts\":" + std::to_string(timestamp) + ",\"tts\":0,\"ph\":\"";
  out += phase;
  out += "\",\"cat\":";
  AppendQuoted(out, group);
  out += ",\"name\":";
  AppendQuoted(out, name);
  out += ",\"dur\":0,\"tdur\":0";
}

void AppendValue(std::string& out, uint8_t type, uint64_t value, v8::ConvertableToTraceFormat* convertable) {
  switch (type) {
    case kBool:
      out += value != 0 ? "true" : "false";
      return;
    case kUnsigned:
      out += std::to_string(value);
      return;
    case kSigned:
      out += std::to_string(static_cast<int64_t>(value));
      return;
    case kDouble: {
      double number = 0;
      std::memcpy(&number, &value, sizeof number);
      char text[32];
      std::snprintf(text, sizeof text, "%.17g", number);
      // JSON has no word for these.
      out += std::strpbrk(text, "ni") != nullptr ? "null" : text;
      return;
    }
    case kPointer: {
      char text[24];
      std::snprintf(text, sizeof text, "\"0x%" PRIx64 "\"", value);
      out += text;
      return;
    }
    case kString:
    case kCopiedString: {
      const auto* text = reinterpret_cast<const char*>(value);
      AppendQuoted(out, text == nullptr ? "NULL" : text);
      return;
    }
    case kConvertable:
      if (convertable != nullptr) return convertable->AppendAsTraceFormat(&out);
      break;
    default:
      break;
  }
  out += "null";
}

void Replace(std::string& text, std::string_view what, const std::string& with) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

}  // namespace

TraceLog& TraceLog::Process() {
  static auto* log = new TraceLog;
  return *log;
}

void TraceLog::SetFilePattern(std::string pattern) {
  const std::lock_guard lock(mutex_);
  pattern_ = std::move(pattern);
}

bool TraceLog::IsEnabledLocked(std::string_view group) const {
  while (!group.empty()) {
    const size_t comma = group.find(',');
    if (categories_.contains(group.substr(0, comma))) return true;
    if (comma == std::string_view::npos) return false;
    group.remove_prefix(comma + 1);
  }
  return false;
}

bool TraceLog::IsEnabled(std::string_view group) {
  const std::lock_guard lock(mutex_);
  return IsEnabledLocked(group);
}

void TraceLog::SetCategories(std::vector<std::string> categories) {
  std::set<TraceStateObserver*> observers;
  bool enabled = false;
  {
    const std::lock_guard lock(mutex_);
    categories_ = {categories.begin(), categories.end()};
    for (auto& [group, flag] : groups_) *flag = IsEnabledLocked(group) ? 1 : 0;
    enabled = !categories_.empty();
    observers = observers_;
  }
  for (TraceStateObserver* observer : observers) {
    if (enabled) {
      observer->OnTraceEnabled();
    } else {
      observer->OnTraceDisabled();
    }
  }
}

void TraceLog::Add(char phase, std::string_view group, std::string_view name, std::string_view id,
                   std::string_view arguments) {
  std::string event;
  AppendHead(event, phase, group, name, NowUs());
  if (!id.empty()) {
    event += ",\"id\":";
    AppendQuoted(event, id);
  }
  event += ",\"args\":";
  event += arguments.empty() ? "{}" : arguments;
  event += '}';
  const std::lock_guard lock(mutex_);
  Write(event);
}

void TraceLog::Write(std::string_view event) {
  if (fd_ < 0) {
    std::string path = pattern_;
    Replace(path, "${rotation}", std::to_string(++rotation_));
    Replace(path, "${pid}", std::to_string(getpid()));
    fd_ = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd_ < 0) {
      fprintf(stderr, "Could not open trace file %s: %s\n", path.c_str(), strerror(errno));
      return;
    }
    events_ = 0;
    buffer_ = "{\"traceEvents\":[";
  }
  if (events_++ > 0) buffer_ += ',';
  buffer_ += event;
  if (buffer_.size() >= kBufferSize) Flush();
  if (events_ >= kEventsPerFile) CloseLocked();
}

void TraceLog::Flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = write(fd_, rest.data(), rest.size());
    if (written < 0 && errno != EINTR) break;
    if (written > 0) rest.remove_prefix(static_cast<size_t>(written));
  }
  buffer_.clear();
}

void TraceLog::CloseLocked() {
  if (fd_ < 0) return;
  buffer_ += "]}\n";
  Flush();
  close(fd_);
  fd_ = -1;
}

void TraceLog::Close() {
  const std::lock_guard lock(mutex_);
  CloseLocked();
}

const uint8_t* TraceLog::GetCategoryGroupEnabled(const char* group) {
  const std::lock_guard lock(mutex_);
  auto& flag = groups_[group];
  if (flag == nullptr) {
    flag = std::make_unique<uint8_t>(IsEnabledLocked(group) ? 1 : 0);
    names_.emplace(flag.get(), group);
  }
  return flag.get();
}

uint64_t TraceLog::AddTraceEvent(char phase, const uint8_t* enabled, const char* name, const char* scope, uint64_t id,
                                 uint64_t bind_id, int32_t count, const char** names, const uint8_t* types,
                                 const uint64_t* values, std::unique_ptr<v8::ConvertableToTraceFormat>* convertables,
                                 unsigned int flags) {
  return AddTraceEventWithTimestamp(phase, enabled, name, scope, id, bind_id, count, names, types, values, convertables,
                                    flags, NowUs());
}

uint64_t TraceLog::AddTraceEventWithTimestamp(char phase, const uint8_t* enabled, const char* name, const char*,
                                              uint64_t id, uint64_t, int32_t count, const char** names,
                                              const uint8_t* types, const uint64_t* values,
                                              std::unique_ptr<v8::ConvertableToTraceFormat>* convertables,
                                              unsigned int flags, int64_t timestamp) {
  std::string arguments = "{";
  for (int32_t i = 0; i < count; ++i) {
    if (i > 0) arguments += ',';
    AppendQuoted(arguments, names[i]);
    arguments += ':';
    AppendValue(arguments, types[i], values[i], convertables == nullptr ? nullptr : convertables[i].get());
  }
  arguments += '}';
  const std::lock_guard lock(mutex_);
  const auto group = names_.find(enabled);
  if (group == names_.end() || *enabled == 0) return 0;
  std::string event;
  // A complete event's length is not known yet: its two ends are written instead.
  AppendHead(event, phase == 'X' ? 'B' : phase, group->second, name, timestamp);
  if ((flags & kHasId) != 0) {
    char text[24];
    std::snprintf(text, sizeof text, "0x%" PRIx64, id);
    event += ",\"id\":";
    AppendQuoted(event, text);
  }
  event += ",\"args\":" + arguments + '}';
  Write(event);
  return 1;
}

void TraceLog::UpdateTraceEventDuration(const uint8_t* enabled, const char* name, uint64_t handle) {
  if (handle == 0) return;
  const std::lock_guard lock(mutex_);
  const auto group = names_.find(enabled);
  if (group == names_.end()) return;
  std::string event;
  AppendHead(event, 'E', group->second, name, NowUs());
  event += ",\"args\":{}}";
  Write(event);
}

void TraceLog::AddTraceStateObserver(TraceStateObserver* observer) {
  bool enabled = false;
  {
    const std::lock_guard lock(mutex_);
    observers_.insert(observer);
    enabled = !categories_.empty();
  }
  if (enabled) observer->OnTraceEnabled();
}

void TraceLog::RemoveTraceStateObserver(TraceStateObserver* observer) {
  const std::lock_guard lock(mutex_);
  observers_.erase(observer);
}

}  // namespace eddy::engine
