#include "web/http/cookies.h"

#include <gmock/gmock.h>

namespace lianxiao::web {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(Cookies, ReadsWhatABrowserSends) {
  EXPECT_THAT(ParseCookies("lang=zh-CN; text=big; session=Ab3_-9"),
              ElementsAre(Pair("lang", "zh-CN"), Pair("session", "Ab3_-9"), Pair("text", "big")));
  EXPECT_THAT(ParseCookies("a=b=c"), ElementsAre(Pair("a", "b=c")));
  EXPECT_THAT(ParseCookies("a="), ElementsAre(Pair("a", "")));
}

TEST(Cookies, PassesOverWhatOtherProgramsOfThisMachineSet) {
  EXPECT_THAT(ParseCookies("prefs={\"x\": 1, \"y\": 2}; lang=en; flag; =x; q=\"quoted\"; 名=值;;"),
              ElementsAre(Pair("lang", "en")));
}

TEST(Cookies, CountsANameWithTwoValuesAsAbsent) {
  EXPECT_THAT(ParseCookies("session=theirs; lang=en; session=ours"), ElementsAre(Pair("lang", "en")));
  EXPECT_THAT(ParseCookies("session=same; session=same"), ElementsAre(Pair("session", "same")));
}

TEST(Cookies, TakesNoPartOfAnOversizedHeader) {
  EXPECT_THAT(ParseCookies("session=a; pad=" + std::string(kMaxCookieBytes, 'x')), IsEmpty());
  std::string many = "session=a";
  for (std::size_t i = 0; i < kMaxCookies; ++i) many += "; n" + std::to_string(i) + "=1";
  EXPECT_THAT(ParseCookies(many), IsEmpty());
}

TEST(Cookies, NamesAreWholeNames) {
  Request request;
  request.headers["cookie"] = "xlang=zh-CN; lang=en; Lang=fr";
  EXPECT_EQ(CookieOf(request, "lang"), "en");
  EXPECT_EQ(CookieOf(request, "ang"), "");
}

TEST(Cookies, AreHiddenFromScriptsAndOtherSitesUnlessSaidOtherwise) {
  EXPECT_EQ(Write({.name = "session", .value = "x"}), "session=x; Path=/; HttpOnly; SameSite=Lax");
  EXPECT_EQ(Write({.name = "session", .value = "", .max_age_s = 0, .secure = true, .strict = true}),
            "session=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict");
}

}  // namespace
}  // namespace lianxiao::web
