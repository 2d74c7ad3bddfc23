#include "storage/formats/utf8.h"

#include <gtest/gtest.h>

namespace lianxiao::formats {
namespace {

TEST(Utf8, KnowsTextFromOtherBytes) {
  for (const auto* good : {"", "a", "课", "\u07ff", "\uffff", "\U00010000", "\U0010ffff", "\xed\x9f\xbf"}) {
    EXPECT_TRUE(IsUtf8(good)) << good;
  }
  for (const auto* bad : {"\x80", "\xc0\x80", "\xc1\xbf", "\xc3", "\xe8\xaf", "\xe0\x9f\xbf", "\xed\xa0\x80",
                          "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "a\xbf"}) {
    EXPECT_FALSE(IsUtf8(bad));
  }
}

TEST(Utf8, FindsControlsButNotTheBytesOfOtherCharacters) {
  EXPECT_TRUE(HasControls("a\nb"));
  EXPECT_TRUE(HasControls(std::string_view("\0", 1)));
  EXPECT_TRUE(HasControls("\x7f"));
  EXPECT_FALSE(HasControls("课 a~"));
}

TEST(Utf8, MakesAnyBytesFitToShow) {
  EXPECT_EQ(Presentable("课堂", 5), "课");
  EXPECT_EQ(Presentable("a\nb\xff", 100), "a b\uFFFD");
  EXPECT_EQ(Presentable("\xe8\xaf", 100), "\uFFFD\uFFFD");
  EXPECT_EQ(Presentable("", 100), "");
  for (int first = 0; first < 256; ++first) {
    const std::string bytes = {static_cast<char>(first), 'x', static_cast<char>(first)};
    EXPECT_TRUE(IsUtf8(Presentable(bytes, 7)));
    EXPECT_FALSE(HasControls(Presentable(bytes, 7)));
  }
}

}  // namespace
}  // namespace lianxiao::formats
