#include "storage/textbook_order.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "storage/code_points.h"

namespace lianxiao::storage {
namespace {

constexpr char kEnd = '\0';     // After each field of a place, so that a short value comes first.
constexpr char kNumber = '\1';  // Before the eight bytes of a number; text has nothing below ' '.

constexpr std::uint64_t kLargest = 999'999'999'999'999;  // A longer number stays here; no textbook has one.

void AppendNumber(std::string& key, std::uint64_t number) {
  key += kNumber;
  for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>(number >> shift & 0xFF);
}

std::optional<std::uint64_t> DigitOf(char32_t c) {
  if (c >= U'0' && c <= U'9') return c - U'0';
  constexpr std::u32string_view kDigits = U"零一二三四五六七八九";
  if (c == U'〇') return 0;
  if (c == U'两') return 2;
  const auto at = kDigits.find(c);
  if (at == std::u32string_view::npos) return std::nullopt;
  return at;
}

std::optional<std::uint64_t> UnitOf(char32_t c) {
  switch (c) {
    case U'十': return 10;
    case U'百': return 100;
    case U'千': return 1'000;
    default: return std::nullopt;
  }
}

// "23", "二十三" and "二三" alike are 23; "十" is 10. Feeds characters until Take refuses one.
class NumberReader {
 public:
  bool Take(char32_t c) {
    if (const auto digit = DigitOf(c)) {
      pending_ = std::min(pending_.value_or(0) * 10 + *digit, kLargest);
      return true;
    }
    if (const auto unit = UnitOf(c)) {
      sum_ = std::min(sum_ + std::min(pending_.value_or(1), kLargest / 1'000) * *unit, kLargest);
      pending_ = std::nullopt;
      return true;
    }
    return false;
  }
  std::uint64_t Value() const { return std::min(sum_ + pending_.value_or(0), kLargest); }

 private:
  std::uint64_t sum_ = 0;
  std::optional<std::uint64_t> pending_;
};

constexpr std::array<std::string_view, 4> kStages = {"幼儿园", "小学", "初中", "高中"};
constexpr std::array<std::string_view, 3> kNurseryGrades = {"小班", "中班", "大班"};
// As in the timetables that schools hang on the wall.
constexpr std::array<std::string_view, 14> kSubjects = {
    "语文", "数学", "英语", "道德与法治", "思想政治", "科学", "历史",
    "地理", "物理", "化学", "生物学",     "信息科技", "音乐", "美术"};
constexpr std::array<std::string_view, 3> kVolumes = {"上册", "下册", "全一册"};

// A known value by its rank; another one after all of those, in natural order.
std::string RankedKey(std::span<const std::string_view> known, std::string_view value) {
  const auto found = std::find(known.begin(), known.end(), value);
  std::string key;
  if (found != known.end()) {
    AppendNumber(key, static_cast<std::uint64_t>(found - known.begin()));
    return key;
  }
  AppendNumber(key, known.size());
  return key + NaturalKey(value);
}

// Years since the start of school: 小班 is -2 and 一年级 1, 初一 is 七年级, 高一 follows 九年级.
std::string GradeKey(std::string_view value) {
  constexpr std::uint64_t kNursery = 3;  // So that no year is below zero.
  std::string key;
  const auto nursery = std::find(kNurseryGrades.begin(), kNurseryGrades.end(), value);
  if (nursery != kNurseryGrades.end()) {
    AppendNumber(key, static_cast<std::uint64_t>(nursery - kNurseryGrades.begin()));
    return key;
  }
  std::uint64_t before = 0;
  auto rest = value;
  for (const auto& [prefix, years] : {std::pair<std::string_view, std::uint64_t>{"初", 6}, {"高", 9}}) {
    if (value.starts_with(prefix)) {
      before = years;
      rest.remove_prefix(prefix.size());
    }
  }
  NumberReader year;
  std::size_t taken = 0;
  while (taken < rest.size()) {
    const auto c = CodePointAt(rest, taken);
    if (!year.Take(FoldWidth(c.value))) break;
    taken = c.end;
  }
  if (taken == 0) {
    AppendNumber(key, kLargest);  // No year at all ("高年级", "教师"): last.
    return key + NaturalKey(value);
  }
  AppendNumber(key, kNursery + before + year.Value());
  return key + NaturalKey(rest.substr(taken));
}

constexpr std::array<std::pair<std::string_view, std::string formats::Resource::*>, 8> kPlace = {{
    {"stage", &formats::Resource::stage},
    {"grade", &formats::Resource::grade},
    {"subject", &formats::Resource::subject},
    {"edition", &formats::Resource::edition},
    {"volume", &formats::Resource::volume},
    {"unit", &formats::Resource::unit},
    {"lesson", &formats::Resource::lesson},
    {"title", &formats::Resource::title},
}};

}  // namespace

std::string NaturalKey(std::string_view text) {
  std::string key;
  for (std::size_t at = 0; at < text.size();) {
    NumberReader number;
    const auto start = at;
    auto c = CodePointAt(text, at);
    while (number.Take(FoldWidth(c.value))) {
      at = c.end;
      if (at == text.size()) break;
      c = CodePointAt(text, at);
    }
    if (at > start) {
      AppendNumber(key, number.Value());
      continue;
    }
    at = c.end;
    // Controls would be taken for our own marks.
    if (c.value >= U' ') AppendUtf8(key, FoldWidth(c.value));
  }
  return key;
}

std::string FieldKey(std::string_view field, std::string_view value) {
  if (value.empty()) return {};
  if (field == "stage") return RankedKey(kStages, value);
  if (field == "grade") return GradeKey(value);
  if (field == "subject") return RankedKey(kSubjects, value);
  if (field == "volume") return RankedKey(kVolumes, value);
  return NaturalKey(value);
}

std::string PlaceKey(const formats::Resource& resource) {
  std::string key;
  for (const auto& [field, value] : kPlace) {
    key += FieldKey(field, resource.*value);
    key += kEnd;
  }
  return key;
}

std::string PlacePrefix(const formats::Resource& place) {
  std::string key;
  for (const auto& [field, value] : kPlace) {
    if ((place.*value).empty()) break;
    key += FieldKey(field, place.*value);
    key += kEnd;
  }
  return key;
}

}  // namespace lianxiao::storage
