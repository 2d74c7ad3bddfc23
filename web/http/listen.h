// Opens the sockets that a Listener's address names.
#pragma once

#include <Poco/Net/ServerSocket.h>

#include <string>

#include "storage/base/result.h"

namespace lianxiao::web {

struct ListenAddress {
  bool is_unix = false;
  std::string host;  // An IP address without brackets, or the socket's path.
  int port = 0;      // 0: the kernel chooses.
};

// "0.0.0.0:8480", "[::]:8480" (IPv6 only), "unix:/run/lianxiao/control.sock". kInvalid says what is meant.
Result<ListenAddress> ParseListenAddress(const std::string& text);

// Bound and listening. A socket file left over from a killed program is replaced; one that answers is
// somebody's: kInvalid, like a port that is taken. New socket files have mode 0660 before they listen.
Result<Poco::Net::ServerSocket> OpenListener(const ListenAddress& address);

// "127.0.0.1:43817", "[::1]:43817", "unix:/run/…".
std::string Describe(const ListenAddress& address, const Poco::Net::ServerSocket& socket);

}  // namespace lianxiao::web
