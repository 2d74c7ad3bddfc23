// The county's ten pages in the head of its console: calm on a desk, whole on a phone, by keyboard and
// without a script. Real programs and a real Chromium.
#include <gmock/gmock.h>

#include "tests/browser/shots.h"
#include "tests/e2e/world.h"
#include "tests/support/browser.h"
#include "tests/support/browser_login.h"

namespace lianxiao::test {
namespace {

using ::testing::HasSubstr;

class ConsoleHead : public World {
 protected:
  void Begin() {
    ASSERT_EQ(center_.Init().exit_code, 0);
    center_.Start();
  }
  static std::int64_t Lines(Browser& browser) {
    return browser
        .Run(
            "var tops = {}; Array.prototype.forEach.call(document.querySelectorAll('header nav a'),"
            " function (a) { tops[Math.round(a.getBoundingClientRect().top)] = 1; });"
            "return Object.keys(tops).length")
        .get<std::int64_t>();
  }
  static std::int64_t Height(Browser& browser) {
    return browser.Run("return Math.round(document.querySelector('header').getBoundingClientRect().height)")
        .get<std::int64_t>();
  }
};

TEST_F(ConsoleHead, IsTwoLinesOnADeskInEveryLanguage) {
  Begin();
  Browser browser;
  FirstLogin(browser, center_.url(), "admin", center_.AddAccount("admin", "administrator"));
  for (const auto* words : {"zh-CN", "zh-Hant", "en"}) {
    browser.Open(center_.url() + "/alliances?lang=" + words);
    EXPECT_EQ(browser.Run("return document.querySelectorAll('header nav a').length"), 10);
    EXPECT_EQ(Lines(browser), 1) << words;
    EXPECT_LT(Height(browser), 140) << words;
    EXPECT_EQ(browser.Run("return document.querySelectorAll('header nav [aria-current]').length"), 1);
    ShotThatFits(browser, std::string("desktop-console-head-") + words);
  }
}

TEST_F(ConsoleHead, ShowsEveryPageOnAPhoneAndIsReachedByKeyboardInTheOrderItIsSeen) {
  Begin();
  Browser browser({.phone = true});
  FirstLogin(browser, center_.url(), "admin", center_.AddAccount("admin", "administrator"));
  browser.Open(center_.url() + "/");
  EXPECT_LE(Lines(browser), 4);
  EXPECT_TRUE(browser
                  .Run("var last = -1; return Array.prototype.every.call(document.querySelectorAll("
                       "'header a, header button'), function (a) { var box = a.getBoundingClientRect();"
                       " var at = Math.round(box.top / 44) * 1000 + box.left; var good = at > last &&"
                       " box.height >= 44 && box.right <= innerWidth; last = at; return good; })")
                  .get<bool>());
  ShotThatFits(browser, "phone-console-head");
}

TEST_F(ConsoleHead, LeavesOutWhatAnAccountMayNotDo) {
  Begin();
  Browser browser;
  FirstLogin(browser, center_.url(), "li", center_.AddAccount("li", "supervisor"));
  browser.Open(center_.url() + "/");
  EXPECT_EQ(Lines(browser), 1);
  EXPECT_EQ(browser.Run("return Array.prototype.filter.call(document.querySelectorAll('header nav span'),"
                        " function (s) { return !s.children.length && s.getClientRects().length; }).length"),
            0)
      << "no line beside nothing";
  ShotThatFits(browser, "desktop-console-head-supervisor");
}

}  // namespace
}  // namespace lianxiao::test
