// The steps of the URL parser, which the setters use one by one. https://url.spec.whatwg.org/#url-parsing
#pragma once
#include <string>
#include <string_view>

#include "base/url/url.h"

namespace eddy::url {

// Where the authority of `text` ends: at '/', '?', '#', and for special schemes at '\'.
[[nodiscard]] size_t AuthorityEnd(std::string_view text, bool special);

// Splits "host:port" at the first ':' outside of brackets; npos when there is none.
[[nodiscard]] size_t PortColon(std::string_view text);

// Parses a port of ASCII digits only. False when it is no port. An empty one is none.
[[nodiscard]] bool ParsePort(Url& url, std::string_view digits);

// Parses a path, `text` being what follows its first slash (or all of it where it has none), and appends it to
// url.path.
void ParsePath(Url& url, std::string_view text);

// Parses a query, without its '?'.
void ParseQuery(Url& url, std::string_view text);

// Parses a fragment, without its '#'.
void ParseFragment(Url& url, std::string_view text);

// Whether a path's segment is '.' (1) or '..' (2), dots being written '%2e' too; 0 for others.
[[nodiscard]] int Dots(std::string_view segment);

// Whether it is an IPv4 address as the serializer writes it.
[[nodiscard]] bool IsDottedQuad(std::string_view text);

// Removes ASCII tab and newline; returns `text` itself when it has none, else a view of `storage`.
[[nodiscard]] std::string_view WithoutTabsAndNewlines(std::string_view text, std::string& storage);

}  // namespace eddy::url
