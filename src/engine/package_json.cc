#include "engine/package_json.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

namespace eddy::engine {

namespace {

namespace dom = simdjson::dom;

void AppendQuoted(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

PackageTarget Convert(dom::element element) {
  PackageTarget target;
  switch (element.type()) {
    case dom::element_type::NULL_VALUE:
      break;
    case dom::element_type::STRING: {
      std::string_view text;
      if (element.get_string().get(text) == simdjson::SUCCESS) target.text = std::string(text);
      target.kind = PackageTarget::Kind::kString;
      break;
    }
    case dom::element_type::ARRAY: {
      dom::array array;
      target.kind = PackageTarget::Kind::kArray;
      if (element.get_array().get(array) != simdjson::SUCCESS) break;
      for (dom::element child : array) target.elements.push_back(Convert(child));
      break;
    }
    case dom::element_type::OBJECT: {
      dom::object object;
      target.kind = PackageTarget::Kind::kObject;
      if (element.get_object().get(object) != simdjson::SUCCESS) break;
      for (auto [key, value] : object) target.members.push_back({std::string(key), Convert(value)});
      break;
    }
    default:
      target.kind = PackageTarget::Kind::kOther;
      target.text = simdjson::minify(element);
  }
  return target;
}

std::optional<std::string> StringField(dom::element value) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
  return std::string(text);
}

void Parse(PackageJson& package, std::string& text) {
  std::string_view view = text;
  if (view.starts_with("\xEF\xBB\xBF")) view.remove_prefix(3);
  dom::parser parser;
  dom::object root;
  if (parser.parse(view.data(), view.size()).get_object().get(root) != simdjson::SUCCESS) {
    package.valid = false;
    return;
  }
  for (auto [key, value] : root) {
    if (key == "name") {
      package.name = StringField(value);
    } else if (key == "main") {
      package.main = StringField(value);
    } else if (key == "type") {
      auto type = StringField(value);
      package.type = type == "module"     ? PackageType::kModule
                     : type == "commonjs" ? PackageType::kCommonJs
                                          : PackageType::kNone;
    } else if (key == "exports") {
      if (!value.is_null()) package.exports = Convert(value);
    } else if (key == "imports") {
      if (value.is_object()) package.imports = Convert(value);
    }
  }
}

}  // namespace

std::string PackageTarget::ToJson() const {
  std::string out;
  switch (kind) {
    case Kind::kNull:
      return "null";
    case Kind::kString:
      AppendQuoted(out, text);
      return out;
    case Kind::kOther:
      return text;
    case Kind::kArray:
      for (const auto& element : elements) out += (out.empty() ? "[" : ",") + element.ToJson();
      return out.empty() ? "[]" : out + "]";
    case Kind::kObject:
      for (const auto& [key, value] : members) {
        out += out.empty() ? "{" : ",";
        AppendQuoted(out, key);
        out += ":" + value.ToJson();
      }
      return out.empty() ? "{}" : out + "}";
  }
  return out;
}

std::optional<std::string> ReadFileBytes(const char* path) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  std::string bytes;
  struct stat about;
  size_t expected = fstat(fd, &about) == 0 && S_ISREG(about.st_mode) ? static_cast<size_t>(about.st_size) : 0;
  size_t length = 0;
  // One byte more than the file has: the read that fills less than asked for is the last.
  bytes.resize(expected > 0 ? expected + 1 : 65536);
  for (;;) {
    ssize_t count = read(fd, bytes.data() + length, bytes.size() - length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      int error = errno;
      close(fd);
      errno = error;
      return std::nullopt;
    }
    length += static_cast<size_t>(count);
    if (count == 0 || (expected > 0 && length == expected)) break;
    if (length == bytes.size()) bytes.resize(bytes.size() * 2);
  }
  close(fd);
  bytes.resize(length);
  return bytes;
}

const PackageJson* PackageReader::Read(std::string_view folder) {
  std::string key(folder);
  auto found = read_.find(key);
  if (found != read_.end()) return found->second.get();
  std::string path = key + "/package.json";
  auto text = ReadFileBytes(path.c_str());
  std::unique_ptr<PackageJson> package;
  if (text) {
    package = std::make_unique<PackageJson>();
    package->folder = key;
    package->path = std::move(path);
    Parse(*package, *text);
  }
  return (read_[key] = std::move(package)).get();
}

const PackageJson* PackageReader::Scope(std::string_view path) {
  size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return nullptr;
  std::string_view folder = path.substr(0, slash);
  std::string key(folder);
  auto found = scopes_.find(key);
  if (found != scopes_.end()) return found->second;
  const PackageJson* package = nullptr;
  if (!folder.ends_with("/node_modules")) {
    package = Read(folder);
    if (package == nullptr && !folder.empty()) package = Scope(folder);
  }
  scopes_[key] = package;
  return package;
}

}  // namespace eddy::engine
