#include "storage/search/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/search/pinyin.h"
#include "storage/search/query.h"
#include "storage/search/tokens.h"

namespace lianxiao::storage {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::string Tokens(std::string_view text, TextOf field = TextOf::kDescription) {
  std::string tokens;
  AppendTokens(tokens, text, field);
  return tokens;
}

TEST(SearchWords, CutsAHanRunIntoOverlappingPairsAndItsCharacters) {
  EXPECT_EQ(Tokens("看图说话"), ".看图/.看 .图说/.图 .说话/.说 .话");
  EXPECT_EQ(Tokens("图"), ".图");
  EXPECT_EQ(Tokens("分数，小数"), ".分数/.分 .数 .小数/.小 .数");
}

TEST(SearchWords, ATitleIsAlsoWhatItSoundsLike) {
  EXPECT_EQ(Tokens("看图 Unit", TextOf::kTitle), "看图/看/KAN/KAN_TU/=KT 图/TU/=T unit");
  EXPECT_EQ(Tokens("看，图", TextOf::kFacts), ".看/.KAN/.KAN_TU/.=KT .图/.TU/.=T")
      << "signs part words, not sounds";
}

TEST(SearchWords, ACharacterOfSeveralReadingsHasThemAll) {
  EXPECT_EQ(Tokens("音乐", TextOf::kTitle), "音乐/音/YIN/YIN_LE/YIN_YUE/=YL/=YY 乐/LE/YUE/=L/=Y");
}

TEST(SearchWords, PartsLettersFromDigits) {
  EXPECT_EQ(Tokens("3年级 Fractions mp4 2-1"), ".3 .年级/.年 .级 .fractions .mp .4 .2 .1");
}

TEST(SearchWords, FoldsWidthCaseTonesAndTraditionalWriting) {
  EXPECT_EQ(Tokens("第１２课　ＡＢＣ"), ".第 .12 .课 .abc");
  EXPECT_EQ(Tokens("Shùxué LǛ ÉCOLE Москва"), ".shuxue .lü .ecole .москва");
  EXPECT_EQ(Tokens("看圖說話"), Tokens("看图说话"));
  EXPECT_EQ(Tokens("語文園地"), Tokens("语文园地"));
}

TEST(SearchWords, PassesOverWhatIsNoWord) {
  EXPECT_EQ(Tokens("😀 — ！?。*\"()"), "");
  EXPECT_EQ(Tokens(""), "");
  EXPECT_EQ(Tokens("看\xff图\xe5\x9b"), ".看 .图") << "broken bytes part words";
}

TEST(Pinyin, IsReadAsSyllablesFirstAndThenAsInitials) {
  const auto read = [](std::string_view letters) {
    std::vector<std::string> ways;
    for (const auto& way : ReadPinyin(letters)) {
      std::string text;
      for (const auto& piece : way) text += (text.empty() ? "" : " ") + piece.letters;
      ways.push_back(text);
    }
    return ways;
  };
  EXPECT_EQ(read("kantushuohua").front(), "kan tu shuo hua");
  EXPECT_THAT(read("ktsh"), ElementsAre("k t sh", "k t s h"));
  EXPECT_EQ(read("ktshuohua").front(), "k t shuo hua");
  EXPECT_EQ(read("kantushuoh").front(), "kan tu shuo h");
  EXPECT_THAT(read("fangan"), Contains("fan gan"));
  EXPECT_THAT(read("fangan"), Contains("fang an"));
  EXPECT_EQ(read("lüse").front(), "lv se");
  EXPECT_EQ(read("fe").front(), "fe") << "not finished yet";
  EXPECT_THAT(read("unit"), IsEmpty());
  EXPECT_THAT(read(std::string(500, 'a')), IsEmpty()) << "nobody types so many";
}

TEST(SearchQuery, MakesAPhraseOfEachRun) {
  EXPECT_EQ(SearchQuery("看图说话").Fts5(Where::kTitle), "(\"看图 图说 说话\")");
  EXPECT_EQ(SearchQuery("看图").Fts5(Where::kAnywhere), "(\"看图\" OR \".看图\")");
  EXPECT_EQ(SearchQuery("图").Fts5(Where::kTitle), "(\"图\")");
  EXPECT_EQ(SearchQuery("3年级 Unit").Fts5(Where::kTitle), "(\"3\") AND (\"年级\") AND (\"unit\" *)");
  EXPECT_EQ(SearchQuery("分数 分数").Fts5(Where::kTitle), "(\"分数\")");
  // Whole words joined by OR: FTS5 reads all of a prefix before it gives the first row.
  EXPECT_EQ(SearchQuery("kantu").Fts5(Where::kTitle),
            "(\"kantu\" * OR \"KAN_TU\" OR \"KAN_TUAN\" OR \"KAN_TUI\" OR \"KAN_TUN\" OR \"KAN_TUO\")");
  EXPECT_THAT(SearchQuery("kt").Fts5(Where::kTitle),
              StartsWith("(\"kt\" * OR \"=KT\" OR \"=KTA\" OR \"=KTB\" OR "));
  EXPECT_EQ(SearchQuery("ktlx").Fts5(Where::kTitle), "(\"ktlx\" * OR \"=KTL =TLX\")");
  EXPECT_EQ(SearchQuery("kantufen").Fts5(Where::kTitle),
            "(\"kantufen\" * OR \"KAN_TU TU_FEN\" OR \"KAN_TU TU_FENG\")");
  EXPECT_THAT(SearchQuery("ktkantufe").Fts5(Where::kTitle),
              StartsWith("(\"ktkantufe\" * OR \"=KTK =TKT KAN_TU TU_FEI\" OR \"=KTK =TKT KAN_TU TU_FEN\" OR"
                         " \"=KTK =TKT KAN_TU TU_FENG\" OR "));
}

TEST(SearchQuery, AsksForGradeAndSubjectAtOnce) {
  const Filter grade{"grade", "#g3", "三年级"}, subject{"subject", "#s数学", "数学"};
  EXPECT_EQ(SearchQuery("分数", {grade, subject}).Fts5(Where::kTitle), "(\"分数\") AND (\"#g3#s数学\")");
  EXPECT_EQ(SearchQuery("", {grade, {"grade", "#g4", "四年级"}, subject}).Fts5(Where::kTitle),
            "(\"#g3\" OR \"#g4\") AND (\"#s数学\")");
  EXPECT_EQ(SearchQuery("分数", {subject}).Fts5(Where::kTitle), "(\"分数\") AND (\"#s数学\")");
}

TEST(SearchQuery, NothingTypedIsSyntax) {
  EXPECT_EQ(SearchQuery("看图\" * unit:x ^").Fts5(Where::kTitle),
            "(\"看图\") AND (\"unit\" *) AND (\"x\" *)");
  EXPECT_THAT(SearchQuery("OR NEAR NOT").Fts5(Where::kTitle), StartsWith("(\"or\" *"));
  EXPECT_TRUE(SearchQuery("\"*^:(){}+-—😀\xff").Empty());
  EXPECT_TRUE(SearchQuery("").Empty());
}

TEST(SearchQuery, HasAnEnd) {
  std::string endless;
  for (int i = 0; i < 1'000; ++i) endless += "a" + std::to_string(i) + " ";
  EXPECT_LE(SearchQuery(endless).phrases().size(), 12U);
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
