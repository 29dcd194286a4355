// What can be wrong with a message: the codes and reasons that programs of Node match on (`err.code`, `err.reason`).
#pragma once
#include <cstdint>
#include <string_view>

namespace eddy::http {

enum class ParseError : uint8_t {
  kNone,
  kInvalidMethod,
  kNoSpaceAfterMethod,
  kHttp2Preface,
  kUrlStart,
  kUrlPath,
  kUrlScheme,
  kUrlServer,
  kUrlDoubleAt,
  kUrlCharacters,
  kUrlLf,
  kProtocol,
  kSourceOnlyForIce,
  kMajorVersion,
  kExpectedDot,
  kMinorVersion,
  kVersion,
  kVersionCrlf,
  kVersionLf,
  kVersionSpace,
  kStatusCode,
  kResponseStatus,
  kStatusCr,
  kLfAfterCr,
  kSpaceAfterStartLine,
  kHeaderToken,
  kHeaderFieldChar,
  kHeaderValueChar,
  kHeaderCr,
  kHeaderLf,
  kHeaderFold,
  kHeadersLf,
  kHeaderOverflow,
  kDuplicateHost,
  kContentLengthCharacter,
  kContentLengthEmpty,
  kContentLengthOverflow,
  kContentLengthDuplicate,
  kContentLengthWithTransferEncoding,
  kTransferEncodingWithContentLength,
  kTransferEncodingEmpty,
  kTransferEncodingValue,
  kTransferEncodingRequest,
  kChunkSizeCharacter,
  kChunkSizeOverflow,
  kChunkSizeCr,
  kChunkSizeLf,
  kChunkExtension,
  kChunkExtensionName,
  kChunkExtensionNameCr,
  kChunkExtensionValue,
  kChunkExtensionValueCr,
  kChunkExtensionQuoted,
  kChunkExtensionAfterQuoted,
  kChunkExtensionOverflow,
  kChunkDataCr,
  kChunkDataLf,
  kDataAfterClose,
  kEndOfInput,
  kCount,
};

struct ParseErrorText {
  std::string_view code;    // HPE_...
  std::string_view reason;  // one sentence without a full stop
};

// `error` must not be kNone or kCount.
const ParseErrorText& Describe(ParseError error);

}  // namespace eddy::http
