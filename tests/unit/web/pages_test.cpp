// What holds for every page: nothing from outside, nothing unescaped, small, readable by machines and people.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "storage/base/embedded.h"
#include "tests/unit/web/page_fixture.h"
#include "web/words/error_page.h"
#include "web/words/page.h"

namespace lianxiao::web {

std::span<const EmbeddedFile> PageFiles();  // Made by lianxiao_embed in web/CMakeLists.txt.

namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::size_t kLargestPage = 100 << 10;  // On a phone at the end of the yard.

// What the first group of `pattern` matched, each time.
std::vector<std::string> All(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it)
    found.push_back((*it)[1]);
  return found;
}

std::vector<std::string> AllPages() {
  School school;
  County county;
  std::vector<std::string> pages;
  for (const std::string lang : {"zh-CN", "zh-Hant", "en"}) {
    for (const std::string address :
         {"/?x=1", "/browse?x=1", "/browse?grade=%E4%B8%89%E5%B9%B4%E7%BA%A7", "/search?q=%E5%88%86",
          "/search?q=zzz", "/search?q=", "/r/yw-1s-kantushuohua?x=1", "/r/sx-3s-fenshu?x=1",
          "/r/sx-3s-fenbing?x=1", "/r/yy-5s-unit3?x=1", "/r/sx-3s-zuoye?x=1", "/r/nobody?x=1",
          "/status?x=1"}) {
      pages.push_back(school.Page(address + "&lang=" + lang));
    }
    for (const std::string address : {"/?x=1", "/use?x=1", "/join?x=1"}) {
      pages.push_back(county.Page(address + "&lang=" + lang));
    }
  }
  return pages;
}

TEST(Pages, HoldNoInlineScriptNoInlineStyleAndNothingFromOutside) {
  for (const auto& page : AllPages()) {
    EXPECT_FALSE(
        std::regex_search(page, std::regex("<script>|<script [^>]*>[^<]|<style|\\sstyle=|\\son[a-z]+=\"")));
    for (const auto& address : All(page, "(?:src|href|action|poster)=\"([^\"]*)\"")) {
      EXPECT_TRUE(address.starts_with("/") || address.starts_with("#") ||
                  address.starts_with("http://192.168.1.2:8481/p/"))
          << address;
      EXPECT_FALSE(address.starts_with("//")) << address;
    }
  }
}

TEST(Pages, AreSmallAndAskForLittle) {
  for (const auto& page : AllPages()) {
    EXPECT_LT(page.size(), kLargestPage);
    std::set<std::string> assets;
    for (const auto& address : All(page, "\"(/assets/[^\"#]*)")) {
      // Browsers fetch these two when they are idle, and once.
      const bool later = address.find("icon.png") != address.npos || address.find("manifest") != address.npos;
      if (!later) assets.insert(address);
    }
    EXPECT_LE(assets.size(), 4U) << "style, sprite and at most two scripts: five requests with the page";
  }
}

TEST(Pages, HaveLandmarksATitleAndOneHeading) {
  for (const auto& page : AllPages()) {
    EXPECT_TRUE(std::regex_search(page, std::regex("^<!DOCTYPE html>\n<html lang=\"(zh-CN|zh-Hant|en)\"")));
    EXPECT_THAT(page, HasSubstr("<title>"));
    EXPECT_THAT(page, HasSubstr("<main id=\"content\""));
    EXPECT_THAT(page, HasSubstr("<header"));
    EXPECT_EQ(All(page, "(<h1)").size(), 1U);
  }
}

TEST(Pages, LeaveNoTemplateTagAndNoKeyBehind) {
  for (const auto& page : AllPages()) {
    EXPECT_THAT(page, Not(HasSubstr("{{")));
    // What a forgotten key looks like: it comes back as itself.
    EXPECT_FALSE(std::regex_search(page, std::regex(">[a-z_]+\\.[a-z_.]+<"))) << page.substr(0, 200);
  }
}

TEST(Pages, EveryIconIsInTheSprite) {
  std::string sprite;
  for (const auto& file : PageFiles()) {
    if (file.path == "pages/sprite.svg") sprite = file.bytes;
  }
  for (const auto& page : AllPages()) {
    for (const auto& icon : All(page, "sprite\\.svg[^#\"]*#([^\"]*)\"")) {
      EXPECT_THAT(sprite, HasSubstr("<symbol id=\"" + icon + "\""));
    }
  }
}

TEST(Pages, EscapeWhatACatalogSays) {
  School school;
  school.view.resources[0].shown.title = "<script>alert(1)</script>\"'&";
  school.view.resources[0].shown.description = "<img src=x>";
  for (const std::string address : {"/", "/browse", "/r/yw-1s-kantushuohua"}) {
    const auto page = school.Page(address);
    EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
    EXPECT_THAT(page, Not(HasSubstr("<img src=x>")));
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)"));
  }
}

TEST(Pages, EscapeWhatAReaderWrites) {
  School school;
  const auto page = school.Page("/search?q=%22%3E%3Cscript%3E");
  EXPECT_THAT(page, Not(HasSubstr("\"><script>")));
}

TEST(Language, ComesFromTheAddressThenTheCookieThenTheBrowser) {
  Request request;
  EXPECT_EQ(LanguageOf(request), Language::kChinese);
  request.headers["accept-language"] = "en-US,en;q=0.9,zh-CN;q=0.8";
  EXPECT_EQ(LanguageOf(request), Language::kEnglish);
  request.headers["accept-language"] = "zh-CN,zh;q=0.9,en;q=0.8";
  EXPECT_EQ(LanguageOf(request), Language::kChinese);
  request.headers["cookie"] = "a=b; lang=en";
  EXPECT_EQ(LanguageOf(request), Language::kEnglish);
  request.query = {{"lang", "zh-CN"}};
  EXPECT_EQ(LanguageOf(request), Language::kChinese);
  request.query = {{"lang", "tlh"}};
  EXPECT_EQ(LanguageOf(request), Language::kEnglish) << "an unknown one changes nothing";
}

TEST(Language, TraditionalIsForWhomItIsWritten) {
  const auto of = [](const std::string& header) {
    Request request;
    request.headers["accept-language"] = header;
    return LanguageOf(request);
  };
  for (const auto* header : {"zh-Hant", "zh-TW,zh;q=0.9,en;q=0.8", "zh-HK", "zh-mo", "ZH-hant-HK",
                             "zh-yue-HK", "en;q=0.5, zh-TW ; q=0.9", "zh-CN;q=0.8,zh-TW"}) {
    EXPECT_EQ(of(header), Language::kTraditionalChinese) << header;
  }
  for (const auto* header :
       {"zh", "zh-Hans-HK", "zh-SG", "zh-CN,zh-TW;q=0.9", "zh-CN,zh-TW", "fr", "zh-TW;q=0"}) {
    EXPECT_EQ(of(header), Language::kChinese) << header;
  }
  EXPECT_EQ(of("en-HK,zh-HK;q=0.9"), Language::kEnglish);
}

TEST(Language, TheOthersAreOfferedByTheirOwnNames) {
  School school;
  const auto response = school.Get("/browse?lang=zh-Hant");
  EXPECT_THAT(HeaderOf(response, "Set-Cookie"), HasSubstr("lang=zh-Hant; Path=/"));
  EXPECT_EQ(HeaderOf(response, "Content-Language"), "zh-Hant");
  const auto page = std::get<std::string>(response.body);
  EXPECT_THAT(page, HasSubstr("<html lang=\"zh-Hant\""));
  EXPECT_THAT(page, HasSubstr("按課本找"));
  EXPECT_THAT(page, HasSubstr("href=\"/browse?lang=zh-CN\" hreflang=\"zh-CN\" lang=\"zh-CN\""));
  EXPECT_THAT(page, HasSubstr("href=\"/browse?lang=en\""));
  EXPECT_THAT(page, Not(HasSubstr("lang=zh-Hant\"")));
  Request kept;
  kept.headers["cookie"] = "lang=zh-Hant";
  kept.headers["accept-language"] = "zh-CN";
  EXPECT_EQ(LanguageOf(kept), Language::kTraditionalChinese);
}

TEST(Language, AChosenOneIsKeptAndTheLinkGoesBack) {
  School school;
  const auto response = school.Get("/browse?grade=%E4%B8%89%E5%B9%B4%E7%BA%A7&lang=en");
  EXPECT_THAT(HeaderOf(response, "Set-Cookie"), HasSubstr("lang=en; Path=/"));
  EXPECT_THAT(std::get<std::string>(response.body),
              HasSubstr("href=\"/browse?grade=%E4%B8%89%E5%B9%B4%E7%BA%A7&amp;lang=zh-CN\""));
  EXPECT_TRUE(HeaderOf(school.Get("/browse"), "Set-Cookie").empty());
}

TEST(ErrorPage, EveryStatusSaysThreeThings) {
  Request request;
  request.path = "/x";
  for (const int status : {400, 404, 405, 413, 416, 429, 500, 503, 599}) {
    const auto response = ErrorPage(request, status, "<detail>");
    EXPECT_EQ(response.status, status);
    const auto page = std::get<std::string>(response.body);
    EXPECT_THAT(page, HasSubstr("&lt;detail&gt;"));
    EXPECT_THAT(page, Not(HasSubstr("error.")));
  }
}

TEST(Assets, AreKeptForEverUnderTheirDigest) {
  School school;
  const auto address = AssetAddress("style.css");
  ASSERT_TRUE(address);
  const auto pinned = school.Get(*address);
  EXPECT_THAT(HeaderOf(pinned, "Cache-Control"), HasSubstr("immutable"));
  EXPECT_EQ(HeaderOf(pinned, "Content-Type"), "text/css; charset=utf-8");
  EXPECT_EQ(HeaderOf(school.Get("/assets/style.css"), "Cache-Control"), "no-cache");
  EXPECT_EQ(HeaderOf(school.Get("/assets/style.css?v=old"), "Cache-Control"), "no-cache");
  EXPECT_EQ(school.Get("/assets/home.html").status, 404) << "a template is no asset";
  EXPECT_EQ(HeaderOf(school.Get("/favicon.ico"), "Content-Type"), "image/png");
  EXPECT_FALSE(AssetAddress("nobody.css"));
}

TEST(Assets, ScriptsSpeakWhatOldBrowsersUnderstand) {
  for (const auto& file : PageFiles()) {
    if (!file.path.ends_with(".js")) continue;
    const std::string script(file.bytes);
    EXPECT_FALSE(
        std::regex_search(script, std::regex("(^|[^a-zA-Z_])(let|const|async|await|class|fetch)[ (]")))
        << file.path;
    EXPECT_THAT(script, Not(HasSubstr("=>"))) << file.path;
    EXPECT_THAT(script, Not(HasSubstr("`"))) << file.path;
  }
}

}  // namespace
}  // namespace lianxiao::web
