// Which units the school's classes learn in a week, and which lessons that asks for by when: the plans, the
// calendar and the catalog put together. Safe from any thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "storage/catalog.h"
#include "storage/teaching/class_plans.h"

namespace lianxiao::storage {

struct UnitOfWeek {
  ClassPlan plan;
  PlannedUnit unit;
};

struct UnitDue {
  WallTime needed_by;  // The Monday with which the unit begins.
  WallTime expires;    // The Monday after its last week.
};

struct WeekNow {
  LocalDay term_start;    // A Monday.
  std::int64_t week = 0;  // Of the term; 0 and less: it has not begun.
};

class WeekUnits {
 public:
  WeekUnits(const ClassPlans& plans, const Catalog& catalog, ZoneOffset zone)
      : plans_(plans), catalog_(catalog), zone_(std::move(zone)) {}

  Result<WeekNow> Now(WallTime now) const;
  // All units of the plan's book, as the textbook has them.
  Result<std::vector<PlannedUnit>> UnitsOf(const ClassPlan& plan) const;
  Result<std::vector<UnitOfWeek>> InWeekOf(WallTime now) const;
  // By resource: of units that go on, or begin within `ahead_ms`. Where several classes ask, the first.
  Result<std::map<std::string, UnitDue>> Due(WallTime now, std::int64_t ahead_ms) const;

 private:
  const ClassPlans& plans_;
  const Catalog& catalog_;
  ZoneOffset zone_;
};

}  // namespace lianxiao::storage
