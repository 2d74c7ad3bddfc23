// What a bad line does to packets, as a class that only decides: so many bits per second, a queue that
// overflows, a way that takes time, losses on it, and hard cuts after which old flows live on, are reset or
// are never heard of again. Times are nanoseconds since the line was made. Used from one thread.
#pragma once

#include <cstdint>
#include <random>
#include <set>

#include "tests/bench/link/packet.h"

namespace lianxiao::bench {

enum class Fate { kSurvive, kReset, kVanish };  // Of flows from before a cut.

struct LineSettings {
  std::int64_t bits_per_second = 0;  // Each way.
  std::int64_t round_trip_ms = 0;    // Half of it each way.
  int loss_percent = 0;              // Of packets, each way, after they took their time on the line.
  std::int64_t cut_every_ms = 0;     // 0: no cuts.
  std::int64_t cut_ms = 0;
  std::int64_t first_cut_ms = 0;
  Fate fate = Fate::kSurvive;

  // One round trip's worth, as a modem or access point is sized, and never less than 32 full packets.
  std::int64_t QueueBytes() const;
  bool IsCut(std::int64_t ns) const;
  std::int64_t UpNs(std::int64_t until_ns) const;  // Of the time since the line was made.
  // Bytes of payload that the line could bring in so much time up.
  double CouldCarry(std::int64_t up_ns) const;
};

inline constexpr int kMtu = 1'500;
inline constexpr int kPayloadOfPacket = 1'448;  // Less IP, TCP and its time stamps.

// What became of a packet that entered a line.
struct Passage {
  enum class End { kArrives, kQueueFull, kLost, kCut };
  End end = End::kArrives;
  std::int64_t arrives_ns = 0;
};

// One way of the line.
class OneWay {
 public:
  OneWay(const LineSettings& line, unsigned seed) : line_(line), random_(seed) {}
  Passage Enter(std::int64_t now_ns, std::int64_t bytes);

 private:
  const LineSettings line_;
  std::mt19937 random_;
  std::int64_t busy_until_ns_ = 0;
};

// Which flows a box in the middle still knows after a cut.
class Flows {
 public:
  enum class Verdict { kPass, kDrop, kReset };
  explicit Flows(const LineSettings& line) : line_(line) {}
  Verdict Judge(std::int64_t now_ns, const Packet& packet);
  const LineSettings& line() const { return line_; }

 private:
  const LineSettings line_;
  std::set<FlowId> known_, dead_;
  std::int64_t cuts_ = 0;  // That were taken note of.
};

}  // namespace lianxiao::bench
