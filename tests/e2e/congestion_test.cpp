// How the kernel is told to send on connections.
#include "web/http/congestion.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>

#include "web/http/server.h"

namespace lianxiao::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Built into every kernel that has TCP, and nobody's default.
constexpr const char* kAlwaysThere = "reno";

class KeptLog final : public Log {
 public:
  void Write(Level, std::string_view text) override { lines.emplace_back(text); }
  std::vector<std::string> lines;
};

class Socket {
 public:
  Socket() : fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  ~Socket() { ::close(fd); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  const int fd;
};

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// Of this program's sockets the one at the other end of `client`.
std::optional<int> OtherEnd(int client) {
  sockaddr_in mine{};
  socklen_t size = sizeof mine;
  ::getsockname(client, reinterpret_cast<sockaddr*>(&mine), &size);
  for (int fd = 3; fd < 256; ++fd) {
    sockaddr_in peer{};
    size = sizeof peer;
    if (::getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) == 0 && peer.sin_port == mine.sin_port &&
        peer.sin_family == AF_INET) {
      return fd;
    }
  }
  return std::nullopt;
}

TEST(Congestion, IsSetForOneSocketAndReadBack) {
  KeptLog log;
  Congestion congestion(kAlwaysThere, log);
  const Socket socket, other;
  const auto usual = Congestion::Of(other.fd);
  congestion.ApplyTo(socket.fd);
  EXPECT_EQ(Congestion::Of(socket.fd), kAlwaysThere);
  EXPECT_EQ(Congestion::Of(other.fd), usual);
  EXPECT_EQ(congestion.InUse(), kAlwaysThere);
  EXPECT_THAT(log.lines, IsEmpty());
}

TEST(Congestion, ThatTheKernelRefusesIsToldOnceWithWhatToDo) {
  KeptLog log;
  Congestion congestion("no-such-one", log);
  const Socket socket;
  const auto usual = Congestion::Of(socket.fd);
  congestion.ApplyTo(socket.fd);
  congestion.ApplyTo(socket.fd);
  EXPECT_EQ(Congestion::Of(socket.fd), usual);
  EXPECT_EQ(congestion.InUse(), usual);
  EXPECT_EQ(congestion.wanted(), "no-such-one");
  EXPECT_THAT(log.lines, ElementsAre(HasSubstr("modprobe tcp_no-such-one")));
}

TEST(Congestion, OfNoNameLeavesSocketsAsTheyAre) {
  KeptLog log;
  Congestion congestion("", log);
  const Socket socket;
  const auto usual = Congestion::Of(socket.fd);
  congestion.ApplyTo(socket.fd);
  EXPECT_EQ(Congestion::Of(socket.fd), usual);
  EXPECT_THAT(log.lines, IsEmpty());
}

TEST(Congestion, IsThatOfEveryConnectionWhichAServerTakes) {
  KeptLog log;
  Router router;
  router.Add({.method = "GET", .pattern = "/", .handler = [](const Request&, const Captures&) {
                return Response::Text("here");
              }});
  ServerOptions options;
  options.congestion = std::make_shared<Congestion>(kAlwaysThere, log);
  const auto server = Server::Start({{"127.0.0.1:0", &router}}, options, log);
  ASSERT_TRUE(server) << server.error().message;
  const auto address = (*server)->addresses().at(0);
  const auto to = Loopback(std::stoi(address.substr(address.rfind(':') + 1)));
  const Socket client;
  ASSERT_EQ(::connect(client.fd, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
  const std::string request = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  ASSERT_GT(::send(client.fd, request.data(), request.size(), MSG_NOSIGNAL), 0);
  char byte = 0;
  ASSERT_EQ(::recv(client.fd, &byte, 1, 0), 1);  // It is being served.
  const auto served = OtherEnd(client.fd);
  ASSERT_TRUE(served);
  EXPECT_EQ(Congestion::Of(*served), kAlwaysThere);
}

}  // namespace
}  // namespace lianxiao::web
