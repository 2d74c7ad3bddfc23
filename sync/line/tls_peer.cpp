#include "sync/line/tls_peer.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <memory>

#include "storage/base/digest.h"

namespace lianxiao::sync {
namespace {

using Store = std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)>;

constexpr char kSuites12[] = "ECDHE+AESGCM:ECDHE+CHACHA20";

std::string KeySha256(const X509* certificate) {
  unsigned char* raw = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &raw);
  if (size <= 0) return {};
  auto digest = Sha256Hex({reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size)});
  OPENSSL_free(raw);
  return digest;
}

bool IsAddress(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> raw{};
  return ::inet_pton(AF_INET, host.c_str(), raw.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), raw.data()) == 1;
}

bool Names(X509_VERIFY_PARAM* rules, const std::string& host) {
  return IsAddress(host) ? X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1
                         : X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size()) == 1;
}

// By the authorities this machine knows, as any browser here would see it.
bool IsVouched(X509_STORE_CTX* shown, const std::string& origin) {
  const Store authorities(X509_STORE_new(), &X509_STORE_free);
  const StoreContext check(X509_STORE_CTX_new(), &X509_STORE_CTX_free);
  const bool ready = authorities && check && X509_STORE_set_default_paths(authorities.get()) == 1 &&
                     X509_STORE_CTX_init(check.get(), authorities.get(), X509_STORE_CTX_get0_cert(shown),
                                         X509_STORE_CTX_get0_untrusted(shown)) == 1 &&
                     X509_STORE_CTX_set_default(check.get(), "ssl_server") == 1 &&
                     Names(X509_STORE_CTX_get0_param(check.get()), HostOf(origin));
  const bool vouched = ready && X509_verify_cert(check.get()) == 1;
  ERR_clear_error();
  return vouched;
}

int Verify(X509_STORE_CTX* shown, void* data) {
  const auto& question = *static_cast<PeerQuestion*>(data);
  const auto* certificate = X509_STORE_CTX_get0_cert(shown);
  PeerFacts facts{.origin = question.origin};
  if (certificate != nullptr) facts.key_sha256 = KeySha256(certificate);
  facts.vouched = question.authorities_may_help && IsVouched(shown, question.origin);
  const bool good = certificate != nullptr && question.ask(facts);
  X509_STORE_CTX_set_error(shown, good ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
  return good ? 1 : 0;
}

}  // namespace

bool DecideBy(ssl_ctx_st& context, PeerQuestion& question) {
  // Without this a server could ask for another handshake when the question is long gone.
  SSL_CTX_set_options(&context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
  // What came of a record that is not whole is lost with its connection, and with records of 16 KB a cut of a
  // slow line costs a second's worth of them (RFC 6066). Who does not know the wish ignores it.
  SSL_CTX_set_tlsext_max_fragment_length(&context, TLSEXT_max_fragment_length_4096);
  SSL_CTX_set_verify(&context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(&context, &Verify, &question);
  return SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(&context, kSuites12) == 1;
}

}  // namespace lianxiao::sync
