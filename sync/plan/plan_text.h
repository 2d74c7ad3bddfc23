// The rules of the line as people write them, in settings and in the county's letter. Strict: what is not
// exactly of these forms is refused with a sentence that says what would be right. Pure.
//
//   window   "mon-fri 22:00-06:00"   "sat,sun 00:00-24:00 512 kbit/s"   "daily 12:00-13:00"
//   days     "2026-10-01"            "2026-10-01..2026-10-07"
#pragma once

#include <string_view>
#include <vector>

#include "storage/base/result.h"
#include "storage/formats/line_rules.h"
#include "sync/plan/plan_options.h"

namespace lianxiao::sync {

Result<Window> ParseWindow(std::string_view text);
// One day or both ends of at most a year; each of them. kInvalid.
Result<std::vector<LocalDay>> ParseDays(std::string_view text);

Result<InSchool> ParseInSchool(std::string_view word);  // "as_else", "capped", "never"
Result<Outside> ParseOutside(std::string_view word);    // "nothing", "small", "urgent"

// kInvalid: a text is wrong, or they are right by themselves and not together.
Result<PlanOptions> ReadRules(const formats::LineRules& rules);

}  // namespace lianxiao::sync
