#include "engine/module_resolver.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>

namespace eddy::engine {

namespace {

Resolution Failed(std::string code, std::vector<std::string> arguments) {
  return {Resolution::Kind::kFailed, std::move(code), std::move(arguments)};
}

Resolution Path(std::string path) { return {Resolution::Kind::kPath, std::move(path), {}}; }

Resolution InvalidConfig(const PackageJson& package, const std::string& base, std::string why) {
  return Failed("ERR_INVALID_PACKAGE_CONFIG", {package.path, base, std::move(why)});
}

// A bare specifier in its two halves: "@scope/name" and "./sub/path" (or "." for the package itself).
struct PackageSpecifier {
  std::string_view name;
  std::string subpath;
  bool valid = false;
};

PackageSpecifier SplitSpecifier(std::string_view specifier) {
  PackageSpecifier out;
  size_t end = specifier.find('/');
  if (specifier.starts_with('@')) {
    if (end == std::string_view::npos) return out;
    end = specifier.find('/', end + 1);
  }
  out.name = specifier.substr(0, end);
  out.subpath = "." + std::string(specifier.substr(out.name.size()));
  out.valid = !out.name.empty() && out.name[0] != '.' && out.name.find_first_of("\\%") == std::string_view::npos;
  return out;
}

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = Lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string PercentDecode(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 && HexDigit(text[i + 2]) >= 0) {
      out += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// Whether the text has a percent-encoded slash or backslash.
bool EncodesSlash(std::string_view text) {
  for (size_t i = 0; i + 2 < text.size(); i++) {
    if (text[i] != '%') continue;
    if ((text[i + 1] == '2' && Lower(text[i + 2]) == 'f') || (text[i + 1] == '5' && Lower(text[i + 2]) == 'c'))
      return true;
  }
  return false;
}

Resolution EncodedSlash(std::string path, const std::string& base) {
  return Failed("ERR_INVALID_MODULE_SPECIFIER",
                {std::move(path), "must not include encoded \"/\" or \"\\\" characters", base});
}

// Whether a segment between slashes is "", ".", ".." or "node_modules", in any case and percent-encoded too.
// `first_may_be_dot`: the "./" that a target begins with.
bool HasForbiddenSegment(std::string_view text, bool empty_too) {
  size_t start = 0;
  while (start <= text.size()) {
    size_t end = text.find_first_of("/\\", start);
    if (end == std::string_view::npos) end = text.size();
    std::string segment = PercentDecode(text.substr(start, end - start));
    std::transform(segment.begin(), segment.end(), segment.begin(), Lower);
    if (segment == "." || segment == ".." || segment == "node_modules" || (empty_too && segment.empty())) return true;
    start = end + 1;
  }
  return false;
}

std::string ReplaceStars(std::string_view text, std::string_view by) {
  std::string out;
  for (char c : text) {
    if (c == '*') {
      out += by;
    } else {
      out += c;
    }
  }
  return out;
}

// Whether `text` would parse as an absolute URL: a scheme and a colon.
bool LooksLikeUrl(std::string_view text) {
  size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  return std::all_of(text.begin(), text.begin() + static_cast<ptrdiff_t>(colon), [](char c) {
    c = Lower(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  });
}

bool IsArrayIndex(std::string_view key) {
  if (key.empty() || key.size() > 10 || (key.size() > 1 && key[0] == '0')) return false;
  if (!std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
  return strtoull(std::string(key).c_str(), nullptr, 10) < 0xFFFFFFFFull;
}

// PATTERN_KEY_COMPARE as "a is more specific than b".
bool MoreSpecific(std::string_view a, std::string_view b) {
  size_t base_a = a.find('*'), base_b = b.find('*');
  return base_a != base_b ? base_a > base_b : a.size() > b.size();
}

const PackageTarget* Member(const PackageTarget& object, std::string_view key) {
  const PackageTarget* found = nullptr;
  for (const auto& [name, value] : object.members) {
    if (name == key) found = &value;  // the last one, as JSON.parse has it
  }
  return found;
}

}  // namespace

std::string PathToFileUrl(std::string_view path) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  // The path percent-encode set of https://url.spec.whatwg.org/, what would end or change a path, and "|".
  static constexpr std::string_view kEncoded = " \"#<>?^`{}%\\|";
  std::string url = "file://";
  for (char c : path) {
    auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7F || kEncoded.find(c) != std::string_view::npos) {
      url += '%';
      url += kHex[byte >> 4];
      url += kHex[byte & 15];
    } else {
      url += c;
    }
  }
  return url;
}

std::optional<std::string> FileUrlToPath(std::string_view url) {
  if (!url.starts_with("file:///")) return std::nullopt;
  url.remove_prefix(7);
  url = url.substr(0, url.find_first_of("?#"));
  for (size_t i = 0; i + 2 < url.size(); i++) {
    if (url[i] == '%' && url[i + 1] == '2' && Lower(url[i + 2]) == 'f') return std::nullopt;
  }
  return PercentDecode(url);
}

std::string JoinPath(std::string_view folder, std::string_view path) {
  std::string joined;
  if (folder.empty() || path.starts_with('/')) {
    joined = path;
  } else {
    joined.reserve(folder.size() + path.size() + 1);
    joined.append(folder).append("/").append(path);
  }
  std::string out;
  size_t start = 0;
  std::string_view rest = joined;
  while (start <= rest.size()) {
    size_t end = rest.find('/', start);
    if (end == std::string_view::npos) end = rest.size();
    std::string_view segment = rest.substr(start, end - start);
    if (segment == "..") {
      size_t slash = out.rfind('/');
      out.resize(slash == std::string::npos ? 0 : slash);
    } else if (!segment.empty() && segment != ".") {
      out.append("/").append(segment);
    }
    start = end + 1;
  }
  return out.empty() ? "/" : out;
}

ModuleResolver::FileKind ModuleResolver::KindOf(const std::string& path) {
  if (depth_ > 0) {
    auto found = kinds_.find(path);
    if (found != kinds_.end()) return found->second;
  }
  struct stat about;
  FileKind kind = FileKind::kMissing;
  if (stat(path.c_str(), &about) == 0) kind = S_ISDIR(about.st_mode) ? FileKind::kFolder : FileKind::kFile;
  if (depth_ > 0) kinds_[path] = kind;
  return kind;
}

std::string ModuleResolver::RealPath(const std::string& path) {
  size_t slash = path.rfind('/');
  if (slash == std::string::npos) return path;
  std::string folder = path.substr(0, slash);
  std::string real_folder;
  if (!folder.empty()) {
    auto found = real_folders_.find(folder);
    if (found != real_folders_.end()) {
      real_folder = found->second;
    } else {
      char resolved[PATH_MAX];
      if (realpath(folder.c_str(), resolved) == nullptr) return path;
      real_folder = resolved[1] == '\0' ? "" : resolved;
      real_folders_[folder] = real_folder;
    }
  }
  std::string candidate = real_folder + path.substr(slash);
  char target[8];
  // Not a link: the common case, answered by one call.
  if (readlink(candidate.c_str(), target, sizeof target) < 0) return candidate;
  char resolved[PATH_MAX];
  return realpath(candidate.c_str(), resolved) == nullptr ? path : std::string(resolved);
}

Resolution ModuleResolver::FoundPath(std::string path, bool real) {
  return Path(real ? RealPath(path) : std::move(path));
}

bool ModuleResolver::TryExtensions(const std::string& base, const Names& extensions, std::string& found) {
  for (const auto& extension : extensions) {
    std::string candidate = base + extension;
    if (KindOf(candidate) != FileKind::kFile) continue;
    found = std::move(candidate);
    return true;
  }
  return false;
}

Resolution ModuleResolver::LoadPath(const std::string& base, bool folder_only, std::string_view request,
                                    const Names& extensions, bool real) {
  FileKind kind = KindOf(base);
  std::string found;
  if (!folder_only) {
    if (kind == FileKind::kFile) return FoundPath(base, real);
    if (TryExtensions(base, extensions, found)) return FoundPath(std::move(found), real);
  }
  if (kind != FileKind::kFolder) return {};
  return LoadFolder(base == "/" ? "" : base, request, extensions, real);
}

Resolution ModuleResolver::LoadFolder(const std::string& folder, std::string_view request, const Names& extensions,
                                      bool real) {
  const PackageJson* package = packages_.Read(folder);
  std::string found;
  if (package != nullptr && !package->valid) return InvalidConfig(*package, {}, package->error);
  bool has_main = package != nullptr && package->main && !package->main->empty();
  std::string main;
  if (has_main) {
    main = JoinPath(folder, *package->main);
    if (KindOf(main) == FileKind::kFile) return FoundPath(std::move(main), real);
    if (TryExtensions(main, extensions, found) || TryExtensions(main + "/index", extensions, found)) {
      return FoundPath(std::move(found), real);
    }
  }
  if (TryExtensions(folder + "/index", extensions, found)) return FoundPath(std::move(found), real);
  if (has_main) return Failed("MODULE_NOT_FOUND", {main, "main", package->path, std::string(request)});
  return {};
}

Resolution ModuleResolver::FindFile(std::string_view request, const Names& folders, const Names& extensions,
                                    const Names& conditions, bool real) {
  bool folder_only = request == "." || request == ".." || request.ends_with('/') || request.ends_with("/.") ||
                     request.ends_with("/..");
  bool relative = request.starts_with('.') || request.starts_with('/');
  PackageSpecifier specifier;
  if (!relative) specifier = SplitSpecifier(request);
  for (const auto& folder : folders) {
    if (!folder.empty() && KindOf(folder) != FileKind::kFolder) continue;
    if (specifier.valid) {
      std::string package_folder = JoinPath(folder, specifier.name);
      const PackageJson* package = packages_.Read(package_folder);
      if (package != nullptr && !package->valid) return InvalidConfig(*package, {}, package->error);
      if (package != nullptr && package->exports) {
        Resolution resolved = Exports(*package, specifier.subpath, conditions, {});
        if (resolved.kind != Resolution::Kind::kPath) return resolved;
        if (KindOf(resolved.text) == FileKind::kFile) return FoundPath(std::move(resolved.text), real);
        return Failed("MODULE_NOT_FOUND", {resolved.text, "exports", package->path});
      }
    }
    Resolution resolved = LoadPath(JoinPath(folder, request), folder_only, request, extensions, real);
    if (resolved.kind != Resolution::Kind::kNone) return resolved;
  }
  return {};
}

Resolution ModuleResolver::Exports(const PackageJson& package, const std::string& subpath, const Names& conditions,
                                   const std::string& base) {
  const PackageTarget& exports = *package.exports;
  bool is_object = exports.kind == PackageTarget::Kind::kObject;
  size_t dotted = 0;
  if (is_object) {
    for (const auto& member : exports.members) dotted += member.first.starts_with('.') ? 1 : 0;
    if (dotted != 0 && dotted != exports.members.size()) {
      return InvalidConfig(package, base,
                           "\"exports\" cannot contain some keys starting with '.' and some not. The exports object "
                           "must either be an object of package subpath keys or an object of main entry condition name "
                           "keys only.");
    }
  }
  bool sugar = !is_object || dotted == 0;
  Lookup lookup{package, conditions, base, false, subpath};
  Resolution resolved;
  if (sugar) {
    if (subpath == ".") resolved = Target(lookup, exports, {}, nullptr);
  } else {
    resolved = Match(lookup, exports);
  }
  if (resolved.kind != Resolution::Kind::kNone) return resolved;
  return Failed("ERR_PACKAGE_PATH_NOT_EXPORTED", {package.folder + "/", subpath, base});
}

Resolution ModuleResolver::Match(const Lookup& lookup, const PackageTarget& table) {
  std::string key(lookup.key);
  if (key.find('*') == std::string::npos && !key.ends_with('/')) {
    if (const PackageTarget* target = Member(table, key)) return Target(lookup, *target, {}, nullptr);
  }
  const PackageTarget::Member* best = nullptr;
  for (const auto& member : table.members) {
    const std::string& pattern = member.first;
    size_t star = pattern.find('*');
    if (star == std::string::npos || pattern.find('*', star + 1) != std::string::npos) continue;
    std::string_view head = std::string_view(pattern).substr(0, star);
    std::string_view tail = std::string_view(pattern).substr(star + 1);
    if (!key.starts_with(head) || key == head || key.size() < pattern.size() || !key.ends_with(tail)) continue;
    if (best == nullptr || MoreSpecific(pattern, best->first)) best = &member;
  }
  if (best == nullptr) return {};
  size_t star = best->first.find('*');
  std::string match = key.substr(star, key.size() - (best->first.size() - 1));
  return Target(lookup, best->second, best->first, &match);
}

Resolution ModuleResolver::Target(const Lookup& lookup, const PackageTarget& target, std::string_view pattern,
                                  const std::string* match) {
  switch (target.kind) {
    case PackageTarget::Kind::kString:
      return StringTarget(lookup, target, pattern, match);
    case PackageTarget::Kind::kNull: {
      // Told apart from undefined: a null ends the search. Both end as "not exported".
      const char* code = lookup.imports ? "ERR_PACKAGE_IMPORT_NOT_DEFINED" : "ERR_PACKAGE_PATH_NOT_EXPORTED";
      if (lookup.imports) return Failed(code, {std::string(lookup.key), lookup.package.folder + "/", lookup.base});
      return Failed(code, {lookup.package.folder + "/", std::string(lookup.key), lookup.base});
    }
    case PackageTarget::Kind::kObject:
      for (const auto& [condition, value] : target.members) {
        if (IsArrayIndex(condition)) {
          return InvalidConfig(lookup.package, lookup.base, "\"exports\" cannot contain numeric property keys.");
        }
      }
      for (const auto& [condition, value] : target.members) {
        const auto& names = lookup.conditions;
        if (condition != "default" && std::find(names.begin(), names.end(), condition) == names.end()) continue;
        Resolution resolved = Target(lookup, value, pattern, match);
        if (resolved.kind != Resolution::Kind::kNone) return resolved;
      }
      return {};
    case PackageTarget::Kind::kArray: {
      Resolution last;
      for (const auto& element : target.elements) {
        Resolution resolved = Target(lookup, element, pattern, match);
        if (resolved.kind == Resolution::Kind::kNone) continue;
        if (resolved.found()) return resolved;
        bool goes_on = resolved.text == "ERR_INVALID_PACKAGE_TARGET" || element.kind == PackageTarget::Kind::kNull;
        last = std::move(resolved);
        if (!goes_on) return last;
      }
      return last;
    }
    case PackageTarget::Kind::kOther:
      break;
  }
  return Failed("ERR_INVALID_PACKAGE_TARGET", {lookup.package.folder + "/", std::string(lookup.key), target.ToJson(),
                                               lookup.imports ? "imports" : "", lookup.base});
}

Resolution ModuleResolver::StringTarget(const Lookup& lookup, const PackageTarget& target, std::string_view pattern,
                                        const std::string* match) {
  const std::string& text = target.text;
  std::string shown = pattern.empty() ? std::string(lookup.key) : std::string(pattern);
  auto invalid_target = [&] {
    return Failed("ERR_INVALID_PACKAGE_TARGET",
                  {lookup.package.folder + "/", shown, target.ToJson(), lookup.imports ? "imports" : "", lookup.base});
  };
  if (!text.starts_with("./")) {
    if (lookup.imports && !text.starts_with("../") && !text.starts_with('/') &&
        (!LooksLikeUrl(text) || text.starts_with("node:"))) {
      std::string specifier = match != nullptr ? ReplaceStars(text, *match) : text;
      return ResolvePackage(specifier, lookup.package.folder + "/package.json", lookup.conditions, lookup.base);
    }
    return invalid_target();
  }
  if (HasForbiddenSegment(std::string_view(text).substr(2), false)) return invalid_target();
  if (EncodesSlash(text) || (match != nullptr && EncodesSlash(*match))) {
    return EncodedSlash(JoinPath(lookup.package.folder, match == nullptr ? text : ReplaceStars(text, *match)),
                        lookup.base);
  }
  std::string path = text.find('%') == std::string::npos ? text : PercentDecode(text);
  if (match == nullptr) return Path(JoinPath(lookup.package.folder, path));
  if (HasForbiddenSegment(*match, false)) {
    std::string request = ReplaceStars(pattern, *match);
    return Failed("ERR_INVALID_MODULE_SPECIFIER",
                  {request,
                   "request is not a valid match in pattern \"" + std::string(pattern) + "\" for the \"" +
                       (lookup.imports ? "imports" : "exports") + "\" resolution of " + lookup.package.path,
                   lookup.base});
  }
  return Path(JoinPath(lookup.package.folder, ReplaceStars(path, PercentDecode(*match))));
}

Resolution ModuleResolver::ResolveSelf(std::string_view specifier, std::string_view parent, const Names& conditions,
                                       const std::string& base) {
  const PackageJson* package = packages_.Scope(parent);
  if (package == nullptr) return {};
  if (!package->valid) return InvalidConfig(*package, base, package->error);
  if (!package->exports || !package->name) return {};
  PackageSpecifier split = SplitSpecifier(specifier);
  if (!split.valid || *package->name != split.name) return {};
  return Exports(*package, split.subpath, conditions, base);
}

Resolution ModuleResolver::ResolveImports(std::string_view specifier, std::string_view parent, const Names& conditions,
                                          const std::string& base) {
  if (specifier == "#" || specifier.ends_with('/')) {
    return Failed("ERR_INVALID_MODULE_SPECIFIER",
                  {std::string(specifier), "is not a valid internal imports specifier name", base});
  }
  const PackageJson* package = packages_.Scope(parent);
  if (package != nullptr && !package->valid) return InvalidConfig(*package, base, package->error);
  if (package != nullptr && package->imports) {
    Resolution resolved = Match({*package, conditions, base, true, specifier}, *package->imports);
    if (resolved.kind != Resolution::Kind::kNone) return resolved;
  }
  return Failed("ERR_PACKAGE_IMPORT_NOT_DEFINED",
                {std::string(specifier), package != nullptr ? package->folder + "/" : "", base});
}

Resolution ModuleResolver::LegacyMain(const PackageJson* package, const std::string& folder, const std::string& base) {
  if (package != nullptr && package->main) {
    for (const char* suffix : {"", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node"}) {
      std::string candidate = JoinPath(folder, *package->main + suffix);
      if (KindOf(candidate) == FileKind::kFile) return Path(std::move(candidate));
    }
  }
  for (const char* name : {"index.js", "index.json", "index.node"}) {
    std::string candidate = JoinPath(folder, name);
    if (KindOf(candidate) == FileKind::kFile) return Path(std::move(candidate));
  }
  std::string wanted = JoinPath(folder, package != nullptr && package->main ? *package->main : "index.js");
  return Failed("ERR_MODULE_NOT_FOUND", {wanted, base, "package"});
}

Resolution ModuleResolver::ResolvePackage(std::string_view specifier, std::string_view parent, const Names& conditions,
                                          const std::string& base) {
  std::string_view builtin = specifier;
  if (builtin.starts_with("node:")) builtin.remove_prefix(5);
  if (is_builtin_(builtin)) return {Resolution::Kind::kBuiltin, std::string(builtin), {}};
  PackageSpecifier split = SplitSpecifier(specifier);
  if (!split.valid) {
    return Failed("ERR_INVALID_MODULE_SPECIFIER", {std::string(specifier), "is not a valid package name", base});
  }
  Resolution self = ResolveSelf(specifier, parent, conditions, base);
  if (self.kind != Resolution::Kind::kNone) return self;
  std::string_view folder = parent;
  size_t slash;
  while ((slash = folder.rfind('/')) != std::string_view::npos) {
    folder = folder.substr(0, slash);
    if (folder.ends_with("/node_modules")) continue;
    std::string package_folder = std::string(folder) + "/node_modules/" + std::string(split.name);
    if (KindOf(package_folder) != FileKind::kFolder) continue;
    const PackageJson* package = packages_.Read(package_folder);
    if (package != nullptr && !package->valid) return InvalidConfig(*package, base, package->error);
    if (package != nullptr && package->exports) return Exports(*package, split.subpath, conditions, base);
    if (split.subpath == ".") return LegacyMain(package, package_folder, base);
    std::string path = JoinPath(package_folder, split.subpath) + (split.subpath.ends_with('/') ? "/" : "");
    if (EncodesSlash(path)) return EncodedSlash(std::move(path), base);
    return Path(PercentDecode(path));
  }
  return Failed("ERR_MODULE_NOT_FOUND", {std::string(split.name), base, "package"});
}

Resolution ModuleResolver::FinishImport(std::string path, std::string_view suffix, const std::string& base, bool real) {
  FileKind kind = KindOf(path);
  if (path.ends_with('/') || kind == FileKind::kFolder) {
    if (kind == FileKind::kFolder) {
      std::string url = PathToFileUrl(path);
      return Failed("ERR_UNSUPPORTED_DIR_IMPORT", {std::move(path), base, std::move(url)});
    }
    kind = FileKind::kMissing;
  }
  if (kind == FileKind::kMissing) {
    std::string url = PathToFileUrl(path).append(suffix);
    return Failed("ERR_MODULE_NOT_FOUND", {std::move(path), base, "module", std::move(url)});
  }
  if (real) path = RealPath(path);
  std::string url = PathToFileUrl(path).append(suffix);
  return {Resolution::Kind::kPath, std::move(path), {std::move(url)}};
}

Resolution ModuleResolver::ResolveImport(std::string_view specifier, std::string_view parent, const Names& conditions,
                                         const std::string& base, bool real) {
  bool is_file_url = specifier.starts_with("file:");
  bool is_path = specifier.starts_with('/') || specifier.starts_with("./") || specifier.starts_with("../") ||
                 specifier == "." || specifier == ".." || specifier.starts_with(".\\") || specifier.starts_with("..\\");
  if (!is_path && !is_file_url) {
    if (!specifier.starts_with('#') && LooksLikeUrl(specifier) && !specifier.starts_with("node:")) return {};
    Resolution resolved = specifier.starts_with('#') ? ResolveImports(specifier, parent, conditions, base)
                                                     : ResolvePackage(specifier, parent, conditions, base);
    if (resolved.kind != Resolution::Kind::kPath) return resolved;
    return FinishImport(std::move(resolved.text), {}, base, real);
  }
  std::string_view path = specifier;
  if (is_file_url) {
    path.remove_prefix(5);
    if (path.starts_with("//localhost/")) path.remove_prefix(11);
    if (path.starts_with("///")) path.remove_prefix(2);
    // Another host: file URLs of this system have none.
    if (!path.starts_with('/') || path.starts_with("//")) {
      return Failed("ERR_INVALID_FILE_URL_HOST", {"linux"});
    }
  }
  std::string_view suffix;
  size_t end = path.find_first_of("?#");
  if (end != std::string_view::npos) {
    suffix = path.substr(end);
    path = path.substr(0, end);
  }
  std::string text(path);
  std::replace(text.begin(), text.end(), '\\', '/');
  bool folder = text.ends_with('/') || text.ends_with("/.") || text.ends_with("/..") || text == "." || text == "..";
  std::string joined = JoinPath(parent.substr(0, parent.rfind('/')), text);
  if (folder && joined != "/") joined += '/';
  if (joined.find('%') != std::string::npos) {
    if (EncodesSlash(joined)) return EncodedSlash(std::move(joined), base);
    joined = PercentDecode(joined);
  }
  return FinishImport(std::move(joined), suffix, base, real);
}

}  // namespace eddy::engine
