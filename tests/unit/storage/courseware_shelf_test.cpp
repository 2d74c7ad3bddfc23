#include "storage/courseware/shelf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/storage/box.h"

namespace lianxiao::storage {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kWang = "wang", kLi = "li";

// A picture of that many bytes.
std::string Gif(std::size_t size, char fill = 'x') {
  std::string bytes = "GIF89a";
  bytes.resize(size, fill);
  return bytes;
}

class CoursewareShelfTest : public Box {
 protected:
  CoursewareShelfTest() { Open(); }
  void Open() {
    shelf.reset();
    auto opened = CoursewareShelf::Open(disk, *journal, clock, log, root + "/own", options_);
    ASSERT_TRUE(opened) << opened.error().message;
    shelf = *std::move(opened);
  }
  void PowerCutAndStart(std::uint64_t seed) {
    shelf.reset();
    journal.reset();
    if (disk.HasPower()) disk.CutPowerNow();
    disk.PowerOn(seed);
    OpenJournal();
    Open();
  }
  NewUpload Wanted(const std::string& bytes, const std::string& name = "a.gif") const {
    return {kWang, name, static_cast<std::int64_t>(bytes.size()), HashOf(bytes).Hex()};
  }
  // Sends what is missing of `bytes` in pieces; the first failure.
  Result<Upload> Send(const std::string& bytes, const std::string& name = "a.gif",
                      std::size_t piece = 1 << 20) {
    LIANXIAO_ASSIGN(auto upload, shelf->Begin(Wanted(bytes, name)));
    while (upload.received < upload.size_bytes) {
      const auto next = bytes.substr(static_cast<std::size_t>(upload.received), piece);
      LIANXIAO_ASSIGN(upload, shelf->Put(upload.id, kWang, upload.received, next));
    }
    return upload;
  }
  Result<Courseware> SendAndAdd(const std::string& bytes, const std::string& title = "分数",
                                const std::string& name = "a.gif") {
    LIANXIAO_ASSIGN(const auto upload, Send(bytes, name));
    return shelf->Add(upload.id, kWang, {.title = title});
  }
  std::string BytesOf(const Courseware& item) {
    const auto path = shelf->PathOf(item.file);
    return path ? ReadWhole(disk, *path, 64 << 20).value_or("unreadable") : "lost";
  }

  ShelfOptions options_{.most_of_a_file = 32 << 20, .budget_bytes = 64 << 20};
  std::unique_ptr<CoursewareShelf> shelf;
};

TEST_F(CoursewareShelfTest, AFileThatWasSavedIsThereAfterAPowerCutByteForByte) {
  const auto bytes = Gif(5'000'000);
  const auto item = SendAndAdd(bytes);
  ASSERT_TRUE(item) << item.error().message;
  PowerCutAndStart(1);
  const auto again = shelf->Find(item->id);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->details.title, "分数");
  EXPECT_EQ(again->file.media_type, "image/gif");
  EXPECT_EQ(again->file.blob, HashOf(bytes));
  EXPECT_EQ(BytesOf(*again), bytes);
}

TEST_F(CoursewareShelfTest, AnUploadGoesOnFromTheLastSyncedByteAfterAPowerCut) {
  const auto bytes = Gif(12 << 20);
  auto upload = shelf->Begin(Wanted(bytes));
  ASSERT_TRUE(upload);
  for (int i = 0; i < 9; ++i) {
    upload = shelf->Put(upload->id, kWang, upload->received,
                        bytes.substr(static_cast<std::size_t>(upload->received), 1 << 20));
    ASSERT_TRUE(upload);
  }
  PowerCutAndStart(7);
  const auto same = shelf->Begin(Wanted(bytes));
  ASSERT_TRUE(same);
  EXPECT_EQ(same->id, upload->id);
  EXPECT_EQ(same->received, 8 << 20) << "every 4 MiB are synced";
  const auto item = SendAndAdd(bytes);
  ASSERT_TRUE(item) << item.error().message;
  EXPECT_EQ(BytesOf(*item), bytes);
}

// Wherever the power goes between the first byte and "saved": whoever was told "saved" has it whole, and
// whoever was not sends the same file again and has it then.
TEST_F(CoursewareShelfTest, ThePowerMayGoAtAnyChangeOfTheDisk) {
  const auto bytes = Gif(600'000);
  int cuts = 0;
  for (std::int64_t at = 1;; ++at, ++cuts) {
    ASSERT_LT(at, 2'000);
    const auto name = "cut" + std::to_string(at) + ".gif";
    auto mine = bytes;
    mine.replace(10, name.size(), name);
    disk.CutPowerAt(at);
    const auto told = SendAndAdd(mine, "分数", name);
    const bool cut = !disk.HasPower();
    PowerCutAndStart(static_cast<std::uint64_t>(at));
    if (told) {
      EXPECT_EQ(BytesOf(*shelf->Find(told->id)), mine) << "told it was saved, cut at " << at;
    } else {
      auto list = *shelf->List({.owner = "", .words = name});
      ASSERT_LE(list.total, 1);
      if (list.total == 0) {  // The answer was lost, or it was never saved: the teacher saves again.
        const auto item = SendAndAdd(mine, "分数", name);
        ASSERT_TRUE(item) << item.error().message << ", cut at " << at;
        list = *shelf->List({.owner = "", .words = name});
      }
      ASSERT_EQ(list.total, 1);
      EXPECT_EQ(BytesOf(list.items[0]), mine) << "cut at " << at;
    }
    EXPECT_THAT(shelf->Uploads(kWang), IsEmpty()) << "cut at " << at;
    if (!cut) break;
  }
  EXPECT_GT(cuts, 20);
}

TEST_F(CoursewareShelfTest, TheSameFileTwiceIsOneFileOnTheDisk) {
  const auto bytes = Gif(100'000);
  ASSERT_TRUE(SendAndAdd(bytes, "一", "one.gif"));
  ASSERT_TRUE(SendAndAdd(bytes, "二", "two.gif"));
  const auto totals = shelf->Totals();
  ASSERT_TRUE(totals);
  EXPECT_EQ(totals->items, 2);
  EXPECT_EQ(totals->bytes, 100'000);
}

TEST_F(CoursewareShelfTest, AFileThatRottedOnTheDiskIsMendedByTheSameFileSentAgain) {
  const auto bytes = Gif(100'000);
  const auto item = SendAndAdd(bytes);
  ASSERT_TRUE(item);
  {
    auto file = disk.Open(*shelf->PathOf(item->file), OpenMode::kWrite);
    ASSERT_TRUE(file);
    ASSERT_TRUE((*file)->WriteAt(500, "rotten"));
  }
  ASSERT_TRUE(SendAndAdd(bytes, "再", "again.gif"));
  EXPECT_EQ(BytesOf(*item), bytes);
}

TEST_F(CoursewareShelfTest, PiecesComeInTheirOrderAndToTheirOwnerOnly) {
  const auto bytes = Gif(100);
  const auto upload = shelf->Begin(Wanted(bytes));
  ASSERT_TRUE(upload);
  EXPECT_THAT(shelf->Put(upload->id, kWang, 10, "x").error().message, HasSubstr("own.offset"));
  EXPECT_THAT(shelf->Put(upload->id, kWang, 0, std::string(101, 'x')).error().message,
              HasSubstr("own.offset"));
  EXPECT_EQ(shelf->Put(upload->id, kLi, 0, "x").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(shelf->FindUpload(upload->id, kLi).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(shelf->DropUpload(upload->id, kLi).error().code, ErrorCode::kNotFound);
  EXPECT_THAT(shelf->Add(upload->id, kWang, {.title = "t"}).error().message, HasSubstr("own.unfinished"));
  ASSERT_TRUE(shelf->Put(upload->id, kWang, 0, bytes));
  EXPECT_EQ(shelf->Add(upload->id, kLi, {.title = "t"}).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(shelf->Add(upload->id, kWang, {.title = "t"}));
}

TEST_F(CoursewareShelfTest, AskingAgainAfterALostAnswerMakesNoSecondItem) {
  const auto upload = Send(Gif(100));
  ASSERT_TRUE(upload);
  const auto first = shelf->Add(upload->id, kWang, {.title = "t"});
  const auto second = shelf->Add(upload->id, kWang, {.title = "t"});
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->id, second->id);
  EXPECT_EQ(shelf->Totals()->items, 1);
}

TEST_F(CoursewareShelfTest, WhatABrowserWouldRunIsRefusedAndGone) {
  const auto page = shelf->Begin(Wanted("<html>", "a.html"));
  EXPECT_THAT(page.error().message, HasSubstr("own.kind"));
  const auto hidden = SendAndAdd("<html><script>alert(1)</script>", "t", "a.gif");
  EXPECT_EQ(hidden.error().code, ErrorCode::kRefused);
  EXPECT_THAT(hidden.error().message, HasSubstr("own.kind"));
  EXPECT_THAT(shelf->Uploads(kWang), IsEmpty());
}

TEST_F(CoursewareShelfTest, ThereIsABoundForOneFileForAllAndForTheDisk) {
  EXPECT_THAT(shelf->Begin({kWang, "a.gif", (32 << 20) + 1, "aa"}).error().message,
              HasSubstr("own.too_large"));
  EXPECT_THAT(shelf->Begin({kWang, "a.gif", 0, "aa"}).error().message, HasSubstr("own.empty"));
  ASSERT_TRUE(shelf->Begin({kWang, "a.gif", 32 << 20, "aa"}));
  ASSERT_TRUE(shelf->Begin({kLi, "b.gif", 32 << 20, "bb"}));
  const auto full = shelf->Begin({kLi, "c.gif", 1, "cc"});
  EXPECT_EQ(full.error().code, ErrorCode::kNoSpace);
  EXPECT_THAT(full.error().message, HasSubstr("own.budget")) << "what is promised is counted";
  options_.budget_bytes = std::int64_t{1} << 40;
  disk.SetCapacity(80 << 20);
  Open();
  EXPECT_THAT(shelf->Begin({kLi, "d.gif", 20 << 20, "dd"}).error().message, HasSubstr("own.disk_full"));
  for (std::size_t i = 1; i < CoursewareShelf::kMostUploads; ++i) {
    ASSERT_TRUE(shelf->Begin({kWang, "a.gif", 1, "e" + std::to_string(i)}));
  }
  EXPECT_THAT(shelf->Begin({kWang, "a.gif", 1, "ff"}).error().message, HasSubstr("own.too_many"));
}

TEST_F(CoursewareShelfTest, WhatIsDeletedCanBeRestoredFor30DaysAndThenItsBytesGo) {
  const auto item = SendAndAdd(Gif(100'000));
  ASSERT_TRUE(item);
  const auto path = *shelf->PathOf(item->file);
  ASSERT_TRUE(shelf->Delete(item->id));
  EXPECT_EQ(shelf->List({})->total, 0);
  EXPECT_EQ(shelf->List({.deleted = true})->total, 1);
  ASSERT_TRUE(shelf->Tidy(clock.wall + 29 * kDayMs));
  ASSERT_TRUE(shelf->Restore(item->id));
  EXPECT_EQ(shelf->List({})->total, 1);
  ASSERT_TRUE(shelf->Delete(item->id));
  ASSERT_TRUE(shelf->Tidy(clock.wall + 31 * kDayMs));
  EXPECT_EQ(shelf->Find(item->id).error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(*disk.Exists(path));
}

TEST_F(CoursewareShelfTest, AReplacedFileIsKeptAndCanBeTakenBack) {
  const auto item = SendAndAdd(Gif(100, 'a'), "t", "a.gif");
  ASSERT_TRUE(item);
  const auto upload = Send(Gif(200, 'b'), "b.gif");
  ASSERT_TRUE(upload);
  ASSERT_TRUE(shelf->Replace(item->id, upload->id, kWang));
  EXPECT_TRUE(shelf->Replace(item->id, upload->id, kWang)) << "the answer was lost";
  auto now = shelf->Find(item->id);
  ASSERT_TRUE(now);
  EXPECT_EQ(now->file.name, "b.gif");
  EXPECT_EQ(now->file.version, 2);
  ASSERT_THAT(now->earlier, SizeIs(1));
  ASSERT_TRUE(shelf->ShowEarlier(item->id, 1));
  now = shelf->Find(item->id);
  EXPECT_EQ(BytesOf(*now), Gif(100, 'a'));
  EXPECT_THAT(shelf->ShowEarlier(item->id, 9).error().message, HasSubstr("own.version_gone"));
  EXPECT_EQ(shelf->Find(item->id)->file.version, 1) << "a failure changes nothing";
  ASSERT_TRUE(shelf->Tidy(clock.wall + 31 * kDayMs));
  now = shelf->Find(item->id);
  EXPECT_THAT(now->earlier, IsEmpty());
  EXPECT_EQ(BytesOf(*now), Gif(100, 'a'));
}

TEST_F(CoursewareShelfTest, AFileThatTwoItemsShareStaysUntilTheLastOfThemIsGone) {
  const auto bytes = Gif(100'000);
  const auto one = SendAndAdd(bytes, "一", "one.gif");
  const auto two = SendAndAdd(bytes, "二", "two.gif");
  ASSERT_TRUE(one && two);
  ASSERT_TRUE(shelf->Delete(one->id));
  ASSERT_TRUE(shelf->Tidy(clock.wall + 31 * kDayMs));
  EXPECT_EQ(BytesOf(*two), bytes);
}

TEST_F(CoursewareShelfTest, UploadsNobodyGoesOnWithMakeRoomAfterTwoWeeks) {
  const auto upload = shelf->Begin(Wanted(Gif(1'000)));
  ASSERT_TRUE(upload);
  ASSERT_TRUE(shelf->Tidy(clock.wall + 13 * kDayMs));
  EXPECT_THAT(shelf->Uploads(kWang), SizeIs(1));
  ASSERT_TRUE(shelf->Tidy(clock.wall + 15 * kDayMs));
  EXPECT_THAT(shelf->Uploads(kWang), IsEmpty());
}

TEST_F(CoursewareShelfTest, IsFoundByWordsAndPlaceAndWordsAreNoPattern) {
  ASSERT_TRUE(shelf->Add(Send(Gif(100, 'a'))->id, kWang,
                         {.title = "分数的初步认识", .grade = "三年级", .subject = "数学"}));
  ASSERT_TRUE(shelf->Add(Send(Gif(100, 'b'))->id, kWang, {.title = "100% 对", .subject = "语文"}));
  const auto count = [&](CoursewareFilter filter) { return shelf->List(filter)->total; };
  EXPECT_EQ(count({.words = "分数"}), 1);
  EXPECT_EQ(count({.words = "数学"}), 1);
  EXPECT_EQ(count({.words = "0%"}), 1);
  EXPECT_EQ(count({.words = "_"}), 0);
  EXPECT_EQ(count({.words = "a.gif"}), 2);
  EXPECT_EQ(count({.grade = "三年级", .subject = "数学"}), 1);
  EXPECT_EQ(count({.owner = kLi}), 0);
  EXPECT_EQ(count({.owner = kWang, .offset = 1, .limit = 1}), 2);
}

TEST_F(CoursewareShelfTest, ADetailThatCannotBeShownIsRefusedBeforeTheFileIsTouched) {
  const auto upload = Send(Gif(100));
  ASSERT_TRUE(upload);
  EXPECT_THAT(shelf->Add(upload->id, kWang, {.title = ""}).error().message, HasSubstr("own.title"));
  EXPECT_THAT(shelf->Add(upload->id, kWang, {.title = "a\nb"}).error().message, HasSubstr("own.title"));
  EXPECT_THAT(shelf->Add(upload->id, kWang, {.title = "t", .unit = std::string(500, 'x')}).error().message,
              HasSubstr("own.place"));
  EXPECT_TRUE(shelf->Add(upload->id, kWang, {.title = "t"}));
}

TEST_F(CoursewareShelfTest, ADiskThatCannotSyncIsToldAndNothingIsBelieved) {
  disk.FailSyncsOf(".part");
  const auto sent = Send(Gif(100));
  ASSERT_FALSE(sent);
  EXPECT_THAT(sent.error().message, HasSubstr("own.disk"));
  EXPECT_THAT(shelf->Uploads(kWang), IsEmpty()) << "the browser begins anew";
}

TEST_F(CoursewareShelfTest, WhatTheMediumChangedIsToldAndNotShownUntilItIsBroughtAgain) {
  const auto bytes = Gif(5'000);
  const auto item = SendAndAdd(bytes, "分月饼");
  ASSERT_TRUE(item);
  ASSERT_TRUE(shelf->Recheck(item->file.blob));
  EXPECT_THAT(*shelf->Damaged(), IsEmpty());
  ASSERT_TRUE(WriteWhole(disk, *shelf->PathOf(item->file), Gif(5'000, 'y')));

  EXPECT_EQ(shelf->Recheck(item->file.blob).error().code, ErrorCode::kCorrupt);
  const auto damaged = shelf->Find(item->id);
  EXPECT_TRUE(damaged->file.damaged);
  EXPECT_EQ(shelf->PathOf(damaged->file).error().code, ErrorCode::kCorrupt);
  EXPECT_TRUE(shelf->List({})->items.at(0).file.damaged);
  ASSERT_THAT(*shelf->Damaged(), SizeIs(1));
  EXPECT_EQ(shelf->Damaged()->at(0).details.title, "分月饼");
  PowerCutAndStart(3);
  ASSERT_THAT(*shelf->Damaged(), SizeIs(1)) << "it is remembered";
  EXPECT_FALSE(*shelf->LeastLatelyChecked()) << "reading it again makes it no better";

  const auto again = Send(bytes, "again.gif");
  ASSERT_TRUE(shelf->Replace(item->id, again->id, kWang));
  EXPECT_THAT(*shelf->Damaged(), IsEmpty());
  EXPECT_EQ(BytesOf(*shelf->Find(item->id)), bytes);
}

TEST_F(CoursewareShelfTest, TheFileReadLongestAgoIsNextAndWhatNobodyHasIsNone) {
  EXPECT_FALSE(*shelf->LeastLatelyChecked());
  const auto first = SendAndAdd(Gif(100));
  clock.wall = clock.wall + kDayMs;
  const auto second = SendAndAdd(Gif(200));
  EXPECT_EQ((*shelf->LeastLatelyChecked())->blob, first->file.blob);
  EXPECT_EQ((*shelf->LeastLatelyChecked())->size_bytes, 100);
  clock.wall = clock.wall + kDayMs;
  ASSERT_TRUE(shelf->Recheck(first->file.blob));
  EXPECT_EQ((*shelf->LeastLatelyChecked())->blob, second->file.blob);
  EXPECT_EQ(shelf->Recheck(HashOf("nobody's")).error().code, ErrorCode::kNotFound);
  EXPECT_THAT(*shelf->Damaged(), IsEmpty());
}

}  // namespace
}  // namespace lianxiao::storage
