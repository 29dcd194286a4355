// binding('trace'): events for the process's trace log. https://nodejs.org/api/tracing.html
#include <string>
#include <vector>

#include "engine/binding.h"
#include "engine/trace_log.h"

namespace eddy::bindings {
namespace {

using engine::TraceLog;

// `phase`: one character of the Trace Event Format. `id` and `arguments` (JSON) may be empty.
void Add(std::string phase, std::string group, std::string name, std::string id, std::string arguments) {
  if (!phase.empty()) TraceLog::Process().Add(phase[0], group, name, id, arguments);
}

void Close() { TraceLog::Process().Close(); }
void SetCategories(std::vector<std::string> categories) { TraceLog::Process().SetCategories(std::move(categories)); }
void SetFilePattern(std::string pattern) { TraceLog::Process().SetFilePattern(std::move(pattern)); }

}  // namespace

void DefineTrace(BindingTarget& target) {
  target.Function<&Add>("add");
  target.Function<&Close>("close");
  target.Function<&SetCategories>("setCategories");
  target.Function<&SetFilePattern>("setFilePattern");
}

}  // namespace eddy::bindings
