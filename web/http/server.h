// The HTTP server in front of the handlers. Knows HTTP, nothing of schools.
//
//   sockets ──▶ Reception ──▶ Loop ×2: Channel = socket + Dialogue + Outgoing ──questions──▶ Lanes: handlers
//               seats          epoll, reading, sendfile(2)       ◀──────────answers──────────
//
// Two loops share all connections; whatever may wait runs on the lanes of its listener. docs/serving.md has
// the limits and the reasons of their numbers.
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
  // Of each listener. A connection that rests costs about a kilobyte here and some in the kernel; a class of
  // fifty opens a few each for a moment, a player keeps one, and every phone that looked in keeps one for a
  // while.
  int connections = 2'048;
  std::int64_t keep_alive_s = 60;  // For the next request, while most connections are free.
  std::int64_t idle_s = 30;        // A client that neither sends nor takes for so long is let go.
  // A request's head, and a TLS handshake, from the first byte to the last: ten round trips of the worst
  // line.
  std::int64_t head_s = 10;
  std::int64_t max_header_bytes = 16 << 10;
  // Connections of one address (seats.h says how a class behind one address gets along with them): half of
  // all are left for everyone else.
  int per_address = 1'024;
  std::shared_ptr<Congestion> congestion = {};  // Null: as the machine has it. Not for control sockets.
  std::shared_ptr<const HostRule> hosts = {};   // Null: any Host header. Control sockets take any.
  std::int64_t max_bytes_per_second = 0;        // All of a listener's answers together. 0: no limit.
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
