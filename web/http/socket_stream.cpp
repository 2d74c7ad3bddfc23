#include "web/http/socket_stream.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

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
// Under TLS the step passes through our memory: four records.
constexpr std::int64_t kTlsStep = 64 << 10;
// A body may come as slowly as this over the whole of it, beside one idle time…
constexpr std::int64_t kLeastBodyBytesPerSecond = 1 << 10;
// …but never for longer than so many idle times: 256 KiB in five minutes is slower than any line that works.
constexpr std::int64_t kBodyPatience = 10;
constexpr std::int64_t kLingerMs = 500;
constexpr std::size_t kLingerBytes = 256 << 10;
constexpr std::int64_t kLookMs = 1'000;  // How often a client that takes nothing is looked at.

std::int64_t NowMs() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

bool WouldBlock() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

SocketStream::SocketStream(int socket, Patience patience)
    : socket_(socket), patience_(patience), io_(std::make_unique<PlainIo>(socket)) {}

bool SocketStream::Wait(short events, std::int64_t ms) const {
  const std::int64_t until = NowMs() + ms;
  for (;;) {
    pollfd watch{socket_, events, 0};
    const auto left = std::clamp<std::int64_t>(until - NowMs(), 0, std::numeric_limits<int>::max());
    const int ready = ::poll(&watch, 1, static_cast<int>(left));
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

bool SocketStream::WaitFor(Moved::End want, std::int64_t ms) const {
  return Wait(want == Moved::End::kWantWrite ? POLLOUT : POLLIN, ms);
}

std::optional<unsigned char> SocketStream::Peek(std::int64_t ms) const {
  unsigned char first = 0;
  if (!Wait(POLLIN, ms) || ::recv(socket_, &first, 1, MSG_PEEK) != 1) return std::nullopt;
  return first;
}

Status SocketStream::StartTls(ssl_ctx_st& context) {
  auto tls = std::make_unique<TlsIo>(socket_, context);
  const std::int64_t until = NowMs() + patience_.head_ms;
  for (;;) {
    const auto step = tls->Greet();
    if (step.end == Moved::End::kMoved) break;
    const auto left = until - NowMs();
    if (step.end == Moved::End::kOver || left <= 0 || !WaitFor(step.end, left)) {
      return Fail(ErrorCode::kOffline, "no TLS handshake");
    }
  }
  io_ = std::move(tls);
  plain_ = false;
  return {};
}

bool SocketStream::Fill(std::int64_t ms) {
  const std::int64_t until = NowMs() + ms;
  std::array<char, kReceiveBytes> bytes;
  for (;;) {
    const auto got = io_->Receive(bytes.data(), bytes.size());
    if (got.end == Moved::End::kMoved) {
      buffer_.append(bytes.data(), got.bytes);
      return true;
    }
    const auto left = until - NowMs();
    if (got.end == Moved::End::kOver || left <= 0 || !WaitFor(got.end, left)) return false;
  }
}

SocketStream::Got SocketStream::ReadHead(std::string& head, std::int64_t first_byte_ms,
                                         std::size_t max_bytes) {
  if (buffer_.empty() && !Fill(first_byte_ms)) return Got::kNothing;
  const std::int64_t until = NowMs() + patience_.head_ms;
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
  const auto idle_ms = patience_.idle_ms;
  const auto at_least_ms = static_cast<std::int64_t>(size) * 1'000 / kLeastBodyBytesPerSecond;
  const std::int64_t until = NowMs() + std::min(kBodyPatience * idle_ms, idle_ms + at_least_ms);
  while (buffer_.size() < size) {
    const auto left = std::min(idle_ms, until - NowMs());
    if (left <= 0 || !Fill(left)) return Fail(ErrorCode::kOffline, "the rest of the body did not come");
  }
  body = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return {};
}

// What the client's kernel has said it holds; 0 where nobody says (the control socket).
std::int64_t SocketStream::Acknowledged() const {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket_, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
  return static_cast<std::int64_t>(info.tcpi_bytes_acked);
}

SendPace SocketStream::NewPace() const { return {patience_.idle_ms, NowMs(), Acknowledged()}; }

// The kernel reports room only when a third of its buffer is free, which on a slow line takes long; what
// is acknowledged meanwhile tells a slow client from a dead one.
bool SocketStream::WaitToSend(Moved::End want, SendPace& pace) const {
  for (;;) {
    const bool ready = WaitFor(want, std::min(kLookMs, patience_.idle_ms));
    if (!pace.GoesOn(NowMs(), Acknowledged())) return false;
    if (ready) return true;
  }
}

Status SocketStream::SendBytes(std::string_view bytes, Then then, SendPace& pace) {
  while (!bytes.empty()) {
    const auto sent = io_->Send(bytes, then);
    if (sent.end == Moved::End::kMoved) {
      bytes.remove_prefix(sent.bytes);
    } else if (sent.end == Moved::End::kOver) {
      return Fail(ErrorCode::kOffline, "the client is gone");
    } else if (!WaitToSend(sent.end, pace)) {
      return Fail(ErrorCode::kOffline, "the client takes nothing, or too slowly");
    }
  }
  return {};
}

Status SocketStream::Send(std::string_view bytes, Then then) {
  auto pace = NewPace();
  return SendBytes(bytes, then, pace);
}

Status SocketStream::SendFile(int file, std::int64_t first_byte, std::int64_t length) {
  return plain_ ? SendFilePlain(file, first_byte, length) : SendFilePieces(file, first_byte, length);
}

Status SocketStream::SendFilePlain(int file, std::int64_t first_byte, std::int64_t length) {
  off_t at = first_byte;
  auto pace = NewPace();
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
    } else if (!WaitToSend(Moved::End::kWantWrite, pace)) {
      return Fail(ErrorCode::kOffline, "the client takes nothing, or too slowly");
    }
  }
  return {};
}

Status SocketStream::SendFilePieces(int file, std::int64_t first_byte, std::int64_t length) {
  std::string piece(static_cast<std::size_t>(std::min(length, kTlsStep)), '\0');
  auto pace = NewPace();
  while (length > 0) {
    const auto step = static_cast<std::size_t>(std::min(length, kTlsStep));
    const auto got = ::pread(file, piece.data(), step, first_byte);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Fail(ErrorCode::kCorrupt, "the file cannot be read");
    if (got == 0) return Fail(ErrorCode::kCorrupt, "the file ends before its size");
    LIANXIAO_TRY(SendBytes({piece.data(), static_cast<std::size_t>(got)}, Then::kNothing, pace));
    first_byte += got;
    length -= got;
  }
  return {};
}

void SocketStream::Linger() {
  io_->SayGoodbye();
  std::size_t passed = 0;
  const std::int64_t until = NowMs() + kLingerMs;
  do {
    passed += buffer_.size();
    buffer_.clear();
  } while (passed < kLingerBytes && NowMs() < until && Fill(until - NowMs()));
}

}  // namespace lianxiao::web
