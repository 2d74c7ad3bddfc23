#include "tests/sim/school_year.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <utility>

namespace lianxiao::sim {
namespace {

constexpr std::int64_t kSlotMs = 10 * kMinuteMs;
constexpr std::int64_t kLine = 125'000;  // 1 Mbit/s in bytes.
const ZoneOffset kBeijing = FixedOffset(8 * kHourMs);

class Maker {
 public:
  explicit Maker(const YearOptions& options) : options_(options), random_(options.seed) {}

  Year Make() {
    year_.windows = sync::Windows({.open = {{0x7f, 20 * 60, 2 * 60, 0}}}, kBeijing);
    year_.quota = {.month_bytes = options_.month_bytes, .billing_day = 5};
    first_ = *ParseDay("2026-08-31");  // A Monday.
    year_.begin = ToWall(first_, 0, kBeijing);
    year_.end = year_.begin + options_.weeks * 7 * kDayMs;
    MakeLine();
    for (int day = 0; day < options_.weeks * 7; ++day) Publish(day);
    std::ranges::stable_sort(year_.lessons, {}, &Lesson::published);
    return std::move(year_);
  }

 private:
  double Draw() { return std::uniform_real_distribution<double>(0, 1)(random_); }

  // Its speed wanders from hour to hour; one evening in fourteen it is not there, and now and then for an
  // hour.
  void MakeLine() {
    std::normal_distribution<double> step(0, 0.15);
    double wander = 0;
    bool there = true;
    for (auto at = year_.begin; at < year_.end; at = at + kSlotMs) {
      const auto local = ToLocal(at, kBeijing);
      if (local.ms % kHourMs == 0) wander = 0.8 * wander + step(random_);
      if (local.ms == 12 * kHourMs) there = Draw() > 1.0 / 14;
      const bool cut = Draw() < 0.03;
      const auto rate = there && !cut ? static_cast<double>(kLine) * std::exp(wander - 0.1) : 0.0;
      year_.slots.push_back({at, static_cast<std::int64_t>(rate * kSlotMs / kSecondMs)});
    }
  }

  // What line and quota carry in a week, roughly.
  double WeekBytes() const {
    const auto line = static_cast<double>(kLine) * 6 * 3'600 * 7 * 0.85;
    if (options_.month_bytes == 0) return line;
    return std::min(line, static_cast<double>(options_.month_bytes) * 0.9 / 1.065 * 7 / 30.4);
  }

  std::int64_t Size(double median_mb, double spread) {
    const auto drawn = std::lognormal_distribution<double>(std::log(median_mb), spread)(random_);
    return static_cast<std::int64_t>(std::clamp(drawn, 1.0, 2'000.0) * 1e6);
  }

  void Publish(int day) {
    const bool weekend = day % 7 >= 5;
    const auto at = ToWall(first_ + day, 18 * kHourMs, kBeijing);
    // Some weeks carry twice what others do.
    if (day % 7 == 0) busy_ = 0.5 + Draw();
    if (!weekend) {
      auto bytes = options_.load * busy_ * WeekBytes() / 5;
      while (bytes > 0) {
        auto lesson = Timetabled(at, day);
        bytes -= static_cast<double>(lesson.bytes);
        year_.lessons.push_back(lesson);
      }
    }
    for (int i = 0; i < 3; ++i) {
      year_.lessons.push_back({at + i * kMinuteMs, {}, Size(60, 1.0), 0, sync::Rank::kSubscription});
    }
    if (Draw() < 0.5) year_.lessons.push_back({at, {}, Size(40, 0.8), 0, sync::Rank::kWish});
  }

  // For a lesson on a weekday, two to twelve days later.
  Lesson Timetabled(WallTime published, int day) {
    Lesson lesson{.published = published, .bytes = Size(220, 0.6)};
    auto lesson_day = day + 2 + static_cast<int>(random_() % 11);
    while (lesson_day % 7 >= 5) ++lesson_day;
    const auto hour = 8 + static_cast<int>(random_() % 8);
    lesson.needed_by = ToWall(first_ + lesson_day, hour * kHourMs, kBeijing);
    lesson.published = published + static_cast<std::int64_t>(random_() % 60) * kMinuteMs;
    if (options_.renditions && random_() % 3 != 0) lesson.smaller = lesson.bytes / 4;
    return lesson;
  }

  const YearOptions options_;
  std::mt19937 random_;
  Year year_;
  LocalDay first_;
  double busy_ = 1;
};

struct Waiting {
  std::size_t lesson = 0;
  std::int64_t left = 0;        // Of all of it.
  std::int64_t small_left = 0;  // Of its small rendition.
  bool there_small = false;
  bool flagged = false;  // Two days before its hour, or at the last plan before that.
};

struct Told {
  WallTime likely, safely;
};

class Life {
 public:
  Life(const Year& year, Order order) : year_(year), order_(order), quota_(year.quota, kBeijing) {}

  Outcome Run() {
    for (const auto& slot : year_.slots) {
      Take(slot.at);
      const bool open = year_.windows.At(slot.at).open;
      if (order_ == Order::kPlan) {
        PlanAnew(slot, open);
      } else if (open) {
        SortPlainly(slot.at);
      }
      const auto moved = Move(slot);
      if (order_ == Order::kPlan) {
        const auto demand =
            open && !waiting_.empty() && lessons_may_ ? sync::Demand::kFull : sync::Demand::kNone;
        // The line is asked every minute, as the engine does.
        for (int minute = 1; minute <= 10; ++minute) {
          goodput_.Note({slot.at.ms + minute * kMinuteMs}, moved / 10, demand);
        }
      }
      if (!open) outcome_.bytes_outside += moved;
      CountMonth(slot.at, moved);
    }
    for (const auto& [month, bytes] : months_) {
      outcome_.most_in_a_month = std::max(outcome_.most_in_a_month, bytes + bytes * 65 / 1000);
    }
    for (const auto& lesson : year_.lessons) {
      // Those of the last days have no hour within this year.
      if (lesson.needed_by && *lesson.needed_by < year_.end) ++outcome_.timetabled;
    }
    for (auto& waits : waiting_) Judge(waits, year_.end, false);
    return outcome_;
  }

 private:
  void Take(WallTime now) {
    for (; taken_ < year_.lessons.size() && year_.lessons[taken_].published <= now; ++taken_) {
      const auto& lesson = year_.lessons[taken_];
      waiting_.push_back({.lesson = taken_, .left = lesson.bytes, .small_left = lesson.smaller});
      changed_ = true;
    }
  }

  const Lesson& Of(const Waiting& waits) const { return year_.lessons[waits.lesson]; }

  void SortPlainly(WallTime now) {
    std::ranges::stable_sort(waiting_, {}, [&](const Waiting& w) -> std::pair<std::int64_t, std::int64_t> {
      const auto& lesson = Of(w);
      switch (order_) {
        case Order::kFifo: return {lesson.published.ms, static_cast<std::int64_t>(w.lesson)};
        case Order::kSmallest: return {lesson.bytes, static_cast<std::int64_t>(w.lesson)};
        default:
          if (lesson.needed_by && *lesson.needed_by > now) return {lesson.needed_by->ms, lesson.published.ms};
          return {year_.end.ms, lesson.published.ms};
      }
    });
    turns_.clear();
    for (std::size_t i = 0; i < waiting_.size(); ++i) turns_.push_back({i, false, sync::Purse::kContent});
  }

  // Whenever something new is there, at each opening, and each hour.
  void PlanAnew(const Slot& slot, bool open) {
    const auto local = ToLocal(slot.at, kBeijing);
    const bool morning = local.ms == 7 * kHourMs;
    lessons_may_ = quota_.Left(slot.at, sync::Purse::kContent) > 0;
    if (!morning && (!open || (!changed_ && local.ms % kHourMs != 0))) return;
    changed_ = false;
    std::vector<sync::QueueItem> items;
    for (const auto& waits : waiting_) {
      const auto& lesson = Of(waits);
      sync::QueueItem item{
          .rank = lesson.rank, .bytes = waits.left, .needed_by = lesson.needed_by, .since = lesson.published};
      if (waits.there_small) {
        item.needed_by.reset();  // What is left of it is nobody's hurry.
        item.rank = sync::Rank::kSubscription;
      } else if (waits.small_left > 0 && waits.small_left < waits.left) {
        item.smaller = {waits.small_left};
      }
      items.push_back(item);
    }
    const sync::Forecast forecast(slot.at, year_.windows, quota_, goodput_.Speed());
    const sync::Gate gate{
        .window = open, .quota = lessons_may_, .spare = quota_.Left(slot.at, sync::Purse::kSpare) > 0};
    const auto places = Arrange(items, forecast, gate, slot.at);
    turns_.clear();
    for (const auto& place : places) {
      turns_.push_back({place.item, place.part == sync::Place::Part::kSmaller, place.purse});
      auto& waits = waiting_[place.item];
      const auto needed_by = items[place.item].needed_by;
      if (place.part != sync::Place::Part::kRest && needed_by && slot.at + 2 * kDayMs <= *needed_by) {
        waits.flagged = place.promise == sync::Promise::kTooLate;
      }
      if (morning && goodput_.Speed().measured && place.part == sync::Place::Part::kWhole && place.expected &&
          place.safely && place.promise == sync::Promise::kInTime && !told_.contains(waits.lesson)) {
        told_[waits.lesson] = {*place.expected, *place.safely};
      }
    }
  }

  std::int64_t Move(const Slot& slot) {
    const bool open = year_.windows.At(slot.at).open;
    if (!open) return 0;
    std::int64_t moved = 0;
    auto line = slot.bytes;
    for (const auto& turn : turns_) {
      auto& waits = waiting_[turn.waiting];
      auto left = quota_.Left(slot.at, turn.purse);
      if (left != sync::kNoQuota) left = left * 1000 / 1065;
      const auto wanted = turn.small ? waits.small_left : waits.left;
      const auto bytes = std::min({line, left, wanted});
      if (bytes <= 0) continue;
      line -= bytes;
      moved += bytes;
      quota_.Moved(slot.at, {bytes, 0});
      waits.left -= bytes;
      waits.small_left = std::max<std::int64_t>(waits.small_left - (turn.small ? bytes : 0), 0);
      if (turn.small && waits.small_left == 0) ArriveSmall(waits, slot.at);
    }
    for (auto& waits : waiting_) {
      if (waits.left == 0) Judge(waits, slot.at + kSlotMs, true);
    }
    if (std::erase_if(waiting_, [](const Waiting& w) { return w.left == 0; }) > 0) {
      // Places speak of positions.
      changed_ = true;
      if (order_ == Order::kPlan) PlanAnew({slot.at + 1, 0}, open);
    }
    outcome_.bytes += moved;
    return moved;
  }

  void ArriveSmall(Waiting& waits, WallTime now) {
    if (waits.there_small) return;
    waits.there_small = true;
    if (Of(waits).needed_by && *Of(waits).needed_by >= now + kSlotMs && *Of(waits).needed_by < year_.end)
      ++outcome_.in_time;
    changed_ = true;
  }

  void Judge(const Waiting& waits, WallTime now, bool came) {
    const auto& lesson = Of(waits);
    if (came) ++outcome_.arrived;
    if (const auto told = told_.find(waits.lesson); told != told_.end()) {
      ++outcome_.forecasts;
      outcome_.kept_safely += came && now + -kSlotMs <= told->second.safely;
      outcome_.kept_likely += came && now + -kSlotMs <= told->second.likely;
    }
    if (!lesson.needed_by || *lesson.needed_by >= year_.end) return;
    const bool in_time = came && now <= *lesson.needed_by;
    if (in_time) ++outcome_.in_time_whole;
    if (in_time && !waits.there_small) ++outcome_.in_time;
    if (in_time || waits.there_small) {
      outcome_.flagged_wrongly += waits.flagged;
    } else {
      ++outcome_.late;
      outcome_.flagged += waits.flagged;
    }
  }

  // Without asking the class under test.
  void CountMonth(WallTime at, std::int64_t moved) {
    const auto day = ToLocal(at, kBeijing).day;
    const auto month = day.DayOfMonth() >= 5 ? DayInMonth(day, 1, 0) : DayInMonth(day, 1, -1);
    months_[month] += moved;
  }

  struct Turn {
    std::size_t waiting = 0;
    bool small = false;
    sync::Purse purse = sync::Purse::kContent;
  };

  const Year& year_;
  Order order_;
  sync::Quota quota_;
  sync::Goodput goodput_;
  std::vector<Waiting> waiting_;
  std::vector<Turn> turns_;
  std::map<std::size_t, Told> told_;
  std::map<LocalDay, std::int64_t> months_;
  std::size_t taken_ = 0;
  bool changed_ = false;
  bool lessons_may_ = true;
  Outcome outcome_;
};

}  // namespace

Year MakeYear(const YearOptions& options) { return Maker(options).Make(); }

Outcome Live(const Year& year, Order order) { return Life(year, order).Run(); }

}  // namespace lianxiao::sim
