// The connections of a line, as the kernel knows them: libcurl names the socket of a transfer only when it is
// over. Used from one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "sync/line/fast_open.h"
#include "sync/line/line.h"

namespace lianxiao::sync {

class Sockets {
 public:
  void Opened(int fd, const std::string& origin);  // For a request to `origin`, wherever that led.
  void Closing(int fd);
  // Whether the next connection to `origin` may take its first bytes along in the greeting.
  bool MayGreetFast(const std::string& origin) { return fast_open_[origin].May(); }

  // Of what comes just now, the least; nothing: nothing comes, or it is not known.
  std::optional<std::int64_t> LeastTripMs() const;
  // What came from `origin` so far, about: whole segments as they came, those too that have to wait for one
  // that was lost. Nothing: no connection was ever made there.
  std::optional<Came> CameFrom(const std::string& origin);
  bool HasGreeted(int fd) const;  // Its connection had come about when that was asked last.
  // Bounds the receive window of each connection that stands. The kernel raises it again by itself as more
  // comes, so this is called again and again. Not before a connection stands: its window could never grow
  // beyond that.
  void AllowUnderWay(const std::string& origin, std::int64_t bytes);
  std::int64_t Unacknowledged() const;  // Bytes that were handed to the kernel to be sent.

 private:
  struct Open {
    std::string origin;
    std::int64_t seen_bytes = 0, seen_packets = 0, seen_waiting = 0;
    bool greeted = false;
  };
  void Count(int fd, Open& open);

  std::map<int, Open> open_;  // Idle ones too.
  std::map<std::string, Came> came_;
  std::map<std::string, FastOpen> fast_open_;  // By origin.
};

}  // namespace lianxiao::sync
