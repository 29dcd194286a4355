// TraceLog: events of V8 and of the runtime as a file that trace viewers read (Trace Event Format, JSON).
// https://nodejs.org/api/tracing.html
//
// The process has one, which is V8's tracing controller. Events may come from any thread. Nothing is written, and V8 is
// told that nobody listens, until a category is enabled.
#pragma once
#include <libplatform/libplatform.h>
#include <v8-platform.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::engine {

class TraceLog final : public v8::TracingController {
 public:
  static TraceLog& Process();

  // The names that files get: "${rotation}" and "${pid}" in it are replaced. Before the first event.
  void SetFilePattern(std::string pattern);
  // From here on events of these categories are kept, and no others.
  void SetCategories(std::vector<std::string> categories);
  // Whether any category of a comma-separated group is enabled.
  bool IsEnabled(std::string_view group);

  // Adds an event of the runtime's: `phase` as the format has it ('B', 'E', 'b', 'e', 'n', 'C', 'M', 'X'); `id` of what
  // it belongs to, or empty; `arguments` a JSON object, or empty.
  void Add(char phase, std::string_view group, std::string_view name, std::string_view id, std::string_view arguments);

  // Ends the file. Events that come later begin another.
  void Close();

  const uint8_t* GetCategoryGroupEnabled(const char* group) override;
  uint64_t AddTraceEvent(char phase, const uint8_t* enabled, const char* name, const char* scope, uint64_t id,
                         uint64_t bind_id, int32_t count, const char** names, const uint8_t* types,
                         const uint64_t* values, std::unique_ptr<v8::ConvertableToTraceFormat>* convertables,
                         unsigned int flags) override;
  uint64_t AddTraceEventWithTimestamp(char phase, const uint8_t* enabled, const char* name, const char* scope,
                                      uint64_t id, uint64_t bind_id, int32_t count, const char** names,
                                      const uint8_t* types, const uint64_t* values,
                                      std::unique_ptr<v8::ConvertableToTraceFormat>* convertables, unsigned int flags,
                                      int64_t timestamp) override;
  void UpdateTraceEventDuration(const uint8_t* enabled, const char* name, uint64_t handle) override;
  void AddTraceStateObserver(TraceStateObserver* observer) override;
  void RemoveTraceStateObserver(TraceStateObserver* observer) override;

 private:
  TraceLog() = default;

  bool IsEnabledLocked(std::string_view group) const;
  void Write(std::string_view event);
  void Flush();
  void CloseLocked();

  std::mutex mutex_;
  std::string pattern_ = "node_trace.${rotation}.log";
  std::set<std::string, std::less<>> categories_;
  // By group; the addresses are V8's, for good.
  std::map<std::string, std::unique_ptr<uint8_t>, std::less<>> groups_;
  std::map<const uint8_t*, std::string> names_;
  std::set<TraceStateObserver*> observers_;
  std::string buffer_;
  int fd_ = -1;
  int rotation_ = 0;
  size_t events_ = 0;  // in the current file
};

}  // namespace eddy::engine
