#include "web/http/listen.h"

#include <Poco/Net/IPAddress.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/StreamSocket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace lianxiao::web {
namespace {

using Poco::Net::IPAddress;
using Poco::Net::ServerSocket;
using Poco::Net::SocketAddress;
using Poco::Net::StreamSocket;

// Connections the kernel holds for us until we take them: a class that opens a page at once, beside whoever
// floods the port. Beyond these it drops the greeting, and an honest client asks again only after 1 s, 3 s, 7
// s. The kernel has the last word (net.core.somaxconn, 4096 on Debian 12).
constexpr int kBacklog = 1'024;
constexpr std::size_t kMaxUnixPath = 107;  // sockaddr_un
constexpr mode_t kUnixMode = 0660;

// Such greetings the kernel holds at a time; beyond these they are greeted as usual.
constexpr int kGreetingsWithBytes = 256;

// TCP Fast Open (RFC 7413): a greeting may bring the first bytes, which spares a box on a long way a round
// trip. Where the kernel is not told to (net.ipv4.tcp_fastopen, bit 2) nothing changes.
void LetGreetFast(ServerSocket& socket) {
  const int greetings = kGreetingsWithBytes;
  ::setsockopt(socket.impl()->sockfd(), IPPROTO_TCP, TCP_FASTOPEN, &greetings, sizeof greetings);
}

tl::unexpected<Error> NotAnAddress(const std::string& text) {
  return Fail(ErrorCode::kInvalid,
              "cannot listen on '" + text +
                  "': write ADDRESS:PORT, such as 0.0.0.0:8480 or [::]:8480, or unix:/PATH");
}

Result<ListenAddress> ParseUnix(const std::string& text) {
  ListenAddress address{.is_unix = true, .host = text.substr(5)};
  if (!address.host.starts_with('/')) return NotAnAddress(text);
  if (address.host.size() > kMaxUnixPath) {
    return Fail(ErrorCode::kInvalid, "cannot listen on '" + text + "': the path may have 107 bytes at most");
  }
  return address;
}

// Removes a socket file that nobody answers on any more.
Status ClearStale(const std::string& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return {};
  if (!S_ISSOCK(found.st_mode)) {
    return Fail(ErrorCode::kInvalid,
                path + " is there already and is not a socket; remove it or choose another path");
  }
  try {
    StreamSocket probe(SocketAddress(SocketAddress::UNIX_LOCAL, path));
    return Fail(ErrorCode::kInvalid,
                "another program answers on " + path + "; stop it or choose another path");
  } catch (const Poco::Exception&) {
    if (::unlink(path.c_str()) == 0) return {};
    return Fail(ErrorCode::kInvalid, "cannot remove the old socket " + path + ": " + std::strerror(errno));
  }
}

ServerSocket BindUnix(const std::string& path) {
  ServerSocket socket;
  socket.bind(SocketAddress(SocketAddress::UNIX_LOCAL, path), false);
  if (::chmod(path.c_str(), kUnixMode) != 0) throw Poco::Net::NetException(std::strerror(errno));
  return socket;
}

ServerSocket BindTcp(const ListenAddress& address) {
  const SocketAddress where(IPAddress(address.host), static_cast<Poco::UInt16>(address.port));
  ServerSocket socket;
  // Address reuse spares the wait after a restart. Port reuse would let two programs share it unnoticed.
  if (where.family() == SocketAddress::IPv6) {
    socket.bind6(where, true, false, true);
  } else {
    socket.bind(where, true, false);
  }
  return socket;
}

tl::unexpected<Error> CannotListen(const ListenAddress& address, const Poco::Exception& e) {
  const auto port = std::to_string(address.port);
  if (e.code() == EADDRINUSE) {
    return Fail(ErrorCode::kInvalid,
                "port " + port + " is taken by another program; choose another with --listen");
  }
  if (e.code() == EACCES && !address.is_unix) {
    return Fail(ErrorCode::kInvalid, "port " + port + " needs root; choose one above 1023 with --listen");
  }
  if (e.code() == EADDRNOTAVAIL) {
    return Fail(ErrorCode::kInvalid, "this machine has no address " + address.host + "; use 0.0.0.0 for all");
  }
  return Fail(ErrorCode::kInvalid, "cannot listen on " + address.host + ": " + e.displayText());
}

}  // namespace

Result<ListenAddress> ParseListenAddress(const std::string& text) {
  if (text.starts_with("unix:")) return ParseUnix(text);
  const auto colon = text.rfind(':');
  if (colon == text.npos) return NotAnAddress(text);
  ListenAddress address{.host = text.substr(0, colon)};
  const bool bracketed = address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']';
  if (bracketed) address.host = address.host.substr(1, address.host.size() - 2);
  const char* const digits = text.data() + colon + 1;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(digits, end, address.port);
  if (error != std::errc{} || stop != end || address.port < 0 || address.port > 65'535)
    return NotAnAddress(text);
  IPAddress ip;
  if (!IPAddress::tryParse(address.host, ip)) return NotAnAddress(text);
  if (bracketed != (ip.family() == IPAddress::IPv6)) return NotAnAddress(text);
  return address;
}

Result<ServerSocket> OpenListener(const ListenAddress& address) {
  if (address.is_unix) LIANXIAO_TRY(ClearStale(address.host));
  try {
    auto socket = address.is_unix ? BindUnix(address.host) : BindTcp(address);
    socket.listen(kBacklog);
    if (!address.is_unix) LetGreetFast(socket);
    return socket;
  } catch (const Poco::Exception& e) {
    return CannotListen(address, e);
  }
}

std::string Describe(const ListenAddress& address, const ServerSocket& socket) {
  if (address.is_unix) return "unix:" + address.host;
  return socket.address().toString();
}

}  // namespace lianxiao::web
