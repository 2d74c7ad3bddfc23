#include "storage/teaching/week_units.h"

#include <algorithm>

#include "storage/teaching/term.h"

namespace lianxiao::storage {
namespace {

constexpr std::int64_t kWeekDays = 7;
constexpr std::int64_t kMostOfUnit = 200;  // Lessons; nobody teaches more of one unit.

Result<std::vector<std::string>> LessonsOf(const Catalog& catalog, const ClassPlan& plan,
                                           const std::string& unit) {
  auto filter = plan.book;
  filter.unit = unit;
  LIANXIAO_ASSIGN(const auto page, catalog.List(filter, {.offset = 0, .limit = kMostOfUnit}));
  std::vector<std::string> ids;
  for (const auto& entry : page.entries) ids.push_back(entry.published.id);
  return ids;
}

}  // namespace

Result<WeekNow> WeekUnits::Now(WallTime now) const {
  LIANXIAO_ASSIGN(const auto own, plans_.OwnTermStart());
  const auto today = ToLocal(now, zone_).day;
  const auto start = TermStart(today, own);
  return WeekNow{start, WeekOf(today, start)};
}

Result<std::vector<PlannedUnit>> WeekUnits::UnitsOf(const ClassPlan& plan) const {
  LIANXIAO_ASSIGN(const auto facets, catalog_.Facets("unit", plan.book));
  std::vector<std::string> units;
  for (const auto& facet : facets) {
    if (!facet.value.empty()) units.push_back(facet.value);
  }
  return SpreadUnits(plan, units);
}

Result<std::vector<UnitOfWeek>> WeekUnits::InWeekOf(WallTime now) const {
  LIANXIAO_ASSIGN(const auto week, Now(now));
  LIANXIAO_ASSIGN(const auto plans, plans_.All());
  std::vector<UnitOfWeek> found;
  for (const auto& plan : plans) {
    LIANXIAO_ASSIGN(const auto units, UnitsOf(plan));
    for (const auto& unit : units) {
      if (unit.IsIn(week.week)) found.push_back({plan, unit});
    }
  }
  return found;
}

Result<std::map<std::string, UnitDue>> WeekUnits::Due(WallTime now, std::int64_t ahead_ms) const {
  LIANXIAO_ASSIGN(const auto plans, plans_.All());
  std::map<std::string, UnitDue> due;
  if (plans.empty()) return due;
  LIANXIAO_ASSIGN(const auto week, Now(now));
  const auto monday = [&](std::int64_t of_week) {
    return ToWall(week.term_start + (of_week - 1) * kWeekDays, 0, zone_);
  };
  for (const auto& plan : plans) {
    LIANXIAO_ASSIGN(const auto units, UnitsOf(plan));
    for (const auto& unit : units) {
      const UnitDue when{monday(unit.first_week), monday(unit.first_week + unit.weeks)};
      if (unit.weeks == 0 || when.expires <= now || when.needed_by > now + ahead_ms) continue;
      LIANXIAO_ASSIGN(const auto lessons, LessonsOf(catalog_, plan, unit.unit));
      for (const auto& id : lessons) {
        const auto [known, fresh] = due.try_emplace(id, when);
        if (!fresh && when.needed_by < known->second.needed_by) known->second = when;
      }
    }
  }
  return due;
}

}  // namespace lianxiao::storage
