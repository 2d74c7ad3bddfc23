// How much each resource is asked for here: by the county's bundles that are for this school and not over,
// and by persons at the school, who pin a lesson. Pure.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "storage/base/time.h"
#include "storage/formats/bundle.h"
#include "sync/plan/queue.h"

namespace lianxiao::sync {

// The bundle of what the school's teaching progress asks for; no county's bundle can be called so. It stands
// with the wishes, due by its needed_by: a plan of weeks, where a lesson of the timetable has an hour.
inline constexpr const char* kProgressBundle = "~progress";

// How much somebody presses. Smaller comes first; RFC 3339 sorts as text. Plain value.
struct Urgency {
  formats::Priority priority = formats::Priority::kNormal;
  std::string needed_by;  // "9999", behind every date: no hurry.
  bool wish = false;      // Nobody presses as much, and a person at the school wants it.
  bool soft = false;      // needed_by is no hour that the timetable's lessons make way for.
  auto operator<=>(const Urgency&) const = default;

  sync::Rank AsRank() const;
  std::optional<WallTime> NeededBy() const;
};

class Wishes {
 public:
  Wishes(std::span<const formats::Bundle> bundles, const std::string& school, WallTime now,
         const std::set<std::string>& pinned);

  // The most pressing; nothing: nobody asks for it.
  std::optional<Urgency> For(const std::string& id) const;
  // Some bundle needs it at an hour to come, or calls it urgent.
  bool HasAnHour(const std::string& id) const;

 private:
  std::optional<Urgency> everything_;
  std::map<std::string, Urgency> by_id_;
  bool everything_has_an_hour_ = false;
  std::set<std::string> with_an_hour_;
  std::set<std::string> pinned_;
  std::map<std::string, std::string> soft_;  // needed_by of the teaching progress.
};

}  // namespace lianxiao::sync
