#include "web/http/congestion.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace lianxiao::web {
namespace {

constexpr socklen_t kLongestName = 16;  // TCP_CA_NAME_MAX

}  // namespace

Congestion::Congestion(std::string name, Log& log) : name_(std::move(name)), log_(log) { (void)InUse(); }

std::string Congestion::InUse() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return {};
  ApplyTo(socket);
  auto used = Of(socket);
  ::close(socket);
  return used;
}

void Congestion::ApplyTo(int socket) {
  if (name_.empty()) return;
  const bool set = ::setsockopt(socket, IPPROTO_TCP, TCP_CONGESTION, name_.data(),
                                static_cast<socklen_t>(name_.size())) == 0;
  const std::string why = set ? "it is not taken over" : std::strerror(errno);
  if ((set && Of(socket) == name_) || told_.exchange(true)) return;
  log_.Warning("this kernel does not let connections use '" + name_ + "' (" + why +
               "), so boxes on bad lines fetch slowly; as root: modprobe tcp_" + name_ +
               " && sysctl -w net.ipv4.tcp_allowed_congestion_control=\"reno cubic " + name_ +
               "\", then restart; or set server.congestion_control = \"\" in center.toml");
}

std::string Congestion::Of(int socket) {
  char name[kLongestName] = {};
  socklen_t size = sizeof name;
  if (::getsockopt(socket, IPPROTO_TCP, TCP_CONGESTION, name, &size) != 0) return {};
  return {name, ::strnlen(name, size)};
}

}  // namespace lianxiao::web
