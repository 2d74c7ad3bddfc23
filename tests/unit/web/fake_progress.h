// A school's teaching progress that a test fills in; weeks are counted by hand. Used from one thread.
#pragma once

#include <algorithm>

#include "web/progress_view.h"

namespace lianxiao::web {

class FakeProgress final : public ProgressView {
 public:
  std::vector<storage::ClassPlan> plans;
  std::vector<std::string> units{"第一单元", "第二单元"};
  storage::WeekNow now{*ParseDay("2026-09-07"), 3};
  std::optional<LocalDay> term;

  Result<storage::WeekNow> Week() const override { return now; }
  Result<std::vector<storage::UnitOfWeek>> ThisWeek() const override {
    std::vector<storage::UnitOfWeek> found;
    for (const auto& plan : plans) {
      for (const auto& unit : storage::SpreadUnits(plan, units)) {
        if (unit.IsIn(now.week)) found.push_back({plan, unit});
      }
    }
    return found;
  }
  Result<std::vector<PlanWithUnits>> Plans() const override {
    std::vector<PlanWithUnits> all;
    for (const auto& plan : plans) all.push_back({plan, storage::SpreadUnits(plan, units)});
    return all;
  }
  Result<std::int64_t> Add(const storage::ClassPlan& plan) override {
    LIANXIAO_TRY(storage::CheckPlan(plan));
    plans.push_back(plan);
    plans.back().number = static_cast<std::int64_t>(plans.size());
    return plans.back().number;
  }
  Status Remove(std::int64_t number) override {
    std::erase_if(plans, [&](const auto& plan) { return plan.number == number; });
    return {};
  }
  Status ShiftStart(std::int64_t number, std::int64_t by) override {
    LIANXIAO_ASSIGN(auto* const plan, Find(number));
    plan->first_week += by;
    return {};
  }
  Status ChangeWeeks(std::int64_t number, const std::string& unit, std::int64_t by) override {
    LIANXIAO_ASSIGN(auto* const plan, Find(number));
    plan->weeks.try_emplace(unit, plan->weeks_each).first->second += by;
    return {};
  }
  Status SetTermStart(const std::optional<LocalDay>& day) override {
    term = day;
    return {};
  }

 private:
  Result<storage::ClassPlan*> Find(std::int64_t number) {
    const auto found = std::ranges::find(plans, number, &storage::ClassPlan::number);
    if (found == plans.end()) return Fail(ErrorCode::kNotFound, "teaching.unknown_plan: no such plan");
    return &*found;
  }
};

}  // namespace lianxiao::web
