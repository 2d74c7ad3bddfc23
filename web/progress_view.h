// What the pages and the API may know and do of the school's teaching progress (教学进度). web owns it,
// daemon implements it, tests fake it. Every call is safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/base/local_day.h"
#include "storage/base/result.h"
#include "storage/teaching/week_units.h"

namespace lianxiao::web {

struct PlanWithUnits {
  storage::ClassPlan plan;
  std::vector<storage::PlannedUnit> units;  // As the textbook has them.
};

class ProgressView {
 public:
  virtual ~ProgressView() = default;
  virtual Result<storage::WeekNow> Week() const = 0;
  virtual Result<std::vector<storage::UnitOfWeek>> ThisWeek() const = 0;
  virtual Result<std::vector<PlanWithUnits>> Plans() const = 0;

  // As storage/teaching/class_plans.h has them.
  virtual Result<std::int64_t> Add(const storage::ClassPlan& plan) = 0;
  virtual Status Remove(std::int64_t number) = 0;
  virtual Status ShiftStart(std::int64_t number, std::int64_t by) = 0;
  virtual Status ChangeWeeks(std::int64_t number, const std::string& unit, std::int64_t by) = 0;
  virtual Status SetTermStart(const std::optional<LocalDay>& day) = 0;
};

}  // namespace lianxiao::web
