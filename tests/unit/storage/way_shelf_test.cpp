#include "storage/way_shelf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/false_disk.h"

namespace lianxiao::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class WayShelfTest : public testing::Test {
 protected:
  WayShelfTest() { Open(1'000); }
  void Open(std::int64_t most) {
    shelf_.reset();
    auto opened = WayShelf::Open(disk_, "/relay/ways", most, 0);
    ASSERT_TRUE(opened) << opened.error().message;
    shelf_ = *std::move(opened);
  }
  static std::string Delta(char c) { return std::string(400, c); }

  test::FalseDisk disk_;
  std::unique_ptr<WayShelf> shelf_;
};

TEST_F(WayShelfTest, NotesWhatIsAskedForAndTellsItOnce) {
  const auto id = HashOf(Delta('a'));
  EXPECT_EQ(shelf_->Lend(id).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(shelf_->Lend(id).error().code, ErrorCode::kNotFound);
  EXPECT_THAT(shelf_->TakeAsked(), ElementsAre(id));
  EXPECT_THAT(shelf_->TakeAsked(), IsEmpty());
  ASSERT_TRUE(shelf_->Put(id, Delta('a')));
  const auto lent = shelf_->Lend(id);
  ASSERT_TRUE(lent);
  EXPECT_EQ(lent->size_bytes, 400);
  EXPECT_EQ(ReadWhole(disk_, lent->path, 1'000), Delta('a'));
  EXPECT_THAT(shelf_->TakeAsked(), IsEmpty());
}

TEST_F(WayShelfTest, TakesNothingThatHasAnotherDigest) {
  EXPECT_EQ(shelf_->Put(HashOf(Delta('a')), Delta('b')).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(shelf_->Now().files, 0);
  EXPECT_EQ(shelf_->Put(HashOf(std::string(1'001, 'x')), std::string(1'001, 'x')).error().code,
            ErrorCode::kNoSpace);
}

TEST_F(WayShelfTest, TheLeastLatelyUsedMakesWayAndTheBudgetHoldsAfterARestart) {
  for (const char c : {'a', 'b'}) ASSERT_TRUE(shelf_->Put(HashOf(Delta(c)), Delta(c)));
  ASSERT_TRUE(shelf_->Lend(HashOf(Delta('a'))));
  ASSERT_TRUE(shelf_->Put(HashOf(Delta('c')), Delta('c')));
  EXPECT_TRUE(shelf_->Lend(HashOf(Delta('a'))));
  EXPECT_FALSE(shelf_->Lend(HashOf(Delta('b'))));
  EXPECT_EQ(shelf_->Now().bytes, 800);
  Open(1'000);
  EXPECT_EQ(shelf_->Now().files, 2);
  EXPECT_TRUE(shelf_->Lend(HashOf(Delta('c'))));
  Open(500);
  EXPECT_EQ(shelf_->Now().files, 1) << "the budget is smaller than it was";
  EXPECT_EQ(disk_.List("/relay/ways")->size(), 1U);
}

TEST_F(WayShelfTest, LeavesTheDisksFreeShareAlone) {
  disk_.SetCapacity(10'000);
  auto shelf = WayShelf::Open(disk_, "/relay/ways", 5'000, 9'700);
  ASSERT_TRUE(shelf);
  EXPECT_EQ((*shelf)->Put(HashOf(Delta('a')), Delta('a')).error().code, ErrorCode::kNoSpace);
  EXPECT_EQ((*shelf)->Now().files, 0);
  const std::string small(100, 's');
  EXPECT_TRUE((*shelf)->Put(HashOf(small), small));
}

TEST_F(WayShelfTest, ACrowdOfQuestionsTakesNoMemory) {
  for (int i = 0; i < 1'000; ++i) EXPECT_FALSE(shelf_->Lend(HashOf(std::to_string(i))));
  EXPECT_EQ(shelf_->TakeAsked().size(), WayShelf::kMostAsked);
}

TEST_F(WayShelfTest, WhatAPowerCutLeftInTheMiddleGoes) {
  ASSERT_TRUE(shelf_->Put(HashOf(Delta('a')), Delta('a')));
  ASSERT_TRUE(disk_.Open("/relay/ways/" + HashOf("b").Hex() + ".new", OpenMode::kWrite));
  Open(1'000);
  EXPECT_EQ(shelf_->Now().files, 1);
  EXPECT_EQ(disk_.List("/relay/ways")->size(), 1U);
}

}  // namespace
}  // namespace lianxiao::storage
