// Takes newcomers of one listening socket, counts them and gives each to the loop with the fewest
// connections. Used from the thread of the loop that watches the socket.
#pragma once

#include <string>
#include <vector>

#include "web/http/hall.h"
#include "web/http/loop.h"

namespace lianxiao::web {

class Reception {
 public:
  // Borrows all. `most` connections are served, and a few more are told to come back.
  Reception(int socket, int most, Hall& hall, std::vector<Loop*> loops);
  // False: the machine gives no more sockets just now.
  bool AcceptAll();

 private:
  void Admit(int socket, const std::string& peer);
  Loop& Emptiest() const;

  const int socket_;
  const int most_;
  Hall& hall_;
  const std::vector<Loop*> loops_;
  const std::string busy_;  // What those hear who are too many even to be told in good order.
};

}  // namespace lianxiao::web
