#include "base/encoding/dotenv.h"

namespace eddy::encoding {
namespace {

constexpr std::string_view kBlank = " \t\n\v\f";

std::string_view Trim(std::string_view text) {
  size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

// All ends of lines as \n.
std::string WithPlainLines(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] != '\r') {
      out += text[i];
    } else {
      out += '\n';
      if (i + 1 < text.size() && text[i + 1] == '\n') i++;
    }
  }
  return out;
}

std::string WithLineEscapes(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == 'n') {
      out += '\n';
      i++;
    } else {
      out += text[i];
    }
  }
  return out;
}

size_t LineEnd(std::string_view text, size_t from) {
  size_t end = text.find('\n', from);
  return end == std::string_view::npos ? text.size() : end;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> ParseDotenv(std::string_view source) {
  std::vector<std::pair<std::string, std::string>> values;
  std::string plain = WithPlainLines(source);
  std::string_view text = plain;
  for (size_t at = 0; at < text.size();) {
    size_t end = LineEnd(text, at);
    std::string_view line = text.substr(at, end - at);
    size_t begin = at;
    at = end + 1;
    size_t equals = line.find('=');
    std::string_view trimmed = Trim(line);
    if (trimmed.empty() || trimmed[0] == '#' || equals == std::string_view::npos) continue;
    std::string_view key = Trim(line.substr(0, equals));
    if (key.starts_with("export ")) key = Trim(key.substr(7));
    if (key.empty()) continue;

    size_t start = begin + equals + 1;
    while (start < end && (text[start] == ' ' || text[start] == '\t')) start++;
    char quote = start < end ? text[start] : '\0';
    if (quote == '"' || quote == '\'' || quote == '`') {
      size_t closing = text.find(quote, start + 1);
      if (closing != std::string_view::npos) {
        std::string_view value = text.substr(start + 1, closing - start - 1);
        values.emplace_back(key, quote == '"' ? WithLineEscapes(value) : std::string(value));
        // What follows on the line of the closing quote is a comment.
        at = LineEnd(text, closing + 1) + 1;
        continue;
      }
    }
    std::string_view raw = text.substr(start, end - start);
    values.emplace_back(key, Trim(raw.substr(0, raw.find('#'))));
  }
  return values;
}

}  // namespace eddy::encoding
