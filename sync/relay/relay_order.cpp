#include "sync/relay/relay_order.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "sync/relay/tuning.h"

namespace lianxiao::sync {
namespace {

std::string WithoutSlash(std::string base) {
  while (base.ends_with('/')) base.pop_back();
  return base;
}

// What was never met may be the nearest of all, so it comes before those that are behind.
int Rank(RelayState state) {
  switch (state) {
    case RelayState::kWell: return 0;
    case RelayState::kUnknown: return 1;
    case RelayState::kBehind: return 2;
    case RelayState::kAway: return 3;
    case RelayState::kForeign: return 4;
  }
  std::abort();  // No default above, so that a new state fails to compile here.
}

}  // namespace

std::string_view Word(RelayState state) {
  switch (state) {
    case RelayState::kUnknown: return "unknown";
    case RelayState::kWell: return "well";
    case RelayState::kBehind: return "behind";
    case RelayState::kAway: return "away";
    case RelayState::kForeign: return "foreign";
  }
  std::abort();
}

RelayOrder::RelayOrder(const std::vector<std::string>& own) {
  for (const auto& base : own) {
    if (Find(WithoutSlash(base)) == nullptr) known_.push_back({.seen = {.base = WithoutSlash(base)}});
  }
}

RelayOrder::Known* RelayOrder::Find(const std::string& base) {
  const auto found =
      std::ranges::find_if(known_, [&](const Known& known) { return known.seen.base == base; });
  return found == known_.end() ? nullptr : &*found;
}

void RelayOrder::Found(const std::vector<std::string>& bases) {
  std::vector<std::string> now;
  for (const auto& base : bases) now.push_back(WithoutSlash(base));
  std::erase_if(known_, [&](const Known& known) {
    return known.seen.found && std::ranges::count(now, known.seen.base) == 0;
  });
  auto room = kMostFoundRelays - static_cast<std::size_t>(std::ranges::count_if(
                                     known_, [](const Known& k) { return k.seen.found; }));
  for (const auto& base : now) {
    if (room == 0) return;
    if (Find(base) != nullptr) continue;
    known_.push_back({.seen = {.base = base, .found = true}});
    --room;
  }
}

std::vector<std::string> RelayOrder::ToAsk(Instant now) const {
  std::vector<const Known*> ready;
  for (const auto& known : known_) {
    if (known.rests_until <= now) ready.push_back(&known);
  }
  const auto rank = [](const Known* known) {
    return std::tuple(Rank(known->seen.state), known->seen.trip_ms / kSameTripMs, known->seen.found);
  };
  std::ranges::stable_sort(ready, [&](const Known* a, const Known* b) { return rank(a) < rank(b); });
  std::vector<std::string> bases;
  for (const auto* known : ready) {
    if (bases.size() == kMostRelaysAsked) break;
    bases.push_back(known->seen.base);
  }
  return bases;
}

void RelayOrder::TryAgain() {
  for (auto& known : known_) known.rests_until = Instant{};
}

void RelayOrder::Well(const std::string& base, std::int64_t trip_ms) {
  auto* known = Find(base);
  if (known == nullptr) return;
  known->seen.state = RelayState::kWell;
  known->seen.trip_ms = trip_ms;
  known->away = 0;
}

void RelayOrder::Behind(const std::string& base, std::int64_t trip_ms) {
  Well(base, trip_ms);
  if (auto* known = Find(base); known != nullptr) known->seen.state = RelayState::kBehind;
}

void RelayOrder::Away(const std::string& base, Instant now) {
  auto* known = Find(base);
  if (known == nullptr) return;
  known->seen.state = RelayState::kAway;
  known->rests_until = now + std::min(kRelayRestMs << std::min(known->away, 8), kLongestRelayRestMs);
  ++known->away;
}

void RelayOrder::Foreign(const std::string& base, Instant now) {
  auto* known = Find(base);
  if (known == nullptr) return;
  known->seen.state = RelayState::kForeign;
  known->rests_until = now + kForeignRelayRestMs;
}

std::vector<RelaySeen> RelayOrder::All() const {
  std::vector<RelaySeen> all;
  for (const auto& known : known_) all.push_back(known.seen);
  return all;
}

}  // namespace lianxiao::sync
