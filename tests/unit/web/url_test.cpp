#include "web/http/url.h"

#include <gtest/gtest.h>

namespace lianxiao::web {
namespace {

using Query = std::vector<std::pair<std::string, std::string>>;

TEST(Url, DecodesChineseInPathAndQuery) {
  const auto target = ParseTarget("/s/%E5%88%86%E6%95%B0?q=%E7%9C%8B+%E5%9B%BE&all");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/s/分数");
  EXPECT_EQ(target->query, (Query{{"q", "看 图"}, {"all", ""}}));
}

TEST(Url, TakesAWholeUrlForItsPath) {
  EXPECT_EQ(ParseTarget("http://box.lan:8480/a?b=c").value().path, "/a");
  EXPECT_EQ(ParseTarget("http://box.lan").value().path, "/");
}

TEST(Url, KeepsAPlusInAPath) { EXPECT_EQ(ParseTarget("/1+1").value().path, "/1+1"); }

TEST(Url, TakesAnEscapedSlashForASlash) { EXPECT_EQ(ParseTarget("/a%2Fb").value().path, "/a/b"); }

TEST(Url, KeepsATrailingSlash) { EXPECT_EQ(ParseTarget("/p/a/").value().path, "/p/a/"); }

class RefusedUrl : public testing::TestWithParam<std::string> {};
TEST_P(RefusedUrl, IsRefused) {
  const auto target = ParseTarget(GetParam());
  ASSERT_FALSE(target);
  EXPECT_EQ(target.error().code, ErrorCode::kInvalid);
}
INSTANTIATE_TEST_SUITE_P(Url, RefusedUrl,
                         testing::Values("", "*", "a", "/..", "/a/../b", "/a/%2e%2e/b", "/a/./b", "//a",
                                         "/a//b", "/a%00b", "/a%0Ab", "/a%7F", "/a\\b", "/a%5Cb",
                                         "/a%2F%2E%2E", "/a%2f%2fb", "/a%", "/a%4", "/a%zz", "/%FF",
                                         "/%C0%AF", "/%ED%A0%80", "/%F5%80%80%80", "/%E5%88", "/?q=%00",
                                         "/?q=%FF", "/?q=%2", "/?%FF=1"));

TEST(Url, RefusesMoreParametersThanAnyPageHas) {
  std::string target = "/?";
  for (int i = 0; i < 65; ++i) target += "a=1&";
  EXPECT_FALSE(ParseTarget(target));
}

TEST(Url, EncodesWhatDecodesToTheSame) {
  const std::string name = "第一课 100%?#&+/看图.mp4";
  EXPECT_EQ(ParseTarget("/" + EncodePath(name)).value().path, "/" + name);
  EXPECT_EQ(EncodeSegment("a/b c"), "a%2Fb%20c");
}

}  // namespace
}  // namespace lianxiao::web
