#include "web/words/strings.h"

#include <toml++/toml.h>

#include <cstdlib>

#include "lianxiao_web_StringCatalogs.h"

namespace lianxiao::web {
namespace {

Status Collect(const toml::table& table, const std::string& prefix,
               std::map<std::string, std::string, std::less<>>& texts) {
  for (const auto& [name, node] : table) {
    const std::string key = prefix + std::string(name.str());
    if (const auto* inner = node.as_table()) {
      LIANXIAO_TRY(Collect(*inner, key + ".", texts));
    } else if (const auto text = node.value_exact<std::string>()) {
      texts.emplace(key, *text);
    } else {
      return Fail(ErrorCode::kInvalid, "string catalog: " + key + " is not text");
    }
  }
  return {};
}

Strings LoadBuiltIn(std::string_view path) {
  for (const auto& file : StringCatalogs()) {
    if (file.path != path) continue;
    auto strings = Strings::Parse(file.bytes);
    if (!strings) std::abort();  // Built in and tested; nothing could be said to anybody without it.
    return *std::move(strings);
  }
  std::abort();
}

}  // namespace

std::string_view Tag(Language language) {
  switch (language) {
    case Language::kChinese: return "zh-CN";
    case Language::kTraditionalChinese: return "zh-Hant";
    case Language::kEnglish: return "en";
  }
  std::abort();
}

Result<Strings> Strings::Parse(std::string_view toml) {
  try {
    Strings strings;
    LIANXIAO_TRY(Collect(toml::parse(toml), "", strings.texts_));
    return strings;
  } catch (const toml::parse_error& e) {
    return Fail(ErrorCode::kInvalid, "string catalog, line " + std::to_string(e.source().begin.line) + ": " +
                                         std::string(e.description()));
  }
}

const Strings& Strings::BuiltIn(Language language) {
  static const Strings chinese = LoadBuiltIn("strings/zh-CN.toml");
  static const Strings traditional = LoadBuiltIn("strings/zh-Hant.toml");
  static const Strings english = LoadBuiltIn("strings/en.toml");
  switch (language) {
    case Language::kChinese: return chinese;
    case Language::kTraditionalChinese: return traditional;
    case Language::kEnglish: return english;
  }
  std::abort();
}

const std::string& Strings::Get(std::string_view key) const {
  const auto found = texts_.find(key);
  if (found != texts_.end()) return found->second;
  static thread_local std::string missing;
  missing = key;
  return missing;
}

bool Strings::Has(std::string_view key) const { return texts_.contains(key); }

std::string Strings::Get(std::string_view key, Values values) const {
  const std::string& text = Get(key);
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t at = 0; at < text.size();) {
    const auto open = text.find('{', at);
    const auto close = open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos) return out.append(text, at);
    out.append(text, at, open - at);
    const auto name = std::string_view(text).substr(open + 1, close - open - 1);
    for (const auto& [key_name, value] : values) {
      if (key_name == name) out.append(value);
    }
    at = close + 1;
  }
  return out;
}

std::string Strings::Count(std::string_view key, std::int64_t n) const {
  const std::string one = std::string(key) + ".one";
  const bool singular = n == 1 && Has(one);
  return Get(singular ? one : std::string(key) + ".other", {{"n", Digits(n)}});
}

std::string Digits(std::int64_t n) {
  std::string digits = std::to_string(n);
  const std::size_t first = n < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, ",");
  return digits;
}

}  // namespace lianxiao::web
