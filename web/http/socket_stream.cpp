#include "web/http/socket_stream.h"

#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <limits>

namespace lianxiao::web {
namespace {

constexpr std::size_t kReceiveBytes = 16 << 10;
// One step of sendfile: small enough that a slow disk is not read far ahead of a slow client, large
// enough that a fast one costs few calls.
constexpr std::int64_t kSendStep = 256 << 10;
// A body has this many idle times in all: 256 KiB in five minutes is slower than any line that works.
constexpr std::int64_t kBodyPatience = 10;
constexpr std::int64_t kLingerMs = 500;
constexpr std::size_t kLingerBytes = 256 << 10;

std::int64_t NowMs() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

bool WouldBlock() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

SocketStream::SocketStream(int socket, std::int64_t idle_ms) : socket_(socket), idle_ms_(idle_ms) {}

bool SocketStream::Wait(short events, std::int64_t ms) const {
  const std::int64_t until = NowMs() + ms;
  for (;;) {
    pollfd watch{socket_, events, 0};
    const auto left = std::clamp<std::int64_t>(until - NowMs(), 0, std::numeric_limits<int>::max());
    const int ready = ::poll(&watch, 1, static_cast<int>(left));
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

bool SocketStream::Fill(std::int64_t ms) {
  const std::int64_t until = NowMs() + ms;
  std::array<char, kReceiveBytes> bytes;
  for (;;) {
    const auto got = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (got > 0) {
      buffer_.append(bytes.data(), static_cast<std::size_t>(got));
      return true;
    }
    if (got == 0 || !WouldBlock()) return false;
    const auto left = until - NowMs();
    if (left <= 0 || !Wait(POLLIN, left)) return false;
  }
}

SocketStream::Got SocketStream::ReadHead(std::string& head, std::int64_t first_byte_ms,
                                         std::size_t max_bytes) {
  if (buffer_.empty() && !Fill(first_byte_ms)) return Got::kNothing;
  const std::int64_t until = NowMs() + idle_ms_;
  for (;;) {
    // A line break left over from the request before is passed over (RFC 9112, section 2.2).
    if (buffer_.starts_with("\r\n")) buffer_.erase(0, 2);
    const auto end = buffer_.find("\r\n\r\n");
    if (end != buffer_.npos && end <= max_bytes) {
      head = buffer_.substr(0, end);
      buffer_.erase(0, end + 4);
      return Got::kHead;
    }
    if (buffer_.size() > max_bytes) return Got::kTooLarge;
    const auto left = until - NowMs();
    const auto before = NowMs();
    if (left <= 0) return Got::kTooLate;
    if (!Fill(left)) return NowMs() - before >= left ? Got::kTooLate : Got::kNothing;
  }
}

Status SocketStream::ReadBody(std::string& body, std::size_t size) {
  const std::int64_t until = NowMs() + kBodyPatience * idle_ms_;
  while (buffer_.size() < size) {
    const auto left = std::min(idle_ms_, until - NowMs());
    if (left <= 0 || !Fill(left)) return Fail(ErrorCode::kOffline, "the rest of the body did not come");
  }
  body = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return {};
}

Status SocketStream::Send(std::string_view bytes, Then then) {
  const int flags = MSG_NOSIGNAL | (then == Then::kMore ? MSG_MORE : 0);
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), flags);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (!WouldBlock()) {
      return Fail(ErrorCode::kOffline, std::string("send: ") + std::strerror(errno));
    } else if (!Wait(POLLOUT, idle_ms_)) {
      return Fail(ErrorCode::kOffline, "the client takes nothing");
    }
  }
  return {};
}

Status SocketStream::SendFile(int file, std::int64_t first_byte, std::int64_t length) {
  off_t at = first_byte;
  while (length > 0) {
    const auto step = static_cast<std::size_t>(std::min(length, kSendStep));
    const auto sent = ::sendfile(socket_, file, &at, step);
    if (sent > 0) {
      length -= sent;
    } else if (sent == 0) {
      return Fail(ErrorCode::kCorrupt, "the file ends before its size");
    } else if (errno == EIO) {
      return Fail(ErrorCode::kCorrupt, "the file cannot be read");
    } else if (!WouldBlock()) {
      return Fail(ErrorCode::kOffline, std::string("sendfile: ") + std::strerror(errno));
    } else if (!Wait(POLLOUT, idle_ms_)) {
      return Fail(ErrorCode::kOffline, "the client takes nothing");
    }
  }
  return {};
}

void SocketStream::Linger() {
  ::shutdown(socket_, SHUT_WR);
  std::size_t passed = 0;
  const std::int64_t until = NowMs() + kLingerMs;
  do {
    passed += buffer_.size();
    buffer_.clear();
  } while (passed < kLingerBytes && NowMs() < until && Fill(until - NowMs()));
}

}  // namespace lianxiao::web
