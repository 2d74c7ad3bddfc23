// When lessons may come to a box, how fast and how many bytes, as a person writes it: in the box's settings,
// or at the county, whose letter brings it. The form of the texts is sync/plan/plan_text.h's. Plain value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/base/result.h"

namespace lianxiao::formats {

inline constexpr std::size_t kMaxRuleTexts = 60;  // Of one list.
inline constexpr std::size_t kMaxRuleTextBytes =
    80;  // "mon,tue,wed,thu,fri,sat,sun 22:00-06:00 10000000 kbit/s"

inline constexpr std::string_view kServeAsRelay = "serve";

struct LineRules {
  std::vector<std::string> open, school, holidays, school_days, closed;
  std::string in_school = "as_else";
  std::int64_t school_kbit = 256;
  std::string outside = "small";
  std::string relay;  // kServeAsRelay: this box shall be a relay (docs/relay.md); another word or none: no.
  std::int64_t month_mb = 0, billing_day = 1, reserve_percent = 10;
  bool operator==(const LineRules&) const = default;
};

// What holds for a school: its own rules in the place of those for all. Those that say nothing but `relay`
// leave the others as they are.
std::optional<LineRules> RulesThatHold(const std::optional<LineRules>& own,
                                       const std::optional<LineRules>& general);

// Counts, lengths, ranges; not what the texts mean. kInvalid names the field.
Status Check(const LineRules& rules);
std::string ToJson(const LineRules& rules);               // Compact; what is as ever is left out.
Result<LineRules> ParseLineRules(std::string_view json);  // kInvalid names the field.

}  // namespace lianxiao::formats
