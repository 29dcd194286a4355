#include "http/error.h"

#include <array>

namespace eddy::http {
namespace {

constexpr std::array<ParseErrorText, static_cast<size_t>(ParseError::kCount)> kTexts = {{
    {"HPE_OK", ""},
    {"HPE_INVALID_METHOD", "Invalid method encountered"},
    {"HPE_INVALID_METHOD", "Expected space after method"},
    {"HPE_PAUSED_H2_UPGRADE", "Pause on PRI/Upgrade"},
    {"HPE_INVALID_URL", "Unexpected start char in url"},
    {"HPE_INVALID_URL", "Invalid char in url path"},
    {"HPE_INVALID_URL", "Unexpected char in url schema"},
    {"HPE_INVALID_URL", "Unexpected char in url server"},
    {"HPE_INVALID_URL", "Double @ in url"},
    {"HPE_INVALID_URL", "Invalid characters in url"},
    {"HPE_INVALID_URL", "Expected CRLF"},
    {"HPE_INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/"},
    {"HPE_INVALID_CONSTANT", "Expected SOURCE method for ICE/x.x request"},
    {"HPE_INVALID_VERSION", "Invalid major version"},
    {"HPE_INVALID_VERSION", "Expected dot"},
    {"HPE_INVALID_VERSION", "Invalid minor version"},
    {"HPE_INVALID_VERSION", "Invalid HTTP version"},
    {"HPE_INVALID_VERSION", "Expected CRLF after version"},
    {"HPE_STRICT", "Expected CRLF after version"},
    {"HPE_INVALID_VERSION", "Expected space after version"},
    {"HPE_INVALID_STATUS", "Invalid status code"},
    {"HPE_INVALID_STATUS", "Invalid response status"},
    {"HPE_CR_EXPECTED", "Missing expected CR after response line"},
    {"HPE_STRICT", "Expected LF after CR"},
    {"HPE_UNEXPECTED_SPACE", "Unexpected space after start line"},
    {"HPE_INVALID_HEADER_TOKEN", "Invalid header token"},
    {"HPE_INVALID_HEADER_TOKEN", "Invalid header field char"},
    {"HPE_INVALID_HEADER_TOKEN", "Invalid header value char"},
    {"HPE_CR_EXPECTED", "Missing expected CR after header value"},
    {"HPE_LF_EXPECTED", "Missing expected LF after header value"},
    {"HPE_INVALID_HEADER_TOKEN", "Unexpected whitespace after header value"},
    {"HPE_STRICT", "Expected LF after headers"},
    {"HPE_HEADER_OVERFLOW", "Header overflow"},
    {"HPE_INVALID_HEADER_TOKEN", "Duplicate Host"},
    {"HPE_INVALID_CONTENT_LENGTH", "Invalid character in Content-Length"},
    {"HPE_INVALID_CONTENT_LENGTH", "Empty Content-Length"},
    {"HPE_INVALID_CONTENT_LENGTH", "Content-Length overflow"},
    {"HPE_UNEXPECTED_CONTENT_LENGTH", "Duplicate Content-Length"},
    {"HPE_INVALID_CONTENT_LENGTH", "Content-Length can't be present with Transfer-Encoding"},
    {"HPE_INVALID_TRANSFER_ENCODING", "Transfer-Encoding can't be present with Content-Length"},
    {"HPE_INVALID_TRANSFER_ENCODING", "Empty Transfer-Encoding"},
    {"HPE_INVALID_TRANSFER_ENCODING", "Invalid `Transfer-Encoding` header value"},
    {"HPE_INVALID_TRANSFER_ENCODING", "Request has invalid `Transfer-Encoding`"},
    {"HPE_INVALID_CHUNK_SIZE", "Invalid character in chunk size"},
    {"HPE_INVALID_CHUNK_SIZE", "Chunk size overflow"},
    {"HPE_CR_EXPECTED", "Missing expected CR after chunk size"},
    {"HPE_STRICT", "Expected LF after chunk size"},
    {"HPE_STRICT", "Invalid character in chunk extensions"},
    {"HPE_STRICT", "Invalid character in chunk extensions name"},
    {"HPE_CR_EXPECTED", "Missing expected CR after chunk extension name"},
    {"HPE_STRICT", "Invalid character in chunk extensions value"},
    {"HPE_CR_EXPECTED", "Missing expected CR after chunk extension value"},
    {"HPE_STRICT", "Invalid character in chunk extensions quoted value"},
    {"HPE_STRICT", "Invalid character in chunk extensions quote value"},
    {"HPE_CHUNK_EXTENSIONS_OVERFLOW", "Chunk extensions overflow"},
    {"HPE_CR_EXPECTED", "Missing expected CR after chunk data"},
    {"HPE_STRICT", "Expected LF after chunk data"},
    {"HPE_CLOSED_CONNECTION", "Data after `Connection: close`"},
    {"HPE_INVALID_EOF_STATE", "Invalid EOF state"},
}};

}  // namespace

const ParseErrorText& Describe(ParseError error) { return kTexts[static_cast<size_t>(error)]; }

}  // namespace eddy::http
