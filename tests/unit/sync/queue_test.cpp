// The order of what is wanted, and the word on each.
#include "sync/plan/queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "sync/plan/spread.h"
#include "sync/plan/tuning.h"
#include "sync/plan/turns.h"

namespace lianxiao::sync {
namespace {

constexpr std::int64_t kMb = 1'000'000;
const WallTime kNow = *ParseRfc3339("2026-11-23T00:00:00Z");

// A line of exactly 1 MB/s that is always there: an hour carries 3,600 MB.
Forecast Steady() { return Forecast(kNow, Windows{}, Quota{}, {kMb}); }
WallTime In(std::int64_t seconds) { return kNow + seconds * kSecondMs; }

QueueItem Lesson(std::int64_t mb, std::int64_t needed_in_s) {
  return {.rank = Rank::kTimetable, .bytes = mb * kMb, .needed_by = In(needed_in_s), .since = kNow};
}

std::vector<std::size_t> OrderOf(const std::vector<Place>& places) {
  std::vector<std::size_t> order;
  for (const auto& place : places) order.push_back(place.item);
  return order;
}

const Place& PlaceOfItem(const std::vector<Place>& places, std::size_t item) {
  return *std::ranges::find(places, item, &Place::item);
}

TEST(Queue, GoesByRankFirst) {
  std::vector<QueueItem> items;
  for (const auto rank : {Rank::kPrefetch, Rank::kSubscription, Rank::kWish, Rank::kUrgent, Rank::kWithdrawal,
                          Rank::kMetadata, Rank::kReceipts}) {
    items.push_back({.rank = rank, .bytes = kMb, .since = kNow});
  }
  items.push_back(Lesson(1, 1'000));
  EXPECT_EQ(OrderOf(Arrange(items, Steady(), {}, kNow)), (std::vector<std::size_t>{6, 5, 4, 3, 7, 2, 1, 0}));
}

TEST(Queue, TheEarliestDeadlineComesFirst) {
  const std::vector items{Lesson(10, 300), Lesson(10, 100), Lesson(10, 200)};
  const auto places = Arrange(items, Steady(), {}, kNow);
  EXPECT_EQ(OrderOf(places), (std::vector<std::size_t>{1, 2, 0}));
  for (const auto& place : places) EXPECT_EQ(place.promise, Promise::kInTime);
  EXPECT_EQ(places[2].expected, In(30));
}

// Who keeps only the first few by this loses none that would come first.
TEST(Queue, PrecedenceIsTheOrderInWhichThingsComeOverALineThatCarriesAll) {
  std::mt19937 random(11);
  for (int time = 0; time < 50; ++time) {
    std::vector<QueueItem> items;
    for (int i = 0; i < 40; ++i) {
      QueueItem item{.rank = static_cast<Rank>(random() % 8),
                     .bytes = static_cast<std::int64_t>(random() % 900) * 1'000};
      item.since = kNow + -static_cast<std::int64_t>(random() % 40) * kDayMs;
      if (random() % 2 == 0) item.needed_by = kNow + (1 + static_cast<std::int64_t>(random() % 60)) * kDayMs;
      item.no_source = random() % 10 == 0;
      items.push_back(item);
    }
    const auto places = Arrange(items, Steady(), {}, kNow);
    for (std::size_t i = 1; i < places.size(); ++i) {
      if (items[places[i - 1].item].no_source) break;  // Those stand at the end as they came.
      EXPECT_LE(PrecedenceOf(items[places[i - 1].item], kNow), PrecedenceOf(items[places[i].item], kNow));
    }
  }
}

TEST(Queue, AUnitOfTheTeachingProgressIsAsGoodAsDueOnItsMonday) {
  const auto unit = [](std::int64_t mb, std::int64_t days) {
    return QueueItem{
        .rank = Rank::kWish, .bytes = mb * kMb, .needed_by = kNow + days * kDayMs, .since = kNow};
  };
  // A wish of 250 MB is as good as due after two days and a half.
  const std::vector<QueueItem> items{unit(900, 7),
                                     {.rank = Rank::kWish, .bytes = 250 * kMb, .since = kNow},
                                     unit(900, 1),
                                     {.rank = Rank::kSubscription, .bytes = kMb, .since = kNow},
                                     Lesson(1, 90'000)};
  EXPECT_EQ(OrderOf(Arrange(items, Steady(), {}, kNow)), (std::vector<std::size_t>{4, 2, 1, 0, 3}));
}

TEST(Queue, WhatCannotArriveStarvesNobody) {
  const std::vector items{Lesson(1'000, 100), Lesson(40, 110), Lesson(40, 120)};
  const auto places = Arrange(items, Steady(), {}, kNow);
  EXPECT_EQ(OrderOf(places), (std::vector<std::size_t>{1, 2, 0}));
  EXPECT_EQ(PlaceOfItem(places, 0).promise, Promise::kTooLate);
  EXPECT_EQ(PlaceOfItem(places, 1).promise, Promise::kInTime);
  EXPECT_EQ(PlaceOfItem(places, 2).promise, Promise::kInTime);
}

TEST(Queue, FallsBackToASmallerRenditionBeforeGivingUp) {
  auto large = Lesson(1'000, 100);
  large.smaller = {300 * kMb, 30 * kMb};
  const std::vector items{large, Lesson(40, 110), Lesson(25, 120)};
  const auto places = Arrange(items, Steady(), {}, kNow);
  ASSERT_EQ(places.size(), 4u);
  EXPECT_EQ(places[0].part, Place::Part::kSmaller);
  EXPECT_EQ(places[0].smaller, 1u);
  EXPECT_EQ(places[0].bytes, 30 * kMb);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(places[static_cast<std::size_t>(i)].promise, Promise::kInTime) << i;
  // The rest of it follows when there is time.
  EXPECT_EQ(places[3].item, 0u);
  EXPECT_EQ(places[3].part, Place::Part::kRest);
  EXPECT_EQ(places[3].bytes, 970 * kMb);
}

TEST(Queue, FallsBackNoFurtherThanNeeded) {
  auto large = Lesson(1'000, 100);
  large.smaller = {80 * kMb, 10 * kMb};
  const auto places = Arrange(std::vector{large}, Steady(), {}, kNow);
  EXPECT_EQ(places[0].bytes, 80 * kMb);
}

// One that was made smaller for the sake of another, which then is given up, is whole again.
TEST(Queue, DoesNotShrinkForWhatIsGivenUp) {
  auto lesson = Lesson(90, 100);
  lesson.smaller = {20 * kMb};
  const std::vector items{lesson, Lesson(5'000, 101)};
  const auto places = Arrange(items, Steady(), {}, kNow);
  EXPECT_EQ(places[0].part, Place::Part::kWhole);
  EXPECT_EQ(places[0].bytes, 90 * kMb);
}

TEST(Queue, FlagsWhatOnlyLuckBringsAndWhatAStickMust) {
  const Forecast shaky(kNow, Windows{}, Quota{}, {.mean = kMb, .spread = 500'000, .known_hours = 100});
  // Half an hour at 1 MB/s is 1,800 MB; nine times in ten only some 650.
  const std::vector items{Lesson(500, 1'800), Lesson(1'100, 1'800), Lesson(50'000, 1'800)};
  const auto places = Arrange(items, shaky, {}, kNow);
  EXPECT_EQ(PlaceOfItem(places, 0).promise, Promise::kInTime);
  EXPECT_EQ(PlaceOfItem(places, 1).promise, Promise::kAtRisk);
  EXPECT_EQ(PlaceOfItem(places, 2).promise, Promise::kTooLate);
}

TEST(Queue, ALessonWhoseHourHasGoneStaysWanted) {
  const std::vector items{Lesson(10, -60), Lesson(10, 60)};
  const auto places = Arrange(items, Steady(), {}, kNow);
  EXPECT_EQ(OrderOf(places), (std::vector<std::size_t>{1, 0}));
  EXPECT_EQ(places[1].promise, Promise::kTooLate);
  EXPECT_TRUE(places[1].expected);
}

// Moore and Hodgson keep the most lessons in time: no subset that fits is larger.
TEST(Queue, KeepsAsManyLessonsInTimeAsAnyOrderCould) {
  std::mt19937 random(11);
  for (int round = 0; round < 200; ++round) {
    std::vector<QueueItem> items;
    const auto count = 1 + random() % 9;
    for (std::size_t i = 0; i < count; ++i) items.push_back(Lesson(1 + random() % 100, 1 + random() % 300));
    const auto places = Arrange(items, Steady(), {}, kNow);
    const auto in_time = std::ranges::count(places, Promise::kInTime, &Place::promise);

    std::vector<std::size_t> by_deadline(count);
    std::iota(by_deadline.begin(), by_deadline.end(), 0);
    std::ranges::sort(by_deadline, {}, [&](std::size_t i) { return items[i].needed_by; });
    long best = 0;
    for (unsigned subset = 0; subset < 1u << count; ++subset) {
      std::int64_t bytes = 0;
      bool fits = true;
      for (const auto i : by_deadline) {
        if ((subset >> i & 1) == 0) continue;
        bytes += items[i].bytes;
        fits &= kNow + bytes / 1000 <= *items[i].needed_by;
      }
      if (fits) best = std::max(best, static_cast<long>(std::popcount(subset)));
    }
    EXPECT_EQ(in_time, best) << "round " << round;
  }
}

TEST(Queue, ALargeOneIsNotOvertakenForEver) {
  std::vector<QueueItem> items{{.bytes = 2'000 * kMb, .since = kNow + -21 * kDayMs}};
  for (int i = 0; i < 5; ++i) items.push_back({.bytes = 50 * kMb, .since = kNow + -i * kMinuteMs});
  EXPECT_EQ(Arrange(items, Steady(), {}, kNow)[0].item, 0u);
  // In its first days the small ones of the day went first.
  items[0].since = kNow + -3 * kDayMs;
  EXPECT_EQ(Arrange(items, Steady(), {}, kNow).back().item, 0u);
}

TEST(Queue, ANewBoxBeginsWithSmallOnesHoweverOld) {
  const std::vector<QueueItem> items{{.bytes = 900 * kMb, .since = kNow + -900 * kDayMs},
                                     {.bytes = 5 * kMb, .since = kNow + -40 * kDayMs}};
  EXPECT_EQ(Arrange(items, Steady(), {}, kNow)[0].item, 1u);
}

TEST(Queue, SaysWhatItWaitsFor) {
  const std::vector<QueueItem> items{{.bytes = kMb, .since = kNow}, {.bytes = 2 * kMb, .since = kNow}};
  const auto why = [&](const Gate& gate) { return Arrange(items, Steady(), gate, kNow)[0].why; };
  EXPECT_EQ(why({}), Why::kMoving);
  EXPECT_EQ(why({.window = false, .window_opens = In(60)}), Why::kWindow);
  EXPECT_EQ(why({.quota = false}), Why::kQuota);
  EXPECT_EQ(why({.own_turn = In(9)}), Why::kOwnTurn);
  EXPECT_EQ(why({.peer_online = false}), Why::kPeerOffline);
  const auto second = Arrange(items, Steady(), {}, kNow)[1];
  EXPECT_EQ(second.why, Why::kBehind);
  EXPECT_EQ(second.until, In(1));
  const auto closed = Arrange(items, Steady(), {.window = false, .window_opens = In(60)}, kNow);
  EXPECT_EQ(closed[1].until, In(60));
}

TEST(Queue, WhatNobodyHasRightHoldsUpNobody) {
  const std::vector<QueueItem> items{
      {.rank = Rank::kUrgent, .bytes = 500 * kMb, .since = kNow, .no_source = true},
      {.bytes = kMb, .since = kNow}};
  const auto places = Arrange(items, Steady(), {}, kNow);
  EXPECT_EQ(places[0].item, 1u);
  EXPECT_EQ(places[0].why, Why::kMoving);
  EXPECT_EQ(places[0].expected, In(1));
  EXPECT_EQ(places[1].why, Why::kNoSource);
  EXPECT_FALSE(places[1].expected);
}

TEST(Queue, OnAFullDiskNothingIsPromised) {
  const std::vector<QueueItem> items{{.bytes = kMb, .since = kNow}};
  const auto places = Arrange(items, Steady(), {.space = false}, kNow);
  EXPECT_EQ(places[0].why, Why::kNoSpace);
  EXPECT_FALSE(places[0].expected);
}

TEST(Queue, UrgentAndSmallThingsPassAClosedWindowWhereTheyMay) {
  const std::vector<QueueItem> items{{.rank = Rank::kUrgent, .bytes = kMb, .since = kNow},
                                     {.rank = Rank::kReceipts, .bytes = 1'000, .since = kNow}};
  auto places = Arrange(items, Steady(), {.window = false, .urgent_now = true}, kNow);
  EXPECT_EQ(places[0].why, Why::kMoving);
  EXPECT_EQ(places[1].why, Why::kBehind);
  places = Arrange(items, Steady(), {.window = false, .urgent_now = false}, kNow);
  EXPECT_EQ(places[0].why, Why::kMoving);
  EXPECT_EQ(places[1].why, Why::kWindow);
}

TEST(Queue, EveryItemHasAPlaceAndNoByteIsCountedTwice) {
  std::mt19937 random(3);
  for (int round = 0; round < 100; ++round) {
    std::vector<QueueItem> items;
    for (std::size_t i = 0; i < 40; ++i) {
      auto item = Lesson(1 + random() % 300, static_cast<std::int64_t>(random() % 4'000));
      item.rank = static_cast<Rank>(random() % 8);
      if (random() % 2 == 0) item.smaller = {item.bytes / 3, item.bytes / 9};
      if (random() % 3 == 0) item.needed_by.reset();
      item.no_source = random() % 5 == 0;
      items.push_back(item);
    }
    std::vector<std::int64_t> placed(items.size());
    for (const auto& place : Arrange(items, Steady(), {}, kNow)) placed[place.item] += place.bytes;
    for (std::size_t i = 0; i < items.size(); ++i) EXPECT_EQ(placed[i], items[i].bytes);
  }
}

TEST(Spread, AThousandBoxesDoNotComeAtOnce) {
  constexpr std::int64_t kNight = 8 * kHourMs;
  const auto day = *ParseDay("2026-11-23");
  std::vector<int> minutes(30);
  for (int box = 0; box < 1'000; ++box) {
    const auto ms = SpreadMs("box-" + std::to_string(box), day, kNight);
    ASSERT_GE(ms, 0);
    ASSERT_LT(ms, 30 * kMinuteMs);
    ++minutes[static_cast<std::size_t>(ms / kMinuteMs)];
  }
  for (const auto boxes : minutes) EXPECT_LT(boxes, 70);  // 33 each on average.
}

TEST(Spread, NobodyIsAlwaysLast) {
  const auto day = *ParseDay("2026-11-23");
  std::int64_t sum = 0;
  for (int i = 0; i < 100; ++i) sum += SpreadMs("box", day + i, 8 * kHourMs);
  EXPECT_NEAR(static_cast<double>(sum) / 100, 15.0 * kMinuteMs, 5.0 * kMinuteMs);
}

TEST(Spread, LeavesMostOfAShortWindow) {
  EXPECT_LT(SpreadMs("box", *ParseDay("2026-11-23"), 20 * kMinuteMs), 5 * kMinuteMs);
  EXPECT_EQ(SpreadMs("box", *ParseDay("2026-11-23"), 0), 0);
}

TEST(Turns, AreFairWhileBothWait) {
  Turns turns;
  std::int64_t down = 0, up = 0;
  for (int i = 0; i < 10'000; ++i) {
    const auto next = turns.Next(true, true);
    turns.Moved(next, 65'536);
    (next == Direction::kDown ? down : up) += 65'536;
  }
  EXPECT_NEAR(static_cast<double>(down), static_cast<double>(up), 2.0 * kTurnBytes);
}

TEST(Turns, AnIdleNightSavesUpNoClaims) {
  Turns turns;
  for (int i = 0; i < 10'000; ++i) turns.Moved(Direction::kDown, 1'000'000);
  EXPECT_EQ(turns.Next(true, false), Direction::kDown);
  std::int64_t up = 0;
  while (turns.Next(true, true) == Direction::kUp) {
    turns.Moved(Direction::kUp, 65'536);
    up += 65'536;
  }
  EXPECT_LE(up, kTurnBytes + 65'536);
}

}  // namespace
}  // namespace lianxiao::sync
