#include "web/http/open_connections.h"

#include <sys/socket.h>

namespace lianxiao::web {

// Whoever makes room hears of it as the end of his connection, and his loop as a hang-up.
bool OpenConnections::Add(int socket, const std::string& address) {
  const std::lock_guard lock(mutex_);
  const bool full = ++count_ > most_;
  if (full) {
    const auto longest = seats_.MakeRoom();
    if (!longest) {
      seats_.Take(socket, {});
      return false;
    }
    ::shutdown(*longest, SHUT_RDWR);
  }
  const auto answer = seats_.Take(socket, address);
  if (answer.let_go) ::shutdown(*answer.let_go, SHUT_RDWR);
  return answer.welcome;
}

void OpenConnections::Remove(int socket) {
  const std::lock_guard lock(mutex_);
  --count_;
  seats_.Leave(socket);
}

void OpenConnections::Works(int socket) {
  const std::lock_guard lock(mutex_);
  seats_.Works(socket);
}

void OpenConnections::Waits(int socket) {
  const std::lock_guard lock(mutex_);
  seats_.Waits(socket);
}

}  // namespace lianxiao::web
