// package.json files as module resolution sees them: read once, kept for the realm's life.
// https://nodejs.org/api/packages.html#nodejs-packagejson-field-definitions
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace eddy::engine {

// A JSON value of "exports" or "imports": only what resolution tells apart. Object members keep the file's order.
struct PackageTarget {
  enum class Kind { kNull, kString, kArray, kObject, kOther };
  Kind kind = Kind::kNull;
  std::string text;                     // kString: the value; kOther: its JSON text
  std::vector<PackageTarget> elements;  // kArray
  struct Member;
  std::vector<Member> members;  // kObject

  // The value as JSON text, for messages.
  std::string ToJson() const;
};

struct PackageTarget::Member {
  std::string first;
  PackageTarget second;
};

enum class PackageType { kNone, kCommonJs, kModule };

struct PackageJson {
  std::string path;    // of the file itself
  std::string folder;  // without a slash at its end ("" for the root)
  bool valid = true;   // false: not JSON, or not an object
  std::string error;   // what else is wrong with it, when not valid
  std::optional<std::string> name;
  std::optional<std::string> main;
  PackageType type = PackageType::kNone;
  std::optional<PackageTarget> exports;
  std::optional<PackageTarget> imports;
};

class PackageReader {
 public:
  // The package.json in `folder` (absolute, without a slash at its end); null when there is none.
  const PackageJson* Read(std::string_view folder);

  // The nearest package.json at or above the folder of the file `path`, up to a node_modules folder; null when there
  // is none. Esm.md's LOOKUP_PACKAGE_SCOPE.
  const PackageJson* Scope(std::string_view path);

 private:
  std::unordered_map<std::string, std::unique_ptr<PackageJson>> read_;  // by folder
  std::unordered_map<std::string, const PackageJson*> scopes_;          // by folder
};

// The whole file as bytes, or nullopt with errno set.
std::optional<std::string> ReadFileBytes(const char* path);

}  // namespace eddy::engine
