#include "daemon/box_progress.h"

namespace lianxiao::daemon {
namespace {

// Each class asks the catalog for its textbook, and at the bell forty browsers open the first page.
constexpr std::int64_t kKnownMs = kMinuteMs;

}  // namespace

Result<std::vector<storage::UnitOfWeek>> BoxProgress::ThisWeek() const {
  const std::lock_guard lock(mutex_);
  const auto now = clock_.Now();
  if (!known_ || now - known_->at >= kKnownMs) {
    LIANXIAO_ASSIGN(auto units, weeks_.InWeekOf(clock_.Wall()));
    known_ = Known{now, std::move(units)};
  }
  return known_->units;
}

Result<std::vector<web::PlanWithUnits>> BoxProgress::Plans() const {
  LIANXIAO_ASSIGN(const auto plans, plans_.All());
  std::vector<web::PlanWithUnits> all;
  for (const auto& plan : plans) {
    LIANXIAO_ASSIGN(auto units, weeks_.UnitsOf(plan));
    all.push_back({plan, std::move(units)});
  }
  return all;
}

Result<std::int64_t> BoxProgress::Add(const storage::ClassPlan& plan) {
  LIANXIAO_ASSIGN(const auto number, plans_.Add(plan));
  LIANXIAO_TRY(Changed({}));
  return number;
}

Status BoxProgress::Changed(Status done) {
  if (!done) return done;
  {
    const std::lock_guard lock(mutex_);
    known_.reset();
  }
  engine_.RoundSoon();
  return {};
}

}  // namespace lianxiao::daemon
