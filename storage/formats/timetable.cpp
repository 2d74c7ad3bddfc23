#include "storage/formats/timetable.h"

#include <array>
#include <nlohmann/json.hpp>

#include "storage/formats/canonical_json.h"
#include "storage/formats/field_rules.h"
#include "storage/formats/timetable_json.h"

namespace lianxiao::formats {
namespace {

struct TextField {
  const char* name;
  std::string TimetableLesson::*text;
};
constexpr std::array kTexts = {
    TextField{"title", &TimetableLesson::title},     TextField{"kind", &TimetableLesson::kind},
    TextField{"subject", &TimetableLesson::subject}, TextField{"stage", &TimetableLesson::stage},
    TextField{"grade", &TimetableLesson::grade},     TextField{"teacher", &TimetableLesson::teacher},
    TextField{"school", &TimetableLesson::school},   TextField{"platform", &TimetableLesson::platform},
    TextField{"note", &TimetableLesson::note},       TextField{"resource", &TimetableLesson::resource},
};

}  // namespace

Status Check(const TimetableLesson& lesson) {
  LIANXIAO_TRY(CheckRange("starts_ms", lesson.starts.ms, 0));
  LIANXIAO_TRY(CheckRange("ends_ms", lesson.ends.ms, lesson.starts.ms + 1, lesson.starts.ms + kDayMs));
  for (const auto& field : kTexts) LIANXIAO_TRY(CheckLine(field.name, lesson.*field.text, kMaxTimetableText));
  if (lesson.title.empty()) return Fail(ErrorCode::kInvalid, "title: empty");
  return lesson.resource.empty() ? Status{} : CheckId("resource", lesson.resource);
}

nlohmann::json JsonOf(const TimetableLesson& lesson) {
  nlohmann::json out = {{"starts_ms", lesson.starts.ms}, {"ends_ms", lesson.ends.ms}};
  for (const auto& field : kTexts) {
    if (!(lesson.*field.text).empty()) out[field.name] = lesson.*field.text;
  }
  return out;
}

void Read(JsonFields& fields, TimetableLesson& lesson) {
  lesson.starts.ms = fields.Integer("starts_ms");
  lesson.ends.ms = fields.Integer("ends_ms");
  for (const auto& field : kTexts) lesson.*field.text = fields.TextOr(field.name);
}

std::string ToJson(const TimetableLesson& lesson) { return Compact(JsonOf(lesson)); }

Result<TimetableLesson> ParseTimetableLesson(std::string_view text) {
  LIANXIAO_ASSIGN(const auto value, ParseJson(text));
  JsonFields fields(value);
  TimetableLesson lesson;
  Read(fields, lesson);
  LIANXIAO_TRY(fields.status());
  return lesson;
}

}  // namespace lianxiao::formats
