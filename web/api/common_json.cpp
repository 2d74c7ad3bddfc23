#include "web/api/common_json.h"

#include <nlohmann/json.hpp>

#include "web/words/strings.h"

namespace lianxiao::web {

using nlohmann::json;

namespace {

// What happened and what to do next.
std::string Sentence(const std::string& problem, Language language, const char* between) {
  const auto& words = Strings::BuiltIn(language);
  const std::string key = words.Has(problem + ".happened") ? problem : "problem.unknown";
  return words.Get(key + ".happened") + between + words.Get(key + ".next");
}

}  // namespace

json TimeOrNull(const std::optional<WallTime>& time) { return time ? json(ToRfc3339(*time)) : json(nullptr); }

json ProblemsJson(const std::vector<formats::Problem>& problems) {
  json list = json::array();
  for (const auto& problem : problems) {
    list.push_back({{"key", problem.key},
                    {"subject", problem.subject},
                    {"since", ToRfc3339(problem.since)},
                    {"text_zh", Sentence(problem.key, Language::kChinese, "。")},
                    {"text_en", Sentence(problem.key, Language::kEnglish, ". ")}});
  }
  return list;
}

std::string Dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace lianxiao::web
