// Who keeps a connection when many want one. Only decides; its owner holds the lock and the sockets.
//
// Each connection either works (a request is read in full and being answered) or waits (a handshake or head
// is still coming in, or the client keeps it for a next request). Waiting costs the client nothing, so those
// who wait make room for those who come, the longest waiting first: hundreds of clients that drip their heads
// in push out one another, and a class that loads a page gets through.
//
// One address may have `per_address` connections. At that many, a further one takes the place of one of its
// own that waits; if all of them work, it is told to come back. A whole class may sit behind one address (an
// access point that translates): fifty players keep fifty connections, and their pages come and go on the
// others, which is why the cap is far above what one person needs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace lianxiao::web {

class Seats {
 public:
  explicit Seats(int per_address) : per_address_(per_address) {}

  struct Answer {
    bool welcome = true;
    std::optional<int> let_go;  // This connection makes room.
  };
  // An empty address is not counted: the control socket, and a proxy on this machine.
  Answer Take(int id, const std::string& address);
  void Works(int id);
  void Waits(int id);
  void Leave(int id);
  // All connections are taken and somebody new is there. Each connection is named once.
  std::optional<int> MakeRoom();

  int count() const { return static_cast<int>(seats_.size()); }

 private:
  struct Seat {
    std::string address;
    std::int64_t waits_since = 0;  // By our own count; 0: it works.
    bool let_go = false;
  };
  std::optional<int> LongestWaiting(const std::string* address);
  void Count(Seat& seat, const std::string& address);  // From now on as of `address`.

  const int per_address_;
  std::int64_t turn_ = 0;
  std::map<int, Seat> seats_;
  std::map<std::string, int> of_address_;
};

}  // namespace lianxiao::web
