#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "daemon/console.h"
#include "lianxiao_daemon_CommandLineStrings.h"

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
  std::map<std::string, std::map<std::string, std::string, std::less<>>> catalogs;
  for (const auto& file : CommandLineStrings()) {
    const auto parsed = web::Strings::Parse(file.bytes);
    ASSERT_TRUE(parsed) << file.path << ": " << parsed.error().message;
    auto& catalog = catalogs[file.path.find("zh-CN") != std::string_view::npos ? "zh" : "en"];
    for (const auto& [key, text] : parsed->all()) {
      EXPECT_TRUE(catalog.emplace(key, text).second) << key << " stands twice";
    }
  }
  ASSERT_EQ(catalogs.size(), 2U);
  ASSERT_EQ(catalogs["zh"].size(), catalogs["en"].size());
  for (const auto& [key, text] : catalogs["zh"]) {
    ASSERT_TRUE(catalogs["en"].contains(key)) << key;
    EXPECT_EQ(Placeholders(text), Placeholders(catalogs["en"][key])) << key;
    EXPECT_FALSE(text.empty()) << key;
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
