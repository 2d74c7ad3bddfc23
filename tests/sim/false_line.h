// A line that drops, lies and comes back, drawn from a seed; and the clock it moves. What it serves is a
// county in memory. A mirror is "http://mirror-1", "http://mirror-2"; the center "http://center".
#pragma once

#include <list>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "sync/line/line.h"
#include "tests/support/small_county.h"

namespace lianxiao::sim {

class FalseClock final : public Clock {
 public:
  explicit FalseClock(WallTime wall) : wall_(wall) {}
  Instant Now() const override { return now_; }
  WallTime Wall() const override { return wall_; }
  std::string BootId() const override { return "b007"; }
  void Set(WallTime wall) { wall_ = wall; }
  void Pass(std::int64_t ms) {
    now_ = now_ + ms;
    wall_ = wall_ + ms;
  }

 private:
  Instant now_{1'000};
  WallTime wall_;
};

struct Weather {         // Chances in a thousand, for each step of a transfer or each exchange.
  unsigned cut = 0;      // The line goes, for a while.
  unsigned flip = 0;     // One wrong bit.
  unsigned strange = 0;  // A login page, a 503, a mirror without the file.
  unsigned power = 0;    // The box loses power: PowerCut is thrown.
};

struct PowerCut {};

class FalseLine final : public sync::Line {
 public:
  FalseLine(test::SmallCounty& county, FalseClock& clock, std::mt19937& random, Weather weather);

  Result<sync::HttpAnswer> Exchange(const sync::HttpRequest& request) override;
  void Fetch(const sync::RangeRequest& request, sync::RangeSink& sink) override;
  void Cancel(sync::RangeSink& sink) override;
  void Turn(std::int64_t longest_ms) override;
  std::optional<std::int64_t> RoundTripMs() override { return trip_ms; }
  void SetRate(std::int64_t bytes_per_second) override {
    rates.push_back(bytes_per_second);
    rate_ = bytes_per_second;
  }
  sync::Traffic Moved() const override { return moved_; }
  void Stop() override { stopped_ = true; }
  bool Stopped() const override { return stopped_; }

  std::optional<std::int64_t> trip_ms;  // As it is to seem.
  std::vector<std::int64_t> rates;      // That were asked for.
  std::set<std::string> missing;        // Paths that no mirror has.

 private:
  struct Flow {
    sync::RangeRequest request;
    sync::RangeSink* sink;
    std::int64_t at;
  };
  bool Happens(unsigned in_a_thousand) { return random_() % 1'000 < in_a_thousand; }
  bool IsDown();
  bool Step(Flow& flow);   // False: it ended.
  std::int64_t rate_ = 0;  // Bytes a second; 0: as fast as the weather.
  sync::HttpAnswer AnswerTo(const sync::HttpRequest& request);

  test::SmallCounty& county_;
  FalseClock& clock_;
  std::mt19937& random_;
  Weather weather_;
  std::list<Flow> flows_;
  Instant down_until_;
  sync::Traffic moved_;
  bool stopped_ = false;
};

}  // namespace lianxiao::sim
