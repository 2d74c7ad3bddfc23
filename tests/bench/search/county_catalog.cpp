#include "tests/bench/search/county_catalog.h"

#include <fstream>
#include <random>
#include <sstream>

namespace lianxiao::bench {
namespace {

constexpr const char* kFolder = "../shared/data/curriculum/";
constexpr const char* kNumerals[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};
constexpr const char* kTypes[] = {"录播课", "录播课", "录播课", "课件", "微课", "教案", "习题", "试卷"};
constexpr const char* kQualities[] = {"",     "",     "",     "",     "",     "",    "校级",
                                      "校级", "县级", "县级", "市级", "省级", "部级"};
constexpr const char* kSurnames[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴",
                                     "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"};
constexpr const char* kNames[] = {"秀英", "建国", "丽",   "敏", "静", "磊", "洋", "艳", "勇",   "娟",
                                  "杰",   "涛",   "明霞", "超", "兰", "霞", "平", "刚", "桂芳", "文婷"};
constexpr const char* kForms[] = {"", "", "", "（第一课时）", "（第二课时）", " 练习", " 复习", " 公开课"};
constexpr const char* kPlaces[] = {"青山", "石羊", "河口", "大坪", "新街",
                                   "柳林", "白塔", "龙泉", "云岭", "双河"};
constexpr const char* kMathEditions[] = {"人教版", "人教版", "北师大版", "苏教版", "西师大版"};
// One lesson in twelve plays on a village's box.
constexpr std::size_t kHereEvery = 12;

template <std::size_t N>
std::string Draw(std::mt19937& random, const char* const (&from)[N]) {
  return from[random() % N];
}

void ReadFile(const std::string& path, std::vector<Outline>& outlines) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);  // Names of the columns.
  while (std::getline(file, line)) {
    std::vector<std::string> fields;
    std::istringstream columns(line);
    for (std::string field; std::getline(columns, field, '\t');) fields.push_back(field);
    if (fields.size() < 10) continue;
    const auto grade = std::stoul(fields[1]) - 1;
    if (grade >= std::size(kNumerals)) continue;
    outlines.push_back({.grade = std::string(kNumerals[grade]) + "年级",
                        .subject = fields[2],
                        .edition = fields[3],
                        .volume = fields[4],
                        .unit = "第" + fields[5] + "单元 " + fields[6],
                        .lesson = fields[8],
                        .description = fields[9]});
  }
}

}  // namespace

std::vector<Outline> ReadOutlines() {
  std::vector<Outline> outlines;
  for (const auto* name : {"yuwen.tsv", "shuxue.tsv"}) ReadFile(std::string(kFolder) + name, outlines);
  return outlines;
}

storage::Searchable MakeLesson(const std::vector<Outline>& outlines, std::size_t number) {
  std::mt19937 random(static_cast<std::uint32_t>(number) * 2'654'435'761U + 1);
  const auto& outline = outlines[number % outlines.size()];
  storage::Searchable lesson;
  auto& r = lesson.shown;
  r.id = "lesson-" + std::to_string(number), r.version = 1;
  r.type = Draw(random, kTypes);
  r.title = outline.lesson + Draw(random, kForms) + (r.type == "录播课" ? "" : " " + r.type);
  r.stage = "小学", r.grade = outline.grade, r.subject = outline.subject, r.volume = outline.volume;
  r.edition = outline.subject == "数学" ? Draw(random, kMathEditions) : outline.edition;
  r.unit = outline.unit, r.lesson = outline.lesson, r.description = outline.description;
  r.teacher = Draw(random, kSurnames) + Draw(random, kNames);
  r.school = Draw(random, kPlaces) + (random() % 2 == 0 ? "中心小学" : "第一小学");
  r.quality = Draw(random, kQualities);
  r.area = "云岭市(青禾县)";
  lesson.here = random() % kHereEvery == 0;
  lesson.opened = lesson.here && random() % 4 == 0 ? static_cast<std::int64_t>(random() % 30) : 0;
  return lesson;
}

}  // namespace lianxiao::bench
