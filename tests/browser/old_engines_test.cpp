// Pages as browsers from 2016 see them: what stands behind @supports is taken away, and with it grids and
// gaps. They are plain then, and everything on them is there, readable and within the window. (That scripts
// and style sheets hold nothing else that is new, ./dev lint looks after.)
#include <gmock/gmock.h>

#include "tests/browser/shots.h"
#include "tests/e2e/world.h"
#include "tests/support/browser.h"

namespace lianxiao::test {
namespace {

class OldEngines : public World {
 protected:
  void SetUp() override {
    PublishSamples();
    center_.Start();
    school_ = EnrolledSchool();
    ASSERT_TRUE(school_->WaitUntilComplete(kSyncMs)) << school_->Status().dump(1);
  }

  // How many rules went.
  static int TakeNewRulesAway(Browser& browser) {
    return browser
        .Run(
            "var gone = 0; Array.prototype.forEach.call(document.styleSheets, function (sheet) {"
            "  for (var i = sheet.cssRules.length - 1; i >= 0; i--) {"
            "    if (sheet.cssRules[i] instanceof CSSSupportsRule) { sheet.deleteRule(i); gone++; } } });"
            "return gone")
        .get<int>();
  }
  // Whether two of these lie over each other.
  static bool Overlap(Browser& browser, const std::string& css) {
    return browser
        .Run(
            "var boxes = Array.prototype.map.call(document.querySelectorAll(arguments[0]), function (e) {"
            "  return e.getBoundingClientRect() });"
            "return boxes.some(function (a, i) { return boxes.some(function (b, j) { return i < j &&"
            "  a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1 "
            "}) })",
            {css})
        .get<bool>();
  }

  std::unique_ptr<SchoolProgram> school_;
};

TEST_F(OldEngines, PagesArePlainAndWholeWithoutGrids) {
  const std::vector<std::pair<std::string, std::string>> pages = {
      {"home", "/"},
      {"browse", "/browse?grade=三年级&subject=数学"},
      {"search", "/search?q=分数"},
      {"video", "/r/sx-3s-fenshu-renshi"},
      {"week", "/week"},
      {"status", "/status"},
  };
  for (const bool phone : {false, true}) {
    Browser browser({.phone = phone});
    for (const auto& [name, path] : pages) {
      browser.Open(school_->url() + path);
      EXPECT_GT(TakeNewRulesAway(browser), 0) << "the sheet has some";
      EXPECT_FALSE(Overlap(browser, ".card")) << path;
      EXPECT_FALSE(Overlap(browser, ".grades li, .subjects li")) << path;
      ShotThatFits(browser, std::string(phone ? "old-phone-" : "old-desktop-") + name);
    }
  }
}

}  // namespace
}  // namespace lianxiao::test
