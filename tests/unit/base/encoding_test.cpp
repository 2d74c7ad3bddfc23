#include "storage/base/encoding.h"

#include <gtest/gtest.h>

#include <cctype>

namespace lianxiao {
namespace {

TEST(Hex, ReadsBackWhatItWrote) {
  const std::string bytes("\x00\x7f\xff school", 10);
  EXPECT_EQ(FromHex(ToHex(bytes)).value(), bytes);
  EXPECT_FALSE(FromHex("abc"));
  EXPECT_FALSE(FromHex("AB"));
}

TEST(Base64, ReadsBackWhatItWrote) {
  for (const std::string bytes : {"", "a", "ab", "abc", "abcd"}) {
    EXPECT_EQ(FromBase64(ToBase64(bytes)).value(), bytes);
  }
  EXPECT_EQ(ToBase64("abcd"), "YWJjZA==");
  EXPECT_FALSE(FromBase64("YWJjZA==x"));
  EXPECT_FALSE(FromBase64("*"));
}

TEST(Base32, ReadsBackWhatItWroteForEveryLength) {
  std::string bytes;
  for (int size = 0; size < 40; ++size) {
    EXPECT_EQ(FromBase32(ToBase32(bytes)).value(), bytes) << size;
    bytes += static_cast<char>(size * 37 + 11);
  }
}

TEST(Base32, SurvivesBeingReadOutOverATelephone) {
  const auto text = ToBase32("county center");
  std::string sloppy;
  for (char c : text) {
    if (c == '0') c = 'o';
    if (c == '1') c = 'L';
    sloppy += static_cast<char>(std::tolower(c));
    if (sloppy.size() % 6 == 5) sloppy += "- ";
  }
  EXPECT_EQ(FromBase32(sloppy).value(), "county center");
}

TEST(Base32, RefusesACharacterThatNoCodeContains) {
  EXPECT_FALSE(FromBase32("ABU8"));
  EXPECT_FALSE(FromBase32("中文"));
}

}  // namespace
}  // namespace lianxiao
