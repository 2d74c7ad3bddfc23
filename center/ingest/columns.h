// The columns of an editor's table, by their Chinese and English names, and the words that some of them
// are limited to. Plain values.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lianxiao::center {

enum class Column {
  kId,
  kTitle,
  kType,
  kStage,
  kGrade,
  kSubject,
  kEdition,
  kVolume,
  kUnit,
  kLesson,
  kKnowledgePoints,
  kKeywords,
  kDescription,
  kLanguage,
  kLessonType,
  kTeacher,
  kSchool,
  kStudio,
  kArea,
  kQuality,
  kCopyright,
  kStatus,
  kFile,
  kSubtitle,
  kChapters,
  kPoster,
  kRendition,
  kAttachments,
};

// Case, blanks, full-width brackets and the asterisk that marks a required column do not matter in a header:
// this is what does.
std::string PlainHeader(std::string_view header);
// Nothing for a name we do not know.
std::optional<Column> ColumnOf(std::string_view header);
std::string_view Chinese(Column column);  // "编号"
std::string_view English(Column column);  // "id"

// Columns that editors keep for themselves (序号, 备注): read past, not taken in.
bool IsPrivate(std::string_view header);
// Without these a row says too little to be found by a teacher.
std::span<const Column> RequiredColumns();

// The word as the catalog writes it ("省" → "省级", "withdrawn" → "下架"); nothing when it is none of
// the column's words. Columns that take any text give it back unchanged.
std::optional<std::string> WordFor(Column column, std::string_view text);
std::string WordsOf(Column column);  // "小学、初中、…", for the finding; empty when any text goes.

}  // namespace lianxiao::center
