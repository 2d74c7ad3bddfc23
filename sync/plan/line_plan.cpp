#include "sync/plan/line_plan.h"

#include <algorithm>

#include "sync/plan/spread.h"

namespace lianxiao::sync {

LinePlan::LinePlan(const PlanOptions& options, ZoneOffset zone, QuotaRows months, GoodputRow speed)
    : options_(options),
      windows_(options.windows, zone),
      quota_(options.quota, zone, std::move(months)),
      goodput_(speed) {}

void LinePlan::SetRules(const PlanOptions& options) {
  if (options == options_) return;
  options_ = options;
  windows_ = Windows(options.windows, windows_.zone());
  quota_ = Quota(options.quota, windows_.zone(), quota_.rows());
}

// Our place within an opening that is still young.
std::optional<WallTime> LinePlan::OwnTurn(WallTime now) const {
  if (device_.empty() || options_.windows.open.empty()) return std::nullopt;
  const auto since = windows_.OpenSince(now);
  if (!since) return std::nullopt;
  auto closes = windows_.NextChange(now);
  while (closes && windows_.At(*closes).open && closes->ms - since->ms < kDayMs) {
    closes = windows_.NextChange(*closes);
  }
  const auto length = closes ? closes->ms - since->ms : kDayMs;
  const auto turn = *since + SpreadMs(device_, ToLocal(*since, windows_.zone()).day, length);
  return turn > now ? std::optional(turn) : std::nullopt;
}

Gate LinePlan::At(WallTime now) const {
  Gate gate;
  gate.window = windows_.At(now).open;
  if (!gate.window) gate.window_opens = windows_.NextOpening(now);
  if (gate.window) gate.own_turn = OwnTurn(now);
  gate.quota = quota_.Left(now, Purse::kContent) > 0;
  gate.quota_renews = quota_.Renews(now);
  gate.spare = quota_.Left(now, Purse::kSpare) > 0;
  gate.spare_again = quota_.SpareAgain(now);
  gate.urgent_now =
      (gate.Lessons() || options_.outside == Outside::kUrgent) && quota_.Left(now, Purse::kReserve) > 0;
  return gate;
}

// A window that is open is open for small things from its first second: they are no crowd.
bool LinePlan::MayTalk(WallTime now) const {
  return windows_.At(now).open || options_.outside != Outside::kNothing;
}

std::optional<WallTime> LinePlan::Changes(WallTime now) const {
  const auto gate = At(now);
  if (!gate.window) return gate.window_opens;
  if (gate.own_turn) return gate.own_turn;
  if (!gate.quota) return gate.quota_renews;
  return windows_.NextChange(now);
}

Forecast LinePlan::Look(WallTime now) const { return Forecast(now, windows_, quota_, goodput_.Speed()); }

LinePicture LinePlan::Picture(WallTime now) const {
  const auto gate = At(now);
  LinePicture picture;
  picture.open = gate.Lessons();
  picture.why = !gate.window    ? Why::kWindow
                : !gate.quota   ? Why::kQuota
                : gate.own_turn ? Why::kOwnTurn
                                : Why::kMoving;
  picture.until = Changes(now);
  picture.bytes_per_second = Cap(now);
  picture.metered = quota_.metered();
  if (picture.metered) {
    const auto used = quota_.Used(now);
    picture.quota_bytes = options_.quota.month_bytes;
    picture.quota_used = used.content + used.other;
    picture.quota_left = quota_.Left(now, Purse::kContent);
    picture.quota_renews = quota_.Renews(now);
  }
  picture.speed = goodput_.Speed();
  return picture;
}

}  // namespace lianxiao::sync
