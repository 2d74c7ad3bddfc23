#include "web/classroom/subjects.h"

namespace lianxiao::web {
namespace {

struct Row {
  std::string_view part;  // Of the subject's or type's name, so that 小学数学 and 数学 are one.
  std::string_view style;
};

// 道德与法治 before 法, 科学 after 信息科技: the first part that is found decides.
constexpr Row kSubjects[] = {
    {"语文", "s-chinese"},   {"数学", "s-math"},      {"英语", "s-english"}, {"外语", "s-english"},
    {"道德", "s-ethics"},    {"品德", "s-ethics"},    {"政治", "s-ethics"},  {"法治", "s-ethics"},
    {"信息", "s-computing"}, {"科学", "s-science"},   {"物理", "s-physics"}, {"化学", "s-chemistry"},
    {"生物", "s-biology"},   {"地理", "s-geography"}, {"历史", "s-history"}, {"美术", "s-art"},
    {"书法", "s-art"},       {"艺术", "s-art"},       {"音乐", "s-music"},   {"体育", "s-sport"},
    {"劳动", "s-labor"},     {"心理", "s-ethics"},
};

constexpr Row kTypes[] = {
    {"录播", "video"},  {"微课", "video"}, {"课件", "slides"},  {"习题", "pencil"},    {"作业", "pencil"},
    {"试卷", "pencil"}, {"音频", "audio"}, {"图片", "picture"}, {"课程包", "package"},
};

}  // namespace

std::string_view SubjectStyle(std::string_view subject) {
  for (const auto& row : kSubjects) {
    if (subject.find(row.part) != std::string_view::npos) return row.style;
  }
  return "s-general";
}

std::string_view TypeGlyph(std::string_view type) {
  for (const auto& row : kTypes) {
    if (type.find(row.part) != std::string_view::npos) return row.style;
  }
  return "doc";
}

}  // namespace lianxiao::web
