// Where others on the network find this machine.
#pragma once

#include <string>
#include <vector>

namespace lianxiao::daemon {

// IPv4 addresses of the network cards that are up, "192.168.1.2", those of the machine to itself aside. Empty
// when there are none or the system does not tell.
std::vector<std::string> OwnAddresses();

}  // namespace lianxiao::daemon
