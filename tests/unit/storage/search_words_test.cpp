#include "storage/search_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/search_query.h"

namespace lianxiao::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Document(std::string_view text) {
  std::vector<std::string> words;
  for (const auto& word : WordsOf(text, WordsFor::kDocument)) words.push_back(word.text);
  return words;
}

TEST(SearchWords, CutsAHanRunIntoOverlappingPairsAndItsLastCharacter) {
  EXPECT_THAT(Document("看图说话"), ElementsAre("看图", "图说", "说话", "话"));
  EXPECT_THAT(Document("图"), ElementsAre("图"));
  EXPECT_THAT(Document("分数，小数"), ElementsAre("分数", "数", "小数", "数"));
}

TEST(SearchWords, KeepsLettersAndDigitsTogether) {
  EXPECT_THAT(Document("3年级 Fractions mp4 2-1"),
              ElementsAre("3", "年级", "级", "fractions", "mp4", "2", "1"));
}

TEST(SearchWords, FoldsWidthCaseAndTones) {
  EXPECT_THAT(Document("第１２课　ＡＢＣ"), ElementsAre("第", "12", "课", "abc"));
  EXPECT_THAT(Document("Shùxué LǛ ÉCOLE Москва"), ElementsAre("shuxue", "lü", "ecole", "москва"));
}

TEST(SearchWords, PassesOverWhatIsNoWord) {
  EXPECT_THAT(Document("😀 — ！?。*\"()"), IsEmpty());
  EXPECT_THAT(Document(""), IsEmpty());
  EXPECT_THAT(Document("看\xff图\xe5\x9b"), ElementsAre("看", "图")) << "broken bytes part words";
  EXPECT_THAT(Document(std::string_view("看图\0说话", 13)), ElementsAre("看图", "图", "说话", "话"));
}

TEST(SearchWords, KnowsWhereEachWordStands) {
  const std::string text = "第１课 看图";
  for (const auto& word : WordsOf(text, WordsFor::kDocument)) {
    const auto there = text.substr(word.begin, word.end - word.begin);
    EXPECT_EQ(there, word.text == "1" ? "１" : word.text);
  }
}

TEST(SearchQuery, MakesAPhraseOfEachRun) {
  EXPECT_EQ(SearchQuery("看图说话").Fts5(), "\"看图说话\"");
  EXPECT_EQ(SearchQuery("图").Fts5(), "\"图\" *");
  EXPECT_EQ(SearchQuery("3年级 Fraction").Fts5(), "\"3\" AND \"年级\" AND \"fraction\" *");
  EXPECT_EQ(SearchQuery("分数 分数").Fts5(), "\"分数\"");
}

TEST(SearchQuery, NothingTypedIsSyntax) {
  EXPECT_EQ(SearchQuery("看图\" OR title:* NEAR(a b) ^x").Fts5(),
            "\"看图\" AND \"or\" * AND \"title\" * AND \"near\" * AND \"a\" * AND \"b\" * AND \"x\" *");
  EXPECT_TRUE(SearchQuery("\"*^:(){}+-—😀\xff").Empty());
  EXPECT_TRUE(SearchQuery("").Empty());
}

TEST(SearchQuery, HasAnEnd) {
  std::string endless;
  for (int i = 0; i < 1'000; ++i) endless += "a" + std::to_string(i) + " ";
  EXPECT_LT(SearchQuery(endless).Fts5().size(), 400U);
}

TEST(SearchQuery, MarksItsHitsInATitleAndEscapesTheRest) {
  EXPECT_EQ(SearchQuery("分数").Highlight("分数的初步认识"), "<mark>分数</mark>的初步认识");
  EXPECT_EQ(SearchQuery("图").Highlight("看图说话，图画"), "看<mark>图</mark>说话，<mark>图</mark>画");
  EXPECT_EQ(SearchQuery("看图说话 说话").Highlight("看图说话"), "<mark>看图说话</mark>");
  EXPECT_EQ(SearchQuery("fraction").Highlight("<b>Fractions</b> & 'so'"),
            "&lt;b&gt;<mark>Fractions</mark>&lt;/b&gt; &amp; &#39;so&#39;");
  EXPECT_EQ(SearchQuery("看说").Highlight("看图说话"), "看图说话") << "not one after the other";
  EXPECT_EQ(SearchQuery("12").Highlight("第１２课"), "第<mark>１２</mark>课");
  EXPECT_EQ(SearchQuery("1").Highlight("12"), "12");
}

}  // namespace
}  // namespace lianxiao::storage
