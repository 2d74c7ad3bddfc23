#include "web/http/socket_io.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

namespace lianxiao::web {
namespace {

// Under TLS a step of a file passes through our memory: four records.
constexpr std::int64_t kTlsStep = 64 << 10;

bool WouldBlock() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

Moved Took(ssize_t bytes, Moved::End otherwise) {
  if (bytes > 0) return {Moved::End::kMoved, static_cast<std::size_t>(bytes)};
  return {bytes < 0 && WouldBlock() ? otherwise : Moved::End::kOver, 0};
}

int SslSize(std::size_t size) {
  return static_cast<int>(std::min<std::size_t>(size, std::numeric_limits<int>::max()));
}

}  // namespace

Moved PlainIo::Receive(char* to, std::size_t size) {
  return Took(::recv(socket_, to, size, 0), Moved::End::kWantRead);
}

Moved PlainIo::Send(std::string_view bytes, Then then) {
  const int flags = MSG_NOSIGNAL | (then == Then::kMore ? MSG_MORE : 0);
  return Took(::send(socket_, bytes.data(), bytes.size(), flags), Moved::End::kWantWrite);
}

Moved PlainIo::SendFile(int file, std::int64_t first_byte, std::int64_t size) {
  off_t at = first_byte;
  const auto sent = ::sendfile(socket_, file, &at, static_cast<std::size_t>(size));
  if (sent == 0 || (sent < 0 && errno == EIO)) return {Moved::End::kFileBroken, 0};
  return Took(sent, Moved::End::kWantWrite);
}

void PlainIo::SayGoodbye() { ::shutdown(socket_, SHUT_WR); }

TlsIo::TlsIo(int socket, ssl_ctx_st& context) : socket_(socket), ssl_(SSL_new(&context)) {
  broken_ = ssl_ == nullptr || SSL_set_fd(ssl_, socket) != 1;
  if (!broken_) SSL_set_accept_state(ssl_);
}

TlsIo::~TlsIo() { SSL_free(ssl_); }

// After a failure OpenSSL wants no further call on this connection.
Moved TlsIo::After(int result) {
  if (result > 0) return {Moved::End::kMoved, static_cast<std::size_t>(result)};
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ: return {Moved::End::kWantRead, 0};
    case SSL_ERROR_WANT_WRITE: return {Moved::End::kWantWrite, 0};
    case SSL_ERROR_ZERO_RETURN: return {};
    default: broken_ = true; return {};
  }
}

Moved TlsIo::Greet() {
  if (broken_) return {};
  ERR_clear_error();
  const auto step = After(SSL_do_handshake(ssl_));
  greeted_ = step.end == Moved::End::kMoved;
  return step;
}

Moved TlsIo::Receive(char* to, std::size_t size) {
  if (broken_) return {};
  ERR_clear_error();
  return After(SSL_read(ssl_, to, SslSize(size)));
}

Moved TlsIo::Send(std::string_view bytes, Then) {
  if (broken_) return {};
  ERR_clear_error();
  return After(SSL_write(ssl_, bytes.data(), SslSize(bytes.size())));
}

Moved TlsIo::SendFile(int file, std::int64_t first_byte, std::int64_t size) {
  std::array<char, kTlsStep> piece;
  ssize_t got = 0;
  do {
    got = ::pread(file, piece.data(), static_cast<std::size_t>(std::min(size, kTlsStep)), first_byte);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return {Moved::End::kFileBroken, 0};
  return Send({piece.data(), static_cast<std::size_t>(got)}, Then::kNothing);
}

void TlsIo::SayGoodbye() {
  if (!broken_ && greeted_) {
    ERR_clear_error();
    SSL_shutdown(ssl_);
  }
  ::shutdown(socket_, SHUT_WR);
}

}  // namespace lianxiao::web
