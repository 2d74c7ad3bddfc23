// Looking for a place in a film that knows its chapters, in a real Chromium against real programs: from an
// editor's MP4 to the list beside the picture, the marks on the bar and the small pictures above it.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/browser/shots.h"
#include "tests/e2e/world.h"
#include "tests/support/browser.h"

namespace lianxiao::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kChapters[] =
    ";FFMETADATA1\n"
    "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=25000\ntitle=引入：分月饼\n"
    "[CHAPTER]\nTIMEBASE=1/1000\nSTART=25000\nEND=60000\ntitle=认识二分之一\n"
    "[CHAPTER]\nTIMEBASE=1/1000\nSTART=60000\nEND=95000\n"
    "title="
    "哪个涂色部分是二分之一？四人小组先自己想一想，再互相说一说为什么，最后请两个小组到前面来讲给全班听\n"
    "[CHAPTER]\nTIMEBASE=1/1000\nSTART=95000\nEND=109000\ntitle=小结\n";

class Seeking : public World {
 protected:
  void SetUp() override {
    const auto handed_in = Folder("handed-in");
    std::filesystem::create_directories(handed_in);
    WriteFile(handed_in + "/chapters.txt", kChapters);
    const auto film =
        test::Run({"ffmpeg", "-v", "error", "-i", places_.samples + "/v1/shuxue/fenshu-renshi.mp4", "-i",
                   handed_in + "/chapters.txt", "-map_metadata", "1", "-map_chapters", "1", "-c", "copy",
                   "-movflags", "+faststart", handed_in + "/fenshu.mp4"});
    ASSERT_EQ(film.exit_code, 0) << film.err;
    WriteFile(
        handed_in + "/resources.csv",
        "编号,标题,类型,学段,年级,学科,文件\nfenshu,分数的初步认识,录播课,小学,三年级,数学,fenshu.mp4\n");
    ASSERT_EQ(center_.Init().exit_code, 0);
    const auto imported = center_.Import(handed_in, CenterProgram::Pages::kMade);
    ASSERT_EQ(imported.exit_code, 0) << imported.err;
    EXPECT_THAT(imported.out, HasSubstr("fenshu.mp4"));
    EXPECT_EQ(imported.err, "") << "nothing went wrong";
    ASSERT_EQ(center_.Publish().exit_code, 0);
    center_.Start();
    school_ = EnrolledSchool();
    ASSERT_TRUE(school_->WaitUntilComplete(kSyncMs)) << school_->Status().dump(1);
  }

  void Open(Browser& browser) const {
    browser.Open(school_->url() + "/r/fenshu");
    ASSERT_TRUE(WaitUntil([&] { return Is(browser, "v.readyState >= 1 && !seek.hidden"); }, kSoonMs));
    browser.Run("document.getElementById('player').muted = true");
  }
  static bool Is(Browser& browser, const std::string& condition) {
    return browser
        .Run(
            "var v = document.getElementById('player'), seek = document.getElementById('seek');"
            "var bar = seek.querySelector('input'), peek = seek.querySelector('.peek');"
            "var links = document.querySelectorAll('#chapters a');"
            "return !!(" +
            condition + ")")
        .get<bool>();
  }
  static bool Becomes(Browser& browser, const std::string& condition) {
    return WaitUntil([&] { return Is(browser, condition); }, kSoonMs);
  }
  // A pointer over the bar, at this part of its length.
  static void Point(Browser& browser, double part) {
    browser.Run(
        "var bar = document.querySelector('#seek input'), box = bar.getBoundingClientRect();"
        "bar.dispatchEvent(new MouseEvent('mousemove', {bubbles: true, clientY: box.top + 5,"
        "clientX: box.left + 8 + (box.width - 16) * arguments[0]}))",
        {part});
  }

  std::unique_ptr<SchoolProgram> school_;
};

TEST_F(Seeking, ChaptersAreListedMarkedAndReachedByKeys) {
  Browser browser;
  Open(browser);
  EXPECT_TRUE(Is(browser, "links.length === 4 && seek.querySelectorAll('.marks i').length === 3"));
  EXPECT_THAT(browser.Text(), HasSubstr("0:25 认识二分之一"));
  browser.Type("body", "n");
  EXPECT_TRUE(Becomes(browser, "v.currentTime === 25 && links[1].getAttribute('aria-current') === 'true'"));
  browser.Type("body", "n");
  EXPECT_TRUE(Becomes(browser, "v.currentTime === 60 && !links[1].hasAttribute('aria-current')"));
  browser.Type("body", "p");
  EXPECT_TRUE(Becomes(browser, "v.currentTime === 25"));
  EXPECT_TRUE(
      Becomes(browser, "bar.value === '25' && bar.getAttribute('aria-valuetext') === '0:25 认识二分之一'"));
  browser.Click("#chapters li:last-child a");
  EXPECT_TRUE(Becomes(browser, "v.currentTime > 95 && !v.paused"));
  EXPECT_THAT(browser.Url(), HasSubstr("/r/fenshu")) << "it stays on the lesson's page";
  browser.Run("document.getElementById('player').pause()");
  Shot(browser, "seek-chapters");
}

TEST_F(Seeking, TheBarShowsThePictureOfTheMomentBeforeAnybodyGoesThere) {
  Browser browser;
  Open(browser);
  EXPECT_FALSE(Is(browser, "v.querySelector('track[kind=metadata]')")) << "asked for when somebody looks";
  Point(browser, 0.6);
  EXPECT_TRUE(Becomes(browser, "v.querySelector('track[kind=metadata]').readyState === 2"));
  Point(browser, 0.6);  // 66 s: the seventh picture.
  EXPECT_TRUE(Is(browser,
                 "!peek.hidden && peek.querySelector('i').style.backgroundPosition === '-768px 0px' &&"
                 "peek.querySelector('b').textContent.indexOf('1:05') === 0"));
  EXPECT_TRUE(Is(browser, "v.currentTime === 0")) << "looking moves nothing";
  EXPECT_EQ(browser.Run("var sheet = new Image(); sheet.src = document.getElementById('seek').getAttribute("
                        "'data-sheet'); return sheet.decode().then(function () {"
                        "return sheet.naturalWidth + 'x' + sheet.naturalHeight })"),
            "1280x144");
  Shot(browser, "seek-peek");
  EXPECT_TRUE(Is(browser, "peek.getBoundingClientRect().right <= innerWidth"));
  Point(browser, 1);
  EXPECT_TRUE(Is(browser, "peek.getBoundingClientRect().right <= seek.getBoundingClientRect().right + 1"));

  browser.Run(
      "var bar = document.querySelector('#seek input'); bar.value = '40';"
      "bar.dispatchEvent(new Event('input', {bubbles: true}))");
  EXPECT_TRUE(Is(browser, "v.currentTime === 0 && !peek.hidden")) << "while it is dragged the film stays";
  browser.Run("document.querySelector('#seek input').dispatchEvent(new Event('change', {bubbles: true}))");
  EXPECT_TRUE(Becomes(browser, "v.currentTime === 40"));
  EXPECT_TRUE(Becomes(browser, "peek.hidden"));
  browser.Type("#seek input", "\uE014");  // An arrow key on the bar itself.
  EXPECT_TRUE(Becomes(browser, "v.currentTime === 41"));
}

TEST_F(Seeking, OnAPhoneNothingStandsOutAndWithoutScriptsChaptersAreLinksIntoTheFilm) {
  {
    Browser phone({.phone = true});
    Open(phone);
    phone.Run(
        "var bar = document.querySelector('#seek input'); bar.value = '100';"
        "bar.dispatchEvent(new Event('input', {bubbles: true}))");
    EXPECT_TRUE(Becomes(phone, "!peek.hidden && peek.querySelector('i').style.backgroundPosition"));
    EXPECT_TRUE(Is(phone, "document.documentElement.scrollWidth <= innerWidth + 1"));
    Shot(phone, "phone-seek");
  }
  Browser plain({.javascript = false});
  plain.Open(school_->url() + "/r/fenshu");
  EXPECT_THAT(plain.Text(), HasSubstr("0:25 认识二分之一"));
  EXPECT_THAT(plain.Text(), Not(HasSubstr("null")));
  Shot(plain, "plain-seek");
  plain.ClickLink("0:25 认识二分之一");
  EXPECT_THAT(plain.Url(), HasSubstr("/fenshu.mp4#t=25"));
}

TEST_F(Seeking, WhatItCostsOnTheLineIsBounded) {
  std::int64_t sheet = 0, texts = 0;
  const auto lesson = school_->Get("/api/v1/resources/fenshu");
  for (const auto& file : lesson.at("files")) {
    const auto role = file.at("role").get<std::string>();
    const auto bytes = file.at("size").get<std::int64_t>();
    if (role == "thumbnails" && file.at("media_type") == "image/jpeg") sheet = bytes;
    if (role == "chapters" || (role == "thumbnails" && file.at("media_type") == "text/vtt")) texts += bytes;
  }
  EXPECT_GT(sheet, 2'000);
  EXPECT_LE(sheet, 60 << 10);
  EXPECT_GT(texts, 400);
  EXPECT_LT(texts, 4'000);
  RecordProperty("sheet_bytes", std::to_string(sheet));
  RecordProperty("text_bytes", std::to_string(texts));
}

}  // namespace
}  // namespace lianxiao::test
