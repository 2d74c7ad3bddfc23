#include "storage/textbook_order.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lianxiao::storage {
namespace {

// The values as given are in the right order.
void ExpectInOrder(std::string_view field, const std::vector<std::string>& values) {
  for (std::size_t i = 1; i < values.size(); ++i) {
    EXPECT_LT(FieldKey(field, values[i - 1]), FieldKey(field, values[i]))
        << values[i - 1] << " < " << values[i];
  }
}

TEST(TextbookOrder, FollowsASchoolLife) {
  ExpectInOrder("stage", {"", "幼儿园", "小学", "初中", "高中", "成人教育"});
  ExpectInOrder("grade", {"小班", "中班", "大班", "一年级", "二年级", "三年级", "四年级", "五年级", "六年级",
                          "七年级", "八年级", "九年级", "高一", "高二", "高三", "教师"});
  ExpectInOrder("volume", {"上册", "下册", "全一册", "选修一"});
  ExpectInOrder("subject", {"语文", "数学", "英语", "道德与法治", "书法"});
}

TEST(TextbookOrder, TheSecondNamesOfAGradeStandBesideTheFirst) {
  EXPECT_LT(FieldKey("grade", "六年级"), FieldKey("grade", "初一"));
  EXPECT_LT(FieldKey("grade", "初一"), FieldKey("grade", "八年级"));
  EXPECT_EQ(FieldKey("grade", "3年级"), FieldKey("grade", "三年级"));
}

TEST(TextbookOrder, CountsUnitsAndLessonsInsteadOfSpellingThem) {
  ExpectInOrder("unit", {"第一单元", "第二单元", "第三单元 测量", "第九单元", "第十单元", "第十一单元",
                         "第二十单元", "第二十三单元", "第一百零五单元"});
  ExpectInOrder("lesson", {"2 司马光", "9 古诗三首", "10 牛郎织女", "21 大自然的声音", "识字", "语文园地一",
                           "语文园地二"});
  EXPECT_EQ(FieldKey("unit", "第3单元"), FieldKey("unit", "第三单元"));
  EXPECT_EQ(FieldKey("unit", "第１２单元"), FieldKey("unit", "第十二单元"));
}

TEST(TextbookOrder, KeepsItsHeadWithEndlessNumbersAndBrokenText) {
  EXPECT_EQ(NaturalKey(std::string(400, '9')).size(), 9U);
  EXPECT_EQ(NaturalKey("百百百百千千千千").size(), 9U);
  EXPECT_NE(NaturalKey("\xff\xfe"), "");
  EXPECT_EQ(NaturalKey(std::string("a\0\1b", 4)), "ab");
}

TEST(TextbookOrder, PlacesALessonByTheWholeTree) {
  const auto place = [](const char* grade, const char* volume, const char* unit, const char* lesson) {
    formats::Resource r;
    r.stage = "小学", r.subject = "语文", r.edition = "统编版";
    r.grade = grade, r.volume = volume, r.unit = unit, r.lesson = lesson;
    return PlaceKey(r);
  };
  const std::vector<std::string> places = {
      place("二年级", "下册", "第八单元", "25 羿射九日"), place("三年级", "上册", "", ""),
      place("三年级", "上册", "第二单元", "4 古诗三首"),  place("三年级", "上册", "第十单元", "1 总复习"),
      place("三年级", "下册", "第一单元", "1 古诗三首"),  place("三年级", "下册", "第一单元", "2 燕子")};
  for (std::size_t i = 1; i < places.size(); ++i) EXPECT_LT(places[i - 1], places[i]) << i;
}

}  // namespace
}  // namespace lianxiao::storage
