#include "web/classroom/viewer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/web/page_fixture.h"

namespace lianxiao::web {
namespace {

using testing::HasSubstr;
using testing::Not;
using enum formats::FileRole;

formats::File Small() { return SampleFile(kRendition, "看图说话-360p.mp4", "video/mp4", 3'000'000); }

// A lesson of `files`, of which the box has those that `here` names.
void Put(School& school, std::vector<formats::File> files, const std::vector<std::size_t>& here) {
  auto lesson = OnBox(SampleResource("l", "课", "一年级", "语文", "录播课", std::move(files)), 0);
  for (const auto index : here) lesson.files[index].state = FileState::kCached;
  lesson.playable = here.size() == lesson.files.size();
  school.view.resources.push_back(std::move(lesson));
}

formats::File Whole() { return SampleFile(kMain, "看图说话.mp4", "video/mp4", 14'400'000); }

TEST(Viewer, OpensByTheTypeOfTheFile) {
  EXPECT_EQ(OpeningOfType("video/mp4"), Opening::kVideo);
  EXPECT_EQ(OpeningOfType("audio/mpeg"), Opening::kAudio);
  EXPECT_EQ(OpeningOfType("image/png"), Opening::kPicture);
  EXPECT_EQ(OpeningOfType("application/epub+zip"), Opening::kDocument);
  EXPECT_EQ(OpeningOfType(""), Opening::kDocument);
}

TEST(Viewer, TheSmallerPictureIsOneTouchAwayAndALinkWithoutScripts) {
  School school;
  Put(school, {Whole(), Small()}, {0, 1});
  const auto page = school.Page("/r/l");
  const auto small = "/files/l/1/" + EncodeSegment("看图说话-360p.mp4");
  EXPECT_THAT(page, HasSubstr("<source src=\"/files/l/0/"));
  EXPECT_THAT(page, HasSubstr("data-smaller=\"" + small + "\""));
  EXPECT_THAT(page, HasSubstr("<noscript><p class=\"actions\"><a class=\"button second\" href=\"" + small));
}

TEST(Viewer, ASmallerPictureThatHasNotComeIsNotOffered) {
  School school;
  Put(school, {Whole(), Small()}, {0});
  school.view.resources.back().playable = true;
  EXPECT_THAT(school.Page("/r/l"), Not(HasSubstr("data-smaller")));
}

TEST(Viewer, TheLessonBeginsWithTheSmallerPictureWhenThatIsWhatHasCome) {
  School school;
  Put(school, {Whole(), Small()}, {1});
  const auto page = school.Page("/r/l");
  EXPECT_THAT(page, HasSubstr("<source src=\"/files/l/1/"));
  EXPECT_THAT(page, HasSubstr("清晰版还在路上"));
  EXPECT_THAT(page, Not(HasSubstr("data-smaller")));
  ASSERT_EQ(school.view.recorded.size(), 1U) << "it was opened";
}

TEST(Viewer, WithoutAnyWholePictureNothingIsShown) {
  School school;
  Put(school, {Whole(), Small()}, {});
  const auto page = school.Page("/r/l");
  EXPECT_THAT(page, Not(HasSubstr("<video")));
  EXPECT_THAT(page, HasSubstr("盒子里还没有这一课"));
  EXPECT_TRUE(school.view.recorded.empty());
}

TEST(Viewer, SoundIsPlayedWithItsWordsAndKnowsNoSmallerPicture) {
  School school;
  Put(school,
      {SampleFile(kMain, "jingyesi.m4a", "audio/mp4", 900), SampleFile(kSubtitle, "a.vtt", "text/vtt", 90)},
      {0, 1});
  const auto page = school.Page("/r/l");
  EXPECT_THAT(page, HasSubstr("<audio id=\"player\" controls"));
  EXPECT_THAT(page, HasSubstr("<track kind=\"subtitles\" src=\"/files/l/1/a.vtt\""));
  EXPECT_THAT(page, HasSubstr("id=\"words\""));
}

TEST(Viewer, ChaptersAreLinksIntoTheFilmAndNeedNoScript) {
  Request request;
  const Page page(request);
  Fields fields;
  AddViewer(fields,
            {.address = "/files/l/0/a.mp4",
             .media_type = "video/mp4",
             .chapters = {{0, "分月饼"}, {3'723'500, "<折纸>"}, {4'000'000, ""}}},
            page);
  const auto html = std::get<std::string>(page.Send("viewer", "x", fields).body);
  EXPECT_THAT(html,
              HasSubstr("<a href=\"/files/l/0/a.mp4#t=0\" data-at=\"0\"><b>0:00</b> <span>分月饼</span>"));
  EXPECT_THAT(html, HasSubstr("#t=3723.500\" data-at=\"3723.500\"><b>1:02:03</b> <span>&lt;折纸&gt;</span>"));
  EXPECT_THAT(html, HasSubstr("<span>第 3 章</span>")) << "one without a title has its number";
  EXPECT_THAT(html, HasSubstr("id=\"seek\" hidden>")) << "marks need no small pictures";
}

TEST(Viewer, SmallPicturesAreOfferedWhenBothOfTheirFilesAreHere) {
  const std::vector<formats::File> files = {Whole(), SampleFile(kThumbnails, "a.jpg", "image/jpeg", 60'000),
                                            SampleFile(kThumbnails, "a.vtt", "text/vtt", 4'000)};
  School school;
  Put(school, files, {0, 1, 2});
  const auto page = school.Page("/r/l");
  EXPECT_THAT(page, HasSubstr("data-sheet=\"/files/l/1/a.jpg\" data-moments=\"/files/l/2/a.vtt\""));
  EXPECT_THAT(page, HasSubstr("/assets/seek.js"));
  EXPECT_THAT(page, Not(HasSubstr("a.jpg\" download"))) << "nobody has a use for the sheet itself";

  School half;
  Put(half, files, {0, 1});
  half.view.resources.back().playable = true;
  EXPECT_THAT(half.Page("/r/l"), Not(HasSubstr("id=\"seek\"")));
  EXPECT_THAT(half.Page("/r/l"), Not(HasSubstr("/assets/seek.js")));
}

TEST(Viewer, ALessonsChaptersAreAskedForWhenTheirFileIsHere) {
  FakeSchoolView view;
  Router router;
  std::string asked;
  AddClassroomPages(router, view, {.chapters = [&](const std::string& id, std::size_t file) {
                      asked += id + " " + std::to_string(file) + ";";
                      return std::vector<formats::Chapter>{{0, "引入"}, {60'000, "练习"}};
                    }});
  auto lesson = OnBox(SampleResource("l", "课", "一年级", "语文", "录播课",
                                     {Whole(), SampleFile(kChapters, "c.vtt", "text/vtt", 90)}),
                      0);
  lesson.playable = true;
  lesson.files[0].state = FileState::kCached;
  view.resources = {lesson};
  EXPECT_THAT(TextOf(Ask(router, {.target = "/r/l"})), Not(HasSubstr("id=\"chapters\"")));
  EXPECT_EQ(asked, "");
  view.resources[0].files[1].state = FileState::kCached;
  EXPECT_THAT(TextOf(Ask(router, {.target = "/r/l"})), HasSubstr("<b>1:00</b> <span>练习</span>"));
  EXPECT_EQ(asked, "l 1;");
}

constexpr char kDeck[] = "application/vnd.openxmlformats-officedocument.presentationml.presentation";

TEST(Viewer, ADeckIsReadAsItsPagesAndSavedAsTheOriginal) {
  School school;
  Put(school,
      {SampleFile(kMain, "课件.pptx", kDeck, 900), SampleFile(kRendition, "课件.pdf", "application/pdf", 90)},
      {0, 1});
  const auto page = school.Page("/r/l");
  const auto pages = "/files/l/1/" + EncodeSegment("课件.pdf"),
             deck = "/files/l/0/" + EncodeSegment("课件.pptx");
  EXPECT_THAT(page, HasSubstr("data-source=\"" + pages + "\""));
  EXPECT_THAT(page, HasSubstr("id=\"plain-open\" href=\"" + pages + "\""));
  EXPECT_THAT(page, HasSubstr("href=\"" + deck + "?download=1\" download=\"课件.pptx\""));
  EXPECT_THAT(page, HasSubstr("下载的是原件"));
  EXPECT_THAT(page, HasSubstr("/assets/sheets.js"));
}

TEST(Viewer, ADeckWithoutPagesIsForDownloadAlone) {
  School school;
  Put(school, {SampleFile(kMain, "课件.pptx", kDeck, 900)}, {0});
  const auto page = school.Page("/r/l");
  EXPECT_THAT(page, Not(HasSubstr("sheet-keys")));
  EXPECT_THAT(page, Not(HasSubstr("/assets/sheets.js")));
  EXPECT_THAT(page, HasSubstr("PowerPoint"));
}

TEST(Viewer, PagesThatCameBeforeTheirDeckAreReadAndSavedUnderTheirOwnName) {
  School school;
  Put(school,
      {SampleFile(kMain, "课件.pptx", kDeck, 900), SampleFile(kRendition, "课件.pdf", "application/pdf", 90)},
      {1});
  const auto page = school.Page("/r/l");
  EXPECT_THAT(page, HasSubstr("原件还在路上"));
  EXPECT_THAT(page, HasSubstr("?download=1\" download=\"课件.pdf\""));
  EXPECT_THAT(page, Not(HasSubstr("download=\"课件.pptx\"")));
}

TEST(Viewer, ABookIsForDownloadAndSaysWhatReadsIt) {
  School school;
  Put(school, {SampleFile(kMain, "西游记.epub", "application/epub+zip", 900)}, {0});
  const auto page = school.Page("/r/l");
  EXPECT_THAT(page, HasSubstr("?download=1\" download=\"西游记.epub\""));
  EXPECT_THAT(page, HasSubstr("阅读软件"));
}

TEST(Viewer, ShowsAFileThatNoLessonNames) {
  Request request;
  const Page page(request);
  Fields fields;
  AddViewer(fields, {.address = "/own/7/note.pdf", .media_type = "application/pdf", .name = "note.pdf"},
            page);
  const auto html = std::get<std::string>(page.Send("viewer", "x", fields).body);
  EXPECT_THAT(html, HasSubstr("href=\"/own/7/note.pdf\""));
  EXPECT_THAT(html, HasSubstr("href=\"/own/7/note.pdf?download=1\" download=\"note.pdf\""));
}

}  // namespace
}  // namespace lianxiao::web
