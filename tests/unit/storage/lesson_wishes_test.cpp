#include "storage/lesson_wishes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/storage/box.h"

namespace lianxiao::storage {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class LessonWishesTest : public Box {
 protected:
  // A row as the catalog keeps it; `held` when its files are here.
  void AddLesson(const std::string& id, bool held = false, bool withdrawn = false) {
    ASSERT_TRUE(journal->Write([&](Connection& c) {
      return c
          .Prepare(
              "INSERT OR REPLACE INTO resources VALUES (?, 's', 1, ?, ?, ?, x'00', '', '', '', '', '', '',"
              " '', '', '', '', '', '', '', '')")
          .Bind(1, id)
          .Bind(2, withdrawn ? 1 : 0)
          .Bind(3, held ? 1 : 0)
          .Bind(4, held ? 1 : 0)
          .Run();
    }));
    if (held) return;
    ASSERT_TRUE(journal->Write([&](Connection& c) {
      return c.Prepare("UPDATE resources SET held_version = NULL, held_order = NULL WHERE id = ?")
          .Bind(1, id)
          .Run();
    }));
  }
};

TEST_F(LessonWishesTest, AWishLastsOverAPowerCutUntilTheLessonIsHere) {
  AddLesson("a");
  ASSERT_TRUE(LessonWishes(*journal).Wish("a", clock.wall));
  ASSERT_TRUE(LessonWishes(*journal).Wish("a", clock.wall + kDayMs));  // Again: since the first time.
  OpenJournal();
  LessonWishes wishes(*journal);
  EXPECT_THAT(*wishes.Open(), ElementsAre("a"));
  EXPECT_EQ(wishes.All()->front().since, clock.wall);
  ASSERT_TRUE(wishes.NoteArrivals(clock.wall));
  EXPECT_THAT(*wishes.Open(), ElementsAre("a"));
  AddLesson("a", true);
  ASSERT_TRUE(wishes.NoteArrivals(clock.wall + kHourMs));
  EXPECT_THAT(*wishes.Open(), IsEmpty());
  EXPECT_EQ(wishes.All()->front().came, clock.wall + kHourMs);
  ASSERT_TRUE(wishes.NoteArrivals(clock.wall + 20 * kDayMs));
  EXPECT_THAT(*wishes.All(), IsEmpty()) << "no news for ever";
}

TEST_F(LessonWishesTest, OneThatCameAndMadeWayCanBeWishedForAgain) {
  AddLesson("a");
  LessonWishes wishes(*journal);
  ASSERT_TRUE(wishes.Wish("a", clock.wall));
  AddLesson("a", true);
  ASSERT_TRUE(wishes.NoteArrivals(clock.wall));
  EXPECT_THAT(wishes.Wish("a", clock.wall).error().message, HasSubstr("wish.here"));
  AddLesson("a", false);
  ASSERT_TRUE(wishes.Wish("a", clock.wall + kDayMs));
  EXPECT_THAT(*wishes.Open(), ElementsAre("a"));
  EXPECT_EQ(wishes.All()->front().since, clock.wall + kDayMs);
}

TEST_F(LessonWishesTest, RefusesWhatIsNotOfferedAndTooMany) {
  LessonWishes wishes(*journal);
  EXPECT_EQ(wishes.Wish("nothing", clock.wall).error().code, ErrorCode::kNotFound);
  AddLesson("gone", false, true);
  EXPECT_EQ(wishes.Wish("gone", clock.wall).error().code, ErrorCode::kNotFound);
  for (std::int64_t i = 0; i < LessonWishes::kMostOpen; ++i) {
    AddLesson("l-" + std::to_string(i));
    ASSERT_TRUE(wishes.Wish("l-" + std::to_string(i), clock.wall));
  }
  AddLesson("one-more");
  EXPECT_THAT(wishes.Wish("one-more", clock.wall).error().message, HasSubstr("wish.too_many"));
  ASSERT_TRUE(wishes.Wish("l-0", clock.wall)) << "it is among them already";
  ASSERT_TRUE(wishes.TakeBack("l-0"));
  EXPECT_TRUE(wishes.Wish("one-more", clock.wall));
}

TEST_F(LessonWishesTest, WhatTheCountyWithdrawsIsNoLongerWaitedFor) {
  AddLesson("a");
  LessonWishes wishes(*journal);
  ASSERT_TRUE(wishes.Wish("a", clock.wall));
  AddLesson("a", false, true);
  ASSERT_TRUE(wishes.NoteArrivals(clock.wall));
  EXPECT_THAT(*wishes.All(), IsEmpty());
}

}  // namespace
}  // namespace lianxiao::storage
