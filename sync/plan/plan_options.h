// The rules by which lessons come, as a technician or the county sets them. Plain values.
#pragma once

#include "sync/plan/quota.h"
#include "sync/plan/windows.h"

namespace lianxiao::sync {

// What may move while no window is open, and when the quota for lessons is used up.
enum class Outside {
  kNothing,  // The line is somebody else's then. Not even usage goes up.
  kSmall,    // Usage, metadata, letters, withdrawals: a few kilobytes.
  kUrgent,   // Urgent bundles too.
};

struct PlanOptions {
  WindowRules windows;
  QuotaRules quota;
  Outside outside = Outside::kSmall;
  bool operator==(const PlanOptions&) const = default;
};

// The school's own rules where it made any, else the county's: windows and quota each by themselves.
PlanOptions Joined(const PlanOptions& own, const PlanOptions& county);

}  // namespace lianxiao::sync
