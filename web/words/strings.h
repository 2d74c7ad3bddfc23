// The words of the pages and of the command line, by key, in one language. They live in catalogs
// (strings/*.toml), never in code: TOML tables of plain text, {name} where a value goes. The one in
// traditional Chinese is made from zh-CN.toml when the program is built (strings/make/).
//
//   [home]
//   newest = "新到"                                       "home.newest"
//   lessons.one = "{n} lesson", lessons.other = "{n} lessons"  "home.lessons", by Count()
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "storage/base/result.h"

namespace lianxiao::web {

enum class Language { kChinese, kTraditionalChinese, kEnglish };
inline constexpr std::array kLanguages = {Language::kChinese, Language::kTraditionalChinese,
                                          Language::kEnglish};
std::string_view Tag(Language language);  // "zh-CN", "zh-Hant", "en"

// Plain value; reading is safe from any thread.
class Strings {
 public:
  using Values = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  // kInvalid names what is not text.
  static Result<Strings> Parse(std::string_view toml);
  // The catalog that is built into the program.
  static const Strings& BuiltIn(Language language);

  // A key that no catalog has comes back as itself: ugly, never empty, and a test looks for it.
  const std::string& Get(std::string_view key) const;
  bool Has(std::string_view key) const;
  // With every {name} replaced by its value. Values are not looked into again.
  std::string Get(std::string_view key, Values values) const;
  // "key.one" for 1 where the language has it, else "key.other"; {n} is the number.
  std::string Count(std::string_view key, std::int64_t n) const;

  const std::map<std::string, std::string, std::less<>>& all() const { return texts_; }

 private:
  std::map<std::string, std::string, std::less<>> texts_;
};

// 1234567 as the language writes it: "1,234,567".
std::string Digits(std::int64_t n);

}  // namespace lianxiao::web
