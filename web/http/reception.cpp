#include "web/http/reception.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "web/http/refusals.h"

namespace lianxiao::web {
namespace {

// Newcomers of one turn; the loop then looks at those who are there.
constexpr int kAtOnce = 64;
// Connections beyond the most that are told to come back in good order, that is after reading what they sent.
constexpr int kMostTurnedAway = 256;

std::string TextOf(int family, const void* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (::inet_ntop(family, address, text.data(), text.size()) == nullptr) return {};
  return text.data();
}

// "192.168.1.23", "fe80::1"; empty for the control socket.
std::string PeerOf(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    return TextOf(AF_INET, &reinterpret_cast<const sockaddr_in&>(address).sin_addr);
  }
  if (address.ss_family != AF_INET6) return {};
  auto text = TextOf(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
  if (text.starts_with("::ffff:")) text.erase(0, 7);
  return text;
}

// A proxy on this machine speaks for everyone, and the machine itself is no stranger.
std::string CountedAs(const std::string& peer) {
  return peer == "127.0.0.1" || peer == "::1" ? std::string() : peer;
}

// Answers are written whole; waiting to fill a packet would only hold back their last bytes.
void SendWithoutDelay(int socket) {
  constexpr int kOn = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &kOn, sizeof kOn);
}

bool OnlyThisOne(int error) {
  // The client went away again, or its network did (accept(2)).
  return error == ECONNABORTED || error == EINTR || error == EPROTO || error == ENETDOWN ||
         error == EHOSTDOWN || error == ENONET || error == EHOSTUNREACH || error == ENETUNREACH;
}

std::string BusyAnswer() {
  const auto answer = MakeAnswer({}, ComeBackLater({}), After::kClose);
  return answer.Head() + answer.body;
}

}  // namespace

Reception::Reception(int socket, int most, Hall& hall, std::vector<Loop*> loops)
    : socket_(socket), most_(most), hall_(hall), loops_(std::move(loops)), busy_(BusyAnswer()) {}

bool Reception::AcceptAll() {
  for (int i = 0; i < kAtOnce; ++i) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    const int socket =
        ::accept4(socket_, reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket >= 0) {
      Admit(socket, PeerOf(address));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return true;
    } else if (!OnlyThisOne(errno)) {
      return false;
    }
  }
  return true;
}

void Reception::Admit(int socket, const std::string& peer) {
  if (!hall_.rules.local) {
    SendWithoutDelay(socket);
    if (hall_.congestion) hall_.congestion->ApplyTo(socket);
  }
  const bool welcome = hall_.open.Add(socket, CountedAs(peer));
  if (welcome || (!hall_.tls && hall_.open.count() <= most_ + kMostTurnedAway)) {
    Emptiest().Adopt(socket, peer, welcome, hall_);
    return;
  }
  // Under TLS a word would cost a handshake.
  if (!hall_.tls) {
    [[maybe_unused]] const auto sent =
        ::send(socket, busy_.data(), busy_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  }
  hall_.open.Remove(socket);
  ::close(socket);
}

Loop& Reception::Emptiest() const {
  return **std::min_element(loops_.begin(), loops_.end(),
                            [](const Loop* a, const Loop* b) { return a->count() < b->count(); });
}

}  // namespace lianxiao::web
