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
#include <cstdio>
#include <cstdlib>
#include <iterator>
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

std::uint32_t Crc32(std::string_view bytes) {
  std::uint32_t crc = ~0U;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xedb88320U : 0U);
  }
  return ~crc;
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
  files_[path] = std::make_shared<const std::string>(std::move(bytes));
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
  if (request.path == kPortalPath) return SendPage(fd, 200, kLoginPage);
  const auto mischief = Take(request.path);
  std::function<CannedAnswer(const SeenRequest&)> handler;
  std::shared_ptr<const std::string> file;  // Not a copy: many ask for the same large one at a time.
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [prefix, answer] : handlers_) {
      if (request.path.starts_with(prefix)) handler = answer;
    }
    if (const auto found = files_.find(request.path); found != files_.end()) file = found->second;
  }
  bool answered = false;
  const bool goes_on = AnswerMischief(fd, request, mischief, answered);
  if (answered) return goes_on;
  if (handler) {
    const auto answer = handler(request);
    if (answer.status != 200) return SendPage(fd, answer.status, answer.body, answer.content_type);
    return AnswerFile(fd, {request.method, request.path, {}, {}}, answer.body, mischief);
  }
  if (!file) return SendPage(fd, 404, "no such file");
  return AnswerFile(fd, request, *file, mischief);
}

bool MisbehavingServer::SendPage(int fd, int status, std::string_view body, std::string_view type,
                                 std::string_view more) {
  return Send(fd, Head(status, static_cast<std::int64_t>(body.size()), type, more)) && SendBody(fd, body);
}

// What needs no file. Whether the connection goes on.
bool MisbehavingServer::AnswerMischief(int fd, const SeenRequest& request, Mischief mischief,
                                       bool& answered) {
  answered = true;
  switch (mischief) {
    case Mischief::kLoginPage: return SendPage(fd, 200, kLoginPage, "text/html; charset=utf-8");
    case Mischief::k511: return SendPage(fd, 511, kLoginPage);
    case Mischief::k404: return SendPage(fd, 404, "no such file");
    case Mischief::k416: return SendPage(fd, 416, "");
    case Mischief::k503: {
      const std::lock_guard lock(mutex_);
      const auto more = retry_after_.empty() ? "" : "Retry-After: " + retry_after_ + "\r\n";
      return SendPage(fd, 503, "busy", "text/html", more);
    }
    case Mischief::kRedirectLoop:
      return SendPage(fd, 302, "", "text/plain", "Location: " + address() + request.path + "\r\n");
    case Mischief::kPortalElsewhere:
      return SendPage(fd, 302, "", "text/html",
                      "Location: http://localhost:" + std::to_string(port_) + kPortalPath + "\r\n");
    case Mischief::kEndlessHeaders:
      if (!Send(fd, "HTTP/1.1 200 OK\r\n")) return false;
      while (!stopping_ && Send(fd, "X-More: " + std::string(1'000, 'x') + "\r\n")) continue;
      return false;
    default: answered = false; return true;
  }
}

bool MisbehavingServer::AnswerFile(int fd, const SeenRequest& request, const std::string& right_bytes,
                                   Mischief mischief) {
  std::string wrong_bytes;
  if (mischief == Mischief::kOtherVersion) {
    std::ranges::transform(right_bytes, std::back_inserter(wrong_bytes),
                           [](char c) { return static_cast<char>(c ^ 1); });
  }
  if (mischief == Mischief::kOtherLength) wrong_bytes = right_bytes + "more";
  const auto& bytes = wrong_bytes.empty() ? right_bytes : wrong_bytes;
  const auto size = static_cast<std::int64_t>(bytes.size());
  const bool drops_range = mischief == Mischief::kIgnoreRange || mischief == Mischief::kGzipWhole;
  auto span = drops_range ? std::nullopt : SpanOf(request.range, size);
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
  if (mischief == Mischief::kGzip || mischief == Mischief::kGzipWhole) {
    return SendPacked(fd, body, span ? 206 : 200, range);
  }
  if (mischief == Mischief::kChunked) return SendChunked(fd, body, span ? 206 : 200, range);
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
    case Mischief::kDribble: return Dribble(fd, body);
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

// In stored blocks: what matters is that it says so and is longer than asked for.
bool MisbehavingServer::SendPacked(int fd, const std::string& body, int status, const std::string& range) {
  std::string packed("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
  constexpr std::size_t kBlock = 65'535;
  for (std::size_t at = 0; at < body.size() || at == 0; at += kBlock) {
    const auto block = body.substr(at, kBlock);
    const auto size = static_cast<unsigned>(block.size());
    packed += at + kBlock >= body.size() ? '\1' : '\0';
    for (const auto number : {size, ~size}) {
      packed += static_cast<char>(number & 0xff);
      packed += static_cast<char>(number >> 8 & 0xff);
    }
    packed += block;
  }
  for (const auto number : {Crc32(body), static_cast<std::uint32_t>(body.size())}) {
    for (int shift = 0; shift < 32; shift += 8) packed += static_cast<char>(number >> shift & 0xff);
  }
  return SendPage(fd, status, packed, "application/octet-stream", "Content-Encoding: gzip\r\n" + range);
}

bool MisbehavingServer::SendChunked(int fd, const std::string& body, int status, const std::string& range) {
  if (!Send(fd, "HTTP/1.1 " + std::to_string(status) +
                    " Whatever\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n" +
                    range + "\r\n")) {
    return false;
  }
  constexpr std::size_t kChunk = 10'000;
  for (std::size_t at = 0; at < body.size(); at += kChunk) {
    const auto chunk = std::string_view(body).substr(at, kChunk);
    char size[32];
    std::snprintf(size, sizeof size, "%zx\r\n", chunk.size());
    if (!Send(fd, size) || !SendBody(fd, chunk) || !Send(fd, "\r\n")) return false;
  }
  return Send(fd, "0\r\n\r\n");
}

bool MisbehavingServer::Dribble(int fd, std::string_view body) {
  for (const char& byte : body) {
    if (stopping_ || !SendBody(fd, {&byte, 1})) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(dribble_ms_));
  }
  return true;
}

void MisbehavingServer::SayRetryAfter(std::string when) {
  const std::lock_guard lock(mutex_);
  retry_after_ = std::move(when);
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
