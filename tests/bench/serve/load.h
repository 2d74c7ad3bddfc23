// Clients of an HTTP server, many on one thread, by epoll: each keeps one connection from an address of its
// own (127.x.y.z) and asks, one request at a time, what its script says. What comes is counted and thrown
// away in the kernel, so that the clients cost little beside the server. Used from one thread.
//
// It tells about every client, not about the mean: a server that starves some of them looks well in a mean.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lianxiao::bench {

struct Wish {
  int port = 0;
  std::string bytes;       // The request.
  int kind = 0;            // The script's own word for it.
  std::int64_t at_us = 0;  // Not before; 0: at once.
};

struct Got {
  int client = 0;
  int kind = 0;
  int status = 0;  // 0: the connection broke.
  std::int64_t asked_us = 0;
  std::int64_t took_us = 0;  // From asking, connecting included, to the last byte.
  std::int64_t bytes = 0;    // Of the body.
};

class Script {
 public:
  virtual ~Script() = default;
  // What `client` asks next; nothing: it has done all. `last` is null at first.
  virtual std::optional<Wish> Next(int client, const Got* last) = 0;
};

struct Load {
  std::vector<Got> answers;
  std::int64_t lasted_us = 0;

  std::int64_t Bytes() const;
  // How many answers of 2xx the client had that had fewest, of `clients`.
  std::int64_t FewestOfOne(int clients) const;
  std::int64_t ToldToComeBack() const;  // 429 and 503.
  std::int64_t Failures() const;        // Anything else that is not 2xx, or broken.
  // Of all answers of `kind`, so that a part `part` (0 to 1) was as quick; 0 when there are none. In µs.
  std::int64_t Took(int kind, double part) const;
  std::int64_t Count(int kind) const;
};

// `clients` of them, until the time is over or all have done; answers under way then count as taking until
// now. Throws std::runtime_error when the machine gives no sockets. They are called `first_client` and on.
Load RunLoad(int clients, Script& script, std::int64_t duration_us, int first_client = 0);
// The same with a thread for each script, which share the clients evenly: where one thread of clients would
// be the slowest part, it is the server no longer that is measured.
Load RunLoads(int clients, const std::vector<Script*>& scripts, std::int64_t duration_us);

std::int64_t NowUs();

}  // namespace lianxiao::bench
