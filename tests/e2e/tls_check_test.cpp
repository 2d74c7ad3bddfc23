// What a scanner of TLS servers looks at, asked of the real listener: versions, suites, keys, compression,
// renegotiation, resumption; and what becomes of clients that speak something else.
#include <gmock/gmock.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "center/tls/certificate.h"
#include "tests/support/http_client.h"
#include "tests/support/process.h"
#include "tests/support/tls_client.h"
#include "web/http/server.h"
#include "web/http/tls.h"

namespace lianxiao::test {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::int64_t kFilmBytes = 3'000'017;
constexpr char kGetAndClose[] = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

class TlsCheck : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(InitCrypto());
    Install();
    std::string film(static_cast<std::size_t>(kFilmBytes), '\0');
    for (std::size_t i = 0; i < film.size(); ++i) film[i] = static_cast<char>((i * 2'654'435'761u) >> 16);
    WriteFile(folder_.path() + "/film", film);
    router_.Add({.method = "GET", .pattern = "/", .handler = [](const web::Request& r, const web::Captures&) {
                   return web::Response::Text(r.secure ? "under TLS" : "plain");
                 }});
    router_.Add(
        {.method = "GET", .pattern = "/film", .handler = [this](const web::Request&, const web::Captures&) {
           return web::Response::File({folder_.path() + "/film", kFilmBytes, "v1"}, "video/mp4");
         }});
    router_.Add(
        {.method = "POST",
         .pattern = "/echo",
         .handler = [](const web::Request& r, const web::Captures&) { return web::Response::Text(r.body); },
         .max_body = 2 << 20});
    Start({.head_s = 2});
  }

  // A new pair in the place of the old, as an administrator would bring it.
  void Install() {
    const auto pair = center::MakeCertificate({"127.0.0.1", "localhost"}, SystemClock().Wall());
    ASSERT_TRUE(pair) << pair.error().message;
    WriteFile(folder_.path() + "/key.pem", std::string(pair->key.View()));
    WriteFile(folder_.path() + "/certificate.pem", pair->certificate);
    key_sha256_ = center::ReadCertificate(pair->certificate)->key_sha256;
  }

  void Start(web::ServerOptions options) {
    server_.reset();
    const auto identity = web::TlsIdentity::Open(Files(), log_);
    ASSERT_TRUE(identity) << identity.error().message;
    auto server = web::Server::Start({{"127.0.0.1:0", &router_, *identity}}, options, log_);
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
    const auto address = server_->addresses().at(0);
    port_ = std::stoi(address.substr(address.rfind(':') + 1));
    base_ = "https://" + address;
  }

  web::TlsFiles Files() const { return {folder_.path() + "/certificate.pem", folder_.path() + "/key.pem"}; }

  TempFolder folder_;
  NoLog log_;
  web::Router router_;
  std::unique_ptr<web::Server> server_;
  int port_ = 0;
  std::string base_, key_sha256_;
};

TEST_F(TlsCheck, ServesPagesFilesRangesAndBodies) {
  EXPECT_EQ(HttpGet(base_ + "/").body, "under TLS");
  const auto film = ReadFile(folder_.path() + "/film");
  EXPECT_EQ(HttpGet(base_ + "/film").body, film);
  const auto part = Http({.url = base_ + "/film", .headers = {"Range: bytes=1000000-1999999"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, film.substr(1'000'000, 1'000'000));
  const std::string body(1'500'000, 'x');
  EXPECT_EQ(Http({.method = "POST", .url = base_ + "/echo", .body = body}).body, body);
}

TEST_F(TlsCheck, SpeaksTls13WithAFreshKeyExchange) {
  TlsClient client(port_);
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(client.version(), "TLSv1.3");
  EXPECT_EQ(client.exchange(), "X25519");
  EXPECT_THAT(client.Ask(kGetAndClose), HasSubstr("under TLS"));
}

TEST_F(TlsCheck, SpeaksTls12OnlyWithFreshKeysAndAuthenticatedEncryption) {
  TlsClient any(port_, {.most_version = TLS1_2_VERSION});
  ASSERT_TRUE(any.connected());
  EXPECT_THAT(any.suite(), StartsWith("ECDHE-"));
  EXPECT_THAT(any.suite(), AnyOf(HasSubstr("GCM"), HasSubstr("CHACHA20")));
  for (const auto* weak : {"kRSA", "kDHE", "aNULL", "eNULL", "ECDHE+AES+SHA",
                           "ECDHE+AES+SHA256:ECDHE+AES+SHA384", "ARIA", "CAMELLIA"}) {
    const TlsClient client(port_, {.most_version = TLS1_2_VERSION, .suites_12 = weak});
    EXPECT_FALSE(client.connected()) << weak << ": " << client.suite();
  }
}

TEST_F(TlsCheck, RefusesTheVersionsThatAreBroken) {
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
    const TlsClient client(
        port_, {.least_version = version, .most_version = version, .suites_12 = "ALL:@SECLEVEL=0"});
    EXPECT_FALSE(client.connected()) << client.version();
  }
  TlsClient newest(port_, {.least_version = TLS1_2_VERSION, .most_version = TLS1_2_VERSION});
  EXPECT_TRUE(newest.connected()) << "the same client gets in when it speaks 1.2";
}

TEST_F(TlsCheck, NeitherCompressesNorRenegotiates) {
  TlsClient client(port_, {.most_version = TLS1_2_VERSION});
  ASSERT_TRUE(client.connected());
  EXPECT_FALSE(client.compressed());
  EXPECT_FALSE(client.Renegotiate());
}

TEST_F(TlsCheck, ShowsAKeyThatIsLongEnoughToWhoeverAsksWithAnyNameOrNone) {
  for (const auto* name : {"", "localhost", "center.example.cn"}) {
    const TlsClient client(port_, {.server_name = name});
    ASSERT_TRUE(client.connected()) << name;
    EXPECT_EQ(client.key_type(), "EC");
    EXPECT_GE(client.key_bits(), 256);
  }
}

TEST_F(TlsCheck, GoesOnWithASessionByItsTicket) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient first(port_, {.most_version = version});
    ASSERT_THAT(first.Ask(kGetAndClose), HasSubstr("under TLS"));
    const auto second = first.Again();
    ASSERT_TRUE(second->connected());
    EXPECT_TRUE(second->resumed()) << first.version();
    EXPECT_THAT(second->Ask(kGetAndClose), HasSubstr("under TLS"));
  }
}

TEST_F(TlsCheck, TellsAPlainHttpClientWhereToGo) {
  const std::string plain = "http" + base_.substr(5);
  const auto program = HttpGet(plain + "/film");
  EXPECT_EQ(program.status, 400);
  EXPECT_THAT(program.body, HasSubstr("https"));
  const auto posted = Http({.method = "POST", .url = plain + "/echo", .body = "secret"});
  EXPECT_EQ(posted.status, 400);
  EXPECT_THAT(posted.body, Not(HasSubstr("secret")));
  const auto browser = Http({.url = plain + "/r/x?a=b", .headers = {"Accept: text/html"}});
  EXPECT_EQ(browser.status, 307);
  EXPECT_EQ(browser.headers.at("location"), base_ + "/r/x?a=b");
}

TEST_F(TlsCheck, AHandshakeThatDoesNotEndKeepsNobodyOut) {
  Start({.connections = 4, .head_s = 1});
  std::vector<Process> silent;
  // A record that announces 512 bytes and never sends them.
  const std::string half = "exec 3<>/dev/tcp/127.0.0.1/" + std::to_string(port_) +
                           "; printf '\\x16\\x03\\x01\\x02\\x00\\x01' >&3; sleep 20";
  for (int i = 0; i < 8; ++i) {
    silent.emplace_back(std::vector<std::string>{"bash", "-c", half}, folder_.path() + "/silent");
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(HttpGet(base_ + "/").status, 200);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(8));
}

TEST_F(TlsCheck, ANewCertificateIsInUseWithoutARestartAndAHalfBroughtOneIsNot) {
  const auto shows = [&](const std::string& sha256) {
    return Http({.url = base_ + "/", .pinned_key = sha256}).status == 200;
  };
  EXPECT_TRUE(shows(key_sha256_));
  const auto before = key_sha256_;
  const auto old_key = ReadFile(folder_.path() + "/key.pem");
  Install();
  EXPECT_TRUE(WaitUntil([&] { return shows(key_sha256_); }, 5'000));
  EXPECT_FALSE(shows(before));

  WriteFile(folder_.path() + "/key.pem", old_key);  // Does not fit any more.
  std::this_thread::sleep_for(std::chrono::milliseconds(2'200));
  EXPECT_TRUE(shows(key_sha256_)) << "the pair that fits stays";
}

TEST_F(TlsCheck, SaysWhichFileIsWrong) {
  WriteFile(folder_.path() + "/key.pem", "hello");
  const auto identity = web::TlsIdentity::Open(Files(), log_);
  ASSERT_FALSE(identity);
  EXPECT_EQ(identity.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(identity.error().message, HasSubstr("key.pem"));
}

}  // namespace
}  // namespace lianxiao::test
