#include "storage/formats/line_rules.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "storage/formats/canonical_json.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/line_rules_json.h"

namespace lianxiao::formats {
namespace {

using nlohmann::json;

constexpr std::pair<const char*, std::vector<std::string> LineRules::*> kLists[] = {
    {"open", &LineRules::open},
    {"school", &LineRules::school},
    {"holidays", &LineRules::holidays},
    {"school_days", &LineRules::school_days},
    {"closed", &LineRules::closed}};
constexpr std::pair<const char*, std::string LineRules::*> kWords[] = {
    {"in_school", &LineRules::in_school}, {"outside", &LineRules::outside}, {"relay", &LineRules::relay}};
struct Number {
  const char* name;
  std::int64_t LineRules::*value;
  std::int64_t least, most;
};
constexpr Number kNumbers[] = {{"school_kbit", &LineRules::school_kbit, 8, 10'000'000},
                               {"month_mb", &LineRules::month_mb, 0, 100'000'000},
                               {"billing_day", &LineRules::billing_day, 1, 31},
                               {"reserve_percent", &LineRules::reserve_percent, 1, 50}};

}  // namespace

std::optional<LineRules> RulesThatHold(const std::optional<LineRules>& own,
                                       const std::optional<LineRules>& general) {
  if (!own || !general) return own ? own : general;
  LineRules only_relay;
  only_relay.relay = own->relay;
  if (*own != only_relay) return own;
  auto holds = *general;
  holds.relay = own->relay;
  return holds;
}

Status Check(const LineRules& rules) {
  for (const auto& [name, list] : kLists) {
    LIANXIAO_TRY(CheckRange(name, std::ssize(rules.*list), 0, kMaxRuleTexts));
    for (const auto& text : rules.*list) LIANXIAO_TRY(CheckLine(name, text, kMaxRuleTextBytes));
  }
  for (const auto& [name, word] : kWords) LIANXIAO_TRY(CheckLine(name, rules.*word, kMaxRuleTextBytes));
  for (const auto& number : kNumbers) {
    LIANXIAO_TRY(CheckRange(number.name, rules.*number.value, number.least, number.most));
  }
  return {};
}

json JsonOf(const LineRules& rules) {
  const LineRules as_ever;
  auto out = json::object();
  for (const auto& [name, list] : kLists) {
    if (!(rules.*list).empty()) out[name] = rules.*list;
  }
  for (const auto& [name, word] : kWords) {
    if (rules.*word != as_ever.*word) out[name] = rules.*word;
  }
  for (const auto& number : kNumbers) {
    if (rules.*number.value != as_ever.*number.value) out[number.name] = rules.*number.value;
  }
  return out;
}

Result<LineRules> ReadLineRules(const json& object, const std::string& where) {
  JsonFields fields(object, where);
  LineRules rules;
  for (const auto& [name, list] : kLists) rules.*list = fields.Texts(name);
  for (const auto& [name, word] : kWords) rules.*word = fields.TextOr(name, rules.*word);
  for (const auto& number : kNumbers) {
    rules.*number.value = fields.IntegerOr(number.name, rules.*number.value);
  }
  LIANXIAO_TRY(fields.status());
  if (const auto good = Check(rules); !good)
    return Fail(where.empty() ? good.error() : good.error().While(where));
  return rules;
}

std::string ToJson(const LineRules& rules) { return Compact(JsonOf(rules)); }

Result<LineRules> ParseLineRules(std::string_view text) {
  LIANXIAO_ASSIGN(const auto value, ParseJson(text));
  return ReadLineRules(value, "");
}

}  // namespace lianxiao::formats
