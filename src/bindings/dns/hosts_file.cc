#include "bindings/dns/hosts_file.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace eddy::bindings {

std::vector<std::string> NamesInHostsFile(const loop::SocketAddress& address) {
  std::vector<std::string> names;
  std::string wanted = address.Ip();
  wanted.resize(std::min(wanted.size(), wanted.find('%')));
  std::ifstream file("/etc/hosts");
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string word;
    if (!(words >> word)) continue;
    auto listed = loop::SocketAddress::FromIp(word.substr(0, word.find('%')), 0);
    if (!listed.ok() || listed->Ip() != wanted) continue;
    while (words >> word) {
      if (std::find(names.begin(), names.end(), word) == names.end()) names.push_back(word);
    }
  }
  return names;
}

}  // namespace eddy::bindings
