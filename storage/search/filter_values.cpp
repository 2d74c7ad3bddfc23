#include "storage/search/filter_values.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "storage/search/han.h"
#include "storage/search/words.h"

namespace lianxiao::storage {
namespace {

constexpr std::u32string_view kNumerals = U"一二三四五六七八九";
constexpr std::size_t kMostReadings = 8;  // Of one value: 音乐 is yinyue, and yinle to those who err.

struct Same {
  std::string_view written;
  std::string_view meant;
};

constexpr Same kSubjects[] = {
    {"道法", "道德与法治"},
    {"思品", "道德与法治"},
    {"品德", "道德与法治"},
    {"品德与生活", "道德与法治"},
    {"品德与社会", "道德与法治"},
    {"政治", "思想政治"},
    {"信息技术", "信息科技"},
    {"计算机", "信息科技"},
    {"体育", "体育与健康"},
    {"生物", "生物学"},
    {"心理", "心理健康"},
    {"maths", "数学"},
    {"math", "数学"},
    {"mathematics", "数学"},
    {"chinese", "语文"},
    {"english", "英语"},
    {"science", "科学"},
    {"music", "音乐"},
    {"art", "美术"},
    {"history", "历史"},
    {"geography", "地理"},
    {"physics", "物理"},
    {"chemistry", "化学"},
    {"biology", "生物学"},
};

constexpr Same kEditions[] = {{"部编", "统编"}, {"pep", "人教"}, {"北京师大", "北师大"}, {"北师", "北师大"}};

constexpr Same kTypes[] = {
    {"录播", "录播课"}, {"录像", "录播课"},   {"视频", "录播课"}, {"微课程", "微课"}, {"ppt", "课件"},
    {"幻灯片", "课件"}, {"教学设计", "教案"}, {"练习题", "习题"}, {"考卷", "试卷"},   {"试题", "试卷"},
    {"卷子", "试卷"},   {"录音", "音频"},     {"图片集", "图片"},
};

// Letters, digits and characters alone, folded: what a token may have in it.
std::string Plain(std::string_view value) {
  std::string plain;
  for (const auto& run : RunsOf(value)) plain += ToUtf8(run.folded);
  return plain;
}

template <std::size_t N>
std::string Meant(const Same (&table)[N], std::string plain) {
  for (const auto& same : table) {
    if (plain == same.written) return std::string(same.meant);
  }
  return plain;
}

std::string WithoutStage(std::string plain) {
  for (const std::string_view stage : {"小学", "初中", "高中"}) {
    if (plain.starts_with(stage) && plain.size() > stage.size()) return plain.substr(stage.size());
  }
  return plain;
}

// "人教版（2024）" → "人教"
std::string EditionName(std::string plain) {
  constexpr std::string_view kEdition = "版";
  if (const auto at = plain.find(kEdition); at != std::string::npos && at > 0) plain.resize(at);
  return Meant(kEditions, std::move(plain));
}

std::optional<int> DigitOf(char32_t c) {
  if (c >= U'1' && c <= U'9') return static_cast<int>(c - U'0');
  const auto at = kNumerals.find(c);
  if (at == std::u32string_view::npos) return std::nullopt;
  return static_cast<int>(at) + 1;
}

// 1 to 12; nothing for what is no grade of that kind (小班, 教师).
std::optional<int> GradeNumber(std::string_view value) {
  auto text = Folded(value);
  int before = 0;
  for (const auto& [prefix, years] : {std::pair<std::u32string_view, int>{U"小学", 0},
                                      {U"初中", 6},
                                      {U"高中", 9},
                                      {U"初", 6},
                                      {U"高", 9}}) {
    if (!text.starts_with(prefix)) continue;
    before = years;
    text.erase(0, prefix.size());
    break;
  }
  if (text.empty()) return std::nullopt;
  const auto digit = DigitOf(text.front());
  const auto rest = std::u32string_view(text).substr(1);
  const bool whole = rest == U"年级" || rest == U"年" || (before > 0 && rest.empty());
  if (!digit || !whole) return std::nullopt;
  // 初中七年级 says it twice.
  return *digit > 3 ? *digit : before + *digit;
}

std::string GradeName(int number) {
  if (number > 9) return "高" + ToUtf8(kNumerals.substr(static_cast<std::size_t>(number - 10), 1));
  return ToUtf8(kNumerals.substr(static_cast<std::size_t>(number - 1), 1)) + "年级";
}

std::string_view VolumeName(std::string_view value) {
  if (value.find("上") != std::string_view::npos) return "上册";
  if (value.find("下") != std::string_view::npos) return "下册";
  return "全一册";
}

std::vector<std::string> PinyinOf(std::string_view value) {
  std::vector<std::string> all{""};
  for (const auto c : Folded(value)) {
    std::vector<std::string> longer;
    for (const auto& before : all) {
      for (const auto reading : ReadingsOf(c)) {
        if (longer.size() < kMostReadings) longer.push_back(before + std::string(reading));
      }
    }
    if (longer.empty()) return {};  // Not Han alone.
    all = std::move(longer);
  }
  return all;
}

void AddGrade(std::vector<Writing>& writings, int number) {
  const auto add = [&](std::string text) { writings.push_back({std::move(text), true, false}); };
  if (number <= 9) add(std::to_string(number) + "年级");
  if (number >= 7 && number <= 9)
    add("初" + ToUtf8(kNumerals.substr(static_cast<std::size_t>(number - 7), 1)));
  if (number <= 6) add("小学" + GradeName(number));
  if (number >= 10) add("高中" + ToUtf8(kNumerals.substr(static_cast<std::size_t>(number - 10), 1)) + "年级");
}

template <std::size_t N>
void AddSame(std::vector<Writing>& writings, const Same (&table)[N], std::string_view meant) {
  for (const auto& same : table) {
    if (same.meant == meant) writings.push_back({std::string(same.written), false, false});
  }
}

}  // namespace

std::string FilterToken(std::string_view field, std::string_view value) {
  const auto plain = Plain(value);
  if (plain.empty()) return {};
  if (field == "stage") return "#k" + plain;
  if (field == "grade") {
    const auto number = GradeNumber(value);
    return "#g" + (number ? std::to_string(*number) : plain);
  }
  if (field == "subject") return "#s" + Meant(kSubjects, WithoutStage(plain));
  if (field == "edition") return "#e" + EditionName(plain);
  if (field == "volume") return "#v" + std::string(VolumeName(value));
  return "#y" + Meant(kTypes, plain);
}

std::string ShownValue(std::string_view field, std::string_view value) {
  if (field == "volume") return std::string(VolumeName(value));
  if (field != "grade") return std::string(value);
  const auto number = GradeNumber(value);
  return number ? GradeName(*number) : std::string(value);
}

std::vector<Writing> WritingsOf(std::string_view field, std::string_view token, std::string_view shown) {
  const auto meant = token.substr(2);
  const bool strong = field == "grade" || field == "volume" || (field == "edition" && shown.ends_with("版"));
  std::vector<Writing> writings{{std::string(shown), strong, false}, {std::string(meant), false, false}};
  if (field == "grade") {
    if (const auto number = GradeNumber(shown)) AddGrade(writings, *number);
  } else if (field == "subject") {
    AddSame(writings, kSubjects, meant);
  } else if (field == "type") {
    AddSame(writings, kTypes, meant);
  } else if (field == "edition") {
    writings.push_back({std::string(meant) + "版", true, false});
    AddSame(writings, kEditions, meant);
    if (meant == "统编") writings.push_back({"部编版", true, false});
  } else if (field == "volume" && meant != "全一册") {
    writings.push_back({ToUtf8(Folded(meant).substr(0, 1)) + "学期", true, false});
  }
  for (auto& pinyin : PinyinOf(shown)) writings.push_back({std::move(pinyin), false, true});
  // A number alone is no grade.
  std::erase_if(writings,
                [](const Writing& w) { return w.text.find_first_not_of("0123456789") == std::string::npos; });
  return writings;
}

}  // namespace lianxiao::storage
