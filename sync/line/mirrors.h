// Which of the places that hold the repository to ask, within one round: in the order of the grant, those
// that failed lately after those that did not. Only decides. Used from one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/base/time.h"

namespace lianxiao::sync {

// The box's own places first, then those of the grant that are no folders, each once.
std::vector<std::string> Places(const std::vector<std::string>& own, const std::vector<std::string>& granted);

class Mirrors {
 public:
  explicit Mirrors(const std::vector<std::string>& bases);  // Base URLs; a '/' at the end is dropped.

  int Count() const { return static_cast<int>(mirrors_.size()); }
  std::string Url(int mirror, const std::string& path) const;  // `path` without leading '/'.
  const std::string& Base(int mirror) const { return mirrors_[static_cast<std::size_t>(mirror)].base; }

  std::vector<int> Usable(Instant now) const;  // Best first.
  // When the next of those that rest may be asked again; empty: none rests, those not usable now are given
  // up for this round.
  std::optional<Instant> NextReturn(Instant now) const;

  void Worked(int mirror);               // Bytes came.
  void Failed(int mirror, Instant now);  // Not reached, cut, stalled, overloaded.

 private:
  struct Mirror {
    std::string base;
    int failures = 0;  // Since the last byte.
    Instant not_before;
    bool GivenUp() const;
  };
  std::vector<Mirror> mirrors_;
};

}  // namespace lianxiao::sync
