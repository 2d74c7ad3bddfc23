#include "sync/plan/room.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace lianxiao::sync {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Tight: no room beside, so that the reserve for updates is 0.
constexpr DiskRoom kFull{.left = 0, .capacity = 0};

std::vector<std::string> Fitting(const RoomPlan& plan) {
  std::vector<std::string> ids;
  for (const auto& fit : plan.fits) ids.push_back(fit.id);
  return ids;
}
std::vector<std::string> Misfits(const RoomPlan& plan) {
  std::vector<std::string> ids;
  for (const auto& misfit : plan.no_room) ids.push_back(misfit.id);
  return ids;
}

HeldLesson Held(std::string id, std::optional<Rank> rank, std::int64_t bytes, std::int64_t last = 0,
                std::int64_t times = 0) {
  return {.id = std::move(id), .rank = rank, .last_used = last, .times_used = times, .bytes = bytes};
}

TEST(Room, NothingMakesWayWhileThereIsRoom) {
  const HeldLesson held[] = {Held("old", std::nullopt, 100)};
  const WantedLesson wanted[] = {{"new", Rank::kTimetable, 50}};
  const auto plan = PlanRoom(wanted, held, {.left = 60, .capacity = 160});
  EXPECT_THAT(Fitting(plan), ElementsAre("new"));
  EXPECT_THAT(plan.fits[0].makes_way, IsEmpty());
}

TEST(Room, WhatNobodyAsksForGoesFirstThenPrefetchThenSubscriptions) {
  const HeldLesson held[] = {Held("subscribed", Rank::kSubscription, 10),
                             Held("prefetched", Rank::kPrefetch, 10), Held("unasked", std::nullopt, 10)};
  const auto first_for = [&](std::int64_t bytes) {
    const WantedLesson wanted[] = {{"new", Rank::kTimetable, bytes}};
    return PlanRoom(wanted, held, kFull).fits.at(0).makes_way;
  };
  EXPECT_THAT(first_for(10), ElementsAre("unasked"));
  EXPECT_THAT(first_for(20), ElementsAre("unasked", "prefetched"));
  EXPECT_THAT(first_for(30), ElementsAre("unasked", "prefetched", "subscribed"));
}

TEST(Room, OfEqualsTheOneUsedLeastLatelyGoesThenTheLeastUsed) {
  const HeldLesson held[] = {Held("lately", Rank::kSubscription, 10, 9, 1),
                             Held("often", Rank::kSubscription, 10, 3, 50),
                             Held("once", Rank::kSubscription, 10, 3, 1)};
  const WantedLesson wanted[] = {
      {"a", Rank::kUrgent, 10}, {"b", Rank::kUrgent, 10}, {"c", Rank::kUrgent, 10}};
  const auto plan = PlanRoom(wanted, held, kFull);
  ASSERT_EQ(plan.fits.size(), 3U);
  EXPECT_THAT(plan.fits[0].makes_way, ElementsAre("once"));
  EXPECT_THAT(plan.fits[1].makes_way, ElementsAre("often"));
  EXPECT_THAT(plan.fits[2].makes_way, ElementsAre("lately"));
}

TEST(Room, NothingMakesWayForItsEqualOrForWhatRanksLower) {
  const HeldLesson held[] = {Held("subscribed", Rank::kSubscription, 100)};
  const WantedLesson wanted[] = {{"equal", Rank::kSubscription, 10}, {"lower", Rank::kPrefetch, 10}};
  const auto plan = PlanRoom(wanted, held, kFull);
  EXPECT_THAT(plan.fits, IsEmpty());
  EXPECT_THAT(Misfits(plan), ElementsAre("equal", "lower"));
}

TEST(Room, WhatIsKeptStaysWhateverComes) {
  auto pinned = Held("pinned", std::nullopt, 100);
  pinned.kept = true;
  const HeldLesson held[] = {pinned};
  const WantedLesson wanted[] = {{"urgent", Rank::kUrgent, 10}};
  const auto plan = PlanRoom(wanted, held, {.left = -50, .capacity = 50, .logs_lack = 50});
  EXPECT_THAT(Misfits(plan), ElementsAre("urgent"));
  EXPECT_THAT(plan.at_once, IsEmpty());
}

TEST(Room, NothingGoesInVain) {
  const HeldLesson held[] = {Held("a", std::nullopt, 10), Held("b", Rank::kPrefetch, 20)};
  const WantedLesson wanted[] = {{"huge", Rank::kUrgent, 1'000}, {"small", Rank::kTimetable, 25}};
  const auto plan = PlanRoom(wanted, held, kFull);
  EXPECT_THAT(Misfits(plan), ElementsAre("huge"));
  EXPECT_EQ(plan.no_room[0].bytes, 1'000);
  EXPECT_EQ(plan.no_room[0].could_have, 30);
  ASSERT_THAT(Fitting(plan), ElementsAre("small"));
  EXPECT_THAT(plan.fits[0].makes_way, ElementsAre("a", "b"));
}

TEST(Room, SmallOnesStayWhereALargeOneHasToGoAnyway) {
  const HeldLesson held[] = {Held("crumb", std::nullopt, 1), Held("crust", std::nullopt, 2, 1),
                             Held("loaf", std::nullopt, 500, 2)};
  const WantedLesson wanted[] = {{"new", Rank::kTimetable, 400}};
  EXPECT_THAT(PlanRoom(wanted, held, kFull).fits.at(0).makes_way, ElementsAre("loaf"));
}

TEST(Room, WhoeverMadeWayForOneMakesNoRoomForTheNext) {
  const HeldLesson held[] = {Held("a", Rank::kPrefetch, 10)};
  const WantedLesson wanted[] = {{"first", Rank::kTimetable, 10}, {"second", Rank::kTimetable, 10}};
  const auto plan = PlanRoom(wanted, held, kFull);
  EXPECT_THAT(Fitting(plan), ElementsAre("first"));
  EXPECT_THAT(Misfits(plan), ElementsAre("second"));
}

TEST(Room, SomeStaysFreeForNewVersionsOfWhatIsHere) {
  const DiskRoom room{.left = 100, .capacity = 1'000};  // Of which 50 are for updates.
  const WantedLesson fresh[] = {{"new", Rank::kSubscription, 60}};
  EXPECT_THAT(Misfits(PlanRoom(fresh, {}, room)), ElementsAre("new"));
  const WantedLesson update[] = {{"new", Rank::kSubscription, 60, true}};
  EXPECT_THAT(Fitting(PlanRoom(update, {}, room)), ElementsAre("new"));
  const WantedLesson timetabled[] = {{"new", Rank::kTimetable, 100}};
  EXPECT_THAT(Fitting(PlanRoom(timetabled, {}, room)), ElementsAre("new"));
}

TEST(Room, WhatMadeWayComesBackOnlyToRoomToSpareAndMovesNobodyWhomSomebodyWants) {
  const WantedLesson again[] = {{.id = "again", .rank = Rank::kSubscription, .bytes = 60, .made_way = true}};
  EXPECT_THAT(Misfits(PlanRoom(again, {}, {.left = 150, .capacity = 1'000})), ElementsAre("again"));
  EXPECT_THAT(Fitting(PlanRoom(again, {}, {.left = 160, .capacity = 1'000})), ElementsAre("again"));
  const HeldLesson prefetched[] = {Held("p", Rank::kPrefetch, 500)};
  EXPECT_THAT(Misfits(PlanRoom(again, prefetched, {.left = 0, .capacity = 1'000})), ElementsAre("again"));
  const WantedLesson timetabled[] = {
      {.id = "again", .rank = Rank::kTimetable, .bytes = 60, .made_way = true}};
  EXPECT_THAT(Fitting(PlanRoom(timetabled, prefetched, kFull)), ElementsAre("again"));
}

TEST(Room, ASmallerBudgetLetsGoAtOnceDownToIt) {
  const HeldLesson held[] = {Held("a", Rank::kSubscription, 30, 1), Held("b", Rank::kSubscription, 30, 2)};
  const auto plan = PlanRoom({}, held, {.left = -20, .capacity = 40});
  EXPECT_THAT(plan.at_once, ElementsAre("a"));
}

TEST(Room, ADiskThatOthersFilledCostsNoMoreLessonsThanUsageNeeds) {
  const HeldLesson held[] = {Held("a", Rank::kSubscription, 30, 1), Held("b", Rank::kSubscription, 30, 2)};
  EXPECT_THAT(PlanRoom({}, held, {.left = -9'000, .capacity = -8'940}).at_once, IsEmpty());
  EXPECT_THAT(PlanRoom({}, held, {.left = -9'000, .capacity = -8'940, .logs_lack = 10}).at_once,
              ElementsAre("a"));
}

TEST(Room, AnUpdateOfWhatMakesWayIsNotFetchedInTheSameBreath) {
  const HeldLesson held[] = {Held("old", Rank::kSubscription, 30)};
  const WantedLesson wanted[] = {{"monday", Rank::kTimetable, 20}, {"old", Rank::kSubscription, 5, true}};
  const auto plan = PlanRoom(wanted, held, kFull);
  EXPECT_THAT(Fitting(plan), ElementsAre("monday"));
  EXPECT_THAT(Misfits(plan), ElementsAre("old"));
}

// Whatever is drawn: nothing kept goes, nothing goes for its equal or lower, nobody goes twice, and the room
// is never overdrawn.
TEST(Room, KeepsItsRulesForWhateverIsDrawn) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const Rank ranks[] = {Rank::kUrgent, Rank::kTimetable, Rank::kWish, Rank::kSubscription, Rank::kPrefetch};
    std::vector<HeldLesson> held;
    std::map<std::string, HeldLesson> by_id;
    for (int i = 0; i < 30; ++i) {
      HeldLesson lesson{.id = "h" + std::to_string(i)};
      if (random() % 4 != 0) lesson.rank = ranks[random() % 5];
      lesson.kept = random() % 4 == 0;
      lesson.bytes = static_cast<std::int64_t>(random() % 100);
      lesson.last_used = static_cast<std::int64_t>(random() % 10);
      held.push_back(lesson);
      by_id[lesson.id] = lesson;
    }
    std::vector<WantedLesson> wanted;
    for (int i = 0; i < 20; ++i) {
      wanted.push_back({"w" + std::to_string(i), ranks[random() % 5],
                        static_cast<std::int64_t>(random() % 150), random() % 3 == 0, random() % 5 == 0});
    }
    std::ranges::stable_sort(wanted, {}, &WantedLesson::rank);
    auto left = static_cast<std::int64_t>(random() % 300) - 100;
    const auto plan = PlanRoom(wanted, held, {.left = left, .capacity = left + 1'500});
    std::set<std::string> gone;
    const auto go = [&](const std::string& id) {
      EXPECT_TRUE(gone.insert(id).second) << id;
      EXPECT_FALSE(by_id.at(id).kept) << id;
      left += by_id.at(id).bytes;
    };
    for (const auto& id : plan.at_once) go(id);
    EXPECT_EQ(plan.fits.size() + plan.no_room.size(), wanted.size());
    for (const auto& fit : plan.fits) {
      const auto lesson = std::ranges::find(wanted, fit.id, &WantedLesson::id);
      for (const auto& id : fit.makes_way) {
        go(id);
        EXPECT_TRUE(!by_id.at(id).rank || *by_id.at(id).rank > lesson->rank) << id << " for " << fit.id;
      }
      left -= lesson->bytes;
      EXPECT_GE(left, 0) << fit.id;
    }
  }
}

}  // namespace
}  // namespace lianxiao::sync
