#include "daemon/plan_settings.h"

#include "sync/plan/plan_text.h"

namespace lianxiao::daemon {
namespace {

// For a setting whose texts `parse` has to take.
template <typename Parse>
SettingCheck Each(Parse parse) {
  return [parse](const std::string& text) -> Status {
    LIANXIAO_TRY(parse(text));
    return {};
  };
}

}  // namespace

void AddPlan(SettingsTable& table, formats::LineRules& rules) {
  const auto window = Each(sync::ParseWindow);
  const auto days = Each(sync::ParseDays);
  table.Add({.key = "sync.windows.open",
             .target = &rules.open,
             .comment = "When lessons may come, local time, with a cap if there is one:\n"
                        "[\"mon-fri 22:00-06:00 2000 kbit/s\", \"sat,sun 00:00-24:00\"]. None: always.",
             .check = window});
  table.Add({.key = "sync.windows.school",
             .target = &rules.school,
             .comment = "School hours: [\"mon-fri 08:00-17:00\"].",
             .check = window});
  table.Add({.key = "sync.windows.in_school",
             .target = &rules.in_school,
             .comment = "Within them lessons come as_else, capped to the rate below, or never.",
             .check = Each(sync::ParseInSchool)});
  table.Add({"sync.windows.school_kbit_per_second", &rules.school_kbit,
             "Most of the line in school hours, if capped.", 8, 10'000'000});
  table.Add({.key = "sync.windows.holidays",
             .target = &rules.holidays,
             .comment = "Days that count as a Sunday without school: [\"2026-10-01..2026-10-07\"].",
             .check = days});
  table.Add({.key = "sync.windows.school_days",
             .target = &rules.school_days,
             .comment = "Days of school out of turn, which count as a Monday: [\"2026-10-10\"].",
             .check = days});
  table.Add({.key = "sync.windows.closed",
             .target = &rules.closed,
             .comment = "Days on which nothing comes, such as examinations: [\"2027-06-07..2027-06-09\"].",
             .check = days});
  table.Add(
      {.key = "sync.windows.outside",
       .target = &rules.outside,
       .comment =
           "What may move while no window is open: nothing; small (usage, the catalog); or urgent, what\n"
           "the county calls urgent too.",
       .check = Each(sync::ParseOutside)});
  table.Add({"sync.quota.month_mb", &rules.month_mb,
             "Million bytes a month that the line's contract includes, both directions. 0: not metered.", 0,
             100'000'000});
  table.Add(
      {"sync.quota.billing_day", &rules.billing_day, "Day of the month on which they begin anew.", 1, 31});
  table.Add({"sync.quota.reserve_percent", &rules.reserve_percent,
             "Kept back from lessons, for usage, the catalog and what is urgent.", 1, 50});
}

}  // namespace lianxiao::daemon
