#include "storage/search/pinyin_repair.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace lianxiao::storage {
namespace {

using Reading = std::vector<std::string>;

// All that is heard in lessons with these titles.
class Titles {
 public:
  explicit Titles(const std::vector<std::string>& titles) {
    for (const auto& title : titles) {
      std::istringstream syllables(title);
      std::string last;
      for (std::string next; syllables >> next; last = next) pairs_.emplace(last, next);
    }
  }
  bool operator()(std::string_view first, std::string_view second) const {
    return pairs_.contains({std::string(first), std::string(second)});
  }

 private:
  std::set<std::pair<std::string, std::string>> pairs_;
};

const Titles kTitles({"kan tu shuo hua", "ge shi de ji suan", "tian an men"});
const Reading kLookAndTell{"kan", "tu", "shuo", "hua"};

TEST(PinyinRepair, OneLetterWrongMissingTooManyOrSwapped) {
  for (const auto* typed : {"kantushuohia", "kntushuohua", "kantusuohua", "kantushuuohua", "kantusuhohua",
                            "knatushuohua", "katnushuohua", "kantushuohu", "xkantushuohua"}) {
    EXPECT_EQ(RepairedReadings(typed, kTitles), std::vector<Reading>{kLookAndTell}) << typed;
  }
}

TEST(PinyinRepair, TwoThatChangedPlacesMayBelongToTwoSyllables) {
  EXPECT_EQ(RepairedReadings("kantsuhuohua", kTitles), std::vector<Reading>{kLookAndTell});
}

TEST(PinyinRepair, TwoErrorsAreTooMany) {
  EXPECT_EQ(RepairedReadings("kantsuhuoha", kTitles), std::vector<Reading>{});
}

TEST(PinyinRepair, WhatIsReadWholeMayBeWrongNevertheless) {
  EXPECT_EQ(RepairedReadings("geshudejisuan", kTitles),
            (std::vector<Reading>{{"ge", "shi", "de", "ji", "suan"}}));
}

TEST(PinyinRepair, NothingIsTriedThatNoLessonHas) {
  EXPECT_EQ(RepairedReadings("kantusuohua", Titles({"kan tu", "shuo hua"})), std::vector<Reading>{});
}

TEST(PinyinRepair, OneSyllableAloneIsRepaired) {
  const auto readings = RepairedReadings("zhaung", kTitles);
  EXPECT_EQ(std::count(readings.begin(), readings.end(), Reading{"zhuang"}), 1);
}

TEST(PinyinRepair, NonsenseHasAnEnd) {
  const auto always = [](std::string_view, std::string_view) { return true; };
  EXPECT_LE(RepairedReadings(std::string(60, 'a'), always).size(), 128U);
  EXPECT_EQ(RepairedReadings(std::string(61, 'a'), always), std::vector<Reading>{});
  EXPECT_EQ(RepairedReadings("", always), std::vector<Reading>{});
}

}  // namespace
}  // namespace lianxiao::storage
