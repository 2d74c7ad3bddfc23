// Looks at the certificate of a TLS connection that libcurl makes, during the handshake and before a byte of
// HTTP is sent. OpenSSL's side of sync/line/peer_trust.h.
#pragma once

#include <functional>
#include <string>

#include "sync/line/peer_trust.h"

struct ssl_ctx_st;

namespace lianxiao::sync {

// One connection's question to the trust. Lives at least as long as its handshake.
struct PeerQuestion {
  std::string origin;                         // Where we call.
  bool authorities_may_help = false;          // Else their word is not looked into.
  std::function<bool(const PeerFacts&)> ask;  // False breaks the handshake off. Called within it.
};

// Lets `question` decide in the place of OpenSSL's own rules, and shuts out what no server of ours speaks:
// renegotiation, suites without authentication. False: OpenSSL refuses, so do not connect.
bool DecideBy(ssl_ctx_st& context, PeerQuestion& question);

}  // namespace lianxiao::sync
