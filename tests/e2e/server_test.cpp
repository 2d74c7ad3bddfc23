// The HTTP server over real sockets, with libcurl and with clients that behave badly.
#include "web/http/server.h"

#include <Poco/Net/StreamSocket.h>
#include <Poco/TextEncoding.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "web/http/listen.h"

namespace lianxiao::web {
namespace {

constexpr std::int64_t kFilmBytes = 3'000'017;
constexpr std::int64_t kLongBytes = 64 << 20;  // More than the kernel buffers of both ends hold.

// Bytes that tell their place, so that a shifted range shows.
std::string FilmPart(std::int64_t first, std::int64_t length) {
  std::string part(static_cast<std::size_t>(length), '\0');
  for (std::int64_t i = 0; i < length; ++i) {
    const auto at = static_cast<std::uint64_t>(first + i) * 2'654'435'761u;
    part[static_cast<std::size_t>(i)] = static_cast<char>(at >> 16);
  }
  return part;
}

struct Reply {
  long status = 0;
  std::string headers, body;
  CURLcode code = CURLE_OK;
};

std::size_t Append(char* bytes, std::size_t size, std::size_t count, void* to) {
  static_cast<std::string*>(to)->append(bytes, size * count);
  return size * count;
}

struct Ask {
  std::string path = "/";
  std::string method = "GET";
  std::vector<std::string> headers;
  std::string body;
};

// A plain client socket, for what libcurl would never do.
class RawClient {
 public:
  explicit RawClient(int port, std::uint32_t from = INADDR_LOOPBACK)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(from);
    ::bind(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  ~RawClient() { ::close(fd_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  bool connected() const { return connected_; }
  bool Send(std::string_view bytes) const {
    return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
  }
  // So many bytes; fewer only when the server closes.
  std::string Read(std::size_t size) const {
    std::string bytes(size, '\0');
    const auto got = ::recv(fd_, bytes.data(), size, MSG_WAITALL);
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
  }
  void StopSending() const { ::shutdown(fd_, SHUT_WR); }
  // All there is until the server closes.
  std::string ReadAll() const {
    std::string all;
    char bytes[4096];
    for (ssize_t got; (got = ::recv(fd_, bytes, sizeof bytes, 0)) > 0;) {
      all.append(bytes, static_cast<std::size_t>(got));
    }
    return all;
  }

 private:
  int fd_;
  bool connected_ = false;
};

// A text of so many pieces of 100,000 bytes; "7x" breaks off after seven.
Response CountDown(const Request&, const Captures& captures) {
  const auto text = captures.at("pieces");
  auto left = std::make_shared<int>(std::stoi(text));
  const bool breaks = text.ends_with('x');
  Response response;
  response.body = StreamBody{[left, breaks]() -> Result<std::string> {
    if (*left == 0 && breaks) return Fail(ErrorCode::kCorrupt, "the log is torn");
    return (*left)-- > 0 ? std::string(100'000, 'x') : std::string();
  }};
  return response;
}

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "lianxiao_server_XXXXXX";
    ASSERT_TRUE(::mkdtemp(pattern.data()));
    folder_ = pattern;
    std::ofstream(folder_ + "/film", std::ios::binary) << FilmPart(0, kFilmBytes);
    std::ofstream(folder_ + "/long").flush();
    std::filesystem::resize_file(folder_ + "/long", kLongBytes);  // Sparse.
    AddRoutes();
  }
  void TearDown() override {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  void AddRoutes() {
    router_.Add({.method = "GET", .pattern = "/", .handler = [](const Request& r, const Captures&) {
                   return Response::Html("<p>" + r.peer + (r.local ? "local" : "") + "</p>");
                 }});
    router_.Add({.method = "GET", .pattern = "/film", .handler = [this](const Request&, const Captures&) {
                   return Response::File({folder_ + "/film", kFilmBytes, "v1"}, "video/mp4");
                 }});
    router_.Add({.method = "GET", .pattern = "/long", .handler = [this](const Request&, const Captures&) {
                   return Response::File({folder_ + "/long", kLongBytes, "v1"}, "video/mp4");
                 }});
    router_.Add({.method = "GET", .pattern = "/shrunk", .handler = [this](const Request&, const Captures&) {
                   return Response::File({folder_ + "/film", kFilmBytes + 1, "v1"}, "video/mp4");
                 }});
    router_.Add({.method = "GET", .pattern = "/stream/{pieces}", .handler = &CountDown});
    router_.Add({.method = "POST",
                 .pattern = "/echo",
                 .handler = [](const Request& r, const Captures&) { return Response::Text(r.body); },
                 .max_body = 2 << 20});
    router_.Add(
        {.method = "GET", .pattern = "/throws", .handler = [](const Request&, const Captures&) -> Response {
           throw std::runtime_error("bug");
         }});
  }

  void Start(ServerOptions options = {}) {
    auto server = Server::Start({{"127.0.0.1:0", &router_}}, options, log_);
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
    const auto address = server_->addresses().at(0);
    port_ = std::stoi(address.substr(address.rfind(':') + 1));
    base_ = "http://" + address;
  }

  Reply Do(const Ask& ask, const std::string& unix_socket = "") const {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
    Reply reply;
    curl_slist* headers = nullptr;
    for (const auto& header : ask.headers) headers = curl_slist_append(headers, header.c_str());
    const std::string url = (unix_socket.empty() ? base_ : "http://box") + ask.path;
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &Append);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &reply.body);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, &Append);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &reply.headers);
    if (!unix_socket.empty()) curl_easy_setopt(curl.get(), CURLOPT_UNIX_SOCKET_PATH, unix_socket.c_str());
    if (ask.method == "HEAD") curl_easy_setopt(curl.get(), CURLOPT_NOBODY, 1L);
    if (ask.method == "POST") {
      curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(ask.body.size()));
      curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, ask.body.data());
    } else {
      curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST,
                       ask.method == "HEAD" ? nullptr : ask.method.c_str());
    }
    reply.code = curl_easy_perform(curl.get());
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &reply.status);
    curl_slist_free_all(headers);
    return reply;
  }
  // One request on a connection of its own, byte for byte.
  std::string Raw(const std::string& bytes) const {
    const RawClient client(port_);
    EXPECT_TRUE(client.connected());
    EXPECT_TRUE(client.Send(bytes));
    return client.ReadAll();
  }

  std::string folder_, base_;
  int port_ = 0;
  NoLog log_;
  Router router_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, SendsAPageAndKnowsItsClient) {
  Start();
  const auto reply = Do({"/"});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "<p>127.0.0.1</p>");
  EXPECT_NE(reply.headers.find("Content-Security-Policy:"), std::string::npos);
}

TEST_F(ServerTest, SendsAWholeFileAndEveryKindOfRange) {
  Start();
  EXPECT_EQ(Do({"/film"}).body, FilmPart(0, kFilmBytes));
  const auto middle = Do({"/film", "GET", {"Range: bytes=1000000-1999999"}});
  EXPECT_EQ(middle.status, 206);
  EXPECT_EQ(middle.body, FilmPart(1'000'000, 1'000'000));
  EXPECT_EQ(Do({"/film", "GET", {"Range: bytes=-17"}}).body, FilmPart(kFilmBytes - 17, 17));
  EXPECT_EQ(Do({"/film", "GET", {"Range: bytes=3000000-"}}).body, FilmPart(3'000'000, 17));
  EXPECT_EQ(Do({"/film", "GET", {"Range: bytes=3000017-"}}).status, 416);
  EXPECT_EQ(Do({"/film", "GET", {"Range: bytes=0-1", "If-Range: \"v0\""}}).body.size(), 3'000'017u);
  EXPECT_EQ(Do({"/film", "GET", {"If-None-Match: \"v1\""}}).status, 304);
}

TEST_F(ServerTest, SendsATextThatIsMadeOnTheWayAndNeverAPartForTheWhole) {
  Start();
  const auto whole = Do({"/stream/250"});
  EXPECT_EQ(whole.body.size(), 25'000'000U);
  EXPECT_NE(whole.headers.find("Transfer-Encoding: chunked"), std::string::npos);
  EXPECT_TRUE(Do({"/stream/0"}).body.empty());
  EXPECT_TRUE(Do({"/stream/3", "HEAD"}).body.empty());
  EXPECT_EQ(Do({"/stream/0x"}).status, 500);
  EXPECT_NE(Do({"/stream/7x"}).code, CURLE_OK);
  // One connection goes on after it; a client of HTTP/1.0 sees the end by the closed connection.
  const auto two =
      Raw("GET /stream/1 HTTP/1.1\r\nHost: a\r\n\r\n"
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_NE(two.find("0\r\n\r\nHTTP/1.1 200 OK"), std::string::npos);
  const auto old = Raw("GET /stream/2 HTTP/1.0\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(old.ends_with("\r\n\r\n" + std::string(200'000, 'x')));
}

TEST_F(ServerTest, SendsAFileThatIsOnTheDiskOnly) {
  const int film = ::open((folder_ + "/film").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(film, 0);
  ASSERT_EQ(::fsync(film), 0);
  ASSERT_EQ(::posix_fadvise(film, 0, 0, POSIX_FADV_DONTNEED), 0);
  ::close(film);
  Start();
  EXPECT_EQ(Do({"/film"}).body, FilmPart(0, kFilmBytes));
}

TEST_F(ServerTest, AnswersHeadWithTheLengthAlone) {
  Start();
  const auto reply = Do({"/film", "HEAD"});
  EXPECT_EQ(reply.status, 200);
  EXPECT_NE(reply.headers.find("Content-Length: 3000017"), std::string::npos);
  EXPECT_TRUE(reply.body.empty());
}

TEST_F(ServerTest, NeverSendsAFileOfAnotherSizeThanTheJournalSays) {
  Start();
  EXPECT_EQ(Do({"/shrunk"}).status, 500);
}

TEST_F(ServerTest, CutsTheConnectionWhenAFileShrinksUnderway) {
  Start();
  const RawClient client(port_);
  ASSERT_TRUE(client.Send("GET /long HTTP/1.1\r\nHost: a\r\n\r\n"));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));  // The kernel's buffers are full by now.
  std::filesystem::resize_file(folder_ + "/long", 1'000);
  EXPECT_LT(client.ReadAll().size(), static_cast<std::size_t>(kLongBytes));
}

TEST_F(ServerTest, ReadsABodyAndGivesTheGoAheadForALargeOne) {
  Start();
  const std::string body(1'500'000, 'x');
  EXPECT_EQ(Do({"/echo", "POST", {"Expect: 100-continue"}, body}).body, body);
}

TEST_F(ServerTest, RefusesABodyBeyondTheRoutesLimitBeforeReadingIt) {
  Start();
  const auto answer = Raw("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2097153\r\n\r\nabc");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
}

TEST_F(ServerTest, TellsWhatIsWrongWithARequest) {
  Start();
  const auto status = [&](const std::string& bytes) { return Raw(bytes).substr(9, 3); };
  EXPECT_EQ(status("GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), "404");
  EXPECT_EQ(status("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), "405");
  EXPECT_EQ(status("BREW / HTTP/1.1\r\nHost: a\r\n\r\n"), "501");
  EXPECT_EQ(status("GET /../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n"), "400");
  EXPECT_EQ(status("GET /%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n"), "400");
  EXPECT_EQ(status("hello\r\n\r\n"), "400");
  EXPECT_EQ(status("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(17 << 10, 'x')), "431");
  EXPECT_EQ(Do({"/throws"}).status, 500);
}

TEST_F(ServerTest, AnswersSeveralRequestsOfOneConnectionInOrder) {
  Start();
  const auto answer =
      Raw("GET / HTTP/1.1\r\nHost: a\r\n\r\n"
          "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
          "GET /film HTTP/1.1\r\nHost: a\r\nRange: bytes=0-9\r\nConnection: close\r\n\r\n");
  const auto second = answer.find("\r\n\r\nabc");
  const auto third = answer.find("206 Partial Content");
  EXPECT_NE(answer.find("<p>127.0.0.1</p>"), std::string::npos);
  ASSERT_NE(second, std::string::npos);
  ASSERT_NE(third, std::string::npos);
  EXPECT_LT(second, third);
  EXPECT_TRUE(answer.ends_with(FilmPart(0, 10)));
}

TEST_F(ServerTest, ServesAHundredReadersOfRangesAtOnce) {
  Start();
  std::atomic<int> right = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 100; ++i) {
    readers.emplace_back([&, i] {
      const std::int64_t first = i * 20'000;
      const auto range = std::to_string(first) + "-" + std::to_string(first + 999'999);
      const auto reply = Do({"/film", "GET", {"Range: bytes=" + range}});
      if (reply.status == 206 && reply.body == FilmPart(first, 1'000'000)) ++right;
    });
  }
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(right, 100);
}

TEST_F(ServerTest, LetsGoOfAClientThatTakesNothing) {
  Start({.idle_s = 1});
  const RawClient client(port_);
  ASSERT_TRUE(client.Send("GET /long HTTP/1.1\r\nHost: a\r\n\r\n"));
  std::this_thread::sleep_for(std::chrono::milliseconds(2'500));
  EXPECT_LT(client.ReadAll().size(), static_cast<std::size_t>(kLongBytes));
}

TEST_F(ServerTest, LetsGoOfAHeadThatDripsIn) {
  Start({.head_s = 1});
  const RawClient client(port_);
  const auto began = std::chrono::steady_clock::now();
  ASSERT_TRUE(client.Send("GET / HTTP/1.1\r\n"));
  while (client.Send("X") && std::chrono::steady_clock::now() - began < std::chrono::seconds(10)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
}

// `count` clients from `from` on that begin a head and then let a byte fall now and then, for as long as they
// are let. Destroyed: they stop.
class Drippers {
 public:
  Drippers(int port, int count, std::uint32_t from, std::uint32_t addresses) {
    for (int i = 0; i < count; ++i) {
      const auto address = from + static_cast<std::uint32_t>(i) % addresses;
      clients_.push_back(std::make_unique<RawClient>(port, address));
      clients_.back()->Send("GET / HTTP/1.1\r\n");
    }
    thread_ = std::thread([this] {
      while (!stop_) {
        for (const auto& client : clients_) client->Send("X");
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
      }
    });
  }
  ~Drippers() {
    stop_ = true;
    thread_.join();
  }

 private:
  std::vector<std::unique_ptr<RawClient>> clients_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

constexpr std::uint32_t kStranger = INADDR_LOOPBACK + 1;              // 127.0.0.2
const auto kHeadTime = std::chrono::seconds(ServerOptions().head_s);  // Whoever waits out a dripper.

TEST_F(ServerTest, ServesANormalClientWhileThreeHundredDripTheirHeadsIn) {
  Start();
  for (const std::uint32_t addresses : {1u, 250u}) {  // From one address, and from everywhere.
    const Drippers drippers(port_, 300, kStranger, addresses);
    for (int i = 0; i < 5; ++i) {
      const auto began = std::chrono::steady_clock::now();
      EXPECT_EQ(Do({"/"}).status, 200);
      EXPECT_LT(std::chrono::steady_clock::now() - began, kHeadTime / 2) << addresses;
    }
  }
}

// The kernel drops the greeting of whoever finds its queue full, and the client is silent for a second.
TEST_F(ServerTest, LetsAClassConnectWhileTheAcceptingThreadIsHeldUp) {
  auto address = ParseListenAddress("127.0.0.1:0");
  ASSERT_TRUE(address);
  const auto listener = OpenListener(*address);
  ASSERT_TRUE(listener) << listener.error().message;
  std::vector<Poco::Net::StreamSocket> clients(600);
  for (auto& client : clients) {
    client.connectNB(listener->address());
    ASSERT_TRUE(client.poll(Poco::Timespan(0, 500'000), Poco::Net::Socket::SELECT_WRITE));
  }
}

TEST_F(ServerTest, ServesAClientBehindTheSameAddressAsTheDrippers) {
  Start({.connections = 64, .per_address = 16});
  const Drippers drippers(port_, 100, kStranger, 1);
  const RawClient client(port_, kStranger);
  ASSERT_TRUE(client.Send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
  EXPECT_TRUE(client.ReadAll().starts_with("HTTP/1.1 200 "));
}

TEST_F(ServerTest, TellsAnAddressWithTooManyAnswersUnderWayToComeBack) {
  Start({.connections = 16, .per_address = 3});
  std::vector<std::unique_ptr<RawClient>> players;
  for (int i = 0; i < 3; ++i) {
    players.push_back(std::make_unique<RawClient>(port_, kStranger));
    ASSERT_TRUE(players.back()->Send("GET /long HTTP/1.1\r\nHost: a\r\n\r\n"));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  const auto turned_away = RawClient(port_, kStranger).ReadAll();
  EXPECT_TRUE(turned_away.starts_with("HTTP/1.1 503 ")) << turned_away;
  EXPECT_NE(turned_away.find("Retry-After: "), std::string::npos);
  EXPECT_EQ(Do({"/"}).status, 200) << "others come in";
  players.pop_back();
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  const RawClient again(port_, kStranger);
  ASSERT_TRUE(again.Send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
  EXPECT_TRUE(again.ReadAll().starts_with("HTTP/1.1 200 "));
}

TEST_F(ServerTest, KnowsNoCodePageAClientCouldName) {
  Start();
  for (const auto* name : {"ISO-8859-1", "windows-1252", "UTF-16", "latin1"}) {
    EXPECT_FALSE(Poco::TextEncoding::find(name)) << name;
  }
  EXPECT_TRUE(Poco::TextEncoding::find("UTF-8"));
}

TEST_F(ServerTest, RefusesAForeignNameExceptOnTheControlSocket) {
  Start({.hosts = std::make_shared<HostRule>("box-7", std::vector<std::string>{"lessons.example.cn"})});
  const auto with = [&](const std::string& host) {
    return Raw("GET / HTTP/1.1\r\nHost: " + host + "\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
  };
  const auto refused = with("evil.example:" + std::to_string(port_));
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 421 ")) << refused;
  EXPECT_NE(refused.find("hosts"), std::string::npos) << "it says what to do";
  for (const auto* host : {"127.0.0.1", "192.168.7.7:8480", "box-7.local", "lessons.example.cn"}) {
    EXPECT_TRUE(with(host).starts_with("HTTP/1.1 200 ")) << host;
  }
  const auto path = folder_ + "/control.sock";
  const ServerOptions strict{.hosts = std::make_shared<HostRule>("", std::vector<std::string>{})};
  const auto server = Server::Start({{"unix:" + path, &router_}}, strict, log_);
  ASSERT_TRUE(server) << server.error().message;
  EXPECT_EQ(Do({"/"}, path).status, 200);
}

TEST_F(ServerTest, TakesNewClientsWhileIdleOnesHoldTheirConnections) {
  Start({.connections = 4, .keep_alive_s = 2});
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 12; ++i) {
    idle.push_back(std::make_unique<RawClient>(port_));
    ASSERT_TRUE(idle.back()->Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  }
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(Do({"/"}).status, 200);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(4));
}

// Both ends of the crowds below are in this program.
bool MayOpen(rlim_t files) {
  rlimit limit{};
  return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max >= files;
}

// A projector on the far end of a bad radio, 512 times: each takes a little and then nothing for a while.
TEST_F(ServerTest, ServesANormalClientWhileFiveHundredReadSlowly) {
  if (!MayOpen(6'000)) GTEST_SKIP() << "this machine lets a program open too few files (ulimit -Hn)";
  Start();
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int i = 0; i < 512; ++i) {
    slow.push_back(std::make_unique<RawClient>(port_, kStranger + static_cast<std::uint32_t>(i) % 200));
    ASSERT_TRUE(slow.back()->connected()) << i;
    ASSERT_TRUE(slow.back()->Send("GET /long HTTP/1.1\r\nHost: a\r\n\r\n"));
  }
  for (const auto& client : slow) EXPECT_EQ(client->Read(1'000).size(), 1'000U);  // Each is being served.
  for (int i = 0; i < 5; ++i) {
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(Do({"/film"}).body.size(), static_cast<std::size_t>(kFilmBytes));
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(2));
  }
  for (const auto& client : slow) EXPECT_EQ(client->Read(100'000).size(), 100'000U);
}

TEST_F(ServerTest, ServesEveryOneOfAThousandConnections) {
  if (!MayOpen(6'000)) GTEST_SKIP() << "this machine lets a program open too few files (ulimit -Hn)";
  Start();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 1'000; ++i) {
    clients.push_back(std::make_unique<RawClient>(port_, kStranger + static_cast<std::uint32_t>(i) % 250));
    ASSERT_TRUE(clients.back()->connected()) << i;
  }
  for (int round = 0; round < 2; ++round) {  // On the same connections.
    for (const auto& client : clients) {
      ASSERT_TRUE(client->Send("GET /film HTTP/1.1\r\nHost: a\r\nRange: bytes=100-199\r\n\r\n"));
    }
    for (const auto& client : clients) {
      std::string answer;
      while (answer.find("\r\n\r\n") == answer.npos) {
        const auto more = client->Read(1);
        ASSERT_FALSE(more.empty());
        answer += more;
      }
      ASSERT_TRUE(answer.starts_with("HTTP/1.1 206 ")) << answer;
      ASSERT_EQ(client->Read(100), FilmPart(100, 100));
    }
  }
}

TEST_F(ServerTest, ACrowdThatSearchesOrLogsInHoldsUpNoPageAndIsToldToComeBack) {
  std::atomic<bool> open = false;
  const auto slow = [&](const Request&, const Captures&) {
    open.wait(false);
    return Response::Text("found");
  };
  router_.Add({.method = "GET", .pattern = "/search", .handler = slow, .cost = Cost::kSearch});
  router_.Add({.method = "GET", .pattern = "/login", .handler = slow, .cost = Cost::kPassword});
  Start();
  std::vector<std::unique_ptr<RawClient>> crowd;
  for (const std::string path : {"/search", "/login"}) {
    for (int i = 0; i < 300; ++i) {
      crowd.push_back(std::make_unique<RawClient>(port_, kStranger));
      ASSERT_TRUE(crowd.back()->Send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    }
  }
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(Do({"/"}).status, 200);
  EXPECT_EQ(Do({"/film"}).body.size(), static_cast<std::size_t>(kFilmBytes));
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(2));
  open = true;
  open.notify_all();
  int found = 0, come_back = 0;
  for (const auto& client : crowd) {
    const auto answer = client->ReadAll();
    found += answer.starts_with("HTTP/1.1 200 ") ? 1 : 0;
    come_back += answer.starts_with("HTTP/1.1 503 ") && answer.find("Retry-After: ") != answer.npos ? 1 : 0;
  }
  EXPECT_EQ(found, 130 + 202) << "as many as work and may wait";
  EXPECT_EQ(found + come_back, 600);
}

TEST_F(ServerTest, AnswersAClientThatStopsSendingAfterItsRequest) {
  Start();
  const RawClient client(port_);
  ASSERT_TRUE(client.Send("GET /film HTTP/1.1\r\nHost: a\r\n\r\n"));
  client.StopSending();
  EXPECT_TRUE(client.ReadAll().ends_with(FilmPart(kFilmBytes - 10, 10)));
}

TEST_F(ServerTest, TakesABodyAsSlowlyAsALineOfTheHillsSendsIt) {
  Start();
  const RawClient client(port_);
  ASSERT_TRUE(
      client.Send("POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 20\r\n\r\n"));
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(client.Send("x"));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_TRUE(client.ReadAll().ends_with("\r\n\r\n" + std::string(20, 'x')));
}

TEST_F(ServerTest, StopsAtOnceWhateverItsClientsDo) {
  Start();
  const RawClient silent(port_), reading(port_);
  ASSERT_TRUE(reading.Send("GET /film HTTP/1.1\r\nHost: a\r\n\r\n"));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto began = std::chrono::steady_clock::now();
  server_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(3));
}

TEST_F(ServerTest, SaysThatAPortIsTaken) {
  Start();
  const auto second = Server::Start({{"127.0.0.1:" + std::to_string(port_), &router_}}, {}, log_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(second.error().message,
            "port " + std::to_string(port_) + " is taken by another program; choose another with --listen");
}

TEST_F(ServerTest, SaysHowAnAddressIsWritten) {
  for (const std::string address : {"8480", "localhost:8480", "::1:80", "[127.0.0.1]:80", "0.0.0.0:99999",
                                    "0.0.0.0:x", "0.0.0.0:", "unix:relative"}) {
    const auto server = Server::Start({{address, &router_}}, {}, log_);
    ASSERT_FALSE(server) << address;
    EXPECT_NE(server.error().message.find("ADDRESS:PORT"), std::string::npos) << server.error().message;
  }
}

TEST_F(ServerTest, TakesItsPortBackRightAfterARestart) {
  Start();
  EXPECT_EQ(Do({"/"}).status, 200);
  const auto address = server_->addresses().at(0);
  server_.reset();
  EXPECT_TRUE(Server::Start({{address, &router_}}, {}, log_));
}

TEST_F(ServerTest, KnowsTheMachinesOwnAdminByTheControlSocket) {
  const auto path = folder_ + "/control.sock";
  auto server = Server::Start({{"unix:" + path, &router_}}, {}, log_);
  ASSERT_TRUE(server) << server.error().message;
  struct stat found {};
  ASSERT_EQ(::stat(path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777u, 0660u);
  EXPECT_EQ(Do({"/"}, path).body, "<p>local</p>");
  server->reset();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ServerTest, ReplacesASocketFileOnlyIfNobodyAnswersThere) {
  const auto path = folder_ + "/control.sock";
  {  // A program that was killed.
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    path.copy(at.sun_path, sizeof at.sun_path - 1);
    ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
    ::close(fd);
  }
  const auto first = Server::Start({{"unix:" + path, &router_}}, {}, log_);
  ASSERT_TRUE(first) << first.error().message;
  const auto second = Server::Start({{"unix:" + path, &router_}}, {}, log_);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find("another program answers"), std::string::npos);
  EXPECT_EQ(Do({"/"}, path).status, 200);
}

TEST_F(ServerTest, LeavesAFileThatIsNoSocketAlone) {
  const auto path = folder_ + "/film";
  EXPECT_FALSE(Server::Start({{"unix:" + path, &router_}}, {}, log_));
  EXPECT_EQ(std::filesystem::file_size(path), static_cast<std::uintmax_t>(kFilmBytes));
}

}  // namespace
}  // namespace lianxiao::web
