#include "tests/support/misbehaving_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace lianxiao::test {
namespace {

constexpr std::int64_t kReadStepMs = 50;
constexpr int kSmallBuffer = 16 << 10;  // Of the kernel, so that it does not take all in at once.

constexpr std::string_view kLoginPage = "<!DOCTYPE html><title>Welcome</title>Please pay for this network.";

std::string HeaderOf(std::string_view head, std::string_view name) {
  for (std::size_t at = 0; (at = head.find('\n', at)) != std::string_view::npos;) {
    ++at;
    const auto line = head.substr(at, head.find('\r', at) - at);
    if (line.size() <= name.size() || line[name.size()] != ':') continue;
    const bool same = std::equal(name.begin(), name.end(), line.begin(),
                                 [](char a, char b) { return std::tolower(a) == std::tolower(b); });
    if (same) return std::string(line.substr(line.find_first_not_of(' ', name.size() + 1)));
  }
  return {};
}

std::int64_t NumberIn(std::string_view text) {
  std::int64_t number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

struct Span {
  std::int64_t first = 0, last = 0;
};

std::optional<Span> SpanOf(const std::string& range, std::int64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!range.starts_with(kUnit)) return std::nullopt;
  const auto dash = range.find('-');
  Span span{NumberIn(std::string_view(range).substr(kUnit.size())), size - 1};
  if (dash + 1 < range.size())
    span.last = std::min(size - 1, NumberIn(std::string_view(range).substr(dash + 1)));
  return span;
}

std::string Head(int status, std::int64_t length, std::string_view type, std::string_view more = {}) {
  return "HTTP/1.1 " + std::to_string(status) + " Whatever\r\nContent-Type: " + std::string(type) +
         "\r\nContent-Length: " + std::to_string(length) + "\r\n" + std::string(more) + "\r\n";
}

void ResetOnClose(int fd) {
  const linger now{1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

}  // namespace

MisbehavingServer::MisbehavingServer() {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 64) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::abort();  // No test can go on without it.
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

MisbehavingServer::~MisbehavingServer() {
  End();
  close(listener_);
}

void MisbehavingServer::End() {
  stopping_ = true;
  if (acceptor_.joinable()) acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int fd : open_) shutdown(fd, SHUT_RDWR);
  }
  for (auto& server : servers_) {
    if (server.joinable()) server.join();
  }
}

std::string MisbehavingServer::address() const { return "http://127.0.0.1:" + std::to_string(port_); }

void MisbehavingServer::Put(const std::string& path, std::string bytes) {
  const std::lock_guard lock(mutex_);
  files_[path] = std::move(bytes);
}

void MisbehavingServer::Remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  files_.erase(path);
}

void MisbehavingServer::Misbehave(const std::string& prefix, Mischief mischief, int times) {
  const std::lock_guard lock(mutex_);
  orders_.push_back({prefix, mischief, times});
}

void MisbehavingServer::Behave() {
  const std::lock_guard lock(mutex_);
  orders_.clear();
}

void MisbehavingServer::Handle(const std::string& prefix,
                               std::function<CannedAnswer(const SeenRequest&)> handler) {
  const std::lock_guard lock(mutex_);
  handlers_.emplace_back(prefix, std::move(handler));
}

void MisbehavingServer::SetDown(bool down) {
  down_ = down;
  if (!down) return;
  const std::lock_guard lock(mutex_);
  for (const int fd : open_) shutdown(fd, SHUT_RDWR);
}

std::vector<SeenRequest> MisbehavingServer::Seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

std::int64_t MisbehavingServer::SeenCount(const std::string& prefix) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::count_if(seen_, [&](const auto& request) { return request.path.starts_with(prefix); });
}

void MisbehavingServer::ForgetSeen() {
  const std::lock_guard lock(mutex_);
  seen_.clear();
}

Mischief MisbehavingServer::Take(const std::string& path) {
  const std::lock_guard lock(mutex_);
  for (auto& order : orders_) {
    if (order.times > 0 && path.starts_with(order.prefix)) {
      --order.times;
      return order.mischief;
    }
  }
  return Mischief::kNone;
}

void MisbehavingServer::Accept() {
  while (!stopping_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (poll(&waiting, 1, 20) != 1) continue;
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    if (down_) {
      ResetOnClose(fd);
      close(fd);
      continue;
    }
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::lock_guard lock(mutex_);
    open_.push_back(fd);
    servers_.emplace_back([this, fd] { Serve(fd); });
  }
}

void MisbehavingServer::Serve(int fd) {
  std::string buffer;
  SeenRequest request;
  while (!stopping_ && ReadRequest(fd, buffer, request)) {
    {
      const std::lock_guard lock(mutex_);
      seen_.push_back(request);
    }
    if (!Answer(fd, request)) break;
  }
  const std::lock_guard lock(mutex_);
  std::erase(open_, fd);
  close(fd);
}

void MisbehavingServer::ReadAt(std::int64_t bytes_per_second) {
  read_pace_ = bytes_per_second;
  setsockopt(listener_, SOL_SOCKET, SO_RCVBUF, &kSmallBuffer, sizeof kSmallBuffer);
}

bool MisbehavingServer::ReadRequest(int fd, std::string& buffer, SeenRequest& request) const {
  std::size_t end = 0;
  std::size_t body = 0;
  for (;;) {
    end = buffer.find("\r\n\r\n");
    if (end != std::string::npos) {
      body = static_cast<std::size_t>(std::max<std::int64_t>(
          0, NumberIn(HeaderOf(std::string_view(buffer).substr(0, end + 2), "content-length"))));
      if (buffer.size() >= end + 4 + body) break;
    }
    char bytes[65536];
    auto most = sizeof bytes;
    if (const auto pace = read_pace_.load(); pace > 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(kReadStepMs));
      most = std::min<std::size_t>(most, static_cast<std::size_t>(pace * kReadStepMs / 1'000));
    }
    const auto got = recv(fd, bytes, most, 0);
    if (got <= 0) return false;
    buffer.append(bytes, static_cast<std::size_t>(got));
  }
  const std::string_view head = std::string_view(buffer).substr(0, end + 2);
  const auto blank = head.find(' ');
  request.method = head.substr(0, blank);
  request.path = head.substr(blank + 1, head.find(' ', blank + 1) - blank - 1);
  request.range = HeaderOf(head, "range");
  request.body = buffer.substr(end + 4, body);
  buffer.erase(0, end + 4 + body);
  return true;
}

bool MisbehavingServer::Answer(int fd, const SeenRequest& request) {
  const auto mischief = Take(request.path);
  std::function<CannedAnswer(const SeenRequest&)> handler;
  std::optional<std::string> file;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [prefix, answer] : handlers_) {
      if (request.path.starts_with(prefix)) handler = answer;
    }
    if (const auto found = files_.find(request.path); found != files_.end()) file = found->second;
  }
  // Like most servers, with a web page for an error.
  const auto plain = [&](int status, std::string_view body, std::string_view type = "text/html") {
    return Send(fd, Head(status, static_cast<std::int64_t>(body.size()), type)) && SendBody(fd, body);
  };
  switch (mischief) {
    case Mischief::kLoginPage: return plain(200, kLoginPage, "text/html; charset=utf-8");
    case Mischief::k404: return plain(404, "no such file");
    case Mischief::k416: return plain(416, "");
    case Mischief::k503: return plain(503, "busy");
    case Mischief::kRedirectLoop:
      return Send(fd, Head(302, 0, "text/plain", "Location: " + address() + request.path + "\r\n"));
    case Mischief::kEndlessHeaders:
      if (!Send(fd, "HTTP/1.1 200 OK\r\n")) return false;
      while (!stopping_ && Send(fd, "X-More: " + std::string(1'000, 'x') + "\r\n")) continue;
      return false;
    default: break;
  }
  if (handler) {
    const auto answer = handler(request);
    if (answer.status != 200) return plain(answer.status, answer.body, answer.content_type);
    return AnswerFile(fd, {request.method, request.path, {}, {}}, answer.body, mischief);
  }
  if (!file) return plain(404, "no such file");
  return AnswerFile(fd, request, *file, mischief);
}

bool MisbehavingServer::AnswerFile(int fd, const SeenRequest& request, const std::string& bytes,
                                   Mischief mischief) {
  const auto size = static_cast<std::int64_t>(bytes.size());
  auto span = mischief == Mischief::kIgnoreRange ? std::nullopt : SpanOf(request.range, size);
  if (span && (span->first < 0 || span->first >= size)) return Send(fd, Head(416, 0, "text/plain"));

  auto body = span ? bytes.substr(static_cast<std::size_t>(span->first),
                                  static_cast<std::size_t>(span->last - span->first + 1))
                   : bytes;
  std::string range;
  if (span) {
    const auto shift = mischief == Mischief::kWrongStart ? 1 : 0;
    const auto total = mischief == Mischief::kWrongTotal ? size + 1 : size;
    range = "Content-Range: bytes " + std::to_string(span->first + shift) + "-" +
            std::to_string(span->last + shift) + "/" + std::to_string(total) + "\r\n";
  }
  if (mischief == Mischief::kFlipByte && !body.empty()) body[body.size() / 2] ^= 1;
  const auto length = static_cast<std::int64_t>(body.size());
  if (mischief == Mischief::kEndlessBody) {
    // Without a length, so that only the receiver's own cap can stop it.
    if (!Send(fd, "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n")) return false;
    while (!stopping_ && SendBody(fd, std::string(65'536, 'x'))) continue;
    return false;
  }
  if (!Send(fd, Head(span ? 206 : 200, length, "application/octet-stream", range))) return false;
  const std::string_view half = std::string_view(body).substr(0, body.size() / 2);
  switch (mischief) {
    case Mischief::kShortBody: SendBody(fd, half); return false;
    case Mischief::kReset:
      SendBody(fd, half);
      // Let the half arrive: a reset takes what is still in the buffers with it.
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      ResetOnClose(fd);
      return false;
    case Mischief::kStall: {
      SendBody(fd, half);
      char byte = 0;
      return recv(fd, &byte, 1, 0) > 0 && false;  // Until the other side gives up.
    }
    default: return SendBody(fd, body);
  }
}

bool MisbehavingServer::Send(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool MisbehavingServer::SendBody(int fd, std::string_view bytes) {
  constexpr std::size_t kStep = 16'384;
  while (!bytes.empty()) {
    const auto step = bytes.substr(0, kStep);
    if (!Send(fd, step)) return false;
    body_bytes_sent_ += static_cast<std::int64_t>(step.size());
    bytes.remove_prefix(step.size());
    if (const auto pace = pace_.load(); pace > 0) {
      std::this_thread::sleep_for(
          std::chrono::microseconds(1'000'000 * static_cast<std::int64_t>(step.size()) / pace));
    }
  }
  return true;
}

}  // namespace lianxiao::test
