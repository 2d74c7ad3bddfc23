// One client's connection: reads requests, calls the handlers, writes answers, until either side has had
// enough. Runs on one of the server's threads.
#pragma once

#include <Poco/Net/StreamSocket.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "storage/base/log.h"
#include "web/http/http.h"
#include "web/http/seats.h"
#include "web/http/server.h"
#include "web/http/tls.h"

namespace lianxiao::web {

// The open connections of one listener, so that it can let them go: when it stops, and when others want their
// place (web/http/seats.h). Safe from any thread.
class OpenConnections {
 public:
  explicit OpenConnections(int per_address) : seats_(per_address) {}
  // False: its address has enough of them. Remove() it all the same.
  bool Add(int socket, const std::string& address);
  void Remove(int socket);
  void Works(int socket);
  void Waits(int socket);
  void MakeRoom();  // Ends the connection that has waited longest.
  int count() const { return count_; }
  // Ends every wait of every connection, also of those that come later.
  void ShutDownAll();

 private:
  std::mutex mutex_;  // Guards seats_, sockets_ and stopping_.
  Seats seats_;
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
