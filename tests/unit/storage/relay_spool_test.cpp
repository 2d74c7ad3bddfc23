#include "storage/relay_spool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/base/digest.h"
#include "tests/support/false_disk.h"

namespace lianxiao::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kBox(32, 'a'), kOther(32, 'b'), kEpoch(16, 'e');

formats::BatchId Batch(std::int64_t seq, const std::string& device = kBox) { return {device, kEpoch, seq}; }

class RelaySpoolTest : public testing::Test {
 protected:
  void SetUp() override { Open(); }
  void Open(SpoolLimits limits = {}) {
    auto opened = RelaySpool::Open(disk_, "/spool", limits, 0);
    ASSERT_TRUE(opened) << opened.error().message;
    spool_ = *std::move(opened);
  }
  formats::Receipt Through(std::int64_t seq) const {
    return {
        .device = kBox, .epoch = kEpoch, .through_seq = seq, .last_batch = HashOf("x"), .at = WallTime{1}};
  }

  test::FalseDisk disk_;
  std::unique_ptr<RelaySpool> spool_;
};

TEST_F(RelaySpoolTest, KeepsABatchUntilAReceiptCoversIt) {
  ASSERT_TRUE(spool_->TakeBatch(Batch(1), "one"));
  ASSERT_TRUE(spool_->TakeBatch(Batch(2), "two"));
  ASSERT_TRUE(spool_->TakeBatch(Batch(1, kOther), "another's"));
  EXPECT_THAT(spool_->Devices(), ElementsAre(kBox, kOther));
  EXPECT_THAT(spool_->Batches(kBox), ElementsAre(Batch(1), Batch(2)));
  EXPECT_EQ(spool_->Batch(Batch(2)), "two");

  ASSERT_TRUE(spool_->PutReceipt(Through(1), "receipt"));
  EXPECT_THAT(spool_->Batches(kBox), ElementsAre(Batch(2)));
  EXPECT_EQ(spool_->Receipt(kBox, kEpoch), "receipt");
  EXPECT_EQ(spool_->Receipt(kOther, kEpoch).error().code, ErrorCode::kNotFound);
}

TEST_F(RelaySpoolTest, TheSameBatchTwiceIsOneAndAnotherOfItsNameIsNotTaken) {
  ASSERT_TRUE(spool_->TakeBatch(Batch(1), "one"));
  EXPECT_TRUE(spool_->TakeBatch(Batch(1), "one"));
  const auto other = spool_->TakeBatch(Batch(1), "rubbish");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::kRefused);
  EXPECT_EQ(spool_->Batch(Batch(1)), "one");
  EXPECT_EQ(spool_->Totals().batches, 1);
}

TEST(RelaySpool, WhatItTookSurvivesAnyPowerCutAndHalfOfAnythingDoesNot) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    test::FalseDisk disk;
    {
      const auto before = RelaySpool::Open(disk, "/spool", {}, 0);
      ASSERT_TRUE(before && (*before)->TakeBatch(Batch(1), "one") && (*before)->TakeStatus(kBox, "well") &&
                  (*before)->PutLetter(kBox, 4, "dear box"));
      disk.CutPowerAt(static_cast<std::int64_t>(1 + seed % 6));
      (void)(*before)->TakeBatch(Batch(2), "two");
      (void)(*before)->TakeBatch(Batch(3), "three");
      if (disk.HasPower()) disk.CutPowerNow();
    }
    disk.PowerOn(seed);
    const auto after = RelaySpool::Open(disk, "/spool", {}, 0);
    ASSERT_TRUE(after) << after.error().message;
    EXPECT_EQ((*after)->Batch(Batch(1)), "one") << seed;
    EXPECT_EQ((*after)->StatusOf(kBox), "well") << seed;
    EXPECT_EQ((*after)->Letter(kBox, 0), "dear box") << seed;
    for (const auto& id : (*after)->Batches(kBox)) {
      EXPECT_EQ((*after)->Batch(id), id.seq == 1 ? "one" : id.seq == 2 ? "two" : "three") << seed;
    }
    EXPECT_TRUE((*after)->TakeBatch(Batch(2), "two")) << seed;
    EXPECT_EQ((*after)->Batch(Batch(2)), "two") << seed;
  }
}

TEST_F(RelaySpoolTest, GivesALetterToWhoHasAnOlderOne) {
  ASSERT_TRUE(spool_->PutLetter(kBox, 4, "dear box"));
  EXPECT_EQ(spool_->Letter(kBox, 3), "dear box");
  EXPECT_EQ(spool_->Letter(kBox, 4).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(spool_->Letter(kOther, 0).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(spool_->LetterNumber(kBox), 4);
}

TEST_F(RelaySpoolTest, TheNewestReportTakesThePlaceOfTheOneBefore) {
  ASSERT_TRUE(spool_->TakeStatus(kBox, "ill"));
  ASSERT_TRUE(spool_->TakeStatus(kBox, "well"));
  EXPECT_EQ(spool_->StatusOf(kBox), "well");
  EXPECT_EQ(spool_->Totals().bytes, 4);
  ASSERT_TRUE(spool_->DropStatus(kBox));
  EXPECT_FALSE(spool_->HasStatus(kBox));
  EXPECT_THAT(spool_->Devices(), IsEmpty());
}

TEST_F(RelaySpoolTest, APostGoesWhenItWasAnsweredUnlessANewerOneCameMeanwhile) {
  ASSERT_TRUE(spool_->TakePost(kBox, "one question"));
  EXPECT_THAT(spool_->Devices(), ElementsAre(kBox));
  ASSERT_TRUE(spool_->TakePost(kBox, "two questions"));
  ASSERT_TRUE(spool_->PutPostAnswer(kBox, "one question", "taken"));
  EXPECT_EQ(spool_->PostOf(kBox), "two questions") << "it is in nobody's hands yet";
  ASSERT_TRUE(spool_->PutPostAnswer(kBox, "two questions", "both taken"));
  EXPECT_EQ(spool_->PostOf(kBox).error().code, ErrorCode::kNotFound);
  EXPECT_THAT(spool_->Devices(), IsEmpty());
}

TEST_F(RelaySpoolTest, GivesTheAnswerToWhatWasAskedAndToNothingElse) {
  ASSERT_TRUE(spool_->TakePost(kBox, "a question"));
  ASSERT_TRUE(spool_->PutPostAnswer(kBox, "a question", "an answer"));
  EXPECT_EQ(spool_->PostAnswer(kBox, HashOf("a question")), "an answer");
  EXPECT_EQ(spool_->PostAnswer(kBox, HashOf("another")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(spool_->PostAnswer(kOther, HashOf("a question")).error().code, ErrorCode::kNotFound);
  ASSERT_NO_FATAL_FAILURE(Open());
  EXPECT_EQ(spool_->PostAnswer(kBox, HashOf("a question")), "an answer") << "as after a power cut";
  ASSERT_TRUE(spool_->DropDevice(kBox));
  EXPECT_EQ(spool_->Totals().bytes, 0);
}

TEST_F(RelaySpoolTest, IsFullBeforeTheDiskIs) {
  ASSERT_NO_FATAL_FAILURE(Open({.bytes = 400, .stranger_bytes = 60}));
  EXPECT_TRUE(spool_->TakeBatch(Batch(1), std::string(50, 'x')));
  EXPECT_EQ(spool_->TakeBatch(Batch(2), std::string(50, 'x')).error().code, ErrorCode::kNoSpace);
  ASSERT_TRUE(spool_->PutReceipt(Through(1), "receipt"));
  EXPECT_TRUE(spool_->TakeBatch(Batch(2), std::string(50, 'x'))) << "known by its receipt now";
}

TEST_F(RelaySpoolTest, ForgetsABoxThatTheCenterShutOut) {
  ASSERT_TRUE(spool_->TakeBatch(Batch(1), "one"));
  ASSERT_TRUE(spool_->PutReceipt(Through(1), "receipt"));
  ASSERT_TRUE(spool_->TakeBatch(Batch(2), "two"));
  ASSERT_TRUE(spool_->PutLetter(kBox, 1, "letter"));
  ASSERT_TRUE(spool_->DropDevice(kBox));
  EXPECT_EQ(spool_->Totals().bytes, 0);
  ASSERT_NO_FATAL_FAILURE(Open());
  EXPECT_EQ(spool_->Totals().bytes, 0);
}

}  // namespace
}  // namespace lianxiao::storage
