// Carries packets between two places as the line model says, on a thread of its own, and counts them.
#pragma once

#include <atomic>
#include <cstdint>
#include <queue>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/link/line_model.h"

namespace lianxiao::bench {

// Bytes of IP packets.
struct Carried {
  std::int64_t entered = 0;    // What an end sent.
  std::int64_t delivered = 0;  // What of it came out.
  // Why the rest did not: the line's queue was full, the line lost it, was cut, or did not know its flow any
  // more.
  std::int64_t queue_full = 0, lost = 0, cut = 0, forgotten = 0;
};

class Relay {
 public:
  // Borrows both descriptors (Place::packets).
  Relay(const LineSettings& line, int server, int box);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  std::int64_t NowNs() const;                       // Since the line was made.
  Carried ToBox() const { return Read(ways_[0]); }  // From any thread.
  Carried ToServer() const { return Read(ways_[1]); }

 private:
  struct Way {
    Way(const LineSettings& line, unsigned seed, int in, int out) : model(line, seed), from(in), to(out) {}
    OneWay model;
    int from, to;
    std::atomic<std::int64_t> entered{0}, delivered{0};
    std::atomic<std::int64_t> queue_full{0}, lost{0}, cut{0}, forgotten{0};
  };
  struct Travelling {
    std::int64_t arrives_ns = 0;
    std::int64_t number = 0;  // Those that arrive together keep their order.
    Way* way = nullptr;
    std::string bytes;
    bool operator<(const Travelling& other) const {
      return std::pair(other.arrives_ns, other.number) < std::pair(arrives_ns, number);
    }
  };
  static Carried Read(const Way& way) {
    return {way.entered, way.delivered, way.queue_full, way.lost, way.cut, way.forgotten};
  }
  void Run();
  void Wait() const;
  void TakeFrom(Way& way, Way& back);
  void Take(Way& way, Way& back, std::string bytes);
  void Deliver();

  std::int64_t began_ns_;
  Way ways_[2];
  Flows flows_;
  std::priority_queue<Travelling> travelling_;
  std::int64_t next_number_ = 0;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace lianxiao::bench
