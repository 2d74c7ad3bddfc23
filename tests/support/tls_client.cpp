#include "tests/support/tls_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <stdexcept>

namespace lianxiao::test {
namespace {

constexpr int kWaitS = 15;

int Call(int port, const std::string& from) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval wait{kWaitS, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  ::inet_pton(AF_INET, from.c_str(), &at.sin_addr);
  ::bind(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at);
  at.sin_port = htons(static_cast<std::uint16_t>(port));
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::connect(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at);
  return fd;
}

}  // namespace

TlsClient::TlsClient(int port, const TlsWish& wish) : TlsClient(port, wish, nullptr) {}

TlsClient::TlsClient(int port, const TlsWish& wish, ssl_st* before)
    : port_(port), wish_(wish), context_(SSL_CTX_new(TLS_client_method())) {
  Connect(before);
}

TlsClient::~TlsClient() {
  SSL_free(ssl_);
  SSL_CTX_free(context_);
  if (fd_ >= 0) ::close(fd_);
}

void TlsClient::Connect(ssl_st* before) {
  fd_ = Call(port_, wish_.from);
  SSL_CTX_set_security_level(context_, 0);  // We are the one who would take anything.
  SSL_CTX_clear_options(context_, SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_min_proto_version(context_, wish_.least_version);
  SSL_CTX_set_max_proto_version(context_, wish_.most_version);
  SSL_CTX_set_cipher_list(context_,
                          wish_.suites_12.empty() ? "ALL:COMPLEMENTOFALL" : wish_.suites_12.c_str());
  if (!wish_.suites_13.empty()) SSL_CTX_set_ciphersuites(context_, wish_.suites_13.c_str());
  ssl_ = SSL_new(context_);
  SSL_set_fd(ssl_, fd_);
  if (!wish_.server_name.empty()) SSL_set_tlsext_host_name(ssl_, wish_.server_name.c_str());
  if (before != nullptr) SSL_set_session(ssl_, SSL_get0_session(before));
  connected_ = SSL_connect(ssl_) == 1;
  ERR_clear_error();
}

std::string TlsClient::version() const { return SSL_get_version(ssl_); }
std::string TlsClient::suite() const { return SSL_get_cipher_name(ssl_); }
bool TlsClient::compressed() const { return SSL_get_current_compression(ssl_) != nullptr; }
bool TlsClient::resumed() const { return SSL_session_reused(ssl_) == 1; }

int TlsClient::key_bits() const {
  const auto* certificate = SSL_get0_peer_certificate(ssl_);
  return certificate == nullptr ? 0 : EVP_PKEY_get_bits(X509_get0_pubkey(certificate));
}

std::string TlsClient::key_type() const {
  const auto* certificate = SSL_get0_peer_certificate(ssl_);
  return certificate == nullptr ? "" : EVP_PKEY_get0_type_name(X509_get0_pubkey(certificate));
}

std::string TlsClient::exchange() const {
  EVP_PKEY* key = nullptr;
  if (SSL_get_peer_tmp_key(ssl_, &key) != 1) return "";
  const std::string name = EVP_PKEY_get0_type_name(key);
  EVP_PKEY_free(key);
  return name;
}

bool TlsClient::Renegotiate() {
  if (SSL_renegotiate(ssl_) != 1) return false;
  const bool done = SSL_do_handshake(ssl_) == 1 && SSL_renegotiate_pending(ssl_) == 0;
  ERR_clear_error();
  return done;
}

std::string TlsClient::Ask(const std::string& request) {
  if (SSL_write(ssl_, request.data(), static_cast<int>(request.size())) <= 0) return "";
  std::string all;
  char bytes[4096];
  for (int got = 0; (got = SSL_read(ssl_, bytes, sizeof bytes)) > 0;)
    all.append(bytes, static_cast<std::size_t>(got));
  return all;
}

std::unique_ptr<TlsClient> TlsClient::Again() {
  return std::unique_ptr<TlsClient>(new TlsClient(port_, wish_, ssl_));
}

}  // namespace lianxiao::test
