#include "daemon/plan_settings.h"

#include <set>

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

Result<std::vector<sync::Window>> WindowsOf(const std::vector<std::string>& texts) {
  std::vector<sync::Window> windows;
  for (const auto& text : texts) {
    LIANXIAO_ASSIGN(const auto window, sync::ParseWindow(text));
    windows.push_back(window);
  }
  return windows;
}

Result<std::set<sync::LocalDay>> DaysOf(const std::vector<std::string>& texts) {
  std::set<sync::LocalDay> days;
  for (const auto& text : texts) {
    LIANXIAO_ASSIGN(const auto some, sync::ParseDays(text));
    days.insert(some.begin(), some.end());
  }
  return days;
}

}  // namespace

void RawPlan::AddTo(SettingsTable& table) {
  const auto window = Each(sync::ParseWindow);
  const auto days = Each(sync::ParseDays);
  table.Add({.key = "sync.windows.open",
             .target = &open,
             .comment = "When lessons may come, local time, with a cap if there is one:\n"
                        "[\"mon-fri 22:00-06:00 2000 kbit/s\", \"sat,sun 00:00-24:00\"]. None: always.",
             .check = window});
  table.Add({.key = "sync.windows.school",
             .target = &school,
             .comment = "School hours: [\"mon-fri 08:00-17:00\"].",
             .check = window});
  table.Add({.key = "sync.windows.in_school",
             .target = &in_school,
             .comment = "Within them lessons come as_else, capped to the rate below, or never.",
             .check = Each(sync::ParseInSchool)});
  table.Add({"sync.windows.school_kbit_per_second", &school_kbit,
             "Most of the line in school hours, if capped.", 8, 10'000'000});
  table.Add({.key = "sync.windows.holidays",
             .target = &holidays,
             .comment = "Days that count as a Sunday without school: [\"2026-10-01..2026-10-07\"].",
             .check = days});
  table.Add({.key = "sync.windows.school_days",
             .target = &school_days,
             .comment = "Days of school out of turn, which count as a Monday: [\"2026-10-10\"].",
             .check = days});
  table.Add({.key = "sync.windows.closed",
             .target = &closed,
             .comment = "Days on which nothing comes, such as examinations: [\"2027-06-07..2027-06-09\"].",
             .check = days});
  table.Add(
      {.key = "sync.windows.outside",
       .target = &outside,
       .comment =
           "What may move while no window is open: nothing; small (usage, the catalog); or urgent, what\n"
           "the county calls urgent too.",
       .check = Each(sync::ParseOutside)});
  table.Add({"sync.quota.month_mb", &month_mb,
             "Million bytes a month that the line's contract includes, both directions. 0: not metered.", 0,
             100'000'000});
  table.Add({"sync.quota.billing_day", &billing_day, "Day of the month on which they begin anew.", 1, 31});
  table.Add({"sync.quota.reserve_percent", &reserve_percent,
             "Kept back from lessons, for usage, the catalog and what is urgent.", 1, 50});
}

Result<sync::PlanOptions> RawPlan::Read() const {
  sync::PlanOptions options;
  auto& windows = options.windows;
  LIANXIAO_ASSIGN(windows.open, WindowsOf(open));
  LIANXIAO_ASSIGN(windows.school, WindowsOf(school));
  LIANXIAO_ASSIGN(windows.in_school, sync::ParseInSchool(in_school));
  LIANXIAO_ASSIGN(windows.holidays, DaysOf(holidays));
  LIANXIAO_ASSIGN(windows.school_days, DaysOf(school_days));
  LIANXIAO_ASSIGN(windows.closed, DaysOf(closed));
  LIANXIAO_ASSIGN(options.outside, sync::ParseOutside(outside));
  windows.school_bytes_per_second = school_kbit * 1'000 / 8;
  for (const auto& hours : windows.school) {
    if (hours.bytes_per_second != 0) {
      return Fail(ErrorCode::kInvalid,
                  "'sync.windows.school' takes no rates; set 'sync.windows.school_kbit_per_second'");
    }
  }
  if (windows.in_school != sync::InSchool::kAsElse && windows.school.empty()) {
    return Fail(
        ErrorCode::kInvalid,
        "'sync.windows.in_school' rules over school hours; say in 'sync.windows.school' when they are");
  }
  options.quota = {.month_bytes = month_mb * 1'000'000,
                   .billing_day = static_cast<int>(billing_day),
                   .reserve_percent = static_cast<int>(reserve_percent)};
  return options;
}

}  // namespace lianxiao::daemon
