// A teacher puts a file into the box, in a real Chromium against the real program: with a script, over a
// reload in the middle; and without one. Pictures go to the folder LIANXIAO_SHOTS, when it is set.
#include <gmock/gmock.h>

#include "tests/browser/shots.h"
#include "tests/e2e/world.h"
#include "tests/support/browser.h"
#include "tests/support/browser_login.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t kFileBytes = 9'000'000;
constexpr int kPiecesBeforeTheReload = 4;

class OwnCourseware : public World {
 protected:
  std::string MakeFile(const std::string& name, std::size_t size = kFileBytes) const {
    std::string bytes = "%PDF-1.7\n";
    for (std::uint32_t i = 1; bytes.size() < size; i = i * 1'664'525 + 1'013'904'223) {
      bytes += static_cast<char>(i >> 24);
    }
    bytes += "\n%%EOF\n";
    WriteFile(Folder(name), bytes);
    return Folder(name);
  }

  std::unique_ptr<SchoolProgram> Box() {
    auto school = MakeSchool();
    school->Start();
    return school;
  }

  static bool Shows(Browser& browser, const std::string& words) {
    return WaitUntil([&] { return browser.Text().find(words) != std::string::npos; }, kSoonMs);
  }

  void AddWithAReloadInTheMiddle(const std::string& shots, const BrowserOptions& options) {
    const auto school = Box();
    Browser browser(options);
    browser.Open(school->url() + "/courseware");
    EXPECT_THAT(browser.Text(), HasSubstr("还没有本校的课件"));
    ShotThatFits(browser, shots + "-own-empty");
    FirstLogin(browser, school->url(), "wangfang", school->AddAccount("wangfang", "teacher"));
    browser.Open(school->url() + "/courseware/new");
    // The radio dies after some pieces.
    browser.Run(
        "var send = XMLHttpRequest.prototype.send, open = XMLHttpRequest.prototype.open, pieces = 0;"
        "XMLHttpRequest.prototype.open = function (m) { this.m = m; return open.apply(this, arguments); };"
        "XMLHttpRequest.prototype.send = function () {"
        "  if (this.m === 'PUT' && ++pieces > " +
        std::to_string(kPiecesBeforeTheReload) + ") return; send.apply(this, arguments); };");
    const auto file = MakeFile("分数的初步认识.pdf");
    browser.Type("input[type=file]", file);
    ASSERT_TRUE(Shows(browser, "正在传，46 %")) << browser.Text();
    browser.Type("input[name=title]", "分数的初步认识（导学单）");
    ShotThatFits(browser, shots + "-own-sending");

    browser.Open(school->url() + "/courseware/new");
    EXPECT_THAT(browser.Text(), HasSubstr("还没传完的文件"));
    EXPECT_THAT(browser.Text(), HasSubstr("46 %"));
    ShotThatFits(browser, shots + "-own-waiting");
    browser.Run(
        "window.puts = 0; var open = XMLHttpRequest.prototype.open;"
        "XMLHttpRequest.prototype.open = function (m) { if (m === 'PUT') window.puts++;"
        "  return open.apply(this, arguments); };");
    browser.Type("input[type=file]", file);
    ASSERT_TRUE(Shows(browser, "传完了")) << browser.Text();
    EXPECT_EQ(browser.Run("return window.puts"), 5) << "of nine pieces, those that were missing";
    browser.Type("input[name=title]", "分数的初步认识（导学单）");
    browser.Type("input[name=subject]", "数学");
    browser.Type("input[name=grade]", "三年级");
    ShotThatFits(browser, shots + "-own-here");
    Submit(browser, "#own-form button[type=submit]");
    EXPECT_THAT(browser.Text(), HasSubstr("保存好了"));
    EXPECT_THAT(browser.Text(), HasSubstr("王芳"));
    ShotThatFits(browser, shots + "-own-one");

    const auto list = school->Get("/api/v1/courseware");
    ASSERT_EQ(list.at("total"), 1);
    const auto address = list.at("courseware")[0].at("file").at("address").get<std::string>();
    EXPECT_EQ(HttpGet(school->url() + address).body, ReadFile(file)) << "byte for byte, for everyone";
    EXPECT_EQ(Http({.url = school->url() + address, .headers = {"Range: bytes=0-7"}}).body, "%PDF-1.7");
    browser.Open(school->url() + "/courseware");
    EXPECT_THAT(browser.Text(), HasSubstr("导学单"));
    ShotThatFits(browser, shots + "-own-list");
    browser.Open(school->url() + "/");
    EXPECT_THAT(browser.Text(), HasSubstr("本校课件"));
    ShotThatFits(browser, shots + "-own-home");
  }
};

TEST_F(OwnCourseware, AReloadInTheMiddleCostsNoByteThatWasSent) { AddWithAReloadInTheMiddle("desktop", {}); }

TEST_F(OwnCourseware, TheSameOnAPhone) { AddWithAReloadInTheMiddle("phone", {.phone = true}); }

TEST_F(OwnCourseware, AFormWithoutAScriptTakesAFileAndSaysWhyNot) {
  const auto school = Box();
  const auto code = school->AddAccount("wangfang", "teacher");
  Browser browser({.javascript = false});
  FirstLogin(browser, school->url(), "wangfang", code);
  browser.Open(school->url() + "/courseware/new");
  WriteFile(Folder("page.pdf"), "<html><script>alert(1)</script>");
  browser.Type("input[type=file]", Folder("page.pdf"));
  Submit(browser, "#own-form button[type=submit]");
  EXPECT_THAT(browser.Text(), HasSubstr("不收这种文件"));
  ShotThatFits(browser, "desktop-own-refused");
  browser.Type("input[type=file]", MakeFile("练习.pdf", 2'000'000));
  Submit(browser, "#own-form button[type=submit]");
  EXPECT_THAT(browser.Text(), HasSubstr("保存好了"));
  Submit(browser, "form[action$='/delete'] button");
  EXPECT_THAT(browser.Text(), HasSubstr("30 天内可以恢复"));
  ShotThatFits(browser, "desktop-own-deleted");
  Submit(browser, "form[action$='/restore'] button");
  EXPECT_THAT(browser.Text(), HasSubstr("恢复好了"));
}

TEST_F(OwnCourseware, WhatATeacherOffersIsSeenAndTakenOnTheCountysConsole) {
  PublishSamples();
  center_.Start();
  const auto school = EnrolledSchool();
  ASSERT_TRUE(school->WaitUntilComplete(kSyncMs));
  Browser teacher, county({.phone = true});
  FirstLogin(teacher, school->url(), "wangfang", school->AddAccount("wangfang", "teacher"));
  teacher.Open(school->url() + "/courseware/new?stage=%E5%B0%8F%E5%AD%A6&grade=%E4%B8%89%E5%B9%B4%E7%BA%A7");
  teacher.Type("input[type=file]", MakeFile("分数练习.pdf", 400'000));
  teacher.Type("input[name=subject]", "数学");
  Submit(teacher, "#own-form button[type=submit]");
  const auto page = teacher.Url();
  EXPECT_THAT(teacher.Text(), HasSubstr("不得出售"));
  ShotThatFits(teacher, "desktop-own-offer");
  teacher.Click("input[name=agreed]");
  Submit(teacher, ".own-offer button");
  const auto becomes = [&](const std::string& words) {
    return WaitUntil(
        [&] {
          school->SyncNow();
          teacher.Open(page);
          return teacher.Text().find(words) != std::string::npos;
        },
        kSyncMs);
  };
  ASSERT_TRUE(becomes("已经到县里")) << teacher.Text();
  ShotThatFits(teacher, "desktop-own-with-county");
  FirstLogin(county, center_.url(), "admin", center_.AddAccount("admin", "administrator"));
  county.Open(center_.url() + "/offers");
  EXPECT_THAT(county.Text(), HasSubstr("分数练习"));
  ShotThatFits(county, "phone-county-offers");
  Submit(county, "form[action$='/accept'] button");
  EXPECT_THAT(county.Text(), HasSubstr("lianxiao center import"));
  ShotThatFits(county, "phone-county-offers-taken");
  ASSERT_TRUE(becomes("县里收下了")) << teacher.Text();
  ShotThatFits(teacher, "desktop-own-accepted");
}

}  // namespace
}  // namespace lianxiao::test
