#include "web/classroom/timetable.h"

#include <algorithm>

#include "web/api/parameters.h"
#include "web/classroom/cards.h"
#include "web/classroom/subjects.h"
#include "web/words/error_page.h"

namespace lianxiao::web {
namespace {

constexpr int kWeekDays = 7;
// The county's letter tells of the week that was, and hardly ever of more than a term.
constexpr std::int64_t kWeeksBack = 1, kWeeksAhead = 26;

// "三年级 · 数学 · 李老师 · 县一小"
std::string ByLine(const formats::TimetableLesson& lesson) {
  std::string line;
  for (const auto* part : {&lesson.grade, &lesson.subject, &lesson.teacher, &lesson.school}) {
    if (part->empty()) continue;
    line += (line.empty() ? "" : " · ") + *part;
  }
  return line;
}

void SetChip(Fields& fields, const char* style, const char* icon, std::string text) {
  fields.Set("chip_class", style).Set("chip_icon", icon).Set("chip_text", std::move(text));
}

void AddState(Fields& row, const LessonOnBox& on_box, const Page& page, WallTime now) {
  const auto& words = page.words();
  if (on_box.resource && (on_box.resource->playable || on_box.state != LessonState::kLate)) {
    AddChip(row, *on_box.resource, page, now);
  } else if (on_box.state == LessonState::kLate) {
    SetChip(row, "late", "attention", words.Get("timetable.late"));
  } else if (on_box.state == LessonState::kLive) {
    const auto& platform = on_box.lesson.platform;
    SetChip(row, "live", "line",
            platform.empty() ? words.Get("timetable.live")
                             : words.Get("timetable.live_on", {{"platform", platform}}));
  } else {
    SetChip(row, "absent", "absent", words.Get("chip.absent"));
  }
}

Fields Row(const LessonOnBox& on_box, const Page& page, WallTime now) {
  const auto& lesson = on_box.lesson;
  const bool on_now = lesson.starts <= now && now < lesson.ends;
  Fields row;
  row.Set("lesson_from", page.text().TimeOfDay(lesson.starts));
  row.Set("lesson_to", page.text().TimeOfDay(lesson.ends));
  row.Set("lesson_title", lesson.title).Set("lesson_by", ByLine(lesson)).Set("lesson_note", lesson.note);
  row.Set("lesson_style", std::string(SubjectStyle(lesson.subject)));
  row.Set("lesson_link", on_box.resource ? ResourceAddress(on_box.resource->shown.id) : std::string());
  row.Set("lesson_now", on_now).Set("lesson_over", lesson.ends <= now);
  AddState(row, on_box, page, now);
  return row;
}

Fields::List Rows(const std::vector<LessonOnBox>& lessons, const Page& page, WallTime now) {
  Fields::List rows;
  for (const auto& lesson : lessons) rows.push_back(Row(lesson, page, now));
  return rows;
}

// Of one local day, within lessons by their beginning.
std::vector<LessonOnBox> OfDay(const std::vector<LessonOnBox>& lessons, WallTime begin, WallTime end) {
  std::vector<LessonOnBox> day;
  std::ranges::copy_if(lessons, std::back_inserter(day), [&](const LessonOnBox& one) {
    return one.lesson.starts >= begin && one.lesson.starts < end;
  });
  return day;
}

Response Week(const SchoolView& view, const BoxStatus& box, std::int64_t of, const Page& page,
              const Request& request) {
  const auto& text = page.text();
  const auto first = text.DayStart(box.now, text.DaysSinceMonday(box.now) * -1 + of * kWeekDays);
  const auto end = text.DayStart(first, kWeekDays);
  const auto lessons = view.Timetable(first, end);
  if (!lessons) return ErrorPage(request, lessons.error());
  Fields fields;
  Fields::List days;
  for (int day = 0; day < kWeekDays; ++day) {
    const auto begin = text.DayStart(first, day), next = text.DayStart(first, day + 1);
    auto rows = Rows(OfDay(*lessons, begin, next), page, box.now);
    if (rows.empty()) continue;
    const bool is_today = begin <= box.now && box.now < next;
    days.push_back(Fields()
                       .Set("day_name", text.Today(begin))
                       .Set("day_today", is_today)
                       .Set("lessons", std::move(rows)));
  }
  fields.Set("any_lesson", !days.empty());
  fields.Set("days", std::move(days));
  fields.Set("week_words",
             page.words().Get("timetable.week_of",
                              {{"from", text.Today(first)}, {"to", text.Today(text.DayStart(first, 6))}}));
  const auto link = [](std::int64_t week) {
    return Address("/week", {{"of", week == 0 ? std::string() : std::to_string(week)}});
  };
  fields.Set("week_before", of > -kWeeksBack ? link(of - 1) : std::string());
  fields.Set("week_after", of < kWeeksAhead ? link(of + 1) : std::string());
  fields.Set("week_this", of != 0 ? link(0) : std::string());
  return page.Send("week", page.words().Get("timetable.title"), std::move(fields));
}

}  // namespace

Status AddToday(Fields& fields, const SchoolView& view, const BoxStatus& box, const Page& page) {
  fields.Set("timetable", false);
  if (!box.clock_plausible) return {};
  const auto& text = page.text();
  const auto begin = text.DayStart(box.now), end = text.DayStart(box.now, 1);
  LIANXIAO_ASSIGN(const auto lessons, view.Timetable(begin, text.DayStart(box.now, kWeekDays)));
  if (lessons.empty()) return {};
  auto rows = Rows(OfDay(lessons, begin, end), page, box.now);
  Fields timetable;
  timetable.Set("any_lesson", !rows.empty());
  timetable.Set("lessons", std::move(rows));
  const auto next = std::ranges::find_if(lessons, [&](const auto& one) { return one.lesson.starts >= end; });
  timetable.Set("next_words",
                next == lessons.end()
                    ? std::string()
                    : page.words().Get("timetable.next", {{"when", text.Moment(next->lesson.starts, box.now)},
                                                          {"title", next->lesson.title}}));
  fields.Set("timetable", std::move(timetable));
  return {};
}

Response WeekPage(const Request& request, const SchoolView& view) {
  Page page(request);
  const auto box = view.BoxStatusNow();
  page.Name(box.school_name);
  page.Here("week");
  const auto asked = request.Query("of");
  const bool back = asked.starts_with('-');
  const auto weeks = asked.empty() ? 0 : ParseCount(back ? asked.substr(1) : asked).value_or(0);
  return Week(view, box, std::clamp(back ? -weeks : weeks, -kWeeksBack, kWeeksAhead), page, request);
}

}  // namespace lianxiao::web
