// Which relay to ask first, and when to leave one alone.
//
//   unknown ──its lists are ours──▶ well ──older or expired lists──▶ behind     both are asked
//      │  no answer                  somebody else signed them
//      └─────▶ away: rests 1, 2, 4 … 30 min        └─────▶ foreign: rests an hour
//
// Those that are well come first, the nearest of them before all others; a relay of the settings before one
// that only announced itself, where they are as near as each other. Only decides. Used from one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/time.h"

namespace lianxiao::sync {

enum class RelayState { kUnknown, kWell, kBehind, kAway, kForeign };

std::string_view Word(RelayState state);  // "unknown", "well", …

// One relay as this box has met it. Plain value.
struct RelaySeen {
  std::string base;    // "http://10.1.0.2:8482"
  bool found = false;  // It announced itself; else the settings name it.
  RelayState state = RelayState::kUnknown;
  std::int64_t trip_ms = 0;  // Of the quickest answer in the last round; 0: not known.
  bool operator==(const RelaySeen&) const = default;
};

class RelayOrder {
 public:
  explicit RelayOrder(const std::vector<std::string>& own = {});

  // What announces itself now, in the place of what did before; at most kMostFoundRelays count.
  void Found(const std::vector<std::string>& bases);
  // Best first, at most kMostRelaysAsked; those that rest are left out.
  std::vector<std::string> ToAsk(Instant now) const;
  void TryAgain();  // A person asks: none rests.

  // Reports of a base that is known; others are passed over.
  void Well(const std::string& base, std::int64_t trip_ms);
  void Behind(const std::string& base, std::int64_t trip_ms);
  void Away(const std::string& base, Instant now);
  void Foreign(const std::string& base, Instant now);

  std::vector<RelaySeen> All() const;  // In the order in which they became known.

 private:
  struct Known {
    RelaySeen seen;
    int away = 0;  // Times in a row.
    Instant rests_until;
  };
  Known* Find(const std::string& base);

  std::vector<Known> known_;
};

}  // namespace lianxiao::sync
