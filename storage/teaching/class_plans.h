// The school's teaching progress: a plan a class and subject, and the term's first day. Rows of state.db, for
// the school: no person is in them. Safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/base/local_day.h"
#include "storage/database.h"
#include "storage/teaching/class_plan.h"

namespace lianxiao::storage {

class ClassPlans {
 public:
  explicit ClassPlans(Database& journal) : journal_(journal) {}

  // Its number. As CheckPlan; kRefused "teaching.too_many_plans: …".
  Result<std::int64_t> Add(const ClassPlan& plan);
  Status Remove(std::int64_t number);  // Success when there is none.
  // More or fewer weeks, within the limits. kNotFound "teaching.unknown_plan: …"; kInvalid
  // "teaching.book_form: …" for what is no unit's name, or one more than kMostPlanUnits.
  Status ShiftStart(std::int64_t number, std::int64_t by);
  Status ChangeWeeks(std::int64_t number, const std::string& unit, std::int64_t by);

  Result<std::vector<ClassPlan>> All() const;  // By class, then as they were made.

  // Nothing: the usual one (term.h).
  Status SetTermStart(const std::optional<LocalDay>& day);
  Result<std::optional<LocalDay>> OwnTermStart() const;

 private:
  Database& journal_;
};

}  // namespace lianxiao::storage
