// The HTTP server in front of the handlers: Poco's TCPServer on one or more listeners, a head parser of our
// own (web/http/request_head.h says why), sendfile(2) for files. Knows HTTP, nothing of schools.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "storage/base/log.h"
#include "storage/base/result.h"
#include "web/http/congestion.h"
#include "web/http/host_rule.h"
#include "web/http/http.h"
#include "web/http/tls.h"

namespace lianxiao::web {

struct ServerOptions {
  // Of each listener; one serves one connection at a time. They come as they are needed and go again. A
  // class of fifty opens a few connections each for a moment, and a player keeps one.
  int threads = 256;
  std::int64_t keep_alive_s = 5;  // For the next request, while most threads are free.
  std::int64_t idle_s = 30;       // A client that neither sends nor takes for so long is let go.
  // A request's head, and a TLS handshake, from the first byte to the last: ten round trips of the worst
  // line.
  std::int64_t head_s = 10;
  std::int64_t max_header_bytes = 16 << 10;
  // Connections of one address (seats.h says how a class behind one address gets along with them): half of
  // the threads are left for everyone else.
  int per_address = 128;
  std::shared_ptr<Congestion> congestion = {};  // Null: as the machine has it. Not for control sockets.
  std::shared_ptr<const HostRule> hosts = {};   // Null: any Host header. Control sockets take any.
};

struct Listener {
  std::string address;  // "0.0.0.0:8480", "[::]:8480", or "unix:/run/lianxiao/control.sock" (mode 0660).
  const Router* router = nullptr;         // Outlives the server.
  std::shared_ptr<TlsIdentity> tls = {};  // Null: plain HTTP. Not for a control socket.
};

// Starts listening when made, stops when destroyed: answers under way are cut off, handlers under way end
// first. kInvalid with "port 8480 is taken by another program; choose another with --listen" and the like.
class Server {
 public:
  static Result<std::unique_ptr<Server>> Start(std::vector<Listener> listeners, ServerOptions options,
                                               Log& log);
  virtual ~Server() = default;
  // Where each listener really listens ("127.0.0.1:43817" after asking for port 0).
  virtual std::vector<std::string> addresses() const = 0;
};

}  // namespace lianxiao::web
