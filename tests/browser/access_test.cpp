// Whether everyone can use the classroom's pages: what axe-core (github.com/dequelabs/axe-core) finds serious
// or worse, on every kind of page, on a PC and on a phone; and what a page weighs before its lesson plays.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/browser/shots.h"
#include "tests/e2e/world.h"
#include "tests/support/browser.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

// Fetched by ./dev test; see scripts/test.sh.
constexpr char kAxe[] = ".cache/axe/axe.min.js";

class Access : public World {
 protected:
  void SetUp() override {
    PublishSamples();
    center_.Start();
    school_ = EnrolledSchool();
    ASSERT_TRUE(school_->WaitUntilComplete(kSyncMs)) << school_->Status().dump(1);
  }

  // A lesson of each kind, and the pages that lead there.
  const std::vector<std::pair<std::string, std::string>> kPages = {
      {"home", "/"},
      {"week", "/week"},
      {"browse", "/browse?grade=三年级&subject=数学"},
      {"search", "/search?q=分数"},
      {"search-nothing", "/search?q=恐龙"},
      {"video", "/r/sx-3s-fenshu-renshi"},
      {"sound", "/r/yw-1x-jingyesi"},
      {"picture", "/r/yw-1s-shizi-kapian"},
      {"pdf", "/r/sx-3s-fenshu-lianxi"},
      {"deck", "/r/sx-3s-fenshu-kejian"},
      {"exercise", "/r/sx-3s-fenshu-daren"},
      {"nobody", "/r/nobody"},
      {"wishes", "/wishes"},
      {"phone-page", "/phone"},
      {"login", "/login"},
      {"status", "/status"},
  };
  std::unique_ptr<SchoolProgram> school_;
};

TEST_F(Access, NothingSeriousStandsInAnybodysWayOnPcOrPhone) {
  const auto axe = std::filesystem::exists(kAxe) ? ReadFile(kAxe) : std::string();
  if (axe.empty())
    GTEST_SKIP() << "axe-core is not here; ./dev test browser fetches it where npm reaches a registry";
  for (const bool phone : {false, true}) {
    Browser browser({.phone = phone});
    for (const auto& [name, path] : kPages) {
      browser.Open(school_->url() + path);
      if (name == "pdf" && HttpGet(school_->url() + "/pdfjs/pdf.js").status == 200) {
        EXPECT_TRUE(WaitUntil(
            [&] {
              return browser.Run("return !!document.querySelector('.pages canvas[data-page]')").get<bool>();
            },
            kSoonMs));
      }
      Shot(browser, std::string(phone ? "phone-" : "desktop-") + name);
      browser.Run(axe + ";window.axe = axe;");
      const auto found = browser.Run(
          "return axe.run(document, {resultTypes: ['violations'], iframes: false}).then(function (r) {"
          "  return r.violations.filter(function (v) { return v.impact === 'serious' || v.impact === "
          "'critical' })"
          "    .map(function (v) { return v.id + ': ' + v.help + ' ' + v.nodes.map(function (n) {"
          "      return n.html.slice(0, 120) + ' — ' + (n.any[0] ? n.any[0].message : '') }).join(' | ') }) "
          "})");
      EXPECT_TRUE(found.empty()) << (phone ? "phone " : "desktop ") << path << ": " << found.dump(1);
      EXPECT_TRUE(
          browser.Run("return document.documentElement.scrollWidth <= window.innerWidth + 1").get<bool>())
          << path << " is wider than the window";
    }
  }
}

TEST_F(Access, APageIsLightBeforeItsLessonPlays) {
  Browser browser;
  for (const auto* name : {"home", "browse", "search", "video", "pdf"}) {
    std::string path;
    for (const auto& [key, value] : kPages) {
      if (key == name) path = value;
    }
    browser.Open(school_->url() + path);
    // Pictures and files of lessons, and what draws a PDF, are the lesson; the tab's icon and the manifest
    // are asked for when the browser has time.
    const auto asked = browser.Run(
        "return performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
        ".filter(function (e) { return !/^\\/files\\/|^\\/pdfjs\\/|icon|manifest/.test(new "
        "URL(e.name).pathname) })"
        ".map(function (e) { return [new URL(e.name).pathname, e.decodedBodySize] })");
    std::int64_t bytes = 0;
    for (const auto& one : asked) bytes += one.at(1).get<std::int64_t>();
    EXPECT_LE(asked.size(), 5U) << path << asked.dump();
    EXPECT_GE(asked.size(), 3U) << "page, style and sprite at least";
    EXPECT_LT(bytes, 100 << 10) << path << asked.dump();
  }
}

}  // namespace
}  // namespace lianxiao::test
