#include "center/ingest/columns.h"

#include <algorithm>
#include <array>

namespace lianxiao::center {
namespace {

struct ColumnName {
  std::string_view name;
  Column column;
};

// The first name of each column is its Chinese one, the last its English one.
constexpr std::array kNames = {
    ColumnName{"编号", Column::kId},
    ColumnName{"id", Column::kId},
    ColumnName{"标题", Column::kTitle},
    ColumnName{"title", Column::kTitle},
    ColumnName{"类型", Column::kType},
    ColumnName{"type", Column::kType},
    ColumnName{"学段", Column::kStage},
    ColumnName{"stage", Column::kStage},
    ColumnName{"年级", Column::kGrade},
    ColumnName{"grade", Column::kGrade},
    ColumnName{"学科", Column::kSubject},
    ColumnName{"subject", Column::kSubject},
    ColumnName{"教材版本", Column::kEdition},
    ColumnName{"edition", Column::kEdition},
    ColumnName{"册次", Column::kVolume},
    ColumnName{"volume", Column::kVolume},
    ColumnName{"单元", Column::kUnit},
    ColumnName{"unit", Column::kUnit},
    ColumnName{"课", Column::kLesson},
    ColumnName{"lesson", Column::kLesson},
    ColumnName{"知识点", Column::kKnowledgePoints},
    ColumnName{"knowledge_points", Column::kKnowledgePoints},
    ColumnName{"关键词", Column::kKeywords},
    ColumnName{"keywords", Column::kKeywords},
    ColumnName{"描述", Column::kDescription},
    ColumnName{"description", Column::kDescription},
    ColumnName{"语言", Column::kLanguage},
    ColumnName{"language", Column::kLanguage},
    ColumnName{"课堂类型", Column::kLessonType},
    ColumnName{"lesson_type", Column::kLessonType},
    ColumnName{"主讲教师", Column::kTeacher},
    ColumnName{"teacher", Column::kTeacher},
    ColumnName{"单位", Column::kSchool},
    ColumnName{"school", Column::kSchool},
    ColumnName{"工作室", Column::kStudio},
    ColumnName{"studio", Column::kStudio},
    ColumnName{"地市(区县)", Column::kArea},
    ColumnName{"地市(县区)", Column::kArea},  // As the timetable's forms spell it.
    ColumnName{"area", Column::kArea},
    ColumnName{"精品课", Column::kQuality},
    ColumnName{"quality", Column::kQuality},
    ColumnName{"版权", Column::kCopyright},
    ColumnName{"copyright", Column::kCopyright},
    ColumnName{"状态", Column::kStatus},
    ColumnName{"status", Column::kStatus},
    ColumnName{"文件", Column::kFile},
    ColumnName{"file", Column::kFile},
    ColumnName{"字幕", Column::kSubtitle},
    ColumnName{"subtitle", Column::kSubtitle},
    ColumnName{"章节", Column::kChapters},
    ColumnName{"chapters", Column::kChapters},
    ColumnName{"封面", Column::kPoster},
    ColumnName{"poster", Column::kPoster},
    ColumnName{"流畅版", Column::kRendition},
    ColumnName{"rendition", Column::kRendition},
    ColumnName{"附件", Column::kAttachments},
    ColumnName{"attachments", Column::kAttachments},
};

struct ColumnWord {
  Column column;
  std::string_view typed, meant;
};

constexpr std::array kWords = {
    ColumnWord{Column::kType, "录播课", "录播课"},
    ColumnWord{Column::kType, "微课", "微课"},
    ColumnWord{Column::kType, "课件", "课件"},
    ColumnWord{Column::kType, "教案", "教案"},
    ColumnWord{Column::kType, "习题", "习题"},
    ColumnWord{Column::kType, "作业", "作业"},
    ColumnWord{Column::kType, "试卷", "试卷"},
    ColumnWord{Column::kType, "音频", "音频"},
    ColumnWord{Column::kType, "图片", "图片"},
    ColumnWord{Column::kType, "文档", "文档"},
    ColumnWord{Column::kType, "课程包", "课程包"},
    ColumnWord{Column::kStage, "幼儿园", "幼儿园"},
    ColumnWord{Column::kStage, "小学", "小学"},
    ColumnWord{Column::kStage, "初中", "初中"},
    ColumnWord{Column::kStage, "高中", "高中"},
    ColumnWord{Column::kLessonType, "专递课堂", "专递课堂"},
    ColumnWord{Column::kLessonType, "名师课堂", "名师课堂"},
    ColumnWord{Column::kLessonType, "名校网络课堂", "名校网络课堂"},
    ColumnWord{Column::kQuality, "校级", "校级"},
    ColumnWord{Column::kQuality, "县级", "县级"},
    ColumnWord{Column::kQuality, "市级", "市级"},
    ColumnWord{Column::kQuality, "省级", "省级"},
    ColumnWord{Column::kQuality, "部级", "部级"},
    ColumnWord{Column::kQuality, "校", "校级"},
    ColumnWord{Column::kQuality, "县", "县级"},
    ColumnWord{Column::kQuality, "市", "市级"},
    ColumnWord{Column::kQuality, "省", "省级"},
    ColumnWord{Column::kQuality, "部", "部级"},
    ColumnWord{Column::kStatus, "发布", "发布"},
    ColumnWord{Column::kStatus, "下架", "下架"},
    ColumnWord{Column::kStatus, "published", "发布"},
    ColumnWord{Column::kStatus, "withdrawn", "下架"},
};

// How editors write the volume; other volumes (必修第一册) stay as they are.
constexpr std::array kVolumes = {
    ColumnWord{Column::kVolume, "上", "上册"},     ColumnWord{Column::kVolume, "下", "下册"},
    ColumnWord{Column::kVolume, "全", "全一册"},   ColumnWord{Column::kVolume, "全一", "全一册"},
    ColumnWord{Column::kVolume, "全册", "全一册"},
};

constexpr std::array kRequired = {Column::kId,    Column::kTitle,   Column::kType, Column::kStage,
                                  Column::kGrade, Column::kSubject, Column::kFile};

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

std::string PlainHeader(std::string_view header) {
  std::string plain(header);
  ReplaceAll(plain, "（", "(");
  ReplaceAll(plain, "）", ")");
  ReplaceAll(plain, "＊", "");
  std::erase_if(plain, [](char c) { return c == '*' || c == ' '; });
  std::transform(plain.begin(), plain.end(), plain.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return plain;
}

std::optional<Column> ColumnOf(std::string_view header) {
  const auto plain = PlainHeader(header);
  const auto found = std::ranges::find(kNames, plain, &ColumnName::name);
  if (found == kNames.end()) return std::nullopt;
  return found->column;
}

std::string_view Chinese(Column column) {
  return std::ranges::find(kNames, column, &ColumnName::column)->name;
}

std::string_view English(Column column) {
  return std::ranges::find(kNames.rbegin(), kNames.rend(), column, &ColumnName::column)->name;
}

bool IsPrivate(std::string_view header) {
  const auto plain = PlainHeader(header);
  return plain == "序号" || plain == "备注" || plain == "note" || plain == "notes" || plain == "no";
}

std::span<const Column> RequiredColumns() { return kRequired; }

std::optional<std::string> WordFor(Column column, std::string_view text) {
  bool limited = false;
  for (const auto& word : kWords) {
    if (word.column != column) continue;
    if (word.typed == text) return std::string(word.meant);
    limited = true;
  }
  if (limited) return std::nullopt;
  if (column == Column::kVolume) {
    const auto found = std::ranges::find(kVolumes, text, &ColumnWord::typed);
    if (found != kVolumes.end()) return std::string(found->meant);
  }
  return std::string(text);
}

std::string WordsOf(Column column) {
  std::string words;
  for (const auto& word : kWords) {
    if (word.column != column || word.typed != word.meant) continue;
    if (!words.empty()) words += "、";
    words += word.meant;
  }
  return words;
}

}  // namespace lianxiao::center
