// One client's connection: reads requests, calls the handlers, writes answers, until either side has had
// enough. Runs on one of the server's threads.
#pragma once

#include <Poco/Net/StreamSocket.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <set>

#include "storage/base/log.h"
#include "web/http/http.h"
#include "web/http/server.h"
#include "web/http/tls.h"

namespace lianxiao::web {

// The open connections of one listener, so that it can let them go when it stops. Safe from any thread.
class OpenConnections {
 public:
  void Add(int socket);
  void Remove(int socket);
  int count() const { return count_; }
  // Ends every wait of every connection, also of those that come later.
  void ShutDownAll();

 private:
  std::mutex mutex_;  // Guards sockets_ and stopping_.
  std::set<int> sockets_;
  bool stopping_ = false;
  std::atomic<int> count_ = 0;
};

// What the connections of one listener share.
struct ListenerState {
  const Router& router;
  ServerOptions options;
  Log& log;
  bool is_unix = false;
  std::shared_ptr<TlsIdentity> tls;  // Null: plain HTTP.
  OpenConnections open;
};

void ServeConnection(Poco::Net::StreamSocket& socket, ListenerState& state);

}  // namespace lianxiao::web
