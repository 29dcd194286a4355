// binding('modules'): what the module loaders need of the file system and of the compiler.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>

#include "bindings/registry.h"

namespace eddy::bindings {

namespace {

using engine::FromUtf8;

// readText(path) -> the file as UTF-8 text without a byte-order mark, or a negative errno.
v8::Local<v8::Value> ReadText(v8::Isolate* isolate, std::string path) {
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return v8::Integer::New(isolate, -errno);
  std::string text;
  struct stat about;
  if (fstat(fd, &about) == 0 && about.st_size > 0) text.reserve(static_cast<size_t>(about.st_size) + 1);
  char buffer[65536];
  ssize_t count;
  while ((count = read(fd, buffer, sizeof buffer)) != 0) {
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      int error = errno;
      close(fd);
      return v8::Integer::New(isolate, -error);
    }
    text.append(buffer, static_cast<size_t>(count));
  }
  close(fd);
  std::string_view view = text;
  if (view.starts_with("\xEF\xBB\xBF")) view.remove_prefix(3);
  return FromUtf8(isolate, view);
}

// statKind(path) -> 0 a file (or anything that is not a directory), 1 a directory, or a negative errno.
int32_t StatKind(std::string path) {
  struct stat about;
  if (stat(path.c_str(), &about) < 0) return -errno;
  return S_ISDIR(about.st_mode) ? 1 : 0;
}

// realpath(path) -> the path without symbolic links, or a negative errno.
Result<std::string> RealPath(std::string path) {
  char resolved[PATH_MAX];
  if (realpath(path.c_str(), resolved) == nullptr) return Status::FromErrno();
  return std::string(resolved);
}

// compileFunction(source, filename, parameters, hostDefined) -> a function whose body `source` is. `hostDefined` (a
// symbol) comes back with every import() in it.
v8::MaybeLocal<v8::Value> CompileFunction(v8::Isolate* isolate, v8::Local<v8::String> source,
                                          v8::Local<v8::String> filename, v8::Local<v8::Array> parameters,
                                          v8::Local<v8::Value> host_defined) {
  auto context = isolate->GetCurrentContext();
  auto options = v8::PrimitiveArray::New(isolate, 1);
  if (host_defined->IsSymbol()) options->Set(isolate, 0, host_defined.As<v8::Primitive>());
  v8::ScriptOrigin origin(filename, 0, 0, true, -1, v8::Local<v8::Value>(), false, false, false, options);
  std::vector<v8::Local<v8::String>> names;
  for (uint32_t i = 0; i < parameters->Length(); i++) {
    names.push_back(parameters->Get(context, i).ToLocalChecked().As<v8::String>());
  }
  v8::ScriptCompiler::Source compiled(source, origin);
  v8::Local<v8::Function> function;
  if (!v8::ScriptCompiler::CompileFunction(context, &compiled, names.size(), names.data()).ToLocal(&function))
    return {};
  return function;
}

}  // namespace

void DefineModules(BindingTarget& target) {
  target.Function<&ReadText>("readText");
  target.Function<&StatKind>("statKind");
  target.Function<&RealPath>("realpath");
  target.Function<&CompileFunction>("compileFunction");
}

}  // namespace eddy::bindings
