// How many bytes of a metered line are left until it renews. Both directions count, headers of packets too,
// as the carrier counts them. A tenth is kept back for what must always get through: usage, metadata, urgent
// bundles. And what nobody needs by a certain hour only takes what the days gone by have left over, so that
// the lessons of the month's last week still find their bytes. Decides only; what survives a power cut are
// its rows. Used from one thread.
//
// A clock that jumps neither renews a quota nor uses one up for ever: each period has its own row, and what
// was counted under a period that lies ahead of now counts into the present one.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>

#include "storage/base/local_day.h"
#include "storage/base/time.h"

namespace lianxiao::sync {

struct QuotaRules {
  std::int64_t month_bytes = 0;  // 0: not metered.
  int billing_day = 1;           // 1 to 31: the day it renews, at midnight; a shorter month's last day.
  int reserve_percent = 10;
  bool operator==(const QuotaRules&) const = default;
};

struct QuotaUse {
  std::int64_t content = 0;  // Lessons.
  std::int64_t other = 0;    // Usage, metadata, letters: what the reserve is for. Urgent bundles too.
  bool operator==(const QuotaUse&) const = default;
};
using QuotaRows = std::map<LocalDay, QuotaUse>;  // By the day a period begins.

enum class Purse {
  kSpare,    // Subscriptions and prefetch: of the period's bytes for lessons, the share of its days so far.
  kContent,  // Lessons with an hour to be here, and wishes.
  kReserve,  // Everything.
};

inline constexpr std::int64_t kNoQuota = std::numeric_limits<std::int64_t>::max();

class Quota {
 public:
  explicit Quota(QuotaRules rules = {}, ZoneOffset zone = FixedOffset(0), QuotaRows rows = {});

  bool metered() const { return rules_.month_bytes > 0; }
  LocalDay Period(WallTime at) const;  // Its first day.
  WallTime Renews(WallTime at) const;

  // Bytes that may still move; never below 0; kNoQuota when not metered.
  std::int64_t Left(WallTime at, Purse purse) const;
  // What lessons may take of a whole period.
  std::int64_t ContentOfPeriod() const;
  QuotaUse Used(WallTime at) const;  // As counted against the quota.
  // What kSpare gains meanwhile; both within one period.
  std::int64_t SpareIn(WallTime from, WallTime until) const;
  // When kSpare has something again, if it is used up now.
  WallTime SpareAgain(WallTime at) const;

  // These bytes of HTTP moved, in both directions together. Counted when not metered too, so that a quota
  // set in mid-month is right. Save the row of Period(at) after.
  void Moved(WallTime at, const QuotaUse& bytes);
  const QuotaRows& rows() const { return rows_; }

 private:
  WallTime Begins(WallTime at) const { return ToWall(Period(at), 0, zone_); }

  QuotaRules rules_;
  ZoneOffset zone_;
  QuotaRows rows_;
};

}  // namespace lianxiao::sync
