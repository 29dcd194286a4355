// Module resolution: from a specifier to a file, for require and import.
// https://nodejs.org/api/modules.html#all-together and https://nodejs.org/api/esm.html#resolution-algorithm
//
// Paths are absolute and in UTF-8. What the file system says of a path is remembered only between Begin and End (one
// outermost require, or one import's graph), package.json files and real folders for the realm's life.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/package_json.h"

namespace eddy::engine {

// What a resolution came to.
struct Resolution {
  enum class Kind {
    kNone,     // nothing found
    kPath,     // `text` is a file's path
    kBuiltin,  // `text` is a builtin's id, without "node:"
    kFailed,   // `text` is the error's code, `arguments` what its message and properties are made of
  };
  Kind kind = Kind::kNone;
  std::string text;
  std::vector<std::string> arguments;

  bool found() const { return kind == Kind::kPath || kind == Kind::kBuiltin; }
};

class ModuleResolver {
 public:
  // What a path is, as far as loading cares.
  enum class FileKind { kMissing, kFile, kFolder };

  using Names = std::vector<std::string>;

  // `is_builtin` tells which ids (without "node:") are builtin modules that a bare specifier may name.
  explicit ModuleResolver(bool (*is_builtin)(std::string_view id)) : is_builtin_(is_builtin) {}

  PackageReader& packages() { return packages_; }

  // Brackets a tree of requires: between the outermost pair, each path is asked for once.
  void Begin() { depth_++; }
  void End() {
    if (--depth_ == 0) kinds_.clear();
  }

  FileKind KindOf(const std::string& path);

  // The path without symbolic links; itself where it cannot be read.
  std::string RealPath(const std::string& path);

  // LOAD_AS_FILE and LOAD_AS_DIRECTORY below each of `folders` in turn, for require. An empty folder takes `request`
  // as it is. `extensions` in order of preference (".js", ...). `real`: whether symbolic links are resolved.
  // Fails with MODULE_NOT_FOUND (path, reason "main" or "exports", package.json), or with the package errors.
  Resolution FindFile(std::string_view request, const Names& folders, const Names& extensions, const Names& conditions,
                      bool real);

  // A bare specifier as import sees it: self-reference, then node_modules folders from the file `parent` upwards.
  // The path is neither checked for existence nor made real. `base` is what messages name as the importer.
  Resolution ResolvePackage(std::string_view specifier, std::string_view parent, const Names& conditions,
                            const std::string& base);

  // What `specifier` names for import in the file `parent`: a relative or absolute path or a file: URL
  // (percent-encoded, perhaps with a query and a fragment), "#name" or a bare specifier. kPath comes with
  // `arguments[0]`, the file's URL; kNone: a URL of another scheme. `real`: whether symbolic links are resolved.
  Resolution ResolveImport(std::string_view specifier, std::string_view parent, const Names& conditions,
                           const std::string& base, bool real);

  // "#name": the nearest package's "imports".
  Resolution ResolveImports(std::string_view specifier, std::string_view parent, const Names& conditions,
                            const std::string& base);

  // `specifier` as a reference of the package that holds `parent` to itself; kNone when it is not one.
  Resolution ResolveSelf(std::string_view specifier, std::string_view parent, const Names& conditions,
                         const std::string& base);

 private:
  struct Lookup {
    const PackageJson& package;
    const Names& conditions;
    const std::string& base;
    bool imports;
    std::string_view key;  // what is being looked up, for messages
  };

  Resolution Exports(const PackageJson& package, const std::string& subpath, const Names& conditions,
                     const std::string& base);
  Resolution Match(const Lookup& lookup, const PackageTarget& table);
  Resolution Target(const Lookup& lookup, const PackageTarget& target, std::string_view pattern,
                    const std::string* match);
  Resolution StringTarget(const Lookup& lookup, const PackageTarget& target, std::string_view pattern,
                          const std::string* match);
  Resolution LoadPath(const std::string& base, bool folder_only, std::string_view request, const Names& extensions,
                      bool real);
  Resolution LoadFolder(const std::string& folder, std::string_view request, const Names& extensions, bool real);
  bool TryExtensions(const std::string& base, const Names& extensions, std::string& found);
  Resolution FoundPath(std::string path, bool real);
  Resolution FinishImport(std::string path, std::string_view suffix, const std::string& base, bool real);
  Resolution LegacyMain(const PackageJson* package, const std::string& folder, const std::string& base);

  bool (*is_builtin_)(std::string_view id);
  PackageReader packages_;
  int depth_ = 0;
  std::unordered_map<std::string, FileKind> kinds_;
  std::unordered_map<std::string, std::string> real_folders_;
};

// The file: URL of an absolute path, percent-encoded where the URL standard asks for it.
std::string PathToFileUrl(std::string_view path);

// The path of a file: URL (as a URL parser prints it); nullopt when it is none, has a host, or encodes a slash.
std::optional<std::string> FileUrlToPath(std::string_view url);

// `path` below `folder` (or by itself when absolute or `folder` is empty), with "." and ".." and double slashes
// resolved and no slash at its end.
std::string JoinPath(std::string_view folder, std::string_view path);

}  // namespace eddy::engine
