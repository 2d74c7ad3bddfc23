#include "storage/search/filter_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>

namespace lianxiao::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

formats::Resource Lesson(const std::string& grade, const std::string& subject, const std::string& edition,
                         const std::string& volume, const std::string& type) {
  formats::Resource r;
  r.stage = "小学", r.grade = grade, r.subject = subject, r.edition = edition, r.volume = volume,
  r.type = type;
  return r;
}

class FilterWordsTest : public testing::Test {
 protected:
  FilterWordsTest() {
    std::vector<Filter> known;
    for (const auto& lesson : {Lesson("三年级", "数学", "人教版", "上册", "录播课"),
                               Lesson("七年级", "语文", "统编版", "下册", "课件"),
                               Lesson("高一", "音乐", "人音版（2012）", "全一册", "教案")}) {
      for (auto& filter : FiltersOf(lesson)) known.push_back(std::move(filter));
    }
    words = std::make_unique<FilterWords>(known);
  }
  // "rest | shown shown …"
  std::string Read(std::string_view typed) const {
    const auto understood =
        words->Read(typed, [this](std::string_view word) { return names.contains(std::string(word)); });
    std::string text;
    for (const char c : understood.rest) {
      if (c != ' ' || (!text.empty() && text.back() != ' ')) text += c;
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    text += " |";
    for (const auto& filter : understood.filters) text += " " + filter.shown;
    return text;
  }
  std::set<std::string> names;
  std::unique_ptr<FilterWords> words;
};

TEST_F(FilterWordsTest, TakesTheWordsOfTheSchoolOutOfWhatWasTyped) {
  EXPECT_EQ(Read("三年级数学分数"), "分数 | 三年级 数学");
  EXPECT_EQ(Read("分数 三年级 数学"), "分数 | 三年级 数学");
  EXPECT_EQ(Read("人教版三年级上册数学的分数"), "分数 | 人教版 三年级 上册 数学");
  EXPECT_EQ(Read("三年级"), " | 三年级");
  EXPECT_EQ(Read("分数"), "分数 |");
  EXPECT_EQ(Read(""), " |");
}

TEST_F(FilterWordsTest, KnowsOtherWaysToWriteThem) {
  EXPECT_EQ(Read("3年级"), " | 三年级");
  EXPECT_EQ(Read("３年级"), " | 三年级");
  EXPECT_EQ(Read("三年級數學"), " | 三年级 数学");
  EXPECT_EQ(Read("初一语文"), " | 七年级 语文");
  EXPECT_EQ(Read("部编版"), " | 统编版");
  EXPECT_EQ(Read("人音版"), " | 人音版（2012）");
  EXPECT_EQ(Read("ppt"), " | 课件");
  EXPECT_EQ(Read("视频"), " | 录播课");
  EXPECT_EQ(Read("上学期"), " | 上册");
  EXPECT_EQ(Read("三上数学"), " | 三年级 上册 数学");
  EXPECT_EQ(Read("3上 分数"), "分数 | 三年级 上册");
  EXPECT_EQ(Read("三年级上数学"), " | 三年级 上册 数学");
  EXPECT_EQ(Read("shuxue"), " | 数学");
  EXPECT_EQ(Read("yinyue"), " | 音乐");
  EXPECT_EQ(Read("shuxuefenshu"), "fenshu | 数学");
}

TEST_F(FilterWordsTest, WhatNoLessonHasIsAWord) {
  EXPECT_EQ(Read("物理"), "物理 |");
  EXPECT_EQ(Read("四年级数学"), "四年级 | 数学");
}

TEST_F(FilterWordsTest, PartOfAnotherWordIsNone) {
  EXPECT_EQ(Read("13年级"), "13年级 |");
  EXPECT_EQ(Read("ppts"), "ppts |");
  EXPECT_EQ(Read("马上"), "马上 |");
  EXPECT_EQ(Read("三上分数"), "分数 | 三年级 上册");
  names = {"数学家的故事", "音乐会", "三上五除二"};
  EXPECT_EQ(Read("三上五除二"), "三上五除二 |");
  EXPECT_EQ(Read("数学家的故事"), "数学家的故事 |");
  EXPECT_EQ(Read("三年级数学家的故事"), "数学家的故事 | 三年级") << "a grade is no part of a name";
  EXPECT_EQ(Read("数学 音乐会"), "音乐会 | 数学");
  names = {"数学"};
  EXPECT_EQ(Read("数学"), " | 数学") << "the subject alone is the subject, whatever lessons are called";
}

TEST_F(FilterWordsTest, QuotedTextIsLeftAlone) {
  EXPECT_EQ(Read("“数学”"), "“数学” |");
  EXPECT_EQ(Read("\"三年级\" 数学"), "\"三年级\" | 数学");
}

TEST_F(FilterWordsTest, TellsWhereEachWasTyped) {
  const std::string typed = "分数 三年级数学";
  const auto understood = words->Read(typed, [](std::string_view) { return false; });
  ASSERT_EQ(understood.filters.size(), 2U);
  for (const auto& filter : understood.filters) {
    EXPECT_EQ(typed.substr(filter.begin, filter.end - filter.begin), filter.shown);
  }
}

TEST_F(FilterWordsTest, TakesAnyBytes) {
  EXPECT_THAT(words->Read("\xff\xe4三年级\xb8", [](std::string_view) { return true; }).filters.size(), 1U);
  std::string endless;
  for (int i = 0; i < 500; ++i) endless += "三年级";
  EXPECT_LT(words->Read(endless, [](std::string_view) { return false; }).filters.size(), 30U);
}

TEST(FiltersOf, TheSameValueWrittenDifferentlyHasOneToken) {
  const auto tokens = [](const formats::Resource& lesson) {
    std::vector<std::string> all;
    for (const auto& filter : FiltersOf(lesson)) all.push_back(filter.token);
    return all;
  };
  EXPECT_THAT(tokens(Lesson("七年级", "数学", "统编版", "上册", "课件")),
              ElementsAre("#k小学", "#g7", "#s数学", "#e统编", "#v上册", "#y课件"));
  EXPECT_EQ(tokens(Lesson("初一", "小学数学", "部编版（2024）", "上", "PPT")),
            tokens(Lesson("七年级", "数学", "统编版", "上册", "课件")));
  EXPECT_THAT(tokens(formats::Resource{}), IsEmpty());
  EXPECT_THAT(tokens(Lesson("小班", "/ \"", "", "", "")), ElementsAre("#k小学", "#g小班"))
      << "only what can be a token";
}

}  // namespace
}  // namespace lianxiao::storage
