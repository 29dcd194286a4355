#include "bindings/heap_sampling.h"

#include <v8-profiler.h>

#include <cstdio>
#include <memory>

#include "engine/strings.h"

namespace eddy::bindings {

namespace {

using Profile = v8::AllocationProfile;

// A string of JSON: the text is UTF-8 already. RFC 8259, section 7.
void AppendQuoted(std::string& out, v8::Isolate* isolate, v8::Local<v8::String> text) {
  out += '"';
  for (const char c : engine::ToUtf8(isolate, text)) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      out += escape;
    } else {
      out += c;
    }
  }
  out += '"';
}

// The protocol counts lines and columns from 0; -1 where there are none.
int FromZero(int number) { return number == Profile::kNoLineNumberInfo ? -1 : number - 1; }

void AppendNode(std::string& out, v8::Isolate* isolate, const Profile::Node& node) {
  out += R"({"callFrame":{"functionName":)";
  AppendQuoted(out, isolate, node.name);
  out += R"(,"scriptId":)" + std::to_string(node.script_id) + R"(,"url":)";
  AppendQuoted(out, isolate, node.script_name);
  out += R"(,"lineNumber":)" + std::to_string(FromZero(node.line_number));
  out += R"(,"columnNumber":)" + std::to_string(FromZero(node.column_number));
  size_t own = 0;
  for (const Profile::Allocation& allocation : node.allocations) own += allocation.size * allocation.count;
  out += R"(},"selfSize":)" + std::to_string(own) + R"(,"id":)" + std::to_string(node.node_id);
  out += R"(,"children":[)";
  for (size_t i = 0; i < node.children.size(); ++i) {
    if (i > 0) out += ',';
    AppendNode(out, isolate, *node.children[i]);
  }
  out += "]}";
}

}  // namespace

std::string StopHeapSampling(v8::Isolate* isolate) {
  v8::HeapProfiler* profiler = isolate->GetHeapProfiler();
  const v8::HandleScope handles(isolate);
  std::string out;
  if (const std::unique_ptr<Profile> profile(profiler->GetAllocationProfile()); profile != nullptr) {
    out += R"({"head":)";
    AppendNode(out, isolate, *profile->GetRootNode());
    out += R"(,"samples":[)";
    bool first = true;
    for (const Profile::Sample& sample : profile->GetSamples()) {
      if (!first) out += ',';
      first = false;
      out += R"({"size":)" + std::to_string(sample.size * sample.count) + R"(,"nodeId":)" +
             std::to_string(sample.node_id) + R"(,"ordinal":)" + std::to_string(sample.sample_id) + "}";
    }
    out += "]}";
  }
  profiler->StopSamplingHeapProfiler();
  return out;
}

}  // namespace eddy::bindings
