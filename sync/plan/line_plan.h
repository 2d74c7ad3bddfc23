// What the line may carry at a moment, joined from windows, quota, spread and measured speed: asked before
// each fetch and a few times a second while one runs. Knows no clock, disk or line. Used from one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "storage/base/time.h"
#include "sync/plan/forecast.h"
#include "sync/plan/goodput.h"
#include "sync/plan/plan_options.h"
#include "sync/plan/queue.h"
#include "sync/plan/quota.h"
#include "sync/plan/windows.h"

namespace lianxiao::sync {

// What a person is shown of the line. Plain value.
struct LinePicture {
  bool open = true;                   // Lessons may come.
  Why why = Why::kMoving;             // If not.
  std::optional<WallTime> until;      // When that ends, or when what holds now changes.
  std::int64_t bytes_per_second = 0;  // The cap in force; 0: none.
  bool metered = false;
  std::int64_t quota_bytes = 0, quota_used = 0, quota_left = 0;  // As billed; left for lessons.
  WallTime quota_renews;
  LineSpeed speed;
};

class LinePlan {
 public:
  LinePlan(const PlanOptions& options, ZoneOffset zone, QuotaRows months, GoodputRow speed);
  // Others from now on; what was counted and measured stays.
  void SetRules(const PlanOptions& options);
  const PlanOptions& rules() const { return options_; }
  // For the spread; empty: none.
  void SetDevice(std::string device) { device_ = std::move(device); }

  Gate At(WallTime now) const;
  // Usage, metadata, letters: may they move?
  bool MayTalk(WallTime now) const;
  // The cap in force for lessons; 0: none.
  std::int64_t Cap(WallTime now) const { return windows_.At(now).bytes_per_second; }
  bool InSchool(WallTime now) const { return windows_.At(now).in_school; }
  // When something of At may be another; nothing: not in sight.
  std::optional<WallTime> Changes(WallTime now) const;

  Forecast Look(WallTime now) const;
  LinePicture Picture(WallTime now) const;

  Quota& quota() { return quota_; }
  Goodput& goodput() { return goodput_; }
  const Quota& quota() const { return quota_; }

 private:
  std::optional<WallTime> OwnTurn(WallTime now) const;

  PlanOptions options_;
  Windows windows_;
  Quota quota_;
  Goodput goodput_;
  std::string device_;
};

}  // namespace lianxiao::sync
