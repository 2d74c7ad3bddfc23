// The open connections of one listener: who may come in, and who makes room (web/http/seats.h). Safe from any
// thread.
#pragma once

#include <atomic>
#include <mutex>
#include <string>

#include "web/http/seats.h"

namespace lianxiao::web {

class OpenConnections {
 public:
  OpenConnections(int most, int per_address) : most_(most), seats_(per_address) {}

  // False: there are too many, of all or of its address, and none that waits. Remove() it all the same.
  bool Add(int socket, const std::string& address);
  // Before the socket is closed.
  void Remove(int socket);
  void Works(int socket);
  void Waits(int socket);

  int count() const { return count_; }
  // Most are taken: who has his page should not keep a connection for the next.
  bool IsCrowded() const { return count_ * 4 > most_ * 3; }

 private:
  const int most_;
  std::mutex mutex_;  // Guards seats_.
  Seats seats_;
  std::atomic<int> count_ = 0;
};

}  // namespace lianxiao::web
