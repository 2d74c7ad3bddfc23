#include "web/words/strings.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace lianxiao::web {
namespace {

// "lessons.one" is for languages that have a singular; the others need not.
bool IsSingular(const std::string& key) { return key.ends_with(".one"); }

std::multiset<std::string> Placeholders(const std::string& text) {
  std::multiset<std::string> names;
  for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    names.insert(text.substr(open, text.find('}', open) - open));
  }
  return names;
}

TEST(Strings, BothLanguagesHaveTheSameKeysAndPlaceholders) {
  const auto& chinese = Strings::BuiltIn(Language::kChinese).all();
  const auto& english = Strings::BuiltIn(Language::kEnglish).all();
  ASSERT_GT(chinese.size(), 100U);
  for (const auto& [key, text] : chinese) {
    if (IsSingular(key)) continue;
    const auto other = english.find(key);
    ASSERT_NE(other, english.end()) << key << " is missing in en.toml";
    EXPECT_EQ(Placeholders(text), Placeholders(other->second)) << key;
  }
  for (const auto& [key, text] : english) {
    EXPECT_TRUE(IsSingular(key) || chinese.contains(key)) << key << " is missing in zh-CN.toml";
  }
}

TEST(Strings, TraditionalChineseHasEachTextOfTheSimplifiedCatalog) {
  const auto& simplified = Strings::BuiltIn(Language::kChinese).all();
  const auto& traditional = Strings::BuiltIn(Language::kTraditionalChinese).all();
  EXPECT_EQ(traditional.size(), simplified.size());
  for (const auto& [key, text] : simplified) {
    const auto other = traditional.find(key);
    ASSERT_NE(other, traditional.end()) << key;
    EXPECT_EQ(Placeholders(text), Placeholders(other->second)) << key;
  }
}

TEST(Strings, TraditionalChineseChoosesTheCharacterByTheWord) {
  const auto& words = Strings::BuiltIn(Language::kTraditionalChinese);
  EXPECT_EQ(words.Get("site.browse"), "按課本找");
  EXPECT_EQ(words.Get("teaching.copy"), "複製到我的備課");
  EXPECT_EQ(words.Get("languages.zh-CN"), "简体") << "each language by its own name";
  // What a conversion by single characters, or by words cut wrongly, would write.
  const std::set<std::string> wrong = {"髮",   "麵",   "齣",   "鬱",   "是隻",
                                       "複制", "併發", "采用", "頁麵", "週圍"};
  for (const auto& [key, text] : words.all()) {
    for (const auto& part : wrong) EXPECT_EQ(text.find(part), text.npos) << key << ": " << text;
  }
}

TEST(Strings, EverySingularHasItsPlural) {
  for (const auto language : kLanguages) {
    const auto& strings = Strings::BuiltIn(language);
    for (const auto& [key, text] : strings.all()) {
      if (!IsSingular(key)) continue;
      const std::string plural = key.substr(0, key.size() - 3) + "other";
      EXPECT_TRUE(strings.Has(plural)) << plural;
    }
  }
}

TEST(Strings, EveryTextSaysSomething) {
  for (const auto language : kLanguages) {
    for (const auto& [key, text] : Strings::BuiltIn(language).all()) EXPECT_FALSE(text.empty()) << key;
  }
}

TEST(Strings, PutsValuesInOnceAndDoesNotLookIntoThem) {
  const auto strings = Strings::Parse("[a]\nb = \"{x} and {y}, {x}\"\n");
  ASSERT_TRUE(strings) << strings.error().message;
  EXPECT_EQ(strings->Get("a.b", {{"x", "{y}"}, {"y", "2"}}), "{y} and 2, {y}");
}

TEST(Strings, CountsInTheSingularOnlyWhereTheLanguageHasOne) {
  const auto english = Strings::Parse("[n]\none = \"{n} file\"\nother = \"{n} files\"\n");
  const auto chinese = Strings::Parse("[n]\nother = \"{n} 个文件\"\n");
  ASSERT_TRUE(english && chinese);
  EXPECT_EQ(english->Count("n", 1), "1 file");
  EXPECT_EQ(english->Count("n", 1'234), "1,234 files");
  EXPECT_EQ(chinese->Count("n", 1), "1 个文件");
}

TEST(Strings, AMissingKeyShowsItselfAndNeverNothing) {
  EXPECT_EQ(Strings::BuiltIn(Language::kChinese).Get("no.such_key"), "no.such_key");
}

TEST(Strings, ABrokenCatalogNamesTheLine) {
  const auto broken = Strings::Parse("[a]\nb = \"c\"\nd = \n");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, ErrorCode::kInvalid);
  EXPECT_NE(broken.error().message.find("line 3"), std::string::npos) << broken.error().message;
  const auto number = Strings::Parse("[a]\nb = 3\n");
  ASSERT_FALSE(number);
  EXPECT_NE(number.error().message.find("a.b"), std::string::npos);
}

TEST(Strings, DigitsAreGroupedByThousands) {
  EXPECT_EQ(Digits(0), "0");
  EXPECT_EQ(Digits(999), "999");
  EXPECT_EQ(Digits(1'000), "1,000");
  EXPECT_EQ(Digits(-1'234'567), "-1,234,567");
}

}  // namespace
}  // namespace lianxiao::web
