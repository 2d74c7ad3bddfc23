#include "center/ingest/office_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "center/ingest/row_files.h"
#include "storage/base/keys.h"
#include "tests/unit/center/temp_folder.h"

namespace lianxiao::center {
namespace {

using formats::FileRole;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kDeck[] = "application/vnd.openxmlformats-officedocument.presentationml.presentation";

// Makes pages of whatever it is told, and counts.
class FalseMaker final : public PagesMaker {
 public:
  Status Make(const std::string& from, OfficeKind kind, const std::string& to) override {
    asked.push_back(from.substr(from.rfind('/') + 1));
    kinds.push_back(kind);
    if (failure) return Fail(*failure);
    std::ofstream(to) << pages;
    return {};
  }
  std::vector<std::string> asked;
  std::vector<OfficeKind> kinds;
  std::optional<Error> failure;
  std::string pages = "%PDF-1.6 ten pages";
};

class OfficePages : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitCrypto()); }

  Draft Lesson(const std::string& name, const std::string& type, const std::string& bytes) {
    folder_.Write(name, bytes);
    Draft draft;
    draft.row = 7;
    draft.resource.id = "l";
    draft.resource.files = {
        {.path = name, .media_type = type, .size_bytes = static_cast<std::int64_t>(bytes.size())}};
    draft.disk_paths = {folder_.At(name)};
    EXPECT_TRUE(HashFiles(draft));
    return draft;
  }
  IngestResult Add(std::vector<Draft> drafts) {
    IngestResult result{std::move(drafts), {}};
    const auto added = AddPages(result, maker_, disk_, folder_.At("made"),
                                [this](const std::string& name) { begun_.push_back(name); });
    EXPECT_TRUE(added) << added.error().message;
    return result;
  }

  TempFolder folder_;
  storage::RealDisk disk_;
  FalseMaker maker_;
  std::vector<std::string> begun_;
};

TEST_F(OfficePages, ADeckGetsItsPagesAsARendition) {
  const auto result = Add({Lesson("课件.pptx", kDeck, "slides")});
  const auto& files = result.drafts[0].resource.files;
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].role, FileRole::kMain);
  EXPECT_EQ(files[1].role, FileRole::kRendition);
  EXPECT_EQ(files[1].path, "课件.pdf");
  EXPECT_EQ(files[1].media_type, "application/pdf");
  EXPECT_EQ(files[1].size_bytes, 18);
  EXPECT_EQ(files[1].blob, HashOf("%PDF-1.6 ten pages"));
  EXPECT_EQ(result.drafts[0].disk_paths.size(), 2U);
  EXPECT_THAT(begun_, ElementsAre("课件.pptx"));
  EXPECT_THAT(result.notes, IsEmpty());
}

TEST_F(OfficePages, AnUnchangedFileIsTurnedIntoPagesOnce) {
  Add({Lesson("课件.pptx", kDeck, "slides")});
  maker_.pages = "%PDF-1.6 made at another time";
  const auto again = Add({Lesson("课件.pptx", kDeck, "slides")});
  EXPECT_EQ(maker_.asked.size(), 1U);
  EXPECT_EQ(again.drafts[0].resource.files[1].blob, HashOf("%PDF-1.6 ten pages"));
  Add({Lesson("课件.pptx", kDeck, "a slide more")});
  EXPECT_EQ(maker_.asked.size(), 2U);
}

TEST_F(OfficePages, WhatFailedIsANoteAndIsNotTriedAgainUntilSomebodySaysSo) {
  maker_.failure = Error{ErrorCode::kInvalid, "source file could not be loaded"};
  const auto first = Add({Lesson("坏.docx", "application/msword", "torn")});
  EXPECT_EQ(first.drafts[0].resource.files.size(), 1U) << "the lesson goes on without";
  ASSERT_EQ(first.notes.size(), 1U);
  EXPECT_EQ(first.notes[0].key, "ingest.pages_failed");
  EXPECT_EQ(first.notes[0].row, 7);
  EXPECT_EQ(first.notes[0].subject, "坏.docx");
  EXPECT_THAT(maker_.kinds, ElementsAre(OfficeKind::kText));

  maker_.failure.reset();
  const auto second = Add({Lesson("坏.docx", "application/msword", "torn")});
  EXPECT_EQ(maker_.asked.size(), 1U);
  ASSERT_EQ(second.notes.size(), 1U);
  EXPECT_THAT(second.notes[0].detail, HasSubstr(".failed"));
}

TEST_F(OfficePages, WithoutTheProgramOneNoteSaysHowManyAndWhatToInstall) {
  maker_.failure = Error{ErrorCode::kNotFound, "LibreOffice is not installed"};
  const auto result = Add({Lesson("a.pptx", kDeck, "a"), Lesson("b.pptx", kDeck, "b")});
  ASSERT_EQ(result.notes.size(), 1U);
  EXPECT_EQ(result.notes[0].key, "ingest.no_pages_program");
  EXPECT_EQ(result.notes[0].subject, "2");
  EXPECT_THAT(result.notes[0].detail, HasSubstr("libreoffice-impress-nogui"));
  maker_.failure.reset();
  EXPECT_EQ(Add({Lesson("a.pptx", kDeck, "a")}).drafts[0].resource.files.size(), 2U)
      << "once it is installed";
}

TEST_F(OfficePages, WhatIsNoPdfIsNotTakenForPages) {
  maker_.pages = "Segmentation fault";
  const auto result = Add({Lesson("a.pptx", kDeck, "a")});
  EXPECT_EQ(result.drafts[0].resource.files.size(), 1U);
  EXPECT_EQ(result.notes.size(), 1U);
}

TEST_F(OfficePages, AnEditorsOwnPagesAndOtherFilesAreLeftAlone) {
  auto own = Lesson("课件.pptx", kDeck, "slides");
  own.resource.files.push_back(
      {.role = FileRole::kRendition, .path = "我的.pdf", .media_type = "application/pdf", .size_bytes = 9});
  own.disk_paths.push_back("");
  Add({own, Lesson("v.mp4", "video/mp4", "v"), Lesson("t.xlsx", "application/vnd.ms-excel", "t")});
  EXPECT_THAT(maker_.asked, IsEmpty());
}

TEST_F(OfficePages, PagesDoNotTakeTheNameOfAnotherFile) {
  auto lesson = Lesson("课件.pptx", kDeck, "slides");
  lesson.resource.files.push_back(
      {.role = FileRole::kAttachment, .path = "课件.pdf", .media_type = "application/pdf", .size_bytes = 9});
  lesson.disk_paths.push_back("");
  EXPECT_EQ(Add({lesson}).drafts[0].resource.files.back().path, "课件.pages.pdf");
}

}  // namespace
}  // namespace lianxiao::center
