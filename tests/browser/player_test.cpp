// A lesson in front of a class, in a real Chromium against real programs: keys of a presenter, going on where
// it stopped, the projector. Pictures go to the folder LIANXIAO_SHOTS, when it is set, to be looked at.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

#include "tests/browser/shots.h"
#include "tests/e2e/world.h"
#include "tests/support/browser.h"
#include "tests/support/http_client.h"

namespace lianxiao::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Player : public World {
 protected:
  void SetUp() override {
    PublishSamples();
    center_.Start();
    school_ = EnrolledSchool();
    ASSERT_TRUE(school_->WaitUntilComplete(kSyncMs)) << school_->Status().dump(1);
  }

  void Open(Browser& browser, const std::string& id) {
    browser.Open(school_->url() + "/r/" + id);
    ASSERT_TRUE(WaitUntil(
        [&] { return browser.Run("return document.getElementById('player').readyState >= 1").get<bool>(); },
        kSoonMs));
    browser.Run("document.getElementById('player').muted = true");
  }

  static double At(Browser& browser) {
    return browser.Run("return document.getElementById('player').currentTime").get<double>();
  }
  static bool Is(Browser& browser, const std::string& condition) {
    return browser
        .Run(
            "var v = document.getElementById('player'), r = document.documentElement.classList;"
            "return !!(" +
            condition + ")")
        .get<bool>();
  }
  static bool Becomes(Browser& browser, const std::string& condition) {
    return WaitUntil([&] { return Is(browser, condition); }, kSoonMs);
  }
  // As a presenter sends it, to whatever has the focus.
  static void Press(Browser& browser, const std::string& key) { browser.Type("body", key); }

  std::unique_ptr<SchoolProgram> school_;
};

constexpr char kVideo[] = "sx-3s-fenshu-renshi";
constexpr char kRight[] = "\uE014", kPageDown[] = "\uE00F", kPageUp[] = "\uE00E", kEscape[] = "\uE00C";

TEST_F(Player, ListensToAPresenterAndKeepsSpeedAndSubtitles) {
  Browser browser;
  Open(browser, kVideo);
  Press(browser, " ");
  EXPECT_TRUE(Becomes(browser, "!v.paused && v.currentTime > 0.2"));
  Press(browser, " ");
  EXPECT_TRUE(Becomes(browser, "v.paused"));
  const double before = At(browser);
  Press(browser, kRight);
  EXPECT_NEAR(At(browser), before + 10, 0.5);
  Press(browser, kPageDown);
  EXPECT_NEAR(At(browser), before + 40, 0.5);
  Press(browser, kPageUp);
  EXPECT_NEAR(At(browser), before + 10, 0.5);
  const bool muted = Is(browser, "v.muted");
  Press(browser, "m");
  EXPECT_NE(Is(browser, "v.muted"), muted);
  browser.Run(
      "var s = document.getElementById('speed'); s.value = '1.5'; s.dispatchEvent(new Event('change'))");
  EXPECT_TRUE(Is(browser, "v.playbackRate === 1.5"));
  EXPECT_TRUE(Is(browser, "v.textTracks[0].mode === 'showing'"));
  browser.Click("[data-act=big]");
  EXPECT_TRUE(Is(browser, "r.contains('big-subtitles')"));
  Open(browser, kVideo);
  EXPECT_TRUE(Is(browser, "r.contains('big-subtitles')")) << "kept for the next lesson";
  browser.Run(
      "var s = document.getElementById('subtitles'); s.value = '-1'; s.dispatchEvent(new Event('change'))");
  EXPECT_TRUE(Is(browser, "v.textTracks[0].mode === 'disabled'"));
}

TEST_F(Player, GoesOnWhereItStoppedOrFromTheStart) {
  Browser browser;
  Open(browser, kVideo);
  browser.Run("var v = document.getElementById('player'); v.currentTime = 31; return v.play()");
  EXPECT_TRUE(Becomes(browser, "v.currentTime > 33"));
  browser.Run("document.getElementById('player').pause()");
  Open(browser, kVideo);
  EXPECT_TRUE(WaitUntil([&] { return browser.Text().find("继续播放 0:3") != std::string::npos; }, kSoonMs));
  Shot(browser, "desktop-resume");
  EXPECT_TRUE(
      browser
          .Run(
              "return document.querySelector('.resumed button').getBoundingClientRect().bottom < innerHeight")
          .get<bool>())
      << "seen without scrolling";
  EXPECT_GT(At(browser), 30);
  browser.Click(".resumed button + button");
  EXPECT_TRUE(Becomes(browser, "!v.paused && v.currentTime > 0.1 && v.currentTime < 20"));
  Open(browser, kVideo);
  EXPECT_TRUE(Is(browser, "v.currentTime > 30")) << "watching the start for a moment forgets nothing";
  browser.Open(school_->url() + "/");
  EXPECT_THAT(browser.Text(), HasSubstr("分数的初步认识"));
}

TEST_F(Player, TheProjectorShowsThePictureAndNothingElse) {
  Browser browser({.width = 1024, .height = 768});
  Open(browser, kVideo);
  browser.Run("document.getElementById('player').currentTime = 12");
  Press(browser, "t");
  EXPECT_TRUE(Becomes(browser, "r.contains('projecting') && !v.controls"));
  EXPECT_TRUE(Becomes(browser, "v.clientWidth === innerWidth && v.clientHeight === innerHeight"));
  Press(browser, " ");
  EXPECT_TRUE(Becomes(browser, "!v.paused && v.currentTime > 13"));
  Press(browser, " ");
  EXPECT_THAT(browser.Text(), HasSubstr("按 Esc 退出投影"));
  Shot(browser, "projector-video");
  Press(browser, kEscape);
  EXPECT_TRUE(Becomes(browser, "!r.contains('projecting') && v.controls"));
}

TEST_F(Player, SoundShowsItsWords) {
  Browser browser({.phone = true});
  Open(browser, "yw-1x-jingyesi");
  browser.Run("var v = document.getElementById('player'); v.currentTime = 4; return v.play()");
  EXPECT_TRUE(WaitUntil(
      [&] {
        return !browser.Run("return document.getElementById('words').textContent").get<std::string>().empty();
      },
      kSoonMs));
  Shot(browser, "phone-sound");
  EXPECT_TRUE(
      browser.Run("return document.documentElement.scrollWidth <= window.innerWidth + 1").get<bool>());
}

// Two pages of arithmetic.
constexpr char kSheets[] = "sx-3s-fenshu-lianxi";
// Chinese in a font that the file does not bring, as many programs write it: poppler-data knows the encoding.
constexpr char kForeignFont[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R"
    "/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    "4 0 obj<</Length 44>>stream\nBT /F 30 Tf 20 40 Td <52066570> Tj ET       \nendstream endobj\n"
    "5 0 obj<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
    "/DescendantFonts[6 0 R]>>endobj\n"
    "6 0 obj<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
    "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 7 0 R>>endobj\n"
    "7 0 obj<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
    "/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>endobj\n"
    "trailer<</Root 1 0 R>>\n";

TEST_F(Player, PagesOfAPdfAreTurnedWithAPresenterAndFillTheProjector) {
  if (HttpGet(school_->url() + "/pdfjs/pdf.js").status != 200) GTEST_SKIP() << "libjs-pdf is not installed";
  Browser browser({.width = 1024, .height = 768});
  const auto page = [&](int number) {
    return WaitUntil(
        [&] {
          return browser
              .Run(
                  "var c = document.querySelector('.pages canvas');"
                  "return !!c && c.getAttribute('data-page') === arguments[0] && c.width > 300",
                  {std::to_string(number)})
              .get<bool>();
        },
        kSoonMs);
  };
  const auto colors = [&] {
    return browser
        .Run(
            "var c = document.querySelector('.pages canvas'), seen = {};"
            "var d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
            "for (var i = 0; i < d.length; i += 4) seen[d[i] << 16 | d[i + 1] << 8 | d[i + 2]] = 1;"
            "return Object.keys(seen).length")
        .get<int>();
  };
  browser.Open(school_->url() + "/r/" + kSheets);
  ASSERT_TRUE(page(1));
  EXPECT_GT(colors(), 20) << "not an empty sheet";
  Press(browser, kPageDown);
  EXPECT_TRUE(page(2));
  Press(browser, kPageDown);
  EXPECT_TRUE(page(2)) << "there is no third";
  browser.Open(school_->url() + "/r/" + kSheets);
  ASSERT_TRUE(page(1));
  EXPECT_THAT(browser.Text(), HasSubstr("上次看到第 2 页"));
  Shot(browser, "sheets-1024");
  Press(browser, "t");
  EXPECT_TRUE(WaitUntil(
      [&] {
        return browser
            .Run(
                "var c = document.querySelector('.pages canvas').getBoundingClientRect();"
                "return document.documentElement.classList.contains('projecting') && "
                "Math.abs(c.width - innerWidth) < 3")
            .get<bool>();
      },
      kSoonMs))
      << "as wide as the screen, and nothing else";
  for (int i = 0; i < 3; ++i) Press(browser, " ");  // Down the upright sheet, then on.
  EXPECT_TRUE(page(2));
  Shot(browser, "projector-sheets");
  EXPECT_EQ(browser.Run(
                "return pdfjsLib.getDocument({data: arguments[0], cMapUrl: location.origin + '/pdfjs/cmap/',"
                "cMapPacked: false, useWorkerFetch: false, isEvalSupported: false}).promise"
                ".then(function (pdf) { return pdf.getPage(1) })"
                ".then(function (page) { return page.getTextContent() })"
                ".then(function (text) { return text.items.length ? text.items[0].str : '' })",
                {kForeignFont}),
            "分数");
}

TEST_F(Player, APictureFillsTheProjector) {
  Browser browser({.width = 1024, .height = 768});
  browser.Open(school_->url() + "/r/yw-1s-shizi-kapian");
  Press(browser, "t");
  EXPECT_TRUE(WaitUntil(
      [&] {
        return browser
            .Run(
                "var p = document.querySelector('#viewer img').getBoundingClientRect();"
                "return Math.abs(p.height - innerHeight) < 3 && Math.abs(p.width - innerWidth) < 3")
            .get<bool>();
      },
      kSoonMs));
  Shot(browser, "projector-picture");
  browser.Click("#viewer .screen");
  EXPECT_THAT(browser.Url(), HasSubstr("/r/")) << "a click opens nothing then";
  Press(browser, kEscape);
  EXPECT_TRUE(WaitUntil(
      [&] {
        return !browser.Run("return document.documentElement.classList.contains('projecting')").get<bool>();
      },
      kSoonMs));
}

TEST_F(Player, WithoutScriptsAPdfOpensInTheBrowsersOwnProgram) {
  Browser browser({.javascript = false});
  browser.Open(school_->url() + "/r/" + kSheets);
  EXPECT_THAT(browser.Text(), HasSubstr("打开"));
  EXPECT_THAT(browser.Text(), Not(HasSubstr("上一页")));
  Shot(browser, "plain-sheets");
}

// Why LibreOffice cannot be tried here; empty: it can.
std::string NoOffice() {
  if (!std::filesystem::exists("/usr/bin/soffice")) return "libreoffice-impress-nogui is not installed";
  const auto cut_off = Run({"unshare", "--user", "--map-current-user", "--net", "--pid", "--fork", "true"});
  return cut_off.exit_code == 0 ? "" : "this machine does not let a program cut itself off: " + cut_off.err;
}

class OfficeFile : public World {};

TEST_F(OfficeFile, ADeckIsTurnedIntoPagesOnceAndShownOnTheLessonsPage) {
  if (const auto why = NoOffice(); !why.empty()) GTEST_SKIP() << why;
  ASSERT_EQ(center_.Init().exit_code, 0);
  using enum CenterProgram::Pages;
  const auto imported = center_.Import(places_.samples + "/v1", kMade);
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  EXPECT_THAT(imported.out, HasSubstr("fenshu-kejian.pptx"));
  EXPECT_THAT(imported.err, Not(HasSubstr("fenshu-kejian.pptx"))) << "nothing went wrong";
  ASSERT_EQ(center_.Publish().exit_code, 0);
  const auto again = center_.Import(places_.samples + "/v1", kMade);
  EXPECT_THAT(again.out, Not(HasSubstr("fenshu-kejian.pptx"))) << "not made a second time";
  EXPECT_EQ(center_.Publish().exit_code, 0);

  center_.Start();
  const auto school = EnrolledSchool();
  ASSERT_TRUE(school->WaitUntilComplete(kSyncMs)) << school->Status().dump(1);
  EXPECT_EQ(school->Get("/api/v1/resources/sx-3s-fenshu-kejian").at("version"), 1) << "nothing had changed";
  if (HttpGet(school->url() + "/pdfjs/pdf.js").status != 200) GTEST_SKIP() << "libjs-pdf is not installed";
  Browser browser;
  browser.Open(school->url() + "/r/sx-3s-fenshu-kejian");
  EXPECT_TRUE(WaitUntil(
      [&] { return browser.Run("return !!document.querySelector('.pages canvas[data-page]')").get<bool>(); },
      kSoonMs));
  EXPECT_EQ(browser.Run("return document.getElementById('sheet-count').textContent"), "10");
  EXPECT_THAT(browser.Text(), HasSubstr("下载的是原件"));
  if (const char* folder = std::getenv("LIANXIAO_SHOTS"))
    browser.Screenshot(std::string(folder) + "/deck.png");
}

}  // namespace
}  // namespace lianxiao::test
