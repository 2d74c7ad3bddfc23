// The school's teaching progress, as pages and API see it; a change is looked at by the engine soon, for its
// lessons are to be here. Safe from any thread.
#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "storage/teaching/week_units.h"
#include "sync/engine.h"
#include "web/progress_view.h"

namespace lianxiao::daemon {

class BoxProgress final : public web::ProgressView {
 public:
  BoxProgress(storage::ClassPlans& plans, const storage::WeekUnits& weeks, sync::Engine& engine,
              const Clock& clock)
      : plans_(plans), weeks_(weeks), engine_(engine), clock_(clock) {}

  Result<storage::WeekNow> Week() const override { return weeks_.Now(clock_.Wall()); }
  Result<std::vector<storage::UnitOfWeek>> ThisWeek() const override;
  Result<std::vector<web::PlanWithUnits>> Plans() const override;
  Result<std::int64_t> Add(const storage::ClassPlan& plan) override;
  Status Remove(std::int64_t number) override { return Changed(plans_.Remove(number)); }
  Status ShiftStart(std::int64_t number, std::int64_t by) override {
    return Changed(plans_.ShiftStart(number, by));
  }
  Status ChangeWeeks(std::int64_t number, const std::string& unit, std::int64_t by) override {
    return Changed(plans_.ChangeWeeks(number, unit, by));
  }
  Status SetTermStart(const std::optional<LocalDay>& day) override {
    return Changed(plans_.SetTermStart(day));
  }

 private:
  Status Changed(Status done);
  storage::ClassPlans& plans_;
  const storage::WeekUnits& weeks_;
  sync::Engine& engine_;
  const Clock& clock_;

  struct Known {
    Instant at;
    std::vector<storage::UnitOfWeek> units;
  };
  mutable std::mutex mutex_;  // Guards known_.
  mutable std::optional<Known> known_;
};

}  // namespace lianxiao::daemon
