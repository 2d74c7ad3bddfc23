// A large blob and its piece list, asked for together: whichever comes first, only what the list proves is
// taken, and what came before a restart is not asked for again.
#include "sync/blobs/blob_job.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/sim/false_line.h"
#include "tests/support/box_on_disk.h"
#include "tests/support/false_disk.h"
#include "tests/support/false_vfs.h"
#include "tests/support/process.h"

namespace lianxiao::sync {
namespace {

using formats::kPieceBytes;

constexpr std::array<int, 1> kMirror{0};
constexpr std::int64_t kFileBytes = 2 * kPieceBytes + 4'321;

std::string Noise(std::int64_t size) {
  std::mt19937_64 random(11);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

class BlobJobTest : public testing::Test {
 protected:
  BlobJobTest() {
    EXPECT_TRUE(InitCrypto());
    EXPECT_TRUE(disk_.MakeFolders("/box"));
    formats::PieceHasher hasher;
    hasher.Add(bytes_);
    const auto names = hasher.Finish();
    list_ = formats::Encode(names.pieces);
    want_.resource = "lesson";
    want_.file.path = "lesson.mp4";
    want_.file.size_bytes = kFileBytes;
    want_.file.blob = names.blob;
    want_.file.pieces = HashOf(list_);
    PowerOn();
  }

  void PowerOn() {
    job_.reset();
    box_.reset();
    box_ =
        std::make_unique<test::BoxOnDisk>(disk_, "/box", folder_.path() + "/search.db", clock_, vfs_.name());
    job_ = std::make_unique<BlobJob>(want_, JobPlaces{*box_->library, disk_, log_});
    const auto opened = job_->Open();
    EXPECT_TRUE(opened) << opened.error().message;
  }
  bool IsOfList(const Ask& ask) const { return job_->PathOf(ask) == BlobPath(want_.file.pieces); }
  std::string_view Of(const Ask& ask) const {
    const auto& from = IsOfList(ask) ? list_ : bytes_;
    return std::string_view(from).substr(static_cast<std::size_t>(ask.first),
                                         static_cast<std::size_t>(ask.end - ask.first));
  }
  void Answer(const Ask& ask) {
    job_->Arrived(ask.number, Of(ask));
    job_->Ended(ask.number);
  }
  bool IsHere() const { return box_->library->Has(want_.file.blob); }
  // All that is still to be asked for, answered well.
  std::int64_t Finish() {
    std::int64_t asked = 0;
    while (!job_->done() && !job_->GivenUp()) {
      if (const auto ask = job_->Next(kMirror)) {
        if (!IsOfList(*ask)) asked += ask->end - ask->first;
        Answer(*ask);
      } else if (!job_->StepComplete() || !job_->Advance()) {
        ADD_FAILURE() << "neither to ask nor to go on";
        break;
      }
    }
    return asked;
  }

  std::string bytes_ = Noise(kFileBytes), list_;
  Want want_;
  sim::FalseClock clock_{WallTime{1'795'420'800'000}};
  NoLog log_;
  test::FalseDisk disk_;
  test::FalseVfs vfs_{disk_, "job"};
  test::TempFolder folder_;
  std::unique_ptr<test::BoxOnDisk> box_;
  std::unique_ptr<BlobJob> job_;
};

TEST_F(BlobJobTest, AsksForAFileAndItsPieceListTogether) {
  const auto list = job_->Next(kMirror), file = job_->Next(kMirror);
  ASSERT_TRUE(list && file);
  EXPECT_TRUE(IsOfList(*list)) << "the list first";
  EXPECT_EQ(job_->RequestFor(*list, "").total, static_cast<std::int64_t>(list_.size()));
  EXPECT_FALSE(IsOfList(*file));
  EXPECT_EQ(job_->RequestFor(*file, "").total, kFileBytes);
  Answer(*file);
  EXPECT_FALSE(job_->StepComplete()) << "nothing of it is proven yet";
  Answer(*list);
  EXPECT_TRUE(job_->StepComplete());
  EXPECT_TRUE(job_->Advance());
  EXPECT_TRUE(job_->done());
  EXPECT_TRUE(IsHere());
}

TEST_F(BlobJobTest, AsksAgainForWhatThePieceListDisproves) {
  const auto list = job_->Next(kMirror), file = job_->Next(kMirror);
  ASSERT_TRUE(list && file);
  auto wrong = std::string(Of(*file));
  wrong[kPieceBytes + 99] ^= 1;
  job_->Arrived(file->number, wrong);
  job_->Ended(file->number);
  EXPECT_EQ(job_->bytes_done(), kFileBytes);
  Answer(*list);
  EXPECT_EQ(job_->bytes_done(), kFileBytes - kPieceBytes);
  EXPECT_EQ(Finish(), kPieceBytes);
  EXPECT_TRUE(IsHere());
}

TEST_F(BlobJobTest, KeepsWhatCameBeforeThePieceListOverARestart) {
  const auto list = job_->Next(kMirror), file = job_->Next(kMirror);
  ASSERT_TRUE(list && file);
  const auto came = kPieceBytes + 400'000;
  job_->Arrived(file->number, Of(*file).substr(0, static_cast<std::size_t>(came)));
  job_->Ended(file->number);
  job_->Ended(list->number);
  job_->Flush();

  PowerOn();
  const auto only = job_->Next(kMirror);
  ASSERT_TRUE(only && IsOfList(*only));
  EXPECT_FALSE(job_->Next(kMirror)) << "the list says first what of it is right";
  Answer(*only);
  EXPECT_EQ(Finish(), kFileBytes - came);
  EXPECT_TRUE(IsHere());
}

TEST_F(BlobJobTest, IsLostWithAPieceListThatNobodyHas) {
  const auto list = job_->Next(kMirror), file = job_->Next(kMirror);
  ASSERT_TRUE(list && file);
  Answer(*file);
  job_->Unfit(list->number, {ErrorCode::kNotFound, "404"});
  ASSERT_TRUE(job_->GivenUp());
  const auto lost = job_->StepLost();
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(IsHere());

  // Another day the list is there, and the file need not come again but for a byte of each piece.
  PowerOn();
  EXPECT_LE(Finish(), 3);
  EXPECT_TRUE(IsHere());
}

TEST_F(BlobJobTest, AFileThatNoMirrorHasIsLostOnlyWhenItsListIsHere) {
  const auto list = job_->Next(kMirror), file = job_->Next(kMirror);
  ASSERT_TRUE(list && file);
  job_->Unfit(file->number, {ErrorCode::kNotFound, "404"});
  EXPECT_FALSE(job_->GivenUp());
  EXPECT_FALSE(job_->Next(kMirror));
  Answer(*list);
  EXPECT_TRUE(job_->GivenUp());
  EXPECT_FALSE(job_->StepLost());
}

}  // namespace
}  // namespace lianxiao::sync
