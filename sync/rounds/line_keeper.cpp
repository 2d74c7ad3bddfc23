#include "sync/rounds/line_keeper.h"

#include <algorithm>
#include <cmath>

#include "sync/plan/plan_text.h"
#include "sync/plan/tuning.h"
#include "sync/trust/trust_keeper.h"
#include "sync/tuning.h"

namespace lianxiao::sync {
namespace {

constexpr double kMillion = 1e6;

// A journal that cannot be read just now begins a month's count and a speed anew; the log says so.
QuotaRows LoadMonths(const Parts& parts) {
  QuotaRows months;
  if (parts.line_rows == nullptr) return months;
  const auto rows = parts.line_rows->Months();
  if (!rows) parts.log.Error("quota: " + rows.error().message);
  if (!rows) return months;
  for (const auto& row : *rows) {
    if (const auto day = ParseDay(row.begins)) months[*day] = {row.content, row.other};
  }
  return months;
}

GoodputRow LoadSpeed(const Parts& parts) {
  if (parts.line_rows == nullptr) return {};
  const auto row = parts.line_rows->Speed();
  if (!row) parts.log.Error("line speed: " + row.error().message);
  if (!row || !*row) return {};
  const auto deviation = static_cast<double>((*row)->deviation);
  return {.mean = static_cast<double>((*row)->bytes_per_second),
          .variance = deviation * deviation,
          .spans = (*row)->spans,
          .there = static_cast<double>((*row)->there_millionths) / kMillion,
          .there_spans = (*row)->there_spans};
}

storage::LineSpeedRow RowOf(const GoodputRow& speed) {
  return {std::llround(speed.mean), std::llround(std::sqrt(speed.variance)), speed.spans,
          std::llround(speed.there * kMillion), speed.there_spans};
}

}  // namespace

LineKeeper::LineKeeper(const Parts& parts, const Options& options)
    : parts_(parts),
      options_(options),
      plan_(options.plan, options.zone, LoadMonths(parts), LoadSpeed(parts)),
      saved_(parts.clock.Now()) {}

void LineKeeper::Begin(const std::string& device) {
  known_ = std::max(kNotBefore, parts_.state.TrustedTime().value_or(WallTime{}));
  plan_.SetDevice(device);
  FollowCounty();
}

// A letter that cannot be read just now changes nothing.
void LineKeeper::FollowCounty() {
  if (parts_.letter == nullptr) return;
  const auto letter = parts_.letter->Newest();
  if (!letter) return parts_.log.Error(letter.error().message);
  PlanOptions county;
  if (letter->line) {
    const auto rules = ReadRules(*letter->line);
    // A newer center may write what this program does not read yet.
    if (!rules) return parts_.log.Warning("the county's rules of the line: " + rules.error().message);
    county = *rules;
  }
  plan_.SetRules(Joined(options_.plan, county));
}

WallTime LineKeeper::Now() { return plan_clock_.At(parts_.clock.Now(), parts_.clock.Wall(), known_); }

Gate LineKeeper::AtGate() {
  auto gate = plan_.At(Now());
  gate.peer_online = online_;
  gate.space = space_;
  return gate;
}

std::optional<std::int64_t> LineKeeper::MsToChange() {
  const auto now = Now();
  const auto changes = plan_.Changes(now);
  if (!changes) return std::nullopt;
  return std::max<std::int64_t>(changes->ms - now.ms, 1);
}

std::int64_t LineKeeper::Rate() {
  const auto cap = plan_.Cap(Now());
  const auto most = options_.max_bytes_per_second;
  const auto ruled = most == 0 ? cap : Slower(cap, most);
  const auto allowed = yielding_.Allowed();
  return allowed ? Slower(ruled, *allowed) : ruled;
}

// In school hours only; at night a queue in the line is nobody's harm.
void LineKeeper::GiveWay(Line& line, std::int64_t received) {
  const auto now = parts_.clock.Now();
  if (heard_ && now > *heard_) {
    // Over a few turns: bytes come in bursts.
    bytes_per_second_ += (received * 1000 / (now - *heard_) - bytes_per_second_) / 4;
  }
  heard_ = now;
  if (!plan_.InSchool(Now())) {
    yielding_.Forget();
  } else if (const auto trip = line.RoundTripMs()) {
    yielding_.Saw(now, *trip, bytes_per_second_);
  }
}

// Bytes both ways since the last call.
std::int64_t LineKeeper::Count(const Line& line, std::int64_t content) {
  const auto moved = line.Moved();
  auto received = moved.received - seen_.received;
  auto sent = moved.sent - seen_.sent;
  if (received < 0 || sent < 0) {  // A new line, which counts anew.
    received = moved.received;
    sent = moved.sent;
  }
  seen_ = moved;
  // Lessons from a folder are no traffic.
  const auto lessons = std::min(content, received);
  plan_.quota().Moved(Now(), {lessons, received - lessons + sent});
  unsaved_ += received + sent;
  return received;
}

void LineKeeper::Fetching(Line& line, std::int64_t content) {
  const auto received = Count(line, content);
  GiveWay(line, received);
  const auto cap = Rate();
  speed_changed_ |=
      plan_.goodput().Note(parts_.clock.Now(), received, cap > 0 ? Demand::kCapped : Demand::kFull, cap);
  line.SetRate(cap);
  const bool due = unsaved_ >= kCounterStepBytes || parts_.clock.Now() - saved_ >= kCounterStepMs;
  if (!due) return;
  if (const auto saved = Save(); !saved) parts_.log.Warning(saved.error().message);
}

// Once lessons have nothing left, only what is urgent moves, and that takes from the reserve.
std::int64_t LineKeeper::MayCome() {
  const auto left = plan_.quota().Left(Now(), gate_.quota ? Purse::kContent : Purse::kReserve);
  return left == kNoQuota ? left : left / (1'000 + kPacketPermille) * 1'000;
}

void LineKeeper::FetchingEnds(Line& line) { line.SetRate(options_.max_bytes_per_second); }

void LineKeeper::Idle(const Line* line, bool wanted) {
  if (line != nullptr) Count(*line, 0);
  const bool missed = wanted && plan_.At(Now()).Lessons();
  speed_changed_ |= plan_.goodput().Note(parts_.clock.Now(), 0, missed ? Demand::kFull : Demand::kNone);
}

Status LineKeeper::Settle(const Line& line) {
  Count(line, 0);
  return Save();
}

Status LineKeeper::Save() {
  saved_ = parts_.clock.Now();
  if (parts_.line_rows == nullptr) return {};
  if (std::exchange(unsaved_, 0) > 0) {
    const auto period = plan_.quota().Period(Now());
    const auto row = plan_.quota().rows().find(period);
    if (row != plan_.quota().rows().end()) {
      LIANXIAO_TRY(parts_.line_rows->SaveMonth({period.Text(), row->second.content, row->second.other},
                                               static_cast<std::int64_t>(kQuotaPeriodsKept)));
    }
  }
  if (!std::exchange(speed_changed_, false)) return {};
  return parts_.line_rows->SaveSpeed(RowOf(plan_.goodput().row()));
}

}  // namespace lianxiao::sync
