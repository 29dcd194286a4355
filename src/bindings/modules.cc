// binding('modules'): what the module loaders need of the file system, of package.json files and of the compiler.
#include <sys/stat.h>
#include <unistd.h>

#include "bindings/registry.h"
#include "engine/builtins.h"
#include "engine/module_resolver.h"

namespace eddy::bindings {

namespace {

using engine::FromUtf8;
using engine::ModuleResolver;
using engine::PackageJson;
using engine::Resolution;
using Names = std::vector<std::string>;

// One resolver, with its package.json files, for each realm.
struct Loading {
  explicit Loading(Realm&) {}
  ModuleResolver resolver{engine::IsPublicBuiltin};
};

ModuleResolver& ResolverOf(Realm& realm) { return realm.State<Loading>().resolver; }

// readText(path) -> the file as UTF-8 text without a byte-order mark, or a negative errno.
v8::Local<v8::Value> ReadText(v8::Isolate* isolate, std::string path) {
  std::optional<std::string> text = engine::ReadFileBytes(path.c_str());
  if (!text) return v8::Integer::New(isolate, -errno);
  std::string_view view = *text;
  if (view.starts_with("\xEF\xBB\xBF")) view.remove_prefix(3);
  return FromUtf8(isolate, view);
}

// statKind(path) -> 0 a file (or anything that is not a folder), 1 a folder, or a negative errno.
int32_t StatKind(std::string path) {
  struct stat about;
  if (stat(path.c_str(), &about) < 0) return -errno;
  return S_ISDIR(about.st_mode) ? 1 : 0;
}

// realpath(path) -> the path without symbolic links; itself where it cannot be read.
std::string RealPath(Realm& realm, std::string path) { return ResolverOf(realm).RealPath(path); }

// join(folder, path) -> an absolute path without "." and "..".
std::string Join(std::string folder, std::string path) { return engine::JoinPath(folder, path); }

// begin() and end() bracket a tree of requires, in which the file system is taken to stand still.
void Begin(Realm& realm) { ResolverOf(realm).Begin(); }
void End(Realm& realm) { ResolverOf(realm).End(); }

// A path as a string, a builtin as "node:id", nothing as undefined, a failure as [code, ...arguments].
v8::Local<v8::Value> ToValue(v8::Isolate* isolate, const Resolution& resolution) {
  switch (resolution.kind) {
    case Resolution::Kind::kPath:
      return FromUtf8(isolate, resolution.text);
    case Resolution::Kind::kBuiltin:
      return FromUtf8(isolate, "node:" + resolution.text);
    case Resolution::Kind::kFailed: {
      Names all = {resolution.text};
      all.insert(all.end(), resolution.arguments.begin(), resolution.arguments.end());
      return engine::To(isolate, all);
    }
    case Resolution::Kind::kNone:
      break;
  }
  return v8::Undefined(isolate);
}

// findFile(request, folders, extensions, conditions, real): see ModuleResolver::FindFile.
v8::Local<v8::Value> FindFile(Realm& realm, std::string request, Names folders, Names extensions, Names conditions,
                              bool real) {
  return ToValue(realm.isolate(), ResolverOf(realm).FindFile(request, folders, extensions, conditions, real));
}

// resolveImports(specifier, parentPath, conditions, base), and resolveSelf of the same arguments: see ModuleResolver.
v8::Local<v8::Value> ResolveImports(Realm& realm, std::string specifier, std::string parent, Names conditions,
                                    std::string base) {
  return ToValue(realm.isolate(), ResolverOf(realm).ResolveImports(specifier, parent, conditions, base));
}
v8::Local<v8::Value> ResolveSelf(Realm& realm, std::string specifier, std::string parent, Names conditions,
                                 std::string base) {
  return ToValue(realm.isolate(), ResolverOf(realm).ResolveSelf(specifier, parent, conditions, base));
}

// resolveImport(specifier, parentPath, conditions, base, real) -> [path, url] of a file, and as ToValue has it
// otherwise; undefined: a URL of another scheme than file: and node:.
v8::Local<v8::Value> ResolveImport(Realm& realm, std::string specifier, std::string parent, Names conditions,
                                   std::string base, bool real) {
  Resolution resolution = ResolverOf(realm).ResolveImport(specifier, parent, conditions, base, real);
  if (resolution.kind != Resolution::Kind::kPath) return ToValue(realm.isolate(), resolution);
  return engine::To(realm.isolate(), Names{resolution.text, resolution.arguments[0]});
}

// pathToFileUrl(path) -> the file: URL of an absolute path.
std::string PathToFileUrl(std::string path) { return engine::PathToFileUrl(path); }

// fileUrlToPath(url) -> the path of a file: URL, or undefined.
std::optional<std::string> FileUrlToPath(std::string url) { return engine::FileUrlToPath(url); }

// packageType(path) -> "type" of the package that holds the file: 'commonjs', 'module' or 'none'; or an
// array as ToValue gives it when that package.json cannot be read.
v8::Local<v8::Value> PackageType(Realm& realm, std::string path) {
  v8::Isolate* isolate = realm.isolate();
  const PackageJson* package = ResolverOf(realm).packages().Scope(path);
  if (package != nullptr && !package->valid) {
    return ToValue(isolate,
                   {Resolution::Kind::kFailed, "ERR_INVALID_PACKAGE_CONFIG", {package->path, "", package->error}});
  }
  engine::PackageType type = package != nullptr ? package->type : engine::PackageType::kNone;
  return engine::Internalized(isolate, type == engine::PackageType::kModule     ? "module"
                                       : type == engine::PackageType::kCommonJs ? "commonjs"
                                                                                : "none");
}

// packageScope(path) -> the path of the nearest package.json at or above the file's folder, or undefined.
std::optional<std::string> PackageScope(Realm& realm, std::string path) {
  const PackageJson* package = ResolverOf(realm).packages().Scope(path);
  if (package == nullptr) return std::nullopt;
  return package->path;
}

// hasPackage(folder) -> whether there is a package.json in it.
bool HasPackage(Realm& realm, std::string folder) {
  return ResolverOf(realm).packages().Read(folder == "/" ? "" : folder) != nullptr;
}

}  // namespace

void DefineModules(BindingTarget& target) {
  target.Function<&ReadText>("readText");
  target.Function<&StatKind>("statKind");
  target.Function<&RealPath>("realpath");
  target.Function<&Join>("join");
  target.Function<&Begin>("begin");
  target.Function<&End>("end");
  target.Function<&FindFile>("findFile");
  target.Function<&ResolveImports>("resolveImports");
  target.Function<&ResolveSelf>("resolveSelf");
  target.Function<&ResolveImport>("resolveImport");
  target.Function<&PathToFileUrl>("pathToFileUrl");
  target.Function<&FileUrlToPath>("fileUrlToPath");
  target.Function<&PackageType>("packageType");
  target.Function<&PackageScope>("packageScope");
  target.Function<&HasPackage>("hasPackage");
}

}  // namespace eddy::bindings
