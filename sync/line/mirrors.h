// Which of the places that hold the repository to ask, within one round: in the order of the grant, those
// that failed lately after those that did not, and those that proved slow after those that proved fast. Only
// decides. Used from one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/time.h"
#include "sync/line/connection_count.h"
#include "sync/line/receive_window.h"

namespace lianxiao::sync {

// The box's own places first, then those of the grant that are no folders, each once.
std::vector<std::string> Places(const std::vector<std::string>& own, const std::vector<std::string>& granted);

// What is known of places from one round to the next, by their base URLs. Plain value.
struct MirrorHealth {
  std::optional<ConnectionCount> connections;
  ReceiveWindow window;
  std::int64_t bytes_per_second = 0;  // Lately, at its best.
  Instant measured;
  int given_up = 0;  // Rounds in a row.
  Instant rests_until;
};
using MirrorMemory = std::map<std::string, MirrorHealth>;

class Mirrors {
 public:
  // Base URLs; a '/' at the end is dropped. `memory`, which outlives this, may be null: all are met anew.
  explicit Mirrors(const std::vector<std::string>& bases, MirrorMemory* memory = nullptr);

  int Count() const { return static_cast<int>(mirrors_.size()); }
  std::string Url(int mirror, const std::string& path) const;  // `path` without leading '/'.
  const std::string& Base(int mirror) const { return mirrors_[static_cast<std::size_t>(mirror)].base; }

  std::vector<int> Usable(Instant now) const;  // Best first.
  // When the next of those that rest may be asked again; empty: none rests, those not usable now are given
  // up for this round.
  std::optional<Instant> NextReturn(Instant now) const;

  void Worked(int mirror);                                    // Bytes came.
  void Failed(int mirror, Instant now);                       // Not reached, cut, stalled, overloaded.
  void ToldToWait(int mirror, Instant now, std::int64_t ms);  // Besides Failed.
  void Brought(int mirror, Instant now, std::int64_t bytes_per_second);

  // How many connections it should have.
  ConnectionCount& Connections(int mirror, int ceiling);
  ReceiveWindow& Window(int mirror) { return HealthOf(mirror).window; }

 private:
  struct Mirror {
    std::string base;
    int failures = 0;  // Since the last byte.
    Instant not_before;
    bool GivenUp() const;
  };
  const Mirror& At(int mirror) const { return mirrors_[static_cast<std::size_t>(mirror)]; }
  MirrorHealth& HealthOf(int mirror) { return (*memory_)[Base(mirror)]; }
  std::int64_t KnownSpeed(int mirror, Instant now) const;  // 0: unknown, or long ago.
  bool Rests(int mirror, Instant now) const;

  std::vector<Mirror> mirrors_;
  MirrorMemory own_memory_;
  MirrorMemory* memory_;
};

}  // namespace lianxiao::sync
