#include "storage/formats/chapters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/formats/webvtt.h"

namespace lianxiao::formats {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string WhyNot(std::string_view text) {
  const auto read = ReadWebVtt(text);
  EXPECT_FALSE(read) << text;
  if (read) return "";
  EXPECT_EQ(read.error().code, ErrorCode::kInvalid);
  return read.error().message;
}

TEST(WebVtt, ReadsWhatEditorsProgramsWrite) {
  const auto cues = ReadWebVtt(
      "\xEF\xBB\xBFWEBVTT - 分数\r\nKind: chapters\r\n\r\nNOTE made by hand\r\nin two lines\r\n\r\n"
      "STYLE\r\n::cue { color: red }\r\n\r\n1\r\n00:00.000 --> 01:02.500 align:start\r\n引入\r\n\r\n\r\n"
      "00:01:02.500 --> 100:00:00.000\r\n平均分\r\n两份\r\n");
  ASSERT_TRUE(cues) << cues.error().message;
  EXPECT_THAT(*cues, ElementsAre(VttCue{0, 62'500, "引入"}, VttCue{62'500, 360'000'000, "平均分\n两份"}));
}

TEST(WebVtt, ComesBackAsItWasWritten) {
  const std::vector<VttCue> cues = {{0, 10'000, "sheet.jpg#xywh=0,0,128,72"}, {10'000, 3'723'004, "b"}};
  const auto text = WriteWebVtt(cues);
  EXPECT_THAT(text, HasSubstr("00:00:10.000 --> 01:02:03.004\n"));
  const auto again = ReadWebVtt(text);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(*again, cues);
}

TEST(WebVtt, AFileWithoutCuesIsOneWithoutCues) {
  for (const auto* text : {"WEBVTT", "WEBVTT\n", "WEBVTT words\n\n\n"}) {
    const auto cues = ReadWebVtt(text);
    ASSERT_TRUE(cues) << text << cues.error().message;
    EXPECT_TRUE(cues->empty());
  }
}

TEST(WebVtt, WhatIsWrongIsToldWithItsLine) {
  EXPECT_THAT(WhyNot(""), HasSubstr("WEBVTT"));
  EXPECT_THAT(WhyNot("WEBVTTX\n"), HasSubstr("WEBVTT"));
  EXPECT_THAT(WhyNot("1\n00:00:01,000 --> 00:00:02,000\nsrt"), HasSubstr("WEBVTT"));
  EXPECT_THAT(WhyNot("WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nx"), HasSubstr("line 3"));
  EXPECT_THAT(WhyNot("WEBVTT\n\n00:01.000 --> 00:01.000\nx"), HasSubstr("line 3"));
  EXPECT_THAT(WhyNot("WEBVTT\n\n00:61.000 --> 01:02.000\nx"), HasSubstr("line 3"));
  EXPECT_THAT(WhyNot("WEBVTT\n\n00:01.000 --> 00:02.000x\nx"), HasSubstr("line 3"));
  EXPECT_THAT(WhyNot("WEBVTT\n\n1:00:00:01.000 --> 00:02.000\nx"), HasSubstr("line 3"));
  EXPECT_THAT(WhyNot("WEBVTT\n\n9999:00:01.000 --> 9999:00:02.000\nx"), HasSubstr("line 3"));
  EXPECT_THAT(WhyNot("WEBVTT\n00:01.000 --> 00:02.000\nx"), HasSubstr("blank line"));
  EXPECT_THAT(WhyNot("WEBVTT\n\n00:01.000 --> 00:02.000\nx\n00:02.000 --> 00:03.000\ny"),
              HasSubstr("line 5"));
  EXPECT_THAT(WhyNot("WEBVTT\n\n00:05.000 --> 00:06.000\nx\n\n00:04.000 --> 00:06.000\ny"),
              HasSubstr("before the one above"));
  EXPECT_THAT(WhyNot("WEBVTT\n\nname only"), HasSubstr("times"));
  EXPECT_THAT(WhyNot("WEBVTT\n\n\xFF"), HasSubstr("UTF-8"));
  EXPECT_THAT(WhyNot(std::string_view("WEBVTT\n\n\0", 9)), HasSubstr("zero"));
}

TEST(WebVtt, IsBounded) {
  EXPECT_THAT(WhyNot("WEBVTT\n" + std::string(kMostVttBytes, '\n')), HasSubstr("larger"));
  std::vector<VttCue> cues(kMostVttCues, {0, 1, "x"});
  EXPECT_TRUE(ReadWebVtt(WriteWebVtt(cues)));
  cues.push_back({0, 1, "x"});
  EXPECT_THAT(WhyNot(WriteWebVtt(cues)), HasSubstr("more than"));
}

TEST(Chapters, KnowWhereTheyBeginAndTheirPlainTitles) {
  const auto chapters = ReadChapters(
      "WEBVTT\n\n00:00.000 --> 00:09.000\n<b>分月饼</b>\n一分为二\n\n00:09.000 --> 00:10.000\n"
      "1&lt;2 &amp;amp; <i\n\n00:09.000 --> 00:12.000\nthe same moment\n");
  ASSERT_TRUE(chapters) << chapters.error().message;
  EXPECT_THAT(*chapters, ElementsAre(Chapter{0, "分月饼 一分为二"}, Chapter{9'000, "1<2 &amp;"}));
}

TEST(Chapters, ComeBackAsTheyWereWritten) {
  const std::vector<Chapter> chapters = {{0, "引入"}, {61'500, "a <b> & --> c"}, {99'000, ""}};
  const auto again = ReadChapters(WriteChapters(chapters, 0));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(*again, chapters);
}

TEST(Chapters, ATitleIsOneLineAndNotTooLong) {
  EXPECT_EQ(ChapterTitle(" a\nb\t"), "a b");
  EXPECT_EQ(ChapterTitle(" \n "), "");
  EXPECT_LE(ChapterTitle(std::string(5'000, 'x')).size(), kMostChapterTitle);
}

TEST(Chapters, NoneAndTooManyAreRefused) {
  EXPECT_FALSE(ReadChapters("WEBVTT\n"));
  std::vector<Chapter> chapters;
  for (std::size_t i = 0; i <= kMostChapters; ++i)
    chapters.push_back({static_cast<std::int64_t>(i) * 1000, "x"});
  EXPECT_FALSE(ReadChapters(WriteChapters(chapters, 0)));
  chapters.pop_back();
  EXPECT_TRUE(ReadChapters(WriteChapters(chapters, 0)));
}

}  // namespace
}  // namespace lianxiao::formats
