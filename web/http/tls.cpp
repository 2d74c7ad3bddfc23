#include "web/http/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <array>
#include <chrono>
#include <string_view>

namespace lianxiao::web {
namespace {

constexpr std::int64_t kLookAgainMs = 1'000;
// Every suite of TLS 1.3 will do. Those of 1.2: a fresh key exchange and authenticated encryption.
constexpr char kSuites12[] = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr char kGroups[] = "X25519:P-256:P-384";
constexpr int kSecurityLevel = 2;  // RSA from 2048 bits, curves from 224, no SHA-1.
// Tickets are sealed with a key of this process and need no memory here; browsers open several connections
// and boxes come back every few minutes, each of them without another signature.
constexpr std::size_t kTickets = 1;
constexpr unsigned char kSessionName[] = "lianxiao";
constexpr std::string_view kHttp11{"\x08http/1.1", 9};

std::int64_t NowMs() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

std::string WhyOpenSsl() {
  std::array<char, 200> text{};
  ERR_error_string_n(ERR_peek_last_error(), text.data(), text.size());
  ERR_clear_error();
  return text.data();
}

// Two versions of a file differ in this.
std::string StampOf(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return "none ";
  return std::to_string(found.st_ino) + "-" + std::to_string(found.st_size) + "-" +
         std::to_string(found.st_mtim.tv_sec) + "-" + std::to_string(found.st_mtim.tv_nsec) + " ";
}

// HTTP/1.1 is all we speak; who offers only something else may try without the extension's answer.
int ChooseProtocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                   const unsigned char* offered, unsigned int offered_size, void*) {
  unsigned char* out = nullptr;
  const auto* ours = reinterpret_cast<const unsigned char*>(kHttp11.data());
  const int found = SSL_select_next_proto(&out, chosen_size, ours, kHttp11.size(), offered, offered_size);
  if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_NOACK;
  *chosen = out;
  return SSL_TLSEXT_ERR_OK;
}

bool Restrict(SSL_CTX* context) {
  SSL_CTX_set_security_level(context, kSecurityLevel);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context, &ChooseProtocol, nullptr);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(context, kSuites12) == 1 &&
         SSL_CTX_set1_groups_list(context, kGroups) == 1 && SSL_CTX_set_num_tickets(context, kTickets) == 1 &&
         SSL_CTX_set_session_id_context(context, kSessionName, sizeof kSessionName - 1) == 1;
}

Result<std::shared_ptr<SSL_CTX>> Load(const TlsFiles& files) {
  ERR_clear_error();
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  if (!context || !Restrict(context.get())) return Fail(ErrorCode::kInternal, "TLS: " + WhyOpenSsl());
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1) {
    return Fail(ErrorCode::kInvalid, "tls.certificate: " + files.certificate +
                                         " is no certificate in PEM form that we can use (" + WhyOpenSsl() +
                                         ")");
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1) {
    return Fail(ErrorCode::kInvalid, "tls.key: " + files.key + " is not the key of " + files.certificate +
                                         " (" + WhyOpenSsl() + ")");
  }
  return context;
}

}  // namespace

Result<std::shared_ptr<TlsIdentity>> TlsIdentity::Open(TlsFiles files, Log& log) {
  std::shared_ptr<TlsIdentity> identity(new TlsIdentity(std::move(files), log));
  identity->seen_ = StampOf(identity->files_.certificate) + StampOf(identity->files_.key);
  LIANXIAO_ASSIGN(identity->context_, Load(identity->files_));
  identity->looked_ms_ = NowMs();
  return identity;
}

std::shared_ptr<SSL_CTX> TlsIdentity::Current() {
  const std::lock_guard lock(mutex_);
  const auto now = NowMs();
  if (now - looked_ms_ < kLookAgainMs) return context_;
  looked_ms_ = now;
  const auto stamp = StampOf(files_.certificate) + StampOf(files_.key);
  if (stamp == seen_) return context_;
  seen_ = stamp;
  auto fresh = Load(files_);
  if (fresh) {
    context_ = *std::move(fresh);
    log_.Info("TLS: a new certificate is in use");
  } else {
    // Between the two files of a pair this is ordinary: the second one brings another look.
    log_.Warning("TLS: the old certificate stays in use: " + fresh.error().message);
  }
  return context_;
}

}  // namespace lianxiao::web
