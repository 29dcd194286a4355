// The system's own list of hosts. hosts(5).
#pragma once
#include <string>
#include <vector>

#include "loop/socket_address.h"

namespace eddy::bindings {

// The names that /etc/hosts gives to `address`, whose port and scope don't matter: in the order of the file, each once;
// none when the file can't be read.
std::vector<std::string> NamesInHostsFile(const loop::SocketAddress& address);

}  // namespace eddy::bindings
