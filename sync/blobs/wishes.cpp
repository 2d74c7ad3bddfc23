#include "sync/blobs/wishes.h"

#include <algorithm>
#include <cstdlib>

namespace lianxiao::sync {
namespace {

using formats::Bundle;
using formats::Priority;

constexpr const char* kNoHurry = "9999";

bool IsForUs(const Bundle& bundle, const std::string& school, WallTime now) {
  if (!bundle.schools.empty() && std::ranges::find(bundle.schools, school) == bundle.schools.end()) {
    return false;
  }
  if (bundle.expires.empty()) return true;
  const auto expires = ParseRfc3339(bundle.expires);
  return !expires || *expires > now;
}

bool HasAnHourToCome(const Bundle& bundle, WallTime now) {
  if (bundle.priority == Priority::kUrgent) return true;
  const auto by = ParseRfc3339(bundle.needed_by);
  return by && *by > now;
}

}  // namespace

Rank Urgency::AsRank() const {
  if (soft) return Rank::kWish;
  switch (priority) {
    case Priority::kUrgent: return Rank::kUrgent;
    case Priority::kNormal:
      if (needed_by != kNoHurry) return Rank::kTimetable;
      return wish ? Rank::kWish : Rank::kSubscription;
    case Priority::kBackground: return wish ? Rank::kWish : Rank::kPrefetch;
  }
  std::abort();  // No default above, so that a new priority fails to compile here.
}

std::optional<WallTime> Urgency::NeededBy() const {
  const auto time = ParseRfc3339(needed_by);
  return time ? std::optional(*time) : std::nullopt;
}

Wishes::Wishes(std::span<const Bundle> bundles, const std::string& school, WallTime now,
               const std::set<std::string>& pinned)
    : pinned_(pinned) {
  for (const auto& bundle : bundles) {
    if (!IsForUs(bundle, school, now)) continue;
    if (bundle.id == kProgressBundle) {
      for (const auto& id : bundle.resources) {
        const auto [known, fresh] = soft_.try_emplace(id, bundle.needed_by);
        if (!fresh) known->second = std::min(known->second, bundle.needed_by);
      }
      continue;
    }
    const Urgency urgency{bundle.priority, bundle.needed_by.empty() ? kNoHurry : bundle.needed_by};
    const bool has_an_hour = HasAnHourToCome(bundle, now);
    if (bundle.everything) {
      everything_ = everything_ ? std::min(*everything_, urgency) : urgency;
      everything_has_an_hour_ |= has_an_hour;
    }
    for (const auto& id : bundle.resources) {
      const auto [known, fresh] = by_id_.try_emplace(id, urgency);
      if (!fresh) known->second = std::min(known->second, urgency);
      if (has_an_hour) with_an_hour_.insert(id);
    }
  }
}

std::optional<Urgency> Wishes::For(const std::string& id) const {
  auto urgency = everything_;
  if (const auto found = by_id_.find(id); found != by_id_.end()) {
    urgency = urgency ? std::min(*urgency, found->second) : found->second;
  }
  const auto soft = soft_.find(id);
  if (soft != soft_.end() && (!urgency || urgency->AsRank() > Rank::kTimetable)) {
    return Urgency{Priority::kNormal, soft->second, true, true};
  }
  if (!pinned_.contains(id)) return urgency;
  if (!urgency) return Urgency{Priority::kNormal, kNoHurry, true};
  urgency->wish = true;
  return urgency;
}

bool Wishes::HasAnHour(const std::string& id) const {
  return everything_has_an_hour_ || with_an_hour_.contains(id);
}

}  // namespace lianxiao::sync
