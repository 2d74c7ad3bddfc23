// Keeps the plan of the line (line_plan.h) by real time and real bytes: counts what moves against the quota,
// measures the speed, saves both, and sets the line's rate. Used from one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sync/engine.h"
#include "sync/line/line.h"
#include "sync/plan/line_plan.h"
#include "sync/plan/plan_clock.h"
#include "sync/plan/yielding.h"

namespace lianxiao::sync {

class LineKeeper {
 public:
  LineKeeper(const Parts& parts, const Options& options);

  // At the begin of each round: what is known of the time may have changed, of who we are, and of the
  // county's rules for the line.
  void Begin(const std::string& device);

  WallTime Now();
  Gate AtGate();
  Forecast Look() { return plan_.Look(Now()); }
  LinePicture Picture() { return plan_.Picture(Now()); }
  bool InSchool() { return plan_.InSchool(Now()); }
  bool MayTalk() { return plan_.MayTalk(Now()); }
  // Until something of the gate is another; nothing: not in sight.
  std::optional<std::int64_t> MsToChange();

  // While lessons are fetched, a few times a second; `content`: bytes of lessons since the last call. Sets
  // the line's rate, too.
  void Fetching(Line& line, std::int64_t content);
  // At other times, now and then. `wanted`: something would be fetched, were there a line.
  void Idle(const Line* line, bool wanted);
  // The gate is as it was when fetching began; false: plan anew.
  bool GateHolds() { return AtGate().OpensAs(gate_); }
  void FetchingBegins() { gate_ = AtGate(); }
  void FetchingEnds(Line& line);
  // Of lessons, before what was counted last uses up the quota; as HTTP, not as it is billed.
  std::int64_t MayCome();
  Status Settle(const Line& line);  // Saves what there is.

  // What the gate cannot know by itself.
  void SetOnline(bool online) { online_ = online; }
  void SetSpace(bool space) { space_ = space; }

 private:
  std::int64_t Count(const Line& line, std::int64_t content);
  void FollowCounty();
  Status Save();
  std::int64_t Rate();
  void GiveWay(Line& line, std::int64_t received);

  const Parts& parts_;
  const Options& options_;
  PlanClock plan_clock_;
  WallTime known_;
  LinePlan plan_;
  Gate gate_;
  bool online_ = true, space_ = true;
  Yielding yielding_;
  std::optional<Instant> heard_;  // When GiveWay was asked last.
  std::int64_t bytes_per_second_ = 0;
  Traffic seen_;
  std::int64_t unsaved_ = 0;
  Instant saved_;
  bool speed_changed_ = false;
};

}  // namespace lianxiao::sync
