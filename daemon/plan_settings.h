// [sync.windows] and [sync.quota] of the school's settings: when lessons may come, how fast and how many
// bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/settings_table.h"
#include "sync/plan/plan_options.h"

namespace lianxiao::daemon {

// As the file says it; the defaults are no rules at all.
struct RawPlan {
  void AddTo(SettingsTable& table);
  // kInvalid: texts that are right by themselves and not together.
  Result<sync::PlanOptions> Read() const;

  std::vector<std::string> open, school, holidays, school_days, closed;
  std::string in_school = "as_else";
  std::int64_t school_kbit = 256;
  std::string outside = "small";
  std::int64_t month_mb = 0, billing_day = 1, reserve_percent = 10;
};

}  // namespace lianxiao::daemon
