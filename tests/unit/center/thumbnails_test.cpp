#include "center/ingest/thumbnails.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "center/ingest/film_chapters.h"
#include "center/ingest/row_files.h"
#include "storage/base/keys.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

using formats::FileRole;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class FalseMaker final : public SheetMaker {
 public:
  Status Make(const std::string& from, const SheetPlan& plan, const std::string& to) override {
    asked.push_back(from.substr(from.rfind('/') + 1));
    plans.push_back(plan);
    if (failure) return Fail(*failure);
    std::ofstream(to, std::ios::binary) << sheet;
    return {};
  }
  std::vector<std::string> asked;
  std::vector<SheetPlan> plans;
  std::optional<Error> failure;
  std::string sheet = "\xFF\xD8 eleven pictures";
};

class FilmParts : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }

  Draft Film(std::int64_t duration_s, const std::string& type = "video/mp4") {
    folder_.Write("课.mp4", "pictures and sound");
    Draft draft;
    draft.row = 7;
    draft.resource.id = "l";
    draft.resource.language = "zh-CN";
    draft.resource.duration_s = duration_s;
    draft.resource.files = {{.path = "课.mp4", .media_type = type, .size_bytes = 18}};
    draft.disk_paths = {folder_.At("课.mp4")};
    EXPECT_TRUE(HashFiles(draft));
    return draft;
  }
  IngestResult Thumbnails(Draft draft) {
    IngestResult result{{std::move(draft)}, {}};
    const auto added = AddThumbnails(result, maker_, disk_, folder_.At("made"),
                                     [this](const std::string& name) { begun_.push_back(name); });
    EXPECT_TRUE(added) << added.error().message;
    return result;
  }
  IngestResult Chapters(Draft draft) {
    IngestResult result{{std::move(draft)}, {}};
    const auto added = AddChapters(result, disk_, folder_.At("made"));
    EXPECT_TRUE(added) << added.error().message;
    return result;
  }

  TempFolder folder_;
  storage::RealDisk disk_;
  FalseMaker maker_;
  std::vector<std::string> begun_;
};

TEST(SheetPlan, IsAPictureEveryTenSecondsAndNeverMoreThanSixty) {
  EXPECT_EQ(PlanSheet(0), SheetPlan{});
  EXPECT_EQ(PlanSheet(29), SheetPlan{});
  EXPECT_EQ(PlanSheet(110), (SheetPlan{10, 11, 10, 2}));
  EXPECT_EQ(PlanSheet(600), (SheetPlan{10, 60, 10, 6}));
  EXPECT_EQ(PlanSheet(2'400), (SheetPlan{40, 60, 10, 6}));
  for (std::int64_t s = 30; s < 20'000; ++s) {
    const auto plan = PlanSheet(s);
    ASSERT_LE(plan.pictures, 60) << s;
    ASSERT_GE(plan.pictures * plan.every_s, s);
    ASSERT_LT((plan.pictures - 1) * plan.every_s, s);
    ASSERT_GE(plan.columns * plan.rows, plan.pictures);
  }
}

TEST(SheetPlan, EachMomentHasItsPartOfTheSheet) {
  const auto moments = MomentsOf(PlanSheet(110), 110, "a.jpg");
  ASSERT_EQ(moments.size(), 11U);
  EXPECT_EQ(moments[0], (formats::VttCue{0, 10'000, "a.jpg#xywh=0,0,128,72"}));
  EXPECT_EQ(moments[9].text, "a.jpg#xywh=1152,0,128,72");
  EXPECT_EQ(moments[10], (formats::VttCue{100'000, 111'000, "a.jpg#xywh=0,72,128,72"}));
}

TEST_F(FilmParts, AFilmGetsItsSheetAndTheMoments) {
  const auto result = Thumbnails(Film(110));
  const auto& draft = result.drafts[0];
  ASSERT_EQ(draft.resource.files.size(), 3U);
  ASSERT_EQ(draft.disk_paths.size(), 3U);
  const auto &sheet = draft.resource.files[1], &moments = draft.resource.files[2];
  EXPECT_EQ(sheet.role, FileRole::kThumbnails);
  EXPECT_EQ(sheet.path, "课.thumbnails.jpg");
  EXPECT_EQ(sheet.media_type, "image/jpeg");
  EXPECT_EQ(sheet.blob, HashOf(maker_.sheet));
  EXPECT_EQ(moments.role, FileRole::kThumbnails);
  EXPECT_EQ(moments.media_type, "text/vtt");
  std::ifstream file(draft.disk_paths[2]);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(formats::ReadWebVtt(text).value(), MomentsOf(PlanSheet(110), 110, "课.thumbnails.jpg"));
  EXPECT_THAT(begun_, ElementsAre("课.mp4"));
  EXPECT_THAT(result.notes, IsEmpty());
}

TEST_F(FilmParts, AnUnchangedFilmIsLookedAtOnce) {
  Thumbnails(Film(110));
  maker_.sheet = "\xFF\xD8 of another ffmpeg";
  const auto again = Thumbnails(Film(110));
  EXPECT_EQ(maker_.asked.size(), 1U);
  EXPECT_EQ(again.drafts[0].resource.files[1].blob, HashOf("\xFF\xD8 eleven pictures"));
}

TEST_F(FilmParts, ShortFilmsSoundAndSlidesHaveNone) {
  EXPECT_EQ(Thumbnails(Film(20)).drafts[0].resource.files.size(), 1U);
  EXPECT_EQ(Thumbnails(Film(110, "audio/mp4")).drafts[0].resource.files.size(), 1U);
  EXPECT_EQ(Thumbnails(Film(110, "application/pdf")).drafts[0].resource.files.size(), 1U);
  EXPECT_THAT(maker_.asked, IsEmpty());
}

TEST_F(FilmParts, WhatFailedIsANoteAndIsNotTriedAgainUntilSomebodySaysSo) {
  maker_.failure = Error{ErrorCode::kInvalid, "moov atom not found"};
  const auto first = Thumbnails(Film(110));
  EXPECT_EQ(first.drafts[0].resource.files.size(), 1U) << "the lesson goes on without";
  ASSERT_EQ(first.notes.size(), 1U);
  EXPECT_EQ(first.notes[0].key, "ingest.sheet_failed");
  EXPECT_EQ(first.notes[0].row, 7);
  maker_.failure.reset();
  const auto second = Thumbnails(Film(110));
  EXPECT_EQ(maker_.asked.size(), 1U);
  ASSERT_EQ(second.notes.size(), 1U);
  EXPECT_THAT(second.notes[0].detail, HasSubstr(".failed"));
}

TEST_F(FilmParts, WhatWasNotDoneInTimeIsTriedAgainAtTheNextImport) {
  maker_.failure = Error{ErrorCode::kOffline, "nice: took longer than 180000 ms"};
  const auto busy = Thumbnails(Film(110));
  EXPECT_EQ(busy.drafts[0].resource.files.size(), 1U) << "the lesson goes on without";
  ASSERT_EQ(busy.notes.size(), 1U);
  EXPECT_THAT(busy.notes[0].detail, HasSubstr("1/3")) << "the first try of three";
  maker_.failure.reset();
  const auto quiet = Thumbnails(Film(110));
  EXPECT_EQ(quiet.drafts[0].resource.files.size(), 3U);
  EXPECT_THAT(quiet.notes, IsEmpty());
}

TEST_F(FilmParts, WhatIsNeverDoneInTimeIsTriedThreeTimes) {
  maker_.failure = Error{ErrorCode::kOffline, "nice: took longer\nthan 180000 ms"};
  for (int import = 1; import <= 2; ++import) {
    EXPECT_THAT(Thumbnails(Film(110)).notes.at(0).detail, HasSubstr(std::to_string(import) + "/3"));
  }
  EXPECT_EQ(Thumbnails(Film(110)).notes.at(0).key, "ingest.sheet_failed");
  const auto after = Thumbnails(Film(110));
  EXPECT_EQ(maker_.asked.size(), 3U);
  EXPECT_THAT(after.notes.at(0).detail, HasSubstr(".failed"));
}

TEST_F(FilmParts, WithoutTheProgramOneNoteSaysHowManyAndWhatToInstall) {
  maker_.failure = Error{ErrorCode::kNotFound, "ffmpeg is not installed"};
  const auto result = Thumbnails(Film(110));
  ASSERT_EQ(result.notes.size(), 1U);
  EXPECT_EQ(result.notes[0].key, "ingest.no_sheet_program");
  maker_.failure.reset();
  EXPECT_EQ(Thumbnails(Film(110)).drafts[0].resource.files.size(), 3U) << "once it is installed";
}

TEST_F(FilmParts, WhatIsNoSheetOrTooLargeIsNotTakenForOne) {
  maker_.sheet = "Segmentation fault";
  EXPECT_EQ(Thumbnails(Film(110)).drafts[0].resource.files.size(), 1U);
  maker_.sheet = "\xFF\xD8" + std::string(static_cast<std::size_t>(kMostSheetBytes), 'x');
  EXPECT_EQ(Thumbnails(Film(210)).drafts[0].resource.files.size(), 1U);
}

TEST_F(FilmParts, ChaptersOfTheFilmBecomeAFile) {
  auto film = Film(110);
  film.chapters = {{0, "分月饼"}, {60'000, "折纸"}};
  film.resource.files.push_back(
      {.role = FileRole::kAttachment, .path = "课.chapters.vtt", .media_type = "text/vtt", .size_bytes = 1});
  film.disk_paths.push_back("");
  const auto result = Chapters(film);
  const auto& draft = result.drafts[0];
  ASSERT_EQ(draft.resource.files.size(), 3U);
  EXPECT_EQ(draft.resource.files[2].role, FileRole::kChapters);
  EXPECT_EQ(draft.resource.files[2].path, "课.2.chapters.vtt") << "the other has the name";
  std::ifstream file(draft.disk_paths[2]);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(formats::ReadChapters(text).value(), film.chapters);
}

TEST_F(FilmParts, AnEditorsChaptersGoBeforeAndOneChapterIsNone) {
  auto film = Film(110);
  film.chapters = {{0, "分月饼"}};
  EXPECT_EQ(Chapters(film).drafts[0].resource.files.size(), 1U);
  film.chapters.push_back({60'000, "折纸"});
  film.resource.files.push_back(
      {.role = FileRole::kChapters, .path = "own.vtt", .media_type = "text/vtt", .size_bytes = 1});
  film.disk_paths.push_back("");
  EXPECT_EQ(Chapters(film).drafts[0].resource.files.size(), 2U);
}

}  // namespace
}  // namespace lianxiao::center
