#include "storage/teaching/class_plan.h"

#include "storage/teaching/teaching_item.h"

namespace lianxiao::storage {
namespace {

constexpr std::size_t kMaxFieldBytes = 300;  // No field of the catalog is longer.

bool IsWithin(std::int64_t weeks, std::int64_t least, std::int64_t most) {
  return least <= weeks && weeks <= most;
}

}  // namespace

Status CheckBookField(const std::string& field) {
  return CheckTyped("teaching.book_form", field, kMaxFieldBytes);
}

Status CheckPlan(const ClassPlan& plan) {
  if (plan.class_name.empty()) return Fail(ErrorCode::kInvalid, "teaching.class_name_form: name the class");
  LIANXIAO_TRY(CheckTyped("teaching.class_name_form", plan.class_name, kMaxClassBytes));
  const auto& book = plan.book;
  if (book.grade.empty() || book.subject.empty()) {
    return Fail(ErrorCode::kInvalid, "teaching.book_form: choose grade and subject");
  }
  for (const auto* field : {&book.stage, &book.grade, &book.subject, &book.edition, &book.volume}) {
    LIANXIAO_TRY(CheckBookField(*field));
  }
  if (IsWithin(plan.first_week, 1, kMostPlanWeeks) && IsWithin(plan.weeks_each, 1, kMostUnitWeeks)) return {};
  return Fail(ErrorCode::kInvalid, "teaching.weeks_form: the first week is 1 to " +
                                       std::to_string(kMostPlanWeeks) + ", weeks of a unit 1 to " +
                                       std::to_string(kMostUnitWeeks));
}

std::vector<PlannedUnit> SpreadUnits(const ClassPlan& plan, const std::vector<std::string>& units) {
  std::vector<PlannedUnit> planned;
  auto week = plan.first_week;
  for (const auto& unit : units) {
    const auto own = plan.weeks.find(unit);
    const auto weeks = own == plan.weeks.end() ? plan.weeks_each : own->second;
    planned.push_back({unit, week, weeks});
    week += weeks;
  }
  return planned;
}

}  // namespace lianxiao::storage
