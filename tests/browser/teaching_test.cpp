// A teacher prepares a class and teaches it, in a real Chromium against real programs. Pictures of every page
// go to the folder LIANXIAO_SHOTS, when it is set, to be looked at.
#include <gmock/gmock.h>

#include "tests/browser/shots.h"
#include "tests/e2e/world.h"
#include "tests/support/browser.h"
#include "tests/support/browser_login.h"

namespace lianxiao::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Teaching : public World {
 protected:
  void SetUp() override {
    PublishSamples();
    center_.Start();
    school_ = EnrolledSchool();
    ASSERT_TRUE(school_->WaitUntilComplete(kSyncMs)) << school_->Status().dump(1);
    code_ = school_->AddAccount("wangfang", "teacher");
    const auto all = school_->Get("/api/v1/resources?limit=500");
    for (const auto& resource : all.at("resources")) {
      ids_[resource.at("title").get<std::string>()] = resource.at("id").get<std::string>();
    }
  }
  void OpenLesson(Browser& browser, const std::string& title) {
    ASSERT_TRUE(ids_.contains(title)) << title;
    browser.Open(school_->url() + "/r/" + ids_[title]);
  }
  static std::string Today(Browser& browser) {  // As the box has it, too: both are this machine.
    return browser
        .Run(
            "var d = new Date(); return d.getFullYear() + '-' + ('0' + (d.getMonth() + 1)).slice(-2) "
            "+ '-' + ('0' + d.getDate()).slice(-2)")
        .get<std::string>();
  }
  static bool Before(const std::string& text, const std::string& first, const std::string& second) {
    return text.find(first) < text.find(second) && text.find(second) != std::string::npos;
  }

  // Logs in, marks a lesson, makes a list for today of two lessons and turns them round.
  void Prepare(Browser& browser, const std::string& shots) {
    FirstLogin(browser, school_->url(), "wangfang", code_);
    browser.Open(school_->url() + "/teaching");
    ShotThatFits(browser, shots + "-empty");
    OpenLesson(browser, kFirst);
    Submit(browser, "form[action='/teaching/favourites'] button");
    EXPECT_THAT(browser.Text(), HasSubstr("已收藏"));
    browser.Click(".own summary");
    browser.Type("#own-name", "分数第一课");
    ShotThatFits(browser, shots + "-lesson");
    Submit(browser, "form[action='/teaching/lists'] button");
    EXPECT_THAT(browser.Text(), HasSubstr(kFirst));
    OpenLesson(browser, kSecond);
    Submit(browser, "form[action='/teaching/add'] button");
    EXPECT_TRUE(Before(browser.Text(), kFirst, kSecond));
    Submit(browser, ".prep li:last-child button[value=up]");
    EXPECT_TRUE(Before(browser.Text(), kSecond, kFirst));
    browser.Click(".prep li:first-child summary");
    browser.Type(".prep li:first-child input[type=text]", "先让学生猜");
    Submit(browser, ".prep li:first-child .prep-write button");
    EXPECT_THAT(browser.Text(), HasSubstr("先让学生猜"));
    browser.Type("#class", "三年级1班");
    // A script fills in what a calendar would: typing a day goes by the browser's own language.
    browser.Run("document.getElementById('day').value = arguments[0]", {Today(browser)});
    Submit(browser, "form.inline button");
    EXPECT_THAT(browser.Text(), HasSubstr("三年级1班"));
    ShotThatFits(browser, shots + "-list");
  }

  static constexpr char kFirst[] = "分数的初步认识", kSecond[] = "看图说话";
  std::unique_ptr<SchoolProgram> school_;
  std::string code_;
  std::map<std::string, std::string> ids_;
};

TEST_F(Teaching, AListIsMadeAndPlayedThroughWithoutScripts) {
  Browser browser({.javascript = false});
  Prepare(browser, "teaching-plain");
  browser.Open(school_->url() + "/");
  EXPECT_THAT(browser.Text(), HasSubstr("今天的备课"));
  browser.ClickLink("分数第一课");
  browser.ClickLink("开始上课");
  EXPECT_THAT(browser.Text(), HasSubstr(kSecond));
  EXPECT_THAT(browser.Text(), HasSubstr("1 / 2"));
  EXPECT_THAT(browser.Text(), HasSubstr("先让学生猜"));
  browser.ClickLink("下一个");
  EXPECT_THAT(browser.Url(), HasSubstr("/r/" + ids_[kFirst]));
  browser.ClickLink("上一个");
  EXPECT_THAT(browser.Url(), HasSubstr("/r/" + ids_[kSecond]));
  browser.ClickLink("结束");
  EXPECT_THAT(browser.Text(), HasSubstr("开始上课"));
}

TEST_F(Teaching, LessonsAreGatheredFromASearchWithoutOpeningThem) {
  for (const bool phone : {false, true}) {
    Browser browser({.phone = phone});
    if (phone) {
      TypeLogin(browser, school_->url(), "wangfang", kPassword);
    } else {
      FirstLogin(browser, school_->url(), "wangfang", code_);
    }
    const auto card = "#c-" + ids_[kFirst] + " ";
    browser.Open(school_->url() + "/search?q=分数");
    if (!phone) {
      Submit(browser, card + "form[action='/teaching/favourites'] button");
      EXPECT_THAT(browser.Url(), HasSubstr("/search?"));
      EXPECT_THAT(browser.Url(), HasSubstr(card.substr(0, card.size() - 1))) << "back at the card";
      browser.Click(card + ".card-acts a");
      browser.Type("#new-name", "分数第一课");
      ShotThatFits(browser, "cards-desktop-add");
      Submit(browser, "form.inline button");
      EXPECT_THAT(browser.Url(), HasSubstr("/search?"));
    }
    EXPECT_THAT(browser.Text(), HasSubstr("已收藏"));
    ShotThatFits(browser, phone ? "cards-phone-search" : "cards-desktop-search");
    browser.Click(card + ".card-acts a");
    EXPECT_THAT(browser.Text(), HasSubstr("分数第一课"));
    if (phone) ShotThatFits(browser, "cards-phone-add");
    browser.Open(school_->url() + "/browse?grade=三年级");
    ShotThatFits(browser, phone ? "cards-phone-browse" : "cards-desktop-browse");
  }
}

TEST_F(Teaching, APresentersKeysLeadFromTheEndOfALessonToTheNext) {
  Browser browser;
  Prepare(browser, "teaching-desktop");
  browser.Open(school_->url() + "/");
  ShotThatFits(browser, "teaching-desktop-home");
  browser.Open(school_->url() + "/teaching");
  ShotThatFits(browser, "teaching-desktop-lists");
  browser.ClickLink("分数第一课");
  browser.ClickLink("开始上课");
  ShotThatFits(browser, "teaching-desktop-sequence");
  const auto second = browser.Url();
  ASSERT_TRUE(WaitUntil(
      [&] { return browser.Run("return document.querySelector('video').duration > 3").get<bool>(); },
      kSoonMs));
  browser.Type("body", "\uE00F");  // Page Down: the video goes on in itself.
  EXPECT_EQ(browser.Url(), second);
  browser.Run("var v = document.querySelector('video'); v.pause(); v.currentTime = v.duration");
  ASSERT_TRUE(WaitUntil(
      [&] {
        return browser.Run("var v = document.querySelector('video'); return v.currentTime > v.duration - 1")
            .get<bool>();
      },
      kSoonMs));
  browser.Type("body", "\uE00F");
  EXPECT_TRUE(WaitUntil([&] { return browser.Url().find(ids_[kFirst]) != std::string::npos; }, kSoonMs));
}

TEST_F(Teaching, AClassIsPlannedAndItsUnitStandsOnTheFirstPage) {
  for (const bool phone : {false, true}) {
    const std::string shots = phone ? "teaching-phone" : "teaching-desktop";
    // Chromium's driver does not tap where scripts are off.
    Browser browser({.phone = phone, .javascript = phone});
    if (phone) {
      TypeLogin(browser, school_->url(), "wangfang", kPassword);
    } else {
      FirstLogin(browser, school_->url(), "wangfang", code_);
      browser.Open(school_->url() + "/teaching/progress");
      if (browser.Text().find("还没开学") != std::string::npos) {  // Whenever in the year this runs.
        browser.Run("document.getElementById('day').value = arguments[0]", {Today(browser)});
        Submit(browser, "form[action='/teaching/progress/term'] button");
      }
      const auto week =
          browser.Run("return document.querySelector('.head-line b').innerText.replace(/\\D/g, '')")
              .get<std::string>();
      browser.ClickLink("添一个班");
      while (browser.Text().find("从第几周开始上") == std::string::npos) {
        ShotThatFits(browser, shots + "-progress-choose");
        const bool third = browser.Text().find("三年级") != std::string::npos;
        const bool maths = browser.Text().find("数学") != std::string::npos;
        if (third && browser.Url().find("grade=") == std::string::npos) {
          browser.ClickLink("三年级");
        } else if (maths && browser.Url().find("subject=") == std::string::npos) {
          browser.ClickLink("数学");
        } else {
          browser.Click(".week-units a");
        }
      }
      browser.Type("#class", "三年级1班");
      browser.Run("document.getElementById('first').value = arguments[0]", {week});
      Submit(browser, "main form button");
    }
    browser.Open(school_->url() + "/teaching/progress");
    EXPECT_THAT(browser.Text(), HasSubstr("三年级1班"));
    ShotThatFits(browser, shots + "-progress");
    browser.Open(school_->url() + "/");
    EXPECT_THAT(browser.Text(), HasSubstr("本周单元"));
    ShotThatFits(browser, shots + "-week");
    browser.ClickLink("三年级1班 数学");
    EXPECT_THAT(browser.Url(), HasSubstr("unit="));
  }
}

TEST_F(Teaching, TheSameOnAPhone) {
  Browser browser({.phone = true});
  Prepare(browser, "teaching-phone");
  browser.Open(school_->url() + "/");
  ShotThatFits(browser, "teaching-phone-home");
  browser.ClickLink("分数第一课");
  browser.ClickLink("开始上课");
  ShotThatFits(browser, "teaching-phone-sequence");
  browser.Open(school_->url() + "/teaching/favourites");
  EXPECT_THAT(browser.Text(), HasSubstr(kFirst));
  ShotThatFits(browser, "teaching-phone-favourites");
  browser.Open(school_->url() + "/teaching/opened");
  EXPECT_THAT(browser.Text(), HasSubstr(kSecond));
  ShotThatFits(browser, "teaching-phone-opened");
}

}  // namespace
}  // namespace lianxiao::test
