// Internationalized domain names, UTS 46, by the ICU that V8 contains. https://url.spec.whatwg.org/#idna
#pragma once
#include <string>
#include <string_view>

namespace eddy::engine {

// "Domain to ASCII", beStrict false. `domain` is UTF-8; malformed bytes make it fail. False is failure.
bool DomainToAscii(std::string_view domain, std::string& ascii);

// "Domain to Unicode", beStrict false: what can't be converted stays as it is. Returns UTF-8.
std::string DomainToUnicode(std::string_view domain);

}  // namespace eddy::engine
