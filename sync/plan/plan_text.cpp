#include "sync/plan/plan_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <string>

namespace lianxiao::sync {
namespace {

constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::int64_t kMostKbit = 10'000'000;
constexpr std::int64_t kMostDays = 366;

// Digits alone, no sign, at most eight.
std::optional<std::int64_t> NumberOf(std::string_view text) {
  if (text.empty() || text.size() > 8 || text.find_first_not_of("0123456789") != text.npos)
    return std::nullopt;
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// What stands before `mark`, which is taken away with it; all, if there is none.
std::string_view Cut(std::string_view& rest, std::string_view mark) {
  const auto at = rest.find(mark);
  const auto before = rest.substr(0, at);
  rest = at == rest.npos ? std::string_view() : rest.substr(at + mark.size());
  return before;
}

std::optional<int> DayOf(std::string_view name) {
  const auto found = std::ranges::find(kDays, name);
  if (found == kDays.end()) return std::nullopt;
  return static_cast<int>(found - kDays.begin());
}

// "mon-fri,sun": a bit for each day. A span may pass Sunday.
std::optional<std::uint8_t> DaysOf(std::string_view text) {
  if (text == "daily") return std::uint8_t{0x7f};
  unsigned days = 0;
  do {
    auto part = Cut(text, ",");
    const auto first = DayOf(Cut(part, "-"));
    const auto last = part.empty() ? first : DayOf(part);
    if (!first || !last) return std::nullopt;
    for (int day = *first;; day = (day + 1) % 7) {
      days |= 1u << day;
      if (day == *last) break;
    }
  } while (!text.empty());
  return static_cast<std::uint8_t>(days);
}

// "06:00", up to "24:00".
std::optional<int> MinuteOf(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = NumberOf(text.substr(0, 2)), minute = NumberOf(text.substr(3));
  if (!hour || !minute || *minute > 59 || *hour * 60 + *minute > kDayMinutes) return std::nullopt;
  return static_cast<int>(*hour * 60 + *minute);
}

tl::unexpected<Error> NoWindow(std::string_view text) {
  return Fail(ErrorCode::kInvalid,
              "'" + std::string(text) +
                  "' is no window; write days, from-to and, if there is a cap, its rate: "
                  "\"mon-fri 22:00-06:00 512 kbit/s\" or \"daily 12:00-13:00\"");
}

Result<std::vector<Window>> WindowsOf(const std::vector<std::string>& texts) {
  std::vector<Window> windows;
  for (const auto& text : texts) {
    LIANXIAO_ASSIGN(const auto window, ParseWindow(text));
    windows.push_back(window);
  }
  return windows;
}

Result<std::set<LocalDay>> SetOfDays(const std::vector<std::string>& texts) {
  std::set<LocalDay> days;
  for (const auto& text : texts) {
    LIANXIAO_ASSIGN(const auto some, ParseDays(text));
    days.insert(some.begin(), some.end());
  }
  return days;
}

}  // namespace

Result<Window> ParseWindow(std::string_view text) {
  auto rest = text;
  const auto days = DaysOf(Cut(rest, " "));
  auto span = Cut(rest, " ");
  const auto begin = MinuteOf(Cut(span, "-")), end = MinuteOf(span);
  if (!days || !begin || !end || *begin == *end || *begin == kDayMinutes) return NoWindow(text);
  Window window{.days = *days, .begin = *begin, .end = *end};
  if (text.ends_with(' ')) return NoWindow(text);
  if (rest.empty()) return window;
  const auto kbit = NumberOf(Cut(rest, " "));
  if (!kbit || *kbit < 1 || *kbit > kMostKbit || rest != "kbit/s") return NoWindow(text);
  window.bytes_per_second = *kbit * 1'000 / 8;
  return window;
}

Result<std::vector<LocalDay>> ParseDays(std::string_view text) {
  auto rest = text;
  LIANXIAO_ASSIGN(const auto first, ParseDay(Cut(rest, "..")));
  auto last = first;
  if (text.find("..") != text.npos) {
    LIANXIAO_ASSIGN(last, ParseDay(rest));
  }
  if (last < first || last.number - first.number > kMostDays) {
    return Fail(
        ErrorCode::kInvalid,
        "'" + std::string(text) + "' is no span of days within a year, such as 2026-10-01..2026-10-07");
  }
  std::vector<LocalDay> days;
  for (auto day = first; day <= last; day = day + 1) days.push_back(day);
  return days;
}

Result<InSchool> ParseInSchool(std::string_view word) {
  if (word == "as_else") return InSchool::kAsElse;
  if (word == "capped") return InSchool::kCapped;
  if (word == "never") return InSchool::kNever;
  return Fail(ErrorCode::kInvalid, "'" + std::string(word) + "' must be as_else, capped or never");
}

Result<Outside> ParseOutside(std::string_view word) {
  if (word == "nothing") return Outside::kNothing;
  if (word == "small") return Outside::kSmall;
  if (word == "urgent") return Outside::kUrgent;
  return Fail(ErrorCode::kInvalid, "'" + std::string(word) + "' must be nothing, small or urgent");
}

Result<PlanOptions> ReadRules(const formats::LineRules& rules) {
  PlanOptions options;
  auto& windows = options.windows;
  LIANXIAO_ASSIGN(windows.open, WindowsOf(rules.open));
  LIANXIAO_ASSIGN(windows.school, WindowsOf(rules.school));
  LIANXIAO_ASSIGN(windows.in_school, ParseInSchool(rules.in_school));
  LIANXIAO_ASSIGN(windows.holidays, SetOfDays(rules.holidays));
  LIANXIAO_ASSIGN(windows.school_days, SetOfDays(rules.school_days));
  LIANXIAO_ASSIGN(windows.closed, SetOfDays(rules.closed));
  LIANXIAO_ASSIGN(options.outside, ParseOutside(rules.outside));
  windows.school_bytes_per_second = rules.school_kbit * 1'000 / 8;
  for (const auto& hours : windows.school) {
    if (hours.bytes_per_second != 0) {
      return Fail(ErrorCode::kInvalid,
                  "'sync.windows.school' takes no rates; set 'sync.windows.school_kbit_per_second'");
    }
  }
  if (windows.in_school != InSchool::kAsElse && windows.school.empty()) {
    return Fail(
        ErrorCode::kInvalid,
        "'sync.windows.in_school' rules over school hours; say in 'sync.windows.school' when they are");
  }
  options.quota = {.month_bytes = rules.month_mb * 1'000'000,
                   .billing_day = static_cast<int>(rules.billing_day),
                   .reserve_percent = static_cast<int>(rules.reserve_percent)};
  return options;
}

}  // namespace lianxiao::sync
