#include "storage/teaching/class_plans.h"

#include <algorithm>

#include "storage/one_value.h"

namespace lianxiao::storage {
namespace {

ClassPlan ReadPlan(const Statement& row) {
  ClassPlan plan{.number = row.Int(0), .class_name = row.Text(1)};
  plan.book.stage = row.Text(2);
  plan.book.grade = row.Text(3);
  plan.book.subject = row.Text(4);
  plan.book.edition = row.Text(5);
  plan.book.volume = row.Text(6);
  plan.first_week = row.Int(7);
  plan.weeks_each = row.Int(8);
  return plan;
}

constexpr std::string_view kSelect =
    "SELECT number, class, stage, grade, subject, edition, volume, first_week, weeks_each FROM class_plans";

Result<ClassPlan> Get(Connection& c, std::int64_t number) {
  auto row = c.Prepare(std::string(kSelect) + " WHERE number = ?");
  LIANXIAO_ASSIGN(const bool any, row.Bind(1, number).Step());
  if (!any) return Fail(ErrorCode::kNotFound, "teaching.unknown_plan: no plan " + std::to_string(number));
  return ReadPlan(row);
}

Status ReadUnits(Connection& c, ClassPlan& plan) {
  auto rows = c.Prepare("SELECT unit, weeks FROM class_plan_units WHERE plan = ?");
  rows.Bind(1, plan.number);
  for (;;) {
    LIANXIAO_ASSIGN(const bool more, rows.Step());
    if (!more) return {};
    plan.weeks[rows.Text(0)] = rows.Int(1);
  }
}

Status CheckRoom(Connection& c) {
  auto many = c.Prepare("SELECT count(*) FROM class_plans");
  LIANXIAO_TRY(many.Step());
  if (many.Int(0) < kMostClassPlans) return {};
  return Fail(ErrorCode::kRefused, "teaching.too_many_plans: " + std::to_string(kMostClassPlans) +
                                       " are kept; take away what is over");
}

}  // namespace

Result<std::int64_t> ClassPlans::Add(const ClassPlan& plan) {
  LIANXIAO_TRY(CheckPlan(plan));
  return WriteOne<std::int64_t>(journal_, [&](Connection& c) -> Result<std::int64_t> {
    LIANXIAO_TRY(CheckRoom(c));
    auto row = c.Prepare(
        "INSERT INTO class_plans (class, stage, grade, subject, edition, volume, first_week, weeks_each)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING number");
    row.Bind(1, plan.class_name).Bind(2, plan.book.stage).Bind(3, plan.book.grade);
    row.Bind(4, plan.book.subject).Bind(5, plan.book.edition).Bind(6, plan.book.volume);
    row.Bind(7, plan.first_week).Bind(8, plan.weeks_each);
    LIANXIAO_TRY(row.Step());
    const auto number = row.Int(0);
    LIANXIAO_TRY(row.Step());
    return number;
  });
}

Status ClassPlans::Remove(std::int64_t number) {
  return journal_.Write([&](Connection& c) {
    return c.Prepare("DELETE FROM class_plans WHERE number = ?").Bind(1, number).Run();
  });
}

Status ClassPlans::ShiftStart(std::int64_t number, std::int64_t by) {
  return journal_.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(const auto plan, Get(c, number));
    return c.Prepare("UPDATE class_plans SET first_week = ? WHERE number = ?")
        .Bind(1, std::clamp<std::int64_t>(plan.first_week + by, 1, kMostPlanWeeks))
        .Bind(2, number)
        .Run();
  });
}

Status ClassPlans::ChangeWeeks(std::int64_t number, const std::string& unit, std::int64_t by) {
  LIANXIAO_TRY(CheckBookField(unit));
  return journal_.Write([&](Connection& c) -> Status {
    LIANXIAO_ASSIGN(auto plan, Get(c, number));
    LIANXIAO_TRY(ReadUnits(c, plan));
    const auto own = plan.weeks.find(unit);
    if (own == plan.weeks.end() && plan.weeks.size() >= kMostPlanUnits) {
      return Fail(ErrorCode::kInvalid, "teaching.book_form: no textbook has so many units");
    }
    const auto weeks = own == plan.weeks.end() ? plan.weeks_each : own->second;
    return c.Prepare("INSERT OR REPLACE INTO class_plan_units (plan, unit, weeks) VALUES (?, ?, ?)")
        .Bind(1, number)
        .Bind(2, unit)
        .Bind(3, std::clamp<std::int64_t>(weeks + by, 0, kMostUnitWeeks))
        .Run();
  });
}

Result<std::vector<ClassPlan>> ClassPlans::All() const {
  return ReadOne<std::vector<ClassPlan>>(journal_, [&](Connection& c) -> Result<std::vector<ClassPlan>> {
    std::vector<ClassPlan> plans;
    auto rows = c.Prepare(std::string(kSelect) + " ORDER BY class, number");
    for (;;) {
      LIANXIAO_ASSIGN(const bool more, rows.Step());
      if (!more) return plans;
      plans.push_back(ReadPlan(rows));
      LIANXIAO_TRY(ReadUnits(c, plans.back()));
    }
  });
}

Status ClassPlans::SetTermStart(const std::optional<LocalDay>& day) {
  return journal_.Write([&](Connection& c) {
    if (!day) return c.Prepare("DELETE FROM term").Run();
    return c.Prepare("INSERT OR REPLACE INTO term (row, first) VALUES (1, ?)").Bind(1, day->Text()).Run();
  });
}

Result<std::optional<LocalDay>> ClassPlans::OwnTermStart() const {
  return ReadOne<std::optional<LocalDay>>(journal_, [&](Connection& c) -> Result<std::optional<LocalDay>> {
    auto row = c.Prepare("SELECT first FROM term");
    LIANXIAO_ASSIGN(const bool any, row.Step());
    if (!any) return std::optional<LocalDay>();
    LIANXIAO_ASSIGN(const auto day, ParseDay(row.Text(0)));
    return std::optional(day);
  });
}

}  // namespace lianxiao::storage
