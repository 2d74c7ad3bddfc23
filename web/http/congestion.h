// How fast the kernel sends on a connection, and what it takes a lost packet for (tcp(7), TCP_CONGESTION).
// CUBIC, the usual one, takes every loss for a full line and keeps to a few percent of a long way that loses
// one packet in a hundred; BBR measures the line instead. Set for each connection, so that the machine's
// other programs go on as they are. Safe from any thread.
#pragma once

#include <atomic>
#include <string>

#include "storage/base/log.h"

namespace lianxiao::web {

class Congestion {
 public:
  // Tries `name` on a socket of its own and reads it back; a kernel that refuses is told of with what to do,
  // and connections are served as the machine has it. Empty: nothing is ever set.
  Congestion(std::string name, Log& log);

  // A refusal is no failure of the connection. What loaded the module later shows from the next one on.
  void ApplyTo(int socket);
  const std::string& wanted() const { return name_; }  // Empty: as the machine has it.
  // What a connection that is made now really gets, tried on a socket of its own; empty: the kernel does not
  // tell.
  std::string InUse();
  // What the kernel says of `socket`; empty: it does not tell.
  static std::string Of(int socket);

 private:
  const std::string name_;
  Log& log_;
  std::atomic<bool> told_{false};
};

}  // namespace lianxiao::web
