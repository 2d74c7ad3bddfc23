// What came of a TLS record that is not whole is lost with its connection, so a box asks for small ones.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "center/tls/certificate.h"
#include "storage/base/log.h"
#include "storage/base/time.h"
#include "sync/line/fetch.h"
#include "tests/support/process.h"
#include "web/http/http.h"
#include "web/http/server.h"
#include "web/http/tls.h"

namespace lianxiao::test {
namespace {

constexpr std::size_t kRecordHead = 5;
constexpr std::size_t kMostInRecord = 4'096, kSealMost = 256;  // RFC 8446, 5.2.

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

// Lies between a client and a TLS server, carries one connection, and notes how long the server's records
// are.
class Tap {
 public:
  Tap(int port, int server_port) : listening_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const auto address = Loopback(port);
    const int on = 1;
    ::setsockopt(listening_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    good_ = ::bind(listening_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
            ::listen(listening_, 1) == 0;
    thread_ = std::thread([this, server_port] { Carry(server_port); });
  }
  ~Tap() {
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
  }
  Tap(const Tap&) = delete;
  Tap& operator=(const Tap&) = delete;

  bool good() const { return good_; }
  std::size_t longest_record() const { return longest_; }

 private:
  void Carry(int server_port) {
    const int client = ::accept(listening_, nullptr, nullptr);
    if (client < 0) return;
    const int server = ::socket(AF_INET, SOCK_STREAM, 0);
    const auto address = Loopback(server_port);
    if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
      pollfd both[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
      while (::poll(both, 2, -1) > 0) {
        if (both[0].revents != 0 && Pass(client, server).empty()) break;
        if (both[1].revents == 0) continue;
        const auto bytes = Pass(server, client);
        if (bytes.empty()) break;
        Read(bytes);
      }
    }
    ::close(server);
    ::close(client);
  }
  static std::string Pass(int from, int to) {
    std::string bytes(16 << 10, '\0');
    const auto got = ::recv(from, bytes.data(), bytes.size(), 0);
    bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    const auto sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    return sent == static_cast<ssize_t>(bytes.size()) ? bytes : std::string();
  }
  void Read(const std::string& bytes) {
    stream_ += bytes;
    while (stream_.size() >= kRecordHead) {
      const auto at = [&](std::size_t i) { return static_cast<unsigned char>(stream_[i]); };
      const std::size_t length = at(3) * 256U + at(4);
      if (stream_.size() < kRecordHead + length) return;
      longest_ = std::max(longest_.load(), length);
      stream_.erase(0, kRecordHead + length);
    }
  }

  const int listening_;
  bool good_ = false;
  std::string stream_;
  std::atomic<std::size_t> longest_ = 0;
  std::thread thread_;
};

TEST(TlsRecords, OfACenterAreSmallForABox) {
  const TempFolder folder;
  NoLog log;
  SystemClock clock;
  const auto pair = center::MakeCertificate({"127.0.0.1"}, clock.Wall());
  ASSERT_TRUE(pair);
  WriteFile(folder.path() + "/key.pem", std::string(pair->key.View()));
  WriteFile(folder.path() + "/certificate.pem", pair->certificate);
  const auto identity =
      web::TlsIdentity::Open({folder.path() + "/certificate.pem", folder.path() + "/key.pem"}, log);
  ASSERT_TRUE(identity);
  const std::string body(256 << 10, 'x');
  web::Router router;
  router.Add(
      {.method = "GET", .pattern = "/large", .handler = [&](const web::Request&, const web::Captures&) {
         return web::Response::Json(body);
       }});
  const int port = FreePort(), server_port = FreePort();
  const auto server =
      web::Server::Start({{"127.0.0.1:" + std::to_string(server_port), &router, *identity}}, {}, log);
  ASSERT_TRUE(server) << server.error().message;
  const Tap tap(port, server_port);
  ASSERT_TRUE(tap.good());
  const auto line = sync::CurlLine::Open(clock, {});
  ASSERT_TRUE(line);
  const auto answer = (*line)->Exchange({.url = "https://127.0.0.1:" + std::to_string(port) + "/large",
                                         .max_bytes = 1 << 20,
                                         .from = sync::HttpRequest::From::kAnyone});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, body);
  EXPECT_GT(tap.longest_record(), kMostInRecord / 2);
  EXPECT_LE(tap.longest_record(), kMostInRecord + kSealMost);
}

}  // namespace
}  // namespace lianxiao::test
