// What a teacher does in the morning, in a real Chromium against real programs. Pictures of every page go to
// the folder LIANXIAO_SHOTS, when it is set, to be looked at.
#include <gmock/gmock.h>

#include "tests/browser/shots.h"
#include "tests/e2e/world.h"
#include "tests/support/browser.h"
#include "tests/support/browser_login.h"
#include "tests/support/http_client.h"
#include "tests/support/zip_members.h"

namespace lianxiao::test {
namespace {

using ::testing::HasSubstr;

class Classroom : public World {
 protected:
  void SetUp() override {
    PublishSamples();
    center_.Start();
    school_ = EnrolledSchool();
    ASSERT_TRUE(school_->WaitUntilComplete(kSyncMs)) << school_->Status().dump(1);
  }

  static bool Overflows(Browser& browser) {
    return browser.Run("return document.documentElement.scrollWidth > window.innerWidth + 1").get<bool>();
  }

  static double Position(Browser& browser) {
    return browser.Run("return document.querySelector('video').currentTime").get<double>();
  }

  // Home to a lesson that plays, by three taps.
  void ThreeTaps(Browser& browser, const std::string& name) {
    browser.Open(school_->url() + "/");
    Shot(browser, name + "-home");
    EXPECT_FALSE(Overflows(browser)) << "home";
    browser.ClickLink("三年级");
    Shot(browser, name + "-grade");
    EXPECT_FALSE(Overflows(browser)) << browser.Url();
    browser.ClickLink("数学");
    Shot(browser, name + "-subject");
    EXPECT_FALSE(Overflows(browser)) << browser.Url();
    browser.ClickLink("分数的初步认识");
    Shot(browser, name + "-lesson");
    EXPECT_FALSE(Overflows(browser)) << browser.Url();
    ASSERT_THAT(browser.Url(), HasSubstr("/r/"));
  }

  std::unique_ptr<SchoolProgram> school_;
};

TEST_F(Classroom, ThreeTapsLeadToALessonThatPlaysOnAnOldClassroomPc) {
  Browser browser;
  ThreeTaps(browser, "desktop");
  browser.Run("const v = document.querySelector('video'); v.muted = true; v.play();");
  EXPECT_TRUE(WaitUntil([&] { return Position(browser) > 1; }, kSoonMs));
}

TEST_F(Classroom, ThreeTapsLeadToALessonThatPlaysOnAPhone) {
  Browser browser({.phone = true});
  ThreeTaps(browser, "phone");
  browser.Run("const v = document.querySelector('video'); v.muted = true; v.play();");
  EXPECT_TRUE(WaitUntil([&] { return Position(browser) > 1; }, kSoonMs));
}

TEST_F(Classroom, WithoutScriptsBrowsingSearchingAndPlayingWork) {
  Browser browser({.javascript = false});
  ThreeTaps(browser, "plain");
  const auto page = HttpGet(browser.Url());
  EXPECT_THAT(page.body, HasSubstr("<video"));
  EXPECT_THAT(page.body, HasSubstr("controls"));
  browser.Open(school_->url() + "/");
  browser.Type("input[name=q]", "分数\uE007");
  EXPECT_TRUE(WaitUntil([&] { return browser.Url().find("/search") != std::string::npos; }, kSoonMs));
  browser.ClickLink("分数的初步认识");
  EXPECT_THAT(browser.Url(), HasSubstr("/r/"));
}

TEST_F(Classroom, SuggestionsComeWhileTypingAndOneOfThemIsTaken) {
  for (const bool phone : {false, true}) {
    Browser browser({.phone = phone});
    browser.Open(school_->url() + "/");
    browser.Type("input[name=q]", "ktsh");
    ASSERT_TRUE(WaitUntil(
        [&] {
          return browser.Run("return document.querySelectorAll('.suggested li').length > 0").get<bool>();
        },
        kSoonMs));
    Shot(browser, phone ? "phone-suggestions" : "desktop-suggestions");
    EXPECT_FALSE(Overflows(browser));
    browser.Type("input[name=q]", "\uE015\uE007");  // Down, Enter.
    EXPECT_TRUE(WaitUntil([&] { return browser.Url().find("/search") != std::string::npos; }, kSoonMs));
    EXPECT_THAT(browser.Text(), HasSubstr("看图说话"));
  }
}

TEST_F(Classroom, WordsOfTheSchoolBecomeFiltersThatGoAwayAtATouch) {
  for (const bool javascript : {true, false}) {
    Browser browser({.javascript = javascript});
    browser.Open(school_->url() +
                 "/search?q=%E4%B8%89%E5%B9%B4%E7%BA%A7%E6%95%B0%E5%AD%A6%E5%88%86%E6%95%B0");
    Shot(browser, javascript ? "desktop-search-filters" : "plain-search-filters");
    EXPECT_FALSE(Overflows(browser));
    browser.Click(".understood li:first-child a");
    // 三年级, as addresses write it.
    EXPECT_TRUE(WaitUntil(
        [&] { return browser.Url().find("%E4%B8%89%E5%B9%B4%E7%BA%A7") == std::string::npos; }, kSoonMs));
    EXPECT_THAT(browser.Text(), HasSubstr("分数的初步认识"));
  }
}

TEST_F(Classroom, AnExerciseRunsInItsSandboxAndCannotReachThePage) {
  Browser browser;
  const auto list = school_->Get("/api/v1/resources?limit=500");
  std::string package;
  for (const auto& resource : list.at("resources")) {
    const auto full = school_->Get("/api/v1/resources/" + resource.at("id").get<std::string>());
    for (const auto& file : full.at("files")) {
      if (file.at("role") == "package") package = resource.at("id").get<std::string>();
    }
  }
  ASSERT_FALSE(package.empty());
  browser.Open(school_->url() + "/r/" + package);
  Shot(browser, "desktop-exercise");
  browser.EnterFrame("iframe");
  EXPECT_TRUE(browser.Run("return document.body.innerText.length > 10").get<bool>());
  EXPECT_EQ(browser.Run("try { return window.parent.document.title } catch (e) { return 'refused' }"),
            "refused");
  EXPECT_EQ(browser.Run("try { return document.cookie + 'cookie' } catch (e) { return 'refused' }"),
            "refused");
  browser.LeaveFrame();
}

// Office files are published with their members stored, so it is the members that count.
TEST_F(Classroom, CoursewareIsDownloadedWithEveryMemberAsTheTeacherMadeIt) {
  const auto files = school_->Get("/api/v1/resources/sx-3s-fenshu-kejian").at("files");
  for (const auto& file : files) {
    if (file.at("role") != "main") continue;
    const auto url = school_->url() + file.at("url").get<std::string>();
    const auto whole = HttpGet(url + "?download=1");
    const auto saved = folder_.path() + "/saved.pptx";
    WriteFile(saved, whole.body);
    EXPECT_EQ(ReadZip(saved), ReadZip(places_.samples + "/v1/shuxue/fenshu-kejian.pptx"));
    EXPECT_THAT(whole.headers.at("content-disposition"), HasSubstr("attachment"));
  }
}

TEST_F(Classroom, TheTechnicianAndTheCountySeeTheSameTruth) {
  Browser browser;
  browser.Open(school_->url() + "/status");
  Shot(browser, "desktop-status");
  EXPECT_THAT(browser.Text(), HasSubstr("一切正常"));
  EXPECT_FALSE(Overflows(browser));
  FirstLogin(browser, center_.url(), "admin", center_.AddAccount("admin", "administrator"));
  EXPECT_TRUE(WaitUntil(
      [&] {
        browser.Open(center_.url() + "/");
        return browser.Text().find("石羊塘村小") != std::string::npos;
      },
      kSoonMs));
  Shot(browser, "desktop-console");
}

TEST_F(Classroom, SpeaksTraditionalChineseToWhoReadsItAndKeepsAnotherChoice) {
  Browser phone({.phone = true, .accept_language = "zh-HK,zh"}), desktop({.accept_language = "zh-TW,zh"});
  desktop.Open(school_->url() + "/");
  ShotThatFits(desktop, "desktop-traditional-home");
  phone.Open(school_->url() + "/");
  ShotThatFits(phone, "phone-traditional-home");
  EXPECT_THAT(phone.Text(), HasSubstr("按課本找"));
  EXPECT_THAT(phone.Text(), HasSubstr("三年级")) << "as the county wrote it";
  EXPECT_EQ(phone.Run("return document.documentElement.lang"), "zh-Hant");
  phone.ClickLink("简体");
  EXPECT_THAT(phone.Text(), HasSubstr("按课本找"));
  phone.Open(school_->url() + "/status");
  EXPECT_EQ(phone.Run("return document.documentElement.lang"), "zh-CN");
  phone.ClickLink("繁體");
  EXPECT_THAT(phone.Text(), HasSubstr("盒子的情況"));
  ShotThatFits(phone, "phone-traditional-status");
  phone.Open(school_->url() + "/browse");
  ShotThatFits(phone, "phone-traditional-browse");
}

TEST_F(Classroom, NoPageAsksForAnythingOutside) {
  Browser browser;
  for (const std::string path :
       {"/", "/browse?grade=三年级", "/search?q=分数", "/r/sx-3s-fenshu-renshi", "/status"}) {
    browser.Open(school_->url() + path);
    const auto outside = browser.Run(
        "return performance.getEntriesByType('resource').map(e => e.name)"
        ".filter(u => new URL(u).hostname !== location.hostname)");
    EXPECT_TRUE(outside.empty()) << path << ": " << outside.dump();
    // The page itself is the first request. Pictures of lessons are media; the tab's icon and the manifest
    // are asked for by the browser when it has time.
    const auto parts = browser.Run(
        "return performance.getEntriesByType('resource').map(e => new URL(e.name).pathname)"
        ".filter(p => !/^\\/files\\/|icon|manifest/.test(p))");
    EXPECT_LE(parts.size() + 1, 5U) << path << ": " << parts.dump();
    EXPECT_LT(HttpGet(school_->url() + path).body.size(), 100U << 10) << path;
  }
}

}  // namespace
}  // namespace lianxiao::test
