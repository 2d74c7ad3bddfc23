#include "sync/plan/quota.h"

#include <algorithm>

#include "sync/plan/tuning.h"

namespace lianxiao::sync {
namespace {

std::int64_t AsBilled(std::int64_t bytes) { return bytes + bytes / 1000 * kPacketPermille; }

}  // namespace

Quota::Quota(QuotaRules rules, ZoneOffset zone, QuotaRows rows)
    : rules_(rules), zone_(std::move(zone)), rows_(std::move(rows)) {}

LocalDay Quota::Period(WallTime at) const {
  const auto day = ToLocal(at, zone_).day;
  const auto of_this_month = DayInMonth(day, rules_.billing_day, 0);
  return of_this_month <= day ? of_this_month : DayInMonth(day, rules_.billing_day, -1);
}

WallTime Quota::Renews(WallTime at) const {
  return ToWall(DayInMonth(Period(at), rules_.billing_day, 1), 0, zone_);
}

QuotaUse Quota::Used(WallTime at) const {
  QuotaUse used;
  for (auto row = rows_.lower_bound(Period(at)); row != rows_.end(); ++row) {
    used.content += AsBilled(row->second.content);
    used.other += AsBilled(row->second.other);
  }
  return used;
}

std::int64_t Quota::ContentOfPeriod() const {
  if (!metered()) return kNoQuota;
  return rules_.month_bytes - rules_.month_bytes / 100 * rules_.reserve_percent;
}

// What the reserve was spent on is not kept back a second time.
std::int64_t Quota::Left(WallTime at, Purse purse) const {
  if (!metered()) return kNoQuota;
  const auto used = Used(at);
  const auto left = std::max<std::int64_t>(rules_.month_bytes - used.content - used.other, 0);
  if (purse == Purse::kReserve) return left;
  const auto reserve = rules_.month_bytes - ContentOfPeriod();
  const auto content = std::max<std::int64_t>(left - std::max<std::int64_t>(reserve - used.other, 0), 0);
  if (purse == Purse::kContent) return content;
  // A day ahead, or the first day of each month would bring nothing.
  const auto begins = Begins(at).ms;
  const auto length = static_cast<double>(Renews(at).ms - begins);
  const auto share = std::min(static_cast<double>(at.ms - begins + kDayMs) / length, 1.0);
  const auto by_now = static_cast<std::int64_t>(share * static_cast<double>(ContentOfPeriod()));
  return std::clamp<std::int64_t>(by_now - used.content, 0, content);
}

std::int64_t Quota::SpareIn(WallTime from, WallTime until) const {
  if (!metered()) return kNoQuota;
  const auto share =
      static_cast<double>(until.ms - from.ms) / static_cast<double>(Renews(from).ms - Begins(from).ms);
  return static_cast<std::int64_t>(share * static_cast<double>(ContentOfPeriod()));
}

WallTime Quota::SpareAgain(WallTime at) const {
  if (Left(at, Purse::kContent) == 0) return Renews(at);
  const auto begins = Begins(at);
  const auto length = static_cast<double>(Renews(at).ms - begins.ms);
  const auto share = static_cast<double>(Used(at).content) / static_cast<double>(ContentOfPeriod());
  const auto again = begins + static_cast<std::int64_t>(share * length) + -kDayMs;
  return std::clamp(again, at, Renews(at));
}

void Quota::Moved(WallTime at, const QuotaUse& bytes) {
  auto& row = rows_[Period(at)];
  row.content += bytes.content;
  row.other += bytes.other;
  while (rows_.size() > kQuotaPeriodsKept) rows_.erase(rows_.begin());
}

}  // namespace lianxiao::sync
