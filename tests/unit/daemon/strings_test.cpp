#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "daemon/console.h"

namespace lianxiao::daemon {
namespace {

// The {names} of a text, sorted.
std::vector<std::string> Placeholders(const std::string& text) {
  std::vector<std::string> names;
  for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    names.push_back(text.substr(open, text.find('}', open) - open));
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST(CommandLineStrings, SayTheSameThingsInBothLanguages) {
  const auto& chinese = CommandLineWords(web::Language::kChinese).all();
  const auto& english = CommandLineWords(web::Language::kEnglish).all();
  ASSERT_FALSE(chinese.empty());
  ASSERT_EQ(chinese.size(), english.size());
  for (const auto& [key, text] : chinese) {
    const auto other = english.find(key);
    ASSERT_NE(other, english.end()) << key;
    EXPECT_EQ(Placeholders(text), Placeholders(other->second)) << key;
    EXPECT_FALSE(text.empty() || other->second.empty()) << key;
  }
}

TEST(CommandLineStrings, EveryKindOfErrorHasASentence) {
  for (const auto language : {web::Language::kChinese, web::Language::kEnglish}) {
    const Console console(language);
    for (const auto code :
         {ErrorCode::kOffline, ErrorCode::kNotFound, ErrorCode::kCorrupt, ErrorCode::kUntrusted,
          ErrorCode::kNoSpace, ErrorCode::kInvalid, ErrorCode::kRefused, ErrorCode::kInternal}) {
      const auto key = "error." + std::string(Word(code));
      EXPECT_NE(console.Text(key), key);
    }
  }
}

}  // namespace
}  // namespace lianxiao::daemon
