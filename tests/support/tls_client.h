// A TLS client that tries what a browser never would: old versions, weak suites, no name. OpenSSL's own, over
// a plain socket. Used from one thread.
#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;
struct ssl_st;

namespace lianxiao::test {

struct TlsWish {
  int least_version = 0, most_version = 0;  // TLS1_2_VERSION …; 0: whatever OpenSSL does.
  std::string suites_12, suites_13;         // OpenSSL's lists; empty: all it knows, the weak ones too.
  std::string server_name;                  // SNI; empty: none sent.
  std::string from = "127.0.0.1";           // The address to call from.
};

class TlsClient {
 public:
  TlsClient(int port, const TlsWish& wish = {});
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  bool connected() const { return connected_; }  // The handshake succeeded.
  std::string version() const;                   // "TLSv1.3"
  std::string suite() const;                     // "TLS_AES_256_GCM_SHA384"
  bool compressed() const;
  bool resumed() const;
  int key_bits() const;          // Of the peer's certificate.
  std::string key_type() const;  // "EC", "RSA"
  std::string exchange() const;  // The curve of the key exchange: "X25519".
  bool Renegotiate();            // Asks for a new handshake in the middle (TLS 1.2); true: it got one.
  std::string Ask(const std::string& request);  // Sends bytes, reads until the server closes.
  // A second connection that goes on with this one's session.
  std::unique_ptr<TlsClient> Again();

 private:
  TlsClient(int port, const TlsWish& wish, ssl_st* before);
  void Connect(ssl_st* before);
  int port_;
  TlsWish wish_;
  int fd_ = -1;
  bool connected_ = false;
  ssl_ctx_st* context_ = nullptr;
  ssl_st* ssl_ = nullptr;
};

}  // namespace lianxiao::test
