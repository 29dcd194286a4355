#include "http/serializer.h"

#include <array>
#include <charconv>
#include <cstring>
#include <ctime>

#include "http/status.h"

namespace eddy::http {
namespace {

// The whole status line of the statuses that make up nearly all responses.
struct CachedLine {
  uint32_t status;
  std::string_view line;
};
constexpr CachedLine kCachedLines[] = {
    {200, "HTTP/1.1 200 OK\r\n"},
    {201, "HTTP/1.1 201 Created\r\n"},
    {204, "HTTP/1.1 204 No Content\r\n"},
    {206, "HTTP/1.1 206 Partial Content\r\n"},
    {301, "HTTP/1.1 301 Moved Permanently\r\n"},
    {302, "HTTP/1.1 302 Found\r\n"},
    {304, "HTTP/1.1 304 Not Modified\r\n"},
    {400, "HTTP/1.1 400 Bad Request\r\n"},
    {404, "HTTP/1.1 404 Not Found\r\n"},
    {500, "HTTP/1.1 500 Internal Server Error\r\n"},
};

void AppendStatusLine(std::string& out, uint32_t status, std::string_view reason) {
  if (reason.empty()) {
    for (const CachedLine& cached : kCachedLines) {
      if (cached.status == status) {
        out.append(cached.line);
        return;
      }
    }
    reason = ReasonPhrase(status);
  }
  out.append("HTTP/1.1 ");
  AppendNumber(out, status);
  out.push_back(' ');
  out.append(reason);
  out.append("\r\n");
}

}  // namespace

std::string_view DateCache::Get(int64_t seconds) {
  if (seconds != seconds_) {
    // Not strftime: its names follow the locale.
    static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    seconds_ = seconds;
    time_t time = seconds;
    tm parts{};
    gmtime_r(&time, &parts);
    std::memcpy(text_, "Sun, 00 Jan 0000 00:00:00 GMT", 29);
    std::memcpy(text_, kDays[parts.tm_wday], 3);
    std::memcpy(text_ + 8, kMonths[parts.tm_mon], 3);
    auto two = [&](int at, int value) {
      text_[at] = static_cast<char>('0' + value / 10 % 10);
      text_[at + 1] = static_cast<char>('0' + value % 10);
    };
    two(5, parts.tm_mday);
    two(12, (parts.tm_year + 1900) / 100);
    two(14, parts.tm_year % 100);
    two(17, parts.tm_hour);
    two(20, parts.tm_min);
    two(23, parts.tm_sec);
  }
  return {text_, 29};
}

void AppendNumber(std::string& out, uint64_t number) {
  char digits[20];
  auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, end);
}

void AppendResponseHead(std::string& out, const ResponseHead& head) {
  if (head.status != 0) AppendStatusLine(out, head.status, head.reason);
  out.append(head.fields);
  if (!head.date.empty()) {
    out.append("Date: ");
    out.append(head.date);
    out.append("\r\n");
  }
  switch (head.connection) {
    case ResponseHead::Connection::kOmit:
      break;
    case ResponseHead::Connection::kKeepAlive:
      out.append("Connection: keep-alive\r\n");
      if (!head.keep_alive_timeout.has_value()) break;
      out.append("Keep-Alive: timeout=");
      AppendNumber(out, *head.keep_alive_timeout);
      if (head.keep_alive_max != 0) {
        out.append(", max=");
        AppendNumber(out, head.keep_alive_max);
      }
      out.append("\r\n");
      break;
    case ResponseHead::Connection::kClose:
      out.append("Connection: close\r\n");
      break;
  }
  if (head.chunked) {
    out.append("Transfer-Encoding: chunked\r\n");
  } else if (head.content_length >= 0) {
    out.append("Content-Length: ");
    AppendNumber(out, static_cast<uint64_t>(head.content_length));
    out.append("\r\n");
  }
  out.append("\r\n");
}

void AppendChunkSize(std::string& out, uint64_t size) {
  char digits[16];
  auto [end, error] = std::to_chars(digits, digits + sizeof digits, size, 16);
  out.append(digits, end);
  out.append("\r\n");
}

void AppendLastChunk(std::string& out, std::string_view trailers) {
  out.append("0\r\n");
  out.append(trailers);
  out.append("\r\n");
}

}  // namespace eddy::http
